//! The person's JSON API under `/sim`, and the phone page at `/`. Owns the routes and the form of errors.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bot;
use super::faults::Fault;
use super::flood::Flood;
use super::outgoing::Outgoing;
use super::people::NewPerson;
use super::phone::{Phone, PhoneError, Tap};
use super::shared::{Shared, lock};

const PAGE: &str = include_str!("phone.html");
const LONGEST_WAIT_MS: u64 = 60_000;

type Body<T> = Result<Json<T>, JsonRejection>;
type Args<T> = Result<Query<T>, QueryRejection>;
type At<T> = Result<Path<T>, PathRejection>;
type Answer = Result<Json<Value>, PhoneError>;

impl IntoResponse for PhoneError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.sentence }))).into_response()
    }
}

impl From<JsonRejection> for PhoneError {
    fn from(why: JsonRejection) -> Self {
        Self::new(why.status(), why.body_text())
    }
}

impl From<PathRejection> for PhoneError {
    fn from(why: PathRejection) -> Self {
        Self::new(why.status(), why.body_text())
    }
}

impl From<QueryRejection> for PhoneError {
    fn from(why: QueryRejection) -> Self {
        Self::new(why.status(), why.body_text())
    }
}

/// All routes of the person's side.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page))
        .route("/sim/bot", get(bot_card))
        .route("/sim/people", get(people).post(add_person))
        .route("/sim/people/{id}/send", post(send))
        .route("/sim/people/{id}/tap", post(tap))
        .route("/sim/people/{id}/chat", get(chat))
        .route("/sim/people/{id}/commands", get(commands_of))
        .route("/sim/people/{id}/{what}", post(change_person))
        .route("/sim/files/{file_id}", get(file))
        .route("/sim/update", post(update))
        .route("/sim/updates/replay", post(replay))
        .route("/sim/updates/restart", post(restart))
        .route("/sim/calls", get(calls))
        .route("/sim/commands", get(commands))
        .route("/sim/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/sim/flood", post(flood))
        .route("/sim/clock", get(clock).post(advance))
}

fn phone(shared: Arc<Shared>) -> Phone {
    Phone { shared }
}

fn to_json(value: impl Serialize) -> Json<Value> {
    Json(json!(value))
}

async fn page() -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (headers, PAGE).into_response()
}

async fn bot_card(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "name": shared.bot["first_name"], "username": shared.bot["username"], "id": shared.bot["id"] }))
}

async fn people(State(shared): State<Arc<Shared>>) -> Json<Value> {
    to_json(phone(shared).people())
}

async fn add_person(State(shared): State<Arc<Shared>>, body: Body<NewPerson>) -> Answer {
    let Json(person) = body?;
    Ok(Json(json!({ "id": phone(shared).add_person(person)? })))
}

async fn send(State(shared): State<Arc<Shared>>, at: At<i64>, body: Body<Outgoing>) -> Answer {
    let (Path(id), Json(what)) = (at?, body?);
    Ok(to_json(phone(shared).send(id, &what)?))
}

async fn tap(State(shared): State<Arc<Shared>>, at: At<i64>, body: Body<Tap>) -> Answer {
    let (Path(id), Json(what)) = (at?, body?);
    Ok(to_json(phone(shared).tap(id, &what)?))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait_ms: u64,
}

async fn chat(State(shared): State<Arc<Shared>>, at: At<i64>, args: Args<Since>) -> Answer {
    let (Path(id), Query(since)) = (at?, args?);
    let wait = Duration::from_millis(since.wait_ms.min(LONGEST_WAIT_MS));
    Ok(to_json(phone(shared).chat(id, since.after, wait).await?))
}

async fn commands_of(State(shared): State<Arc<Shared>>, at: At<i64>) -> Answer {
    let Path(id) = at?;
    Ok(to_json(phone(shared).commands_of(id)?))
}

async fn change_person(State(shared): State<Arc<Shared>>, at: At<(i64, String)>) -> Answer {
    let Path((id, what)) = at?;
    let phone = phone(shared);
    match what.as_str() {
        "block" => phone.block(id, true)?,
        "unblock" => phone.block(id, false)?,
        "deactivate" => phone.deactivate(id)?,
        _ => {
            let sentence = format!("a person can send, tap, block, unblock and deactivate, not `{what}`");
            return Err(PhoneError::new(StatusCode::NOT_FOUND, sentence));
        }
    }
    Ok(Json(json!({ "ok": true })))
}

async fn file(State(shared): State<Arc<Shared>>, Path(file_id): Path<String>) -> Result<Response, PhoneError> {
    let stored = lock(&shared.files).get(&file_id).cloned();
    match stored {
        Some(stored) => Ok(bot::file(&stored.mime, stored.bytes())),
        None => Err(PhoneError::new(StatusCode::NOT_FOUND, format!("there is no file {file_id}"))),
    }
}

async fn update(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let text = std::str::from_utf8(&body).map_err(|_| PhoneError::bad("an update has to be UTF-8"))?;
    Ok(Json(json!({ "update_id": phone(shared).queue_update(text)? })))
}

#[derive(Deserialize)]
struct Last {
    last: usize,
}

async fn replay(State(shared): State<Arc<Shared>>, body: Body<Last>) -> Answer {
    let Json(Last { last }) = body?;
    Ok(Json(json!({ "replayed": phone(shared).replay(last) })))
}

#[derive(Deserialize)]
struct Restart {
    next_id: i64,
}

async fn restart(State(shared): State<Arc<Shared>>, body: Body<Restart>) -> Answer {
    let Json(Restart { next_id }) = body?;
    phone(shared).restart_update_ids(next_id);
    Ok(Json(json!({ "next_id": next_id.max(1) })))
}

async fn calls(State(shared): State<Arc<Shared>>, args: Args<Since>) -> Answer {
    let Query(since) = args?;
    let phone = phone(shared);
    Ok(Json(json!({
        "calls": phone.calls(since.after), "last": phone.last_call(), "pending_updates": phone.pending_updates(),
    })))
}

async fn commands(State(shared): State<Arc<Shared>>) -> Json<Value> {
    to_json(phone(shared).command_lists())
}

async fn faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    to_json(phone(shared).faults())
}

async fn add_fault(State(shared): State<Arc<Shared>>, body: Body<Fault>) -> Answer {
    let Json(fault) = body?;
    phone(shared).add_fault(fault);
    Ok(Json(json!({ "ok": true })))
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    phone(shared).clear_faults();
    Json(json!({ "ok": true }))
}

#[derive(Deserialize)]
struct FloodSwitch {
    enabled: bool,
    #[serde(flatten)]
    limits: Flood,
}

async fn flood(State(shared): State<Arc<Shared>>, body: Body<FloodSwitch>) -> Answer {
    let Json(switch) = body?;
    phone(shared).set_flood(switch.enabled.then_some(switch.limits));
    Ok(Json(json!({ "enabled": switch.enabled, "limits": switch.limits })))
}

async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "now": shared.now() }))
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: Option<i64>,
    to: Option<DateTime<Utc>>,
}

async fn advance(State(shared): State<Arc<Shared>>, body: Body<Advance>) -> Answer {
    let Json(advance) = body?;
    let by = match (advance.advance_seconds, advance.to) {
        (Some(seconds), None) => chrono::Duration::try_seconds(seconds),
        (None, Some(to)) => Some(to - shared.now()),
        _ => return Err(PhoneError::bad("give either advance_seconds or to (RFC 3339)")),
    };
    // A century either way is as far as any test goes, and keeps the arithmetic of dates within its range.
    let by = by.filter(|by| by.num_days().abs() < 36_525);
    let by = by.ok_or_else(|| PhoneError::bad("the clock moves by less than a century"))?;
    shared.clock.advance(by);
    Ok(Json(json!({ "now": shared.now() })))
}
