//! Input: what a person did to a dialog.

use chrono::{DateTime, Utc};

use crate::domain::interaction::File;

/// What a person did to a dialog whose buttons carry a `C`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<C> {
    /// Tapped one of the dialog's own buttons.
    Choice(C),
    /// Wrote a text.
    Text(Typed),
    /// Sent a file.
    Attachment(Attachment),
    /// Passed on what somebody wrote or sent elsewhere. A step that makes nothing of that takes it as the member's own.
    Forwarded(Forwarded),
    /// Sent what is none of these (a sticker, a place on the map): no step takes it.
    Other,
    /// Asked for what the engine does for every dialog.
    Nudge(Nudge),
}

/// A text that a person wrote, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(pub String);

/// A file that a person sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    pub file: File,
    /// What stands under it, trimmed; often nothing.
    pub caption: String,
}

/// A message that was forwarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// Who wrote the original, as Telegram calls them.
    pub from: String,
    /// When the original was written.
    pub at: DateTime<Utc>,
    /// What it holds.
    pub sent: Sent,
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A text.
    Text(Typed),
    /// A file.
    Attachment(Attachment),
}

impl<C> Input<C> {
    /// A forwarded message as if the member had written it; none for everything else.
    #[must_use]
    pub fn as_own(self) -> Option<Self> {
        match self {
            Self::Forwarded(Forwarded { sent: Sent::Text(typed), .. }) => Some(Self::Text(typed)),
            Self::Forwarded(Forwarded { sent: Sent::Attachment(attachment), .. }) => Some(Self::Attachment(attachment)),
            _ => None,
        }
    }
}

/// What the engine does for every dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nudge {
    /// Leave and forget; asks first when something was filled in.
    Cancel,
    /// Leave and forget, without asking.
    Discard,
    /// Leave, and keep what was filled in.
    Park,
    /// Explain this step.
    Help,
    /// To the step before, as really visited.
    Back,
    /// Show the card as it stands.
    Redraw,
}

impl Nudge {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Cancel, Self::Discard, Self::Park, Self::Help, Self::Back, Self::Redraw];

    /// As a button carries it; no dialog's choice begins with `!`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cancel => "!cancel",
            Self::Discard => "!discard",
            Self::Park => "!park",
            Self::Help => "!help",
            Self::Back => "!back",
            Self::Redraw => "!redraw",
        }
    }

    /// Reads what a button carried.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nudge| nudge.code() == code)
    }
}
