//! The process: which step follows which, for whom, due when. The definition itself is data in PostgreSQL.

use chrono::{DateTime, Utc};

use super::calendar::{self, WorkingDay, Zone};
use super::member::{Belonging, Role};
use super::task::{Bilingual, Importance};

/// The step that follows, as the process defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Row id of the step.
    pub step_id: i64,
    /// Its title.
    pub title: Bilingual,
    /// How much its tasks matter.
    pub importance: Importance,
    /// For whom.
    pub performer: Performer,
    /// Due at the end of the n-th working day after the day on which it is given out.
    pub due_working_days: u16,
    /// The zone in which its performer's days end: the member's, or the team's.
    pub zone: Zone,
}

/// For whom a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performer {
    /// This member.
    Member {
        /// Row id.
        id: i64,
        /// For the people who are told.
        name: String,
    },
    /// Whoever of the team has the role.
    Role(Role),
}

/// A task to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// Row id of its step.
    pub step_id: i64,
    /// To whom it is given.
    pub belonging: Belonging,
    /// How much it matters.
    pub importance: Importance,
    /// When it must be done.
    pub due_at: DateTime<Utc>,
}

impl NextStep {
    /// The task of this step that is given out at `now` in a team.
    #[must_use]
    pub fn give_out(&self, team_id: i64, now: DateTime<Utc>) -> NewTask {
        let today = self.zone.date(now);
        let day = calendar::add_working_days(today, u32::from(self.due_working_days));
        let (member_id, role) = match &self.performer {
            Performer::Member { id, .. } => (Some(*id), None),
            Performer::Role(role) => (None, Some(*role)),
        };
        NewTask {
            step_id: self.step_id,
            belonging: Belonging { member_id, role, team_id },
            importance: self.importance,
            due_at: calendar::end_of_working_day(day, self.zone, &WorkingDay::default()),
        }
    }
}
