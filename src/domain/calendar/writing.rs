//! Writes days, times and moments for a reader of English or Russian, by the 24-hour clock. Owns the order of the parts;
//! it must not say "today" or "tomorrow": it tells which it is ([`RelativeDay`]), and Fluent has the words.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::Zone;
use super::names::{month_name, weekday_name};
use crate::domain::language::Language;

/// How a day stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum RelativeDay {
    Yesterday,
    Today,
    Tomorrow,
    /// Any other: it is named by its date.
    Other,
}

impl RelativeDay {
    /// How `date` stands to `today`.
    #[must_use]
    pub fn of(date: NaiveDate, today: NaiveDate) -> Self {
        match date.signed_duration_since(today).num_days() {
            -1 => Self::Yesterday,
            0 => Self::Today,
            1 => Self::Tomorrow,
            _ => Self::Other,
        }
    }
}

/// A short date: `Tue 24 Nov`, `вт 24 ноя`; with the year unless it is today's.
#[must_use]
pub fn day(date: NaiveDate, today: NaiveDate, language: Language) -> String {
    let weekday = weekday_name(date.weekday()).short(language);
    let month = month_name(date.month()).short(language);
    if date.year() == today.year() {
        format!("{weekday} {} {month}", date.day())
    } else {
        format!("{weekday} {} {month} {}", date.day(), date.year())
    }
}

/// A full date: `Tuesday, 24 November 2026`, `вторник, 24 ноября 2026 г.`
#[must_use]
pub fn long_day(date: NaiveDate, language: Language) -> String {
    let weekday = weekday_name(date.weekday()).long(language);
    let month = month_name(date.month()).long(language);
    match language {
        Language::En => format!("{weekday}, {} {month} {}", date.day(), date.year()),
        Language::Ru => format!("{weekday}, {} {month} {}\u{a0}г.", date.day(), date.year()),
    }
}

/// The time of day in `zone`: `15:00`.
#[must_use]
pub fn clock_time(at: DateTime<Utc>, zone: Zone) -> String {
    let wall = zone.wall(at);
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// A moment in `zone`: `Tue 24 Nov, 15:00`, `вт 24 ноя, 15:00`; with the year unless it is that of `now`.
///
/// What is written here, [`read_moment`](super::read_moment) reads back.
#[must_use]
pub fn moment(at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>, language: Language) -> String {
    format!("{}, {}", day(zone.date(at), zone.date(now), language), clock_time(at, zone))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::calendar::{Direction, read_moment};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
    }

    #[test]
    fn days_and_moments_are_written_in_both_languages() {
        let today = date("2026-11-24");
        for (on, english, russian) in [
            ("2026-11-24", "Tue 24 Nov", "вт 24 ноя"),
            ("2026-05-01", "Fri 1 May", "пт 1 мая"),
            ("2027-01-03", "Sun 3 Jan 2027", "вс 3 янв 2027"),
        ] {
            assert_eq!(day(date(on), today, Language::En), english);
            assert_eq!(day(date(on), today, Language::Ru), russian);
        }
        assert_eq!(long_day(today, Language::En), "Tuesday, 24 November 2026");
        assert_eq!(long_day(today, Language::Ru), "вторник, 24 ноября 2026\u{a0}г.");

        let (zone, now) = (Zone::from(Tz::Europe__Moscow), utc("2026-11-24 05:00"));
        assert_eq!(moment(utc("2026-11-24 12:00"), zone, now, Language::En), "Tue 24 Nov, 15:00");
        assert_eq!(moment(utc("2026-11-24 22:05"), zone, now, Language::Ru), "ср 25 ноя, 01:05");
        // It is already 2027 in Moscow.
        assert_eq!(moment(utc("2026-12-31 21:30"), zone, now, Language::Ru), "пт 1 янв 2027, 00:30");
    }

    #[test]
    fn the_days_around_today_are_told_apart() {
        let today = date("2026-12-31");
        for (on, expected) in [
            ("2026-12-29", RelativeDay::Other),
            ("2026-12-30", RelativeDay::Yesterday),
            ("2026-12-31", RelativeDay::Today),
            ("2027-01-01", RelativeDay::Tomorrow),
            ("2027-01-02", RelativeDay::Other),
        ] {
            assert_eq!(RelativeDay::of(date(on), today), expected, "{on}");
        }
    }

    proptest! {
        #[test]
        fn a_written_moment_is_read_back(
            now in 1_500_000_000_i64..3_000_000_000, minutes in -2_000_000_i64..2_000_000, which in 0_usize..4
        ) {
            let zone = [Tz::America__New_York, Tz::Europe__Berlin, Tz::Asia__Almaty, Tz::Pacific__Apia][which].into();
            let now = DateTime::from_timestamp(now / 60 * 60, 0).unwrap();
            let at = now + chrono::TimeDelta::minutes(minutes);
            let direction = if minutes < 0 { Direction::Past } else { Direction::Future };
            for language in Language::ALL {
                let text = moment(at, zone, now, language);
                let read = read_moment(&text, now, zone, direction);
                // An hour that comes twice is read as the earlier, which may have passed: then it is refused.
                let doubled = zone.moment(zone.wall(at)) != at;
                match read {
                    Ok(read) => prop_assert_eq!(zone.wall(read.at), zone.wall(at), "{}", text),
                    Err(mistake) => prop_assert!(doubled, "{}: {:?}", text, mistake),
                }
            }
        }
    }
}
