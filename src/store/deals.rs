//! Opportunities: saving what changed, and history, which every change leaves.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::catalogue::Catalogues;
use crate::domain::opportunity::{Change, Opportunity, Qualification, Status, Value};

/// One line of history: who, when, what, from, to.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// `member`, `invite`, `partner`, `opportunity` or `task`.
    pub entity: &'a str,
    /// Its row id.
    pub entity_id: i64,
    /// What changed.
    pub field: &'a str,
    /// Before.
    pub from: Option<String>,
    /// After.
    pub to: Option<String>,
}

/// Writes history.
///
/// # Errors
/// When the database fails.
pub async fn note(
    connection: &mut PgConnection,
    member_id: Option<i64>,
    lines: &[Line<'_>],
    now: DateTime<Utc>,
) -> Result<()> {
    let entities: Vec<&str> = lines.iter().map(|it| it.entity).collect();
    let ids: Vec<i64> = lines.iter().map(|it| it.entity_id).collect();
    let fields: Vec<&str> = lines.iter().map(|it| it.field).collect();
    let from: Vec<Option<&str>> = lines.iter().map(|it| it.from.as_deref()).collect();
    let to: Vec<Option<&str>> = lines.iter().map(|it| it.to.as_deref()).collect();
    sqlx::query!(
        r#"INSERT INTO history (at, member_id, entity, entity_id, field, old_value, new_value)
           SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])"#,
        now,
        member_id,
        &entities as &[&str],
        &ids,
        &fields as &[&str],
        &from as &[Option<&str>],
        &to as &[Option<&str>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves changed fields of an opportunity on the revision that they were decided on. False when it has moved since:
/// nothing was written, and the decision must be made again.
///
/// # Errors
/// When the database fails.
pub async fn save(
    connection: &mut PgConnection,
    opportunity: &Opportunity,
    changes: &[Change],
    member_id: i64,
    catalogues: &Catalogues,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut known: Qualification = opportunity.known.clone();
    known.extend(changes.iter().map(|change| (change.field, change.to)));
    let (mut terms, mut budget, mut probability, mut channel, mut source) = (None, None, None, None, None);
    for value in known.values() {
        match value {
            Value::Terms(id) => terms = Some(*id),
            Value::Budget(money) => budget = Some(*money),
            Value::Probability(percent) => probability = Some(i16::from(percent.percent())),
            Value::Channel(id) => channel = Some(*id),
            Value::Source(id) => source = Some(*id),
        }
    }
    let saved = sqlx::query!(
        r#"UPDATE opportunities SET terms_id = $3, budget = $4, budget_currency = $5, probability = $6, channel_id = $7,
                  source_id = $8, revision = revision + 1
            WHERE id = $1 AND revision = $2"#,
        opportunity.id,
        opportunity.revision,
        terms,
        budget.map(|it| it.amount()),
        budget.map(|it| it.currency().code()),
        probability,
        channel,
        source,
    )
    .execute(&mut *connection)
    .await?;
    if saved.rows_affected() == 0 {
        return Ok(false);
    }
    let lines: Vec<Line<'_>> = changes
        .iter()
        .map(|change| Line {
            entity: "opportunity",
            entity_id: opportunity.id,
            field: change.field.code(),
            from: change.from.map(|value| value.for_history(catalogues)),
            to: Some(change.to.for_history(catalogues)),
        })
        .collect();
    note(connection, Some(member_id), &lines, now).await?;
    Ok(true)
}

/// Moves an opportunity to another status, on the revision that was decided on. False when it has moved since.
///
/// # Errors
/// When the database fails.
pub async fn set_status(
    connection: &mut PgConnection,
    opportunity: &Opportunity,
    status: Status,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let moved = sqlx::query!(
        "UPDATE opportunities SET status = $3, revision = revision + 1 WHERE id = $1 AND revision = $2",
        opportunity.id,
        opportunity.revision,
        status.code(),
    )
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    let line = Line {
        entity: "opportunity",
        entity_id: opportunity.id,
        field: "status",
        from: Some(opportunity.status.code().into()),
        to: Some(status.code().into()),
    };
    note(connection, Some(member_id), &[line], now).await?;
    Ok(true)
}
