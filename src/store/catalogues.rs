//! Catalogues: read whole, and kept by the process until their version moves.

use sqlx::PgPool;

use super::Result;
use crate::domain::catalogue::{Catalogues, Item, LostReason};

/// Reads the small catalogues as they stand, retired items included (a deal may hold one).
///
/// # Errors
/// When the database fails.
pub async fn read(pool: &PgPool) -> Result<Catalogues> {
    let rows = sqlx::query!(
        r#"SELECT v.version, i.kind AS "kind?", i.id AS "id?", i.name_en AS "name_en?", i.name_ru AS "name_ru?",
                  i.active AS "active?", i.parent_id AS "parent_id?", i.comment_required AS "comment_required?"
             FROM catalogue_version v
             LEFT JOIN (SELECT 'terms' AS kind, *, NULL::bigint AS parent_id, false AS comment_required FROM terms
                        UNION ALL SELECT 'channels', *, NULL, false FROM channels
                        UNION ALL SELECT 'campaigns', *, NULL, false FROM campaigns
                        UNION ALL SELECT 'lost_reasons', id, name_en, name_ru, position, active, parent_id,
                                         comment_required FROM lost_reasons) i ON true
            ORDER BY i.kind, i.position, i.id"#
    )
    .fetch_all(pool)
    .await?;
    let mut catalogues = Catalogues::default();
    for row in rows {
        catalogues.version = row.version;
        // One row stands for the version alone when there is no item at all.
        let (Some(id), Some(name_en), Some(name_ru), Some(active)) = (row.id, row.name_en, row.name_ru, row.active)
        else {
            continue;
        };
        let item = Item { id, name_en, name_ru, active };
        let items = match row.kind.as_deref() {
            Some("terms") => &mut catalogues.terms,
            Some("channels") => &mut catalogues.channels,
            Some("campaigns") => &mut catalogues.campaigns,
            _ => {
                catalogues.lost_reasons.push(LostReason {
                    item,
                    parent_id: row.parent_id,
                    comment_required: row.comment_required.unwrap_or_default(),
                });
                continue;
            }
        };
        items.push(item);
    }
    Ok(catalogues)
}
