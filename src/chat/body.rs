//! Bodies: a card as the Bot API's JSON, without the ids that only the sender knows.

use serde::Serialize;

use crate::engine::Card;
use crate::store::commit::Message;
use crate::store::outbox::Method;

#[derive(Serialize)]
struct Body<'a> {
    text: &'a str,
    parse_mode: &'static str,
    link_preview_options: Preview,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disable_notification: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<Markup<'a>>,
}

#[derive(Serialize)]
struct Preview {
    is_disabled: bool,
}

#[derive(Serialize)]
struct Markup<'a> {
    inline_keyboard: Vec<Vec<Key<'a>>>,
}

#[derive(Serialize)]
struct Key<'a> {
    text: &'a str,
    callback_data: String,
}

/// How a card reaches the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Without a sound: it answers what the person just did.
    Silent,
    /// With one: it needs the person now.
    Rings,
}

/// The JSON body of a card.
#[must_use]
pub fn body(card: &Card, sound: Sound) -> String {
    let markup = Markup {
        inline_keyboard: card
            .rows
            .iter()
            .filter(|row| !row.is_empty())
            .map(|row| {
                row.iter().map(|it| Key { text: &it.label, callback_data: it.target.encode() }).collect::<Vec<_>>()
            })
            .collect(),
    };
    let body = Body {
        text: &card.text,
        parse_mode: "HTML",
        link_preview_options: Preview { is_disabled: true },
        disable_notification: sound == Sound::Silent,
        reply_markup: (!markup.inline_keyboard.is_empty()).then_some(markup),
    };
    // Plain structs of strings: serialising them cannot fail.
    serde_json::to_string(&body).unwrap_or_else(|_| "{}".into())
}

/// A new message.
#[must_use]
pub fn send(card: &Card, sound: Sound) -> Message {
    Message { method: Method::Send, body: body(card, sound), message_id: None, refers_to: None }
}

/// New text and buttons for a message.
#[must_use]
pub fn edit(card: &Card, message_id: i64) -> Message {
    Message { method: Method::Edit, body: body(card, Sound::Rings), message_id: Some(message_id), refers_to: None }
}

/// A message disappears.
#[must_use]
pub fn delete(message_id: Option<i64>, refers_to: Option<i64>) -> Message {
    Message { method: Method::Delete, body: "{}".into(), message_id, refers_to }
}
