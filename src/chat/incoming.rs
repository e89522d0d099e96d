//! Incoming: an update as the router sees it. Reads the stored JSON text; whatever it is, it becomes something.

use serde_json::Value;
use teloxide::types::{ChatMemberKind, Message, Update, UpdateKind, User};
use teloxide::utils::command::BotCommands;

use super::sent::{self, Special};
use crate::domain::Language;
use crate::engine::{Attachment, Forwarded, Target};

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// Gave a command.
    Command(Command),
    /// Wrote a text that is no command of ours.
    Text(Written),
    /// Tapped a button.
    Tap(Tapped),
    /// Sent a photo, a voice message, a document or the like.
    Attachment(Attachment),
    /// Forwarded a text or one of these.
    Forwarded(Forwarded),
    /// Sent something else (a sticker, an edit of an old message).
    Other,
    /// Let the bot write to them again, or forbade it.
    Reach(Reach),
    /// Nothing that a person in a private chat did.
    Foreign,
}

/// A text, trimmed, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written(pub String);

/// Whether the bot may write to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach(pub bool);

/// A tapped button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tapped {
    /// The card it is on.
    pub message_id: i64,
    /// What it carried, when it has a form that we give out.
    pub target: Option<Target>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Telegram's id of the person.
    pub telegram_id: i64,
    /// The language that Telegram says they use.
    pub language: Language,
}

/// The commands.
#[derive(BotCommands, Clone, Debug, PartialEq, Eq)]
#[command(rename_rule = "lowercase")]
pub enum Command {
    /// Begin; with an invite's code, join.
    Start(String),
    /// My tasks.
    Tasks,
    /// What the bot does, or what this step asks.
    Help,
    /// Leave the dialog.
    Cancel,
    /// English or Russian.
    Language,
}

/// Commands that Telegram's menu shows, with the Fluent keys of what they do.
pub const MENU: [(&str, &str); 4] = [
    ("tasks", "command-tasks"),
    ("help", "command-help"),
    ("cancel", "command-cancel"),
    ("language", "command-language"),
];

/// An update, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Who.
    pub sender: Option<Sender>,
    /// What.
    pub incoming: Incoming,
    /// The callback query to answer.
    pub query_id: Option<String>,
}

/// Reads an update's JSON text.
///
/// `from_str` on purpose: through `from_value`, teloxide would make an error of any update.
#[must_use]
pub fn read(raw: &str) -> Read {
    let read = understand(raw).or_else(|| understand(&without_lone_surrogates(raw)));
    read.unwrap_or(Read { sender: None, incoming: Incoming::Foreign, query_id: None })
}

fn understand(raw: &str) -> Option<Read> {
    let update: Update = serde_json::from_str(raw).ok()?;
    Some(match update.kind {
        UpdateKind::Message(message) => of_message(&message, raw),
        UpdateKind::EditedMessage(message) if message.chat.is_private() => {
            Read { sender: message.from.as_ref().map(sender), incoming: Incoming::Other, query_id: None }
        }
        UpdateKind::CallbackQuery(query) => {
            let message_id = query.message.as_ref().map(|message| i64::from(message.id().0));
            let private = query.message.as_ref().is_none_or(|message| message.chat().is_private());
            let incoming = match message_id {
                Some(message_id) if private => {
                    Incoming::Tap(Tapped { message_id, target: query.data.as_deref().and_then(Target::decode) })
                }
                _ => Incoming::Foreign,
            };
            Read { sender: Some(sender(&query.from)), incoming, query_id: Some(query.id.0) }
        }
        UpdateKind::MyChatMember(change) if change.chat.is_private() => {
            let reach = !matches!(change.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
            Read { sender: Some(sender(&change.from)), incoming: Incoming::Reach(Reach(reach)), query_id: None }
        }
        _ => Read { sender: None, incoming: Incoming::Foreign, query_id: None },
    })
}

/// JSON can spell half a surrogate pair, which no text can hold: it becomes the sign for what cannot be read.
fn without_lone_surrogates(raw: &str) -> String {
    let mut whole = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let unit = |at: usize| {
            let digits = escape.get(at..at + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        let (kept, length) = match (unit(0), unit(6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (escape.get(..12), 12),
            (Some(0xd800..=0xdfff), _) => (Some("\\ufffd"), 6),
            _ => (escape.get(..2), 2),
        };
        whole.push_str(before);
        whole.push_str(kept.unwrap_or(escape));
        rest = escape.get(length..).filter(|_| kept.is_some()).unwrap_or_default();
    }
    whole + rest
}

fn sender(user: &User) -> Sender {
    Sender {
        telegram_id: i64::try_from(user.id.0).unwrap_or_default(),
        language: Language::of_tag(user.language_code.as_deref().unwrap_or_default()),
    }
}

fn of_message(message: &Message, raw: &str) -> Read {
    let from = message.from.as_ref().map(sender);
    let incoming = match (message.chat.is_private(), &from) {
        (true, Some(_)) => match sent::read(raw) {
            Some(Special::Attachment(attachment)) => Incoming::Attachment(attachment),
            Some(Special::Forwarded(forwarded)) => Incoming::Forwarded(forwarded),
            None => match message.text().map(str::to_owned).or_else(|| raw_text(raw)) {
                Some(text) => of_text(&text),
                None => Incoming::Other,
            },
        },
        _ => Incoming::Foreign,
    };
    Read { sender: from, incoming, query_id: None }
}

/// A text whose entities are newer than the library is "empty" to it: the JSON still has it.
fn raw_text(raw: &str) -> Option<String> {
    let update: Value = serde_json::from_str(raw).ok()?;
    Some(update.get("message")?.get("text")?.as_str()?.to_owned())
}

/// Trimmed, without control characters: PostgreSQL keeps no NUL, and no screen shows the others.
pub(super) fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    text.trim().to_owned()
}

fn of_text(text: &str) -> Incoming {
    let text = clean(text);
    let text = text.as_str();
    // In a private chat `/tasks@thisbot` is the same command.
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let head = head.split('@').next().unwrap_or_default().to_lowercase();
    let spelled = if rest.is_empty() { head.clone() } else { format!("{head} {}", rest.trim()) };
    // A command that we do not have is no answer to a question: it must not become somebody's results.
    let like_a_command = |head: &str| {
        head.strip_prefix('/')
            .is_some_and(|it| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    };
    match Command::parse(&spelled, "") {
        Ok(command) if text.starts_with('/') => Incoming::Command(command),
        _ if like_a_command(&head) => Incoming::Other,
        _ => Incoming::Text(Written(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        serde_json::json!({"update_id": 1, "message": {"message_id": 2, "date": 1_700_000_000,
            "from": {"id": 5, "is_bot": false, "first_name": "A", "language_code": "ru"},
            "chat": {"id": 5, "type": "private", "first_name": "A"}, "text": text}})
        .to_string()
    }

    fn incoming(text: &str) -> Incoming {
        read(&message(text)).incoming
    }

    #[test]
    fn texts_and_commands() {
        assert_eq!(incoming("/tasks"), Incoming::Command(Command::Tasks));
        assert_eq!(incoming(" /Tasks@our_bot "), Incoming::Command(Command::Tasks));
        assert_eq!(incoming("/start aB-3_x"), Incoming::Command(Command::Start("aB-3_x".into())));
        assert_eq!(incoming("/start"), Incoming::Command(Command::Start(String::new())));
        assert_eq!(incoming("/nosuch"), Incoming::Other);
        assert_eq!(incoming("/ 2 pallets"), Incoming::Text(Written("/ 2 pallets".into())));
        assert_eq!(incoming("450\u{0}000"), Incoming::Text(Written("450000".into())));
        assert_eq!(read(&message("x")).sender.map(|it| it.language), Some(Language::Ru));
    }

    #[test]
    fn a_text_with_an_entity_newer_than_the_library_is_still_a_text() {
        let raw = message("hello")
            .replace(r#""text":"hello""#, r#""text":"hello","entities":[{"type":"hologram","offset":0,"length":5}]"#);
        assert_eq!(read(&raw).incoming, Incoming::Text(Written("hello".into())));
    }

    #[test]
    fn a_text_with_half_a_surrogate_pair_is_still_a_text() {
        for (spelled, read_as) in [
            (r"a\ud83d b", "a\u{fffd} b"),
            (r"\ude42", "\u{fffd}"),
            (r"\ud83d\ude42\ud83d", "🙂\u{fffd}"),
            (r"\\ud83d \ud83d\n", "\\ud83d \u{fffd}"),
            (r"é\ud83dé", "é\u{fffd}é"),
        ] {
            let raw = message("TEXT").replace("TEXT", spelled);
            assert_eq!(read(&raw).incoming, Incoming::Text(Written(read_as.into())), "{spelled}");
        }
        assert_eq!(without_lone_surrogates("\\"), "\\");
        assert_eq!(without_lone_surrogates("\\é"), "\\é");
    }

    #[test]
    fn kinds_newer_than_the_library_and_broken_ones_are_foreign() {
        for raw in [r#"{"update_id":1,"shiny":{"chat":{"id":1}}}"#, "{}", "", "[1]", r#"{"update_id":1e99}"#] {
            assert_eq!(read(raw).incoming, Incoming::Foreign, "{raw}");
        }
    }
}
