//! The reply: what a turn keeps, drops and shows, before it is known which messages that takes.

use super::body::{Sound, delete, edit, send};
use crate::engine::{Card, Draft};
use crate::store::commit::Message;
use crate::store::load::Chat;

/// What a turn keeps, drops and shows.
#[derive(Debug, Default)]
pub struct Reply {
    /// The card to be shown.
    pub card: Option<Card>,
    /// A line for the tap's answer.
    pub toast: Option<String>,
    /// Drafts to be kept.
    pub kept: Vec<Draft>,
    /// The draft to be dropped.
    pub dropped: Option<i64>,
    /// The task that ended: every draft about it is dropped, whoever's.
    pub ended_task_id: Option<i64>,
    /// The draft that texts go to from now on.
    pub focus: Option<i64>,
    /// Whether notices fell due.
    pub notices: bool,
}

impl Reply {
    /// A card outside of any dialog: texts go nowhere from now on.
    #[must_use]
    pub fn card(card: Card) -> Self {
        Self { card: Some(card), ..Self::default() }
    }

    /// A dialog's card: the draft is kept, and texts go to it.
    #[must_use]
    pub fn dialog(draft: Draft, card: Card) -> Self {
        Self { focus: Some(draft.id), kept: vec![draft], card: Some(card), ..Self::default() }
    }

    /// With a line for the tap's answer.
    #[must_use]
    pub fn toasting(self, toast: String) -> Self {
        Self { toast: Some(toast), ..self }
    }

    /// With a line for the tap's answer, if there is one.
    #[must_use]
    pub fn toasting_maybe(self, toast: Option<String>) -> Self {
        Self { toast, ..self }
    }
}

/// The messages that show a card, and the chat as it is then.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    /// In this order.
    pub messages: Vec<Message>,
    /// Which of them is the card.
    pub card: Option<usize>,
    /// The chat's state; none when it does not change.
    pub chat: Option<Chat>,
}

/// Places a card: a tap edits the message that it was on; after a text the card goes to the bottom of the chat, where the
/// thumb is, and the old one disappears.
#[must_use]
pub fn place(reply: &Reply, tapped: Option<i64>, before: Chat) -> Placed {
    let Some(card) = &reply.card else { return Placed { messages: Vec::new(), card: None, chat: None } };
    let focus_draft_id = reply.focus;
    if let Some(message_id) = tapped {
        let chat = Chat { focus_draft_id, card_message_id: Some(message_id), card_outbox_id: None };
        // A step that moves nothing of the chat's row writes nothing there.
        let same = before.focus_draft_id == focus_draft_id && before.card_message_id == Some(message_id);
        return Placed {
            messages: vec![edit(card, message_id)],
            card: (!same).then_some(0),
            chat: (!same).then_some(chat),
        };
    }
    let mut messages = vec![send(card, Sound::Silent)];
    if before.card_message_id.is_some() || before.card_outbox_id.is_some() {
        messages.push(delete(before.card_message_id, before.card_outbox_id));
    }
    let chat = Chat { focus_draft_id, card_message_id: None, card_outbox_id: None };
    Placed { messages, card: Some(0), chat: Some(chat) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::outbox::Method;

    fn reply() -> Reply {
        Reply::card(Card { text: "x".into(), rows: Vec::new() })
    }

    #[test]
    fn a_tap_edits_its_card_in_place() {
        let before = Chat { focus_draft_id: None, card_message_id: Some(7), card_outbox_id: None };
        let placed = place(&reply(), Some(7), before);
        assert_eq!(placed.messages.iter().map(|it| it.method).collect::<Vec<_>>(), [Method::Edit]);
        assert_eq!(placed.chat, None);
    }

    #[test]
    fn a_text_moves_the_card_to_the_bottom() {
        let before = Chat { focus_draft_id: None, card_message_id: None, card_outbox_id: Some(3) };
        let placed = place(&reply(), None, before);
        assert_eq!(placed.messages.iter().map(|it| it.method).collect::<Vec<_>>(), [Method::Send, Method::Delete]);
        assert_eq!(placed.messages[1].refers_to, Some(3));
        assert_eq!(placed.card, Some(0));
    }
}
