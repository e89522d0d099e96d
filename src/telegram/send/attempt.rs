//! One attempt: a call and what came of it.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use sqlx::PgPool;
use tracing::debug;

use super::super::api::BotApi;
use super::super::failure::CallError;
use super::outcome::Setback;
use super::queue::Letter;
use crate::store::outbox::{self, Method};

/// How long a message may take.
const SENDING: Duration = Duration::from_secs(15);
/// How long an answer to a tap may take: the tap expires soon after.
const ANSWERING: Duration = Duration::from_secs(10);
/// The longest wait after which an answer is still of use.
const PATIENCE: Duration = Duration::from_secs(5);
/// Letters that an answer may have.
const ANSWER_LIMIT: usize = 200;

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

/// Makes the call that a letter asks for. Returns the id of the message that is there now (none after a deletion).
pub(super) async fn send(
    api: &BotApi,
    pool: &PgPool,
    letter: &mut Letter,
    chat_id: i64,
) -> Result<Option<i64>, Setback> {
    let row = &mut letter.row;
    if row.method == Method::Send {
        let body = addressed(&row.body, chat_id, None).ok_or(Setback::Malformed)?;
        let sent: Sent = api.call(row.method.code(), body, SENDING).await.map_err(Setback::Call)?;
        return Ok(Some(sent.message_id));
    }
    let message_id = match (row.message_id, row.refers_to) {
        (Some(id), _) => Some(id),
        (None, Some(sender)) => {
            outbox::sent_message_id(pool, sender).await.map_err(|error| Setback::Database(error.to_string()))?
        }
        (None, None) => None,
    };
    row.message_id = Some(message_id.ok_or(Setback::NoMessage)?);
    let body = addressed(&row.body, chat_id, message_id).ok_or(Setback::Malformed)?;
    api.call::<IgnoredAny>(row.method.code(), body, SENDING).await.map_err(Setback::Call)?;
    Ok(message_id.filter(|_| row.method == Method::Edit))
}

/// Answers a tap. Nobody is told when it fails: the person only sees the button glow a little longer.
pub(super) async fn answer(api: &BotApi, query_id: &str, text: Option<&str>) {
    let mut body = json!({ "callback_query_id": query_id });
    if let Some(text) = text {
        body["text"] = text.chars().take(ANSWER_LIMIT).collect::<String>().into();
    }
    let body = body.to_string();
    let first = api.call::<IgnoredAny>("answerCallbackQuery", body.clone(), ANSWERING).await;
    // Only what certainly had no effect is tried again, and once.
    let pause = match &first {
        Err(CallError::NotSent(_)) => Duration::from_millis(300),
        Err(CallError::TooMany { retry_after }) if *retry_after <= PATIENCE => *retry_after,
        _ => Duration::ZERO,
    };
    let last = if pause.is_zero() {
        first
    } else {
        tokio::time::sleep(pause).await;
        api.call::<IgnoredAny>("answerCallbackQuery", body, ANSWERING).await
    };
    if let Err(error) = last {
        debug!(%error, "a tap was not answered");
    }
}

/// A body with its address. Bodies are stored without it, since the message's id may not be known when they are written;
/// it goes in front, and the rest is taken as it is.
fn addressed(body: &str, chat_id: i64, message_id: Option<i64>) -> Option<String> {
    let rest = body.trim_start().strip_prefix('{')?.trim_start();
    let mut json = String::with_capacity(rest.len() + 64);
    // Writing to a string cannot fail.
    let _ = write!(json, "{{\"chat_id\":{chat_id}");
    if let Some(id) = message_id {
        let _ = write!(json, ",\"message_id\":{id}");
    }
    if !rest.starts_with('}') {
        json.push(',');
    }
    json.push_str(rest);
    Some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_get_their_address() {
        assert_eq!(addressed("{}", 5, Some(6)).unwrap(), r#"{"chat_id":5,"message_id":6}"#);
        assert_eq!(addressed("{ }", 5, None).unwrap(), r#"{"chat_id":5}"#);
        let body = addressed(r#"{"text":"a } {"}"#, -5, None).unwrap();
        assert_eq!(body, r#"{"chat_id":-5,"text":"a } {"}"#);
        assert!(addressed("[]", 5, None).is_none());
        assert!(addressed("", 5, None).is_none());
    }
}
