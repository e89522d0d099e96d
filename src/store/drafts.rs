//! Drafts that wait: the list of a member's unfinished dialogs. (A turn's own drafts are loaded and committed with it.)

use sqlx::PgConnection;

use super::{Result, StoreError};
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

/// A member's unfinished dialogs about open tasks, and interactions with open deals; the last touched first.
///
/// # Errors
/// When the database fails, or a row contradicts itself.
pub async fn unfinished(connection: &mut PgConnection, member_id: i64, most: i64) -> Result<Vec<Unfinished>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.dialog, d.task_id, o.title FROM drafts d
             JOIN tasks t ON t.id = d.task_id
             JOIN opportunities o ON o.id = d.opportunity_id
            WHERE d.member_id = $1
              AND (t.state IN ('open', 'accepted')
                   OR (d.dialog = 'interact' AND o.status IN ('in_progress', 'qualified')))
            ORDER BY d.updated_at DESC LIMIT $2"#,
        member_id,
        most,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
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
