//! The outbox: messages that are to be sent, until it is known what became of them.
//!
//! A row is open until it is settled. An open row is leased by the instance that sends it; a lease of an instance that
//! is gone is free, and what it was sending has an unknown outcome.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Result, StoreError};

/// What the Bot API is to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// A new message.
    Send,
    /// New text and buttons for a message.
    Edit,
    /// A message disappears.
    Delete,
}

impl Method {
    /// The Bot API's name, which the table keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Send => "sendMessage",
            Self::Edit => "editMessageText",
            Self::Delete => "deleteMessage",
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        [Self::Send, Self::Edit, Self::Delete].into_iter().find(|method| method.code() == code)
    }
}

/// An open row of the outbox, leased by this instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Row id.
    pub id: i64,
    /// To which chat.
    pub chat_id: i64,
    /// 0 answers, 1 notices, 2 digests.
    pub lane: i16,
    /// What to do.
    pub method: Method,
    /// The JSON body, without the message's id.
    pub body: String,
    /// The message to edit or delete.
    pub message_id: Option<i64>,
    /// The row that sent it, when its id was not known yet.
    pub refers_to: Option<i64>,
    /// How often it was tried.
    pub attempts: i32,
}

/// A row as the table has it.
struct Row {
    id: i64,
    chat_id: i64,
    lane: i16,
    method: String,
    body: String,
    message_id: Option<i64>,
    refers_to: Option<i64>,
    attempts: i32,
}

impl Row {
    fn outgoing(self) -> Result<Outgoing> {
        let Self { id, chat_id, lane, method, body, message_id, refers_to, attempts } = self;
        let method = Method::of_code(&method).ok_or_else(|| StoreError::contradiction("outbox", id, method.clone()))?;
        Ok(Outgoing { id, chat_id, lane, method, body, message_id, refers_to, attempts })
    }
}

/// Leases what is open and nobody's (or of an instance that is gone), oldest first within each chat.
///
/// A chat is taken as a whole: while another living instance holds an open row of it, its later rows wait.
///
/// # Errors
/// When the database fails.
pub async fn lease(pool: &PgPool, instance: i32, now: DateTime<Utc>, most: i64) -> Result<Vec<Outgoing>> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH living AS (
               SELECT objid::integer AS instance FROM pg_locks
                WHERE locktype = 'advisory' AND classid = $4::integer::oid AND objsubid = 2
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           ), free AS (
               SELECT o.id FROM outbox o
                WHERE o.state = 'open' AND o.next_attempt_at <= $2
                  AND (o.leased_by IS NULL OR o.leased_by NOT IN (SELECT instance FROM living))
                  AND NOT EXISTS (SELECT FROM outbox e WHERE e.chat_id = o.chat_id AND e.state = 'open' AND e.id < o.id
                                     AND (e.next_attempt_at > $2
                                          OR (e.leased_by <> $1 AND e.leased_by IN (SELECT instance FROM living))))
                ORDER BY o.lane, o.id LIMIT $3
                  FOR UPDATE SKIP LOCKED
           )
           UPDATE outbox o SET leased_by = $1 FROM free WHERE o.id = free.id
           RETURNING o.id, o.chat_id, o.lane, o.method, o.body, o.message_id, o.refers_to, o.attempts"#,
        instance,
        now,
        most,
        super::instance::LOCK_CLASS,
    )
    .fetch_all(pool)
    .await?;
    let mut leased = rows.into_iter().map(Row::outgoing).collect::<Result<Vec<_>>>()?;
    leased.sort_by_key(|it| it.id);
    Ok(leased)
}

/// Rows that this instance holds the lease of and does not know: it leased or wrote them, and the database's answer was
/// lost on the way. Only those due before `before`, so that what was written a moment ago is not among them.
///
/// # Errors
/// When the database fails.
pub async fn lost(
    pool: &PgPool,
    instance: i32,
    known: &[i64],
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Outgoing>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, chat_id, lane, method, body, message_id, refers_to, attempts FROM outbox
            WHERE state = 'open' AND leased_by = $1 AND next_attempt_at <= $3 AND id <> ALL($2)
            ORDER BY id LIMIT $4"#,
        instance,
        known,
        before,
        most,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Row::outgoing).collect()
}

/// The id of the message that a row sent, if it has been sent.
///
/// # Errors
/// When the database fails.
pub async fn sent_message_id(pool: &PgPool, id: i64) -> Result<Option<i64>> {
    let found =
        sqlx::query_scalar!("SELECT sent_message_id FROM outbox WHERE id = $1", id).fetch_optional(pool).await?;
    Ok(found.flatten())
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Row id.
    pub id: i64,
    /// `sent`, `dropped` or `failed`.
    pub state: &'static str,
    /// The new message's id.
    pub sent_message_id: Option<i64>,
    /// Why it was dropped or failed.
    pub error: Option<String>,
}

/// Settles rows in one statement; a card that now has its message's id gets it.
///
/// # Errors
/// When the database fails: then the rows stay open, and are sent again.
pub async fn settle(pool: &PgPool, settled: &[Settled], now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<i64> = settled.iter().map(|it| it.id).collect();
    let states: Vec<&str> = settled.iter().map(|it| it.state).collect();
    let message_ids: Vec<Option<i64>> = settled.iter().map(|it| it.sent_message_id).collect();
    let errors: Vec<Option<&str>> = settled.iter().map(|it| it.error.as_deref()).collect();
    sqlx::query!(
        r#"WITH it AS (
               SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])
                   AS it(id, state, message_id, error)
           ), card AS (
               UPDATE chats c SET card_message_id = it.message_id FROM it JOIN outbox s ON s.id = it.id
                WHERE c.chat_id = s.chat_id AND c.card_outbox_id = it.id AND it.message_id IS NOT NULL
           )
           UPDATE outbox o SET state = it.state, settled_at = $5, sent_message_id = it.message_id, error = it.error,
                  attempts = o.attempts + 1
             FROM it WHERE o.id = it.id AND o.state = 'open'"#,
        &ids,
        &states as &[&str],
        &message_ids as &[Option<i64>],
        &errors as &[Option<&str>],
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a row back, to be tried again at `retry_at`.
///
/// # Errors
/// When the database fails.
pub async fn retry_later(pool: &PgPool, id: i64, error: &str, retry_at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        r#"UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $2, error = $3, leased_by = NULL
            WHERE id = $1 AND state = 'open'"#,
        id,
        retry_at,
        error,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets messages that a chat has no more: the demo's simulator begins with empty chats each time.
///
/// # Errors
/// When the database fails.
pub async fn forget_sent_cards(pool: &PgPool, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        r#"WITH cards AS (UPDATE chats SET card_message_id = NULL, card_outbox_id = NULL)
           UPDATE outbox SET state = 'dropped', settled_at = $1, error = 'the chat is new' WHERE state = 'open'"#,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}
