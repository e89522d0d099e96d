//! Names of months and weekdays in both languages, for reading and for writing. Owns nothing else; it must not know how
//! a date is put together.

use chrono::Weekday;

use crate::domain::language::Language;

/// One name in both languages.
pub(super) struct Name {
    en_short: &'static str,
    en_long: &'static str,
    ru_short: &'static str,
    /// As it stands in a date: a month in the genitive, a weekday in the nominative.
    ru_long: &'static str,
    /// Other forms that people type.
    also: &'static [&'static str],
}

const fn name(
    en_short: &'static str,
    en_long: &'static str,
    ru_short: &'static str,
    ru_long: &'static str,
    also: &'static [&'static str],
) -> Name {
    Name { en_short, en_long, ru_short, ru_long, also }
}

/// January first.
const MONTHS: [Name; 12] = [
    name("Jan", "January", "янв", "января", &["январь", "январе"]),
    name("Feb", "February", "фев", "февраля", &["февраль", "феврале", "февр"]),
    name("Mar", "March", "мар", "марта", &["март", "марте"]),
    name("Apr", "April", "апр", "апреля", &["апрель", "апреле"]),
    name("May", "May", "мая", "мая", &["май", "мае"]),
    name("Jun", "June", "июн", "июня", &["июнь", "июне"]),
    name("Jul", "July", "июл", "июля", &["июль", "июле"]),
    name("Aug", "August", "авг", "августа", &["август", "августе"]),
    name("Sep", "September", "сен", "сентября", &["сентябрь", "сентябре", "сент", "sept"]),
    name("Oct", "October", "окт", "октября", &["октябрь", "октябре"]),
    name("Nov", "November", "ноя", "ноября", &["ноябрь", "ноябре", "нояб"]),
    name("Dec", "December", "дек", "декабря", &["декабрь", "декабре"]),
];

/// Monday first.
const WEEKDAYS: [Name; 7] = [
    name("Mon", "Monday", "пн", "понедельник", &["пнд"]),
    name("Tue", "Tuesday", "вт", "вторник", &["tues", "втр"]),
    name("Wed", "Wednesday", "ср", "среда", &["weds", "среду", "срд"]),
    name("Thu", "Thursday", "чт", "четверг", &["thur", "thurs", "чтв"]),
    name("Fri", "Friday", "пт", "пятница", &["пятницу", "птн"]),
    name("Sat", "Saturday", "сб", "суббота", &["субботу", "сбт"]),
    name("Sun", "Sunday", "вс", "воскресенье", &["вск"]),
];

impl Name {
    pub(super) const fn short(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en_short,
            Language::Ru => self.ru_short,
        }
    }

    pub(super) const fn long(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en_long,
            Language::Ru => self.ru_long,
        }
    }

    /// Whether a word in lower case is any form of this name.
    fn is(&self, word: &str) -> bool {
        self.en_short.eq_ignore_ascii_case(word)
            || self.en_long.eq_ignore_ascii_case(word)
            || self.ru_short == word
            || self.ru_long == word
            || self.also.contains(&word)
    }
}

/// The name of a month, 1 to 12; of January for any other number.
pub(super) fn month_name(month: u32) -> &'static Name {
    let [january, ..] = &MONTHS;
    (month as usize).checked_sub(1).and_then(|index| MONTHS.get(index)).unwrap_or(january)
}

/// The name of a weekday.
pub(super) const fn weekday_name(weekday: Weekday) -> &'static Name {
    &WEEKDAYS[weekday.num_days_from_monday() as usize]
}

/// The month, 1 to 12, that a word in lower case names in either language.
pub(super) fn month_of(word: &str) -> Option<u32> {
    MONTHS.iter().zip(1..).find(|(name, _)| name.is(word)).map(|(_, month)| month)
}

/// The weekday that a word in lower case names in either language.
pub(super) fn weekday_of(word: &str) -> Option<Weekday> {
    const MONDAY_FIRST: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    MONDAY_FIRST.into_iter().find(|weekday| weekday_name(*weekday).is(word))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_form_names_one_month_or_weekday() {
        let mut seen = HashMap::new();
        for (index, name) in MONTHS.iter().chain(&WEEKDAYS).enumerate() {
            let own = [name.en_short, name.en_long, name.ru_short, name.ru_long];
            for form in own.iter().chain(name.also).map(|form| form.to_lowercase()) {
                assert_eq!(*seen.entry(form.clone()).or_insert(index), index, "{form} is two names");
                assert!(month_of(&form).is_some() != weekday_of(&form).is_some(), "{form}");
            }
        }
    }

    #[test]
    fn names_are_found_where_they_stand() {
        assert_eq!(month_of("ноября"), Some(11));
        assert_eq!(month_name(11).long(Language::Ru), "ноября");
        assert_eq!(weekday_of("среду"), Some(Weekday::Wed));
        assert_eq!(weekday_name(Weekday::Sun).short(Language::En), "Sun");
        assert_eq!(month_of("ноябрями"), None);
    }
}
