//! The commit: what an update's turn leaves behind, in one statement — the inbox mark, drafts, the chat, the outbox.
//!
//! By itself it is a whole transaction, and may hold the turns of several chats; after a command it is the last statement
//! of one. Everything of a turn hangs on its inbox mark: when another process has handled the update meanwhile, nothing of
//! that turn is written at all.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use super::load::Chat;
use super::outbox::{Method, Outgoing};
use crate::engine::Draft;

/// What a turn leaves behind.
#[derive(Debug)]
pub struct Turn {
    /// The update's place in the inbox.
    pub seq: i64,
    /// Its chat.
    pub chat_id: i64,
    /// Drafts that are kept, and of whom and about what they are.
    pub kept: Vec<Draft>,
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
    /// Messages to be sent, in this order.
    pub messages: Vec<Message>,
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

/// Writes turns of different chats, all or none; `instance` will send their messages. For each in order: what came of it,
/// and none when its update was not open any more; then nothing of it was written.
///
/// # Errors
/// When the database fails: then nothing was written.
pub async fn turns(
    connection: &mut PgConnection,
    turns: &[Turn],
    instance: i32,
    now: DateTime<Utc>,
) -> Result<Vec<Option<Committed>>> {
    let (turn, kept, sent) = (Heads::of(turns), Kept::of(turns), Said::of(turns));
    let rows = sqlx::query!(
        r#"WITH turn AS (
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                                    $7::bigint[], $8::boolean[], $9::bigint[], $10::bigint[],
                                    $11::bigint[], $12::bigint[])
                   AS it(seq, chat_id, member_id, task_id, opportunity_id, dropped, ended_task_id, moves, focus,
                         card_message_id, card_outbox_id, card)
           ), done AS (
               UPDATE inbox i SET state = 'done', done_at = $26, error = NULL FROM turn t
                WHERE i.seq = t.seq AND i.state = 'open' RETURNING t.*
           ), kept AS (
               INSERT INTO drafts (id, member_id, dialog, task_id, opportunity_id, version, state, filled, path, revision,
                                   created_at, updated_at)
               SELECT d.id, t.member_id, d.dialog, t.task_id, t.opportunity_id, d.version, d.state::jsonb,
                      d.filled::jsonb, d.path::jsonb, d.revision, $26, $26
                 FROM done t
                 JOIN unnest($13::bigint[], $14::bigint[], $15::text[], $16::integer[], $17::text[], $18::text[],
                             $19::text[], $20::integer[])
                      AS d(seq, id, dialog, version, state, filled, path, revision) ON d.seq = t.seq
               ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
                   filled = excluded.filled, path = excluded.path, revision = excluded.revision,
                   updated_at = excluded.updated_at
                WHERE drafts.member_id = excluded.member_id
           ), dropped AS (
               DELETE FROM drafts d USING done t WHERE d.id = t.dropped AND d.member_id = t.member_id
           ), ended AS (
               -- An interaction is about the deal: what was begun of it outlives the task.
               DELETE FROM drafts d USING done t WHERE d.task_id = t.ended_task_id AND d.dialog <> 'interact'
           ), sent AS (
               INSERT INTO outbox (chat_id, lane, method, body, message_id, refers_to, leased_by, next_attempt_at,
                                   created_at)
               SELECT t.chat_id, 0, m.method, m.body, m.message_id, m.refers_to,
                      CASE WHEN EXISTS (SELECT FROM outbox o WHERE o.chat_id = t.chat_id AND o.state = 'open'
                                           AND o.leased_by IS DISTINCT FROM $27) THEN NULL ELSE $27 END, $26, $26
                 FROM done t
                 JOIN unnest($21::bigint[], $22::text[], $23::text[], $24::bigint[], $25::bigint[]) WITH ORDINALITY
                      AS m(seq, method, body, message_id, refers_to, place) ON m.seq = t.seq
                ORDER BY m.place
               RETURNING id, chat_id, leased_by
           ), chat AS (
               UPDATE chats c SET focus_draft_id = t.focus, card_message_id = t.card_message_id,
                      card_outbox_id = COALESCE((SELECT s.id FROM sent s WHERE s.chat_id = t.chat_id
                                                  ORDER BY s.id OFFSET t.card LIMIT 1), t.card_outbox_id)
                 FROM done t WHERE c.chat_id = t.chat_id AND t.moves
           )
           SELECT t.seq AS "seq!",
                  EXISTS (SELECT FROM inbox i WHERE i.chat_id = t.chat_id AND i.state = 'open' AND i.seq <> t.seq)
                      AS "more!",
                  (SELECT array_agg(s.id ORDER BY s.id) FROM sent s WHERE s.chat_id = t.chat_id) AS ids,
                  COALESCE((SELECT bool_and(s.leased_by IS NOT NULL) FROM sent s WHERE s.chat_id = t.chat_id), false)
                      AS "ours!"
             FROM done t"#,
        &turn.seqs,
        &turn.chat_ids,
        &turn.member_ids,
        &turn.task_ids,
        &turn.opportunity_ids,
        &turn.dropped as &[Option<i64>],
        &turn.ended_task_ids as &[Option<i64>],
        &turn.moves,
        &turn.focuses as &[Option<i64>],
        &turn.card_message_ids as &[Option<i64>],
        &turn.card_outbox_ids as &[Option<i64>],
        &turn.cards,
        &kept.seqs,
        &kept.ids,
        &kept.dialogs as &[&str],
        &kept.versions,
        &kept.states as &[&str],
        &kept.filled as &[&str],
        &kept.paths as &[&str],
        &kept.revisions,
        &sent.seqs,
        &sent.methods as &[&str],
        &sent.bodies as &[&str],
        &sent.message_ids as &[Option<i64>],
        &sent.refers as &[Option<i64>],
        now,
        instance,
    )
    .fetch_all(connection)
    .await?;
    let mut written: HashMap<i64, (bool, Vec<i64>)> = rows
        .into_iter()
        .map(|row| (row.seq, (row.more, if row.ours { row.ids.unwrap_or_default() } else { Vec::new() })))
        .collect();
    let committed = |turn: &Turn| {
        let (more, ids) = written.remove(&turn.seq)?;
        Some(Committed { sent: outgoing(turn.chat_id, ids, &turn.messages), more })
    };
    Ok(turns.iter().map(committed).collect())
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

/// Turns as columns: PostgreSQL takes a set of rows as one array a column.
#[derive(Default)]
struct Heads {
    seqs: Vec<i64>,
    chat_ids: Vec<i64>,
    member_ids: Vec<i64>,
    task_ids: Vec<i64>,
    opportunity_ids: Vec<i64>,
    dropped: Vec<Option<i64>>,
    ended_task_ids: Vec<Option<i64>>,
    moves: Vec<bool>,
    focuses: Vec<Option<i64>>,
    card_message_ids: Vec<Option<i64>>,
    card_outbox_ids: Vec<Option<i64>>,
    cards: Vec<i64>,
}

impl Heads {
    fn of(turns: &[Turn]) -> Self {
        let mut columns = Self::default();
        for turn in turns {
            let chat = turn.chat.unwrap_or_default();
            columns.seqs.push(turn.seq);
            columns.chat_ids.push(turn.chat_id);
            columns.member_ids.push(turn.member_id);
            columns.task_ids.push(turn.task_id);
            columns.opportunity_ids.push(turn.opportunity_id);
            columns.dropped.push(turn.dropped);
            columns.ended_task_ids.push(turn.ended_task_id);
            columns.moves.push(turn.chat.is_some());
            columns.focuses.push(chat.focus_draft_id);
            columns.card_message_ids.push(chat.card_message_id);
            columns.card_outbox_ids.push(chat.card_outbox_id);
            // Beyond the last row when no message becomes the card: then the chat's own value stands.
            columns.cards.push(i64::try_from(turn.card.unwrap_or(turn.messages.len())).unwrap_or(i64::MAX));
        }
        columns
    }
}

/// Drafts as columns, each with the update whose turn keeps it.
#[derive(Default)]
struct Kept<'a> {
    seqs: Vec<i64>,
    ids: Vec<i64>,
    dialogs: Vec<&'a str>,
    versions: Vec<i32>,
    states: Vec<&'a str>,
    filled: Vec<&'a str>,
    paths: Vec<&'a str>,
    revisions: Vec<i32>,
}

impl<'a> Kept<'a> {
    fn of(turns: &'a [Turn]) -> Self {
        let mut columns = Self::default();
        for (turn, draft) in turns.iter().flat_map(|turn| turn.kept.iter().map(move |draft| (turn, draft))) {
            columns.seqs.push(turn.seq);
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

/// Messages as columns, each with the update that it answers.
#[derive(Default)]
struct Said<'a> {
    seqs: Vec<i64>,
    methods: Vec<&'a str>,
    bodies: Vec<&'a str>,
    message_ids: Vec<Option<i64>>,
    refers: Vec<Option<i64>>,
}

impl<'a> Said<'a> {
    fn of(turns: &'a [Turn]) -> Self {
        let mut columns = Self::default();
        for (turn, message) in turns.iter().flat_map(|turn| turn.messages.iter().map(move |message| (turn, message))) {
            columns.seqs.push(turn.seq);
            columns.methods.push(message.method.code());
            columns.bodies.push(&message.body);
            columns.message_ids.push(message.message_id);
            columns.refers.push(message.refers_to);
        }
        columns
    }
}
