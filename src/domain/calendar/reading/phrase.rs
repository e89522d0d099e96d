//! Reads the parts of a typed moment: a day, a weekday, a time, or how far from now. Owns the grammar; it must not know
//! what day it is.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::MomentMistake;
use super::clock;
use super::scan::Token::{self, Mark, Number, Word};
use super::span::Span;
use crate::domain::calendar::names::{month_of, weekday_of};

/// What was said, each part at most once.
#[derive(Debug, Default)]
pub(super) struct Phrase {
    pub day: Option<Day>,
    pub weekday: Option<Weekday>,
    pub time: Option<NaiveTime>,
    /// From now; negative for the past. Then nothing else was said.
    pub elapsed: Option<TimeDelta>,
}

/// A day as it can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So far from today.
    Away { months: i32, days: i64 },
    /// In a year that was not said; there may be no such day.
    Yearly { month: u32, day: u32 },
    /// In full.
    On(NaiveDate),
}

/// Reads all of `tokens`.
pub(super) fn read(tokens: &[Token<'_>]) -> Result<Phrase, MomentMistake> {
    let mut phrase = Phrase::default();
    let mut rest = tokens;
    let mut time_comes = false;
    while !rest.is_empty() {
        let taken = match *rest {
            [Word("at" | "в" | "во") | Mark('@'), ..] => {
                time_comes = true;
                1
            }
            [Word("on" | "by" | "the" | "к" | "на") | Mark(','), ..] => 1,
            _ => {
                let taken = phrase.take(rest, time_comes)?;
                time_comes = false;
                taken
            }
        };
        rest = &rest[taken..];
    }
    let only_elapsed = phrase.day.is_none() && phrase.weekday.is_none() && phrase.time.is_none();
    // Exactly one of the two: how far from now, or a day, a weekday, a time.
    if phrase.elapsed.is_some() == only_elapsed { Ok(phrase) } else { Err(MomentMistake::NotUnderstood) }
}

impl Phrase {
    /// Takes the part at the beginning of `rest`, and tells how many tokens it is.
    fn take(&mut self, rest: &[Token<'_>], time_comes: bool) -> Result<usize, MomentMistake> {
        match *rest {
            [Word("now" | "сейчас"), ..] => return once(&mut self.elapsed, TimeDelta::zero(), 1),
            [Word("in" | "через"), ref after @ ..] => {
                let (span, taken) = Span::read(after).ok_or(MomentMistake::NotUnderstood)?;
                return self.take_span(span, false, 1 + taken);
            }
            _ => {}
        }
        if let Some((span, taken)) = Span::read(rest)
            && let Some(Word("ago" | "назад")) = rest.get(taken)
        {
            return self.take_span(span, true, taken + 1);
        }
        if let Some((days, taken)) = relative(rest) {
            return once(&mut self.day, Day::Away { months: 0, days }, taken);
        }
        if let [Word(word), ..] = rest
            && let Some(weekday) = weekday_of(word)
        {
            return once(&mut self.weekday, weekday, 1);
        }
        if let Some((date, taken)) = full_date(rest).or_else(|| date_by_name(rest)) {
            return once(&mut self.day, date?, taken);
        }
        // After a weekday a bare number is an hour, but a dotted pair is still a date: `пт 25.12`.
        let is_pair = matches!(rest, [Number(..), Mark('.' | '-'), Number(..), ..]);
        let loosely = time_comes || self.day.is_some() || (self.weekday.is_some() && !is_pair);
        if let Some((time, taken)) = clock::read(rest, loosely)? {
            return once(&mut self.time, time, taken);
        }
        match *rest {
            [Number(day, 1 | 2), Mark('.' | '/'), Number(month, 1 | 2), ref after @ ..] => {
                let stop = usize::from(matches!(after, [Mark('.'), ..]));
                once(&mut self.day, Day::Yearly { month, day }, 3 + stop)
            }
            _ => Err(MomentMistake::NotUnderstood),
        }
    }

    /// Takes a span before or after now: minutes and hours are exact, days and more are dates.
    fn take_span(&mut self, span: Span, ago: bool, taken: usize) -> Result<usize, MomentMistake> {
        let sign = if ago { -1 } else { 1 };
        if span.minutes == 0 && (span.days > 0 || span.months > 0) {
            let months = i32::try_from(span.months).map_err(|_| MomentMistake::TooFar)?;
            let day = Day::Away { months: months * sign, days: i64::from(span.days) * i64::from(sign) };
            return once(&mut self.day, day, taken);
        }
        if span.months > 0 {
            return Err(MomentMistake::NotUnderstood);
        }
        let minutes = i64::from(span.days) * 24 * 60 + i64::from(span.minutes);
        once(&mut self.elapsed, TimeDelta::minutes(minutes * i64::from(sign)), taken)
    }
}

/// Fills `place`, unless it was said before.
fn once<T>(place: &mut Option<T>, value: T, taken: usize) -> Result<usize, MomentMistake> {
    if place.replace(value).is_some() { Err(MomentMistake::NotUnderstood) } else { Ok(taken) }
}

/// Days from today for words like `tomorrow`, and how many tokens they take.
fn relative(rest: &[Token<'_>]) -> Option<(i64, usize)> {
    Some(match *rest {
        [Word("day"), Word("after"), Word("tomorrow"), ..] => (2, 3),
        [Word("day"), Word("before"), Word("yesterday"), ..] => (-2, 3),
        [Word("today" | "сегодня"), ..] => (0, 1),
        [Word("tomorrow" | "tmrw" | "завтра"), ..] => (1, 1),
        [Word("послезавтра"), ..] => (2, 1),
        [Word("yesterday" | "вчера"), ..] => (-1, 1),
        [Word("позавчера"), ..] => (-2, 1),
        _ => return None,
    })
}

type Dated = (Result<Day, MomentMistake>, usize);

/// A date of three numbers: `25.12.2026`, `25/12/26`, `2026-12-25`.
fn full_date(rest: &[Token<'_>]) -> Option<Dated> {
    let [
        Number(first, first_digits),
        Mark(mark @ ('.' | '/' | '-')),
        Number(month, 1 | 2),
        Mark(other),
        Number(last, last_digits),
        ref after @ ..,
    ] = *rest
    else {
        return None;
    };
    if mark != other {
        return None;
    }
    let (year, day) = match (first_digits, last_digits) {
        (4, 1 | 2) => (first, last),
        (1 | 2, 4) => (last, first),
        (1 | 2, 2) => (2000 + last, first),
        _ => return None,
    };
    // `2026-12-25T14:30`, as programs write it, and `25.12.2026 г.`
    let joint = usize::from(matches!(after, [Word("t" | "г"), ..]));
    Some((on(year, month, day), 5 + joint))
}

/// A date with the month as a word: `25 декабря`, `Dec 25th, 2026`, `25-го декабря 2026 г.`
fn date_by_name(rest: &[Token<'_>]) -> Option<Dated> {
    let (day, month, taken) = match *rest {
        [Word(word), Number(day, 1 | 2), ref after @ ..] => (day, month_of(word)?, 2 + ordinal(after)),
        [Number(day, 1 | 2), ref after @ ..] => {
            let ending = ordinal(after);
            let of = usize::from(matches!(after.get(ending), Some(Word("of"))));
            let Some(Word(word)) = after.get(ending + of) else { return None };
            (day, month_of(word)?, 2 + ending + of)
        }
        _ => return None,
    };
    let after = &rest[taken..];
    let comma = usize::from(matches!(after, [Mark(','), ..]));
    match after[comma..] {
        [Number(year, 4), ref after @ ..] => {
            let word = usize::from(matches!(after, [Word("г" | "год" | "года"), ..]));
            Some((on(year, month, day), taken + comma + 1 + word))
        }
        _ => Some((Ok(Day::Yearly { month, day }), taken)),
    }
}

/// How many tokens the ending of an ordinal takes: `st`, `-го`.
fn ordinal(after: &[Token<'_>]) -> usize {
    match after {
        [Word("st" | "nd" | "rd" | "th" | "го" | "е"), ..] => 1,
        [Mark('-'), Word("го" | "е"), ..] => 2,
        _ => 0,
    }
}

fn on(year: u32, month: u32, day: u32) -> Result<Day, MomentMistake> {
    let year = i32::try_from(year).map_err(|_| MomentMistake::NoSuchDate)?;
    NaiveDate::from_ymd_opt(year, month, day).map(Day::On).ok_or(MomentMistake::NoSuchDate)
}
