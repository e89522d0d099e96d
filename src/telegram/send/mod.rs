//! Sending: from the outbox to people's phones.
//!
//! Owns the order of messages within a chat, the pace, and what is done when a call fails. A row comes in leased, from
//! whoever wrote it ([`Outbox::send`]) or from the database ([`Outbox::kick`], at the start, and every second); it stays
//! in memory until it is settled in the database. It must not read or change what a message says.
//!
//! | file | is about |
//! |---|---|
//! | `queue` | whose turn it is: order, lanes, pace, waiting |
//! | `attempt` | one call |
//! | `outcome` | what its result means for the row |
//! | `courier` | the loop that ties them together |
//! | `settle` | writing results down |
//!
//! What cannot be known: whether a call that got no answer had its effect. Edits and deletions are made again, messages
//! too (after a pause, and logged), answers to taps never.

mod attempt;
mod courier;
mod memory;
mod outcome;
mod pace;
mod queue;
mod settle;

use std::fmt;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use self::courier::{Command, Courier, Inbound};
use self::settle::Settler;
use super::api::BotApi;
use crate::clock::Clock;
use crate::store::outbox::Outgoing;

pub use pace::Pace;

/// How long the last results may take to be written, once the deadline has passed.
const LAST_RESULTS: Duration = Duration::from_millis(500);

/// Where messages are handed in. Clones lead to the same sender.
#[derive(Clone)]
pub struct Outbox(UnboundedSender<Command>);

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox")
    }
}

impl Outbox {
    /// Sends rows that this instance holds the lease of, in this order. Once the sender has ended they stay in the
    /// outbox for the next.
    pub fn send(&self, rows: Vec<Outgoing>) {
        if !rows.is_empty() {
            let _ = self.0.send(Command::Rows(rows));
        }
    }

    /// Answers a tap, before everything else: at most once, and not at all if it fails.
    pub fn answer(&self, callback_query_id: String, text: Option<String>) {
        let _ = self.0.send(Command::Answer { query_id: callback_query_id, text });
    }

    /// There may be rows that nobody has leased: look now.
    pub fn kick(&self) {
        let _ = self.0.send(Command::Lease);
    }
}

/// Sends what is in the outbox.
pub struct Sender {
    api: BotApi,
    pool: PgPool,
    clock: Clock,
    instance: i32,
    pace: Pace,
    commands: UnboundedReceiver<Command>,
}

impl Sender {
    /// A sender for rows leased by `instance`, and the handle to it. Nothing is sent before [`Sender::run`].
    #[must_use]
    pub fn new(api: BotApi, pool: PgPool, clock: Clock, instance: i32, pace: Pace) -> (Self, Outbox) {
        let (handle, commands) = mpsc::unbounded_channel();
        (Self { api, pool, clock, instance, pace, commands }, Outbox(handle))
    }

    /// Sends until told to stop. Then it leases nothing more, finishes what it has within `drain`, and returns; what is
    /// left stays open in the outbox.
    pub async fn run(self, stop: CancellationToken, drain: Duration) {
        let (verdicts, results) = mpsc::unbounded_channel();
        let (settled, settlements) = mpsc::unbounded_channel();
        let settler = Settler { pool: self.pool.clone(), clock: self.clock.clone(), settled };
        let settling = tokio::spawn(settler.run(results));
        let abort = settling.abort_handle();
        let courier = Courier::new(self.api, self.pool, self.clock, self.instance, self.pace, verdicts);
        let left = courier.run(Inbound { commands: self.commands, settlements }, stop, drain).await;
        if left > 0 {
            warn!(left, "messages are left in the outbox, for the next start or another instance");
        }
        match timeout(LAST_RESULTS, settling).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => error!(%error, "the writing of results broke off"),
            Err(_) => {
                abort.abort();
                error!("results of sending could not be written before the end; those messages are sent again");
            }
        }
    }
}
