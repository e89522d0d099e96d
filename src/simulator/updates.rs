//! The queue of updates with Telegram's rules: sequential ids, confirmation by offset, and again until confirmed.
//!
//! Each update is kept as its JSON text, made once. The queue knows neither chats nor HTTP.

use std::collections::VecDeque;
use std::sync::Arc;

const REMEMBERED: usize = 2_000;
/// What a bot is not told unless it asks.
const ASKED_ONLY: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

#[derive(Clone)]
pub(super) struct Queued {
    id: i64,
    json: Arc<str>,
}

pub(super) struct Updates {
    next_id: i64,
    /// Unconfirmed, by ascending id.
    waiting: VecDeque<Queued>,
    /// Delivered once more whatever the offset says: duplicates and ids from the past.
    again: VecDeque<Queued>,
    recent: VecDeque<Queued>,
    allowed: Vec<String>,
    /// Which poll is the latest; an older one that still waits is terminated.
    poll: u64,
}

impl Updates {
    pub(super) fn new(first_id: i64) -> Self {
        Self {
            next_id: first_id.max(1),
            waiting: VecDeque::new(),
            again: VecDeque::new(),
            recent: VecDeque::new(),
            allowed: Vec::new(),
            poll: 0,
        }
    }

    /// Queues an update of a kind, unless the bot asked not to be told; the id is used up only when queued.
    pub(super) fn push(&mut self, kind: &str, payload: &str) -> Option<i64> {
        let wanted = if self.allowed.is_empty() {
            !ASKED_ONLY.contains(&kind)
        } else {
            self.allowed.iter().any(|allowed| allowed == kind)
        };
        if !wanted {
            return None;
        }
        let id = self.next_id;
        self.enqueue(id, format!("{{\"update_id\":{id},\"{kind}\":{payload}}}").into());
        Some(id)
    }

    /// Queues a text as it is. `id` is the one in it, if it has one; else the text gets the next.
    pub(super) fn push_raw(&mut self, id: Option<i64>, text: &str) -> i64 {
        if let Some(id) = id {
            if id < self.next_id {
                self.remember(Queued { id, json: text.into() }, true);
            } else {
                self.enqueue(id, text.into());
            }
            return id;
        }
        let id = self.next_id;
        let trimmed = text.trim_start();
        let json = match trimmed.strip_prefix('{') {
            Some(rest) if rest.trim_start().starts_with('}') => format!("{{\"update_id\":{id}{rest}"),
            Some(rest) => format!("{{\"update_id\":{id},{rest}"),
            None => text.to_owned(),
        };
        self.enqueue(id, json.into());
        id
    }

    fn enqueue(&mut self, id: i64, json: Arc<str>) {
        self.next_id = id.saturating_add(1);
        let queued = Queued { id, json };
        self.waiting.push_back(queued.clone());
        self.remember(queued, false);
    }

    fn remember(&mut self, queued: Queued, again: bool) {
        if again {
            self.again.push_back(queued.clone());
        }
        self.recent.push_back(queued);
        if self.recent.len() > REMEMBERED {
            self.recent.pop_front();
        }
    }

    /// Delivers the last `count` updates once more.
    pub(super) fn replay(&mut self, count: usize) -> usize {
        let from = self.recent.len().saturating_sub(count);
        let replayed: Vec<Queued> = self.recent.iter().skip(from).cloned().collect();
        let count = replayed.len();
        self.again.extend(replayed);
        count
    }

    /// Lets ids go on from `next_id`, as Telegram may after a quiet week; what waits is given up.
    pub(super) fn restart(&mut self, next_id: i64) {
        self.next_id = next_id.max(1);
        self.waiting.clear();
    }

    pub(super) fn allow(&mut self, kinds: Vec<String>) {
        self.allowed = kinds;
    }

    pub(super) fn pending(&self) -> usize {
        self.waiting.len() + self.again.len()
    }

    /// Forgets everything that waits.
    pub(super) fn drop_pending(&mut self) {
        self.waiting.clear();
        self.again.clear();
    }

    /// A new poll begins, and its number is the latest.
    pub(super) fn begin_poll(&mut self) -> u64 {
        self.poll += 1;
        self.poll
    }

    pub(super) fn is_latest(&self, poll: u64) -> bool {
        self.poll == poll
    }

    /// Confirms what lies below `offset`. An offset far in the future confirms nothing: ids may have restarted.
    pub(super) fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let dropped = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..dropped);
        } else if offset <= self.next_id.saturating_add(10) {
            while self.waiting.front().is_some_and(|update| update.id < offset) {
                self.waiting.pop_front();
            }
        }
    }

    /// The next updates as a JSON array, or none when there are none.
    pub(super) fn take(&mut self, limit: usize) -> Option<String> {
        if self.pending() == 0 {
            return None;
        }
        let again = self.again.len().min(limit);
        let mut out = String::from("[");
        let repeated: Vec<Queued> = self.again.drain(..again).collect();
        for update in repeated.iter().chain(self.waiting.iter()).take(limit) {
            if out.len() > 1 {
                out.push(',');
            }
            out.push_str(&update.json);
        }
        out.push(']');
        Some(out)
    }
}
