//! The stage for tests that play a person: a fresh PostgreSQL database, the strict simulator, and the real bot, on a clock
//! that is moved by hand.
#![allow(dead_code, reason = "each test file uses its part of the stage")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure on the stage is a test's failure")]

pub mod database;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeZone, Utc};
use qualbot::clock::Clock;
use qualbot::serve::{Bot, prepare};
use qualbot::simulator::{MessageView, NewPerson, Options, Outgoing, Phone, Simulator, Tap};
use qualbot::store::{self, sample};
use qualbot::telegram::BotApi;
use qualbot::telegram::send::Pace;
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use database::Database;

/// Telegram ids of the sample team.
pub const ANNA: i64 = 1001;
pub const BORIS: i64 = 1002;
pub const ELENA: i64 = 1003;

/// Tuesday morning in Moscow, 10:00.
pub fn tuesday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 7, 0, 0).unwrap()
}

/// A bot under test.
pub struct Stage {
    pub database: Database,
    pub pool: PgPool,
    pub clock: Clock,
    pub simulator: Simulator,
    pub phone: Phone,
    running: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Stage {
    /// Everything but the sample team, with the bot running.
    pub async fn empty() -> Self {
        let mut stage = Self::dark().await;
        stage.start();
        stage
    }

    /// With the sample team, its phones, and the bot running.
    pub async fn with_team() -> Self {
        let mut stage = Self::dark().await;
        // The chats are opened a minute before anything is due, so that what the bot says by itself comes last.
        for person in sample::team(&stage.pool, stage.clock.now()).await.unwrap() {
            stage.join(person.telegram_id, &person.name, person.language.code());
        }
        stage.clock.advance(chrono::Duration::minutes(-1));
        stage.start();
        stage.settle().await;
        stage.clock.advance(chrono::Duration::minutes(1));
        stage.settle().await;
        stage
    }

    /// Database and simulator; no bot.
    pub async fn dark() -> Self {
        let database = Database::fresh().await;
        let clock = Clock::by_hand(tuesday());
        let pool = store::pool(store::options(&database.url).unwrap());
        prepare(&pool, &clock).await.unwrap();
        let simulator = Simulator::start(Options::new(clock.clone())).await.unwrap();
        let phone = simulator.phone();
        Self { database, pool, clock, simulator, phone, running: None }
    }

    /// Gives a person a phone. Their chat with the bot is open, as after an earlier /start.
    pub fn join(&self, id: i64, name: &str, language: &str) {
        let person = NewPerson {
            id: Some(id),
            first_name: name.to_owned(),
            last_name: None,
            username: None,
            language_code: Some(language.to_owned()),
        };
        self.phone.add_person(person).unwrap();
        self.phone.send(id, &Outgoing::text("/start")).unwrap();
    }

    pub fn api(&self) -> BotApi {
        let token = Options::new(self.clock.clone()).token;
        BotApi::new(token.into(), Some(&self.simulator.url())).unwrap()
    }

    /// Starts the bot in this process.
    pub fn start(&mut self) {
        let stop = CancellationToken::new();
        let bot = Bot {
            api: self.api(),
            pool: store::pool(store::options(&self.database.url).unwrap()),
            clock: self.clock.clone(),
            pace: Pace { unlimited: true, ..Pace::default() },
        };
        let stopping = stop.clone();
        let task = tokio::spawn(async move { bot.run(stopping).await.unwrap() });
        self.running = Some((stop, task));
    }

    /// Stops it as SIGTERM does.
    pub async fn stop(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            stop.cancel();
            task.await.unwrap();
        }
    }

    /// Waits until everything that was sent has been received, handled, answered and settled.
    pub async fn settle(&self) {
        let began = Instant::now();
        loop {
            // In the order in which an update moves on, so that none is overlooked between two looks.
            let received = self.phone.pending_updates() == 0;
            let idle: bool = sqlx::query_scalar(
                "SELECT NOT EXISTS (SELECT FROM inbox WHERE state = 'open')
                    AND NOT EXISTS (SELECT FROM outbox WHERE state = 'open')
                    AND NOT EXISTS (SELECT FROM task_notices WHERE sent_at IS NULL AND due_at <= $1)",
            )
            .bind(self.clock.now())
            .fetch_one(&self.pool)
            .await
            .unwrap();
            if received && idle {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "the bot does not come to rest");
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
    }

    /// A person writes.
    pub async fn write(&self, person: i64, text: &str) {
        self.phone.send(person, &Outgoing::text(text)).unwrap();
        self.settle().await;
    }

    /// A person taps the button that begins with `label`, on the lowest message that has one. Returns the toast.
    pub async fn tap(&self, person: i64, label: &str) -> Option<String> {
        let messages = self.messages(person).await;
        let found = messages.iter().rev().find_map(|message| {
            let button = message.buttons.iter().flatten().find(|button| button.text.contains(label))?;
            Some((message.message_id, button.data.clone()?))
        });
        let Some((message_id, data)) = found else {
            panic!("no button {label:?} in the chat:\n{}", self.screen(person).await);
        };
        self.tap_data(person, message_id, &data).await
    }

    /// A person taps a button by what it carries, even one that is not on the message.
    pub async fn tap_data(&self, person: i64, message_id: i32, data: &str) -> Option<String> {
        let tap = Tap { force: true, ..Tap::data(message_id, data) };
        let tapped = self.phone.tap(person, &tap).unwrap();
        self.settle().await;
        let began = Instant::now();
        loop {
            let chat = self.phone.chat(person, 0, Duration::ZERO).await.unwrap();
            if let Some(answer) = chat.answers.iter().find(|it| it.callback_query_id == tapped.callback_query_id) {
                return answer.text.clone().filter(|text| !text.is_empty());
            }
            assert!(began.elapsed() < Duration::from_secs(10), "the tap {data} was never answered");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// All messages of a chat.
    pub async fn messages(&self, person: i64) -> Vec<MessageView> {
        self.phone.chat(person, 0, Duration::ZERO).await.unwrap().messages
    }

    /// The lowest message of the bot, as a person reads it: text, then buttons row by row.
    pub async fn card(&self, person: i64) -> String {
        let messages = self.messages(person).await;
        messages.iter().rev().find(|it| it.from == "bot").map_or_else(String::new, drawn)
    }

    /// The whole chat, as a person sees it.
    pub async fn screen(&self, person: i64) -> String {
        self.messages(person).await.iter().map(|it| format!("{}: {}\n", it.from, drawn(it))).collect()
    }
}

/// A message as text, with its buttons.
pub fn drawn(message: &MessageView) -> String {
    let mut text = message.text.clone();
    for row in &message.buttons {
        let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
        text = format!("{text}\n{}", labels.join(" "));
    }
    text
}
