//! Pace: how fast messages go, in all and to one chat.

use std::time::Duration;

use tokio::time::Instant;

/// Telegram lets 20 messages a minute into a group.
const GROUP_PER_SECOND: f64 = 20.0 / 60.0;

/// How fast messages may go. Answers to taps are outside of it, and deletions do not count for their chat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Messages a second, in all.
    pub overall_per_second: f64,
    /// Messages a second to one chat (a group: at most 20 a minute), once the burst is used up.
    pub chat_per_second: f64,
    /// How many may go to one chat at once.
    pub chat_burst: f64,
    /// No limits at all: for a server that has none.
    pub unlimited: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self { overall_per_second: 30.0, chat_per_second: 1.0, chat_burst: 20.0, unlimited: false }
    }
}

impl Pace {
    /// The limit for all chats together. A third of a second's worth may go at once: with more, the first second of a
    /// rush would be far beyond what Telegram takes.
    pub(super) fn overall(&self) -> Limit {
        Limit::new(self.overall_per_second, self.overall_per_second / 3.0)
    }

    /// The limit of one private chat, or of a group (their ids are below zero).
    pub(super) fn chat(&self, chat_id: i64) -> Limit {
        let most = if chat_id < 0 { GROUP_PER_SECOND } else { f64::MAX };
        Limit::new(self.chat_per_second.min(most), self.chat_burst)
    }
}

/// A rate and a burst, as times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// What one costs.
    each: Duration,
    /// How far ahead the bucket may be spent before the next one has to wait.
    ahead: Duration,
}

impl Limit {
    fn new(per_second: f64, burst: f64) -> Self {
        // Whatever was configured, something goes: at least one in a quarter of an hour.
        let rate = if per_second.is_finite() { per_second.clamp(0.001, 1e6) } else { 1e6 };
        let burst = if burst.is_finite() { burst.clamp(1.0, 1e6) } else { 1e6 };
        Self { each: Duration::from_secs_f64(1.0 / rate), ahead: Duration::from_secs_f64((burst - 1.0) / rate) }
    }
}

/// A bucket of tokens, kept as the moment at which it is full again: nothing has to fill it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    full_at: Instant,
}

impl Bucket {
    pub(super) const fn full(now: Instant) -> Self {
        Self { full_at: now }
    }

    /// When the next token is there, if it is not there now.
    pub(super) fn wait(&self, limit: Limit, now: Instant) -> Option<Instant> {
        (self.full_at > now + limit.ahead).then(|| self.full_at - limit.ahead)
    }

    pub(super) fn take(&mut self, limit: Limit, now: Instant) {
        self.full_at = self.full_at.max(now) + limit.each;
    }

    pub(super) fn is_full(&self, now: Instant) -> bool {
        self.full_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(limit: Limit, seconds: f64) -> u32 {
        let start = Instant::now();
        let end = start + Duration::from_secs_f64(seconds);
        let (mut bucket, mut now, mut taken) = (Bucket::full(start), start, 0);
        while now < end {
            match bucket.wait(limit, now) {
                Some(at) => now = at,
                None => {
                    bucket.take(limit, now);
                    taken += 1;
                }
            }
        }
        taken
    }

    #[test]
    fn pace_lets_a_burst_go_and_then_keeps_the_rate() {
        let pace = Pace::default();
        assert_eq!(count(pace.chat(5), 0.5), 20);
        assert_eq!(count(pace.chat(5), 10.5), 30);
        assert_eq!(count(pace.chat(-5), 60.5), 20 + 20);
        let overall = count(pace.overall(), 10.0);
        assert!((300..=311).contains(&overall), "{overall}");
    }

    #[test]
    fn pace_survives_any_configuration() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            let pace = Pace { overall_per_second: rate, chat_per_second: rate, chat_burst: rate, unlimited: false };
            let now = Instant::now();
            for limit in [pace.overall(), pace.chat(1)] {
                let mut bucket = Bucket::full(now);
                assert!(bucket.wait(limit, now).is_none());
                bucket.take(limit, now);
            }
        }
    }
}
