//! Reads an amount of money from what a person typed, in English, Russian or a mix. Owns the grammar of an amount; the
//! rules for ambiguous numbers are told in [`money`](super). It must not choose a currency that was not typed.

mod number;
mod scan;

use rust_decimal::Decimal;

use super::{Currency, Money, MoneyMistake, checked};
use number::{Magnitude, value};
use scan::{Token, scan};

/// An amount as a person typed it, with the currency only if they named one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// In units of the currency (not cents); more than zero.
    pub amount: Decimal,
    /// What was named beside the number.
    pub currency: Option<Currency>,
}

impl Typed {
    /// The money meant, in `otherwise` when no currency was named.
    ///
    /// # Errors
    ///
    /// [`MoneyMistake::TooManyDecimals`] when that currency has fewer decimals than were typed.
    pub fn money(self, otherwise: Currency) -> Result<Money, MoneyMistake> {
        Money::new(self.amount, self.currency.unwrap_or(otherwise))
    }
}

/// Decimals allowed while no currency is named: the most that any of ours has.
const USUAL_DECIMALS: u32 = 2;

/// Reads one amount: `450000`, `450 000,50`, `450к`, `1,2 млн`, `€ 20k`, `$1,200`, `RUB 450000`, `450 тыс. руб.`
///
/// Takes time in proportion to the text, whatever it is.
///
/// # Errors
///
/// A [`MoneyMistake`] for anything else, zero included: a budget or a price of nothing is a mistake.
pub fn read(text: &str) -> Result<Typed, MoneyMistake> {
    let tokens = scan(text);
    if tokens.is_empty() {
        return Err(MoneyMistake::Empty);
    }
    // A letter inside a number (`1e9999`, `0x10`) is neither a unit nor a second number.
    if tokens.iter().any(|token| matches!(token, Token::Inside)) {
        return Err(MoneyMistake::NotANumber);
    }
    let mut numbers = tokens.iter().enumerate().filter_map(|(place, token)| match token {
        Token::Number(pieces) => Some((place, pieces)),
        _ => None,
    });
    let (place, pieces) = numbers.next().ok_or(MoneyMistake::NotANumber)?;
    if numbers.next().is_some() {
        return Err(MoneyMistake::TwoNumbers);
    }
    let (before, after) = (&tokens[..place], &tokens[place + 1..]);
    if tokens.iter().any(|token| matches!(token, Token::Stray)) || after.iter().any(|t| matches!(t, Token::Minus)) {
        return Err(MoneyMistake::NotANumber);
    }
    if before.iter().any(|token| matches!(token, Token::Minus)) {
        return Err(MoneyMistake::Negative);
    }

    let (magnitude, after) = take_magnitude(after)?;
    let amount = value(pieces, magnitude, USUAL_DECIMALS)?;
    let before: Vec<&Token> = before.iter().collect();
    let currency = match (named(&before)?, named(&after)?) {
        (Some(one), Some(other)) if one != other => return Err(unknown(other.code())),
        (one, other) => one.or(other),
    };
    let amount = checked(amount, currency.map_or(USUAL_DECIMALS, Currency::decimals))?;
    if amount.is_zero() { Err(MoneyMistake::Zero) } else { Ok(Typed { amount, currency }) }
}

/// Parts the magnitude (`тыс`, `m`) from what else follows a number.
fn take_magnitude(after: &[Token]) -> Result<(Option<Magnitude>, Vec<&Token>), MoneyMistake> {
    let mut magnitude = None;
    let mut rest = Vec::new();
    for token in after {
        let found = match token {
            Token::Word(word) => Magnitude::of_word(word),
            _ => None,
        };
        match (found, magnitude) {
            (None, _) => rest.push(token),
            (Some(found), None) => magnitude = Some(found),
            (Some(_), Some(_)) => return Err(MoneyMistake::NotANumber),
        }
    }
    Ok((magnitude, rest))
}

/// The currency that the words and signs on one side of a number name.
fn named(tokens: &[&Token]) -> Result<Option<Currency>, MoneyMistake> {
    let words: Vec<&str> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    // Words that name a currency only together (`бел. руб.`) come before each by itself.
    if words.len() > 1
        && words.len() == tokens.len()
        && let Some(currency) = Currency::of_name(&words.join(" "))
    {
        return Ok(Some(currency));
    }
    let mut currency = None;
    for token in tokens {
        let (found, shown) = match token {
            Token::Sign(sign) => (Some(*sign), sign.code()),
            Token::Word(word) => (Currency::of_name(word), word.as_str()),
            Token::Number(_) | Token::Minus | Token::Inside | Token::Stray => continue,
        };
        match (found, currency) {
            (Some(found), None) => currency = Some(found),
            (Some(found), Some(earlier)) if found == earlier => {}
            _ => return Err(unknown(shown)),
        }
    }
    Ok(currency)
}

fn unknown(word: &str) -> MoneyMistake {
    MoneyMistake::UnknownCurrency(word.chars().take(MoneyMistake::LONGEST_WORD).collect())
}

#[cfg(test)]
mod tests;
