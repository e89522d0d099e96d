//! The inbox: updates as they came, to the letter (but for the code of an invite, which is a secret), until they are done.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Result;

/// An update to be recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// Telegram's number.
    pub update_id: i64,
    /// The chat under whose lock it is handled; 0 when it has none.
    pub chat_id: i64,
    /// The draft that a tapped button is about.
    pub draft_id: Option<i64>,
    /// The task that a tapped button is about.
    pub task_id: Option<i64>,
    /// The opportunity that a tapped button is about.
    pub opportunity_id: Option<i64>,
    /// The dialog that a tapped button opens.
    pub dialog: Option<&'static str>,
    /// Its JSON.
    pub raw: String,
}

/// Records updates; ones that were recorded before are passed over. Returns the chats that have something new.
///
/// One statement, so that the whole batch is there or not at all.
///
/// # Errors
/// When the database fails: then nothing must be acknowledged.
pub async fn record(pool: &PgPool, bot_id: i64, arrived: &[Arrived], now: DateTime<Utc>) -> Result<Vec<i64>> {
    let update_ids: Vec<i64> = arrived.iter().map(|it| it.update_id).collect();
    let chat_ids: Vec<i64> = arrived.iter().map(|it| it.chat_id).collect();
    let draft_ids: Vec<Option<i64>> = arrived.iter().map(|it| it.draft_id).collect();
    let task_ids: Vec<Option<i64>> = arrived.iter().map(|it| it.task_id).collect();
    let opportunity_ids: Vec<Option<i64>> = arrived.iter().map(|it| it.opportunity_id).collect();
    let dialogs: Vec<Option<&str>> = arrived.iter().map(|it| it.dialog).collect();
    let raws: Vec<&str> = arrived.iter().map(|it| it.raw.as_str()).collect();
    let chats = sqlx::query_scalar!(
        r#"WITH arrived AS (
               SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
                                    $8::text[])
                   WITH ORDINALITY AS it(update_id, chat_id, draft_id, task_id, opportunity_id, dialog, raw, place)
           ), known AS (
               INSERT INTO chats (chat_id)
               SELECT DISTINCT chat_id FROM arrived a
                WHERE NOT EXISTS (SELECT FROM chats c WHERE c.chat_id = a.chat_id) ORDER BY 1
               ON CONFLICT DO NOTHING
           ), recorded AS (
               INSERT INTO inbox (bot_id, update_id, chat_id, draft_id, task_id, opportunity_id, dialog, raw,
                                  next_attempt_at, received_at)
               SELECT $1, update_id, chat_id, draft_id, task_id, opportunity_id, dialog, raw, $9, $9 FROM arrived ORDER BY place
               ON CONFLICT (bot_id, update_id) DO NOTHING
               RETURNING chat_id
           )
           SELECT DISTINCT chat_id AS "chat_id!" FROM recorded"#,
        bot_id,
        &update_ids,
        &chat_ids,
        &draft_ids as &[Option<i64>],
        &task_ids as &[Option<i64>],
        &opportunity_ids as &[Option<i64>],
        &dialogs as &[Option<&str>],
        &raws as &[&str],
        now,
    )
    .fetch_all(pool)
    .await?;
    Ok(chats)
}

/// Chats whose oldest open update may be tried now, and was received before `before` or has been tried: what a failure, a
/// start, or a process that died, left behind.
///
/// # Errors
/// When the database fails.
pub async fn waiting_chats(pool: &PgPool, now: DateTime<Utc>, before: DateTime<Utc>) -> Result<Vec<i64>> {
    let chats = sqlx::query_scalar!(
        r#"SELECT chat_id AS "chat_id!" FROM (
               SELECT DISTINCT ON (chat_id) chat_id, next_attempt_at, received_at, attempts
                 FROM inbox WHERE state = 'open' ORDER BY chat_id, seq
           ) head WHERE next_attempt_at <= $1 AND (received_at <= $2 OR attempts > 0)"#,
        now,
        before,
    )
    .fetch_all(pool)
    .await?;
    Ok(chats)
}

/// Notes that an update failed: it is tried again at `retry_at`, and its chat waits for it.
///
/// # Errors
/// When the database fails.
pub async fn retry_later(pool: &PgPool, seq: i64, error: &str, retry_at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE inbox SET attempts = attempts + 1, next_attempt_at = $2, error = $3 WHERE seq = $1 AND state = 'open'",
        seq,
        retry_at,
        error,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets the code of an invite in a recorded update: it is a secret, and who tries it may not be whom it is for.
///
/// # Errors
/// When the database fails.
pub async fn forget_code(connection: &mut PgConnection, seq: i64) -> Result<()> {
    sqlx::query!("UPDATE inbox SET raw = regexp_replace(raw, '(/start )[A-Za-z0-9_-]+', '\\1…') WHERE seq = $1", seq,)
        .execute(connection)
        .await?;
    Ok(())
}

/// Parks an update that always fails: its chat goes on without it. With `unreadable` what it is about contradicts itself, and
/// the chat lets go of the draft in focus, or every later text would fail on it. False when it was not open any more.
///
/// # Errors
/// When the database fails.
pub async fn park(
    connection: &mut PgConnection,
    seq: i64,
    error: &str,
    unreadable: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    let parked = sqlx::query!(
        r#"WITH parked AS (
               UPDATE inbox SET attempts = attempts + 1, state = 'parked', error = $2, done_at = $3
                WHERE seq = $1 AND state = 'open' RETURNING chat_id
           ), let_go AS (
               UPDATE chats c SET focus_draft_id = NULL FROM parked p WHERE c.chat_id = p.chat_id AND $4
           )
           SELECT EXISTS (SELECT FROM parked) AS "parked!""#,
        seq,
        error,
        now,
        unreadable,
    )
    .fetch_one(connection)
    .await?;
    Ok(parked.parked)
}

/// The number after the greatest of all updates, if there are any: the demo's simulator goes on from there. (Telegram's
/// numbers have 32 bits; one that a test made up beyond that does not count.)
///
/// # Errors
/// When the database fails.
pub async fn next_update_id(pool: &PgPool) -> Result<Option<i64>> {
    let next = sqlx::query_scalar!("SELECT max(update_id) + 1 FROM inbox WHERE update_id < 4000000000")
        .fetch_one(pool)
        .await?;
    Ok(next)
}
