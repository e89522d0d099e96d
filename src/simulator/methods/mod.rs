//! The Bot API's methods, each held to Telegram's limits and refused in Telegram's words.
//!
//! Owns the list of what the bot may call. The order of checks is Telegram's: content, markup, chat, message.

mod change;
mod files;
mod send;

use serde_json::{Value, json};

use super::params::Params;
use super::refusal::{Refusal, words};
use super::shared::{Shared, lock};
use super::text::utf16_len;
use super::view::AnswerView;

const KNOWN: [&str; 23] = [
    "getme",
    "getupdates",
    "deletewebhook",
    "getwebhookinfo",
    "setmycommands",
    "getmycommands",
    "deletemycommands",
    "sendmessage",
    "editmessagetext",
    "editmessagereplymarkup",
    "deletemessage",
    "answercallbackquery",
    "pinchatmessage",
    "unpinchatmessage",
    "sendphoto",
    "senddocument",
    "sendchataction",
    "getfile",
    "setmyname",
    "setmydescription",
    "setmyshortdescription",
    "setchatmenubutton",
    "getchat",
];

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// Whether the bot may call it; names are matched in any case.
pub(super) fn is_known(method: &str) -> bool {
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(method))
}

/// Does what a call (its name in lower case) asks, except `getUpdates`, which waits.
pub(super) fn dispatch(shared: &Shared, method: &str, params: &Params) -> Result<Value, Refusal> {
    match method {
        "getme" => Ok(me(shared)),
        "deletewebhook" => {
            if params.flag("drop_pending_updates") {
                lock(&shared.updates).drop_pending();
            }
            Ok(Value::Bool(true))
        }
        "getwebhookinfo" => {
            let pending = lock(&shared.updates).pending();
            Ok(json!({ "url": "", "has_custom_certificate": false, "pending_update_count": pending }))
        }
        "setmycommands" => lock(&shared.commands).set(params),
        "getmycommands" => lock(&shared.commands).get(params),
        "deletemycommands" => lock(&shared.commands).delete(params),
        "sendmessage" => send::message(shared, params),
        "sendphoto" => send::file(shared, params, "photo"),
        "senddocument" => send::file(shared, params, "document"),
        "editmessagetext" => change::text(shared, params),
        "editmessagereplymarkup" => change::markup(shared, params),
        "deletemessage" => change::delete(shared, params),
        "pinchatmessage" => change::pin(shared, params, true),
        "unpinchatmessage" => change::pin(shared, params, false),
        "answercallbackquery" => answer(shared, params),
        "sendchataction" => chat_action(shared, params),
        "getfile" => files::get(shared, params),
        "getchat" => Ok(lock(&shared.world).reachable(chat_id(params)?)?.person.chat()),
        "setmydescription" => limited(params, "description", 512),
        "setmyshortdescription" => limited(params, "short_description", 120),
        "setmyname" => limited(params, "name", 64),
        "setchatmenubutton" => params.json("menu_button").map(|_| Value::Bool(true)),
        _ => Err(Refusal::plain(404, "Not Found")),
    }
}

fn me(shared: &Shared) -> Value {
    let mut me = shared.bot.clone();
    let no = [
        "can_join_groups",
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
    ];
    for field in no {
        me[field] = false.into();
    }
    me
}

/// The chat that the call names. Only people have chats here, and they have no `@names` for a bot.
fn chat_id(params: &Params) -> Result<i64, Refusal> {
    match params.text("chat_id") {
        None => Err(Refusal::bad("chat_id is empty")),
        Some(text) if text.trim().is_empty() => Err(Refusal::bad("chat_id is empty")),
        Some(text) => text.trim().parse().map_err(|_| Refusal::bad(words::CHAT_NOT_FOUND)),
    }
}

fn limited(params: &Params, field: &str, most: usize) -> Result<Value, Refusal> {
    if params.text(field).is_some_and(|text| utf16_len(&text) > most) {
        return Err(Refusal::bad(format!("bot {} is too long", field.replace('_', " "))));
    }
    Ok(Value::Bool(true))
}

fn answer(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let text = params.text("text").filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| utf16_len(text) > 200) {
        return Err(Refusal::bad(words::TOO_LONG));
    }
    let id = params.text("callback_query_id").unwrap_or_default().into_owned();
    let now = shared.now();
    let mut world = lock(&shared.world);
    let room = world.answer(&id, now, shared.query_lifetime)?;
    let version = room.bump();
    let answer = AnswerView {
        callback_query_id: id,
        text: text.map(std::borrow::Cow::into_owned),
        show_alert: params.flag("show_alert"),
        url: params.text("url").filter(|url| !url.is_empty()).map(std::borrow::Cow::into_owned),
        at: now,
    };
    room.answers.push((version, answer));
    Ok(Value::Bool(true))
}

fn chat_action(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let action = params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&&*action) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    let now = shared.now();
    let mut world = lock(&shared.world);
    let room = world.reachable(chat_id(params)?)?;
    room.typing_until = Some(now + chrono::Duration::seconds(5));
    room.bump();
    Ok(Value::Bool(true))
}
