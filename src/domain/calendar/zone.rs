//! A member's time zone: between moments (UTC) and what the clocks on the wall show. Owns the rule for clock times that
//! do not exist or come twice; it must not know working hours or languages.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A zone of the IANA database, such as `Europe/Moscow`; stored under that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(Tz);

/// A name that is no zone's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no time zone is called {0:?}")]
pub struct UnknownZone(String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of chrono-tz.
    #[must_use]
    pub const fn tz(self) -> Tz {
        self.0
    }

    /// IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What the clock on the wall shows at `at`. Years are held within 1 to 9999.
    #[must_use]
    pub fn wall(self, at: DateTime<Utc>) -> NaiveDateTime {
        // chrono panics when an offset leads out of its range: hold the moment well within it.
        let at = within_years(at.naive_utc()).and_utc();
        within_years(at.with_timezone(&self.0).naive_local())
    }

    /// The date in this zone at `at`.
    #[must_use]
    pub fn date(self, at: DateTime<Utc>) -> NaiveDate {
        self.wall(at).date()
    }

    /// The moment at which the clock on the wall shows `wall`: after a gap, the first moment; of two, the earlier.
    /// Years are held within 1 to 9999.
    #[must_use]
    pub fn moment(self, wall: NaiveDateTime) -> DateTime<Utc> {
        let wall = within_years(wall);
        match self.0.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) => at.to_utc(),
            MappedLocalTime::Ambiguous(one, other) => one.min(other).to_utc(),
            MappedLocalTime::None => self.end_of_gap(wall),
        }
    }

    /// The moment at which the clocks jump over `wall`, to the second.
    fn end_of_gap(self, wall: NaiveDateTime) -> DateTime<Utc> {
        // No offset was ever as large as 18 hours, so the jump lies between these two.
        let middle = wall.and_utc().timestamp();
        let (mut before, mut after) = (middle - 18 * 3600, middle + 18 * 3600);
        while after - before > 1 {
            let between = before + (after - before) / 2;
            let passed = DateTime::from_timestamp(between, 0).is_some_and(|at| self.wall(at) >= wall);
            if passed {
                after = between;
            } else {
                before = between;
            }
        }
        DateTime::from_timestamp(after, 0).unwrap_or_else(|| wall.and_utc())
    }
}

/// Holds `wall` within the years 1 to 9999, a day short of both ends, which leaves room for any offset.
fn within_years(wall: NaiveDateTime) -> NaiveDateTime {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default().and_time(NaiveTime::MIN);
    wall.clamp(day(1, 1, 2), day(9999, 12, 31) - TimeDelta::seconds(1))
}

impl From<Tz> for Zone {
    fn from(tz: Tz) -> Self {
        Self(tz)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// Takes an IANA name in any case, with spaces around it or instead of its underscores (`america/new york`).
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let wanted = name.trim().replace(' ', "_");
        let found = TZ_VARIANTS.iter().find(|tz| tz.name().eq_ignore_ascii_case(&wanted));
        found.copied().map(Self).ok_or_else(|| UnknownZone(name.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn a_zone_is_found_by_its_name_in_any_case() {
        for name in ["Europe/Moscow", " europe/moscow "] {
            assert_eq!(name.parse(), Ok(Zone(Tz::Europe__Moscow)));
        }
        assert_eq!("America/New York".parse(), Ok(Zone(Tz::America__New_York)));
        assert!("Moscow Time".parse::<Zone>().is_err());
        assert!("".parse::<Zone>().is_err());
        let stored = serde_json::to_string(&Zone(Tz::Asia__Almaty)).unwrap();
        assert_eq!(stored, "\"Asia/Almaty\"");
        assert_eq!(serde_json::from_str::<Zone>(&stored).unwrap(), Zone(Tz::Asia__Almaty));
    }

    #[test]
    fn a_skipped_time_is_the_first_after_the_gap_and_a_repeated_one_the_earlier() {
        for (zone, local, utc) in [
            (Tz::Europe__Moscow, "2026-11-24 15:00", "2026-11-24 12:00"),
            (Tz::Europe__Berlin, "2026-03-29 02:30", "2026-03-29 01:00"),
            (Tz::Europe__Berlin, "2026-10-25 02:30", "2026-10-25 00:30"),
            (Tz::America__New_York, "2026-03-08 02:00", "2026-03-08 07:00"),
            (Tz::America__New_York, "2026-11-01 01:30", "2026-11-01 05:30"),
            (Tz::Pacific__Apia, "2011-12-30 12:00", "2011-12-30 10:00"),
            (Tz::Australia__Lord_Howe, "2026-10-04 02:15", "2026-10-03 15:30"),
        ] {
            assert_eq!(Zone(zone).moment(wall(local)), wall(utc).and_utc(), "{zone} {local}");
        }
    }

    proptest! {
        #[test]
        fn no_wall_time_is_too_strange(which in 0..TZ_VARIANTS.len(), seconds in any::<i64>(), near in any::<i32>()) {
            let zone = Zone(TZ_VARIANTS[which]);
            let far = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
            let near = DateTime::from_timestamp(i64::from(near), 0).unwrap();
            for at in [far, near, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                let _ = zone.moment(at.naive_utc());
                let _ = zone.wall(at);
            }
            // What the wall shows at some moment stands for that moment, or for its double an hour or so before.
            let back = zone.moment(zone.wall(near));
            prop_assert!(back <= near && near - back < TimeDelta::hours(25));
            prop_assert_eq!(zone.wall(back), zone.wall(near));
        }
    }
}
