//! Sending: text, photos, documents.

use serde::Deserialize;
use serde_json::Value;

use super::super::html;
use super::super::markup::{self, Markup};
use super::super::params::Params;
use super::super::refusal::{Refusal, words};
use super::super::shared::{Shared, lock};
use super::super::text::{Entity, Formatted, utf16_len};
use super::super::world::Message;
use super::{chat_id, files};

/// `sendMessage`.
pub(super) fn message(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let body = text(params)?;
    let mut message = Message::new(true, shared.now().timestamp(), body);
    let keyboard = keyboard(params, &mut message)?;
    post(shared, params, message, keyboard)
}

/// `sendPhoto` and `sendDocument`.
pub(super) fn file(shared: &Shared, params: &Params, kind: &'static str) -> Result<Value, Refusal> {
    let caption = read(params, "caption", "caption_entities")?;
    if utf16_len(&caption.text) > 1_024 {
        return Err(Refusal::bad("message caption is too long"));
    }
    let mut message = Message::new(true, shared.now().timestamp(), caption);
    let keyboard = keyboard(params, &mut message)?;
    // The chat is looked at before the file is kept, so that a refused call leaves nothing behind.
    lock(&shared.world).reachable(chat_id(params)?)?;
    message.attachment = Some(files::sent(shared, params, kind)?);
    post(shared, params, message, keyboard)
}

/// The text of a message: 1–4096 UTF-16 code units once the markup is read.
pub(super) fn text(params: &Params) -> Result<Formatted, Refusal> {
    if params.text("text").is_none_or(|text| text.is_empty()) {
        return Err(Refusal::bad("message text is empty"));
    }
    let body = read(params, "text", "entities")?;
    if body.text.is_empty() {
        return Err(Refusal::bad("text must be non-empty"));
    }
    if utf16_len(&body.text) > 4_096 {
        return Err(Refusal::bad(words::TOO_LONG));
    }
    Ok(body)
}

/// Reads formatted text, by parse mode or by the entities given with it.
fn read(params: &Params, field: &str, entities: &str) -> Result<Formatted, Refusal> {
    let source = params.text(field).unwrap_or_default();
    let mode = params.text("parse_mode").unwrap_or_default().to_lowercase();
    let formatted = match mode.as_str() {
        "html" => html::parse(&source).map_err(|why| Refusal::bad(format!("can't parse entities: {why}")))?,
        "" => Formatted { text: source.into_owned(), entities: given(params, entities)? },
        "markdown" | "markdownv2" => {
            return Err(Refusal::bad("can't parse entities: the simulator reads only HTML, as the bot writes it"));
        }
        _ => return Err(Refusal::bad("unsupported parse_mode")),
    };
    Ok(formatted.settled())
}

fn given(params: &Params, field: &str) -> Result<Vec<Entity>, Refusal> {
    match params.json(field)? {
        None => Ok(Vec::new()),
        Some(Value::Array(entities)) => entities
            .iter()
            .map(|entity| {
                Entity::deserialize(entity).map_err(|why| Refusal::bad(format!("can't parse MessageEntity: {why}")))
            })
            .collect(),
        Some(_) => Err(Refusal::bad("can't parse entities: expected an Array of MessageEntity")),
    }
}

/// Puts inline buttons on the message; a keyboard in place of the letters is the chat's.
fn keyboard(params: &Params, message: &mut Message) -> Result<Option<Value>, Refusal> {
    match markup::read(params.json("reply_markup")?)? {
        None => Ok(None),
        Some(Markup::Inline(inline)) => {
            message.markup = Some(inline);
            Ok(None)
        }
        Some(Markup::Keyboard(keyboard)) => Ok(Some(keyboard)),
    }
}

/// Puts a message into the chat that the call names.
fn post(shared: &Shared, params: &Params, mut message: Message, keyboard: Option<Value>) -> Result<Value, Refusal> {
    let chat = chat_id(params)?;
    let reply = reply(params)?;
    message.silent = params.flag("disable_notification");
    let now = shared.now();
    let mut world = lock(&shared.world);
    world.reachable(chat)?;
    world.pace(chat, now)?;
    let room = world.reachable(chat)?;
    if let Some((id, optional)) = reply {
        if room.messages.contains_key(&id) {
            message.reply_to = Some(id);
        } else if !optional {
            return Err(Refusal::bad("message to be replied not found"));
        }
    }
    if let Some(keyboard) = keyboard {
        let removed = keyboard.get("remove_keyboard").is_some();
        room.keyboard = (!removed).then_some(keyboard);
    }
    room.typing_until = None;
    let id = room.add(message);
    let sent = room.messages.get(&id).map(|message| room.message_json(message, &shared.bot));
    Ok(sent.unwrap_or_default())
}

/// The message that is replied to, and whether the message may go without it.
fn reply(params: &Params) -> Result<Option<(i32, bool)>, Refusal> {
    let (id, optional) = match params.json("reply_parameters")? {
        Some(reply) => {
            let id = reply.get("message_id").and_then(Value::as_i64);
            let id = id.ok_or_else(|| Refusal::bad("can't parse reply parameters: message_id is not specified"))?;
            (id, reply.get("allow_sending_without_reply") == Some(&Value::Bool(true)))
        }
        None => match params.integer("reply_to_message_id").filter(|id| *id != 0) {
            Some(id) => (id, params.flag("allow_sending_without_reply")),
            None => return Ok(None),
        },
    };
    Ok(Some((i32::try_from(id).unwrap_or(0), optional)))
}
