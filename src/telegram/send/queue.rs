//! The queue: whose turn it is.
//!
//! Owns the order (a chat's messages one after another, lanes between chats), the pacing, and the waiting of a chat that
//! was told to wait or is in trouble. It must not send, and knows time only as it is told.
//!
//! A chat is in one place at a time. [`Place::Ready`] chats stand in one line a lane, waiting ones in a heap; an entry
//! that no longer fits its chat's place is passed over when it comes up.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::pace::{Bucket, Pace};
use crate::store::outbox::{Method, Outgoing};

/// How far back an edit that makes another superfluous is looked for.
const LOOK_BACK: usize = 32;
/// Answers, notices, digests.
const LANES: usize = 3;

/// A row on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The row; its method and message are those of the next attempt.
    pub row: Outgoing,
    /// The message that is gone, and that this one is sent in place of.
    pub replaces: Option<i64>,
}

/// What became of a row that was handed in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Queued,
    /// It is queued, and an earlier edit of the same message will not be sent.
    Supersedes(Letter),
    /// Earlier rows of its chat were given back until then: it has to go the same way, or it would overtake them.
    GiveBack(Letter, DateTime<Utc>),
}

/// How long a chat has been in trouble, and how often it was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub since: Instant,
    pub tries: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing to send.
    Idle,
    Ready,
    /// One is under way.
    Busy,
    Waiting(Instant),
    /// Its rows were given back to the database, to be leased again after this.
    GivenBack(Instant, DateTime<Utc>),
}

struct Chat {
    letters: VecDeque<Letter>,
    place: Place,
    /// The best lane of any of its letters: one that waits behind a digest of its chat takes the digest along.
    lane: usize,
    bucket: Bucket,
    trouble: Option<Trouble>,
}

/// All chats that have, or lately had, something to send.
pub(super) struct Queue {
    pace: Pace,
    chats: HashMap<i64, Chat>,
    ready: [VecDeque<i64>; LANES],
    waiting: BinaryHeap<Reverse<(Instant, i64)>>,
    overall: Bucket,
    /// When the overall pace lets the next one go, if that is what holds them.
    gate: Option<Instant>,
    letters: usize,
}

impl Queue {
    pub(super) fn new(pace: Pace, now: Instant) -> Self {
        Self {
            pace,
            chats: HashMap::new(),
            ready: Default::default(),
            waiting: BinaryHeap::new(),
            overall: Bucket::full(now),
            gate: None,
            letters: 0,
        }
    }

    /// Letters that wait (those under way are not among them).
    pub(super) const fn len(&self) -> usize {
        self.letters
    }

    /// Puts a row behind its chat's others.
    pub(super) fn push(&mut self, mut row: Outgoing, now: Instant) -> Pushed {
        let chat_id = row.chat_id;
        let chat = self.chats.entry(chat_id).or_insert_with(|| Chat {
            letters: VecDeque::new(),
            place: Place::Idle,
            lane: LANES - 1,
            bucket: Bucket::full(now),
            trouble: None,
        });
        if let Place::GivenBack(until, retry_at) = chat.place {
            if now < until {
                return Pushed::GiveBack(Letter { row, replaces: None }, retry_at);
            }
            chat.place = Place::Idle;
        }
        let superseded = supersede(&mut chat.letters, &mut row);
        self.letters += usize::from(superseded.is_none());
        let lane = usize::try_from(row.lane).unwrap_or(0).min(LANES - 1);
        let is_better = lane < chat.lane;
        if is_better || chat.letters.is_empty() {
            chat.lane = lane;
        }
        chat.letters.push_back(Letter { row, replaces: None });
        if chat.place == Place::Idle || (chat.place == Place::Ready && is_better) {
            chat.place = Place::Ready;
            self.ready[chat.lane].push_back(chat_id);
        }
        superseded.map_or(Pushed::Queued, Pushed::Supersedes)
    }

    /// Chats that have waited long enough get in line.
    pub(super) fn wake(&mut self, now: Instant) {
        self.gate = None;
        while let Some(Reverse((at, chat_id))) = self.waiting.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.waiting.pop();
            if let Some(chat) = self.chats.get_mut(&chat_id).filter(|chat| chat.place == Place::Waiting(at)) {
                chat.place = Place::Ready;
                self.ready[chat.lane].push_back(chat_id);
            }
        }
    }

    /// The next letter that may go now; its chat is busy until [`Queue::done`], [`Queue::again`] or [`Queue::give_back`].
    pub(super) fn next(&mut self, now: Instant) -> Option<Letter> {
        loop {
            let overall = self.pace.overall();
            let lane = self.ready.iter().position(|line| !line.is_empty())?;
            if !self.pace.unlimited
                && let Some(at) = self.overall.wait(overall, now)
            {
                self.gate = Some(at);
                return None;
            }
            let chat_id = self.ready[lane].pop_front()?;
            let Some(chat) = self.chats.get_mut(&chat_id) else { continue };
            if chat.place != Place::Ready || chat.lane != lane {
                continue;
            }
            let limit = self.pace.chat(chat_id);
            let is_paced =
                !self.pace.unlimited && chat.letters.front().is_some_and(|it| it.row.method != Method::Delete);
            if is_paced && let Some(at) = chat.bucket.wait(limit, now) {
                chat.place = Place::Waiting(at);
                self.waiting.push(Reverse((at, chat_id)));
                continue;
            }
            let Some(letter) = chat.letters.pop_front() else {
                chat.place = Place::Idle;
                continue;
            };
            if is_paced {
                chat.bucket.take(limit, now);
            }
            if !self.pace.unlimited {
                self.overall.take(overall, now);
            }
            chat.place = Place::Busy;
            self.letters -= 1;
            return Some(letter);
        }
    }

    /// When something may go that may not yet.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        let waiting = self.waiting.peek().map(|Reverse((at, _))| *at);
        waiting.into_iter().chain(self.gate).min()
    }

    /// A letter of the chat is settled: the next one's turn.
    pub(super) fn done(&mut self, chat_id: i64, now: Instant) {
        let Some(chat) = self.chats.get_mut(&chat_id) else { return };
        chat.trouble = None;
        if !chat.letters.is_empty() {
            chat.place = Place::Ready;
            self.ready[chat.lane].push_back(chat_id);
            return;
        }
        chat.place = Place::Idle;
        if chat.bucket.is_full(now) {
            self.chats.remove(&chat_id);
        }
    }

    /// A letter comes back, to be tried again before anything else of its chat: at once, or not before `at`.
    pub(super) fn again(&mut self, letter: Letter, at: Option<Instant>) {
        let chat_id = letter.row.chat_id;
        let Some(chat) = self.chats.get_mut(&chat_id) else { return };
        chat.letters.push_front(letter);
        self.letters += 1;
        match at {
            Some(at) => {
                chat.place = Place::Waiting(at);
                self.waiting.push(Reverse((at, chat_id)));
            }
            None => {
                chat.place = Place::Ready;
                self.ready[chat.lane].push_back(chat_id);
            }
        }
    }

    /// Notes that a try failed, and tells how long that has been so.
    pub(super) fn trouble(&mut self, chat_id: i64, now: Instant) -> Trouble {
        let Some(chat) = self.chats.get_mut(&chat_id) else { return Trouble { since: now, tries: 1 } };
        let trouble = chat.trouble.get_or_insert(Trouble { since: now, tries: 0 });
        trouble.tries = trouble.tries.saturating_add(1);
        *trouble
    }

    /// Takes all letters of a chat, which go back to the database until `retry_at`; that is in `pause` from now.
    pub(super) fn give_back(
        &mut self,
        chat_id: i64,
        now: Instant,
        pause: Duration,
        retry_at: DateTime<Utc>,
    ) -> VecDeque<Letter> {
        let Some(chat) = self.chats.get_mut(&chat_id) else { return VecDeque::new() };
        chat.place = Place::GivenBack(now + pause, retry_at);
        chat.trouble = None;
        self.letters -= chat.letters.len();
        std::mem::take(&mut chat.letters)
    }

    /// Forgets chats of which there is nothing to be known any more.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.chats.retain(|_, chat| match chat.place {
            Place::Idle => !chat.bucket.is_full(now),
            Place::GivenBack(until, _) => now < until,
            _ => true,
        });
    }
}

/// Takes an edit out of the line when `row` edits the same message. Nothing is lost: a person sees the later one.
fn supersede(letters: &mut VecDeque<Letter>, row: &mut Outgoing) -> Option<Letter> {
    if row.method != Method::Edit {
        return None;
    }
    let at = letters.iter().enumerate().rev().take(LOOK_BACK).find_map(|(at, letter)| {
        let earlier = &letter.row;
        let is_same = match (row.message_id, earlier.message_id) {
            (None, None) => row.refers_to.is_some() && row.refers_to == earlier.refers_to,
            (mine, theirs) => mine == theirs,
        };
        // It may name its message by the very edit that it makes superfluous.
        let names_it = row.message_id.is_none() && row.refers_to == Some(earlier.id);
        (earlier.method == Method::Edit && (is_same || names_it)).then_some(at)
    })?;
    let earlier = letters.remove(at)?;
    (row.message_id, row.refers_to) = (earlier.row.message_id, earlier.row.refers_to);
    Some(earlier)
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
