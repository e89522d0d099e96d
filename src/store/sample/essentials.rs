//! The essentials: catalogues and the process, written once. It must not touch an installation that has a process.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::content::catalogues::{CAMPAIGNS, CHANNELS, LOST_REASONS, STEPS, TERMS};
use crate::store::Result;

/// Fills them in, in the open transaction, unless there is a process already.
pub(super) async fn fill(connection: &mut PgConnection) -> Result<()> {
    if has_process(connection).await? {
        return Ok(());
    }
    // Two processes that begin on one empty database: the second waits here, and then finds it filled.
    sqlx::query!("LOCK TABLE process_steps IN SHARE ROW EXCLUSIVE MODE").execute(&mut *connection).await?;
    if has_process(connection).await? {
        return Ok(());
    }
    fill_catalogues(connection).await?;
    fill_lost_reasons(connection).await?;
    fill_process(connection).await
}

async fn has_process(connection: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM process_steps) AS "has!""#).fetch_one(connection).await?)
}

/// An item that is there by name already (somebody was quicker with the catalogues) stays as it is.
async fn fill_catalogues(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO terms (name_en, name_ru, position)
           SELECT name_en, name_ru, place
             FROM ROWS FROM (jsonb_to_recordset($1) AS (name_en text, name_ru text)) WITH ORDINALITY
                  AS item(name_en, name_ru, place)
           ON CONFLICT DO NOTHING"#,
        Json(TERMS) as _,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        r#"INSERT INTO channels (name_en, name_ru, position)
           SELECT name_en, name_ru, place
             FROM ROWS FROM (jsonb_to_recordset($1) AS (name_en text, name_ru text)) WITH ORDINALITY
                  AS item(name_en, name_ru, place)
           ON CONFLICT DO NOTHING"#,
        Json(CHANNELS) as _,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        r#"INSERT INTO campaigns (name_en, name_ru, position)
           SELECT name_en, name_ru, place
             FROM ROWS FROM (jsonb_to_recordset($1) AS (name_en text, name_ru text)) WITH ORDINALITY
                  AS item(name_en, name_ru, place)
           ON CONFLICT DO NOTHING"#,
        Json(CAMPAIGNS) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_lost_reasons(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        r#"WITH reason AS (
               SELECT * FROM ROWS FROM (jsonb_to_recordset($1)
                   AS (parent text, name_en text, name_ru text, comment_required boolean)) WITH ORDINALITY
                   AS reason(parent, name_en, name_ru, comment_required, place)
                WHERE NOT EXISTS (SELECT FROM lost_reasons)
           ), above AS (
               INSERT INTO lost_reasons (name_en, name_ru, comment_required, position)
               SELECT name_en, name_ru, comment_required, place FROM reason WHERE parent IS NULL ORDER BY place
               RETURNING id, name_en
           )
           INSERT INTO lost_reasons (parent_id, name_en, name_ru, comment_required, position)
           SELECT above.id, reason.name_en, reason.name_ru, reason.comment_required, reason.place
             FROM reason JOIN above ON above.name_en = reason.parent ORDER BY reason.place"#,
        Json(LOST_REASONS) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_process(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO process_steps (code, title_en, title_ru, instructions_en, instructions_ru, importance,
                                      performer_role, due_working_days)
           SELECT * FROM jsonb_to_recordset($1)
               AS step(code text, title_en text, title_ru text, instructions_en text, instructions_ru text,
                       importance text, performer_role text, due_working_days integer)"#,
        Json(STEPS) as _,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        r#"UPDATE process_steps s SET next_step_id = n.id
             FROM jsonb_to_recordset($1) AS step(code text, next text)
             JOIN process_steps n ON n.code = step.next
            WHERE s.code = step.code"#,
        Json(STEPS) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
