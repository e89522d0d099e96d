//! Reads a moment from what a person typed, in English, Russian or a mix. Owns the choice of the nearest date and time
//! in the direction asked for; the rules are told in [`calendar`](super). It must not read the clock.

mod clock;
mod phrase;
mod scan;
mod span;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};
use thiserror::Error;

use super::{WorkingDay, Zone, end_of_working_day, start_of_working_day};
use phrase::{Day, Phrase};

/// Which way from now a moment is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// What has happened: a completion, an interaction.
    Past,
    /// What is planned: a start, a follow-up.
    Future,
}

/// A moment as a person typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment; with a date only, one on that day (rule 8 of [`calendar`](super)).
    pub at: DateTime<Utc>,
    /// The date in the member's zone.
    pub date: NaiveDate,
    /// Whether a time was typed, or only a date.
    pub has_time: bool,
}

/// Why a text is not a moment. Each is explained to the person in their own language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum MomentMistake {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// No date or time can be read from it.
    #[error("not a date or time")]
    NotUnderstood,
    /// Such as 31.02, or a date that is not on the weekday beside it.
    #[error("no such date")]
    NoSuchDate,
    /// Such as 25:00.
    #[error("no such time")]
    NoSuchTime,
    /// Before now, where something is planned.
    #[error("in the past")]
    InThePast,
    /// After now, where something has happened.
    #[error("in the future")]
    InTheFuture,
    /// More than five years from now.
    #[error("more than five years away")]
    TooFar,
}

/// The farthest date, before or after today.
const FARTHEST: Months = Months::new(5 * 12);

/// Reads a moment on the given side of `now`: `сейчас`, `in 2 hours`, `завтра в 9`, `fri 10am`, `25.12.2026 14:30`,
/// `Dec 25 3pm`, `15:00`. The language of the interface does not matter, and the languages may be mixed.
///
/// # Errors
///
/// A [`MomentMistake`] when nothing was understood, when there is no such date or time, when it is on the wrong side
/// of `now`, or more than five years away.
pub fn read_moment(text: &str, now: DateTime<Utc>, zone: Zone, direction: Direction) -> Result<Moment, MomentMistake> {
    let text = scan::plain(text);
    let tokens = scan::scan(&text);
    if tokens.is_empty() {
        return Err(MomentMistake::Empty);
    }
    let phrase = phrase::read(&tokens)?;
    Today { now, date: zone.date(now), zone, direction }.find(&phrase)
}

/// Where the person stands when they type.
struct Today {
    now: DateTime<Utc>,
    date: NaiveDate,
    zone: Zone,
    direction: Direction,
}

impl Today {
    /// The moment that `phrase` means.
    fn find(&self, phrase: &Phrase) -> Result<Moment, MomentMistake> {
        if let Some(elapsed) = phrase.elapsed {
            let at = self.now.checked_add_signed(elapsed).ok_or(MomentMistake::TooFar)?;
            return self.allowed(at, self.zone.date(at), true);
        }
        let date = match (phrase.day, phrase.weekday) {
            (Some(day), weekday) => {
                let date = self.date_of(day)?;
                if weekday.is_some_and(|weekday| weekday != date.weekday()) {
                    return Err(MomentMistake::NoSuchDate);
                }
                date
            }
            (None, Some(weekday)) => self.nearest(weekday, phrase),
            (None, None) if self.fits(self.at(self.date, phrase)) => self.date,
            (None, None) => self.moved(self.date, 1),
        };
        self.allowed(self.at(date, phrase), date, phrase.time.is_some())
    }

    /// The moment on `date` at the time of `phrase`; without a time, by the working day (rule 8).
    fn at(&self, date: NaiveDate, phrase: &Phrase) -> DateTime<Utc> {
        let usual = WorkingDay::default();
        match (phrase.time, self.direction) {
            (Some(time), _) => self.zone.moment(date.and_time(time)),
            (None, Direction::Past) if date == self.date => self.now,
            (None, Direction::Past) => end_of_working_day(date, self.zone, &usual),
            (None, Direction::Future) if date == self.date => {
                start_of_working_day(date, self.zone, &usual).max(self.now)
            }
            (None, Direction::Future) => start_of_working_day(date, self.zone, &usual),
        }
    }

    /// Whether `at` is on the side asked for. The minute of now is on both (rule 7).
    fn fits(&self, at: DateTime<Utc>) -> bool {
        match self.direction {
            Direction::Past => at <= self.now,
            Direction::Future => {
                self.now.checked_sub_signed(TimeDelta::minutes(1)).is_none_or(|a_minute_ago| at > a_minute_ago)
            }
        }
    }

    /// `date` moved by `days` in the direction.
    fn moved(&self, date: NaiveDate, days: u64) -> NaiveDate {
        match self.direction {
            Direction::Past => date.checked_sub_days(Days::new(days)),
            Direction::Future => date.checked_add_days(Days::new(days)),
        }
        .unwrap_or(date)
    }

    /// The nearest `weekday` in the direction (rule 4).
    fn nearest(&self, weekday: Weekday, phrase: &Phrase) -> NaiveDate {
        let days = match self.direction {
            Direction::Past => self.date.weekday().days_since(weekday),
            Direction::Future => weekday.days_since(self.date.weekday()),
        };
        let fits_today = phrase.time.is_some() && self.fits(self.at(self.date, phrase));
        let days = if days == 0 && !fits_today { 7 } else { days };
        self.moved(self.date, u64::from(days))
    }

    fn date_of(&self, day: Day) -> Result<NaiveDate, MomentMistake> {
        match day {
            Day::On(date) => Ok(date),
            Day::Away { months, days } => {
                let by = Months::new(months.unsigned_abs());
                let date = if months < 0 { self.date.checked_sub_months(by) } else { self.date.checked_add_months(by) };
                date.and_then(|date| date.checked_add_signed(TimeDelta::try_days(days)?)).ok_or(MomentMistake::TooFar)
            }
            // Eight years hold a leap year, even around 2100.
            Day::Yearly { month, day } => (0..=8)
                .filter_map(|years| {
                    let year = match self.direction {
                        Direction::Past => self.date.year() - years,
                        Direction::Future => self.date.year() + years,
                    };
                    NaiveDate::from_ymd_opt(year, month, day)
                })
                .find(|date| match self.direction {
                    Direction::Past => *date <= self.date,
                    Direction::Future => *date >= self.date,
                })
                .ok_or(MomentMistake::NoSuchDate),
        }
    }

    /// The moment, unless it is on the wrong side of now or too far.
    fn allowed(&self, at: DateTime<Utc>, date: NaiveDate, has_time: bool) -> Result<Moment, MomentMistake> {
        if !self.fits(at) {
            return Err(match self.direction {
                Direction::Past => MomentMistake::InTheFuture,
                Direction::Future => MomentMistake::InThePast,
            });
        }
        let earliest = self.date.checked_sub_months(FARTHEST).unwrap_or(NaiveDate::MIN);
        let latest = self.date.checked_add_months(FARTHEST).unwrap_or(NaiveDate::MAX);
        if date < earliest || date > latest {
            return Err(MomentMistake::TooFar);
        }
        let at = if self.direction == Direction::Future { at.max(self.now) } else { at };
        Ok(Moment { at, date, has_time })
    }
}
