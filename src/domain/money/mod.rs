//! Money: amounts with a currency, read from what people type and written the way they read it.
//!
//! Owns [`Currency`], [`Money`], their limits, [`read`] and [`format()`]. It must not convert between currencies, know
//! what an amount is for (a budget, a price), or hold the words that explain a mistake: those are Fluent's.
//!
//! # How an ambiguous number is read
//!
//! 1. Spaces of any width and apostrophes only ever group: `450 000`, `1'200`. A space that does not make groups of
//!    three separates two numbers (`450 50`), which is a mistake.
//! 2. Point and comma together: the last one is the decimal mark, and must occur once: `450,000.50`, `450.000,50`.
//! 3. The same mark twice or more groups: `1,234,567`; with wrong groups it is a mistake: `1.234.56`.
//! 4. A single point or comma followed by exactly three digits groups (`450,000` and `450.000` are 450 thousand), with
//!    any other count it is the decimal mark (`12,34`). It cannot group after a zero or after four digits and more:
//!    `0,500` is a half, and `1234,567` has too many decimals.
//! 5. Before a magnitude rule 4 yields to the language of the magnitude: `1.125m`, `1,125 млн` and `1.125 млн` are
//!    1,125,000, because nobody groups there; only `1,125k`, an English comma, still groups.
//! 6. `¥` is the yuan (the yen is typed as `JPY`), `$` the US dollar, `m` and `м` a million, `т` and `к` a thousand.

mod currency;
mod reading;
mod writing;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use currency::Currency;
pub use reading::{Typed, read};
pub use writing::{format, format_number};

/// An amount in a currency: not negative, no more decimals than the currency has, at most [`Money::LARGEST`].
///
/// Zero is allowed here (the total of no lines, a free sample), though not in what [`read`] takes from a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// The largest amount, in units of the currency: 999,999,999,999.99. It fits PostgreSQL's `numeric(18,2)` with room
    /// for totals.
    pub const LARGEST: Decimal = Decimal::from_parts(276_447_231, 23_283, 0, false, 2);

    /// Money of `amount` units (not cents) of `currency`.
    ///
    /// # Errors
    ///
    /// [`MoneyMistake::Negative`], [`MoneyMistake::TooLarge`] or [`MoneyMistake::TooManyDecimals`].
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyMistake> {
        let amount = checked(amount, currency.decimals())?;
        Ok(Self { amount, currency })
    }

    /// The amount, in units of the currency (not cents).
    #[must_use]
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }
}

/// Money as it is stored in a draft, before its limits are checked again.
#[derive(Deserialize)]
struct Unchecked {
    amount: Decimal,
    currency: Currency,
}

impl TryFrom<Unchecked> for Money {
    type Error = MoneyMistake;

    fn try_from(stored: Unchecked) -> Result<Self, MoneyMistake> {
        Self::new(stored.amount, stored.currency)
    }
}

/// Holds `amount` to the limits of money with `decimals` decimals, and drops its trailing zeros.
fn checked(amount: Decimal, decimals: u32) -> Result<Decimal, MoneyMistake> {
    let amount = amount.normalize();
    if amount.is_sign_negative() && !amount.is_zero() {
        Err(MoneyMistake::Negative)
    } else if amount > Money::LARGEST {
        Err(MoneyMistake::TooLarge)
    } else if amount.scale() > decimals {
        Err(MoneyMistake::TooManyDecimals { allowed: decimals })
    } else {
        Ok(amount)
    }
}

/// Why a text or a number is not an amount of money. Each is explained to the person in their own language.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MoneyMistake {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// No amount can be read from it.
    #[error("not a number")]
    NotANumber,
    /// Below zero.
    #[error("below zero")]
    Negative,
    /// Zero, where only something makes sense.
    #[error("zero")]
    Zero,
    /// More than [`Money::LARGEST`].
    #[error("more than {}", Money::LARGEST)]
    TooLarge,
    /// A finer fraction than the currency has.
    #[error("more than {allowed} decimals")]
    TooManyDecimals {
        /// How many the currency has: 0 or 2.
        allowed: u32,
    },
    /// Several numbers, such as a range.
    #[error("more than one number")]
    TwoNumbers,
    /// A word beside the number that names no currency we know; at most [`MoneyMistake::LONGEST_WORD`] characters of it.
    #[error("unknown currency {0:?}")]
    UnknownCurrency(String),
}

impl MoneyMistake {
    /// How many characters of an unknown word are kept: enough to recognise it, too few to flood a message.
    pub const LONGEST_WORD: usize = 20;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn the_largest_amount_is_a_cent_short_of_a_trillion() {
        assert_eq!(Money::LARGEST, decimal("999999999999.99"));
    }

    #[test]
    fn money_keeps_its_limits() {
        for (amount, currency, expected) in [
            ("0", Currency::Rub, Ok("0")),
            ("450000.50", Currency::Rub, Ok("450000.5")),
            ("999999999999.99", Currency::Usd, Ok("999999999999.99")),
            ("1000000000000", Currency::Usd, Err(MoneyMistake::TooLarge)),
            ("-0.01", Currency::Usd, Err(MoneyMistake::Negative)),
            ("0.005", Currency::Eur, Err(MoneyMistake::TooManyDecimals { allowed: 2 })),
            ("100.50", Currency::Jpy, Err(MoneyMistake::TooManyDecimals { allowed: 0 })),
            ("100.00", Currency::Jpy, Ok("100")),
        ] {
            let money = Money::new(decimal(amount), currency);
            assert_eq!(money.map(|money| money.amount().to_string()), expected.map(String::from), "{amount}");
        }
    }

    #[test]
    fn money_in_a_draft_is_checked_again_when_it_is_loaded() {
        let money = Money::new(decimal("1200.5"), Currency::Eur).unwrap();
        let stored = serde_json::to_string(&money).unwrap();
        assert_eq!(stored, r#"{"amount":"1200.5","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&stored).unwrap(), money);
        assert!(serde_json::from_str::<Money>(r#"{"amount":"-1","currency":"EUR"}"#).is_err());
        assert!(serde_json::from_str::<Money>(r#"{"amount":"1","currency":"XXX"}"#).is_err());
    }
}
