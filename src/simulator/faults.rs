//! Misfortunes on request: answers that fail, come late or never come. Owns which call is hit; the dispatcher acts.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// Refused with `429`, and `retry_after` (3 unless given).
    #[serde(rename = "429")]
    TooMany,
    /// Refused with `500`.
    #[serde(rename = "500")]
    Internal,
    /// A proxy's `502` page, which is no JSON.
    #[serde(rename = "502")]
    BadGateway,
    /// The connection closes, and nothing happens.
    #[serde(rename = "drop_before")]
    DropBefore,
    /// It happens, and the connection closes without an answer.
    #[serde(rename = "drop_reply")]
    DropReply,
    /// It happens, `ms` later.
    #[serde(rename = "delay")]
    Delay,
}

/// Which calls are hit, how, and how often.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only calls of this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls with this `chat_id`.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// What happens.
    pub kind: FaultKind,
    /// Seconds, for `429`.
    #[serde(default)]
    pub retry_after: Option<u32>,
    /// Milliseconds, for `delay`.
    #[serde(default)]
    pub ms: Option<u64>,
    /// How many times in all; without it, until cleared.
    #[serde(default)]
    pub times: Option<u64>,
    /// Every n-th matching call only (counted, not drawn, so that a test repeats).
    #[serde(default)]
    pub one_in: Option<u64>,
}

struct Armed {
    fault: Fault,
    seen: u64,
}

#[derive(Default)]
pub(super) struct Faults {
    armed: Mutex<Vec<Armed>>,
    /// Spares the lock while there are none.
    any: AtomicBool,
}

impl Faults {
    pub(super) fn add(&self, fault: Fault) {
        super::shared::lock(&self.armed).push(Armed { fault, seen: 0 });
        self.any.store(true, Ordering::Release);
    }

    pub(super) fn clear(&self) {
        super::shared::lock(&self.armed).clear();
        self.any.store(false, Ordering::Release);
    }

    pub(super) fn list(&self) -> Vec<Fault> {
        super::shared::lock(&self.armed).iter().map(|armed| armed.fault.clone()).collect()
    }

    /// The first fault that hits this call.
    pub(super) fn hit(&self, method: &str, chat: Option<i64>) -> Option<Fault> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut armed = super::shared::lock(&self.armed);
        for one in armed.iter_mut() {
            let fault = &mut one.fault;
            let other_method = fault.method.as_deref().is_some_and(|name| !name.eq_ignore_ascii_case(method));
            let other_chat = fault.chat_id.is_some_and(|id| Some(id) != chat);
            if other_method || other_chat || fault.times == Some(0) {
                continue;
            }
            one.seen += 1;
            if one.seen % fault.one_in.unwrap_or(1).max(1) != 0 {
                continue;
            }
            fault.times = fault.times.map(|times| times - 1);
            return Some(fault.clone());
        }
        None
    }
}
