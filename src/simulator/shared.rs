//! What both sides of the simulator share: the records behind their locks, and the bells that wake who waits.
//!
//! No lock is held over an await. Where two are needed, `world` is taken before `updates`, so that the order of a
//! chat's messages is the order of its updates.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Options;
use super::calls::Calls;
use super::commands::Commands;
use super::faults::Faults;
use super::updates::Updates;
use super::world::World;
use crate::clock::Clock;

/// A lock that outlives a panic elsewhere: a test's failure should show itself, not poison.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file's content: what was sent, or as many zeros as it claims to be long.
#[derive(Clone)]
pub(super) enum Content {
    Bytes(Bytes),
    Zeros(usize),
}

/// A file on the server.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) kind: &'static str,
    pub(super) path: String,
    pub(super) mime: String,
    pub(super) content: Content,
    /// The object that stands for it in a message.
    pub(super) json: Value,
}

impl Stored {
    pub(super) fn size(&self) -> usize {
        match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            Content::Zeros(size) => *size,
        }
    }

    pub(super) fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Zeros(size) => vec![0; *size].into(),
        }
    }
}

pub(super) struct Shared {
    pub(super) clock: Clock,
    pub(super) token: String,
    /// The bot as `User`.
    pub(super) bot: Value,
    pub(super) query_lifetime: Duration,
    pub(super) world: Mutex<World>,
    pub(super) updates: Mutex<Updates>,
    /// Rings when an update comes or another poll begins.
    pub(super) arrived: Notify,
    pub(super) calls: Mutex<Calls>,
    pub(super) commands: Mutex<Commands>,
    pub(super) files: Mutex<HashMap<String, Stored>>,
    pub(super) faults: Faults,
    pub(super) closing: CancellationToken,
}

impl Shared {
    pub(super) fn new(options: Options) -> Self {
        let id: i64 = options.token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or(1);
        Self {
            bot: json!({
                "id": id, "is_bot": true, "first_name": options.bot_name, "username": options.bot_username,
            }),
            clock: options.clock,
            token: options.token,
            query_lifetime: options.query_lifetime,
            world: Mutex::new(World::new(id.unsigned_abs())),
            updates: Mutex::new(Updates::new(options.first_update_id)),
            arrived: Notify::new(),
            calls: Mutex::new(Calls::default()),
            commands: Mutex::new(Commands::default()),
            files: Mutex::new(HashMap::new()),
            faults: Faults::default(),
            closing: CancellationToken::new(),
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Queues an update and wakes the poll.
    pub(super) fn push(&self, kind: &str, payload: &Value) -> Option<i64> {
        let payload = payload.to_string();
        let id = lock(&self.updates).push(kind, &payload);
        self.arrived.notify_waiters();
        id
    }

    /// Keeps a file and returns its id. `describe` adds what its kind of object has besides the usual.
    pub(super) fn store(&self, kind: &'static str, name: &str, mime: &str, content: Content, extra: &Value) -> String {
        let mut files = lock(&self.files);
        let number = files.len() + 1;
        let file_id = format!("SIM{kind}{number:08}");
        let extension = name.rsplit_once('.').map_or("bin", |(_, extension)| extension);
        let mut stored = Stored {
            kind,
            path: format!("{kind}s/file_{number}.{extension}"),
            mime: mime.to_owned(),
            content,
            json: Value::Null,
        };
        let mut json = json!({
            "file_id": file_id, "file_unique_id": format!("U{number:08}"), "file_size": stored.size(),
        });
        if let (Value::Object(json), Value::Object(extra)) = (&mut json, extra) {
            json.extend(extra.clone());
        }
        // A photo is a list of sizes; ours has one.
        stored.json = if kind == "photo" { Value::Array(vec![json]) } else { json };
        files.insert(file_id.clone(), stored);
        file_id
    }
}
