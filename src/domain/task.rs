//! The task: one step of the process, given to a performer; when it may be accepted, given back and completed.

use chrono::{DateTime, Duration, Utc};

use super::member::{Belonging, Member};
use super::opportunity::Opportunity;
use super::{Language, Refusal};

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Importance {
    /// Can wait.
    Low,
    /// Unless said otherwise.
    Normal,
    /// First.
    High,
}

impl Importance {
    /// Every importance.
    pub const ALL: [Self; 3] = [Self::Low, Self::Normal, Self::High];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// The importance of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|importance| importance.code() == code)
    }
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nobody has accepted it.
    Open,
    /// Somebody works on it, from `start` (which may be planned, in the future).
    Accepted {
        /// Who.
        by: i64,
        /// From when.
        start: DateTime<Utc>,
    },
    /// Completed.
    Done {
        /// When the work was done.
        at: DateTime<Utc>,
        /// What came of it.
        results: String,
    },
    /// Ended without being completed (the deal was lost).
    Cancelled,
}

/// A text in both languages that is data, not a word of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Russian.
    pub ru: String,
}

impl Bilingual {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ru => &self.ru,
        }
    }
}

/// The step that follows it: the sales quotation.
pub const QUOTATION: &str = "quotation";

/// The step that qualifies an opportunity; completing it asks for every field of a qualification.
pub const QUALIFY: &str = "qualify";

/// One step of the process, given to a performer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Row id.
    pub id: i64,
    /// The step's code in the process definition.
    pub step: String,
    /// The step's title.
    pub title: Bilingual,
    /// The step's instructions.
    pub step_instructions: Bilingual,
    /// Instructions of this one task.
    pub instructions: String,
    /// The deal it is about.
    pub opportunity_id: i64,
    /// To whom it was given.
    pub belonging: Belonging,
    /// Name of the member it was given to, if one was.
    pub performer: Option<String>,
    /// How much it matters.
    pub importance: Importance,
    /// When it must be done.
    pub due_at: DateTime<Utc>,
    /// Where it stands.
    pub progress: Progress,
}

/// Longest results that are kept, in characters: what one Telegram message holds (Bot API, `Message.text`).
pub const RESULTS_MAX: usize = 4096;

impl Task {
    /// Whether the member may accept it with this start.
    ///
    /// A start may be planned, not after the due date; a task that is overdue can only be started now. A start in the
    /// past is not planned: more than a minute ago (taps travel) is refused.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn accept(&self, member: &Member, start: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.workable_by(member)?;
        if let Progress::Accepted { by, .. } = self.progress {
            return Err(if by == member.id { Refusal::AlreadyAccepted } else { Refusal::AcceptedBySomebodyElse });
        }
        if start < now - Duration::minutes(1) {
            return Err(Refusal::StartInThePast);
        }
        if start > now && start > self.due_at {
            return Err(Refusal::StartAfterDue);
        }
        Ok(())
    }

    /// Whether the member may take the accepting back: whoever accepted it may.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn give_back(&self, member: &Member) -> Result<(), Refusal> {
        self.workable_by(member)?;
        match self.progress {
            Progress::Accepted { by, .. } if by == member.id => Ok(()),
            Progress::Accepted { .. } => Err(Refusal::AcceptedBySomebodyElse),
            _ => Err(Refusal::NotAccepted),
        }
    }

    /// Whether the member may complete it now, on what is known of the opportunity.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not: done already, a date in the future, no results, something missing.
    pub fn complete(
        &self,
        member: &Member,
        opportunity: &Opportunity,
        results: &str,
        completed_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.completable_by(member)?;
        if results.trim().is_empty() {
            return Err(Refusal::NoResults);
        }
        if results.chars().count() > RESULTS_MAX {
            return Err(Refusal::TooLong { most: RESULTS_MAX });
        }
        if completed_at > now {
            return Err(Refusal::CompletedInTheFuture);
        }
        if self.step == QUALIFY {
            opportunity.open_to_edits()?;
            if !opportunity.missing().is_empty() {
                return Err(Refusal::QualificationIncomplete);
            }
        }
        Ok(())
    }

    /// Whether the member may complete it, once all is filled in: what a colleague accepted is the colleague's.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn completable_by(&self, member: &Member) -> Result<(), Refusal> {
        self.workable_by(member)?;
        match self.progress {
            Progress::Accepted { by, .. } if by != member.id && self.belonging.member_id != Some(member.id) => {
                Err(Refusal::AcceptedBySomebodyElse)
            }
            _ => Ok(()),
        }
    }

    /// Whether the member may work on it at all: within their reach, and not ended.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not.
    pub fn workable_by(&self, member: &Member) -> Result<(), Refusal> {
        if !member.may_work_on(self.belonging) {
            return Err(Refusal::NotYours);
        }
        match self.progress {
            Progress::Done { .. } => Err(Refusal::TaskDone),
            Progress::Cancelled => Err(Refusal::TaskCancelled),
            Progress::Open | Progress::Accepted { .. } => Ok(()),
        }
    }
}
