//! The currencies that the bot knows. Owns their ISO 4217 codes, decimals, signs and the words that people type for
//! them in English and Russian. It must not read or write amounts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::language::Language;

/// A currency, by its ISO 4217 alphabetic code. Stored and sent as that code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "each variant is its own code, and the table below says the rest")]
pub enum Currency {
    Rub,
    Usd,
    Eur,
    Kzt,
    Byn,
    Uzs,
    Kgs,
    Amd,
    Gel,
    Azn,
    Uah,
    Cny,
    Gbp,
    Chf,
    Jpy,
    Inr,
    Try,
    Aed,
    Pln,
}

/// What is known of one currency.
struct Row {
    currency: Currency,
    code: &'static str,
    /// How many decimals people use, as in ISO 4217.
    decimals: u32,
    sign: Option<char>,
    /// Whether an English reader knows the sign; if not, English shows the code.
    sign_known_in_english: bool,
    /// In lower case, without full stops; several words are joined by a space.
    names: &'static [&'static str],
}

const fn row(currency: Currency, code: &'static str, sign: Option<char>, names: &'static [&'static str]) -> Row {
    let decimals = if matches!(currency, Currency::Jpy) { 0 } else { 2 };
    let sign_known_in_english = matches!(sign, Some('₽' | '$' | '€' | '£' | '¥'));
    Row { currency, code, decimals, sign, sign_known_in_english, names }
}

/// One row a currency, in the order of the enum: what our users trade in comes first.
const TABLE: [Row; Currency::ALL.len()] = [
    row(
        Currency::Rub,
        "RUB",
        Some('₽'),
        &[
            "р",
            "руб",
            "рубль",
            "рубля",
            "рублей",
            "рубли",
            "российских рублей",
            "rur",
            "ruble",
            "rubles",
            "rouble",
            "roubles",
        ],
    ),
    row(
        Currency::Usd,
        "USD",
        Some('$'),
        &["us", "dollar", "dollars", "доллар", "доллара", "долларов", "доллары", "дол", "долл", "бакс", "баксов"],
    ),
    row(Currency::Eur, "EUR", Some('€'), &["euro", "euros", "евро"]),
    row(Currency::Kzt, "KZT", Some('₸'), &["tenge", "тенге", "тг"]),
    row(
        Currency::Byn,
        "BYN",
        None,
        &["br", "бел руб", "бел рублей", "бел р", "белорусских рублей", "белорусский рубль", "belarusian rubles"],
    ),
    row(Currency::Uzs, "UZS", None, &["sum", "soum", "сум", "сума", "сумов"]),
    row(Currency::Kgs, "KGS", None, &["som", "сом", "сома", "сомов"]),
    row(Currency::Amd, "AMD", Some('֏'), &["dram", "drams", "драм", "драма", "драмов"]),
    row(Currency::Gel, "GEL", Some('₾'), &["lari", "лари"]),
    row(Currency::Azn, "AZN", Some('₼'), &["manat", "manats", "манат", "маната", "манатов"]),
    row(Currency::Uah, "UAH", Some('₴'), &["hryvnia", "hryvnias", "грн", "гривна", "гривны", "гривен"]),
    row(Currency::Cny, "CNY", Some('¥'), &["rmb", "yuan", "yuans", "юань", "юаня", "юаней", "юани"]),
    row(
        Currency::Gbp,
        "GBP",
        Some('£'),
        &["pound", "pounds", "pounds sterling", "фунт", "фунта", "фунтов", "фунтов стерлингов"],
    ),
    row(Currency::Chf, "CHF", None, &["franc", "francs", "swiss francs", "франк", "франка", "франков"]),
    row(Currency::Jpy, "JPY", None, &["yen", "иена", "иены", "иен", "йен"]),
    row(Currency::Inr, "INR", Some('₹'), &["rupee", "rupees", "рупия", "рупии", "рупий"]),
    row(Currency::Try, "TRY", Some('₺'), &["tl", "lira", "liras", "лира", "лиры", "лир"]),
    row(Currency::Aed, "AED", None, &["dh", "dhs", "dirham", "dirhams", "дирхам", "дирхама", "дирхамов"]),
    row(Currency::Pln, "PLN", None, &["zl", "zł", "zloty", "zlotys", "злотый", "злотых"]),
];

impl Currency {
    /// All of them, those most used by our users first.
    pub const ALL: [Self; 19] = [
        Self::Rub,
        Self::Usd,
        Self::Eur,
        Self::Kzt,
        Self::Byn,
        Self::Uzs,
        Self::Kgs,
        Self::Amd,
        Self::Gel,
        Self::Azn,
        Self::Uah,
        Self::Cny,
        Self::Gbp,
        Self::Chf,
        Self::Jpy,
        Self::Inr,
        Self::Try,
        Self::Aed,
        Self::Pln,
    ];

    /// ISO 4217 alphabetic code: three capital letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        TABLE[self as usize].code
    }

    /// How many decimals an amount may have (ISO 4217 minor units).
    #[must_use]
    pub const fn decimals(self) -> u32 {
        TABLE[self as usize].decimals
    }

    /// The sign that a reader of `language` knows it by; without one the code is shown.
    #[must_use]
    pub const fn sign(self, language: Language) -> Option<char> {
        let row = &TABLE[self as usize];
        match language {
            Language::En if !row.sign_known_in_english => None,
            Language::En | Language::Ru => row.sign,
        }
    }

    /// The currency of a sign such as `₽`.
    #[must_use]
    pub fn of_sign(sign: char) -> Option<Self> {
        TABLE.iter().find(|row| row.sign == Some(sign)).map(|row| row.currency)
    }

    /// The currency that a word or words name, in either language: its code, or a name in any common form, whatever
    /// the case (`usd`, `рублей`, `бел руб`).
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        TABLE
            .iter()
            .find(|row| row.code.eq_ignore_ascii_case(&name) || row.names.contains(&name.as_str()))
            .map(|row| row.currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that is none of [`Currency::ALL`]; from a database or a file, not from a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown currency code {0:?}")]
pub struct UnknownCode(String);

impl FromStr for Currency {
    type Err = UnknownCode;

    /// Takes an exact ISO 4217 code; [`Currency::of_name`] is for what people type.
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let found = TABLE.iter().find(|row| row.code == code);
        found.map(|row| row.currency).ok_or_else(|| UnknownCode(code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_currency_stands_in_its_own_row_and_is_stored_as_its_code() {
        for (row, currency) in TABLE.iter().zip(Currency::ALL) {
            assert_eq!(row.currency, currency);
            assert_eq!(currency.code().parse(), Ok(currency));
            assert_eq!(serde_json::to_string(&currency).unwrap(), format!("\"{}\"", currency.code()));
            assert_eq!(Currency::of_name(&currency.code().to_lowercase()), Some(currency));
        }
        assert_eq!("rub".parse::<Currency>(), Err(UnknownCode("rub".to_owned())));
    }

    #[test]
    fn no_sign_or_name_belongs_to_two_currencies() {
        let mut seen = HashSet::new();
        for row in &TABLE {
            for name in row.names.iter().map(ToString::to_string).chain(row.sign.map(String::from)) {
                assert_eq!(name, name.to_lowercase());
                assert!(seen.insert(name.clone()), "{name} is there twice");
            }
        }
    }

    #[test]
    fn a_sign_is_shown_only_to_those_who_know_it() {
        assert_eq!(Currency::Kzt.sign(Language::Ru), Some('₸'));
        assert_eq!(Currency::Kzt.sign(Language::En), None);
        assert_eq!(Currency::Rub.sign(Language::En), Some('₽'));
    }
}
