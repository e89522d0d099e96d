//! The interaction: a call, meeting, email, message or note about an opportunity, and when one may be recorded.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Refusal;
use super::opportunity::Opportunity;

/// What kind of interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By telephone.
    Call,
    /// Face to face, or on a screen.
    Meeting,
    /// By email.
    Email,
    /// In a messenger.
    Message,
    /// A thought of one's own, with nobody else.
    Note,
}

impl Kind {
    /// Every kind, the most frequent first.
    pub const ALL: [Self; 5] = [Self::Call, Self::Meeting, Self::Email, Self::Message, Self::Note];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Email => "email",
            Self::Message => "message",
            Self::Note => "note",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They talked.
    Reached,
    /// Nobody answered: to be tried again.
    NoAnswer,
    /// They asked to be called back.
    CallBack,
    /// They do not want to buy.
    NotInterested,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Reached, Self::NoAnswer, Self::CallBack, Self::NotInterested];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NoAnswer => "no_answer",
            Self::CallBack => "call_back",
            Self::NotInterested => "not_interested",
        }
    }

    /// The outcome of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture.
    Photo,
    /// A voice message.
    Voice,
    /// Any file.
    Document,
    /// Music, or a recording.
    Audio,
    /// A film.
    Video,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Photo, Self::Voice, Self::Document, Self::Audio, Self::Video];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A file that belongs to an interaction. It stays with Telegram: these are its ids there, and what people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What kind.
    pub kind: FileKind,
    /// With which this bot can fetch or send it again.
    pub id: String,
    /// The same for every bot and for good.
    pub unique_id: String,
    /// The sender's name for it; photos and voice messages have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As the sender's phone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// In bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
}

/// Longest summary that is kept, in characters: what one Telegram message holds (Bot API, `Message.text`).
pub const SUMMARY_MAX: usize = 4096;

/// Longest next step that is kept, in characters.
pub const NEXT_STEP_MAX: usize = 500;

/// Most files of one interaction.
pub const FILES_MAX: usize = 20;

/// An interaction to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interaction {
    /// What kind.
    pub kind: Kind,
    /// What came of it, of a call.
    pub outcome: Option<Outcome>,
    /// When.
    pub happened_at: DateTime<Utc>,
    /// Row id of the contact it was with.
    pub contact_id: Option<i64>,
    /// What was learned.
    pub summary: String,
    /// What belongs to it.
    pub files: Vec<File>,
    /// What comes next.
    pub next_step: Option<String>,
    /// When the author is reminded of that.
    pub follow_up_at: Option<DateTime<Utc>>,
}

impl Interaction {
    /// Whether it may be recorded now, on this opportunity.
    ///
    /// # Errors
    /// A [`Refusal`] that says why not: the deal is closed, a date on the wrong side of now, nothing learned, too much.
    pub fn recordable(&self, opportunity: &Opportunity, now: DateTime<Utc>) -> Result<(), Refusal> {
        opportunity.open_to_edits()?;
        if self.happened_at > now {
            return Err(Refusal::HappenedInTheFuture);
        }
        if self.summary.trim().is_empty() && self.files.is_empty() {
            return Err(Refusal::NothingLearned);
        }
        fits(&self.summary, SUMMARY_MAX)?;
        if let Some(next_step) = &self.next_step {
            fits(next_step, NEXT_STEP_MAX)?;
        }
        if self.files.len() > FILES_MAX {
            return Err(Refusal::TooManyFiles { most: FILES_MAX });
        }
        if self.follow_up_at.is_some_and(|at| at <= now) {
            return Err(Refusal::FollowUpInThePast);
        }
        Ok(())
    }
}

/// Whether a text is short enough to be kept.
///
/// # Errors
/// [`Refusal::TooLong`].
pub fn fits(text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().count() > most { Err(Refusal::TooLong { most }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;
    use crate::domain::member::Belonging;
    use crate::domain::opportunity::{Qualification, Status};

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 24, 7, 0, 0).unwrap()
    }

    fn opportunity(status: Status) -> Opportunity {
        Opportunity {
            id: 1,
            title: "T".into(),
            description: String::new(),
            partner: "P".into(),
            customer: false,
            contact: None,
            owner: "A".into(),
            belonging: Belonging { member_id: Some(1), role: None, team_id: 1 },
            status,
            known: Qualification::new(),
            loss: None,
            revision: 1,
        }
    }

    fn call() -> Interaction {
        Interaction {
            kind: Kind::Call,
            outcome: Some(Outcome::Reached),
            happened_at: now(),
            contact_id: None,
            summary: "Budget agreed".into(),
            files: Vec::new(),
            next_step: None,
            follow_up_at: None,
        }
    }

    fn file() -> File {
        File { kind: FileKind::Photo, id: "f".into(), unique_id: "u".into(), name: None, mime_type: None, size: None }
    }

    #[test]
    fn what_is_recorded_has_happened_and_says_something() {
        let recordable = |it: Interaction| it.recordable(&opportunity(Status::InProgress), now());
        assert_eq!(recordable(call()), Ok(()));
        let later = now() + Duration::seconds(1);
        assert_eq!(recordable(Interaction { happened_at: later, ..call() }), Err(Refusal::HappenedInTheFuture));
        assert_eq!(recordable(Interaction { follow_up_at: Some(later), ..call() }), Ok(()));
        assert_eq!(recordable(Interaction { follow_up_at: Some(now()), ..call() }), Err(Refusal::FollowUpInThePast));
        let silent = Interaction { summary: " \n".into(), ..call() };
        assert_eq!(recordable(silent.clone()), Err(Refusal::NothingLearned));
        assert_eq!(recordable(Interaction { files: vec![file()], ..silent }), Ok(()));
    }

    #[test]
    fn what_is_recorded_is_not_too_much() {
        let recordable = |it: Interaction| it.recordable(&opportunity(Status::Qualified), now());
        assert_eq!(recordable(Interaction { summary: "ы".repeat(4096), ..call() }), Ok(()));
        let long = Interaction { summary: "ы".repeat(4097), ..call() };
        assert_eq!(recordable(long), Err(Refusal::TooLong { most: 4096 }));
        let long = Interaction { next_step: Some("x".repeat(501)), ..call() };
        assert_eq!(recordable(long), Err(Refusal::TooLong { most: 500 }));
        assert_eq!(recordable(Interaction { files: vec![file(); 20], ..call() }), Ok(()));
        let many = Interaction { files: vec![file(); 21], ..call() };
        assert_eq!(recordable(many), Err(Refusal::TooManyFiles { most: 20 }));
    }

    #[test]
    fn a_closed_deal_takes_no_more() {
        for status in [Status::Won, Status::Lost] {
            assert_eq!(call().recordable(&opportunity(status), now()), Err(Refusal::OpportunityClosed));
        }
    }

    #[test]
    fn codes_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_code(kind.code()), Some(kind));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::of_code(outcome.code()), Some(outcome));
        }
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of_code(kind.code()), Some(kind));
        }
    }
}
