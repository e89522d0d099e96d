//! What a person sends: text, attachments, forwards. Owns its shape and how it becomes a message.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::phone::PhoneError;
use super::shared::{Content, Shared, lock};
use super::text::{Entity, Formatted, utf16_len};
use super::world::{Attachment, Message};

/// A tiny PNG: what a simulated camera sees.
const PIXELS: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 0x04, 0, 0, 0,
    0x03, 0x08, 0, 0, 0, 0, 0x91, 0x9f, 0xf1, 0x1a, 0, 0, 0, 0x17, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x88,
    0xca, 0x6b, 0x9a, 0xc6, 0x90, 0x59, 0x3b, 0x71, 0x29, 0x43, 0x45, 0xcf, 0x82, 0x2d, 0, 0x2c, 0x01, 0x06, 0x55,
    0xe8, 0x3d, 0x9a, 0x98, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// What a person sends: text, or one attachment with an optional caption.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outgoing {
    /// The text.
    pub text: Option<String>,
    /// Entities given by hand instead of those that are found (even of kinds that do not exist yet).
    pub entities: Option<Vec<Value>>,
    /// The message that this replies to.
    pub reply_to: Option<i32>,
    /// What stands under an attachment.
    pub caption: Option<String>,
    /// `true`: a picture.
    pub photo: Option<Value>,
    /// `true` or `{duration}`: a voice message.
    pub voice: Option<Value>,
    /// `true` or `{file_name, mime_type, size, content}` (`content` is its text, else zeros).
    pub document: Option<Value>,
    /// `{phone_number, first_name, last_name?, vcard?, user_id?}`; `true`: the person's own.
    pub contact: Option<Value>,
    /// `true` or `{emoji}`.
    pub sticker: Option<Value>,
    /// `true` or `{latitude, longitude}`.
    pub location: Option<Value>,
    /// Forwarded from somebody with this name.
    pub forward_from_name: Option<String>,
    /// When the forwarded message was written, in seconds since 1970.
    pub forward_date: Option<i64>,
}

impl Outgoing {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }
}

/// The message that it becomes.
pub(super) fn message(shared: &Shared, what: &Outgoing, date: i64, person: i64) -> Result<Message, PhoneError> {
    let attachment = attachment(shared, what, person)?;
    let (text, most) = match &attachment {
        Some(_) => (what.caption.as_ref().or(what.text.as_ref()), 1_024),
        None => (what.text.as_ref(), 4_096),
    };
    let source = text.cloned().unwrap_or_default();
    let body = match &what.entities {
        None => Formatted { text: source, entities: Vec::new() }.settled(),
        Some(given) => {
            let entities = given.iter().map(Entity::deserialize).collect::<Result<Vec<_>, _>>();
            let entities = entities.map_err(|why| PhoneError::bad(format!("an entity cannot be read: {why}")))?;
            Formatted { text: source, entities }
        }
    };
    if attachment.is_none() && body.text.is_empty() {
        return Err(PhoneError::bad("there is nothing to send: give a text or an attachment"));
    }
    if utf16_len(&body.text) > most {
        return Err(PhoneError::bad(format!("Telegram's client lets nobody send more than {most} characters")));
    }
    let mut message = Message::new(false, date, body);
    message.attachment = attachment;
    message.forward = what.forward_from_name.as_ref().map(
        |name| json!({ "type": "hidden_user", "date": what.forward_date.unwrap_or(date), "sender_user_name": name }),
    );
    Ok(message)
}

fn attachment(shared: &Shared, what: &Outgoing, person: i64) -> Result<Option<Attachment>, PhoneError> {
    let kinds: [(&'static str, &Option<Value>); 6] = [
        ("photo", &what.photo),
        ("voice", &what.voice),
        ("document", &what.document),
        ("contact", &what.contact),
        ("sticker", &what.sticker),
        ("location", &what.location),
    ];
    let mut given = kinds.into_iter().filter_map(|(kind, value)| {
        value.as_ref().filter(|value| !matches!(value, Value::Bool(false) | Value::Null)).map(|value| (kind, value))
    });
    let Some((kind, value)) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(PhoneError::bad("a message has at most one attachment"));
    }
    match kind {
        "contact" => contact(shared, value, person).map(Some),
        "location" => {
            let degrees = |field: &str, otherwise: f64| value.get(field).and_then(Value::as_f64).unwrap_or(otherwise);
            let json = json!({ "latitude": degrees("latitude", 52.52), "longitude": degrees("longitude", 13.405) });
            Ok(Some(Attachment { kind, json, file_id: None }))
        }
        _ => Ok(Some(file(shared, kind, value))),
    }
}

fn file(shared: &Shared, kind: &'static str, value: &Value) -> Attachment {
    let text = |field: &str, otherwise: &str| value.get(field).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    let number = |field: &str, otherwise: u64| value.get(field).and_then(Value::as_u64).unwrap_or(otherwise);
    let zeros = |size: u64| Content::Zeros(usize::try_from(size).unwrap_or(0));
    let file_id = match kind {
        "photo" => {
            let content = Content::Bytes(axum::body::Bytes::from_static(PIXELS));
            shared.store(kind, "photo.png", "image/png", content, &json!({ "width": 1280, "height": 960 }))
        }
        "voice" => {
            let extra = json!({ "duration": number("duration", 7), "mime_type": "audio/ogg" });
            shared.store(kind, "voice.oga", "audio/ogg", zeros(number("size", 14_000)), &extra)
        }
        "sticker" => {
            let extra = json!({
                "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
                "emoji": text("emoji", "👍"),
            });
            shared.store(kind, "sticker.webp", "image/webp", zeros(20_000), &extra)
        }
        _ => {
            let (name, mime) = (text("file_name", "document.pdf"), text("mime_type", "application/pdf"));
            let content = match value.get("content").and_then(Value::as_str) {
                Some(content) => Content::Bytes(content.to_owned().into()),
                None => zeros(number("size", 48_000)),
            };
            shared.store(kind, &name, &mime, content, &json!({ "file_name": name, "mime_type": mime }))
        }
    };
    let json = lock(&shared.files).get(&file_id).map(|stored| stored.json.clone()).unwrap_or_default();
    Attachment { kind, json, file_id: Some(file_id) }
}

fn contact(shared: &Shared, value: &Value, person: i64) -> Result<Attachment, PhoneError> {
    let json = if *value == Value::Bool(true) {
        let world = lock(&shared.world);
        let own = world.rooms.get(&person).map(|room| room.person.first_name.clone()).unwrap_or_default();
        json!({ "phone_number": format!("+{}", 49_150_000_000_000 + person), "first_name": own, "user_id": person })
    } else {
        let has = |field: &str| value.get(field).is_some_and(Value::is_string);
        if !has("phone_number") || !has("first_name") {
            return Err(PhoneError::bad("a contact needs phone_number and first_name"));
        }
        if value.get("vcard").and_then(Value::as_str).is_some_and(|card| card.len() > 2_048) {
            return Err(PhoneError::bad("a vCard has at most 2048 bytes"));
        }
        value.clone()
    };
    Ok(Attachment { kind: "contact", json, file_id: None })
}
