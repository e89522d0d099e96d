//! The clock: what time it is, for the whole program.
//!
//! Owns the only call of `Utc::now`. Everything that needs the time is given a [`Clock`] (entry points) or the moment
//! itself (`now`, in the domain and the dialogs), so that tests and the demo can move it. It must not sleep or schedule.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use tokio::sync::Notify;

/// Tells the time: the system's, shifted by an offset that can be moved, or a moment set by hand.
///
/// Clones share the same hands: moving one moves all.
#[derive(Clone, Debug)]
pub struct Clock {
    hands: Hands,
    moved: Arc<Notify>,
}

#[derive(Clone, Debug)]
enum Hands {
    /// System time plus an offset in microseconds.
    System(Arc<AtomicI64>),
    /// A moment in microseconds since 1970-01-01 UTC, moved only by hand.
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    /// The system's time; [`Clock::advance`] shifts it (the demo's time travel).
    #[must_use]
    pub fn system() -> Self {
        Self::with(Hands::System(Arc::new(AtomicI64::new(0))))
    }

    /// A clock that stands at `start` until it is moved.
    #[must_use]
    pub fn by_hand(start: DateTime<Utc>) -> Self {
        Self::with(Hands::ByHand(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    fn with(hands: Hands) -> Self {
        Self { hands, moved: Arc::default() }
    }

    /// The time now, in whole microseconds (what PostgreSQL keeps, so that a stored moment equals the one given).
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the system")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.hands {
            Hands::System(offset) => {
                (Utc::now() + Duration::microseconds(offset.load(Ordering::Relaxed))).trunc_subsecs(6)
            }
            Hands::ByHand(at) => DateTime::from_timestamp_micros(at.load(Ordering::Relaxed)).unwrap_or_default(),
        }
    }

    /// Moves the clock by `by` (forwards or backwards).
    pub fn advance(&self, by: Duration) {
        let micros = by.num_microseconds().unwrap_or(i64::MAX);
        let (Hands::System(hand) | Hands::ByHand(hand)) = &self.hands;
        hand.fetch_add(micros, Ordering::Relaxed);
        self.moved.notify_one();
    }

    /// Resolves when the clock has been moved by hand: what waits for a moment may have it now.
    pub async fn moved(&self) {
        self.moved.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_by_hand_moves_only_by_hand_and_with_its_clones() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Clock::by_hand(start);
        let other = clock.clone();
        other.advance(Duration::hours(3));
        assert_eq!(clock.now(), start + Duration::hours(3));
    }

    #[test]
    fn the_system_clock_can_be_shifted() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(Duration::days(2));
        assert!(clock.now() - before >= Duration::days(2));
    }
}
