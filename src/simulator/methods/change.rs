//! Changing what was sent: text, buttons, deletion, pins.

use chrono::Duration;
use serde_json::Value;

use super::super::markup::{self, Inline};
use super::super::params::Params;
use super::super::refusal::{Refusal, words};
use super::super::shared::{Shared, lock};
use super::super::text::Formatted;
use super::super::world::{Message, Room};
use super::{chat_id, send};

/// `editMessageText`; without `reply_markup` the buttons go, as on Telegram's server.
pub(super) fn text(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let body = send::text(params)?;
    let inline = markup::read_inline(params.json("reply_markup")?)?;
    edit(shared, params, Some(body), inline)
}

/// `editMessageReplyMarkup`.
pub(super) fn markup(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let inline = markup::read_inline(params.json("reply_markup")?)?;
    edit(shared, params, None, inline)
}

fn edit(shared: &Shared, params: &Params, body: Option<Formatted>, inline: Option<Inline>) -> Result<Value, Refusal> {
    let chat = chat_id(params)?;
    let id = message_id(params, "message identifier is not specified")?;
    let now = shared.now();
    let mut world = lock(&shared.world);
    let room = world.reachable(chat)?;
    let old = room.messages.get(&id).ok_or_else(|| Refusal::bad(words::EDIT_NOT_FOUND))?;
    if !old.from_bot {
        return Err(Refusal::bad("message can't be edited"));
    }
    if body.is_some() && old.attachment.is_some() {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    if body.as_ref().is_none_or(|body| *body == old.body) && inline == old.markup {
        return Err(Refusal::bad(words::NOT_MODIFIED));
    }
    world.pace(chat, now)?;
    let room = world.reachable(chat)?;
    room.change(id, |message| {
        if let Some(body) = body {
            message.body = body;
            message.edit_date = Some(now.timestamp());
            message.edits += 1;
        }
        message.markup = inline;
    });
    Ok(room.messages.get(&id).map(|message| room.message_json(message, &shared.bot)).unwrap_or_default())
}

/// `deleteMessage`: own and the person's, within 48 hours.
pub(super) fn delete(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let chat = chat_id(params)?;
    let id = message_id(params, "message identifier is not specified")?;
    let now = shared.now();
    let mut world = lock(&shared.world);
    let room = world.reachable(chat)?;
    let message = room.messages.get(&id).ok_or_else(|| Refusal::bad("message to delete not found"))?;
    if now.timestamp() - message.date > Duration::hours(48).num_seconds() {
        return Err(Refusal::bad("message can't be deleted for everyone"));
    }
    room.delete(id);
    Ok(Value::Bool(true))
}

/// `pinChatMessage` and `unpinChatMessage` (the latest pinned one, unless it names one).
pub(super) fn pin(shared: &Shared, params: &Params, pinned: bool) -> Result<Value, Refusal> {
    let chat = chat_id(params)?;
    let named = params.integer("message_id").and_then(|id| i32::try_from(id).ok());
    let mut world = lock(&shared.world);
    let room = world.reachable(chat)?;
    let id = if pinned { named } else { named.or_else(|| latest_pinned(room)) };
    let missing = || Refusal::bad(if pinned { "message to pin not found" } else { "message to unpin not found" });
    let message: &Message = id.and_then(|id| room.messages.get(&id)).ok_or_else(missing)?;
    let id = message.id;
    room.change(id, |message| message.pinned = pinned);
    Ok(Value::Bool(true))
}

fn latest_pinned(room: &Room) -> Option<i32> {
    room.messages.values().rev().find(|message| message.pinned).map(|message| message.id)
}

fn message_id(params: &Params, missing: &str) -> Result<i32, Refusal> {
    let id = params.integer("message_id").ok_or_else(|| Refusal::bad(missing))?;
    Ok(i32::try_from(id).unwrap_or(0))
}
