//! The schedule: what becomes due, as rows in the outbox.
//!
//! Everything comes from rows claimed when they fall due, never from timers in memory: a restart after hours finds what is
//! still to be said. It must not send anything itself.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::chat::body::{Sound, body};
use crate::chat::screens;
use crate::clock::Clock;
use crate::engine::Card;
use crate::store::{Result, StoreError, interactions, notices};
use crate::telegram::send::Outbox;

/// How often the schedule looks for what fell due.
const TICK: Duration = Duration::from_secs(1);

/// Notices claimed in one transaction.
const BATCH: i64 = 200;

/// What falls due.
#[derive(Clone, Copy)]
enum Due {
    /// A task was given out, or is due.
    Notices,
    /// What was agreed in an interaction.
    FollowUps,
}

/// What the schedule needs.
#[derive(Clone)]
pub struct Schedule {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Told when something waits in the outbox.
    pub outbox: Outbox,
    /// Tells the schedule that something fell due at once.
    pub notices: Arc<Notify>,
}

impl Schedule {
    /// Looks every second, and whenever it is told to, until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut trouble = false;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.notices.notified() => {}
                () = self.clock.moved() => {}
                _ = tick.tick() => {}
            }
            match self.look().await {
                Ok(_) => trouble = false,
                Err(error) if !trouble => {
                    trouble = true;
                    tracing::error!(%error, "notices could not be claimed; they wait");
                }
                Err(_) => {}
            }
        }
    }

    /// Claims all that is due now and puts it into the outbox. Returns how many messages that made.
    ///
    /// # Errors
    /// When the database fails: then nothing was claimed.
    pub async fn look(&self) -> Result<usize> {
        // Both, even when the first fails: one must not keep the other back.
        let (notices, follow_ups) = (self.claim_all(Due::Notices).await, self.claim_all(Due::FollowUps).await);
        Ok(notices? + follow_ups?)
    }

    async fn claim_all(&self, what: Due) -> Result<usize> {
        let mut made = 0;
        while let Some(messages) = self.claim(what).await? {
            made += messages;
        }
        Ok(made)
    }

    /// Claims one batch into the outbox. Returns how many messages that made; none when nothing is due.
    async fn claim(&self, what: Due) -> Result<Option<usize>> {
        let now = self.clock.now();
        let mut transaction = self.pool.begin().await.map_err(StoreError::from)?;
        let (claimed, cards): (u64, Vec<(i64, Card)>) = match what {
            Due::Notices => {
                let (claimed, due) = notices::claim(&mut transaction, now, BATCH).await?;
                (claimed, due.iter().map(|it| (it.chat_id, screens::notice(it, now))).collect())
            }
            Due::FollowUps => {
                let (claimed, due) = interactions::claim_follow_ups(&mut transaction, now, BATCH).await?;
                (claimed, due.iter().map(|it| (it.chat_id, screens::follow_up(it, now))).collect())
            }
        };
        if claimed == 0 {
            return Ok(None);
        }
        let messages: Vec<(i64, String)> =
            cards.into_iter().map(|(chat_id, card)| (chat_id, body(&card, Sound::Rings))).collect();
        notices::enqueue(&mut transaction, &messages, now).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.outbox.kick();
        Ok(Some(messages.len()))
    }
}
