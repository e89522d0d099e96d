//! The person's side: what a hand on a phone does, in-process. The JSON API (`person_api`) is these operations over HTTP.
//!
//! Owns the rules of a person (who may tap what); what the bot may do is in `methods`.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::time::{Instant, timeout_at};

use super::calls::Call;
use super::commands::{BotCommand, CommandList};
use super::faults::Fault;
use super::flood::Flood;
use super::markup::Button;
use super::outgoing::{self, Outgoing};
use super::people::{NewPerson, PersonView};
use super::shared::{Shared, lock};
use super::view::{self, ChatView};
use super::world::{Person, Room, World};

/// Why a person cannot do something, in a sentence, with the status that the JSON API gives it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct PhoneError {
    /// The HTTP status that fits.
    pub status: StatusCode,
    /// What is wrong.
    pub sentence: String,
}

impl PhoneError {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into() }
    }

    pub(super) fn bad(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    fn missing(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, sentence)
    }
}

/// What became of something sent.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Receipt {
    /// The message's id in the chat.
    pub message_id: i32,
    /// The update that tells the bot; none when the bot asked not to be told.
    pub update_id: Option<i64>,
}

/// Which button is tapped: by its data, its text, or its place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tap {
    /// The message that it is under.
    pub message_id: i32,
    /// Its callback data.
    pub data: Option<String>,
    /// What is written on it (the whole, or a part that only one button has).
    pub text: Option<String>,
    /// Its row, from 0.
    pub row: Option<usize>,
    /// Its column, from 0.
    pub col: Option<usize>,
    /// With `data`: tap it even if it is not there (an old screen, a forged callback).
    pub force: bool,
}

impl Tap {
    /// A tap on the button with this data.
    #[must_use]
    pub fn data(message_id: i32, data: impl Into<String>) -> Self {
        Self { message_id, data: Some(data.into()), ..Self::default() }
    }
}

/// What became of a tap.
#[derive(Clone, Debug, Serialize)]
pub struct Tapped {
    /// The callback query that the bot has to answer.
    pub callback_query_id: String,
    /// The update that tells the bot; none when the bot asked not to be told.
    pub update_id: Option<i64>,
}

/// The number of an update, if it has one.
#[derive(Deserialize)]
struct Numbered {
    update_id: Option<i64>,
}

/// All phones, in-process.
#[derive(Clone)]
pub struct Phone {
    pub(super) shared: Arc<Shared>,
}

impl Phone {
    /// Makes a person and returns the id.
    ///
    /// # Errors
    /// When the id is taken or no name is given.
    pub fn add_person(&self, person: NewPerson) -> Result<i64, PhoneError> {
        if person.first_name.trim().is_empty() {
            return Err(PhoneError::bad("a person needs a first_name"));
        }
        let mut world = lock(&self.shared.world);
        let id = person.id.unwrap_or(world.last_person + 1);
        if id <= 0 {
            return Err(PhoneError::bad("a person's id is a positive number"));
        }
        if world.rooms.contains_key(&id) {
            return Err(PhoneError::new(StatusCode::CONFLICT, format!("there is already a person with the id {id}")));
        }
        world.last_person = world.last_person.max(id);
        let person = Person {
            id,
            first_name: person.first_name,
            last_name: person.last_name,
            username: person.username,
            language_code: person.language_code,
        };
        world.rooms.insert(id, Room::new(person));
        Ok(id)
    }

    /// Everybody, by id.
    #[must_use]
    pub fn people(&self) -> Vec<PersonView> {
        let world = lock(&self.shared.world);
        let mut people: Vec<PersonView> = world.rooms.values().map(PersonView::of).collect();
        people.sort_by_key(|person| person.id);
        people
    }

    /// Sends something to the bot; the first time opens the chat.
    ///
    /// # Errors
    /// When the person is unknown, blocked the bot, is gone, or there is nothing that can be sent.
    pub fn send(&self, person: i64, what: &Outgoing) -> Result<Receipt, PhoneError> {
        let now = self.shared.now();
        let mut message = outgoing::message(&self.shared, what, now.timestamp(), person)?;
        let mut world = lock(&self.shared.world);
        let room = able(&mut world, person)?;
        if let Some(reply) = what.reply_to {
            if !room.messages.contains_key(&reply) {
                return Err(PhoneError::missing(format!("there is no message {reply} to reply to in this chat")));
            }
            message.reply_to = Some(reply);
        }
        room.opened = true;
        let message_id = room.add(message);
        let json = room.messages.get(&message_id).map(|message| room.message_json(message, &self.shared.bot));
        let update_id = self.shared.push("message", &json.unwrap_or_default());
        Ok(Receipt { message_id, update_id })
    }

    /// Taps a button.
    ///
    /// # Errors
    /// When the person may not tap, or the button is not there.
    pub fn tap(&self, person: i64, tap: &Tap) -> Result<Tapped, PhoneError> {
        let now = self.shared.now();
        let mut world = lock(&self.shared.world);
        let room = able(&mut world, person)?;
        let data = match (&tap.data, tap.force) {
            (Some(data), true) => data.clone(),
            _ => found(room, tap)?.data.clone().ok_or_else(|| {
                PhoneError::bad("this button does not call the bot back; it opens something on the phone")
            })?,
        };
        let message = match room.messages.get(&tap.message_id) {
            Some(message) => room.message_json(message, &self.shared.bot),
            // Telegram tells of a message that is gone only that it was there.
            None => json!({ "chat": room.person.chat(), "message_id": tap.message_id, "date": 0 }),
        };
        let from = room.person.user();
        let query = world.ask(person, now, self.shared.query_lifetime).to_string();
        let payload = json!({
            "id": query, "from": from, "message": message, "chat_instance": person.to_string(), "data": data,
        });
        let update_id = self.shared.push("callback_query", &payload);
        Ok(Tapped { callback_query_id: query, update_id })
    }

    /// The chat since a version, waiting until there is something newer or the time is over.
    ///
    /// # Errors
    /// When the person is unknown.
    pub async fn chat(&self, person: i64, after: u64, wait: Duration) -> Result<ChatView, PhoneError> {
        let deadline = Instant::now() + wait;
        let bell = room(&mut lock(&self.shared.world), person)?.bell.clone();
        loop {
            let mut rung = std::pin::pin!(bell.notified());
            rung.as_mut().enable();
            {
                let mut world = lock(&self.shared.world);
                let room = room(&mut world, person)?;
                if room.version > after || Instant::now() >= deadline {
                    return Ok(view::chat(room, after, self.shared.now()));
                }
            }
            tokio::select! {
                _ = timeout_at(deadline, rung) => {}
                () = self.shared.closing.cancelled() => {
                    return Err(PhoneError::new(StatusCode::SERVICE_UNAVAILABLE, "the simulator is stopping"));
                }
            }
        }
    }

    /// Blocks or unblocks the bot, which is told.
    ///
    /// # Errors
    /// When the person is unknown or gone.
    pub fn block(&self, person: i64, blocked: bool) -> Result<(), PhoneError> {
        let now = self.shared.now();
        let mut world = lock(&self.shared.world);
        let room = room(&mut world, person)?;
        if room.deactivated {
            return Err(PhoneError::new(StatusCode::CONFLICT, "this account is deactivated"));
        }
        if room.blocked == blocked {
            return Ok(());
        }
        room.blocked = blocked;
        room.bump();
        if room.opened {
            let member = |blocked: bool| {
                let mut member = json!({ "user": self.shared.bot, "status": "member" });
                if blocked {
                    member["status"] = "kicked".into();
                    member["until_date"] = 0.into();
                }
                member
            };
            let payload = json!({
                "chat": room.person.chat(), "from": room.person.user(), "date": now.timestamp(),
                "old_chat_member": member(!blocked), "new_chat_member": member(blocked),
            });
            self.shared.push("my_chat_member", &payload);
        }
        Ok(())
    }

    /// Ends the person's account; the bot learns it when it writes.
    ///
    /// # Errors
    /// When the person is unknown.
    pub fn deactivate(&self, person: i64) -> Result<(), PhoneError> {
        let mut world = lock(&self.shared.world);
        let room = room(&mut world, person)?;
        room.deactivated = true;
        room.bump();
        Ok(())
    }

    /// Queues a JSON text as an update, whatever it says; an object without `update_id` gets the next one.
    ///
    /// # Errors
    /// When it is no JSON: it would make every other update of the answer unreadable too.
    pub fn queue_update(&self, text: &str) -> Result<i64, PhoneError> {
        // Its form is looked at, not its content: a `Value` could not hold half a surrogate pair, for example.
        serde_json::from_str::<&RawValue>(text)
            .map_err(|why| PhoneError::bad(format!("an update has to be JSON, this is not: {why}")))?;
        let id = serde_json::from_str(text).ok().and_then(|Numbered { update_id }| update_id);
        let id = lock(&self.shared.updates).push_raw(id, text);
        self.shared.arrived.notify_waiters();
        Ok(id)
    }

    /// Delivers the last updates once more, and returns how many there are.
    #[must_use]
    pub fn replay(&self, last: usize) -> usize {
        let count = lock(&self.shared.updates).replay(last);
        self.shared.arrived.notify_waiters();
        count
    }

    /// Lets update ids go on from `next_id`, as Telegram may after a quiet week. What waits is given up.
    pub fn restart_update_ids(&self, next_id: i64) {
        lock(&self.shared.updates).restart(next_id);
    }

    /// How many updates the bot has not confirmed.
    #[must_use]
    pub fn pending_updates(&self) -> usize {
        lock(&self.shared.updates).pending()
    }

    /// The bot's calls after number `n`, oldest first, as far as the log reaches back.
    #[must_use]
    pub fn calls(&self, after: u64) -> Vec<Call> {
        lock(&self.shared.calls).after(after)
    }

    /// The number of the last call.
    #[must_use]
    pub fn last_call(&self) -> u64 {
        lock(&self.shared.calls).last()
    }

    /// Every registered list of commands.
    #[must_use]
    pub fn command_lists(&self) -> Vec<CommandList> {
        lock(&self.shared.commands).all()
    }

    /// The command menu that a person sees.
    ///
    /// # Errors
    /// When the person is unknown.
    pub fn commands_of(&self, person: i64) -> Result<Vec<BotCommand>, PhoneError> {
        let language = room(&mut lock(&self.shared.world), person)?.person.language_code.clone().unwrap_or_default();
        Ok(lock(&self.shared.commands).shown_to(person, &language))
    }

    /// Arms a fault.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// What is armed, with the times that are left.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.faults.list()
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Switches flood control on with these limits, or off.
    pub fn set_flood(&self, flood: Option<Flood>) {
        let mut world = lock(&self.shared.world);
        world.flood = flood;
        world.overall = None;
        for room in world.rooms.values_mut() {
            room.bucket = None;
        }
    }
}

fn room(world: &mut World, person: i64) -> Result<&mut Room, PhoneError> {
    world.rooms.get_mut(&person).ok_or_else(|| PhoneError::missing(format!("there is no person with the id {person}")))
}

/// The room of a person who can do something in it.
fn able(world: &mut World, person: i64) -> Result<&mut Room, PhoneError> {
    let room = room(world, person)?;
    if room.deactivated {
        return Err(PhoneError::new(StatusCode::CONFLICT, "this account is deactivated"));
    }
    if room.blocked {
        return Err(PhoneError::new(StatusCode::CONFLICT, "this person blocked the bot; unblock it first"));
    }
    Ok(room)
}

/// The button that a tap means.
fn found<'a>(room: &'a Room, tap: &Tap) -> Result<&'a Button, PhoneError> {
    let message = room.messages.get(&tap.message_id);
    let message =
        message.ok_or_else(|| PhoneError::missing(format!("there is no message {} in this chat", tap.message_id)))?;
    let rows = message.markup.as_ref().map(|markup| markup.rows.as_slice()).unwrap_or_default();
    let mut buttons = rows.iter().flatten();
    let button = match (&tap.data, &tap.text, tap.row, tap.col) {
        (Some(data), ..) => buttons.find(|button| button.data.as_ref() == Some(data)),
        (_, Some(text), ..) => {
            let whole = buttons.clone().find(|button| button.text == *text);
            let mut part = buttons.filter(|button| button.text.contains(text.as_str()));
            whole.or_else(|| part.next().filter(|_| part.next().is_none()))
        }
        (_, _, Some(row), Some(col)) => rows.get(row).and_then(|row| row.get(col)),
        _ => return Err(PhoneError::bad("say which button: data, text, or row and col")),
    };
    button.ok_or_else(|| {
        let there: Vec<&str> = rows.iter().flatten().map(|button| button.text.as_str()).collect();
        PhoneError::missing(format!("message {} has no such button; it has {there:?}", tap.message_id))
    })
}
