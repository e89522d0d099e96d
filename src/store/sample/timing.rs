//! When things of the sample happen: days and hours relative to the day on which it is made, and when a person is told
//! that a task is due. It must not know which things.

use chrono::{DateTime, Datelike, Days, Duration, DurationRound, NaiveDate, NaiveTime, Utc, Weekday};

use crate::domain::calendar::{WorkingDay, Zone, add_working_days, end_of_working_day, start_of_working_day};

/// A day, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// So many working days ago, at least one.
    Ago(u32),
    Today,
    /// So many working days ahead, at least one.
    Ahead(u32),
    /// That day of the week after this one.
    NextWeek(Weekday),
}

/// A day, an hour and a minute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub Day, pub u32, pub u32);

/// When a person is told that a task is due, and whether they have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueNotice {
    pub at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

/// What the calendar on the wall shows: a zone, and the moment at which one looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall {
    pub zone: Zone,
    pub now: DateTime<Utc>,
}

impl Wall {
    fn date(&self, day: Day) -> NaiveDate {
        let today = self.zone.date(self.now);
        match day {
            Day::Ago(days) => working_days_before(today, days),
            Day::Today => today,
            Day::Ahead(days) => add_working_days(today, days),
            Day::NextWeek(weekday) => {
                let monday = Days::new(u64::from(7 - today.weekday().num_days_from_monday()));
                today + monday + Days::new(u64::from(weekday.num_days_from_monday()))
            }
        }
    }

    /// The moment of `at`. Ago is always past, ahead always to come.
    pub fn moment(&self, at: At) -> DateTime<Utc> {
        let At(day, hour, minute) = at;
        self.zone.moment(self.date(day).and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()))
    }

    /// When what is due that day is due: at the end of the working day. Today is always still to come: where the working
    /// day ends within the hour, some three hours from now, today if that leaves an hour.
    pub fn due(&self, day: Day) -> DateTime<Utc> {
        let end = end_of_working_day(self.date(day), self.zone, &WorkingDay::default());
        let hour = Duration::hours(1);
        if day != Day::Today || end - self.now >= hour {
            return end;
        }
        let minutes = Duration::minutes(5);
        let evening = (self.now + hour * 3).duration_round_up(minutes).unwrap_or(self.now + hour * 3);
        let last = self.moment(At(Day::Today, 23, 55));
        if last - self.now >= hour { evening.min(last) } else { evening }
    }

    /// The notice of a task that is due at `due`, on `day`: at the start of its last working day, but not before the
    /// task was `created`. Those to come are planned, those past were sent; today's falls due now.
    pub fn due_notice(&self, day: Day, due: DateTime<Utc>, created: DateTime<Utc>) -> DueNotice {
        if day == Day::Today {
            return DueNotice { at: self.now, sent_at: None };
        }
        let at = start_of_working_day(self.zone.date(due), self.zone, &WorkingDay::default()).max(created);
        DueNotice { at, sent_at: (at <= self.now).then_some(at) }
    }

    /// The first moment of today.
    pub fn midnight(&self) -> DateTime<Utc> {
        self.moment(At(Day::Today, 0, 0))
    }
}

/// The `days`-th working day (Monday to Friday) before `date`.
fn working_days_before(date: NaiveDate, days: u32) -> NaiveDate {
    let mut date = date;
    for _ in 0..days {
        date = date - Days::new(1);
        while matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            date = date - Days::new(1);
        }
    }
    date
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn wall(now: &str) -> Wall {
        Wall { zone: Zone::from(Tz::Europe__Moscow), now: now.parse().unwrap() }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn today_is_always_still_to_come() {
        for (now, due) in [
            ("2026-11-24T04:00:00Z", "2026-11-24T15:00:00Z"),
            ("2026-11-24T14:00:00Z", "2026-11-24T15:00:00Z"),
            ("2026-11-24T14:01:00Z", "2026-11-24T17:05:00Z"),
            ("2026-11-24T19:00:00Z", "2026-11-24T20:55:00Z"),
            // In the last hour there is no today left.
            ("2026-11-24T20:30:00Z", "2026-11-24T23:30:00Z"),
            // A Saturday.
            ("2026-11-28T10:00:00Z", "2026-11-28T15:00:00Z"),
        ] {
            assert_eq!(wall(now).due(Day::Today), utc(due), "{now}");
        }
    }

    #[test]
    fn days_are_working_days() {
        // 24 November 2026 is a Tuesday.
        for (now, day, due) in [
            ("2026-11-24T09:00:00Z", Day::Ago(1), "2026-11-23T15:00:00Z"),
            ("2026-11-24T09:00:00Z", Day::Ago(2), "2026-11-20T15:00:00Z"),
            ("2026-11-29T09:00:00Z", Day::Ago(1), "2026-11-27T15:00:00Z"),
            ("2026-11-27T09:00:00Z", Day::Ahead(1), "2026-11-30T15:00:00Z"),
            ("2026-11-24T09:00:00Z", Day::NextWeek(Weekday::Thu), "2026-12-03T15:00:00Z"),
            ("2026-11-29T09:00:00Z", Day::NextWeek(Weekday::Tue), "2026-12-01T15:00:00Z"),
        ] {
            assert_eq!(wall(now).due(day), utc(due), "{now} {day:?}");
        }
    }

    #[test]
    fn a_due_notice_is_never_before_its_task() {
        let wall = wall("2026-11-24T09:00:00Z");
        let (due, created) = (wall.due(Day::Ago(1)), utc("2026-11-23T08:00:00Z"));
        let notice = wall.due_notice(Day::Ago(1), due, created);
        assert_eq!(notice, DueNotice { at: created, sent_at: Some(created) });
        let notice = wall.due_notice(Day::Ahead(1), wall.due(Day::Ahead(1)), created);
        assert_eq!(notice, DueNotice { at: utc("2026-11-25T06:00:00Z"), sent_at: None });
        let notice = wall.due_notice(Day::Today, wall.due(Day::Today), created);
        assert_eq!(notice, DueNotice { at: wall.now, sent_at: None });
    }
}
