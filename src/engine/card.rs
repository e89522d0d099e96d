//! The card: one message with its buttons, as a person sees it. Owns the limits that a phone and the Bot API set.

use super::callback::Target;
use crate::words::shorten;

/// A message with buttons, edited in place for as long as it lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Telegram's HTML.
    pub text: String,
    /// Rows of buttons, the next likely tap first; at most three a row.
    pub rows: Vec<Vec<Button>>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What comes back when it is tapped.
    pub target: Target,
}

/// Longest label: more does not fit half of a phone's width.
const LABEL_MAX: usize = 40;

/// Longest label that fits half of a phone's width.
const HALF: usize = 20;

/// Buttons two a row, and one alone where a label needs the whole width.
#[must_use]
pub fn paired<C>(buttons: impl IntoIterator<Item = (String, C)>) -> Vec<Vec<(String, C)>> {
    let mut rows: Vec<Vec<(String, C)>> = Vec::new();
    let long = |label: &str| label.chars().count() > HALF;
    for button in buttons {
        match rows.last_mut() {
            Some(row) if row.len() == 1 && !long(&button.0) && !long(&row[0].0) => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    rows
}

impl Button {
    /// A button that comes back as `target`.
    #[must_use]
    pub fn new(label: impl AsRef<str>, target: Target) -> Self {
        Self { label: shorten(label.as_ref(), LABEL_MAX).into_owned(), target }
    }
}
