//! The chat: one update, one transaction — claim, load, route, act, render, commit.
//!
//! Owns the order within a chat and what happens when a step fails. It must not call Telegram: what it has to say goes
//! into the outbox, in the same transaction. (Of several chats that are ready at once, the turns share one: `batch`.)

mod act;
mod address;
mod batch;
pub mod body;
mod incoming;
mod reply;
mod route;
mod scene;
pub mod screens;
mod sent;
mod turn;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use address::address;
pub use incoming::{MENU, read};
pub use turn::{Looked, Turns};

use crate::store::inbox;

/// Chats that are handled at the same time: more than connections, since those that want the same go together.
const AT_ONCE: usize = 64;

/// How often the inbox is looked over for what no arrival told of: retries, and what a process that died left behind.
const LOOK_OVER: Duration = Duration::from_millis(500);

/// How old an update must be before it counts as left behind: its own process was told of it at once.
const LEFT_BEHIND: chrono::Duration = chrono::Duration::seconds(3);

/// Hands each chat's updates to a turn, one at a time per chat, chats in parallel.
///
/// Ends when `stop` is cancelled and the turns under way are done.
pub async fn run(turns: Turns, mut arrivals: mpsc::UnboundedReceiver<i64>, stop: CancellationToken) {
    let mut busy: HashMap<i64, bool> = HashMap::new();
    let mut waiting: std::collections::VecDeque<i64> = std::collections::VecDeque::new();
    let mut working = JoinSet::new();
    let mut tick = tokio::time::interval(LOOK_OVER);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut first = true;
    let mut trouble = false;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(done) = working.join_next(), if !working.is_empty() => {
                let Ok((chat_id, went_well)) = done else { continue };
                note_trouble(&mut trouble, went_well);
                if busy.remove(&chat_id) == Some(true) {
                    waiting.push_back(chat_id);
                }
            }
            Some(chat_id) = arrivals.recv() => {
                match busy.get_mut(&chat_id) {
                    Some(again) => *again = true,
                    None => waiting.push_back(chat_id),
                }
            }
            _ = tick.tick() => {
                // At the start everything open was left behind.
                let grace = if first { chrono::Duration::zero() } else { LEFT_BEHIND };
                let now = turns.clock.now();
                match inbox::waiting_chats(&turns.pool, now, now - grace).await {
                    Ok(chats) => {
                        first = false;
                        waiting.extend(chats.into_iter().filter(|chat_id| !busy.contains_key(chat_id)));
                    }
                    Err(error) => tracing::debug!(%error, "the inbox could not be looked over"),
                }
            }
        }
        while working.len() < AT_ONCE {
            let Some(chat_id) = waiting.pop_front() else { break };
            if let std::collections::hash_map::Entry::Vacant(free) = busy.entry(chat_id) {
                free.insert(false);
                let turns = turns.clone();
                // Whatever happens in it, the chat is free again afterwards.
                working.spawn(async move {
                    let caught_up = AssertUnwindSafe(catch_up(turns, chat_id)).catch_unwind().await;
                    caught_up.unwrap_or((chat_id, false))
                });
            }
        }
    }
    while working.join_next().await.is_some() {}
}

/// Takes turns in a chat until nothing is left to do there. False when the database failed.
async fn catch_up(turns: Turns, chat_id: i64) -> (i64, bool) {
    loop {
        match turns.take(chat_id).await {
            Ok(Looked::Done) => {}
            Ok(Looked::Idle | Looked::Last) => return (chat_id, true),
            Err(error) => {
                tracing::debug!(chat_id, %error, "a turn could not be taken");
                return (chat_id, false);
            }
        }
    }
}

/// Says once that the database is in trouble, and once that it is back.
fn note_trouble(trouble: &mut bool, went_well: bool) {
    match (*trouble, went_well) {
        (false, false) => tracing::error!("the database does not answer; updates wait in the inbox"),
        (true, true) => tracing::info!("the database answers again"),
        _ => {}
    }
    *trouble = !went_well;
}
