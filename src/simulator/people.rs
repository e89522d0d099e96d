//! People as they are made and listed. Owns these two shapes, nothing of a chat.

use serde::{Deserialize, Serialize};

use super::world::Room;

/// A person to be made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The Telegram id; the next free one unless given.
    #[serde(default)]
    pub id: Option<i64>,
    /// First name.
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// `@name`, without the `@`.
    #[serde(default)]
    pub username: Option<String>,
    /// IETF tag of the phone's language.
    #[serde(default)]
    pub language_code: Option<String>,
}

/// A person, as listed.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// The Telegram id, which is the chat's too.
    pub id: i64,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: Option<String>,
    /// `@name`.
    pub username: Option<String>,
    /// IETF tag of the phone's language.
    pub language_code: Option<String>,
    /// Whether the person ever wrote to the bot.
    pub opened: bool,
    /// Whether the person blocked the bot.
    pub blocked: bool,
    /// Whether the account is gone.
    pub deactivated: bool,
}

impl PersonView {
    pub(super) fn of(room: &Room) -> Self {
        Self {
            id: room.person.id,
            first_name: room.person.first_name.clone(),
            last_name: room.person.last_name.clone(),
            username: room.person.username.clone(),
            language_code: room.person.language_code.clone(),
            opened: room.opened,
            blocked: room.blocked,
            deactivated: room.deactivated,
        }
    }
}
