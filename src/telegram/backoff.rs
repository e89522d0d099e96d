//! Waiting longer after each failure, and never in step with others.

use std::time::Duration;

/// How long to wait before trying again: doubled by each failure up to a limit, and a random half of it left out, so that
/// many who failed together do not come back together.
pub(super) struct Backoff {
    least: Duration,
    most: Duration,
    tries: u32,
}

impl Backoff {
    pub(super) const fn new(least: Duration, most: Duration) -> Self {
        Self { least, most, tries: 0 }
    }

    /// The next pause.
    pub(super) fn pause(&mut self) -> Duration {
        let pause = after(self.least, self.most, self.tries);
        self.tries = self.tries.saturating_add(1);
        pause
    }

    /// It went well: the next failure is a first one.
    pub(super) const fn reset(&mut self) {
        self.tries = 0;
    }
}

/// The pause after `tries` failures before this one.
pub(super) fn after(least: Duration, most: Duration, tries: u32) -> Duration {
    least.saturating_mul(1 << tries.min(16)).min(most).mul_f64(rand::random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_limit_and_start_again() {
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10));
        let first = backoff.pause();
        assert!(first >= Duration::from_millis(100) && first <= Duration::from_millis(200));
        for _ in 0..100 {
            assert!(backoff.pause() <= Duration::from_secs(10));
        }
        assert!(backoff.pause() >= Duration::from_secs(5));
        backoff.reset();
        assert!(backoff.pause() <= Duration::from_millis(200));
    }
}
