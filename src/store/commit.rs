//! The commit: what one update's turn leaves behind, in one statement — the inbox mark, drafts, the chat, the outbox.
//!
//! By itself it is a whole transaction; after a command it is the last statement of one. Everything in it hangs on the
//! inbox mark: when another process has handled the update meanwhile, nothing is written at all.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use super::load::Chat;
use super::outbox::{Method, Outgoing};
use crate::engine::Draft;

/// What a turn leaves behind.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The update's place in the inbox.
    pub seq: i64,
    /// Its chat.
    pub chat_id: i64,
    /// Drafts that are kept, and of whom and about what they are.
    pub kept: &'a [Draft],
    /// Their member.
    pub member_id: i64,
    /// Their task.
    pub task_id: i64,
    /// Their opportunity.
    pub opportunity_id: i64,
    /// The draft that is dropped.
    pub dropped: Option<i64>,
    /// The task that ended: every draft about it is dropped, whoever's.
    pub ended_task_id: Option<i64>,
    /// The chat as it is from now on; none leaves it.
    pub chat: Option<Chat>,
    /// Which of `messages` becomes the chat's card (then its `card_outbox_id` is that row).
    pub card: Option<usize>,
    /// Whether the person did something: then they can be written to.
    pub wrote: bool,
    /// Messages to be sent, in this order.
    pub messages: &'a [Message],
    /// The instance that will send them.
    pub instance: i32,
    /// When.
    pub now: DateTime<Utc>,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What the Bot API is to do.
    pub method: Method,
    /// Its JSON body, without the message's id.
    pub body: String,
    /// The message to edit or delete.
    pub message_id: Option<i64>,
    /// The outbox row that sends it, when its id is not known yet.
    pub refers_to: Option<i64>,
}

/// What came of writing a turn.
#[derive(Debug)]
pub struct Committed {
    /// The messages that this instance is to send now. Where an older message of the chat is still open and not this
    /// instance's, they wait in the outbox for it: order within a chat is kept across processes.
    pub sent: Vec<Outgoing>,
    /// Whether another update of the chat was open then.
    pub more: bool,
}

/// Writes it. None when the update was not open any more: then nothing was written.
///
/// # Errors
/// When the database fails.
pub async fn turn(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Option<Committed>> {
    let kept = Columns::of(turn.kept);
    let methods: Vec<&str> = turn.messages.iter().map(|it| it.method.code()).collect();
    let bodies: Vec<&str> = turn.messages.iter().map(|it| it.body.as_str()).collect();
    let message_ids: Vec<Option<i64>> = turn.messages.iter().map(|it| it.message_id).collect();
    let refers: Vec<Option<i64>> = turn.messages.iter().map(|it| it.refers_to).collect();
    let chat = turn.chat.unwrap_or_default();
    let row = sqlx::query!(
        r#"WITH done AS (
               UPDATE inbox SET state = 'done', done_at = $3, error = NULL WHERE seq = $1 AND state = 'open' RETURNING seq
           ), kept AS (
               INSERT INTO drafts (id, member_id, dialog, task_id, opportunity_id, version, state, filled, path, revision,
                                   created_at, updated_at)
               SELECT d.id, $11, d.dialog, $12, $13, d.version, d.state::jsonb, d.filled::jsonb, d.path::jsonb, d.revision,
                      $3, $3
                 FROM done, unnest($4::bigint[], $5::text[], $6::integer[], $7::text[], $8::text[], $9::text[],
                                   $10::integer[]) AS d(id, dialog, version, state, filled, path, revision)
               ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
                   filled = excluded.filled, path = excluded.path, revision = excluded.revision,
                   updated_at = excluded.updated_at
                WHERE drafts.member_id = excluded.member_id
           ), dropped AS (
               DELETE FROM drafts USING done WHERE id = $14 AND member_id = $11
           ), ended AS (
               DELETE FROM drafts USING done WHERE task_id = $25
           ), sent AS (
               INSERT INTO outbox (chat_id, lane, method, body, message_id, refers_to, leased_by, next_attempt_at,
                                   created_at)
               SELECT $2, 0, m.method, m.body, m.message_id, m.refers_to,
                      CASE WHEN EXISTS (SELECT FROM outbox o WHERE o.chat_id = $2 AND o.state = 'open'
                                           AND o.leased_by IS DISTINCT FROM $19) THEN NULL ELSE $19 END, $3, $3
                 FROM done, unnest($15::text[], $16::text[], $17::bigint[], $18::bigint[]) WITH ORDINALITY
                      AS m(method, body, message_id, refers_to, place)
                ORDER BY m.place
               RETURNING id, leased_by
           ), reached AS (
               -- Whoever writes can be written to, even if an earlier send said otherwise.
               UPDATE members SET reachable = true FROM done WHERE telegram_id = $2 AND NOT reachable AND $26
           ), chat AS (
               UPDATE chats SET focus_draft_id = $20, card_message_id = $21,
                      card_outbox_id = COALESCE((SELECT id FROM sent ORDER BY id OFFSET $23 LIMIT 1), $22)
                 FROM done WHERE chat_id = $2 AND $24
           )
           SELECT EXISTS (SELECT FROM done) AS "done!",
                  EXISTS (SELECT FROM inbox WHERE chat_id = $2 AND state = 'open' AND seq <> $1) AS "more!",
                  (SELECT array_agg(id ORDER BY id) FROM sent) AS ids,
                  COALESCE((SELECT bool_and(leased_by IS NOT NULL) FROM sent), false) AS "ours!""#,
        turn.seq,
        turn.chat_id,
        turn.now,
        &kept.ids,
        &kept.dialogs as &[&str],
        &kept.versions,
        &kept.states as &[&str],
        &kept.filled as &[&str],
        &kept.paths as &[&str],
        &kept.revisions,
        turn.member_id,
        turn.task_id,
        turn.opportunity_id,
        turn.dropped,
        &methods as &[&str],
        &bodies as &[&str],
        &message_ids as &[Option<i64>],
        &refers as &[Option<i64>],
        turn.instance,
        chat.focus_draft_id,
        chat.card_message_id,
        chat.card_outbox_id,
        // Beyond the last row when no message becomes the card: then the chat's own value stands.
        i64::try_from(turn.card.unwrap_or(turn.messages.len())).unwrap_or(i64::MAX),
        turn.chat.is_some(),
        turn.ended_task_id,
        turn.wrote,
    )
    .fetch_one(connection)
    .await?;
    if !row.done {
        return Ok(None);
    }
    let ids = if row.ours { row.ids.unwrap_or_default() } else { Vec::new() };
    Ok(Some(Committed { sent: outgoing(turn.chat_id, ids, turn.messages), more: row.more }))
}

/// Puts one message into the outbox, outside of any turn.
///
/// # Errors
/// When the database fails.
pub async fn say(
    connection: &mut PgConnection,
    chat_id: i64,
    message: &Message,
    instance: i32,
    now: DateTime<Utc>,
) -> Result<Vec<Outgoing>> {
    let row = sqlx::query!(
        r#"INSERT INTO outbox (chat_id, lane, method, body, message_id, refers_to, leased_by, next_attempt_at, created_at)
           VALUES ($1, 0, $2, $3, $4, $5,
                   CASE WHEN EXISTS (SELECT FROM outbox o WHERE o.chat_id = $1 AND o.state = 'open'
                                        AND o.leased_by IS DISTINCT FROM $6) THEN NULL ELSE $6 END, $7, $7)
           RETURNING id, leased_by"#,
        chat_id,
        message.method.code(),
        message.body,
        message.message_id,
        message.refers_to,
        instance,
        now,
    )
    .fetch_one(connection)
    .await?;
    let ours = row.leased_by.is_some();
    let ids = if ours { vec![row.id] } else { Vec::new() };
    Ok(outgoing(chat_id, ids, std::slice::from_ref(message)))
}

fn outgoing(chat_id: i64, ids: Vec<i64>, messages: &[Message]) -> Vec<Outgoing> {
    let pair = |(id, message): (i64, &Message)| Outgoing {
        id,
        chat_id,
        lane: 0,
        method: message.method,
        body: message.body.clone(),
        message_id: message.message_id,
        refers_to: message.refers_to,
        attempts: 0,
    };
    ids.into_iter().zip(messages).map(pair).collect()
}

/// Drafts as columns: PostgreSQL takes a set of rows as one array a column.
#[derive(Default)]
struct Columns<'a> {
    ids: Vec<i64>,
    dialogs: Vec<&'a str>,
    versions: Vec<i32>,
    states: Vec<&'a str>,
    filled: Vec<&'a str>,
    paths: Vec<&'a str>,
    revisions: Vec<i32>,
}

impl<'a> Columns<'a> {
    fn of(drafts: &'a [Draft]) -> Self {
        let mut columns = Self::default();
        for draft in drafts {
            columns.ids.push(draft.id);
            columns.dialogs.push(draft.dialog.code());
            columns.versions.push(draft.version);
            columns.states.push(draft.state.get());
            columns.filled.push(draft.filled.get());
            columns.paths.push(draft.path.get());
            columns.revisions.push(draft.revision);
        }
        columns
    }
}
