//! Losing a deal and reopening it: what becomes of the opportunity, of its tasks, and of the dialogs about them.

use chrono::{Duration, NaiveDate};
use sqlx::PgConnection;

use super::TurnError;
use crate::chat::reply::Reply;
use crate::chat::screens;
use crate::domain::Language;
use crate::domain::calendar::{WorkingDay, start_of_working_day};
use crate::domain::loss::{self, Loss};
use crate::domain::opportunity::Status;
use crate::domain::task::Progress;
use crate::engine::Facts;
use crate::store::losses::{self, EndedTask, Return};
use crate::store::{StoreError, drafts, tasks};

/// Closes the opportunity as lost: its open tasks end, the dialogs about them are dropped, and a day to come back makes a
/// task. None when something has moved since it was decided.
pub(super) async fn lose(
    connection: &mut PgConnection,
    loss: &Loss,
    facts: &mut Facts,
) -> Result<Option<Reply>, TurnError> {
    let (member, now, deal) = (facts.member.id, facts.now, facts.opportunity.id);
    losses::cancel_open(connection, deal, Status::Lost.code(), member, now).await?;
    let reason = reason_for_history(loss, facts);
    if !losses::lose(connection, &facts.opportunity, loss, &reason, member, now).await? {
        return Ok(None);
    }
    drafts::let_go_of_cards(connection, deal, None, member).await?;
    drafts::drop_all_of(connection, deal).await?;
    let notices = match loss.revive_on {
        Some(day) => revive(connection, day, facts).await?,
        None => false,
    };
    facts.opportunity.status = Status::Lost;
    facts.opportunity.loss = Some(loss.clone());
    if matches!(facts.task.progress, Progress::Open | Progress::Accepted { .. }) {
        facts.task.progress = Progress::Cancelled;
    }
    let card = screens::lost(facts);
    Ok(Some(Reply { notices, ..Reply::card(card) }.toasting(facts.words().say("toast-lost"))))
}

/// History is read without the catalogues: it keeps the reason's English name.
fn reason_for_history(loss: &Loss, facts: &Facts) -> String {
    facts.catalogues.lost_reason_name(loss.reason, Language::En).unwrap_or_else(|| format!("#{}", loss.reason))
}

/// Gives the deal's owner the task to come back to it. True when they are to be told of it now.
async fn revive(connection: &mut PgConnection, day: NaiveDate, facts: &Facts) -> Result<bool, StoreError> {
    let (member, now, owned) = (facts.member.id, facts.now, facts.opportunity.belonging);
    let step = losses::revive_step(connection, owned.member_id.unwrap_or_default()).await?;
    let task = step.give_out(owned, day);
    // In a zone far to the east of the member's, that morning may have begun already.
    let rings = start_of_working_day(day, step.zone, &WorkingDay::default()).max(now + Duration::minutes(1));
    let made = tasks::give_out(connection, &task, facts.opportunity.id, Some(member), rings, now).await?;
    match made {
        Some(id) if owned.member_id == Some(member) => {
            losses::known_already(connection, id, now).await?;
            Ok(false)
        }
        made => Ok(made.is_some()),
    }
}

/// Reopens the lost opportunity: the task to come back to it ends, and those that the loss ended are open again. None when
/// something has moved since it was decided.
pub(super) async fn reopen(connection: &mut PgConnection, facts: &mut Facts) -> Result<Option<Reply>, TurnError> {
    let (member, now, deal) = (facts.member.id, facts.now, facts.opportunity.id);
    losses::cancel_open(connection, deal, "reopened", member, now).await?;
    let ended = losses::ended_by_loss(connection, deal).await?;
    let reason = facts.opportunity.loss.as_ref().map(|loss| reason_for_history(loss, facts)).unwrap_or_default();
    if !losses::reopen(connection, &facts.opportunity, &reason, member, now).await? {
        return Ok(None);
    }
    drafts::let_go_of_cards(connection, deal, None, member).await?;
    drafts::drop_all_of(connection, deal).await?;
    let mut notices = false;
    let mut returned = Vec::new();
    for task in ended {
        let back = comes_back(&task, facts);
        losses::bring_back(connection, &task, &back, member, now).await?;
        notices |= back.told;
        returned.push(screens::Returned { id: task.id, title: task.title, due_at: back.due_at });
    }
    facts.opportunity.status = Status::InProgress;
    facts.opportunity.loss = None;
    let card = screens::reopened(facts, &returned);
    Ok(Some(Reply { notices, ..Reply::card(card) }.toasting(facts.words().say("toast-reopened"))))
}

/// How a task that the loss ended comes back. Its performer is told, unless it is they who reopen the deal.
fn comes_back(task: &EndedTask, facts: &Facts) -> Return {
    let due_at = loss::due_again(task.due_at, task.zone, facts.now);
    let due_notice = start_of_working_day(task.zone.date(due_at), task.zone, &WorkingDay::default());
    Return { due_at, due_notice, told: task.assignee_id != Some(facts.member.id) }
}
