//! Files and forwarded messages, read from an update's JSON: the Bot API's fields, by name. What the library does not read
//! (a caption with an entity newer than it) is still a file here.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::incoming::clean;
use crate::domain::interaction::{File, FileKind};
use crate::engine::{Attachment, Forwarded, Sent, Typed};

#[derive(Deserialize)]
struct Update {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    text: Option<String>,
    caption: Option<String>,
    photo: Option<Vec<Stored>>,
    voice: Option<Stored>,
    audio: Option<Stored>,
    video: Option<Stored>,
    video_note: Option<Stored>,
    document: Option<Stored>,
    forward_origin: Option<Origin>,
}

/// A file with Telegram; of the fields that depend on its kind, those that are looked at.
#[derive(Deserialize)]
struct Stored {
    file_id: String,
    file_unique_id: String,
    file_size: Option<i64>,
    file_name: Option<String>,
    mime_type: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    performer: Option<String>,
    title: Option<String>,
}

/// Where a forwarded message comes from (`MessageOrigin` in its four kinds).
#[derive(Deserialize)]
struct Origin {
    date: i64,
    sender_user: Option<Named>,
    sender_user_name: Option<String>,
    sender_chat: Option<Named>,
    chat: Option<Named>,
}

/// A user or a chat.
#[derive(Deserialize)]
struct Named {
    title: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
}

/// Longest name that is kept, in characters: no phone shows more of one.
const NAME_MAX: usize = 128;

/// What an update's message holds, when it was forwarded or holds a file; none for a text that the person wrote, and for
/// what is neither.
pub(super) enum Special {
    /// A file.
    Attachment(Attachment),
    /// A forwarded text or file.
    Forwarded(Forwarded),
}

/// Reads it.
pub(super) fn read(raw: &str) -> Option<Special> {
    let Update { mut message } = serde_json::from_str(raw).ok()?;
    let caption = clean(message.caption.as_deref().unwrap_or_default());
    let file = file(&mut message);
    let attachment = file.map(|file| Attachment { file, caption });
    let text = || message.text.as_deref().map(|text| Typed(clean(text))).filter(|typed| !typed.0.is_empty());
    match (message.forward_origin.as_ref(), attachment) {
        (None, attachment) => attachment.map(Special::Attachment),
        (Some(origin), attachment) => {
            let sent = attachment.map(Sent::Attachment).or_else(|| text().map(Sent::Text))?;
            let at = DateTime::<Utc>::from_timestamp(origin.date, 0)?;
            Some(Special::Forwarded(Forwarded { from: origin.name(), at, sent }))
        }
    }
}

fn file(message: &mut Message) -> Option<File> {
    let photo = message.photo.take().unwrap_or_default();
    let largest = photo.into_iter().max_by_key(|it| it.width.unwrap_or(0).saturating_mul(it.height.unwrap_or(0)));
    let video = message.video.take().or_else(|| message.video_note.take());
    let found = [
        (FileKind::Photo, largest),
        (FileKind::Voice, message.voice.take()),
        (FileKind::Audio, message.audio.take()),
        (FileKind::Video, video),
        // Last: an animation comes as a document too.
        (FileKind::Document, message.document.take()),
    ];
    let (kind, stored) = found.into_iter().find_map(|(kind, stored)| Some((kind, stored?)))?;
    stored.file(kind)
}

impl Stored {
    fn file(self, kind: FileKind) -> Option<File> {
        let track = || {
            let parts: Vec<&str> = [self.performer.as_deref(), self.title.as_deref()].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" – "))
        };
        let name = self.file_name.clone().or_else(track).map(|name| name_of(&name)).filter(|name| !name.is_empty());
        let (id, unique_id) = (clean(&self.file_id), clean(&self.file_unique_id));
        let mime_type = self.mime_type.as_deref().map(name_of);
        let size = self.file_size.filter(|size| *size >= 0);
        (!id.is_empty() && !unique_id.is_empty()).then_some(File { kind, id, unique_id, name, mime_type, size })
    }
}

impl Origin {
    fn name(&self) -> String {
        let named = [&self.sender_user, &self.sender_chat, &self.chat].into_iter().flatten().next();
        let name = match (named, &self.sender_user_name) {
            (Some(Named { title: Some(title), .. }), _) => title.clone(),
            (Some(Named { first_name, last_name, .. }), _) => {
                let parts: Vec<&str> = [first_name.as_deref(), last_name.as_deref()].into_iter().flatten().collect();
                parts.join(" ")
            }
            (None, Some(name)) => name.clone(),
            (None, None) => String::new(),
        };
        name_of(&name)
    }
}

/// A name on one line. Marks that turn the direction of what follows are left out: they can make `exe.pdf` of `fdp.exe`.
fn name_of(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = name.chars().filter(|c| !c.is_control() && !turns(*c)).take(NAME_MAX).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(message: Value) -> Option<Special> {
        read(&json!({ "update_id": 1, "message": message }).to_string())
    }

    fn attachment(message: Value) -> Attachment {
        match of(message) {
            Some(Special::Attachment(attachment)) => attachment,
            _ => panic!("no attachment"),
        }
    }

    #[test]
    fn of_a_photo_the_largest_size_is_kept() {
        let size = |id: &str, side: i64| json!({"file_id": id, "file_unique_id": id, "width": side, "height": side});
        let photo =
            attachment(json!({"photo": [size("s", 90), size("l", 1280), size("m", 320)], "caption": " A\u{0}b "}));
        assert_eq!((photo.file.kind, photo.file.id.as_str(), photo.caption.as_str()), (FileKind::Photo, "l", "Ab"));
    }

    #[test]
    fn every_kind_of_file_is_read_with_its_name() {
        for (field, kind) in [
            ("voice", FileKind::Voice),
            ("audio", FileKind::Audio),
            ("video", FileKind::Video),
            ("video_note", FileKind::Video),
            ("document", FileKind::Document),
        ] {
            let file = json!({"file_id": "f", "file_unique_id": "u", "file_size": 7, "mime_type": "a/b",
                "file_name": "fdp\u{202e}exe\n.pdf", "duration": 3, "thumbnail": {"file_id": "t"}});
            let read = attachment(json!({ field: file, "caption_entities": [{"type": "hologram"}] })).file;
            assert_eq!((read.kind, read.name.as_deref(), read.size), (kind, Some("fdpexe.pdf"), Some(7)));
        }
        let track = json!({"file_id": "f", "file_unique_id": "u", "performer": "P", "title": "T"});
        assert_eq!(attachment(json!({"audio": track})).file.name.as_deref(), Some("P – T"));
    }

    #[test]
    fn a_forwarded_message_says_who_wrote_it_and_when() {
        let of_origin = |origin: Value| match of(json!({"text": "hi", "forward_origin": origin})) {
            Some(Special::Forwarded(it)) => (it.from, it.at.timestamp(), it.sent),
            _ => panic!("not forwarded"),
        };
        let hi = || Sent::Text(Typed("hi".into()));
        let user = json!({"type": "user", "date": 5, "sender_user": {"id": 1, "first_name": "A", "last_name": "B"}});
        assert_eq!(of_origin(user), ("A B".into(), 5, hi()));
        let hidden = json!({"type": "hidden_user", "date": 6, "sender_user_name": "H"});
        assert_eq!(of_origin(hidden), ("H".into(), 6, hi()));
        let chat = json!({"type": "chat", "date": 7, "sender_chat": {"id": -1, "title": "Team"}});
        assert_eq!(of_origin(chat), ("Team".into(), 7, hi()));
        let channel = json!({"type": "channel", "date": 8, "chat": {"id": -1, "title": "News"}, "message_id": 1});
        assert_eq!(of_origin(channel), ("News".into(), 8, hi()));
    }

    #[test]
    fn what_is_neither_is_nothing_special() {
        for message in [json!({"text": "hi"}), json!({"sticker": {"file_id": "s"}}), json!({"photo": []}), json!(7)] {
            assert!(of(message).is_none());
        }
        assert!(of(json!({"forward_origin": {"type": "hidden_user", "date": 6}, "sticker": {}})).is_none());
        assert!(read("not json").is_none());
    }
}
