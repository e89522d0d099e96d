//! The bot's side of HTTP: token, method name, faults, the log, and Telegram's form of an answer.
//!
//! Owns the way of a call from request to response; what a method does is in `methods`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::calls::Call;
use super::faults::{Fault, FaultKind};
use super::methods;
use super::params::{Params, decode};
use super::refusal::Refusal;
use super::shared::{Shared, lock};
use super::wire::Wire;

/// Serves everything that is neither the page nor the person's API.
pub(super) async fn entry(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return match split(&shared, rest) {
            Ok(name) => download(&shared, name),
            Err(refusal) => refused(&refusal),
        };
    }
    if path.starts_with("/sim") {
        let sentence =
            format!("there is nothing at {path}; the module documentation of the simulator lists what there is");
        return json(StatusCode::NOT_FOUND, serde_json::json!({ "error": sentence }).to_string());
    }
    let target = path.strip_prefix("/bot").ok_or_else(not_found).and_then(|rest| split(&shared, rest));
    let method = match target {
        Ok(method) if methods::is_known(method) => method.to_owned(),
        Ok(_) => return refused(&not_found()),
        Err(refusal) => return refused(&refusal),
    };
    match Params::read(request).await {
        Ok(params) => call(&shared, &wire, &method, &params).await,
        Err(refusal) => {
            log(&shared, &method, &Params::default(), Err(&refusal));
            refused(&refusal)
        }
    }
}

/// Checks the token of `<token>/<rest>` and gives the rest.
fn split<'a>(shared: &Shared, rest: &'a str) -> Result<&'a str, Refusal> {
    let (token, rest) = rest.split_once('/').ok_or_else(not_found)?;
    let token = decode(token);
    let well_formed = token.split_once(':').is_some_and(|(id, secret)| id.parse::<u64>().is_ok() && !secret.is_empty());
    if !well_formed {
        return Err(not_found());
    }
    if token != shared.token {
        return Err(Refusal::plain(401, "Unauthorized"));
    }
    Ok(rest)
}

fn not_found() -> Refusal {
    Refusal::plain(404, "Not Found")
}

async fn call(shared: &Shared, wire: &Wire, method: &str, params: &Params) -> Response {
    let fault = shared.faults.hit(method, params.integer("chat_id"));
    if let Some(fault) = &fault
        && let Some(response) = before(shared, wire, method, params, fault).await
    {
        return response;
    }
    let outcome = if method.eq_ignore_ascii_case("getUpdates") {
        let outcome = get_updates(shared, params).await;
        // A successful poll is no news; a log full of them would push out what is.
        if let Err(refusal) = &outcome {
            log(shared, method, params, Err(refusal));
        }
        outcome
    } else {
        let outcome = methods::dispatch(shared, &method.to_ascii_lowercase(), params);
        log(shared, method, params, outcome.as_ref());
        outcome.map(|result| result.to_string())
    };
    if fault.is_some_and(|fault| fault.kind == FaultKind::DropReply) {
        wire.cut();
    }
    match outcome {
        Ok(result) => json(StatusCode::OK, format!("{{\"ok\":true,\"result\":{result}}}")),
        Err(refusal) => refused(&refusal),
    }
}

/// What a fault does before the call; a response when the call does not happen at all.
async fn before(shared: &Shared, wire: &Wire, method: &str, params: &Params, fault: &Fault) -> Option<Response> {
    let refusal = match fault.kind {
        FaultKind::TooMany => Refusal::too_many(fault.retry_after.unwrap_or(3)),
        FaultKind::Internal => Refusal::plain(500, "Internal Server Error"),
        FaultKind::BadGateway => Refusal::plain(502, "Bad Gateway"),
        FaultKind::DropBefore => Refusal::plain(503, "simulated: connection closed before the call"),
        FaultKind::DropReply => return None,
        FaultKind::Delay => {
            sleep(Duration::from_millis(fault.ms.unwrap_or(1_000))).await;
            return None;
        }
    };
    log(shared, method, params, Err(&refusal));
    Some(match fault.kind {
        FaultKind::BadGateway => {
            let page = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>";
            (StatusCode::BAD_GATEWAY, [(CONTENT_TYPE, "text/html")], page).into_response()
        }
        FaultKind::DropBefore => {
            wire.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        _ => refused(&refusal),
    })
}

async fn get_updates(shared: &Shared, params: &Params) -> Result<String, Refusal> {
    let limit = params.integer("limit").filter(|limit| (1..=100).contains(limit));
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
    let timeout = params.integer("timeout").unwrap_or(0).clamp(0, 50);
    let deadline = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
    let allowed = params.json("allowed_updates")?;
    let poll = {
        let mut updates = lock(&shared.updates);
        // Without the parameter, the setting of the last call stays.
        if let Some(Value::Array(kinds)) = allowed {
            updates.allow(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        updates.confirm(params.integer("offset").unwrap_or(0));
        updates.begin_poll()
    };
    shared.arrived.notify_waiters();
    loop {
        let mut arrived = std::pin::pin!(shared.arrived.notified());
        // Listening begins before looking, so that nothing comes unseen in between.
        arrived.as_mut().enable();
        {
            let mut updates = lock(&shared.updates);
            if !updates.is_latest(poll) {
                return Err(Refusal::conflict());
            }
            if let Some(found) = updates.take(limit) {
                return Ok(found);
            }
        }
        tokio::select! {
            () = arrived => {}
            () = sleep_until(deadline) => return Ok("[]".to_owned()),
            () = shared.closing.cancelled() => return Ok("[]".to_owned()),
        }
    }
}

fn log(shared: &Shared, method: &str, params: &Params, outcome: Result<&Value, &Refusal>) {
    let made = outcome.ok().and_then(|result| result.get("message_id")).and_then(Value::as_i64);
    let call = Call {
        n: 0,
        method: method.to_owned(),
        chat_id: params.integer("chat_id"),
        message_id: made.or_else(|| params.integer("message_id")),
        ok: outcome.is_ok(),
        error_code: outcome.err().map(|refusal| refusal.code),
        description: outcome.err().map(|refusal| refusal.description.clone()),
        at: shared.now(),
        silent: params.flag("disable_notification"),
    };
    lock(&shared.calls).add(call);
}

/// A file of the server, by the path that `getFile` gave.
fn download(shared: &Shared, path: &str) -> Response {
    let found = lock(&shared.files).values().find(|stored| stored.path == path).cloned();
    match found {
        Some(stored) => file(&stored.mime, stored.bytes()),
        None => refused(&not_found()),
    }
}

/// A file as a response.
pub(super) fn file(mime: &str, bytes: axum::body::Bytes) -> Response {
    let mime = HeaderValue::from_str(mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    ([(CONTENT_TYPE, mime)], bytes).into_response()
}

fn refused(refusal: &Refusal) -> Response {
    json(refusal.status(), refusal.body().to_string())
}

fn json(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
