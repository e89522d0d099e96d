//! Writes money and numbers the way a reader of English or Russian expects. Owns marks, groups and the place of the
//! currency; it must not round: an amount is shown as it is kept.

use rust_decimal::Decimal;

use super::Money;
use crate::domain::language::Language;

/// Keeps a number and its currency on one line.
const NO_BREAK_SPACE: char = '\u{a0}';
/// The minus of typography, as wide as a plus.
const MINUS: char = '\u{2212}';

/// `money` for a reader of `language`: `450 000,50 ₽` in Russian (with no-break spaces), `₽450,000.50` in English; a
/// whole amount without decimals, others with all decimals of the currency; the code where the reader knows no sign
/// (`KZT 1,200`, `1 200 AED`).
///
/// What is written here, [`read`](super::read) reads back (but for zero).
#[must_use]
pub fn format(money: &Money, language: Language) -> String {
    let (amount, currency) = (money.amount(), money.currency());
    let decimals = if amount.is_integer() { 0 } else { currency.decimals() as usize };
    let number = with_groups(&format!("{amount:.decimals$}"), language);
    match (language, currency.sign(language)) {
        (Language::En, Some(sign)) => format!("{sign}{number}"),
        (Language::En, None) => format!("{currency}{NO_BREAK_SPACE}{number}"),
        (Language::Ru, Some(sign)) => format!("{number}{NO_BREAK_SPACE}{sign}"),
        (Language::Ru, None) => format!("{number}{NO_BREAK_SPACE}{currency}"),
    }
}

/// A plain number (a quantity, a difference) for a reader of `language`: `1 234,5` in Russian, `1,234.5` in English;
/// without trailing zeros, with a typographic minus.
#[must_use]
pub fn format_number(number: Decimal, language: Language) -> String {
    let digits = with_groups(&number.abs().normalize().to_string(), language);
    if number.is_sign_negative() && !number.is_zero() { format!("{MINUS}{digits}") } else { digits }
}

/// Groups the digits of a plain decimal such as `450000.50` by threes, and gives it the decimal mark of `language`.
fn with_groups(plain: &str, language: Language) -> String {
    let (group, mark) = match language {
        Language::En => (',', '.'),
        Language::Ru => (NO_BREAK_SPACE, ','),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut text = String::with_capacity(plain.len() * 2);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(mark);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::money::{Currency, Typed, read};

    #[test]
    fn money_is_written_as_its_reader_expects() {
        for (cents, currency, english, russian) in [
            (45_000_050, Currency::Rub, "₽450,000.50", "450\u{a0}000,50\u{a0}₽"),
            (45_000_000, Currency::Rub, "₽450,000", "450\u{a0}000\u{a0}₽"),
            (120_000, Currency::Usd, "$1,200", "1\u{a0}200\u{a0}$"),
            (2_000_000, Currency::Eur, "€20,000", "20\u{a0}000\u{a0}€"),
            (120_000, Currency::Kzt, "KZT\u{a0}1,200", "1\u{a0}200\u{a0}₸"),
            (120_000, Currency::Aed, "AED\u{a0}1,200", "1\u{a0}200\u{a0}AED"),
            (99_910, Currency::Gbp, "£999.10", "999,10\u{a0}£"),
            (0, Currency::Usd, "$0", "0\u{a0}$"),
            (5, Currency::Usd, "$0.05", "0,05\u{a0}$"),
            (99_999_999_999_999, Currency::Usd, "$999,999,999,999.99", "999\u{a0}999\u{a0}999\u{a0}999,99\u{a0}$"),
        ] {
            let money = Money::new(Decimal::new(cents, 2), currency).unwrap();
            assert_eq!(format(&money, Language::En), english);
            assert_eq!(format(&money, Language::Ru), russian);
        }
    }

    #[test]
    fn numbers_are_written_without_trailing_zeros() {
        for (number, english, russian) in [
            (Decimal::new(12_345_000, 4), "1,234.5", "1\u{a0}234,5"),
            (Decimal::new(-1_000, 0), "\u{2212}1,000", "\u{2212}1\u{a0}000"),
            (Decimal::new(-0, 2), "0", "0"),
            (Decimal::new(125, 3), "0.125", "0,125"),
        ] {
            assert_eq!(format_number(number, Language::En), english);
            assert_eq!(format_number(number, Language::Ru), russian);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cents in 1_i64..=99_999_999_999_999, which in 0..Currency::ALL.len()) {
            let currency = Currency::ALL[which];
            let cents = if currency.decimals() == 0 { (cents / 100).max(1) * 100 } else { cents };
            let money = Money::new(Decimal::new(cents, 2), currency).unwrap();
            for language in Language::ALL {
                let text = format(&money, language);
                let typed = Typed { amount: money.amount(), currency: Some(currency) };
                prop_assert_eq!(read(&text), Ok(typed), "{}", text);
            }
        }

        #[test]
        fn any_decimal_can_be_written(low: u32, middle: u32, high: u32, negative: bool, scale in 0_u32..=28) {
            let number = Decimal::from_parts(low, middle, high, negative, scale);
            for language in Language::ALL {
                prop_assert!(!format_number(number, language).is_empty());
            }
        }
    }
}
