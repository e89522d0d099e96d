//! What a person sees: the chat as the phone page and the tests get it. Owns the shape, changes nothing.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::markup::Button;
use super::render;
use super::world::{Message, Room};

/// What changed in a chat since a version, or all of it.
#[derive(Clone, Debug, Serialize)]
pub struct ChatView {
    /// Ask with it for what comes after.
    pub version: u64,
    /// Messages that are new or changed, by id.
    pub messages: Vec<MessageView>,
    /// Ids of messages that are gone.
    pub deleted: Vec<i32>,
    /// Answers to taps.
    pub answers: Vec<AnswerView>,
    /// Whether the bot is typing.
    pub typing: bool,
    /// The buttons in place of the letters, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<Value>,
    /// Whether the person blocked the bot.
    pub blocked: bool,
}

/// One message on the screen.
#[derive(Clone, Debug, Serialize)]
pub struct MessageView {
    /// Its id in the chat.
    pub message_id: i32,
    /// `bot` or `person`.
    pub from: &'static str,
    /// Seconds since 1970.
    pub date: i64,
    /// When it was last edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_date: Option<i64>,
    /// Plain text (a caption, when there is an attachment).
    pub text: String,
    /// The same as safe HTML.
    pub html: String,
    /// The buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// Whether it came without a sound.
    pub silent: bool,
    /// How often it was edited.
    pub edits: u32,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The message that it replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i32>,
    /// `{kind, url?, detail}` of a photo, document and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Value>,
}

/// The bot's answer to a tap.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    /// The tap.
    pub callback_query_id: String,
    /// What it said, if anything.
    pub text: Option<String>,
    /// Whether as a dialog instead of a toast.
    pub show_alert: bool,
    /// An address to open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When, by the simulator's clock.
    pub at: DateTime<Utc>,
}

/// What the phone shows that changed after `after`.
pub(super) fn chat(room: &Room, after: u64, now: DateTime<Utc>) -> ChatView {
    let mut messages: Vec<MessageView> = room
        .changed
        .range(after.saturating_add(1)..)
        .filter_map(|(_, id)| room.messages.get(id))
        .map(message)
        .collect();
    messages.sort_by_key(|message| message.message_id);
    let gone = room.deleted.partition_point(|(version, _)| *version <= after);
    let said = room.answers.partition_point(|(version, _)| *version <= after);
    ChatView {
        version: room.version,
        messages,
        deleted: room.deleted[gone..].iter().map(|(_, id)| *id).collect(),
        answers: room.answers[said..].iter().map(|(_, answer)| answer.clone()).collect(),
        typing: room.typing_until.is_some_and(|until| until > now),
        keyboard: room.keyboard.clone(),
        blocked: room.blocked,
    }
}

fn message(message: &Message) -> MessageView {
    MessageView {
        message_id: message.id,
        from: if message.from_bot { "bot" } else { "person" },
        date: message.date,
        edit_date: message.edit_date,
        text: message.body.text.clone(),
        html: render::html(&message.body),
        buttons: message.markup.as_ref().map(|markup| markup.rows.clone()).unwrap_or_default(),
        silent: message.silent,
        edits: message.edits,
        pinned: message.pinned,
        reply_to: message.reply_to,
        attachment: message.attachment.as_ref().map(|attachment| {
            let mut shown = json!({ "kind": attachment.kind, "detail": attachment.json });
            if let Some(file_id) = &attachment.file_id {
                shown["url"] = format!("/sim/files/{file_id}").into();
            }
            shown
        }),
    }
}
