//! The loss of a deal: who may close one as lost, on what grounds, who may reopen it, and what becomes of its tasks.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Refusal;
use super::calendar::{self, WorkingDay, Zone};
use super::catalogue::Catalogues;
use super::member::{Belonging, Member};
use super::opportunity::{Opportunity, Status};
use super::process::NewTask;
use super::task::Importance;

/// The step that comes back to a lost deal; a loss gives it out for the day that was chosen.
pub const REVIVE: &str = "revive";

/// Longest comment that is kept, in characters: what one Telegram message holds (Bot API, `Message.text`).
pub const COMMENT_MAX: usize = 4096;

/// Longest name of a competitor, in characters.
pub const COMPETITOR_MAX: usize = 200;

/// What has been said so far about why a deal is lost; not enough for a loss yet, perhaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Row id of the reason.
    pub reason: Option<i64>,
    /// More words.
    pub comment: Option<String>,
    /// With whom the deal went.
    pub competitor: Option<String>,
    /// The day on which its owner comes back to it.
    pub revive_on: Option<NaiveDate>,
}

/// Why a deal is lost, and whether to come back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Row id of the reason.
    pub reason: i64,
    /// More words.
    pub comment: Option<String>,
    /// With whom the deal went.
    pub competitor: Option<String>,
    /// The day on which its owner comes back to it.
    pub revive_on: Option<NaiveDate>,
}

impl Opportunity {
    /// Whether the member may close it as lost: it is within their reach, and still open.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn may_be_lost_by(&self, member: &Member) -> Result<(), Refusal> {
        if !member.may_work_on(self.belonging) {
            return Err(Refusal::NotYourOpportunity);
        }
        self.open_to_edits()
    }

    /// The loss on these grounds, `today` in the member's zone.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not: closed, no reason, no comment where the reason needs one, a day to come back that
    /// is not in the future.
    pub fn lose(
        &self,
        member: &Member,
        grounds: &Grounds,
        catalogues: &Catalogues,
        today: NaiveDate,
    ) -> Result<Loss, Refusal> {
        self.may_be_lost_by(member)?;
        let id = grounds.reason.ok_or(Refusal::NoLostReason)?;
        let reason =
            catalogues.lost_reason(id).filter(|reason| catalogues.may_give(reason)).ok_or(Refusal::NoSuchItem)?;
        let comment = grounds.comment.clone().filter(|comment| !comment.trim().is_empty());
        if reason.comment_required && comment.is_none() {
            return Err(Refusal::CommentRequired);
        }
        fits(comment.as_deref(), COMMENT_MAX)?;
        fits(grounds.competitor.as_deref(), COMPETITOR_MAX)?;
        if grounds.revive_on.is_some_and(|day| day <= today) {
            return Err(Refusal::ReviveNotInTheFuture);
        }
        Ok(Loss { reason: id, comment, competitor: grounds.competitor.clone(), revive_on: grounds.revive_on })
    }

    /// Whether the member may reopen it: it is lost, and within their reach (its owner, the team's manager, an admin).
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn may_be_reopened_by(&self, member: &Member) -> Result<(), Refusal> {
        if !member.may_work_on(self.belonging) {
            return Err(Refusal::NotYourOpportunity);
        }
        if self.status == Status::Lost { Ok(()) } else { Err(Refusal::NotLost) }
    }
}

/// Whether a text is not longer than what is kept.
///
/// # Errors
/// When it is.
pub fn fits(text: Option<&str>, most: usize) -> Result<(), Refusal> {
    match text {
        Some(text) if text.chars().count() > most => Err(Refusal::TooLong { most }),
        _ => Ok(()),
    }
}

/// The step that comes back to a lost deal, as the process defines it for the deal's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviveStep {
    /// Row id of the step.
    pub step_id: i64,
    /// How much its tasks matter.
    pub importance: Importance,
    /// The owner's zone.
    pub zone: Zone,
}

impl ReviveStep {
    /// The task for the deal's owner, due on that day.
    #[must_use]
    pub fn give_out(&self, owned: Belonging, on: NaiveDate) -> NewTask {
        NewTask {
            step_id: self.step_id,
            belonging: owned,
            importance: self.importance,
            due_at: calendar::end_of_working_day(on, self.zone, &WorkingDay::default()),
        }
    }
}

/// When a task that comes back is due: when it was, or, if that has passed, at the end of the next working day.
#[must_use]
pub fn due_again(due_at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>) -> DateTime<Utc> {
    if due_at > now {
        return due_at;
    }
    let tomorrow = calendar::add_working_days(zone.date(now), 1);
    calendar::end_of_working_day(tomorrow, zone, &WorkingDay::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::domain::catalogue::{Item, LostReason};
    use crate::domain::member::Role;
    use crate::domain::opportunity::Qualification;

    fn reason(id: i64, parent_id: Option<i64>, comment_required: bool, active: bool) -> LostReason {
        let item = Item { id, name_en: format!("R{id}"), name_ru: format!("П{id}"), active };
        LostReason { item, parent_id, comment_required }
    }

    fn catalogues() -> Catalogues {
        let lost_reasons = vec![
            reason(1, None, false, true),
            reason(2, Some(1), true, true),
            reason(3, None, false, false),
            reason(4, Some(3), false, true),
            // Data that goes round in a circle.
            reason(5, Some(6), false, true),
            reason(6, Some(5), false, true),
        ];
        Catalogues { lost_reasons, ..Catalogues::default() }
    }

    fn member(id: i64, role: Role, team_id: i64) -> Member {
        Member { id, name: "A".into(), role, team_id, language: Language::En, zone: Zone::UTC }
    }

    fn deal(status: Status) -> Opportunity {
        Opportunity {
            id: 1,
            title: "T".into(),
            description: String::new(),
            partner: "P".into(),
            customer: false,
            contact: None,
            owner: "A".into(),
            belonging: Belonging { member_id: Some(1), role: None, team_id: 10 },
            status,
            known: Qualification::new(),
            loss: None,
            revision: 1,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn lose(grounds: &Grounds) -> Result<Loss, Refusal> {
        deal(Status::InProgress).lose(&member(1, Role::Rep, 10), grounds, &catalogues(), day("2026-11-24"))
    }

    #[test]
    fn no_reason_no_loss() {
        assert_eq!(lose(&Grounds::default()), Err(Refusal::NoLostReason));
        let of = |id| Grounds { reason: Some(id), ..Grounds::default() };
        assert_eq!(lose(&of(1)).map(|loss| loss.reason), Ok(1));
        // Unknown, retired, and under a retired one.
        for id in [99, 3, 4] {
            assert_eq!(lose(&of(id)), Err(Refusal::NoSuchItem), "{id}");
        }
    }

    #[test]
    fn a_comment_is_asked_for_where_the_reason_says_so() {
        let with =
            |comment: Option<&str>| Grounds { reason: Some(2), comment: comment.map(Into::into), ..Grounds::default() };
        for nothing in [None, Some(""), Some(" \n")] {
            assert_eq!(lose(&with(nothing)), Err(Refusal::CommentRequired));
        }
        assert_eq!(lose(&with(Some("10 % cheaper"))).unwrap().comment.as_deref(), Some("10 % cheaper"));
        assert_eq!(lose(&with(Some(&"x".repeat(4097)))), Err(Refusal::TooLong { most: 4096 }));
    }

    #[test]
    fn the_day_to_come_back_is_in_the_future() {
        let on = |text: &str| Grounds { reason: Some(1), revive_on: Some(day(text)), ..Grounds::default() };
        for passed in ["2026-11-23", "2026-11-24"] {
            assert_eq!(lose(&on(passed)), Err(Refusal::ReviveNotInTheFuture));
        }
        assert_eq!(lose(&on("2026-11-25")).unwrap().revive_on, Some(day("2026-11-25")));
    }

    #[test]
    fn only_an_open_deal_is_lost_and_only_a_lost_one_reopened() {
        let owner = member(1, Role::Rep, 10);
        for (status, lost, reopened) in [
            (Status::InProgress, Ok(()), Err(Refusal::NotLost)),
            (Status::Qualified, Ok(()), Err(Refusal::NotLost)),
            (Status::Won, Err(Refusal::OpportunityClosed), Err(Refusal::NotLost)),
            (Status::Lost, Err(Refusal::OpportunityClosed), Ok(())),
        ] {
            assert_eq!(deal(status).may_be_lost_by(&owner), lost, "{status:?}");
            assert_eq!(deal(status).may_be_reopened_by(&owner), reopened, "{status:?}");
        }
    }

    #[test]
    fn the_owner_the_teams_manager_and_an_admin_may() {
        for (member, may) in [
            (member(1, Role::Rep, 10), true),
            (member(2, Role::Rep, 10), false),
            (member(3, Role::Manager, 10), true),
            (member(4, Role::Manager, 11), false),
            (member(5, Role::Admin, 11), true),
        ] {
            let expected = if may { Ok(()) } else { Err(Refusal::NotYourOpportunity) };
            assert_eq!(deal(Status::Qualified).may_be_lost_by(&member), expected, "{member:?}");
            assert_eq!(deal(Status::Lost).may_be_reopened_by(&member), expected, "{member:?}");
        }
    }

    #[test]
    fn reasons_are_offered_level_by_level_and_named_with_what_is_above() {
        let catalogues = catalogues();
        let under = |parent| catalogues.lost_reasons_under(parent).map(|it| it.item.id).collect::<Vec<_>>();
        assert_eq!(under(None), [1]);
        assert_eq!(under(Some(1)), [2]);
        assert_eq!(under(Some(3)), [] as [i64; 0]);
        assert_eq!(catalogues.lost_reason_name(2, Language::Ru).as_deref(), Some("П1 › П2"));
        assert_eq!(catalogues.lost_reason_name(99, Language::En), None);
        assert!(catalogues.lost_reason_name(5, Language::En).is_some());
    }

    #[test]
    fn a_task_that_comes_back_is_due_as_before_or_at_the_end_of_the_next_working_day() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // 27 November 2026 is a Friday.
        let now = at("2026-11-27T10:00:00Z");
        assert_eq!(due_again(at("2026-11-27T18:00:00Z"), Zone::UTC, now), at("2026-11-27T18:00:00Z"));
        assert_eq!(due_again(at("2026-11-26T18:00:00Z"), Zone::UTC, now), at("2026-11-30T18:00:00Z"));
        assert_eq!(due_again(now, Zone::UTC, now), at("2026-11-30T18:00:00Z"));
    }
}
