//! Failures: what the server's refusals and the network's mishaps mean for the caller.
//!
//! Owns the reading of error codes, parameters and descriptions. It decides nothing: what is done about a failure is the
//! receiver's and the sender's business.

use std::time::Duration;

use serde::Deserialize;

/// Why a call came to nothing, by what is stable: the code, the parameters, and words of the description (which the
/// server changes now and then, so parts of it are looked for, in any case of letters).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The token is revoked or wrong.
    #[error("Telegram does not accept the bot's token")]
    Unauthorized,
    /// No such bot, or no such method.
    #[error("Telegram knows no such bot or method")]
    NotFound,
    /// Another process polls with this token.
    #[error("another process polls with this token")]
    Conflict,
    /// A webhook is set, so polling is refused.
    #[error("a webhook is set for this bot")]
    WebhookActive,
    /// Too fast.
    #[error("too many requests: again in {} s", retry_after.as_secs())]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The person blocked the bot or never began, or the group threw it out.
    #[error("the bot is blocked there")]
    Blocked,
    /// The person's account is gone.
    #[error("the account is deactivated")]
    Deactivated,
    /// The group has become a supergroup.
    #[error("the group is now chat {to}")]
    Migrated {
        /// Its new id.
        to: i64,
    },
    /// The message has that text and those buttons already.
    #[error("the message is as it should be")]
    NotModified,
    /// The message to edit or delete is gone, or can no longer be changed.
    #[error("the message is gone or can no longer be changed")]
    MessageGone,
    /// No such chat.
    #[error("no such chat")]
    ChatNotFound,
    /// The callback query has expired.
    #[error("the callback query has expired")]
    QueryTooOld,
    /// Refused for another reason.
    #[error("refused: {code} {description}")]
    Refused {
        /// Telegram's error code.
        code: u16,
        /// Telegram's words.
        description: String,
    },
    /// The server is in trouble.
    #[error("the server failed: {code}")]
    Server {
        /// Its code.
        code: u16,
    },
    /// No connection was made: certainly without effect.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Sent, but no answer that can be read: it may have had its effect.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

/// What the server adds to some refusals.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Reads a refusal. `description` has been cleaned of secrets by the caller.
pub(super) fn classify(code: u16, description: String, parameters: Parameters) -> CallError {
    if let Some(to) = parameters.migrate_to_chat_id {
        return CallError::Migrated { to };
    }
    let words = description.to_lowercase();
    if code == 429 || parameters.retry_after.is_some() {
        return CallError::TooMany { retry_after: wait(parameters.retry_after, &words) };
    }
    match code {
        401 => CallError::Unauthorized,
        404 => CallError::NotFound,
        409 if words.contains("webhook") => CallError::WebhookActive,
        409 => CallError::Conflict,
        400 | 403 => by_words(&words).unwrap_or(CallError::Refused { code, description }),
        500.. => CallError::Server { code },
        _ => CallError::Refused { code, description },
    }
}

/// Parts of descriptions, and what they mean; the first that fits.
const WORDS: [(&str, CallError); 20] = [
    ("message is not modified", CallError::NotModified),
    ("message_not_modified", CallError::NotModified),
    ("message to edit not found", CallError::MessageGone),
    ("message to delete not found", CallError::MessageGone),
    ("message can't be edited", CallError::MessageGone),
    ("message can't be deleted", CallError::MessageGone),
    ("message_id_invalid", CallError::MessageGone),
    ("message identifier is not specified", CallError::MessageGone),
    // It has a picture and a caption: for whoever wants to set its text, it is not the message they think it is.
    ("no text in the message to edit", CallError::MessageGone),
    ("query is too old", CallError::QueryTooOld),
    ("query id is invalid", CallError::QueryTooOld),
    ("query_id_invalid", CallError::QueryTooOld),
    ("deactivated", CallError::Deactivated),
    ("bot was blocked", CallError::Blocked),
    ("user_is_blocked", CallError::Blocked),
    ("bot was kicked", CallError::Blocked),
    ("bot is not a member", CallError::Blocked),
    ("can't initiate conversation", CallError::Blocked),
    ("chat not found", CallError::ChatNotFound),
    ("peer_id_invalid", CallError::ChatNotFound),
];

fn by_words(words: &str) -> Option<CallError> {
    WORDS.iter().find(|(part, _)| words.contains(part)).map(|(_, meaning)| meaning.clone())
}

/// The wait that a 429 asks for; where the parameter is missing, its description says it too.
fn wait(told: Option<u64>, words: &str) -> Duration {
    let said = || words.split("retry after ").nth(1)?.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok();
    Duration::from_secs(told.or_else(said).unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: u16, description: &str) -> CallError {
        classify(code, description.to_owned(), Parameters::default())
    }

    #[test]
    fn refusals_are_read_by_what_is_stable() {
        let table = [
            (401, "Unauthorized", CallError::Unauthorized),
            (404, "Not Found", CallError::NotFound),
            (
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                CallError::Conflict,
            ),
            (
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the \
                 webhook first",
                CallError::WebhookActive,
            ),
            (403, "Forbidden: bot was blocked by the user", CallError::Blocked),
            (403, "Forbidden: bot was kicked from the supergroup chat", CallError::Blocked),
            (403, "Forbidden: bot was kicked from the group chat", CallError::Blocked),
            (403, "Forbidden: bot is not a member of the channel chat", CallError::Blocked),
            (403, "Forbidden: bot can't initiate conversation with a user", CallError::Blocked),
            (403, "Forbidden: user is deactivated", CallError::Deactivated),
            (400, "Bad Request: INPUT_USER_DEACTIVATED", CallError::Deactivated),
            (
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                 the same as a current content and reply markup of the message",
                CallError::NotModified,
            ),
            (400, "Bad Request: message is not modified", CallError::NotModified),
            (400, "Bad Request: message to edit not found", CallError::MessageGone),
            (400, "Bad Request: message to delete not found", CallError::MessageGone),
            (400, "Bad Request: message can't be edited", CallError::MessageGone),
            (400, "Bad Request: message can't be deleted", CallError::MessageGone),
            (400, "Bad Request: message can't be deleted for everyone", CallError::MessageGone),
            (400, "Bad Request: MESSAGE_ID_INVALID", CallError::MessageGone),
            (400, "Bad Request: there is no text in the message to edit", CallError::MessageGone),
            (400, "Bad Request: chat not found", CallError::ChatNotFound),
            (400, "Bad Request: PEER_ID_INVALID", CallError::ChatNotFound),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                CallError::QueryTooOld,
            ),
            (400, "Bad Request: QUERY_ID_INVALID", CallError::QueryTooOld),
            (500, "Internal Server Error", CallError::Server { code: 500 }),
            (502, "Bad Gateway", CallError::Server { code: 502 }),
            (429, "Too Many Requests: retry after 35", CallError::TooMany { retry_after: Duration::from_secs(35) }),
            (429, "Slow down", CallError::TooMany { retry_after: Duration::from_secs(1) }),
        ];
        for (code, description, meaning) in table {
            assert_eq!(read(code, description), meaning, "{code} {description}");
        }
    }

    #[test]
    fn refusals_that_are_not_known_stay_what_they_are() {
        for (code, description) in [
            (400, "Bad Request: message is too long"),
            (400, "Bad Request: can't parse entities: unexpected end tag at byte offset 5"),
            (400, "Bad Request: message to be replied not found"),
            (400, "Bad Request: group chat was upgraded to a supergroup chat"),
            (403, "Forbidden: bot can't send messages to bots"),
            (413, "Request Entity Too Large"),
        ] {
            assert_eq!(read(code, description), CallError::Refused { code, description: description.to_owned() });
        }
    }

    #[test]
    fn parameters_count_more_than_words() {
        let moved = Parameters { migrate_to_chat_id: Some(-100_123), retry_after: None };
        let description = "Bad Request: group chat was upgraded to a supergroup chat".to_owned();
        assert_eq!(classify(400, description, moved), CallError::Migrated { to: -100_123 });
        let slow = Parameters { retry_after: Some(7), migrate_to_chat_id: None };
        let description = "Too Many Requests: retry after 35".to_owned();
        assert_eq!(classify(429, description, slow), CallError::TooMany { retry_after: Duration::from_secs(7) });
    }
}
