//! The log of what the bot called, in a ring of bounded size.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::Serialize;

const KEPT: usize = 20_000;

/// One call of the bot.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Sequential number, from 1.
    pub n: u64,
    /// The method as it was called.
    pub method: String,
    /// The chat that it named.
    pub chat_id: Option<i64>,
    /// The message that it made or named.
    pub message_id: Option<i64>,
    /// Whether it was answered with `ok`.
    pub ok: bool,
    /// The status of a refusal.
    pub error_code: Option<u16>,
    /// The words of a refusal, or of the fault that hit it.
    pub description: Option<String>,
    /// When, by the simulator's clock.
    pub at: DateTime<Utc>,
    /// Whether it asked for no sound.
    pub silent: bool,
}

#[derive(Default)]
pub(super) struct Calls {
    ring: VecDeque<Call>,
    last: u64,
}

impl Calls {
    pub(super) fn add(&mut self, mut call: Call) {
        self.last += 1;
        call.n = self.last;
        self.ring.push_back(call);
        if self.ring.len() > KEPT {
            self.ring.pop_front();
        }
    }

    pub(super) fn after(&self, n: u64) -> Vec<Call> {
        let from = self.ring.partition_point(|call| call.n <= n);
        self.ring.range(from..).cloned().collect()
    }

    pub(super) fn last(&self) -> u64 {
        self.last
    }
}
