//! Reply markup: reads a keyboard and holds it to Telegram's limits. Owns nothing else; who may tap is the phone's.

use serde::Serialize;
use serde_json::{Map, Value};

use super::refusal::{Refusal, words};

const MOST_BUTTONS: usize = 100;
const MOST_IN_A_ROW: usize = 8;
const MOST_BYTES: usize = 10_240;
const ACTIONS: [&str; 10] = [
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

/// What comes under a message, or in place of the letters.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Markup {
    /// Buttons under the message.
    Inline(Inline),
    /// Buttons in place of the letters, or their removal: the chat's, not the message's.
    Keyboard(Value),
}

/// Buttons under a message, as sent and as read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Inline {
    pub(super) json: Value,
    pub(super) rows: Vec<Vec<Button>>,
}

/// One button as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    /// What is written on it.
    pub text: String,
    /// What the bot is told when it is tapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Where it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether a tap goes to the bot.
    pub callback: bool,
}

/// Reads `reply_markup`; an empty inline keyboard is no markup.
pub(super) fn read(markup: Option<Value>) -> Result<Option<Markup>, Refusal> {
    let Some(markup) = markup else { return Ok(None) };
    let Value::Object(fields) = &markup else {
        return Err(Refusal::bad("object expected as reply markup"));
    };
    if fields.is_empty() {
        return Ok(None);
    }
    if serde_json::to_string(&markup).map_or(0, |text| text.len()) > MOST_BYTES {
        return Err(Refusal::bad(words::MARKUP_TOO_LONG));
    }
    if let Some(keyboard) = fields.get("inline_keyboard") {
        let rows = inline_rows(keyboard)?;
        if rows.is_empty() {
            return Ok(None);
        }
        return Ok(Some(Markup::Inline(Inline { json: markup, rows })));
    }
    if let Some(keyboard) = fields.get("keyboard") {
        check_size(keyboard, "keyboard")?;
        return Ok(Some(Markup::Keyboard(markup)));
    }
    if ["remove_keyboard", "force_reply"].iter().any(|key| fields.get(*key) == Some(&Value::Bool(true))) {
        return Ok(Some(Markup::Keyboard(markup)));
    }
    Ok(None)
}

/// Reads the markup of an edit, where only buttons under the message are possible.
pub(super) fn read_inline(markup: Option<Value>) -> Result<Option<Inline>, Refusal> {
    match read(markup)? {
        None => Ok(None),
        Some(Markup::Inline(inline)) => Ok(Some(inline)),
        Some(Markup::Keyboard(_)) => Err(Refusal::bad("inline keyboard expected")),
    }
}

fn check_size<'a>(keyboard: &'a Value, field: &str) -> Result<Vec<&'a Vec<Value>>, Refusal> {
    let Value::Array(rows) = keyboard else {
        return Err(Refusal::bad(format!(
            "can't parse reply keyboard markup JSON object: field \"{field}\" must be of type Array"
        )));
    };
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let Value::Array(row) = row else {
            return Err(Refusal::bad("can't parse keyboard: expected an Array of rows"));
        };
        if row.len() > MOST_IN_A_ROW {
            return Err(Refusal::bad(words::MARKUP_TOO_LONG));
        }
        read.push(row);
    }
    if read.iter().map(|row| row.len()).sum::<usize>() > MOST_BUTTONS {
        return Err(Refusal::bad(words::MARKUP_TOO_LONG));
    }
    Ok(read)
}

fn inline_rows(keyboard: &Value) -> Result<Vec<Vec<Button>>, Refusal> {
    let rows = check_size(keyboard, "inline_keyboard")?;
    let mut read = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| !row.is_empty()) {
        read.push(row.iter().map(inline_button).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(read)
}

fn inline_button(button: &Value) -> Result<Button, Refusal> {
    let unreadable = |why: &str| Refusal::bad(format!("can't parse inline keyboard button: {why}"));
    let Value::Object(button) = button else {
        return Err(unreadable("InlineKeyboardButton must be an Object"));
    };
    let text = match button.get("text") {
        None => return Err(unreadable("Can't find field \"text\"")),
        Some(Value::String(text)) => text,
        Some(_) => return Err(unreadable("Field \"text\" must be of type String")),
    };
    if text.trim().is_empty() {
        return Err(Refusal::bad("inline keyboard button text must be non-empty"));
    }
    let mut actions = ACTIONS.iter().filter(|action| acts(button, action));
    let Some(action) = actions.next() else {
        return Err(unreadable("Text buttons are unallowed in the inline keyboard"));
    };
    // Telegram takes the first of several silently; here the mistake shows.
    if actions.next().is_some() {
        return Err(unreadable("Exactly one action must be specified"));
    }
    let mut read = Button { text: text.clone(), data: None, url: None, callback: false };
    match *action {
        "callback_data" => {
            let Some(Value::String(data)) = button.get("callback_data") else {
                return Err(unreadable("Field \"callback_data\" must be of type String"));
            };
            if data.len() > 64 {
                return Err(Refusal::bad("BUTTON_DATA_INVALID"));
            }
            read.data = Some(data.clone());
            read.callback = true;
        }
        "url" => {
            let Some(Value::String(url)) = button.get("url") else {
                return Err(unreadable("Field \"url\" must be of type String"));
            };
            check_url(url)?;
            read.url = Some(url.clone());
        }
        "web_app" | "login_url" => {
            let url = button.get(*action).and_then(|app| app.get("url")).and_then(Value::as_str);
            let Some(url) = url.filter(|url| url.starts_with("https://")) else {
                return Err(Refusal::bad("BUTTON_URL_INVALID"));
            };
            read.url = Some(url.to_owned());
        }
        _ => {}
    }
    Ok(read)
}

/// Whether the button has this action; an empty `callback_data` or `url` is none, as on Telegram's server.
fn acts(button: &Map<String, Value>, action: &str) -> bool {
    match (action, button.get(action)) {
        (_, None) | ("pay", Some(Value::Bool(false))) => false,
        ("callback_data" | "url", Some(Value::String(text))) => !text.is_empty(),
        _ => true,
    }
}

fn check_url(url: &str) -> Result<(), Refusal> {
    let invalid = |why: &str| Refusal::bad(format!("inline keyboard button URL '{url}' is invalid: {why}"));
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    match scheme.to_ascii_lowercase().as_str() {
        "tg" | "ton" => Ok(()),
        "http" | "https" => {
            let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
            if host.is_empty() {
                Err(invalid("URL host is empty"))
            } else if !host.contains('.') || host.ends_with('.') || url.contains(char::is_whitespace) {
                // Telegram takes no `localhost`, a mistake that otherwise shows only in production.
                Err(invalid("Wrong HTTP URL specified"))
            } else {
                Ok(())
            }
        }
        _ => Err(invalid("Unsupported URL protocol")),
    }
}
