//! Notices: what the bot says of a task without being asked, claimed when it falls due.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::load::zone;
use super::outbox::Method;
use super::tasks::{TaskLine, importance};
use super::{Result, StoreError};
use crate::domain::Language;
use crate::domain::calendar::Zone;
use crate::domain::task::{Bilingual, Importance};

/// Why a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The task was given to them, or to their role.
    Assigned,
    /// The task is due.
    Due,
}

/// A notice to one person.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Why.
    pub kind: NoticeKind,
    /// To whom: their private chat.
    pub chat_id: i64,
    /// In which language.
    pub language: Language,
    /// In which zone.
    pub zone: Zone,
    /// About what.
    pub task: TaskLine,
    /// Whether it is the step that qualifies.
    pub qualifies: bool,
    /// Whether somebody has accepted it.
    pub accepted: bool,
}

/// Claims notices that are due, in the open transaction: each is marked, and comes back once for every person to be told
/// (none, when nobody can be reached or the task has ended meanwhile).
///
/// The task's owner, state and due date are read now, not when the notice was planned.
///
/// # Errors
/// When the database fails.
pub async fn claim(connection: &mut PgConnection, now: DateTime<Utc>, most: i64) -> Result<(u64, Vec<Notice>)> {
    let rows = sqlx::query!(
        r#"WITH due AS (
               SELECT task_id, kind FROM task_notices WHERE sent_at IS NULL AND due_at <= $1
                ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
           ), claimed AS (
               UPDATE task_notices n SET sent_at = $1 FROM due WHERE n.task_id = due.task_id AND n.kind = due.kind
               RETURNING n.task_id, n.kind
           )
           SELECT c.task_id, c.kind, m.id AS "member_id?", m.telegram_id AS "chat_id?", m.language AS "language?",
                  m.time_zone AS "zone?", t.opportunity_id, s.title_en, s.title_ru, s.code AS step, o.title AS deal,
                  p.name AS partner, t.importance, t.due_at, t.state
             FROM claimed c
             JOIN tasks t ON t.id = c.task_id
             JOIN process_steps s ON s.id = t.step_id
             JOIN opportunities o ON o.id = t.opportunity_id
             JOIN partners p ON p.id = o.partner_id
             LEFT JOIN members m ON m.active AND m.reachable AND m.telegram_id IS NOT NULL
                   AND t.state IN ('open', 'accepted')
                   AND (m.id = COALESCE(t.accepted_by, t.assignee_id)
                        OR (t.accepted_by IS NULL AND t.role = m.role AND t.team_id = m.team_id))
            ORDER BY t.due_at, c.task_id, m.id"#,
        now,
        most,
    )
    .fetch_all(connection)
    .await?;
    let claimed = rows.len() as u64;
    let mut notices = Vec::new();
    for row in rows {
        let (Some(member_id), Some(chat_id)) = (row.member_id, row.chat_id) else { continue };
        let read = || -> Result<(Language, Zone, Importance)> {
            let language = row.language.as_deref().unwrap_or_default();
            let spoken =
                Language::of_code(language).ok_or_else(|| StoreError::contradiction("members", member_id, language))?;
            let zone = zone("members", member_id, row.zone.as_deref())?;
            Ok((spoken, zone, importance(row.task_id, Some(&row.importance))?))
        };
        // One row that contradicts itself must not keep everybody else's notices back.
        let (language, zone, importance) = match read() {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(task = row.task_id, member = member_id, %error, "a notice is left out");
                continue;
            }
        };
        notices.push(Notice {
            kind: if row.kind == "due" { NoticeKind::Due } else { NoticeKind::Assigned },
            chat_id,
            language,
            zone,
            task: TaskLine {
                id: row.task_id,
                opportunity_id: row.opportunity_id,
                title: Bilingual { en: row.title_en, ru: row.title_ru },
                deal: row.deal,
                partner: row.partner,
                importance,
                due_at: row.due_at,
            },
            qualifies: row.step == crate::domain::task::QUALIFY,
            accepted: row.state == "accepted",
        });
    }
    Ok((claimed, notices))
}

/// Puts notices into the outbox, in the same transaction that claimed them.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(connection: &mut PgConnection, messages: &[(i64, String)], now: DateTime<Utc>) -> Result<()> {
    let chats: Vec<i64> = messages.iter().map(|(chat_id, _)| *chat_id).collect();
    let bodies: Vec<&str> = messages.iter().map(|(_, body)| body.as_str()).collect();
    sqlx::query!(
        r#"INSERT INTO outbox (chat_id, lane, method, body, next_attempt_at, created_at)
           SELECT chat_id, 1, $3, body, $4, $4 FROM unnest($1::bigint[], $2::text[]) AS it(chat_id, body)"#,
        &chats,
        &bodies as &[&str],
        Method::Send.code(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
