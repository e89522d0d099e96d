//! Everything that the simulator remembers of people and their chats with the bot.
//!
//! Owns the records and their versions; rules of the Bot API are in `methods`, those of a person in `phone`.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use super::flood::{Bucket, Flood};
use super::markup::Inline;
use super::refusal::{Refusal, words};
use super::text::Formatted;
use super::view::AnswerView;

/// A person with a phone.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) first_name: String,
    pub(super) last_name: Option<String>,
    pub(super) username: Option<String>,
    pub(super) language_code: Option<String>,
}

impl Person {
    fn named(&self, mut json: Map<String, Value>) -> Value {
        json.insert("id".to_owned(), self.id.into());
        json.insert("first_name".to_owned(), self.first_name.as_str().into());
        for (key, value) in [("last_name", &self.last_name), ("username", &self.username)] {
            if let Some(value) = value {
                json.insert(key.to_owned(), value.as_str().into());
            }
        }
        Value::Object(json)
    }

    /// The `User` object.
    pub(super) fn user(&self) -> Value {
        let mut json = Map::new();
        json.insert("is_bot".to_owned(), false.into());
        if let Some(code) = &self.language_code {
            json.insert("language_code".to_owned(), code.as_str().into());
        }
        self.named(json)
    }

    /// The private `Chat` object.
    pub(super) fn chat(&self) -> Value {
        let mut json = Map::new();
        json.insert("type".to_owned(), "private".into());
        self.named(json)
    }
}

/// A photo, a document and the like: its field in `Message`, and the object there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attachment {
    pub(super) kind: &'static str,
    pub(super) json: Value,
    pub(super) file_id: Option<String>,
}

/// One message of a chat.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: i32,
    pub(super) from_bot: bool,
    pub(super) date: i64,
    pub(super) edit_date: Option<i64>,
    pub(super) body: Formatted,
    pub(super) attachment: Option<Attachment>,
    pub(super) markup: Option<Inline>,
    pub(super) silent: bool,
    pub(super) edits: u32,
    pub(super) pinned: bool,
    pub(super) reply_to: Option<i32>,
    pub(super) forward: Option<Value>,
    pub(super) version: u64,
}

impl Message {
    pub(super) fn new(from_bot: bool, date: i64, body: Formatted) -> Self {
        Self {
            id: 0,
            from_bot,
            date,
            edit_date: None,
            body,
            attachment: None,
            markup: None,
            silent: false,
            edits: 0,
            pinned: false,
            reply_to: None,
            forward: None,
            version: 0,
        }
    }
}

/// A person and the chat with the bot.
pub(super) struct Room {
    pub(super) person: Person,
    pub(super) opened: bool,
    pub(super) blocked: bool,
    pub(super) deactivated: bool,
    pub(super) messages: BTreeMap<i32, Message>,
    last_message_id: i32,
    /// Grows with every change that the phone shows.
    pub(super) version: u64,
    /// Which message changed last at which version, so that a phone asks only for what is new.
    pub(super) changed: BTreeMap<u64, i32>,
    pub(super) deleted: Vec<(u64, i32)>,
    pub(super) answers: Vec<(u64, AnswerView)>,
    pub(super) keyboard: Option<Value>,
    pub(super) typing_until: Option<DateTime<Utc>>,
    pub(super) bucket: Option<Bucket>,
    pub(super) bell: Arc<Notify>,
}

impl Room {
    pub(super) fn new(person: Person) -> Self {
        Self {
            person,
            opened: false,
            blocked: false,
            deactivated: false,
            messages: BTreeMap::new(),
            last_message_id: 0,
            version: 0,
            changed: BTreeMap::new(),
            deleted: Vec::new(),
            answers: Vec::new(),
            keyboard: None,
            typing_until: None,
            bucket: None,
            bell: Arc::new(Notify::new()),
        }
    }

    /// A new version, and whoever waits is woken.
    pub(super) fn bump(&mut self) -> u64 {
        self.version += 1;
        self.bell.notify_waiters();
        self.version
    }

    /// Keeps a new message under the chat's next id.
    pub(super) fn add(&mut self, mut message: Message) -> i32 {
        self.last_message_id += 1;
        message.id = self.last_message_id;
        message.version = self.bump();
        self.changed.insert(message.version, message.id);
        self.messages.insert(message.id, message);
        self.last_message_id
    }

    /// Changes a message and its version.
    pub(super) fn change(&mut self, id: i32, change: impl FnOnce(&mut Message)) {
        let version = self.bump();
        if let Some(message) = self.messages.get_mut(&id) {
            self.changed.remove(&message.version);
            message.version = version;
            self.changed.insert(version, id);
            change(message);
        }
    }

    pub(super) fn delete(&mut self, id: i32) -> bool {
        let Some(message) = self.messages.remove(&id) else { return false };
        self.changed.remove(&message.version);
        let version = self.bump();
        self.deleted.push((version, id));
        true
    }

    /// The `Message` object, as the bot gets it.
    pub(super) fn message_json(&self, message: &Message, bot: &Value) -> Value {
        self.message_at_depth(message, bot, true)
    }

    fn message_at_depth(&self, message: &Message, bot: &Value, with_reply: bool) -> Value {
        let from = if message.from_bot { bot.clone() } else { self.person.user() };
        let mut json =
            json!({ "message_id": message.id, "from": from, "chat": self.person.chat(), "date": message.date });
        let (text, entities) = match &message.attachment {
            None => ("text", "entities"),
            Some(attachment) => {
                json[attachment.kind] = attachment.json.clone();
                ("caption", "caption_entities")
            }
        };
        if !message.body.text.is_empty() {
            json[text] = message.body.text.as_str().into();
            if !message.body.entities.is_empty() {
                json[entities] = json!(message.body.entities);
            }
        }
        if let Some(at) = message.edit_date {
            json["edit_date"] = at.into();
        }
        if let Some(markup) = &message.markup {
            json["reply_markup"] = markup.json.clone();
        }
        if let Some(origin) = &message.forward {
            json["forward_origin"] = origin.clone();
        }
        if with_reply && let Some(other) = message.reply_to.and_then(|id| self.messages.get(&id)) {
            json["reply_to_message"] = self.message_at_depth(other, bot, false);
        }
        json
    }
}

struct Query {
    person: i64,
    at: DateTime<Utc>,
}

/// All people, and the taps that wait for an answer.
pub(super) struct World {
    pub(super) rooms: HashMap<i64, Room>,
    pub(super) last_person: i64,
    queries: HashMap<u64, Query>,
    query_order: VecDeque<u64>,
    next_query: u64,
    pub(super) flood: Option<Flood>,
    pub(super) overall: Option<Bucket>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rooms: HashMap::new(),
            last_person: 700_000_000,
            queries: HashMap::new(),
            query_order: VecDeque::new(),
            next_query: seed.wrapping_mul(1_000_003).max(1),
            flood: None,
            overall: None,
        }
    }

    /// The chat that the bot may write to.
    pub(super) fn reachable(&mut self, chat: i64) -> Result<&mut Room, Refusal> {
        let room = self.rooms.get_mut(&chat).filter(|room| room.opened);
        let room = room.ok_or_else(|| Refusal::bad(words::CHAT_NOT_FOUND))?;
        if room.deactivated {
            return Err(Refusal::forbidden("user is deactivated"));
        }
        if room.blocked {
            return Err(Refusal::forbidden("bot was blocked by the user"));
        }
        Ok(room)
    }

    /// Takes one sending from the buckets, when flood control is on.
    pub(super) fn pace(&mut self, chat: i64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(flood) = self.flood else { return Ok(()) };
        let Some(room) = self.rooms.get_mut(&chat) else { return Ok(()) };
        room.bucket.get_or_insert_with(|| flood.chat_bucket(now)).take(now).map_err(Refusal::too_many)?;
        self.overall.get_or_insert_with(|| flood.overall_bucket(now)).take(now).map_err(Refusal::too_many)
    }

    /// A new callback query; what is too old to be answered is forgotten, for its refusal is that of an unknown one.
    pub(super) fn ask(&mut self, person: i64, now: DateTime<Utc>, lifetime: Duration) -> u64 {
        while let Some(oldest) = self.query_order.front() {
            match self.queries.get(oldest) {
                Some(query) if now - query.at <= lifetime => break,
                _ => {
                    self.queries.remove(oldest);
                    self.query_order.pop_front();
                }
            }
        }
        let id = self.next_query;
        self.next_query = self.next_query.wrapping_add(1);
        self.queries.insert(id, Query { person, at: now });
        self.query_order.push_back(id);
        id
    }

    /// The person whose query this is; it can be answered once, and in time.
    pub(super) fn answer(&mut self, id: &str, now: DateTime<Utc>, lifetime: Duration) -> Result<&mut Room, Refusal> {
        let query = id.parse().ok().and_then(|id: u64| self.queries.remove(&id));
        let query = query.filter(|query| now - query.at <= lifetime);
        query.and_then(|query| self.rooms.get_mut(&query.person)).ok_or_else(|| Refusal::bad(words::QUERY_TOO_OLD))
    }
}
