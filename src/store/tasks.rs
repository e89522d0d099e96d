//! Tasks: lists, and what happens to one — accepted, given back, completed, and the next one given out.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::deals::{Line, note};
use super::{Result, StoreError};
use crate::domain::member::{Member, Role};
use crate::domain::process::NewTask;
use crate::domain::task::{Bilingual, Importance, Progress, Task};

/// A task as a line of a list, or as a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// Row id.
    pub id: i64,
    /// The opportunity.
    pub opportunity_id: i64,
    /// The step's title.
    pub title: Bilingual,
    /// The opportunity's title.
    pub deal: String,
    /// The partner's name.
    pub partner: String,
    /// How much it matters.
    pub importance: Importance,
    /// When it must be done, or, of a done one, when it was.
    pub due_at: DateTime<Utc>,
}

/// One page of a member's tasks, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct TaskList {
    /// The page.
    pub lines: Vec<TaskLine>,
    /// Open tasks due before now.
    pub overdue: i64,
    /// Open tasks due from now to the end of the member's day.
    pub today: i64,
    /// Open tasks due after that.
    pub later: i64,
    /// Done tasks.
    pub done: i64,
}

/// Which tasks a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Open ones, the first due first.
    Open,
    /// Done ones, the last done first.
    Done,
}

/// Lists a member's own tasks, with those handed to their role in the team.
///
/// # Errors
/// When the database fails.
pub async fn list(
    connection: &mut PgConnection,
    member: &Member,
    which: Which,
    offset: i64,
    most: i64,
    now: DateTime<Utc>,
    end_of_day: DateTime<Utc>,
) -> Result<TaskList> {
    let rows = sqlx::query!(
        r#"WITH open AS MATERIALIZED (
               SELECT id, due_at FROM tasks WHERE assignee_id = $1 AND state IN ('open', 'accepted')
               UNION ALL
               -- What a colleague of the role accepted is the colleague's.
               SELECT id, due_at FROM tasks WHERE role = $2 AND team_id = $3 AND state IN ('open', 'accepted')
                  AND (accepted_by IS NULL OR accepted_by = $1)
           ), counted AS (
               SELECT count(*) FILTER (WHERE due_at < $4) AS overdue,
                      count(*) FILTER (WHERE due_at >= $4 AND due_at < $5) AS today,
                      count(*) FILTER (WHERE due_at >= $5) AS later,
                      (SELECT count(*) FROM tasks WHERE completed_by = $1 AND state = 'done') AS done
                 FROM open
           ), page AS (
               (SELECT id, due_at AS at, 1 AS direction FROM open WHERE $6 ORDER BY due_at, id LIMIT $8 OFFSET $7)
               UNION ALL
               (SELECT id, completed_at, -1 FROM tasks WHERE NOT $6 AND completed_by = $1 AND state = 'done'
                 ORDER BY completed_at DESC, id DESC LIMIT $8 OFFSET $7)
           )
           SELECT c.overdue AS "overdue!", c.today AS "today!", c.later AS "later!", c.done AS "done!",
                  t.id AS "id?", t.opportunity_id AS "opportunity_id?", s.title_en AS "title_en?",
                  s.title_ru AS "title_ru?", o.title AS "deal?", p.name AS "partner?", t.importance AS "importance?",
                  page.at AS "at?"
             FROM counted c
             LEFT JOIN page ON true
             LEFT JOIN tasks t ON t.id = page.id
             LEFT JOIN process_steps s ON s.id = t.step_id
             LEFT JOIN opportunities o ON o.id = t.opportunity_id
             LEFT JOIN partners p ON p.id = o.partner_id
            ORDER BY extract(epoch FROM page.at) * page.direction, page.id * page.direction"#,
        member.id,
        member.role.code(),
        member.team_id,
        now,
        end_of_day,
        which == Which::Open,
        offset,
        most,
    )
    .fetch_all(connection)
    .await?;
    let mut list = TaskList::default();
    for row in rows {
        (list.overdue, list.today, list.later, list.done) = (row.overdue, row.today, row.later, row.done);
        let Some(id) = row.id else { continue };
        list.lines.push(TaskLine {
            id,
            opportunity_id: row.opportunity_id.unwrap_or_default(),
            title: Bilingual { en: row.title_en.unwrap_or_default(), ru: row.title_ru.unwrap_or_default() },
            deal: row.deal.unwrap_or_default(),
            partner: row.partner.unwrap_or_default(),
            importance: importance(id, row.importance.as_deref())?,
            due_at: row.at.unwrap_or_default(),
        });
    }
    Ok(list)
}

pub(super) fn importance(id: i64, code: Option<&str>) -> Result<Importance> {
    code.and_then(Importance::of_code)
        .ok_or_else(|| StoreError::contradiction("tasks", id, code.unwrap_or("no importance")))
}

/// A moved task: false when it did not stand as it was decided on any more, and nothing was written.
type Moved = bool;

/// The member accepts the task, from `start`.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    connection: &mut PgConnection,
    task: &Task,
    member_id: i64,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Moved> {
    let accepted = sqlx::query!(
        r#"UPDATE tasks SET state = 'accepted', accepted_by = $2, accepted_at = $3, start_at = $4
            WHERE id = $1 AND state = 'open'
              AND assignee_id IS NOT DISTINCT FROM $5 AND role IS NOT DISTINCT FROM $6 AND team_id = $7"#,
        task.id,
        member_id,
        now,
        start,
        task.belonging.member_id,
        task.belonging.role.map(Role::code),
        task.belonging.team_id,
    )
    .execute(&mut *connection)
    .await?;
    let line = Line {
        entity: "task",
        entity_id: task.id,
        field: "accepted",
        from: None,
        to: Some(format!("start {}", start.to_rfc3339())),
    };
    moved(accepted.rows_affected(), connection, member_id, &[line], now).await
}

async fn moved(
    rows: u64,
    connection: &mut PgConnection,
    member_id: i64,
    lines: &[Line<'_>],
    now: DateTime<Utc>,
) -> Result<Moved> {
    if rows == 0 {
        return Ok(false);
    }
    note(connection, Some(member_id), lines, now).await?;
    Ok(true)
}

/// The member takes the accepting back.
///
/// # Errors
/// When the database fails.
pub async fn give_back(
    connection: &mut PgConnection,
    task: &Task,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<Moved> {
    let given_back = sqlx::query!(
        r#"UPDATE tasks SET state = 'open', accepted_by = NULL, accepted_at = NULL, start_at = NULL
            WHERE id = $1 AND state = 'accepted' AND accepted_by = $2"#,
        task.id,
        member_id,
    )
    .execute(&mut *connection)
    .await?;
    let line = Line { entity: "task", entity_id: task.id, field: "accepted", from: Some("accepted".into()), to: None };
    moved(given_back.rows_affected(), connection, member_id, &[line], now).await
}

/// The member completes the task; one that nobody accepted is accepted first.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    connection: &mut PgConnection,
    task: &Task,
    member_id: i64,
    results: &str,
    completed_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Moved> {
    let completed = sqlx::query!(
        r#"UPDATE tasks SET state = 'done', completed_by = $2, completed_at = $3, results = $4,
                  accepted_by = COALESCE(accepted_by, $2), accepted_at = COALESCE(accepted_at, $5),
                  start_at = COALESCE(start_at, $3)
            WHERE id = $1 AND state IN ('open', 'accepted')
              AND assignee_id IS NOT DISTINCT FROM $6 AND role IS NOT DISTINCT FROM $7 AND team_id = $8
              AND accepted_by IS NOT DISTINCT FROM $9"#,
        task.id,
        member_id,
        completed_at,
        results,
        now,
        task.belonging.member_id,
        task.belonging.role.map(Role::code),
        task.belonging.team_id,
        match task.progress {
            Progress::Accepted { by, .. } => Some(by),
            _ => None,
        },
    )
    .execute(&mut *connection)
    .await?;
    let done = Line {
        entity: "task",
        entity_id: task.id,
        field: "completed",
        from: None,
        to: Some(format!("{}: {results}", completed_at.to_rfc3339())),
    };
    let accepted = Line {
        entity: "task",
        entity_id: task.id,
        field: "accepted",
        from: None,
        to: Some(format!("start {}", completed_at.to_rfc3339())),
    };
    let open = matches!(task.progress, Progress::Open);
    let lines = if open { vec![accepted, done] } else { vec![done] };
    moved(completed.rows_affected(), connection, member_id, &lines, now).await
}

/// Makes a task and its notices: that it was given out (at once), and that it is due (at `due_notice`, if that is still
/// to come). None when the opportunity has an open task of that step already.
///
/// # Errors
/// When the database fails.
pub async fn give_out(
    connection: &mut PgConnection,
    task: &NewTask,
    opportunity_id: i64,
    by_member_id: Option<i64>,
    due_notice: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let id = sqlx::query_scalar!(
        r#"INSERT INTO tasks (step_id, opportunity_id, assignee_id, role, team_id, importance, due_at, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (opportunity_id, step_id) WHERE state IN ('open', 'accepted') DO NOTHING
           RETURNING id"#,
        task.step_id,
        opportunity_id,
        task.belonging.member_id,
        task.belonging.role.map(Role::code),
        task.belonging.team_id,
        task.importance.code(),
        task.due_at,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = id else { return Ok(None) };
    sqlx::query!(
        r#"INSERT INTO task_notices (task_id, kind, due_at)
           SELECT $1::bigint, 'assigned', $2::timestamptz UNION ALL SELECT $1, 'due', $3 WHERE $3 > $2"#,
        id,
        now,
        due_notice,
    )
    .execute(&mut *connection)
    .await?;
    let line = Line { entity: "task", entity_id: id, field: "created", from: None, to: Some(task.due_at.to_rfc3339()) };
    note(connection, by_member_id, &[line], now).await?;
    Ok(Some(id))
}
