//! Settling: what became of each row is written down, in batches.
//!
//! Owns the results from the moment they are known until the database has them. A database that fails is waited for: a
//! message is never sent again because its result could not be written, as long as this process lives.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{error, info};

use super::super::backoff::Backoff;
use crate::clock::Clock;
use crate::store::outbox::{self, Settled};
use crate::store::{StoreError, members};

/// This many results are written at once…
const BATCH: usize = 64;
/// …or those of this long.
const COLLECTING: Duration = Duration::from_millis(5);
/// After an outage there may be more.
const MOST: usize = 512;

/// A result.
#[derive(Debug)]
pub(super) enum Verdict {
    Settled(Settled),
    /// The chat's person cannot be reached.
    Unreachable(i64),
    /// Rows that go back to the outbox until then.
    Later {
        ids: Vec<i64>,
        error: String,
        retry_at: DateTime<Utc>,
    },
}

/// What one statement writes.
#[derive(Clone, Copy)]
enum Note<'a> {
    Results(&'a [Settled]),
    Unreachable(i64),
    Later(i64, &'a str, DateTime<Utc>),
}

pub(super) struct Settler {
    pub pool: PgPool,
    pub clock: Clock,
    /// Rows that the database knows about now.
    pub settled: UnboundedSender<Vec<i64>>,
}

impl Settler {
    /// Runs until all senders of verdicts are gone and all is written.
    pub(super) async fn run(self, mut verdicts: UnboundedReceiver<Verdict>) {
        let mut collected = Vec::with_capacity(BATCH);
        while verdicts.recv_many(&mut collected, MOST).await > 0 {
            let until = Instant::now() + COLLECTING;
            while collected.len() < BATCH {
                let room = MOST - collected.len();
                let more = tokio::select! {
                    more = verdicts.recv_many(&mut collected, room) => more,
                    () = sleep_until(until) => 0,
                };
                if more == 0 {
                    break;
                }
            }
            self.write(&mut collected).await;
        }
    }

    async fn write(&self, collected: &mut Vec<Verdict>) {
        let mut rows = Vec::with_capacity(collected.len());
        let mut others = Vec::new();
        for verdict in collected.drain(..) {
            match verdict {
                Verdict::Settled(row) => rows.push(row),
                other => others.push(other),
            }
        }
        if !rows.is_empty() {
            self.persist(Note::Results(&rows)).await;
            self.report(rows.iter().map(|row| row.id).collect());
        }
        for other in others {
            self.write_one(other).await;
        }
    }

    async fn write_one(&self, verdict: Verdict) {
        match verdict {
            Verdict::Settled(_) => {}
            Verdict::Unreachable(chat_id) => self.persist(Note::Unreachable(chat_id)).await,
            Verdict::Later { ids, error, retry_at } => {
                for id in &ids {
                    self.persist(Note::Later(*id, &error, retry_at)).await;
                }
                self.report(ids);
            }
        }
    }

    fn report(&self, ids: Vec<i64>) {
        // The courier is gone only when it no longer counts.
        let _ = self.settled.send(ids);
    }

    /// Writes it, however often that has to be tried.
    async fn persist(&self, note: Note<'_>) {
        let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(5));
        let mut failing = false;
        loop {
            match self.write_down(note).await {
                Ok(()) => {
                    if failing {
                        info!("results of sending are written again");
                    }
                    return;
                }
                Err(error) => {
                    if !failing {
                        error!(%error, "results of sending cannot be written; they are kept until they can");
                        failing = true;
                    }
                    sleep(backoff.pause()).await;
                }
            }
        }
    }

    async fn write_down(&self, note: Note<'_>) -> Result<(), StoreError> {
        match note {
            Note::Results(rows) => outbox::settle(&self.pool, rows, self.clock.now()).await,
            Note::Unreachable(chat_id) => {
                let mut connection = self.pool.acquire().await?;
                members::set_reachable(&mut connection, chat_id, false, self.clock.now()).await
            }
            Note::Later(id, error, retry_at) => outbox::retry_later(&self.pool, id, error, retry_at).await,
        }
    }
}
