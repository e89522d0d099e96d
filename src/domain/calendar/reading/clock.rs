//! Reads a time of day: `15:00`, `3pm`, `9 утра`, `15 ч 30 мин`. Owns the parts of the day and the limits of hours and
//! minutes; it must not know dates.

use chrono::NaiveTime;

use super::MomentMistake;
use super::scan::Token;

/// A part of the day that an hour of 12 belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Am,
    Pm,
    /// `утра`
    Morning,
    /// `дня`
    Afternoon,
    /// `вечера`
    Evening,
    /// `ночи`
    Night,
}

impl Part {
    /// The part of the day that comes next, and how many tokens it takes.
    fn read(tokens: &[Token<'_>]) -> Option<(Self, usize)> {
        Some(match *tokens {
            [Token::Word("am"), ..] => (Self::Am, 1),
            [Token::Word("pm"), ..] => (Self::Pm, 1),
            // `a.m.` is scanned as two abbreviations.
            [Token::Word("a"), Token::Word("m"), ..] => (Self::Am, 2),
            [Token::Word("p"), Token::Word("m"), ..] => (Self::Pm, 2),
            [Token::Word("утра"), ..] => (Self::Morning, 1),
            [Token::Word("дня"), ..] => (Self::Afternoon, 1),
            [Token::Word("вечера"), ..] => (Self::Evening, 1),
            [Token::Word("ночи"), ..] => (Self::Night, 1),
            _ => return None,
        })
    }

    /// The hour of 24 for an `hour` in this part of the day; `None` for an hour that does not belong to it.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Am, 12) | (Self::Night, 0 | 12) => Some(0),
            (Self::Am | Self::Morning, 1..=11) | (Self::Night, 1..=6) => Some(hour),
            (Self::Pm | Self::Afternoon, 12) => Some(12),
            (Self::Pm | Self::Afternoon | Self::Evening, 1..=11) | (Self::Night, 10 | 11) => Some(hour + 12),
            (Self::Afternoon, 13..=17) | (Self::Evening, 17..=23) | (Self::Night, 22 | 23) => Some(hour),
            _ => None,
        }
    }
}

/// The time at the beginning of `tokens`, and how many of them it takes; `None` when there is none.
///
/// `loosely` where a time is expected (after `at`, or after a day): then `15.30`, `15-30` and a bare `15` are times too.
pub(super) fn read(tokens: &[Token<'_>], loosely: bool) -> Result<Option<(NaiveTime, usize)>, MomentMistake> {
    use Token::{Mark, Number, Word};
    let (hour, minute, second, taken) = match *tokens {
        [Word("noon" | "midday" | "полдень"), ..] => return time(12, 0, 0).map(|time| Some((time, 1))),
        [Word("midnight" | "полночь"), ..] => return Ok(Some((NaiveTime::MIN, 1))),
        [Number(hour, 1 | 2), Mark(':'), Number(minute, 2), Mark(':'), Number(second, 2), ..] => {
            (hour, minute, second, 5)
        }
        [Number(hour, 1 | 2), Mark(':'), Number(minute, 2), ..] => (hour, minute, 0, 3),
        [Number(hour, 1 | 2), Word("ч" | "час" | "часа" | "часов" | "h"), Number(minute, 1 | 2), ..] => {
            let unit = matches!(tokens.get(3), Some(Word("мин" | "минут" | "минуты" | "минута" | "min" | "m")));
            (hour, minute, 0, 3 + usize::from(unit))
        }
        [Number(hour, 1 | 2), Word("ч" | "час" | "часа" | "часов" | "h"), ..] => (hour, 0, 0, 2),
        [Number(hour, 1 | 2), Mark('.'), Number(minute, 2), ..] if loosely => (hour, minute, 0, 3),
        // `10-12` is more likely from ten to twelve than 10:12.
        [Number(hour, 1 | 2), Mark('-'), Number(minute, 2), ..] if loosely && !(hour + 1..=24).contains(&minute) => {
            (hour, minute, 0, 3)
        }
        [Number(hour, 1 | 2), ref rest @ ..] if loosely || Part::read(rest).is_some() => (hour, 0, 0, 1),
        _ => return Ok(None),
    };
    match Part::read(&tokens[taken..]) {
        Some((part, length)) => {
            let hour = part.hour(hour).ok_or(MomentMistake::NoSuchTime)?;
            time(hour, minute, second).map(|time| Some((time, taken + length)))
        }
        None => time(hour, minute, second).map(|time| Some((time, taken))),
    }
}

fn time(hour: u32, minute: u32, second: u32) -> Result<NaiveTime, MomentMistake> {
    NaiveTime::from_hms_opt(hour, minute, second).ok_or(MomentMistake::NoSuchTime)
}
