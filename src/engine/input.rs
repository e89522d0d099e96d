//! Input: what a person did to a dialog.

/// What a person did to a dialog whose buttons carry a `C`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<C> {
    /// Tapped one of the dialog's own buttons.
    Choice(C),
    /// Wrote a text.
    Text(Typed),
    /// Sent what is neither a text nor a tap (a sticker, a photo): no step of this dialog takes it.
    Other,
    /// Asked for what the engine does for every dialog.
    Nudge(Nudge),
}

/// A text that a person wrote, trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(pub String);

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
