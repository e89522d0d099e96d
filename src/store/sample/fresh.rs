//! Freshening: the open tasks of the demo's people take their places around `now` again. It must not touch anybody
//! else's, nor what is done.

use std::collections::HashSet;

use chrono::{DateTime, Utc, Weekday};
use sqlx::PgConnection;

use super::telegram_ids;
use super::timing::{Day, DueNotice, Wall};
use crate::store::Result;
use crate::store::deals::{Line, note};
use crate::store::load::zone;

/// When a person's open tasks are due, the first to be due first; all further ones as the last.
const PLACES: [Day; 6] =
    [Day::Ago(1), Day::Today, Day::Ahead(1), Day::NextWeek(Weekday::Tue), Day::NextWeek(Weekday::Thu), Day::Ahead(15)];

/// A task in the hands of a person of the demo.
struct Held {
    member_id: i64,
    rep: bool,
    wall: Wall,
    task_id: i64,
    open: bool,
    created_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    /// Of the notice that it is due.
    notice_at: Option<DateTime<Utc>>,
    notice_sent: bool,
    completed_at: Option<DateTime<Utc>>,
}

/// A task in its new place.
struct Placed {
    task_id: i64,
    from: DateTime<Utc>,
    due_at: DateTime<Utc>,
    notice: DueNotice,
}

/// Freshens, in the open transaction.
pub(super) async fn freshen(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let held = held(connection, now).await?;
    let mut seen = HashSet::new();
    let placed: Vec<Placed> = held
        .chunk_by(|one, other| one.member_id == other.member_id)
        .filter(|tasks| out_of_date(tasks))
        .flat_map(place)
        // A task of a role may be in the hands of two.
        .filter(|task| seen.insert(task.task_id))
        .collect();
    write(connection, &placed, now).await
}

async fn held(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Held>> {
    let rows = sqlx::query!(
        r#"SELECT m.id AS member_id, m.role, m.time_zone, t.id AS task_id, t.state, t.created_at, t.due_at,
                  t.completed_at, n.due_at AS "notice_at?", n.sent_at AS "notice_sent_at?"
             FROM members m
             JOIN tasks t ON m.id = COALESCE(t.accepted_by, t.assignee_id)
                          OR (t.accepted_by IS NULL AND t.role = m.role AND t.team_id = m.team_id)
             LEFT JOIN task_notices n ON n.task_id = t.id AND n.kind = 'due'
            WHERE m.telegram_id = ANY($1)
              -- The day to come back to a lost deal was chosen by a person.
              AND t.step_id NOT IN (SELECT id FROM process_steps WHERE code = 'revive')
            ORDER BY m.id, t.due_at, t.id
              FOR UPDATE OF t"#,
        &telegram_ids(),
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Held {
                member_id: row.member_id,
                rep: row.role == "rep",
                wall: Wall { zone: zone("members", row.member_id, Some(&row.time_zone))?, now },
                task_id: row.task_id,
                open: matches!(row.state.as_str(), "open" | "accepted"),
                created_at: row.created_at,
                due_at: row.due_at,
                notice_at: row.notice_at,
                notice_sent: row.notice_sent_at.is_some(),
                completed_at: row.completed_at,
            })
        })
        .collect()
}

/// Whether a person's day has nothing to tell any more: see [`freshen`](super::freshen).
fn out_of_date(tasks: &[Held]) -> bool {
    let missed = |it: &Held| it.open && !it.notice_sent && it.notice_at.is_some_and(|at| at < it.wall.midnight());
    // One that ended before it could be announced told nothing.
    let announced = |it: &Held, at| it.open || it.completed_at.is_some_and(|completed| completed >= at);
    let of_today =
        |it: &Held| it.notice_at.is_some_and(|at| at >= it.wall.midnight() && at <= it.wall.now && announced(it, at));
    tasks.iter().any(missed) || (tasks.iter().any(|it| it.rep) && !tasks.iter().any(of_today))
}

/// The person's open tasks in their places. A single one is due today.
fn place(tasks: &[Held]) -> Vec<Placed> {
    let open: Vec<&Held> = tasks.iter().filter(|it| it.open).collect();
    let places = if open.len() > 1 { &PLACES[..] } else { &[Day::Today] };
    let last = places.last().copied().unwrap_or(Day::Today);
    open.iter()
        .zip(places.iter().copied().chain(std::iter::repeat(last)))
        .map(|(task, day)| {
            // A task cannot be due before there was one.
            let day = if task.wall.due(day) > task.created_at { day } else { Day::Today };
            let due_at = task.wall.due(day);
            let notice = task.wall.due_notice(day, due_at, task.created_at);
            Placed { task_id: task.task_id, from: task.due_at, due_at, notice }
        })
        .collect()
}

async fn write(connection: &mut PgConnection, placed: &[Placed], now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<i64> = placed.iter().map(|it| it.task_id).collect();
    let dues: Vec<DateTime<Utc>> = placed.iter().map(|it| it.due_at).collect();
    let notices: Vec<DateTime<Utc>> = placed.iter().map(|it| it.notice.at).collect();
    let sent: Vec<Option<DateTime<Utc>>> = placed.iter().map(|it| it.notice.sent_at).collect();
    sqlx::query!(
        r#"WITH placed AS (
               SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[])
                          AS it(task_id, due_at, notice_at, sent_at)
           ), moved AS (
               UPDATE tasks t SET due_at = placed.due_at FROM placed WHERE t.id = placed.task_id
           )
           INSERT INTO task_notices (task_id, kind, due_at, sent_at)
           SELECT task_id, 'due', notice_at, sent_at FROM placed
           ON CONFLICT (task_id, kind) DO UPDATE SET due_at = excluded.due_at, sent_at = excluded.sent_at"#,
        &ids,
        &dues,
        &notices,
        &sent as &[Option<DateTime<Utc>>],
    )
    .execute(&mut *connection)
    .await?;
    let lines: Vec<Line<'_>> = placed
        .iter()
        .filter(|it| it.from != it.due_at)
        .map(|it| Line {
            entity: "task",
            entity_id: it.task_id,
            field: "due",
            from: Some(it.from.to_rfc3339()),
            to: Some(it.due_at.to_rfc3339()),
        })
        .collect();
    note(connection, None, &lines, now).await
}
