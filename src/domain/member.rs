//! People who use the bot: who they are, and what each role may see and change.
//!
//! Every tap and text is judged here again: a callback can be forged.

use serde::{Deserialize, Serialize};

use super::Language;
use super::calendar::Zone;

/// What a member is in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works on their own opportunities and tasks.
    Rep,
    /// Works on those of the team.
    Manager,
    /// Also looks after people and catalogues.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Rep, Self::Manager, Self::Admin];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rep => "rep",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A person who uses the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub id: i64,
    /// As the team calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The team they belong to.
    pub team_id: i64,
    /// The language of everything that they are shown.
    pub language: Language,
    /// The zone in which their days begin and end.
    pub zone: Zone,
}

/// To whom a thing belongs: enough to judge who may see and change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// The member who owns it or has been given it, if one has.
    pub member_id: Option<i64>,
    /// The role it was handed to, if no member.
    pub role: Option<Role>,
    /// The team.
    pub team_id: i64,
}

impl Member {
    /// Whether the member may see and change what belongs so: their own, what was handed to their role, the team's for
    /// a manager, all for an admin.
    #[must_use]
    pub fn may_work_on(&self, belonging: Belonging) -> bool {
        match self.role {
            Role::Admin => true,
            Role::Manager => belonging.team_id == self.team_id,
            Role::Rep => {
                belonging.member_id == Some(self.id)
                    || (belonging.member_id.is_none()
                        && belonging.role == Some(self.role)
                        && belonging.team_id == self.team_id)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role) -> Member {
        Member { id: 1, name: "A".into(), role, team_id: 10, language: Language::En, zone: Zone::UTC }
    }

    #[test]
    fn each_role_reaches_as_far_as_the_process_says() {
        let own = Belonging { member_id: Some(1), role: None, team_id: 10 };
        let colleague = Belonging { member_id: Some(2), role: None, team_id: 10 };
        let elsewhere = Belonging { member_id: Some(3), role: None, team_id: 11 };
        let handed_to_reps = Belonging { member_id: None, role: Some(Role::Rep), team_id: 10 };
        let handed_to_managers = Belonging { member_id: None, role: Some(Role::Manager), team_id: 10 };
        let reach = |role: Role| {
            [own, colleague, elsewhere, handed_to_reps, handed_to_managers].map(|it| member(role).may_work_on(it))
        };
        assert_eq!(reach(Role::Rep), [true, false, false, true, false]);
        assert_eq!(reach(Role::Manager), [true, true, false, true, true]);
        assert_eq!(reach(Role::Admin), [true; 5]);
    }
}
