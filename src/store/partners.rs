//! Partners: saving what changed on a card.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use super::deals::{Line, note};
use crate::domain::merge::Change;
use crate::domain::partner::{Partner, PartnerField};

/// A change of a field of the card.
pub type PartnerChange = Change<PartnerField, Option<String>>;

/// Saves changed fields of a partner on the revision that they were decided on. False when it has moved since: nothing was
/// written, and the decision must be made again.
///
/// # Errors
/// When the database fails.
pub async fn save(
    connection: &mut PgConnection,
    partner: &Partner,
    changes: &[PartnerChange],
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut card = partner.card.clone();
    card.extend(changes.iter().map(|change| (change.field, change.to.clone())));
    let text = |field: PartnerField| card.get(&field).cloned().flatten();
    let saved = sqlx::query!(
        r#"UPDATE partners SET customer = $3, legal_name = $4, tax_id = $5, industry = $6, size = $7, site = $8,
                  address = $9, note = $10, revision = revision + 1
            WHERE id = $1 AND revision = $2"#,
        partner.id,
        partner.revision,
        text(PartnerField::Customer).is_some(),
        text(PartnerField::LegalName),
        text(PartnerField::TaxId),
        text(PartnerField::Industry),
        text(PartnerField::Size),
        text(PartnerField::Site),
        text(PartnerField::Address),
        text(PartnerField::Note),
    )
    .execute(&mut *connection)
    .await?;
    if saved.rows_affected() == 0 {
        return Ok(false);
    }
    let lines: Vec<Line<'_>> = changes
        .iter()
        .map(|change| Line {
            entity: "partner",
            entity_id: partner.id,
            field: change.field.code(),
            from: change.from.clone().flatten(),
            to: change.to.clone(),
        })
        .collect();
    note(connection, Some(member_id), &lines, now).await?;
    Ok(true)
}
