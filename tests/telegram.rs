//! Receiving and sending, against a Bot API that misbehaves on request and a real PostgreSQL (`DATABASE_URL`).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in a test is the point, in its scaffolding too")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use qualbot::clock::Clock;
use qualbot::store::MIGRATIONS;
use qualbot::store::inbox::Arrived;
use qualbot::store::instance::Instance;
use qualbot::store::outbox::{Method, Outgoing};
use qualbot::telegram::receive::Receiver;
use qualbot::telegram::send::{Outbox, Pace, Sender};
use qualbot::telegram::{BotApi, CallError};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "7000000001:AAE-thirty_five_letters_of_a_secret0";
const GONE: Reply = Reply::No(400, "Bad Request: message to edit not found", Value::Null);

// A Bot API ------------------------------------------------------------------------------------------------------------

#[derive(Clone, Debug)]
struct Call {
    method: String,
    body: Value,
    at: Instant,
}

impl Call {
    fn chat(&self) -> i64 {
        self.body["chat_id"].as_i64().unwrap_or_default()
    }

    fn text(&self) -> &str {
        self.body["text"].as_str().unwrap_or_default()
    }
}

enum Reply {
    Ok(Value),
    No(u16, &'static str, Value),
    /// The connection breaks in the middle of the answer.
    Cut,
    Late(Duration, Box<Reply>),
}

/// Decides by the call and by how many came before it.
type Script = dyn Fn(&Call, usize) -> Reply + Send + Sync;

#[derive(Clone)]
struct Fake {
    url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    script: Arc<Script>,
}

impl Fake {
    async fn start(script: impl Fn(&Call, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { url, calls: Arc::default(), script: Arc::new(script) };
        let router = axum::Router::new().fallback(reply).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    fn api(&self) -> BotApi {
        BotApi::new(TOKEN.into(), Some(&self.url)).unwrap()
    }

    fn calls(&self, method: &str) -> Vec<Call> {
        self.calls.lock().unwrap().iter().filter(|call| call.method == method).cloned().collect()
    }

    fn texts(&self, chat: i64) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| call.chat() == chat).map(|call| call.text().to_owned()).collect()
    }
}

async fn reply(State(fake): State<Fake>, uri: Uri, body: Bytes) -> Response {
    let method = uri.path().strip_prefix(&format!("/bot{TOKEN}/")).unwrap().to_owned();
    let call = Call { method, body: serde_json::from_slice(&body).unwrap(), at: Instant::now() };
    let nth = {
        let mut calls = fake.calls.lock().unwrap();
        calls.push(call.clone());
        calls.len() - 1
    };
    let mut reply = (fake.script)(&call, nth);
    while let Reply::Late(pause, later) = reply {
        sleep(pause).await;
        reply = *later;
    }
    match reply {
        Reply::Ok(result) => axum::Json(json!({ "ok": true, "result": result })).into_response(),
        Reply::No(code, description, parameters) => {
            let mut body = json!({ "ok": false, "error_code": code, "description": description });
            if !parameters.is_null() {
                body["parameters"] = parameters;
            }
            (StatusCode::from_u16(code).unwrap(), axum::Json(body)).into_response()
        }
        _ => Body::from_stream(stream::iter([Err::<Bytes, _>(std::io::Error::other("cut"))])).into_response(),
    }
}

/// A well-behaved answer.
fn fine(call: &Call, nth: usize) -> Reply {
    match call.method.as_str() {
        "sendMessage" => Reply::Ok(json!({ "message_id": 1000 + nth, "date": 0, "chat": { "id": call.chat() } })),
        "getUpdates" => Reply::Late(Duration::from_millis(50), Box::new(Reply::Ok(json!([])))),
        _ => Reply::Ok(json!(true)),
    }
}

// A sender -------------------------------------------------------------------------------------------------------------

struct Post {
    pool: PgPool,
    instance: Instance,
    outbox: Outbox,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Post {
    async fn open(fake: &Fake, pool: &PgPool, pace: Pace) -> Self {
        let instance = Instance::register(pool).await.unwrap();
        let (sender, outbox) = Sender::new(fake.api(), pool.clone(), Clock::system(), instance.id, pace);
        let stop = CancellationToken::new();
        let running = tokio::spawn(sender.run(stop.clone(), Duration::from_secs(2)));
        Self { pool: pool.clone(), instance, outbox, stop, running }
    }

    async fn unlimited(fake: &Fake, pool: &PgPool) -> Self {
        Self::open(fake, pool, Pace { unlimited: true, ..Pace::default() }).await
    }

    /// A row as the commit leaves it: leased.
    async fn row(&self, chat_id: i64, method: Method, text: &str, message: (Option<i64>, Option<i64>)) -> Outgoing {
        let body = json!({ "text": text }).to_string();
        let id = insert(&self.pool, chat_id, method, &body, message, Some(self.instance.id)).await;
        let (message_id, refers_to) = message;
        Outgoing { id, chat_id, lane: 0, method, body, message_id, refers_to, attempts: 0 }
    }

    async fn message(&self, chat_id: i64, text: &str) -> Outgoing {
        self.row(chat_id, Method::Send, text, (None, None)).await
    }

    async fn settled(&self, id: i64) -> (String, Option<i64>, Option<String>) {
        for _ in 0..400 {
            let row = state(&self.pool, id).await;
            if row.0 != "open" {
                return row;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("row {id} was not settled")
    }

    async fn close(self) {
        self.stop.cancel();
        self.running.await.unwrap();
    }
}

async fn insert(
    pool: &PgPool,
    chat_id: i64,
    method: Method,
    body: &str,
    message: (Option<i64>, Option<i64>),
    leased_by: Option<i32>,
) -> i64 {
    sqlx::query_scalar(
        "INSERT INTO outbox (chat_id, lane, method, body, message_id, refers_to, leased_by, next_attempt_at, created_at)
         VALUES ($1, 0, $2, $3, $4, $5, $6, now(), now()) RETURNING id",
    )
    .bind(chat_id)
    .bind(method.code())
    .bind(body)
    .bind(message.0)
    .bind(message.1)
    .bind(leased_by)
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn state(pool: &PgPool, id: i64) -> (String, Option<i64>, Option<String>) {
    sqlx::query_as("SELECT state, sent_message_id, error FROM outbox WHERE id = $1")
        .bind(id)
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn messages_of_a_chat_arrive_in_order_and_are_settled_with_their_ids(pool: PgPool) {
    let fake = Fake::start(|call, nth| Reply::Late(Duration::from_millis(5), Box::new(fine(call, nth)))).await;
    let post = Post::unlimited(&fake, &pool).await;
    let mut last = 0;
    for n in 0..10 {
        for chat in 1..=5 {
            let row = post.message(chat, &n.to_string()).await;
            last = row.id;
            post.outbox.send(vec![row]);
        }
    }
    let (state, message_id, error) = post.settled(last).await;
    assert_eq!((state.as_str(), error), ("sent", None));
    assert!(message_id.is_some());
    let expected: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    for chat in 1..=5 {
        assert_eq!(fake.texts(chat), expected);
    }
    post.close().await;
    let open: i64 =
        sqlx::query_scalar("SELECT count(*) FROM outbox WHERE state <> 'sent'").fetch_one(&pool).await.unwrap();
    assert_eq!(open, 0);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_that_nobody_leased_are_found_at_the_start_and_by_a_kick(pool: PgPool) {
    let fake = Fake::start(fine).await;
    let early = insert(&pool, 1, Method::Send, r#"{"text":"early"}"#, (None, None), Some(-5)).await;
    let post = Post::unlimited(&fake, &pool).await;
    assert_eq!(post.settled(early).await.0, "sent");
    let late = insert(&pool, 1, Method::Send, r#"{"text":"late"}"#, (None, None), None).await;
    post.outbox.kick();
    assert_eq!(post.settled(late).await.0, "sent");
    assert_eq!(fake.texts(1), ["early", "late"]);
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_row_leased_without_the_senders_knowing_is_found_in_time(pool: PgPool) {
    let fake = Fake::start(fine).await;
    let post = Post::unlimited(&fake, &pool).await;
    // As when the connection broke between the commit and its answer.
    let row = post.message(1, "lost").await;
    sqlx::query("UPDATE outbox SET next_attempt_at = now() - interval '1 minute'").execute(&pool).await.unwrap();
    sleep(Duration::from_secs(5)).await;
    assert_eq!(state(&pool, row.id).await.0, "open");
    assert_eq!(post.settled(row.id).await.0, "sent");
    assert_eq!(fake.texts(1), ["lost"]);
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_chat_that_is_told_to_wait_does_not_hold_up_another(pool: PgPool) {
    let fake = Fake::start(|call, nth| {
        if call.chat() == 1 && nth == 0 {
            return Reply::No(429, "Too Many Requests: retry after 1", json!({ "retry_after": 1 }));
        }
        fine(call, nth)
    })
    .await;
    let post = Post::unlimited(&fake, &pool).await;
    let (first, second) = (post.message(1, "first").await, post.message(1, "second").await);
    let last = second.id;
    post.outbox.send(vec![first, second]);
    sleep(Duration::from_millis(50)).await;
    let other = post.message(2, "other").await;
    let began = Instant::now();
    post.outbox.send(vec![other.clone()]);
    post.settled(other.id).await;
    assert!(began.elapsed() < Duration::from_millis(500));
    assert_eq!(post.settled(last).await.0, "sent");
    assert_eq!(fake.texts(1), ["first", "first", "second"]);
    let times: Vec<Instant> = fake.calls("sendMessage").iter().filter(|it| it.chat() == 1).map(|it| it.at).collect();
    assert!(times[1] - times[0] >= Duration::from_secs(1));
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn taps_are_answered_first_and_outside_the_pace(pool: PgPool) {
    let fake = Fake::start(|call, nth| {
        if call.body["callback_query_id"] == "old" {
            return Reply::No(400, "Bad Request: query is too old and response timeout expired", Value::Null);
        }
        fine(call, nth)
    })
    .await;
    let post = Post::open(&fake, &pool, Pace { overall_per_second: 0.01, ..Pace::default() }).await;
    let rows = vec![post.message(1, "a").await, post.message(2, "b").await];
    post.outbox.send(rows);
    post.outbox.answer("old".into(), None);
    for n in 0..10 {
        post.outbox.answer(n.to_string(), Some("я".repeat(300)));
    }
    sleep(Duration::from_millis(300)).await;
    let answers = fake.calls("answerCallbackQuery");
    assert_eq!(answers.len(), 11, "each once");
    assert_eq!(answers[1].text().chars().count(), 200);
    assert_eq!(fake.calls("sendMessage").len(), 1, "the second waits for its turn");
    let began = Instant::now();
    post.close().await;
    assert!(began.elapsed() < Duration::from_secs(1), "nothing can be done before the deadline");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_message_whose_outcome_is_unknown_is_sent_again_and_its_chat_waits(pool: PgPool) {
    let fake = Fake::start(|call, nth| if nth == 0 { Reply::Cut } else { fine(call, nth) }).await;
    let post = Post::unlimited(&fake, &pool).await;
    let rows = vec![post.message(1, "first").await, post.message(1, "second").await];
    let last = rows[1].id;
    post.outbox.send(rows);
    assert_eq!(post.settled(last).await.0, "sent");
    assert_eq!(fake.texts(1), ["first", "first", "second"]);
    let calls = fake.calls("sendMessage");
    assert!(calls[1].at - calls[0].at >= Duration::from_secs(1), "not at once");
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_edit_of_a_message_that_is_gone_becomes_a_message_and_the_card_follows(pool: PgPool) {
    let fake = Fake::start(|call, nth| if call.body["message_id"] == 500 { GONE } else { fine(call, nth) }).await;
    let post = Post::unlimited(&fake, &pool).await;
    let first = post.row(1, Method::Edit, "card", (Some(500), None)).await;
    sqlx::query("INSERT INTO chats (chat_id, card_message_id, card_outbox_id) VALUES (1, 500, $1)")
        .bind(first.id)
        .execute(&pool)
        .await
        .unwrap();
    post.outbox.send(vec![first.clone()]);
    let (state, message_id, _) = post.settled(first.id).await;
    assert_eq!(state, "sent");
    assert_eq!(fake.calls("sendMessage")[0].body, json!({ "chat_id": 1, "text": "card" }));
    let card: Option<i64> =
        sqlx::query_scalar("SELECT card_message_id FROM chats WHERE chat_id = 1").fetch_one(&pool).await.unwrap();
    assert_eq!(card, message_id);
    // Written before the card had moved: it finds the new message.
    let late = post.row(1, Method::Edit, "late", (Some(500), None)).await;
    let later = post.row(1, Method::Delete, "", (None, Some(first.id))).await;
    post.outbox.send(vec![late.clone(), later.clone()]);
    assert_eq!(post.settled(late.id).await, ("sent".into(), message_id, None));
    assert_eq!(post.settled(later.id).await.0, "sent");
    assert_eq!(fake.calls("editMessageText")[1].body["message_id"].as_i64(), message_id);
    assert_eq!(fake.calls("deleteMessage")[0].body["message_id"].as_i64(), message_id);
    assert_eq!(fake.calls("sendMessage").len(), 1);
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_edit_finds_its_message_by_the_row_that_sent_it_also_after_a_restart(pool: PgPool) {
    let fake = Fake::start(fine).await;
    let post = Post::unlimited(&fake, &pool).await;
    let card = post.message(1, "card").await;
    let edit = post.row(1, Method::Edit, "edited", (None, Some(card.id))).await;
    post.outbox.send(vec![card.clone(), edit.clone()]);
    let (_, message_id, _) = post.settled(card.id).await;
    assert_eq!(post.settled(edit.id).await, ("sent".into(), message_id, None));
    post.close().await;
    let post = Post::unlimited(&fake, &pool).await;
    let again = post.row(1, Method::Edit, "again", (None, Some(edit.id))).await;
    post.outbox.send(vec![again.clone()]);
    assert_eq!(post.settled(again.id).await, ("sent".into(), message_id, None));
    let orphan = post.row(1, Method::Edit, "orphan", (None, Some(999_999))).await;
    post.outbox.send(vec![orphan.clone()]);
    assert_eq!(post.settled(orphan.id).await.0, "sent");
    assert_eq!(fake.texts(1), ["card", "edited", "again", "orphan"]);
    assert_eq!(fake.calls("sendMessage").len(), 2, "a card that was never sent is sent");
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn refusals_are_settled_by_kind(pool: PgPool) {
    let fake = Fake::start(|call, nth| match call.text() {
        "blocked" => Reply::No(403, "Forbidden: bot was blocked by the user", Value::Null),
        "bad" => Reply::No(400, "Bad Request: message text is empty\0", Value::Null),
        "same" => Reply::No(400, "Bad Request: message is not modified: …", Value::Null),
        "gone" => Reply::No(400, "Bad Request: message to delete not found", Value::Null),
        _ if call.chat() == -1 => {
            Reply::No(400, "Bad Request: group chat was upgraded", json!({ "migrate_to_chat_id": -100 }))
        }
        _ => fine(call, nth),
    })
    .await;
    let member: i64 = sqlx::query_scalar(
        "WITH team AS (INSERT INTO teams (name, time_zone, currency, created_at) VALUES ('T', 'UTC', 'EUR', now())
                       RETURNING id)
         INSERT INTO members (name, role, team_id, telegram_id, language, time_zone, created_at)
         SELECT 'Anna', 'rep', id, 7, 'en', 'UTC', now() FROM team RETURNING id",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let post = Post::unlimited(&fake, &pool).await;
    let blocked = post.message(7, "blocked").await;
    let bad = post.message(8, "bad").await;
    let same = post.row(9, Method::Edit, "same", (Some(5), None)).await;
    let gone = post.row(10, Method::Delete, "gone", (Some(5), None)).await;
    let moved = post.message(-1, "hello").await;
    let ids = [blocked.id, bad.id, same.id, gone.id, moved.id];
    post.outbox.send(vec![blocked, bad, same, gone, moved]);
    let mut states = Vec::new();
    for id in ids {
        states.push(post.settled(id).await.0);
    }
    assert_eq!(states, ["failed", "failed", "sent", "dropped", "sent"]);
    let why = post.settled(ids[1]).await.2.unwrap();
    assert_eq!(why, "refused: 400 Bad Request: message text is empty");
    assert_eq!(fake.texts(-100), ["hello"]);
    post.close().await;
    let reachable: bool =
        sqlx::query_scalar("SELECT reachable FROM members WHERE id = $1").bind(member).fetch_one(&pool).await.unwrap();
    assert!(!reachable);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_database_that_fails_while_settling_never_makes_a_message_go_twice(pool: PgPool) {
    let fake = Fake::start(|call, nth| Reply::Late(Duration::from_millis(200), Box::new(fine(call, nth)))).await;
    let post = Post::unlimited(&fake, &pool).await;
    let row = post.message(1, "once").await;
    post.outbox.send(vec![row.clone()]);
    sqlx::query("ALTER TABLE outbox RENAME TO away").execute(&pool).await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    sqlx::query("ALTER TABLE away RENAME TO outbox").execute(&pool).await.unwrap();
    assert_eq!(post.settled(row.id).await.0, "sent");
    assert_eq!(fake.calls("sendMessage").len(), 1);
    post.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn stopping_finishes_what_is_leased_and_leases_nothing_more(pool: PgPool) {
    let fake = Fake::start(|call, nth| {
        let pause = if call.chat() == 2 { 10_000 } else { 100 };
        Reply::Late(Duration::from_millis(pause), Box::new(fine(call, nth)))
    })
    .await;
    let post = Post::unlimited(&fake, &pool).await;
    sleep(Duration::from_millis(100)).await;
    let mut rows = Vec::new();
    for n in 0..5 {
        rows.push(post.message(1, &n.to_string()).await);
    }
    let stuck = post.message(2, "stuck").await;
    let ids: Vec<i64> = rows.iter().map(|it| it.id).collect();
    rows.push(stuck.clone());
    post.outbox.send(rows);
    post.stop.cancel();
    let began = Instant::now();
    // A lease that was under way when the stop came still counts.
    sleep(Duration::from_millis(300)).await;
    let foreign = insert(&pool, 3, Method::Send, r#"{"text":"not ours"}"#, (None, None), None).await;
    post.outbox.kick();
    post.close().await;
    assert!((1900..3000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    for id in ids {
        assert_eq!(state(&pool, id).await.0, "sent");
    }
    assert_eq!(state(&pool, stuck.id).await.0, "open");
    assert_eq!(state(&pool, foreign).await.0, "open");
    assert!(fake.texts(3).is_empty());
}

// A receiver -----------------------------------------------------------------------------------------------------------

fn address(update_id: i64, raw: &str) -> Arrived {
    let chat_id = serde_json::from_str::<Value>(raw).unwrap()["message"]["chat"]["id"].as_i64().unwrap_or(0);
    Arrived { update_id, chat_id, raw: raw.to_owned(), ..Arrived::default() }
}

struct Ear {
    arrivals: mpsc::UnboundedReceiver<i64>,
    stop: CancellationToken,
    running: JoinHandle<Result<(), CallError>>,
}

impl Ear {
    fn open(fake: &Fake, pool: &PgPool) -> Self {
        let (arrivals, heard) = mpsc::unbounded_channel();
        let receiver = Receiver { api: fake.api(), pool: pool.clone(), clock: Clock::system(), address, arrivals };
        let stop = CancellationToken::new();
        Self { arrivals: heard, stop: stop.clone(), running: tokio::spawn(receiver.run(stop)) }
    }

    async fn close(self) {
        self.stop.cancel();
        let began = Instant::now();
        self.running.await.unwrap().unwrap();
        assert!(began.elapsed() < Duration::from_millis(500), "an open poll ends at once");
    }
}

fn update(id: i64) -> Value {
    json!({ "update_id": id, "message": { "chat": { "id": 40 + id % 2 } } })
}

async fn recorded(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT update_id FROM inbox ORDER BY seq").fetch_all(pool).await.unwrap()
}

fn offsets(fake: &Fake) -> Vec<Option<i64>> {
    fake.calls("getUpdates").iter().map(|call| call.body["offset"].as_i64()).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn updates_are_recorded_and_then_acknowledged_and_numbers_may_restart(pool: PgPool) {
    let fake = Fake::start(|_, nth| match nth {
        0 => Reply::Ok(json!([update(900), { "no": "number" }, update(901)])),
        // The same again, and something new.
        1 => Reply::Ok(json!([update(901), update(902)])),
        2 => Reply::Ok(json!([])),
        3 => Reply::Ok(json!([update(5)])),
        _ => Reply::Late(Duration::from_secs(60), Box::new(Reply::Ok(json!([])))),
    })
    .await;
    let mut ear = Ear::open(&fake, &pool);
    let mut heard = [ear.arrivals.recv().await.unwrap(), ear.arrivals.recv().await.unwrap()];
    heard.sort_unstable();
    assert_eq!(heard, [40, 41]);
    sleep(Duration::from_millis(300)).await;
    assert_eq!(recorded(&pool).await, [900, 901, 902, 5]);
    assert_eq!(offsets(&fake), [None, Some(902), Some(903), Some(903), Some(6)]);
    let first = &fake.calls("getUpdates")[0].body;
    assert_eq!(first["timeout"], 25);
    assert_eq!(first["allowed_updates"], json!(["message", "edited_message", "callback_query", "my_chat_member"]));
    let raw: String = sqlx::query_scalar("SELECT raw FROM inbox LIMIT 1").fetch_one(&pool).await.unwrap();
    assert_eq!(raw, update(900).to_string(), "to the letter");
    ear.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_database_that_fails_acknowledges_nothing(pool: PgPool) {
    let fake = Fake::start(|_, nth| match nth {
        0 => Reply::Ok(json!([update(900)])),
        _ => Reply::Late(Duration::from_secs(60), Box::new(Reply::Ok(json!([])))),
    })
    .await;
    sqlx::query("ALTER TABLE inbox RENAME TO away").execute(&pool).await.unwrap();
    let ear = Ear::open(&fake, &pool);
    sleep(Duration::from_millis(700)).await;
    assert_eq!(offsets(&fake), [None]);
    sqlx::query("ALTER TABLE away RENAME TO inbox").execute(&pool).await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    assert_eq!(recorded(&pool).await, [900]);
    assert_eq!(offsets(&fake), [None, Some(901)]);
    ear.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_webhook_is_removed_and_outages_are_waited_out(pool: PgPool) {
    let fake = Fake::start(|call, nth| match (call.method.as_str(), nth) {
        (_, 0) => Reply::No(409, "Conflict: can't use getUpdates method while webhook is active; …", Value::Null),
        ("getUpdates", 2) => Reply::No(502, "Bad Gateway", Value::Null),
        ("getUpdates", 3) => Reply::Cut,
        ("getUpdates", 4) => Reply::Ok(json!([update(7)])),
        _ => fine(call, nth),
    })
    .await;
    let mut ear = Ear::open(&fake, &pool);
    assert_eq!(ear.arrivals.recv().await, Some(41));
    assert_eq!(fake.calls("deleteWebhook")[0].body, json!({ "drop_pending_updates": false }));
    ear.close().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_wrong_token_ends_receiving_and_is_not_told(pool: PgPool) {
    let fake = Fake::start(|_, _| Reply::No(401, "Unauthorized", Value::Null)).await;
    let error = Ear::open(&fake, &pool).running.await.unwrap().unwrap_err();
    assert_eq!(error, CallError::Unauthorized);
    let fake = Fake::start(|_, _| Reply::Cut).await;
    let api = fake.api();
    let error = api.me().await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_)));
    for said in [format!("{error}"), format!("{error:?}"), format!("{api:?}")] {
        assert!(!said.contains("thirty_five"), "{said}");
    }
}

#[tokio::test]
async fn the_bot_says_who_it_is_and_sets_its_commands_for_each_language() {
    let fake = Fake::start(|call, nth| match call.method.as_str() {
        "getMe" => Reply::Ok(json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Q", "username": "qbot" })),
        _ => fine(call, nth),
    })
    .await;
    let me = fake.api().me().await.unwrap();
    assert_eq!((me.id, me.username.as_str(), me.first_name.as_str()), (7_000_000_001, "qbot", "Q"));
    let menu = |words: &str| vec![("tasks".to_owned(), words.to_owned())];
    fake.api().register_commands(&[(None, menu("My tasks")), (Some("ru"), menu("Мои задачи"))]).await.unwrap();
    let calls = fake.calls("setMyCommands");
    assert_eq!(calls[0].body, json!({ "commands": [{ "command": "tasks", "description": "My tasks" }] }));
    assert_eq!(calls[1].body["language_code"], "ru");
}
