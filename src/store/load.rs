//! The load: everything that one update may need, in one round trip.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use sqlx::PgPool;
use sqlx::types::Json;

use super::{Result, StoreError};
use crate::domain::Language;
use crate::domain::calendar::Zone;
use crate::domain::loss::Loss;
use crate::domain::member::{Belonging, Member, Role};
use crate::domain::money::{Currency, Money};
use crate::domain::opportunity::{Contact, Opportunity, Qualification, Status, Value};
use crate::domain::probability::Probability;
use crate::domain::process::{NextStep, Performer};
use crate::domain::task::{Bilingual, Importance, Progress, Task};
use crate::engine::{Details, Draft};

/// The oldest open update of a chat, and all that it may need.
#[derive(Debug)]
pub struct Loaded {
    /// Place in the inbox.
    pub seq: i64,
    /// The update's JSON.
    pub raw: String,
    /// How often it has failed.
    pub attempts: i32,
    /// When it may be tried.
    pub next_attempt_at: DateTime<Utc>,
    /// The chat's own state.
    pub chat: Chat,
    /// Who writes, if they have been invited and are active.
    pub member: Option<Member>,
    /// Whether the bot can write to them, so far as is known.
    pub reachable: bool,
    /// The team's currency.
    pub currency: Option<Currency>,
    /// The draft that was tapped, or the one in focus.
    pub draft_id: Option<i64>,
    /// The member's drafts about the task, that one included.
    pub drafts: Vec<Draft>,
    /// What was tapped, or what the draft is about: whoever it belongs to.
    pub subject: Option<Subject>,
    /// What only the dialog of this update needs.
    pub details: Details,
    /// The version at which the small catalogues stand.
    pub catalogue_version: i64,
}

/// The chat's own state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chat {
    /// The draft that texts go to.
    pub focus_draft_id: Option<i64>,
    /// The living card.
    pub card_message_id: Option<i64>,
    /// The outbox row that sends it.
    pub card_outbox_id: Option<i64>,
}

/// A task with its opportunity and what follows it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The task.
    pub task: Task,
    /// What it is about.
    pub opportunity: Opportunity,
    /// The step that follows.
    pub next_step: Option<NextStep>,
}

/// Loads the oldest open update of each of these chats with its facts; chats that have none are left out. A row that
/// contradicts itself is the error of its chat alone.
///
/// The whole is one statement, so it is one moment's view: what it finds open was open then, and the commit finds out
/// whether it still is.
///
/// # Errors
/// When the database fails.
pub async fn oldest(pool: &PgPool, chat_ids: &[i64]) -> Result<HashMap<i64, Result<Loaded>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT h.chat_id AS "chat_id!", h.seq AS "seq!", h.raw AS "raw!", h.attempts AS "attempts!",
                  h.next_attempt_at AS "next_attempt_at!",
                  (SELECT version FROM catalogue_version) AS "catalogue_version!",
                  c.focus_draft_id, c.card_message_id, c.card_outbox_id,
                  m.id AS "member_id?", m.name AS "member_name?", m.role AS "member_role?",
                  m.team_id AS "member_team?", m.language AS "member_language?", m.time_zone AS "member_zone?",
                  m.reachable AS "reachable?",
                  mt.currency AS "currency?",
                  d.id AS "draft_id?",
                  (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'dialog', x.dialog, 'version', x.version,
                              'state', x.state, 'filled', x.filled, 'path', x.path, 'revision', x.revision))
                     FROM drafts x WHERE x.member_id = m.id AND x.task_id = t.id) AS "drafts?: Json<Box<RawValue>>",
                  COALESCE(h.dialog, d.dialog) AS dialog,
                  CASE COALESCE(h.dialog, d.dialog)
                      WHEN 'interact' THEN
                          (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name) ORDER BY x.id)
                             FROM contacts x WHERE x.partner_id = o.partner_id)
                      WHEN 'partner' THEN
                          jsonb_build_object('id', p.id, 'revision', p.revision, 'card', jsonb_build_object(
                              'customer', CASE WHEN p.customer THEN 'yes' END, 'legal_name', p.legal_name,
                              'tax_id', p.tax_id, 'industry', p.industry, 'size', p.size, 'site', p.site,
                              'address', p.address, 'note', p.note))
                  END AS "details?: Json<Box<RawValue>>",
                  t.id AS "task_id?", s.code AS "step?", s.title_en AS "title_en?", s.title_ru AS "title_ru?",
                  s.instructions_en AS "instructions_en?", s.instructions_ru AS "instructions_ru?",
                  t.instructions AS "instructions?", t.opportunity_id AS "opportunity_id?", t.assignee_id,
                  t.role AS task_role, t.team_id AS "task_team?", pf.name AS "performer?",
                  t.importance AS "importance?", t.due_at AS "due_at?", t.state AS "task_state?", t.accepted_by,
                  t.start_at, t.completed_at, t.results,
                  n.id AS "next_id?", n.title_en AS "next_en?", n.title_ru AS "next_ru?",
                  n.importance AS "next_importance?", n.performer_member_id, n.performer_role,
                  n.due_working_days AS "next_days?", nm.name AS "next_name?",
                  COALESCE(nm.time_zone, tt.time_zone) AS next_zone,
                  o.title AS "deal_title?", o.description AS "description?", o.owner_id AS "owner_id?",
                  ow.name AS "owner?", ow.team_id AS "owner_team?", o.status AS "status?", o.terms_id, o.budget,
                  o.budget_currency, o.probability, o.channel_id, o.source_id, o.lost_reason_id,
                  o.lost_comment, o.lost_competitor, o.revive_on, o.revision AS "revision?",
                  p.name AS "partner?", p.customer AS "customer?",
                  k.id AS "contact_id?", k.name AS "contact_name?", k.position AS contact_position, k.phone, k.email
             FROM unnest($1::bigint[]) AS asked(chat_id)
            CROSS JOIN LATERAL
                  (SELECT * FROM inbox i WHERE i.chat_id = asked.chat_id AND i.state = 'open' ORDER BY i.seq LIMIT 1) h
             JOIN chats c ON c.chat_id = h.chat_id
             LEFT JOIN members m ON m.telegram_id = h.chat_id AND m.active
             LEFT JOIN teams mt ON mt.id = m.team_id
             LEFT JOIN drafts d ON d.member_id = m.id AND d.id =
                  CASE WHEN h.draft_id IS NOT NULL THEN h.draft_id WHEN h.task_id IS NULL THEN c.focus_draft_id END
             LEFT JOIN tasks t ON t.id = COALESCE(h.task_id, d.task_id)
             LEFT JOIN teams tt ON tt.id = t.team_id
             LEFT JOIN process_steps s ON s.id = t.step_id
             LEFT JOIN members pf ON pf.id = t.assignee_id
             LEFT JOIN process_steps n ON n.id = s.next_step_id
             LEFT JOIN members nm ON nm.id = n.performer_member_id
             LEFT JOIN opportunities o ON o.id = t.opportunity_id
             LEFT JOIN members ow ON ow.id = o.owner_id
             LEFT JOIN partners p ON p.id = o.partner_id
             LEFT JOIN contacts k ON k.id = o.contact_id"#,
        chat_ids,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.chat_id, row.read_or_say_which())).collect())
}

/// The statement's columns, as they come.
struct Row {
    chat_id: i64,
    seq: i64,
    raw: String,
    attempts: i32,
    next_attempt_at: DateTime<Utc>,
    catalogue_version: i64,
    focus_draft_id: Option<i64>,
    card_message_id: Option<i64>,
    card_outbox_id: Option<i64>,
    member_id: Option<i64>,
    member_name: Option<String>,
    member_role: Option<String>,
    member_team: Option<i64>,
    member_language: Option<String>,
    member_zone: Option<String>,
    reachable: Option<bool>,
    currency: Option<String>,
    draft_id: Option<i64>,
    drafts: Option<Json<Box<RawValue>>>,
    dialog: Option<String>,
    details: Option<Json<Box<RawValue>>>,
    task_id: Option<i64>,
    step: Option<String>,
    title_en: Option<String>,
    title_ru: Option<String>,
    instructions_en: Option<String>,
    instructions_ru: Option<String>,
    instructions: Option<String>,
    opportunity_id: Option<i64>,
    assignee_id: Option<i64>,
    task_role: Option<String>,
    task_team: Option<i64>,
    performer: Option<String>,
    importance: Option<String>,
    due_at: Option<DateTime<Utc>>,
    task_state: Option<String>,
    accepted_by: Option<i64>,
    start_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    results: Option<String>,
    next_id: Option<i64>,
    next_en: Option<String>,
    next_ru: Option<String>,
    next_importance: Option<String>,
    performer_member_id: Option<i64>,
    performer_role: Option<String>,
    next_days: Option<i32>,
    next_name: Option<String>,
    next_zone: Option<String>,
    deal_title: Option<String>,
    description: Option<String>,
    owner_id: Option<i64>,
    owner: Option<String>,
    owner_team: Option<i64>,
    status: Option<String>,
    terms_id: Option<i64>,
    budget: Option<Decimal>,
    budget_currency: Option<String>,
    probability: Option<i16>,
    channel_id: Option<i64>,
    source_id: Option<i64>,
    lost_reason_id: Option<i64>,
    lost_comment: Option<String>,
    lost_competitor: Option<String>,
    revive_on: Option<NaiveDate>,
    revision: Option<i64>,
    partner: Option<String>,
    customer: Option<bool>,
    contact_id: Option<i64>,
    contact_name: Option<String>,
    contact_position: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// Reads a stored word, or says which row contradicts the program.
fn word<T>(table: &'static str, id: i64, word: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Result<T> {
    word.and_then(read).ok_or_else(|| StoreError::contradiction(table, id, word.unwrap_or("nothing")))
}

pub(super) fn zone(table: &'static str, id: i64, name: Option<&str>) -> Result<Zone> {
    word(table, id, name, |name| name.parse().ok())
}

impl Row {
    /// Reads it; what contradicts itself fails this update, and no other chat's.
    fn read_or_say_which(self) -> Result<Loaded> {
        let (seq, attempts, next_attempt_at, raw) = (self.seq, self.attempts, self.next_attempt_at, self.raw.clone());
        self.read().map_err(|cause| StoreError::Unreadable {
            seq,
            attempts,
            next_attempt_at,
            raw,
            cause: Box::new(cause),
        })
    }

    fn read(mut self) -> Result<Loaded> {
        let member = match self.member_id {
            Some(id) => Some(self.member(id)?),
            None => None,
        };
        let currency = match (self.member_team, self.currency.as_deref()) {
            (Some(team), code @ Some(_)) => Some(word("teams", team, code, |code| code.parse().ok())?),
            _ => None,
        };
        let drafts = match self.drafts.take() {
            Some(Json(raw)) => serde_json::from_str(raw.get()).map_err(|error| {
                StoreError::contradiction("drafts", self.draft_id.unwrap_or_default(), error.to_string())
            })?,
            None => Vec::new(),
        };
        let details = self.details()?;
        let subject = match self.task_id {
            Some(id) => Some(self.subject(id)?),
            None => None,
        };
        Ok(Loaded {
            seq: self.seq,
            raw: self.raw,
            attempts: self.attempts,
            next_attempt_at: self.next_attempt_at,
            chat: Chat {
                focus_draft_id: self.focus_draft_id,
                card_message_id: self.card_message_id,
                card_outbox_id: self.card_outbox_id,
            },
            member,
            reachable: self.reachable.unwrap_or(true),
            currency,
            draft_id: self.draft_id,
            drafts,
            subject,
            details,
            catalogue_version: self.catalogue_version,
        })
    }

    /// What only the dialog of this update needs, as the statement chose it.
    fn details(&mut self) -> Result<Details> {
        let Some(Json(raw)) = self.details.take() else { return Ok(Details::None) };
        let read = match self.dialog.as_deref() {
            Some("interact") => serde_json::from_str(raw.get()).map(Details::Contacts),
            Some("partner") => serde_json::from_str(raw.get()).map(Details::Partner),
            _ => Ok(Details::None),
        };
        read.map_err(|error| StoreError::contradiction("drafts", self.draft_id.unwrap_or_default(), error.to_string()))
    }

    fn member(&mut self, id: i64) -> Result<Member> {
        Ok(Member {
            id,
            name: self.member_name.take().unwrap_or_default(),
            role: word("members", id, self.member_role.as_deref(), Role::of_code)?,
            team_id: self.member_team.unwrap_or_default(),
            language: word("members", id, self.member_language.as_deref(), Language::of_code)?,
            zone: zone("members", id, self.member_zone.as_deref())?,
        })
    }

    fn subject(&mut self, task_id: i64) -> Result<Subject> {
        let next_step = match self.next_id {
            Some(id) => Some(self.next_step(id)?),
            None => None,
        };
        Ok(Subject { task: self.task(task_id)?, opportunity: self.opportunity()?, next_step })
    }

    fn task(&mut self, id: i64) -> Result<Task> {
        let role = match self.task_role.as_deref() {
            Some(code) => Some(word("tasks", id, Some(code), Role::of_code)?),
            None => None,
        };
        Ok(Task {
            id,
            step: self.step.take().unwrap_or_default(),
            title: bilingual(&mut self.title_en, &mut self.title_ru),
            step_instructions: bilingual(&mut self.instructions_en, &mut self.instructions_ru),
            instructions: self.instructions.take().unwrap_or_default(),
            opportunity_id: self.opportunity_id.unwrap_or_default(),
            belonging: Belonging { member_id: self.assignee_id, role, team_id: self.task_team.unwrap_or_default() },
            performer: self.performer.take(),
            importance: word("tasks", id, self.importance.as_deref(), Importance::of_code)?,
            due_at: self.due_at.unwrap_or_default(),
            progress: self.progress(id)?,
        })
    }

    fn progress(&mut self, id: i64) -> Result<Progress> {
        match (self.task_state.as_deref(), self.accepted_by, self.start_at, self.completed_at) {
            (Some("open"), ..) => Ok(Progress::Open),
            (Some("accepted"), Some(by), Some(start), _) => Ok(Progress::Accepted { by, start }),
            (Some("done"), _, _, Some(at)) => {
                Ok(Progress::Done { at, results: self.results.take().unwrap_or_default() })
            }
            (Some("cancelled"), ..) => Ok(Progress::Cancelled),
            (state, ..) => Err(StoreError::contradiction("tasks", id, state.unwrap_or("no state"))),
        }
    }

    fn next_step(&mut self, id: i64) -> Result<NextStep> {
        let performer = match (self.performer_member_id, self.performer_role.as_deref()) {
            (Some(id), _) => Performer::Member { id, name: self.next_name.take().unwrap_or_default() },
            (None, role) => Performer::Role(word("process_steps", id, role, Role::of_code)?),
        };
        Ok(NextStep {
            step_id: id,
            title: bilingual(&mut self.next_en, &mut self.next_ru),
            importance: word("process_steps", id, self.next_importance.as_deref(), Importance::of_code)?,
            performer,
            due_working_days: self.next_days.and_then(|days| u16::try_from(days).ok()).unwrap_or_default(),
            zone: zone("process_steps", id, self.next_zone.as_deref())?,
        })
    }

    fn opportunity(&mut self) -> Result<Opportunity> {
        let id = self.opportunity_id.unwrap_or_default();
        let contact = self.contact_id.map(|id| Contact {
            id,
            name: self.contact_name.take().unwrap_or_default(),
            position: self.contact_position.take(),
            phone: self.phone.take(),
            email: self.email.take(),
        });
        Ok(Opportunity {
            id,
            title: self.deal_title.take().unwrap_or_default(),
            description: self.description.take().unwrap_or_default(),
            partner: self.partner.take().unwrap_or_default(),
            customer: self.customer.unwrap_or_default(),
            contact,
            owner: self.owner.take().unwrap_or_default(),
            belonging: Belonging { member_id: self.owner_id, role: None, team_id: self.owner_team.unwrap_or_default() },
            status: word("opportunities", id, self.status.as_deref(), Status::of_code)?,
            known: self.known(id)?,
            loss: self.lost_reason_id.map(|reason| Loss {
                reason,
                comment: self.lost_comment.take(),
                competitor: self.lost_competitor.take(),
                revive_on: self.revive_on,
            }),
            revision: self.revision.unwrap_or_default(),
        })
    }

    fn known(&self, id: i64) -> Result<Qualification> {
        let mut values = Vec::new();
        values.extend(self.terms_id.map(Value::Terms));
        if let Some(amount) = self.budget {
            let currency = word("opportunities", id, self.budget_currency.as_deref(), |code| code.parse().ok())?;
            let budget = Money::new(amount, currency)
                .map_err(|_| StoreError::contradiction("opportunities", id, format!("budget {amount}")))?;
            values.push(Value::Budget(budget));
        }
        if let Some(percent) = self.probability {
            let percent = u8::try_from(percent).ok().and_then(|percent| Probability::new(percent).ok());
            values.push(Value::Probability(
                percent.ok_or_else(|| StoreError::contradiction("opportunities", id, "a probability out of range"))?,
            ));
        }
        values.extend(self.channel_id.map(Value::Channel));
        values.extend(self.source_id.map(Value::Source));
        Ok(values.into_iter().map(|value| (value.field(), value)).collect())
    }
}

fn bilingual(en: &mut Option<String>, ru: &mut Option<String>) -> Bilingual {
    Bilingual { en: en.take().unwrap_or_default(), ru: ru.take().unwrap_or_default() }
}
