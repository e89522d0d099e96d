//! Outcomes: what is done about a message when it is known, or not known, what became of it.
//!
//! Pure: one attempt in, one decision out.

use std::time::Duration;

use super::super::failure::CallError;
use crate::store::outbox::{Method, Outgoing};

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setback {
    /// The call did.
    Call(CallError),
    /// The message to edit or delete was never sent.
    NoMessage,
    /// The body is no JSON object.
    Malformed,
    /// The message's id could not be looked up.
    Database(String),
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Settled as sent; with the message's id, unless it was a deletion.
    Sent(Option<i64>),
    /// Settled: there is nothing left to do it to.
    Dropped(&'static str),
    /// Settled: it will never go, and somebody should look into it.
    Failed(String),
    /// Settled: the person cannot be reached until they come back.
    Unreachable(String),
    /// The message to edit is gone: sent anew.
    SendInstead,
    /// To that chat.
    Elsewhere(i64),
    /// The chat was told to wait.
    Wait(Duration),
    /// Tried again, not before `least`; given back when that goes on for too long.
    Again { error: String, least: Duration, in_doubt: bool },
}

/// The first pause of trouble.
const SHORTLY: Duration = Duration::from_millis(300);
/// The first pause when a message may have arrived: a server that is only slow has time to be done with it.
const IN_DOUBT: Duration = Duration::from_secs(2);

/// Decides.
pub(super) fn next(row: &Outgoing, result: Result<Option<i64>, Setback>) -> Next {
    let error = match result {
        Ok(message_id) => return Next::Sent(message_id),
        Err(Setback::Call(error)) => error,
        Err(Setback::NoMessage) => return gone(row.method),
        Err(Setback::Malformed) => return Next::Failed("the body is not a JSON object".to_owned()),
        Err(Setback::Database(error)) => return Next::Again { error, least: SHORTLY, in_doubt: false },
    };
    match error {
        CallError::NotModified if row.method == Method::Edit => Next::Sent(row.message_id),
        CallError::MessageGone => gone(row.method),
        CallError::TooMany { retry_after } => Next::Wait(retry_after),
        CallError::Migrated { to } => Next::Elsewhere(to),
        CallError::Blocked | CallError::Deactivated | CallError::ChatNotFound => Next::Unreachable(error.to_string()),
        CallError::Refused { .. } | CallError::QueryTooOld | CallError::NotModified => Next::Failed(error.to_string()),
        // The Bot API has no idempotency key. An edit or a deletion twice is the same as once; a message twice is better
        // than none.
        CallError::Unknown(_) => {
            let in_doubt = row.method == Method::Send;
            Next::Again { error: error.to_string(), least: if in_doubt { IN_DOUBT } else { SHORTLY }, in_doubt }
        }
        // A token that is refused is a matter of configuration: messages wait for it to be mended.
        CallError::Unauthorized
        | CallError::NotFound
        | CallError::Conflict
        | CallError::WebhookActive
        | CallError::Server { .. }
        | CallError::NotSent(_) => Next::Again { error: error.to_string(), least: SHORTLY, in_doubt: false },
    }
}

fn gone(method: Method) -> Next {
    match method {
        Method::Edit => Next::SendInstead,
        Method::Delete => Next::Dropped("the message is gone"),
        Method::Send => Next::Failed("the message is gone".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(method: Method) -> Outgoing {
        Outgoing {
            id: 1,
            chat_id: 2,
            lane: 0,
            method,
            body: "{}".into(),
            message_id: Some(3),
            refers_to: None,
            attempts: 0,
        }
    }

    fn after(method: Method, error: CallError) -> Next {
        next(&row(method), Err(Setback::Call(error)))
    }

    #[test]
    fn outcomes_are_decided_by_kind() {
        use Method::{Delete, Edit, Send};
        assert_eq!(next(&row(Send), Ok(Some(9))), Next::Sent(Some(9)));
        assert_eq!(after(Edit, CallError::NotModified), Next::Sent(Some(3)));
        assert_eq!(after(Edit, CallError::MessageGone), Next::SendInstead);
        assert_eq!(after(Delete, CallError::MessageGone), Next::Dropped("the message is gone"));
        assert_eq!(next(&row(Edit), Err(Setback::NoMessage)), Next::SendInstead);
        let wait = Duration::from_secs(7);
        assert_eq!(after(Send, CallError::TooMany { retry_after: wait }), Next::Wait(wait));
        for error in [CallError::Blocked, CallError::Deactivated, CallError::ChatNotFound] {
            assert!(matches!(after(Send, error), Next::Unreachable(_)));
        }
        assert_eq!(after(Send, CallError::Migrated { to: -100 }), Next::Elsewhere(-100));
        let refused = CallError::Refused { code: 400, description: "Bad Request: message is too long".into() };
        assert_eq!(after(Send, refused), Next::Failed("refused: 400 Bad Request: message is too long".into()));
        for method in [Send, Edit, Delete] {
            let again = after(method, CallError::Unknown("timeout".into()));
            assert!(matches!(again, Next::Again { in_doubt, .. } if in_doubt == (method == Send)));
            assert!(matches!(after(method, CallError::Server { code: 502 }), Next::Again { in_doubt: false, .. }));
            assert!(matches!(after(method, CallError::Unauthorized), Next::Again { in_doubt: false, .. }));
        }
    }
}
