//! Addressing: what must be known of an update before it is recorded — under which chat's lock it is handled, and what a
//! tapped button is about. Reads leniently: whatever the update is, it gets an address.

use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Target, TaskAction};
use crate::store::inbox::Arrived;

/// The few fields that addressing looks at.
#[derive(Deserialize)]
struct Peek {
    message: Option<InChat>,
    edited_message: Option<InChat>,
    callback_query: Option<Tap>,
    my_chat_member: Option<InChat>,
}

#[derive(Deserialize)]
struct InChat {
    chat: Id,
}

#[derive(Deserialize)]
struct Tap {
    from: Id,
    message: Option<InChat>,
    data: Option<String>,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// The address of an update.
#[must_use]
pub fn address(update_id: i64, raw: &str) -> Arrived {
    let mut arrived = Arrived { update_id, raw: storable(raw), ..Arrived::default() };
    let Ok(peek) = serde_json::from_str::<Peek>(raw) else {
        arrived.chat_id = any_chat(raw).unwrap_or_default();
        return arrived;
    };
    if let Some(tap) = peek.callback_query {
        arrived.chat_id = tap.message.map_or(tap.from.id, |message| message.chat.id);
        match tap.data.as_deref().and_then(Target::decode) {
            Some(Target::Draft { id, .. }) => arrived.draft_id = Some(id),
            Some(Target::Task { id, action }) => {
                arrived.task_id = Some(id);
                if let TaskAction::Begin(name) = action {
                    arrived.dialog = Some(name.code());
                }
            }
            Some(Target::Opportunity { id, task_id }) => {
                (arrived.opportunity_id, arrived.task_id) = (Some(id), Some(task_id));
            }
            Some(Target::Menu(_)) | None => {}
        }
    } else if let Some(it) = peek.message.or(peek.edited_message).or(peek.my_chat_member) {
        arrived.chat_id = it.chat.id;
    } else {
        arrived.chat_id = any_chat(raw).unwrap_or_default();
    }
    arrived
}

/// PostgreSQL's text holds no NUL; JSON writes one as an escape, so only a broken sender has it raw.
fn storable(raw: &str) -> String {
    if raw.contains('\0') { raw.replace('\0', "\u{fffd}") } else { raw.to_owned() }
}

/// The chat of an update of a kind or form that is newer than this program: wherever its first level has one.
fn any_chat(raw: &str) -> Option<i64> {
    let update: Value = serde_json::from_str(raw).ok()?;
    let kinds = update.as_object()?;
    kinds.values().find_map(|kind| kind.get("chat").or_else(|| kind.get("message")?.get("chat"))?.get("id")?.as_i64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_update_gets_an_address() {
        let of = |raw: &str| {
            let it = address(7, raw);
            (it.chat_id, it.draft_id, it.task_id, it.opportunity_id)
        };
        assert_eq!(of(r#"{"update_id":7,"message":{"chat":{"id":5},"text":"hi"}}"#), (5, None, None, None));
        assert_eq!(
            of(r#"{"callback_query":{"id":"1","from":{"id":5},"message":{"chat":{"id":6}},"data":"d12.3.\"save\""}}"#),
            (6, Some(12), None, None)
        );
        assert_eq!(of(r#"{"callback_query":{"id":"1","from":{"id":5},"data":"o3.4"}}"#), (5, None, Some(4), Some(3)));
        assert_eq!(of(r#"{"update_id":7,"shiny_new":{"chat":{"id":9}}}"#), (9, None, None, None));
        assert_eq!(of(r#"{"message":{"chat":"surprise"}}"#), (0, None, None, None));
        assert_eq!(of("not json"), (0, None, None, None));
    }
}
