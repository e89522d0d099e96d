//! Working days, and what is due when. Owns the working hours, working days (Monday to Friday; public holidays are not
//! known here) and the groups of the task list. It must not know tasks.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::Zone;

/// When a working day starts and ends, by the clock on the member's wall. The default is 09:00 to 18:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorkingDay {
    /// The first moment of it.
    pub starts: NaiveTime,
    /// The moment at which what is due that day falls due.
    pub ends: NaiveTime,
}

impl WorkingDay {
    /// From `starts` to `ends`; `None` unless it starts before it ends.
    #[must_use]
    pub fn new(starts: NaiveTime, ends: NaiveTime) -> Option<Self> {
        (starts < ends).then_some(Self { starts, ends })
    }
}

impl Default for WorkingDay {
    fn default() -> Self {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { starts: hour(9), ends: hour(18) }
    }
}

/// When the working day of `date` starts in `zone`.
#[must_use]
pub fn start_of_working_day(date: NaiveDate, zone: Zone, day: &WorkingDay) -> DateTime<Utc> {
    zone.moment(date.and_time(day.starts))
}

/// When the working day of `date` ends in `zone`: a date without a time is due then.
#[must_use]
pub fn end_of_working_day(date: NaiveDate, zone: Zone, day: &WorkingDay) -> DateTime<Utc> {
    zone.moment(date.and_time(day.ends))
}

/// The `days`-th working day (Monday to Friday) after `date`; with 0, `date` itself, or the Monday after a weekend.
///
/// So both 0 and 1 from a Saturday are the Monday. Stops at the last date there is.
#[must_use]
pub fn add_working_days(date: NaiveDate, days: u32) -> NaiveDate {
    let is_weekend = |date: NaiveDate| matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let next = |date: NaiveDate| date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    let weeks = Days::new(u64::from(days / 5) * 7);
    let mut date = date;
    let mut left = days % 5;
    if is_weekend(date) && days > 0 {
        // Count from the Friday before, so that the Monday is the first.
        let back = if date.weekday() == Weekday::Sat { 1 } else { 2 };
        date = date.checked_sub_days(Days::new(back)).unwrap_or(date);
    }
    date = date.checked_add_days(weeks).unwrap_or(NaiveDate::MAX);
    while (left > 0 || is_weekend(date)) && date < NaiveDate::MAX {
        date = next(date);
        left -= u32::from(left > 0 && !is_weekend(date));
    }
    date
}

/// The moment at which so much of working time has passed since `from`: within a working day, never at its very end.
///
/// Three hours after four o'clock on a Friday afternoon is ten on Monday.
#[must_use]
pub fn add_working_time(from: DateTime<Utc>, time: TimeDelta, zone: Zone, day: &WorkingDay) -> DateTime<Utc> {
    /// No time that a person waits for takes longer.
    const DAYS: u32 = 1000;
    let mut left = time.max(TimeDelta::zero());
    let mut date = add_working_days(zone.date(from), 0);
    for _ in 0..DAYS {
        let starts = start_of_working_day(date, zone, day).max(from);
        let remains = end_of_working_day(date, zone, day).signed_duration_since(starts);
        if left < remains {
            return starts + left;
        }
        left -= remains.max(TimeDelta::zero());
        date = add_working_days(date, 1);
    }
    start_of_working_day(date, zone, day)
}

/// Whether what is due at `due` is overdue at `now`. At the very moment it is not yet.
#[must_use]
pub fn is_overdue(due: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    due < now
}

/// Where a due moment belongs in a task list, from the most pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueGroup {
    /// Passed, be it only a minute ago.
    Overdue,
    /// Later today.
    Today,
    /// After today, in this week, which ends on Sunday.
    ThisWeek,
    /// After this week.
    Later,
}

impl DueGroup {
    /// The group of `due` at `now`, for a member in `zone`.
    #[must_use]
    pub fn of(due: DateTime<Utc>, now: DateTime<Utc>, zone: Zone) -> Self {
        let (date, today) = (zone.date(due), zone.date(now));
        if is_overdue(due, now) {
            Self::Overdue
        } else if date == today {
            Self::Today
        } else if date.iso_week() == today.iso_week() {
            Self::ThisWeek
        } else {
            Self::Later
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{TZ_VARIANTS, Tz};
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_working_day_starts_and_ends_by_the_wall() {
        let day = WorkingDay::default();
        for (zone, on, start, end) in [
            (Tz::Europe__Moscow, "2026-11-24", "2026-11-24T06:00:00Z", "2026-11-24T15:00:00Z"),
            (Tz::Asia__Almaty, "2026-11-24", "2026-11-24T04:00:00Z", "2026-11-24T13:00:00Z"),
            (Tz::America__New_York, "2026-07-01", "2026-07-01T13:00:00Z", "2026-07-01T22:00:00Z"),
            (Tz::America__New_York, "2026-12-01", "2026-12-01T14:00:00Z", "2026-12-01T23:00:00Z"),
        ] {
            assert_eq!(start_of_working_day(date(on), zone.into(), &day), utc(start), "{zone}");
            assert_eq!(end_of_working_day(date(on), zone.into(), &day), utc(end), "{zone}");
        }
    }

    #[test]
    fn a_working_day_starts_before_it_ends() {
        let day = WorkingDay::default();
        assert_eq!(WorkingDay::new(day.starts, day.ends), Some(day));
        assert_eq!(WorkingDay::new(day.ends, day.starts), None);
        assert_eq!(WorkingDay::new(day.ends, day.ends), None);
    }

    #[test]
    fn weekends_are_no_working_days() {
        // 24 November 2026 is a Tuesday.
        for (from, days, expected) in [
            ("2026-11-24", 0, "2026-11-24"),
            ("2026-11-24", 1, "2026-11-25"),
            ("2026-11-24", 4, "2026-11-30"),
            ("2026-11-24", 5, "2026-12-01"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 0, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-11-29", 2, "2026-12-01"),
            ("2026-11-28", 5, "2026-12-04"),
            ("2026-11-27", 10, "2026-12-11"),
        ] {
            assert_eq!(add_working_days(date(from), days), date(expected), "{from} + {days}");
        }
        assert_eq!(add_working_days(NaiveDate::MAX, 3), NaiveDate::MAX);
        assert_eq!(add_working_days(date("2026-11-24"), u32::MAX), NaiveDate::MAX);
    }

    #[test]
    fn working_time_passes_only_on_working_days() {
        let zone = Zone::from(Tz::Europe__Moscow);
        let at = |text: &str| utc(&format!("2026-11-{text}:00Z"));
        // Moscow's working day is 06:00 to 15:00 UTC; 24 November 2026 is a Tuesday.
        for (from, hours, expected) in [
            ("24T07:00", 3, "24T10:00"),
            ("24T03:00", 3, "24T09:00"),
            ("24T12:00", 3, "25T06:00"),
            ("24T14:00", 3, "25T08:00"),
            ("24T20:00", 3, "25T09:00"),
            ("27T13:00", 3, "30T07:00"),
            ("28T10:00", 3, "30T09:00"),
            ("24T07:00", 20, "26T09:00"),
            ("24T07:00", 0, "24T07:00"),
        ] {
            let found = add_working_time(at(from), TimeDelta::hours(hours), zone, &WorkingDay::default());
            assert_eq!(found, at(expected), "{from} + {hours} h");
        }
    }

    #[test]
    fn what_is_due_is_grouped_by_the_days_of_the_member() {
        let now = utc("2026-11-24T20:30:00Z");
        let (moscow, almaty) = (Zone::from(Tz::Europe__Moscow), Zone::from(Tz::Asia__Almaty));
        for (due, zone, expected) in [
            ("2026-11-24T20:29:59Z", moscow, DueGroup::Overdue),
            ("2026-11-24T20:30:00Z", moscow, DueGroup::Today),
            ("2026-11-24T20:59:00Z", moscow, DueGroup::Today),
            ("2026-11-24T21:00:00Z", moscow, DueGroup::ThisWeek),
            // In Almaty it is already Wednesday.
            ("2026-11-24T20:59:00Z", almaty, DueGroup::Today),
            ("2026-11-25T18:59:00Z", almaty, DueGroup::Today),
            ("2026-11-29T20:59:00Z", moscow, DueGroup::ThisWeek),
            ("2026-11-29T21:00:00Z", moscow, DueGroup::Later),
            ("2026-11-29T20:59:00Z", almaty, DueGroup::Later),
        ] {
            assert_eq!(DueGroup::of(utc(due), now, zone), expected, "{due} {zone}");
        }
        assert!(!is_overdue(now, now));
        assert!(is_overdue(now - TimeDelta::seconds(1), now));
    }

    proptest! {
        #[test]
        fn working_days_are_counted_one_by_one(from in -1_000_000_i32..1_000_000, days in 0_u32..60) {
            let from = NaiveDate::from_num_days_from_ce_opt(from).unwrap();
            let mut expected = add_working_days(from, 0);
            let first = u32::from(expected != from);
            for _ in first..days {
                expected = add_working_days(expected + Days::new(1), 0);
            }
            prop_assert_eq!(add_working_days(from, days), expected);
        }

        #[test]
        fn no_date_or_moment_is_too_strange(
            which in 0..TZ_VARIANTS.len(), day in any::<i32>(), due in any::<i64>(), now in any::<i64>()
        ) {
            let zone = Zone::from(TZ_VARIANTS[which]);
            let date = NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(NaiveDate::MIN);
            let _ = end_of_working_day(date, zone, &WorkingDay::default());
            let _ = add_working_days(date, day.unsigned_abs());
            let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MIN_UTC);
            let _ = add_working_time(at(now), TimeDelta::hours(3), zone, &WorkingDay::default());
            let _ = DueGroup::of(at(due), at(now), zone);
        }
    }
}
