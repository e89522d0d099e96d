//! Sample data: what any installation needs to begin, the demo's sales team, and the bulk that load tests work on.
//!
//! Owns the content and its timing (around `now`, in each person's zone). It must not change what people have entered:
//! whatever is filled already stays, but for the due times that [`freshen`] is asked to bring near.

mod content;
mod essentials;
mod fresh;
mod rows;
mod seed;
mod team;
mod timing;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

pub use seed::{Seeded, seed};

use super::{Result, StoreError};
use crate::domain::Language;
use crate::domain::member::Role;

/// A person of the demo, as the database has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplePerson {
    /// In a private chat also the chat's id.
    pub telegram_id: i64,
    /// As the team calls them.
    pub name: String,
    /// Telegram's name of theirs, without the `@`.
    pub username: &'static str,
    /// What they may do.
    pub role: Role,
    /// The language that they are spoken to.
    pub language: Language,
    /// Row id.
    pub member_id: i64,
}

/// Fills in what any installation needs to begin: the small catalogues, the reasons for a loss, and the process. Changes
/// nothing where there is a process already. (Nothing of it is dated: `_now` is there for the sake of the family.)
///
/// # Errors
/// When the database fails; nothing is half done.
pub async fn essentials(pool: &PgPool, _now: DateTime<Utc>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    essentials::fill(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Fills in the demo's sales team with its partners, deals and tasks, and the essentials before it. Changes nothing when
/// one of its people is there already. Returns the people, Anna first.
///
/// # Errors
/// When the database fails; nothing is half done.
pub async fn team(pool: &PgPool, now: DateTime<Utc>) -> Result<Vec<SamplePerson>> {
    let mut transaction = pool.begin().await?;
    essentials::fill(&mut transaction).await?;
    let mut people = people(&mut transaction).await?;
    if people.is_empty() {
        team::fill(&mut transaction, now).await?;
        people = self::people(&mut transaction).await?;
    }
    transaction.commit().await?;
    Ok(people)
}

/// Brings the due times of the demo's people near `now` again, for those whose day has nothing to tell any more: of
/// their open tasks the first to be due becomes overdue since yesterday, the next due today (and is announced at once),
/// then come tomorrow, next week and later. Who is up to date keeps what they have.
///
/// A person is out of date when a due notice of an earlier day was never sent (the demo did not run), or, for a rep, when
/// no task of theirs was announced as due today.
///
/// # Errors
/// When the database fails; nothing is half done.
pub async fn freshen(pool: &PgPool, now: DateTime<Utc>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    fresh::freshen(&mut transaction, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Announces once more what is due and not yet overdue: for a demo whose chats have begun anew.
///
/// # Errors
/// When the database fails.
pub async fn announce_again(pool: &PgPool, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        r#"UPDATE task_notices n SET sent_at = NULL FROM tasks t
            WHERE t.id = n.task_id AND n.kind = 'due' AND n.due_at <= $1 AND t.due_at > $1
              AND t.state IN ('open', 'accepted')"#,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The Telegram ids of the demo's people.
fn telegram_ids() -> Vec<i64> {
    content::people::MEMBERS.iter().map(|person| person.telegram_id).collect()
}

async fn people(connection: &mut PgConnection) -> Result<Vec<SamplePerson>> {
    let rows = sqlx::query!(
        r#"SELECT id, telegram_id AS "telegram_id!", name, role, language FROM members
            WHERE telegram_id = ANY($1) ORDER BY telegram_id"#,
        &telegram_ids(),
    )
    .fetch_all(connection)
    .await?;
    let person = |telegram_id| content::people::MEMBERS.iter().find(|person| person.telegram_id == telegram_id);
    rows.into_iter()
        .map(|row| {
            Ok(SamplePerson {
                telegram_id: row.telegram_id,
                name: row.name,
                username: person(row.telegram_id).map_or("", |person| person.username),
                role: Role::of_code(&row.role)
                    .ok_or_else(|| StoreError::contradiction("members", row.id, row.role.as_str()))?,
                language: Language::of_code(&row.language)
                    .ok_or_else(|| StoreError::contradiction("members", row.id, row.language.as_str()))?,
                member_id: row.id,
            })
        })
        .collect()
}
