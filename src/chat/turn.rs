//! One turn: the oldest open update of a chat from the inbox to the commit.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use futures_util::FutureExt;
use sqlx::{PgConnection, PgPool};

use super::act::{Acted, TurnError, act, needs_transaction};
use super::body::{Sound, send};
use super::incoming::{self, Incoming, Read};
use super::reply::{Reply, place};
use super::route::route;
use super::scene::Scene;
use super::screens;
use crate::clock::Clock;
use crate::domain::Language;
use crate::domain::catalogue::Catalogues;
use crate::store::load::Loaded;
use crate::store::{Result as StoreResult, StoreError, catalogues, commit, inbox, load};
use crate::telegram::send::Outbox;
use crate::words::Words;

/// What is needed to take turns.
#[derive(Clone)]
pub struct Turns {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Where messages go once they are committed.
    pub outbox: Outbox,
    /// This process.
    pub instance: i32,
    /// Told when a turn made notices that are due at once.
    pub notices: Arc<tokio::sync::Notify>,
    catalogues: Arc<Mutex<Arc<Catalogues>>>,
}

/// What came of looking at a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// An update was handled; there may be another.
    Done,
    /// An update was handled, and no other was open then.
    Last,
    /// There is nothing to do (or not yet).
    Idle,
}

/// How often an update is tried before it is parked.
const TRIES: i32 = 5;

/// How often a turn is decided again when what it was decided on moved.
const DECISIONS: usize = 4;

impl Turns {
    /// Ready to take turns.
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock, outbox: Outbox, instance: i32, notices: Arc<tokio::sync::Notify>) -> Self {
        Self { pool, clock, outbox, instance, notices, catalogues: Arc::default() }
    }

    /// Takes one turn in a chat.
    ///
    /// An update that fails is noted, to be tried again later; after a few tries it is parked and its sender is told.
    ///
    /// # Errors
    /// When the database cannot even be asked, or told.
    pub async fn take(&self, chat_id: i64) -> StoreResult<Looked> {
        for _ in 0..DECISIONS {
            let now = self.clock.now();
            let Some(loaded) = load::oldest(&self.pool, chat_id).await? else { return Ok(Looked::Idle) };
            if loaded.next_attempt_at > now {
                return Ok(Looked::Idle);
            }
            let update = Update::of(&loaded, chat_id);
            match self.handle(loaded, &update, now).await {
                Ok(Some(looked)) => return Ok(looked),
                Ok(None) => {}
                Err(error) => return self.failed(&update, &error, now).await,
            }
        }
        // Others keep moving what this update is about: it waits a moment, like any other failure.
        inbox_wait(&self.pool, chat_id, self.clock.now()).await
    }

    /// Handles an update. None when something moved underneath, and nothing was written.
    async fn handle(&self, loaded: Loaded, update: &Update, now: DateTime<Utc>) -> Result<Option<Looked>, TurnError> {
        let Read { sender, incoming, query_id } = update.read.clone();
        let catalogues = self.catalogues(loaded.catalogue_version).await?;
        let scene = Arc::new(Scene::of(loaded, sender, catalogues, now));
        let routed = AssertUnwindSafe(route(incoming, &scene)).catch_unwind().await;
        let plan = routed.map_err(|panic| TurnError::Panic(panic_text(panic.as_ref())))??;

        let mut connection = self.pool.acquire().await.map_err(StoreError::from)?;
        let (reply, committed) = if needs_transaction(&plan) {
            let mut transaction = sqlx::Connection::begin(&mut *connection).await.map_err(StoreError::from)?;
            let Acted::Reply(reply) = act(&mut transaction, plan, &scene).await? else { return Ok(None) };
            let Some(committed) = self.commit(&mut transaction, &reply, &scene, update).await? else { return Ok(None) };
            transaction.commit().await.map_err(StoreError::from)?;
            (reply, committed)
        } else {
            let Acted::Reply(reply) = act(&mut connection, plan, &scene).await? else { return Ok(None) };
            let Some(committed) = self.commit(&mut connection, &reply, &scene, update).await? else { return Ok(None) };
            (reply, committed)
        };
        drop(connection);
        if let Some(query_id) = query_id {
            self.outbox.answer(query_id, reply.toast);
        }
        self.outbox.send(committed.sent);
        if reply.notices {
            self.notices.notify_one();
        }
        Ok(Some(if committed.more { Looked::Done } else { Looked::Last }))
    }

    async fn commit(
        &self,
        connection: &mut PgConnection,
        reply: &Reply,
        scene: &Scene,
        update: &Update,
    ) -> StoreResult<Option<commit::Committed>> {
        let placed = place(reply, update.tapped(), scene.chat);
        let turn = commit::Turn {
            seq: scene.seq,
            chat_id: update.chat_id,
            kept: &reply.kept,
            member_id: scene.member.as_ref().map_or(0, |member| member.id),
            task_id: scene.facts.as_ref().map_or(0, |facts| facts.task.id),
            opportunity_id: scene.facts.as_ref().map_or(0, |facts| facts.opportunity.id),
            dropped: reply.dropped,
            ended_task_id: reply.ended_task_id,
            chat: placed.chat,
            card: placed.card,
            wrote: !matches!(update.read.incoming, Incoming::Reach(_) | Incoming::Foreign),
            messages: &placed.messages,
            instance: self.instance,
            now: scene.now,
        };
        commit::turn(connection, &turn).await
    }

    /// The small catalogues at a version: from memory when it has not moved.
    async fn catalogues(&self, version: i64) -> StoreResult<Arc<Catalogues>> {
        let kept = self.catalogues.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if kept.version == version {
            return Ok(kept);
        }
        let read = Arc::new(catalogues::read(&self.pool).await?);
        *self.catalogues.lock().unwrap_or_else(PoisonError::into_inner) = read.clone();
        Ok(read)
    }

    async fn failed(&self, update: &Update, error: &TurnError, now: DateTime<Utc>) -> StoreResult<Looked> {
        let (seq, chat_id, attempt) = (update.seq, update.chat_id, update.attempts + 1);
        let text = error.to_string();
        if attempt < TRIES {
            tracing::warn!(seq, chat_id, attempt, error = text, "an update failed and will be tried again");
            inbox::retry_later(&self.pool, seq, &text, now + back_off(attempt)).await?;
            return Ok(Looked::Idle);
        }
        tracing::error!(seq, chat_id, attempt, error = text, "an update failed for good and is parked");
        let mut connection = self.pool.acquire().await?;
        if inbox::park(&mut connection, seq, &text, now).await? && update.read.sender.is_some() {
            let card = screens::trouble(Words::of(update.language));
            let sent = commit::say(&mut connection, chat_id, &send(&card, Sound::Silent), self.instance, now).await?;
            self.outbox.send(sent);
            if let Some(query_id) = &update.read.query_id {
                self.outbox.answer(query_id.clone(), None);
            }
        }
        Ok(Looked::Done)
    }
}

/// What of an update is needed even when handling it fails.
struct Update {
    seq: i64,
    chat_id: i64,
    attempts: i32,
    language: Language,
    read: Read,
}

impl Update {
    fn of(loaded: &Loaded, chat_id: i64) -> Self {
        let mut read = incoming::read(&loaded.raw);
        // Only the person whose private chat it is acts in it.
        if read.sender.as_ref().is_some_and(|sender| sender.telegram_id != chat_id) {
            (read.sender, read.incoming) = (None, Incoming::Foreign);
        }
        let of_sender = read.sender.as_ref().map_or(Language::En, |sender| sender.language);
        let language = loaded.member.as_ref().map_or(of_sender, |member| member.language);
        Self { seq: loaded.seq, chat_id, attempts: loaded.attempts, language, read }
    }

    /// The message whose button was tapped.
    fn tapped(&self) -> Option<i64> {
        match &self.read.incoming {
            Incoming::Tap(tapped) => Some(tapped.message_id),
            _ => None,
        }
    }
}

/// 0.5 s, 2 s, 8 s, 32 s: a database that restarts is back by then.
fn back_off(attempt: i32) -> Duration {
    Duration::milliseconds(500 << (2 * (attempt - 1).clamp(0, 5)))
}

async fn inbox_wait(pool: &PgPool, chat_id: i64, now: DateTime<Utc>) -> StoreResult<Looked> {
    if let Some(loaded) = load::oldest(pool, chat_id).await? {
        inbox::retry_later(pool, loaded.seq, "others kept changing what it is about", now + back_off(1)).await?;
    }
    Ok(Looked::Idle)
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".into())
}
