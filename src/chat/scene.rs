//! The scene: what was loaded, judged. What the member may not see is not in it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::incoming::Sender;
use crate::domain::catalogue::Catalogues;
use crate::domain::member::Member;
use crate::domain::money::Currency;
use crate::engine::{Draft, Facts};
use crate::store::load::{Chat, Loaded};

/// Everything that routing one update may look at.
#[derive(Debug)]
pub struct Scene {
    /// The update's place in the inbox; becomes the id of a draft that it begins.
    pub seq: i64,
    /// The moment of this update.
    pub now: DateTime<Utc>,
    /// Who did it.
    pub sender: Option<Sender>,
    /// Who that is, if they have been invited and are active.
    pub member: Option<Member>,
    /// The task that was tapped or is in focus, with all about it, when it is within the member's reach.
    pub facts: Option<Arc<Facts>>,
    /// The draft that was tapped, or the one in focus.
    pub draft: Option<Draft>,
    /// The member's drafts about the task.
    pub drafts: Vec<Draft>,
    /// The chat's own state.
    pub chat: Chat,
}

impl Scene {
    /// Judges what was loaded.
    #[must_use]
    pub fn of(loaded: Loaded, sender: Option<Sender>, catalogues: Arc<Catalogues>, now: DateTime<Utc>) -> Self {
        // A private chat has its person's id: whoever else writes there is nobody.
        let member = loaded.member.filter(|_| sender.is_some());
        let facts = match (&member, loaded.subject) {
            (Some(member), Some(subject)) if member.may_work_on(subject.task.belonging) => Some(Arc::new(Facts {
                now,
                member: member.clone(),
                currency: loaded.currency.unwrap_or(Currency::Eur),
                catalogues,
                task: subject.task,
                opportunity: subject.opportunity,
                next_step: subject.next_step,
                details: loaded.details,
            })),
            _ => None,
        };
        let drafts = if facts.is_some() { loaded.drafts } else { Vec::new() };
        let draft = drafts.iter().find(|it| Some(it.id) == loaded.draft_id).cloned();
        Self { seq: loaded.seq, now, sender, member, facts, draft, drafts, chat: loaded.chat }
    }
}
