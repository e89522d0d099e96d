//! Members and invites: who is let in, and what they set for themselves.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Result;
use super::deals::{Line, note};
use crate::domain::Language;
use crate::domain::calendar::Zone;
use crate::domain::member::Role;

/// Whom an invite let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Row id.
    pub member_id: i64,
    /// Their name.
    pub name: String,
}

/// Uses an invite: the member becomes the person with this Telegram id. None when the code is unknown, used or expired,
/// or the person is a member already: the caller must not tell which.
///
/// # Errors
/// When the database fails.
pub async fn join(
    connection: &mut PgConnection,
    code_hash: &[u8],
    telegram_id: i64,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<Joined>> {
    let joined = sqlx::query!(
        r#"WITH invite AS (
               UPDATE invites SET used_at = $3, used_by = $2
                WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $3
                  AND NOT EXISTS (SELECT FROM members WHERE telegram_id = $2)
               RETURNING member_id
           )
           UPDATE members m SET telegram_id = $2, language = $4, reachable = true
             FROM invite WHERE m.id = invite.member_id AND m.telegram_id IS NULL AND m.active
           RETURNING m.id, m.name"#,
        code_hash,
        telegram_id,
        now,
        language.code(),
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(joined) = joined else { return Ok(None) };
    let line = Line {
        entity: "member",
        entity_id: joined.id,
        field: "telegram",
        from: None,
        to: Some(telegram_id.to_string()),
    };
    note(connection, Some(joined.id), &[line], now).await?;
    Ok(Some(Joined { member_id: joined.id, name: joined.name }))
}

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct Invited<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their role.
    pub role: Role,
    /// Their team, made if there is none of that name.
    pub team: &'a str,
    /// Zone of a team that is made, and of the member.
    pub zone: Zone,
    /// Currency of a team that is made.
    pub currency: &'a str,
    /// Until they choose, or Telegram tells.
    pub language: Language,
}

/// Makes an invite for a member, who is made too unless one of that name, role and team still waits to be let in.
///
/// # Errors
/// When the database fails.
pub async fn invite(
    pool: &PgPool,
    invited: &Invited<'_>,
    code_hash: &[u8],
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<i64> {
    let mut transaction = pool.begin().await?;
    let team_id = sqlx::query_scalar!(
        r#"WITH made AS (
               INSERT INTO teams (name, time_zone, currency, created_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (name) DO NOTHING RETURNING id
           )
           SELECT id AS "id!" FROM made UNION ALL SELECT id FROM teams WHERE name = $1"#,
        invited.team,
        invited.zone.name(),
        invited.currency,
        now,
    )
    .fetch_one(&mut *transaction)
    .await?;
    let waiting = sqlx::query_scalar!(
        r#"SELECT id FROM members WHERE name = $1 AND role = $2 AND team_id = $3 AND telegram_id IS NULL AND active
            ORDER BY id LIMIT 1"#,
        invited.name,
        invited.role.code(),
        team_id,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let member_id = match waiting {
        Some(id) => id,
        None => {
            sqlx::query_scalar!(
                r#"INSERT INTO members (name, role, team_id, language, time_zone, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"#,
                invited.name,
                invited.role.code(),
                team_id,
                invited.language.code(),
                invited.zone.name(),
                now,
            )
            .fetch_one(&mut *transaction)
            .await?
        }
    };
    let invite_id = sqlx::query_scalar!(
        "INSERT INTO invites (code_hash, member_id, created_at, expires_at) VALUES ($1, $2, $3, $4) RETURNING id",
        code_hash,
        member_id,
        now,
        expires_at,
    )
    .fetch_one(&mut *transaction)
    .await?;
    let line = Line {
        entity: "invite",
        entity_id: invite_id,
        field: "created",
        from: None,
        to: Some(format!("{} {}", invited.role.code(), invited.name)),
    };
    note(&mut transaction, None, &[line], now).await?;
    transaction.commit().await?;
    Ok(member_id)
}

/// Sets the language of a member.
///
/// # Errors
/// When the database fails.
pub async fn speak(
    connection: &mut PgConnection,
    member_id: i64,
    from: Language,
    to: Language,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!("UPDATE members SET language = $2 WHERE id = $1", member_id, to.code())
        .execute(&mut *connection)
        .await?;
    let line = Line {
        entity: "member",
        entity_id: member_id,
        field: "language",
        from: Some(from.code().into()),
        to: Some(to.code().into()),
    };
    note(connection, Some(member_id), &[line], now).await
}

/// Notes whether a person can be reached: false once they blocked the bot.
///
/// # Errors
/// When the database fails.
pub async fn set_reachable(
    connection: &mut PgConnection,
    telegram_id: i64,
    reachable: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = sqlx::query_scalar!(
        "UPDATE members SET reachable = $2 WHERE telegram_id = $1 AND reachable <> $2 RETURNING id",
        telegram_id,
        reachable,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = changed else { return Ok(()) };
    let line = Line {
        entity: "member",
        entity_id: id,
        field: "reachable",
        from: Some((!reachable).to_string()),
        to: Some(reachable.to_string()),
    };
    note(connection, None, &[line], now).await
}
