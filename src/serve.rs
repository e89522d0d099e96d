//! Serving: the rooms put together and run until told to stop.
//!
//! Owns the order in which they start and stop. It must not hold business rules.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::chat::{self, MENU, Turns, address};
use crate::clock::Clock;
use crate::domain::Language;
use crate::schedule::Schedule;
use crate::store::instance::Instance;
use crate::store::{self, StoreError};
use crate::telegram::receive::Receiver;
use crate::telegram::send::{Pace, Sender};
use crate::telegram::{BotApi, CallError};
use crate::words::Words;

/// What a running bot needs.
pub struct Bot {
    /// The Bot API.
    pub api: BotApi,
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// How fast messages may go out.
    pub pace: Pace,
}

/// Why a bot could not start, or had to end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}; check DATABASE_URL and that PostgreSQL runs")]
    Unreachable(String),
    /// The schema cannot be brought up to date.
    #[error("the database's schema cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database failed while starting.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Telegram does not know the token.
    #[error("Telegram refuses the bot's token; check TELOXIDE_TOKEN (from @BotFather)")]
    Token,
    /// A part of the bot ended by itself.
    #[error("a part of the bot broke down, and the rest was stopped; the log says which")]
    Broken,
    /// Telegram, otherwise.
    #[error("Telegram: {0}")]
    Telegram(CallError),
}

/// How long what is leased may take to be sent when the bot stops.
const DRAIN: Duration = Duration::from_secs(5);

/// How often the instance makes sure that its lock is held.
const KEEP: Duration = Duration::from_secs(5);

/// How long the database may take to answer at the start.
const REACH: Duration = Duration::from_secs(5);

/// Checks that the database is there, and brings it up to date.
///
/// # Errors
/// When it cannot be reached or migrated.
pub async fn prepare(pool: &PgPool, clock: &Clock) -> Result<(), ServeError> {
    // Not through the pool: that would try until its own time is over, and then not say why.
    let options = pool.connect_options();
    match tokio::time::timeout(REACH, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(error)) => return Err(ServeError::Unreachable(error.to_string())),
        Err(_) => return Err(ServeError::Unreachable(format!("no answer within {} s", REACH.as_secs()))),
    }
    store::migrate(pool).await?;
    store::sample::essentials(pool, clock.now()).await?;
    Ok(())
}

impl Bot {
    /// Runs until `stop` is cancelled or Telegram refuses the token; then finishes what is under way.
    ///
    /// # Errors
    /// When it cannot start, or the token is wrong.
    pub async fn run(self, stop: CancellationToken) -> Result<(), ServeError> {
        let Self { api, pool, clock, pace } = self;
        let (arrivals, arrived) = mpsc::unbounded_channel();
        let receiving = CancellationToken::new();
        // Nothing that is received needs more than the inbox: the first poll goes out before anything else is ready.
        let receiver = Receiver { api: api.clone(), pool: pool.clone(), clock: clock.clone(), address, arrivals };
        let mut receiver: JoinHandle<_> = tokio::spawn(receiver.run(receiving.child_token()));

        let instance = Instance::register(&pool).await?;
        let (sender, outbox) = Sender::new(api.clone(), pool.clone(), clock.clone(), instance.id, pace);
        let notices = Arc::new(Notify::new());
        let turns = Turns::new(pool.clone(), clock.clone(), outbox.clone(), instance.id, notices.clone());
        let schedule = Schedule { pool: pool.clone(), clock, outbox, notices };

        let (working, sending) = (CancellationToken::new(), CancellationToken::new());
        let broken = CancellationToken::new();
        let chats = watched("chat", chat::run(turns, arrived, working.child_token()), &working, &broken);
        let schedule = watched("schedule", schedule.run(working.child_token()), &working, &broken);
        let sender = watched("sender", sender.run(sending.child_token(), DRAIN), &sending, &broken);
        let keeper = tokio::spawn(keep(instance, pool.clone(), sending.child_token()));
        let menu = tokio::spawn(register_menu(api, receiving.child_token()));

        let ended = tokio::select! {
            () = stop.cancelled() => None,
            () = broken.cancelled() => None,
            ended = &mut receiver => Some(ended),
        };
        // What is received stops first, then what is worked on, then what is sent: nothing is cut off from its end.
        receiving.cancel();
        let received = match ended {
            Some(ended) => ended,
            None => receiver.await,
        };
        working.cancel();
        for task in [chats, schedule] {
            note_panic(task.await);
        }
        sending.cancel();
        for task in [sender, keeper, menu] {
            note_panic(task.await);
        }
        pool.close().await;
        match received {
            Ok(Ok(())) if broken.is_cancelled() => Err(ServeError::Broken),
            Ok(Ok(())) => Ok(()),
            Ok(Err(CallError::Unauthorized | CallError::NotFound)) => Err(ServeError::Token),
            Ok(Err(error)) => Err(ServeError::Telegram(error)),
            Err(panic) => {
                note_panic(Err(panic));
                Err(ServeError::Broken)
            }
        }
    }
}

/// Runs a part of the bot, and breaks the whole when it ends before it is told to: a bot that only receives helps nobody,
/// and whoever supervises the process can start it anew.
fn watched(
    part: &'static str,
    running: impl Future<Output = ()> + Send + 'static,
    told: &CancellationToken,
    broken: &CancellationToken,
) -> JoinHandle<()> {
    let (told, broken) = (told.clone(), broken.clone());
    tokio::spawn(async move {
        let ended = AssertUnwindSafe(running).catch_unwind().await;
        if ended.is_err() || !told.is_cancelled() {
            tracing::error!(part, "a part of the bot ended unexpectedly; the bot stops");
            broken.cancel();
        }
    })
}

fn note_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a part of the bot ended unexpectedly");
    }
}

async fn keep(mut instance: Instance, pool: PgPool, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(KEEP) => {}
        }
        // A connection that hangs must not keep the bot from stopping.
        let kept = tokio::select! {
            () = stop.cancelled() => return,
            kept = instance.keep(&pool) => kept,
        };
        if let Err(error) = kept {
            tracing::debug!(%error, "the instance's lock is not held");
        }
    }
}

/// Tells Telegram the commands in both languages; English for whoever uses neither. Tried until it works.
async fn register_menu(api: BotApi, stop: CancellationToken) {
    let menu =
        |language: Language| MENU.map(|(command, key)| (command.to_owned(), Words::of(language).say(key))).to_vec();
    let commands = [
        (None, menu(Language::En)),
        (Some(Language::En.code()), menu(Language::En)),
        (Some(Language::Ru.code()), menu(Language::Ru)),
    ];
    let mut pause = Duration::from_secs(1);
    loop {
        match api.register_commands(&commands).await {
            Ok(()) => break,
            Err(CallError::Unauthorized | CallError::NotFound) => return,
            Err(error) => tracing::debug!(%error, "the commands could not be registered yet"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(Duration::from_secs(300));
    }
    if let Ok(me) = api.me().await {
        tracing::info!(bot = me.username, "running: the commands are registered with Telegram");
    }
}
