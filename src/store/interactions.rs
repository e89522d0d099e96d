//! Interactions: recording one, the list of an opportunity's, and the follow-ups that fall due.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::deals::{Line, note};
use super::load::zone;
use super::{Result, StoreError};
use crate::domain::Language;
use crate::domain::calendar::Zone;
use crate::domain::interaction::{File, FileKind, Interaction, Kind, Outcome};

/// An interaction as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Row id.
    pub id: i64,
    /// What kind.
    pub kind: Kind,
    /// What came of it, of a call.
    pub outcome: Option<Outcome>,
    /// When.
    pub happened_at: DateTime<Utc>,
    /// The contact's name.
    pub contact: Option<String>,
    /// Name of who recorded it.
    pub author: String,
    /// What was learned; in a list only its beginning.
    pub summary: String,
    /// What comes next.
    pub next_step: Option<String>,
    /// When the author is, or was, reminded of that.
    pub follow_up_at: Option<DateTime<Utc>>,
    /// How many files belong to it.
    pub files: i64,
}

/// A page of an opportunity's interactions, the latest first, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The page.
    pub entries: Vec<Entry>,
    /// All of them.
    pub total: i64,
}

/// One interaction with everything.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The interaction.
    pub entry: Entry,
    /// Its files.
    pub files: Vec<File>,
    /// How many later ones the opportunity has.
    pub later: i64,
}

/// Records an interaction with its files. False when the deal has been closed meanwhile: nothing was written.
///
/// # Errors
/// When the database fails.
pub async fn record(
    connection: &mut PgConnection,
    opportunity_id: i64,
    interaction: &Interaction,
    member_id: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let id = sqlx::query_scalar!(
        r#"INSERT INTO interactions (opportunity_id, contact_id, kind, outcome, happened_at, summary, next_step,
                                     follow_up_at, author_id, created_at)
           SELECT o.id, $2, $3, $4, $5, $6, $7, $8, $9, $10
             FROM (SELECT id FROM opportunities WHERE id = $1 AND status IN ('in_progress', 'qualified') FOR SHARE) o
           RETURNING id"#,
        opportunity_id,
        interaction.contact_id,
        interaction.kind.code(),
        interaction.outcome.map(Outcome::code),
        interaction.happened_at,
        interaction.summary,
        interaction.next_step,
        interaction.follow_up_at,
        member_id,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = id else { return Ok(false) };
    attach(connection, id, &interaction.files).await?;
    let outcome = interaction.outcome.map(|it| format!(" ({})", it.code())).unwrap_or_default();
    let said = format!(
        "{}{outcome} {}: {}",
        interaction.kind.code(),
        interaction.happened_at.to_rfc3339(),
        interaction.summary
    );
    let line =
        Line { entity: "opportunity", entity_id: opportunity_id, field: "interaction", from: None, to: Some(said) };
    note(connection, Some(member_id), &[line], now).await?;
    Ok(true)
}

async fn attach(connection: &mut PgConnection, interaction_id: i64, files: &[File]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let kinds: Vec<&str> = files.iter().map(|it| it.kind.code()).collect();
    let ids: Vec<&str> = files.iter().map(|it| it.id.as_str()).collect();
    let unique_ids: Vec<&str> = files.iter().map(|it| it.unique_id.as_str()).collect();
    let names: Vec<Option<&str>> = files.iter().map(|it| it.name.as_deref()).collect();
    let mime_types: Vec<Option<&str>> = files.iter().map(|it| it.mime_type.as_deref()).collect();
    let sizes: Vec<Option<i64>> = files.iter().map(|it| it.size).collect();
    sqlx::query!(
        r#"INSERT INTO interaction_attachments (interaction_id, position, kind, file_id, file_unique_id, name,
                                                mime_type, size)
           SELECT $1, it.position, it.kind, it.file_id, it.file_unique_id, it.name, it.mime_type, it.size
             FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[]) WITH ORDINALITY
                  AS it(kind, file_id, file_unique_id, name, mime_type, size, position)"#,
        interaction_id,
        &kinds as &[&str],
        &ids as &[&str],
        &unique_ids as &[&str],
        &names as &[Option<&str>],
        &mime_types as &[Option<&str>],
        &sizes as &[Option<i64>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A page of an opportunity's interactions. Of long summaries only the beginning comes.
///
/// # Errors
/// When the database fails, or a row contradicts itself.
pub async fn page(connection: &mut PgConnection, opportunity_id: i64, offset: i64, most: i64) -> Result<Page> {
    let rows = sqlx::query!(
        r#"SELECT c.total AS "total!", i.id AS "id?", i.kind AS "kind?", i.outcome, i.happened_at AS "happened_at?",
                  k.name AS "contact?", a.name AS "author?", left(i.summary, 300) AS summary, i.next_step,
                  i.follow_up_at,
                  (SELECT count(*) FROM interaction_attachments f WHERE f.interaction_id = i.id) AS "files!"
             FROM (SELECT count(*) AS total FROM interactions WHERE opportunity_id = $1) c
             LEFT JOIN (SELECT * FROM interactions WHERE opportunity_id = $1
                         ORDER BY happened_at DESC, id DESC LIMIT $3 OFFSET $2) i ON true
             LEFT JOIN contacts k ON k.id = i.contact_id
             LEFT JOIN members a ON a.id = i.author_id
            ORDER BY i.happened_at DESC, i.id DESC"#,
        opportunity_id,
        offset,
        most,
    )
    .fetch_all(connection)
    .await?;
    let mut page = Page::default();
    for row in rows {
        page.total = row.total;
        let Some(id) = row.id else { continue };
        let (kind, outcome) = words(id, row.kind.as_deref(), row.outcome.as_deref())?;
        page.entries.push(Entry {
            id,
            kind,
            outcome,
            happened_at: row.happened_at.unwrap_or_default(),
            contact: row.contact,
            author: row.author.unwrap_or_default(),
            summary: row.summary.unwrap_or_default(),
            next_step: row.next_step,
            follow_up_at: row.follow_up_at,
            files: row.files,
        });
    }
    Ok(page)
}

/// One of an opportunity's interactions; none when it is not one of them.
///
/// # Errors
/// When the database fails, or a row contradicts itself.
pub async fn one(connection: &mut PgConnection, opportunity_id: i64, id: i64) -> Result<Option<Whole>> {
    let row = sqlx::query!(
        r#"SELECT i.kind, i.outcome, i.happened_at, k.name AS "contact?", a.name AS author, i.summary, i.next_step,
                  i.follow_up_at,
                  (SELECT count(*) FROM interactions l WHERE l.opportunity_id = $1
                      AND (l.happened_at, l.id) > (i.happened_at, i.id)) AS "later!"
             FROM interactions i
             JOIN members a ON a.id = i.author_id
             LEFT JOIN contacts k ON k.id = i.contact_id
            WHERE i.id = $2 AND i.opportunity_id = $1"#,
        opportunity_id,
        id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let files = files(connection, id).await?;
    let (kind, outcome) = words(id, Some(&row.kind), row.outcome.as_deref())?;
    let entry = Entry {
        id,
        kind,
        outcome,
        happened_at: row.happened_at,
        contact: row.contact,
        author: row.author,
        summary: row.summary,
        next_step: row.next_step,
        follow_up_at: row.follow_up_at,
        files: i64::try_from(files.len()).unwrap_or(i64::MAX),
    };
    Ok(Some(Whole { entry, files, later: row.later }))
}

async fn files(connection: &mut PgConnection, interaction_id: i64) -> Result<Vec<File>> {
    let rows = sqlx::query!(
        r#"SELECT kind, file_id, file_unique_id, name, mime_type, size FROM interaction_attachments
            WHERE interaction_id = $1 ORDER BY position"#,
        interaction_id,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = FileKind::of_code(&row.kind).ok_or_else(|| {
                StoreError::contradiction("interaction_attachments", interaction_id, row.kind.as_str())
            })?;
            let (id, unique_id) = (row.file_id, row.file_unique_id);
            Ok(File { kind, id, unique_id, name: row.name, mime_type: row.mime_type, size: row.size })
        })
        .collect()
}

fn words(id: i64, kind: Option<&str>, outcome: Option<&str>) -> Result<(Kind, Option<Outcome>)> {
    let contradiction = |word: Option<&str>| StoreError::contradiction("interactions", id, word.unwrap_or("no kind"));
    let read = kind.and_then(Kind::of_code).ok_or_else(|| contradiction(kind))?;
    let outcome = match outcome {
        Some(code) => Some(Outcome::of_code(code).ok_or_else(|| contradiction(Some(code)))?),
        None => None,
    };
    Ok((read, outcome))
}

/// A follow-up that is due, for its author.
#[derive(Clone, Debug)]
pub struct FollowUp {
    /// Their private chat.
    pub chat_id: i64,
    /// In which language.
    pub language: Language,
    /// In which zone.
    pub zone: Zone,
    /// The interaction in which it was agreed.
    pub kind: Kind,
    /// What came of it, of a call.
    pub outcome: Option<Outcome>,
    /// When that was.
    pub happened_at: DateTime<Utc>,
    /// With whom.
    pub contact: Option<String>,
    /// What was learned then.
    pub summary: String,
    /// What comes next.
    pub next_step: Option<String>,
    /// Row id of the opportunity.
    pub opportunity_id: i64,
    /// Its title.
    pub deal: String,
    /// The partner's name.
    pub partner: String,
    /// A task of the opportunity within the author's reach, an open one first.
    pub task_id: Option<i64>,
}

/// Claims follow-ups that are due, in the open transaction: each is marked, and comes back unless there is nothing to
/// remind of any more: the deal is closed, the author has recorded something later about it, or cannot be told.
///
/// # Errors
/// When the database fails, or a row contradicts itself.
pub async fn claim_follow_ups(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    most: i64,
) -> Result<(u64, Vec<FollowUp>)> {
    let rows = sqlx::query!(
        r#"WITH due AS (
               SELECT id FROM interactions WHERE follow_up_sent_at IS NULL AND follow_up_at <= $1
                ORDER BY follow_up_at LIMIT $2 FOR UPDATE SKIP LOCKED
           ), claimed AS (
               UPDATE interactions i SET follow_up_sent_at = $1 FROM due WHERE i.id = due.id
               RETURNING i.id, i.opportunity_id, i.contact_id, i.kind, i.outcome, i.happened_at, i.summary, i.next_step,
                         i.follow_up_at, i.author_id
           )
           SELECT c.id, c.kind, c.outcome, c.happened_at, c.summary, c.next_step, c.opportunity_id, o.title AS deal,
                  p.name AS partner, k.name AS "contact?", m.id AS "member_id?", m.telegram_id AS "chat_id?",
                  m.language AS "language?", m.time_zone AS "zone?",
                  (SELECT t.id FROM tasks t
                    WHERE t.opportunity_id = c.opportunity_id
                      AND (m.role = 'admin' OR (m.role = 'manager' AND t.team_id = m.team_id) OR t.assignee_id = m.id
                           OR (t.role = m.role AND t.team_id = m.team_id))
                    ORDER BY t.state IN ('open', 'accepted') DESC, t.id DESC LIMIT 1) AS task_id
             FROM claimed c
             JOIN opportunities o ON o.id = c.opportunity_id
             JOIN partners p ON p.id = o.partner_id
             LEFT JOIN contacts k ON k.id = c.contact_id
             LEFT JOIN members m ON m.id = c.author_id AND m.active AND m.reachable AND m.telegram_id IS NOT NULL
                   AND o.status NOT IN ('won', 'lost')
                   AND NOT EXISTS (SELECT FROM interactions l WHERE l.opportunity_id = c.opportunity_id
                                      AND l.author_id = c.author_id AND l.id > c.id AND l.happened_at >= c.happened_at)
            ORDER BY c.follow_up_at, c.id"#,
        now,
        most,
    )
    .fetch_all(connection)
    .await?;
    let claimed = rows.len() as u64;
    let mut due = Vec::new();
    for row in rows {
        let (Some(member_id), Some(chat_id)) = (row.member_id, row.chat_id) else { continue };
        let read = || {
            let language = row.language.as_deref().unwrap_or_default();
            let spoken =
                Language::of_code(language).ok_or_else(|| StoreError::contradiction("members", member_id, language))?;
            let zone = zone("members", member_id, row.zone.as_deref())?;
            Ok::<_, StoreError>((spoken, zone, words(row.id, Some(&row.kind), row.outcome.as_deref())?))
        };
        // One row that contradicts itself must not keep everybody else's reminders back.
        let (language, zone, (kind, outcome)) = match read() {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(interaction = row.id, member = member_id, %error, "a reminder is left out");
                continue;
            }
        };
        due.push(FollowUp {
            chat_id,
            language,
            zone,
            kind,
            outcome,
            happened_at: row.happened_at,
            contact: row.contact,
            summary: row.summary,
            next_step: row.next_step,
            opportunity_id: row.opportunity_id,
            deal: row.deal,
            partner: row.partner,
            task_id: row.task_id,
        });
    }
    Ok((claimed, due))
}
