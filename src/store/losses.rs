//! Losses: a deal is closed as lost, its open tasks end with it; it is reopened, and they come back.
//!
//! Tasks are locked before their opportunity, here as where a task is completed: the other way round, two turns would
//! wait for each other.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::deals::{Line, note};
use super::load::zone;
use super::tasks::importance;
use super::{Result, StoreError};
use crate::domain::calendar::Zone;
use crate::domain::loss::{Loss, ReviveStep};
use crate::domain::opportunity::{Opportunity, Status};
use crate::domain::task::Bilingual;

/// Ends every open task of an opportunity without completing it. Returns how many those were.
///
/// # Errors
/// When the database fails.
pub async fn cancel_open(
    connection: &mut PgConnection,
    opportunity_id: i64,
    why: &str,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<usize> {
    // Whoever is completing one of them is waited for; what they gave out next is then seen by the next statement.
    sqlx::query!(
        "SELECT id FROM tasks WHERE opportunity_id = $1 AND state IN ('open', 'accepted') ORDER BY id FOR UPDATE",
        opportunity_id,
    )
    .fetch_all(&mut *connection)
    .await?;
    let cancelled = sqlx::query!(
        r#"WITH before AS (
               SELECT id, state FROM tasks WHERE opportunity_id = $1 AND state IN ('open', 'accepted')
           )
           UPDATE tasks t SET state = 'cancelled', cancelled_at = $2 FROM before WHERE t.id = before.id
           RETURNING t.id, before.state"#,
        opportunity_id,
        now,
    )
    .fetch_all(&mut *connection)
    .await?;
    let lines: Vec<Line<'_>> = cancelled
        .iter()
        .map(|task| Line {
            entity: "task",
            entity_id: task.id,
            field: "cancelled",
            from: Some(task.state.clone()),
            to: Some(why.into()),
        })
        .collect();
    note(connection, Some(member_id), &lines, now).await?;
    Ok(cancelled.len())
}

/// Closes an opportunity as lost, on the revision that was decided on. False when it has moved since.
///
/// # Errors
/// When the database fails.
pub async fn lose(
    connection: &mut PgConnection,
    opportunity: &Opportunity,
    loss: &Loss,
    reason: &str,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let moved = sqlx::query!(
        r#"UPDATE opportunities SET status = 'lost', lost_reason_id = $3, lost_comment = $4, lost_competitor = $5,
                  revive_on = $6, lost_at = $7, lost_by = $8, revision = revision + 1
            WHERE id = $1 AND revision = $2"#,
        opportunity.id,
        opportunity.revision,
        loss.reason,
        loss.comment,
        loss.competitor,
        loss.revive_on,
        now,
        member_id,
    )
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    let mut lines = vec![Line {
        entity: "opportunity",
        entity_id: opportunity.id,
        field: "status",
        from: Some(opportunity.status.code().into()),
        to: Some(Status::Lost.code().into()),
    }];
    lines.extend(grounds(loss, reason).into_iter().map(|(field, to)| Line {
        entity: "opportunity",
        entity_id: opportunity.id,
        field,
        from: None,
        to: Some(to),
    }));
    note(connection, Some(member_id), &lines, now).await?;
    Ok(true)
}

/// What history keeps of a loss, beside the status.
fn grounds(loss: &Loss, reason: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("lost_reason", Some(reason.to_owned())),
        ("lost_comment", loss.comment.clone()),
        ("lost_competitor", loss.competitor.clone()),
        ("revive_on", loss.revive_on.map(|day: NaiveDate| day.to_string())),
    ];
    fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
}

/// The step that comes back to a lost deal, for the deal's owner.
///
/// # Errors
/// When the database fails, or the process has no such step.
pub async fn revive_step(connection: &mut PgConnection, owner_id: i64) -> Result<ReviveStep> {
    let row = sqlx::query!(
        r#"SELECT s.id, s.importance, m.time_zone FROM process_steps s, members m
            WHERE s.code = 'revive' AND m.id = $1"#,
        owner_id,
    )
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| StoreError::contradiction("process_steps", 0, "no step 'revive'"))?;
    Ok(ReviveStep {
        step_id: row.id,
        importance: importance(row.id, Some(&row.importance))?,
        zone: zone("members", owner_id, Some(&row.time_zone))?,
    })
}

/// Reopens a lost opportunity, on the revision that was decided on: in progress again, and nothing of the loss is left but
/// its history. False when it has moved since.
///
/// # Errors
/// When the database fails.
pub async fn reopen(
    connection: &mut PgConnection,
    opportunity: &Opportunity,
    reason: &str,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let moved = sqlx::query!(
        r#"UPDATE opportunities SET status = 'in_progress', lost_reason_id = NULL, lost_comment = NULL,
                  lost_competitor = NULL, revive_on = NULL, lost_at = NULL, lost_by = NULL, revision = revision + 1
            WHERE id = $1 AND revision = $2 AND status = 'lost'"#,
        opportunity.id,
        opportunity.revision,
    )
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    let line = |field: &'static str, from: String, to: Option<String>| Line {
        entity: "opportunity",
        entity_id: opportunity.id,
        field,
        from: Some(from),
        to,
    };
    let in_progress = Some(Status::InProgress.code().into());
    let mut lines = vec![line("status", opportunity.status.code().into(), in_progress)];
    if let Some(loss) = &opportunity.loss {
        lines.extend(grounds(loss, reason).into_iter().map(|(field, from)| line(field, from, None)));
    }
    note(connection, Some(member_id), &lines, now).await?;
    Ok(true)
}

/// A task that a loss ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedTask {
    /// Row id.
    pub id: i64,
    /// Its step's title.
    pub title: Bilingual,
    /// The member it was given to, if one was.
    pub assignee_id: Option<i64>,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// The zone in which its performer's days end: the member's, or the team's.
    pub zone: Zone,
}

/// The tasks that an opportunity's loss ended and that can come back: none of a step that has an open task again, and not
/// the one that was to revive the deal.
///
/// # Errors
/// When the database fails.
pub async fn ended_by_loss(connection: &mut PgConnection, opportunity_id: i64) -> Result<Vec<EndedTask>> {
    let rows = sqlx::query!(
        r#"SELECT t.id, s.title_en, s.title_ru, t.assignee_id, t.due_at, COALESCE(m.time_zone, tm.time_zone) AS "zone!"
             FROM opportunities o
             JOIN tasks t ON t.opportunity_id = o.id AND t.state = 'cancelled' AND t.cancelled_at = o.lost_at
             JOIN process_steps s ON s.id = t.step_id AND s.code <> 'revive'
             JOIN teams tm ON tm.id = t.team_id
             LEFT JOIN members m ON m.id = t.assignee_id
            WHERE o.id = $1
              AND NOT EXISTS (SELECT FROM tasks x WHERE x.opportunity_id = o.id AND x.step_id = t.step_id
                                 AND x.state IN ('open', 'accepted'))
            ORDER BY t.due_at, t.id"#,
        opportunity_id,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(EndedTask {
                id: row.id,
                title: Bilingual { en: row.title_en, ru: row.title_ru },
                assignee_id: row.assignee_id,
                due_at: row.due_at,
                zone: zone("tasks", row.id, Some(&row.zone))?,
            })
        })
        .collect()
}

/// How a task comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Return {
    /// When it is due now.
    pub due_at: DateTime<Utc>,
    /// When its performer is told that it is due; a moment that has passed is not told again.
    pub due_notice: DateTime<Utc>,
    /// Whether its performer is told at once that they have it again.
    pub told: bool,
}

/// Opens a task again that a loss ended, for the same performer, accepted by nobody.
///
/// # Errors
/// When the database fails.
pub async fn bring_back(
    connection: &mut PgConnection,
    task: &EndedTask,
    back: &Return,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        r#"UPDATE tasks SET state = 'open', cancelled_at = NULL, accepted_by = NULL, accepted_at = NULL,
                  start_at = NULL, due_at = $2 WHERE id = $1 AND state = 'cancelled'"#,
        task.id,
        back.due_at,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        r#"INSERT INTO task_notices (task_id, kind, due_at, sent_at)
           SELECT $1::bigint, 'due', $2::timestamptz, CASE WHEN $2 <= $3 THEN $3 END
           UNION ALL SELECT $1, 'assigned', $3::timestamptz, NULL WHERE $4
           ON CONFLICT (task_id, kind) DO UPDATE SET due_at = excluded.due_at, sent_at = excluded.sent_at"#,
        task.id,
        back.due_notice,
        now,
        back.told,
    )
    .execute(&mut *connection)
    .await?;
    let line = |field: &'static str, from: String, to: Option<String>| Line {
        entity: "task",
        entity_id: task.id,
        field,
        from: Some(from),
        to,
    };
    let mut lines = vec![line("cancelled", Status::Lost.code().into(), None)];
    if task.due_at != back.due_at {
        lines.push(line("due", task.due_at.to_rfc3339(), Some(back.due_at.to_rfc3339())));
    }
    note(connection, Some(member_id), &lines, now).await
}

/// Marks a task as one that its performer knows of: they made it themselves a moment ago, and need no notice of it.
///
/// # Errors
/// When the database fails.
pub async fn known_already(connection: &mut PgConnection, task_id: i64, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE task_notices SET sent_at = $2 WHERE task_id = $1 AND kind = 'assigned' AND sent_at IS NULL",
        task_id,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
