//! What a typed number is worth: tells groups from decimals, and applies a magnitude. Owns rules 1–5 of
//! [`money`](crate::domain::money); it must not know currencies.

use rust_decimal::Decimal;

use super::scan::{Joint, Piece};
use crate::domain::money::MoneyMistake;

/// A word that multiplies: thousand, million, and so on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Magnitude {
    /// In powers of ten.
    power: u32,
    /// Whether it was typed in English, where a comma groups.
    english: bool,
}

impl Magnitude {
    /// The magnitude that a word in lower case stands for.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let (power, english) = match word {
            "k" | "thousand" | "thousands" | "grand" => (3, true),
            "т" | "к" | "тыс" | "тысяча" | "тысячи" | "тысяч" => (3, false),
            "m" | "mm" | "mln" | "mio" | "million" | "millions" => (6, true),
            "м" | "кк" | "млн" | "миллион" | "миллиона" | "миллионов" => (6, false),
            "b" | "bn" | "bln" | "billion" | "billions" => (9, true),
            "млрд" | "миллиард" | "миллиарда" | "миллиардов" => (9, false),
            // Beyond the largest amount, so that it is told as too large and not as an unknown currency.
            "tn" | "trillion" | "trillions" => (12, true),
            "трлн" | "триллион" | "триллиона" | "триллионов" => (12, false),
            _ => return None,
        };
        Some(Self { power, english })
    }
}

/// Digits of the largest amount before its decimal mark; more are too large with any magnitude.
const WHOLE_DIGITS: usize = 12;

/// The worth of `pieces` times `magnitude`. Fractions too fine to count under any magnitude are told as more than
/// `decimals`; otherwise the caller checks the limits.
pub(super) fn value(pieces: &[Piece], magnitude: Option<Magnitude>, decimals: u32) -> Result<Decimal, MoneyMistake> {
    let (whole, fraction) = parted(pieces, magnitude)?;
    let power = magnitude.map_or(0, |magnitude| magnitude.power);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.len() > WHOLE_DIGITS {
        return Err(MoneyMistake::TooLarge);
    }
    let scale = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    if scale > decimals.saturating_add(power) {
        return Err(MoneyMistake::TooManyDecimals { allowed: decimals });
    }
    // At most 12 digits before the mark and 14 after: a Decimal holds 28.
    let digits = format!("0{whole}{fraction}").parse::<i128>().map_err(|_| MoneyMistake::TooLarge)?;
    let number = Decimal::try_from_i128_with_scale(digits, scale).map_err(|_| MoneyMistake::TooLarge)?;
    number.checked_mul(Decimal::from(10_u64.pow(power))).ok_or(MoneyMistake::TooLarge)
}

/// The digits before and after the decimal mark.
fn parted(pieces: &[Piece], magnitude: Option<Magnitude>) -> Result<(String, String), MoneyMistake> {
    let joints: Vec<Joint> = pieces.iter().filter_map(|piece| piece.joint).collect();
    let has_decimals = match (joints.as_slice(), pieces) {
        ([mark], [head, tail]) if mark.is_mark() => !groups_by_itself(*mark, &head.digits, &tail.digits, magnitude),
        ([rest @ .., last], _) => last.is_mark() && !rest.contains(last),
        ([], _) => false,
    };
    let (whole, fraction) = pieces.split_at(pieces.len() - usize::from(has_decimals));
    if !well_grouped(whole) {
        let spaced = joints.contains(&Joint::Space);
        return Err(if spaced { MoneyMistake::TwoNumbers } else { MoneyMistake::NotANumber });
    }
    let digits = |pieces: &[Piece]| pieces.iter().map(|piece| piece.digits.as_str()).collect();
    Ok((digits(whole), digits(fraction)))
}

/// Whether the only mark of a number groups thousands (rules 4 and 5).
fn groups_by_itself(mark: Joint, head: &str, tail: &str, magnitude: Option<Magnitude>) -> bool {
    let could = tail.len() == 3 && is_first_group(head);
    could && magnitude.is_none_or(|magnitude| magnitude.english && mark == Joint::Comma)
}

/// Whether all groups but the first have three digits, and all joints are alike.
fn well_grouped(whole: &[Piece]) -> bool {
    let [first, groups @ ..] = whole else { return false };
    let alike = groups.windows(2).all(|pair| pair[0].joint == pair[1].joint);
    groups.is_empty() || (alike && is_first_group(&first.digits) && groups.iter().all(|g| g.digits.len() == 3))
}

fn is_first_group(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && !digits.starts_with('0')
}
