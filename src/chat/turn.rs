//! One turn: the oldest open update of a chat from the inbox to the commit.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use futures_util::FutureExt;
use futures_util::future::join_all;
use sqlx::PgPool;

use super::act::{Acted, Needs, TurnError, act, needs, told};
use super::batch::Batches;
use super::body::{Sound, send};
use super::incoming::{self, Incoming, Read};
use super::reply::{Reply, place};
use super::route::{Plan, route};
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
    loads: Batches<i64, Option<Loaded>>,
    commits: Batches<commit::Turn, Option<commit::Committed>>,
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
    /// Ready to take turns, in the runtime that it is called in.
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock, outbox: Outbox, instance: i32, notices: Arc<tokio::sync::Notify>) -> Self {
        let (loading, committing, time) = (pool.clone(), pool.clone(), clock.clone());
        let loads = Batches::start(move |chats| load_all(loading.clone(), chats));
        let commits = Batches::start(move |turns| commit_all(committing.clone(), time.clone(), instance, turns));
        Self { pool, clock, outbox, instance, notices, catalogues: Arc::default(), loads, commits }
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
            let loaded = match self.loads.ask(chat_id).await {
                Ok(Some(loaded)) => loaded,
                Ok(None) => return Ok(Looked::Idle),
                Err(StoreError::Unreadable { seq, attempts, next_attempt_at, raw, cause }) => {
                    if next_attempt_at > now {
                        return Ok(Looked::Idle);
                    }
                    let update = Update::of(seq, attempts, &raw, None, chat_id);
                    return self.failed(&update, &TurnError::Store(*cause), now).await;
                }
                Err(error) => return Err(error),
            };
            if loaded.next_attempt_at > now {
                return Ok(Looked::Idle);
            }
            let language = loaded.member.as_ref().map(|member| member.language);
            let update = Update::of(loaded.seq, loaded.attempts, &loaded.raw, language, chat_id);
            // A panic anywhere in a turn is a failure of this update, not of its chat.
            let handled = AssertUnwindSafe(self.handle(loaded, &update, now)).catch_unwind().await;
            match handled.unwrap_or_else(|panic| Err(TurnError::Panic(panic_text(panic.as_ref())))) {
                Ok(Some(looked)) => return Ok(looked),
                Ok(None) => {}
                Err(error) => return self.failed(&update, &error, now).await,
            }
        }
        // Others keep moving what this update is about: it waits a moment, like any other failure.
        if let Some(loaded) = self.loads.ask(chat_id).await? {
            let retry_at = self.clock.now() + back_off(1);
            inbox::retry_later(&self.pool, loaded.seq, "others kept changing what it is about", retry_at).await?;
        }
        Ok(Looked::Idle)
    }

    /// Handles an update. None when something moved underneath, and nothing was written.
    async fn handle(&self, loaded: Loaded, update: &Update, now: DateTime<Utc>) -> Result<Option<Looked>, TurnError> {
        let Read { sender, incoming, query_id } = update.read.clone();
        let catalogues = self.catalogues(loaded.catalogue_version).await?;
        let scene = Arc::new(Scene::of(loaded, sender, catalogues, now));
        let plan = route(incoming, &scene).await?;

        let turned = match needs(&plan, &scene) {
            Needs::Nothing => {
                let mut reply = told(plan, &scene)?;
                let turn = turn(&mut reply, &scene, update);
                self.commits.ask(turn).await?.map(|committed| (reply, committed))
            }
            Needs::Reading => {
                let mut connection = self.pool.acquire().await.map_err(StoreError::from)?;
                let Acted::Reply(mut reply) = act(&mut connection, plan, &scene).await? else { return Ok(None) };
                drop(connection);
                let turn = turn(&mut reply, &scene, update);
                self.commits.ask(turn).await?.map(|committed| (*reply, committed))
            }
            Needs::Writing => self.write(plan, &scene, update).await?,
        };
        let Some((reply, committed)) = turned else { return Ok(None) };
        if let Some(query_id) = query_id {
            self.outbox.answer(query_id, reply.toast);
        }
        self.outbox.send(committed.sent);
        if reply.notices {
            self.notices.notify_one();
        }
        Ok(Some(if committed.more { Looked::Done } else { Looked::Last }))
    }

    /// Carries out a plan and commits its turn in one transaction. None when something moved: all is rolled back.
    async fn write(
        &self,
        plan: Plan,
        scene: &Scene,
        update: &Update,
    ) -> Result<Option<(Reply, commit::Committed)>, TurnError> {
        let mut transaction = self.pool.begin().await.map_err(StoreError::from)?;
        let Acted::Reply(mut reply) = act(&mut transaction, plan, scene).await? else { return Ok(None) };
        let turn = turn(&mut reply, scene, update);
        let mut committed = commit::turns(&mut transaction, &[turn], self.instance, scene.now).await?;
        let Some(committed) = committed.pop().flatten() else { return Ok(None) };
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(Some((*reply, committed)))
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
        let mut transaction = self.pool.begin().await?;
        let unreadable = matches!(error, TurnError::Store(StoreError::Contradiction { .. }));
        if inbox::park(&mut transaction, seq, &text, unreadable, now).await? && update.read.sender.is_some() {
            let card = screens::trouble(Words::of(update.language));
            let sent = commit::say(&mut transaction, chat_id, &send(&card, Sound::Silent), self.instance, now).await?;
            transaction.commit().await?;
            self.outbox.send(sent);
            if let Some(query_id) = &update.read.query_id {
                self.outbox.answer(query_id.clone(), None);
            }
        } else {
            transaction.commit().await?;
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
    /// Reads it; the language is the member's, if they are known.
    fn of(seq: i64, attempts: i32, raw: &str, language: Option<Language>, chat_id: i64) -> Self {
        let mut read = incoming::read(raw);
        // Only the person whose private chat it is acts in it.
        if read.sender.as_ref().is_some_and(|sender| sender.telegram_id != chat_id) {
            (read.sender, read.incoming) = (None, Incoming::Foreign);
        }
        let of_sender = || read.sender.as_ref().map_or(Language::En, |sender| sender.language);
        let language = language.unwrap_or_else(of_sender);
        Self { seq, chat_id, attempts, language, read }
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

/// What a turn leaves behind; the reply's drafts go with it.
fn turn(reply: &mut Reply, scene: &Scene, update: &Update) -> commit::Turn {
    let placed = place(reply, update.tapped(), scene.chat);
    commit::Turn {
        seq: scene.seq,
        chat_id: update.chat_id,
        kept: std::mem::take(&mut reply.kept),
        member_id: scene.member.as_ref().map_or(0, |member| member.id),
        task_id: scene.facts.as_ref().map_or(0, |facts| facts.task.id),
        opportunity_id: scene.facts.as_ref().map_or(0, |facts| facts.opportunity.id),
        dropped: reply.dropped,
        ended_task_id: reply.ended_task_id,
        chat: placed.chat,
        card: placed.card,
        messages: placed.messages,
    }
}

/// Loads for several chats together; if that fails, each by itself: one may be the reason.
async fn load_all(pool: PgPool, chats: Vec<i64>) -> Vec<StoreResult<Option<Loaded>>> {
    match load::oldest(&pool, &chats).await {
        Ok(mut loaded) => chats.iter().map(|chat_id| loaded.remove(chat_id).transpose()).collect(),
        Err(error) if chats.len() == 1 => vec![Err(error)],
        Err(_) => {
            let alone = async |chat_id: &i64| load::oldest(&pool, &[*chat_id]).await?.remove(chat_id).transpose();
            join_all(chats.iter().map(alone)).await
        }
    }
}

/// Commits several turns together; if that fails, each by itself: one may be the reason.
async fn commit_all(
    pool: PgPool,
    clock: Clock,
    instance: i32,
    turns: Vec<commit::Turn>,
) -> Vec<StoreResult<Option<commit::Committed>>> {
    let now = clock.now();
    let together = async |turns: &[commit::Turn]| {
        let mut connection = pool.acquire().await?;
        commit::turns(&mut connection, turns, instance, now).await
    };
    match together(&turns).await {
        Ok(committed) => committed.into_iter().map(Ok).collect(),
        Err(error) if turns.len() == 1 => vec![Err(error)],
        Err(_) => {
            let alone = async |turn: &commit::Turn| Ok(together(std::slice::from_ref(turn)).await?.pop().flatten());
            join_all(turns.iter().map(alone)).await
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".into())
}
