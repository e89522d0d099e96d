//! What the Bot API says no with: owns the error body and Telegram's own wording, decides nothing.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A refused call, in the form in which Telegram puts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) description: String,
    pub(super) retry_after: Option<u32>,
}

/// The words of Telegram's server that are used in more than one place.
pub(super) mod words {
    pub(in super::super) const CHAT_NOT_FOUND: &str = "chat not found";
    pub(in super::super) const EDIT_NOT_FOUND: &str = "message to edit not found";
    pub(in super::super) const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply \
        markup are exactly the same as a current content and reply markup of the message";
    pub(in super::super) const QUERY_TOO_OLD: &str =
        "query is too old and response timeout expired or query ID is invalid";
    pub(in super::super) const MARKUP_TOO_LONG: &str = "reply markup is too long";
    pub(in super::super) const TOO_LONG: &str = "message is too long";
}

impl Refusal {
    /// `400 Bad Request: …`
    pub(super) fn bad(description: impl AsRef<str>) -> Self {
        Self { code: 400, description: format!("Bad Request: {}", description.as_ref()), retry_after: None }
    }

    /// `403 Forbidden: …`
    pub(super) fn forbidden(description: &str) -> Self {
        Self { code: 403, description: format!("Forbidden: {description}"), retry_after: None }
    }

    /// A refusal whose description is the status's own name, as for a wrong token or an unknown method.
    pub(super) fn plain(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), retry_after: None }
    }

    /// `429 Too Many Requests: retry after N`
    pub(super) fn too_many(seconds: u32) -> Self {
        Self { code: 429, description: format!("Too Many Requests: retry after {seconds}"), retry_after: Some(seconds) }
    }

    /// A second poller took over.
    pub(super) fn conflict() -> Self {
        Self::plain(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    }

    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({ "retry_after": seconds });
        }
        body
    }

    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code).unwrap_or(StatusCode::BAD_REQUEST)
    }
}
