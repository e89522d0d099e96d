//! Drafts that wait: the list of a member's unfinished dialogs. (A turn's own drafts are loaded and committed with it.)

use sqlx::PgConnection;

use super::{Result, StoreError};
use crate::domain::member::{Belonging, Member, Role};
use crate::engine::DialogName;

/// An unfinished dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which dialog.
    pub dialog: DialogName,
    /// About which task.
    pub task_id: i64,
    /// The opportunity's title.
    pub title: String,
}

/// A member's unfinished dialogs about open tasks within their reach, and interactions with open deals; the last touched
/// first.
///
/// # Errors
/// When the database fails, or a row contradicts itself.
pub async fn unfinished(connection: &mut PgConnection, member: &Member, most: usize) -> Result<Vec<Unfinished>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.dialog, d.task_id, o.title, t.assignee_id, t.role, t.team_id FROM drafts d
             JOIN tasks t ON t.id = d.task_id
             JOIN opportunities o ON o.id = d.opportunity_id
            WHERE d.member_id = $1
              AND (t.state IN ('open', 'accepted')
                   OR (d.dialog = 'interact' AND o.status IN ('in_progress', 'qualified')))
            ORDER BY d.updated_at DESC"#,
        member.id,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .filter(|row| {
            let role = row.role.as_deref().and_then(Role::of_code);
            member.may_work_on(Belonging { member_id: row.assignee_id, role, team_id: row.team_id })
        })
        .take(most)
        .map(|row| {
            let dialog = DialogName::of_code(&row.dialog)
                .ok_or_else(|| StoreError::contradiction("drafts", row.id, row.dialog.clone()))?;
            Ok(Unfinished { dialog, task_id: row.task_id, title: row.title })
        })
        .collect()
}

/// Drops every draft about any task of an opportunity, whoever's: the deal is closed.
///
/// # Errors
/// When the database fails.
pub async fn drop_all_of(connection: &mut PgConnection, opportunity_id: i64) -> Result<()> {
    sqlx::query!(
        "DELETE FROM drafts WHERE task_id IN (SELECT id FROM tasks WHERE opportunity_id = $1)",
        opportunity_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets go of the cards of everybody else's dialogs that end with a task (an interaction does not), or with the whole deal:
/// their next tap is told so, and redraws.
///
/// # Errors
/// When the database fails.
pub async fn let_go_of_cards(
    connection: &mut PgConnection,
    opportunity_id: i64,
    ended_task_id: Option<i64>,
    but_member_id: i64,
) -> Result<()> {
    sqlx::query!(
        r#"UPDATE chats SET card_message_id = NULL, card_outbox_id = NULL FROM drafts d
            WHERE d.id = focus_draft_id AND d.member_id <> $3
              AND d.task_id IN (SELECT id FROM tasks WHERE opportunity_id = $1)
              AND ($2::bigint IS NULL OR (d.task_id = $2 AND d.dialog <> 'interact'))"#,
        opportunity_id,
        ended_task_id,
        but_member_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
