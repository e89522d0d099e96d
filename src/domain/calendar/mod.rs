//! The calendar: zones, working days, and moments as people type and read them.
//!
//! Owns [`Zone`] and the rule for clock times that a change of the clocks skips or repeats, [`WorkingDay`] and what is
//! overdue, [`read_moment`], and how days and moments are written. It must not read the clock (`now` is an argument),
//! and must not hold the words that explain a mistake or name a relative day: those are Fluent's.
//!
//! # When the clocks change
//!
//! A clock time that is skipped (the gap in spring, or Samoa's missing 30 December 2011) stands for the first moment
//! after the gap; one that comes twice (the overlap in autumn) stands for the earlier. [`Zone::moment`] is the only
//! place that decides it.
//!
//! # How an ambiguous moment is read
//!
//! 1. A date is day first: `03/04` and `03.04` are 3 April. Only `2026-04-03` is year first.
//! 2. Without a year it is the nearest such date in the direction asked for, today included; `29.02` waits for a leap
//!    year. Two digits of a year belong to this century.
//! 3. A time alone is the nearest one in the direction: in the future, one that has passed today is tomorrow's; in the
//!    past, one still to come is yesterday's. With `today` or a date there is nothing to move, so it is a mistake.
//! 4. A weekday is the nearest one in the direction, never today, unless a time is given that still fits today. A
//!    weekday beside a date must be that date's.
//! 5. A dotted pair is a date (`10.11` is 10 November), but after `at`/`в` or after a day it is a time
//!    (`завтра в 15.30`); with a dash too (`15-30`), unless it could be a range of hours (`10-12`), which is refused.
//!    A bare number is an hour in the same places, and nothing anywhere else.
//! 6. An hour without am/pm or a part of the day is of 24: `at 5` is 05:00. Midnight is the beginning of a day.
//! 7. In the future the current minute has not passed: it means now.
//! 8. A date without a time is, in the future, the start of the usual working day (now, if that has passed today); in
//!    the past, its end (now, if that is today). [`Moment::has_time`] tells, so that the caller can decide otherwise.

mod names;
mod reading;
mod working;
mod writing;
mod zone;

pub use reading::{Direction, Moment, MomentMistake, read_moment};
pub use working::{
    DueGroup, WorkingDay, add_working_days, add_working_time, end_of_working_day, is_overdue, start_of_working_day,
};
pub use writing::{RelativeDay, clock_time, day, long_day, moment};
pub use zone::{UnknownZone, Zone};
