//! The parameters of a bot's call, however they came: query, form, multipart or JSON.
//!
//! Owns reading and plain types. A field that nobody asks for is ignored, as on Telegram's server.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use super::refusal::Refusal;

/// The largest body: a document of 50 MB and what goes with it.
pub(super) const MOST_BYTES: usize = 51 * 1024 * 1024;

enum Field {
    Json(Value),
    File(Upload),
}

/// A file that came with the call.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) mime: String,
    pub(super) bytes: Bytes,
}

/// All parameters of one call.
#[derive(Default)]
pub(super) struct Params(HashMap<String, Field>);

impl Params {
    pub(super) async fn read(request: Request) -> Result<Self, Refusal> {
        let mut params = Self::default();
        if let Some(query) = request.uri().query() {
            params.add_urlencoded(query);
        }
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            params.add_multipart(request).await?;
            return Ok(params);
        }
        let is_json = kind.starts_with("application/json");
        let body = to_bytes(request.into_body(), MOST_BYTES).await.map_err(|_| too_large())?;
        if is_json && !body.is_empty() {
            let fields: HashMap<String, Value> =
                serde_json::from_slice(&body).map_err(|_| Refusal::bad("can't parse JSON object"))?;
            params.0.extend(fields.into_iter().map(|(name, value)| (name, Field::Json(value))));
        } else if let Ok(form) = std::str::from_utf8(&body) {
            params.add_urlencoded(form);
        }
        Ok(params)
    }

    fn add_urlencoded(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.0.insert(decode(name), Field::Json(Value::String(decode(value))));
        }
    }

    async fn add_multipart(&mut self, request: Request) -> Result<(), Refusal> {
        let unreadable = |_| Refusal::bad("can't parse multipart form data");
        let mut form =
            Multipart::from_request(request, &()).await.map_err(|_| Refusal::bad("can't parse multipart form data"))?;
        while let Some(part) = form.next_field().await.map_err(unreadable)? {
            let Some(name) = part.name().map(str::to_owned) else { continue };
            let file = part.file_name().map(str::to_owned);
            let mime = part.content_type().unwrap_or("application/octet-stream").to_owned();
            let bytes = part.bytes().await.map_err(|_| too_large())?;
            let field = match file {
                Some(file) => Field::File(Upload { name: file, mime, bytes }),
                None => Field::Json(Value::String(String::from_utf8_lossy(&bytes).into_owned())),
            };
            self.0.insert(name, field);
        }
        Ok(())
    }

    /// A text; numbers and flags are read as their text.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.0.get(name)? {
            Field::Json(Value::String(text)) => Some(Cow::Borrowed(text)),
            Field::Json(Value::Null) | Field::File(_) => None,
            Field::Json(other) => Some(Cow::Owned(other.to_string())),
        }
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| matches!(&*text.to_lowercase(), "true" | "yes" | "1"))
    }

    /// A JSON value, which forms carry as its text.
    pub(super) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.0.get(name) {
            None | Some(Field::Json(Value::Null) | Field::File(_)) => Ok(None),
            Some(Field::Json(Value::String(text))) if text.trim().is_empty() => Ok(None),
            Some(Field::Json(Value::String(text))) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refusal::bad(format!("can't parse {} JSON object", name.replace('_', " ")))),
            Some(Field::Json(value)) => Ok(Some(value.clone())),
        }
    }

    /// A file sent along: the field itself, or the one that its `attach://name` points to.
    pub(super) fn upload(&self, name: &str) -> Option<&Upload> {
        match self.0.get(name)? {
            Field::File(upload) => Some(upload),
            Field::Json(Value::String(text)) => match self.0.get(text.strip_prefix("attach://")?)? {
                Field::File(upload) => Some(upload),
                Field::Json(_) => None,
            },
            Field::Json(_) => None,
        }
    }
}

fn too_large() -> Refusal {
    Refusal::plain(413, "Request Entity Too Large")
}

/// Undoes percent-encoding and `+`.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
