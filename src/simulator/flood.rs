//! Telegram's flood control, off unless switched on: a bucket for each chat and one for all.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How much may be sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Flood {
    /// Messages a second to one chat.
    pub chat_per_second: f64,
    /// How many may go to one chat at once before that.
    pub chat_burst: f64,
    /// Messages a second to all chats.
    pub overall_per_second: f64,
    /// How many may go to all chats at once.
    pub overall_burst: f64,
}

impl Default for Flood {
    fn default() -> Self {
        Self { chat_per_second: 1.0, chat_burst: 1.0, overall_per_second: 30.0, overall_burst: 30.0 }
    }
}

impl Flood {
    pub(super) fn chat_bucket(&self, now: DateTime<Utc>) -> Bucket {
        Bucket { rate: self.chat_per_second, most: self.chat_burst, left: self.chat_burst, at: now }
    }

    pub(super) fn overall_bucket(&self, now: DateTime<Utc>) -> Bucket {
        Bucket { rate: self.overall_per_second, most: self.overall_burst, left: self.overall_burst, at: now }
    }
}

/// What is left to send; it fills with time.
pub(super) struct Bucket {
    rate: f64,
    most: f64,
    left: f64,
    at: DateTime<Utc>,
}

impl Bucket {
    /// Takes one, or tells after how many whole seconds to come again.
    pub(super) fn take(&mut self, now: DateTime<Utc>) -> Result<(), u32> {
        let passed = (now - self.at).as_seconds_f64().max(0.0);
        self.at = now;
        self.left = (self.left + passed * self.rate).min(self.most);
        if self.left >= 1.0 {
            self.left -= 1.0;
            return Ok(());
        }
        let wait = ((1.0 - self.left) / self.rate.max(0.001)).ceil().clamp(1.0, 3600.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=3600")]
        Err(wait as u32)
    }
}
