//! What has been filled in of an interaction, and what it would be if it were recorded now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Page;
use crate::domain::Refusal;
use crate::domain::interaction::{FILES_MAX, File, Interaction, Kind, Outcome, SUMMARY_MAX, fits};
use crate::engine::{Details, Facts, Person};
use crate::words::Words;

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What kind.
    pub kind: Option<Kind>,
    /// What came of it, of a call.
    pub outcome: Option<Outcome>,
    /// What was learned: typed, and what forwarded messages and captions say.
    pub learned: String,
    /// What was sent along.
    pub files: Vec<File>,
    /// When it was, if the member said so.
    pub when: Option<When>,
    /// When the first of the forwarded messages was written.
    pub forwarded_at: Option<DateTime<Utc>>,
    /// With whom.
    pub with: With,
    /// What comes next.
    pub next_step: Option<String>,
    /// When to remind of that.
    pub follow_up: Option<DateTime<Utc>>,
    /// Whether the summary has been shown: from then on it is home.
    pub been_home: bool,
    /// Page of contacts or files that is shown.
    pub page: Page,
    /// What the contacts' names must contain.
    pub filter: String,
}

/// When it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// When it is recorded.
    Now,
    /// Then.
    At(DateTime<Utc>),
}

/// With whom it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// The opportunity's contact, whoever that is.
    #[default]
    Contact,
    /// This one of the partner's.
    Person(i64),
    /// Nobody of theirs.
    Nobody,
}

/// The people at the partner's.
pub(super) fn people(facts: &Facts) -> &[Person] {
    match &facts.details {
        Details::Contacts(people) => people,
        Details::None | Details::Partner(_) => &[],
    }
}

/// What a call is recorded with when nothing was typed; a talk has no words of its own.
const fn own_words(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Reached => None,
        Outcome::NoAnswer => Some("interact-own-no-answer"),
        Outcome::CallBack => Some("interact-own-call-back"),
        Outcome::NotInterested => Some("interact-own-not-interested"),
    }
}

impl Filled {
    /// With whom it was: row id and name.
    pub(super) fn contact<'a>(&self, facts: &'a Facts) -> Option<(i64, &'a str)> {
        let main = facts.opportunity.contact.as_ref();
        match self.with {
            With::Nobody => None,
            // A note is one's own unless the member says otherwise.
            With::Contact if self.kind == Some(Kind::Note) => None,
            With::Contact => main.map(|contact| (contact.id, contact.name.as_str())),
            With::Person(id) => people(facts).iter().find(|it| it.id == id).map(|it| (id, it.name.as_str())),
        }
    }

    /// When it was; none is the moment in which it is recorded.
    pub(super) fn happened_at(&self) -> Option<DateTime<Utc>> {
        match self.when {
            Some(When::Now) => None,
            Some(When::At(at)) => Some(at),
            None => self.forwarded_at,
        }
    }

    /// What it is recorded with: what was learned, or the outcome's own words.
    pub(super) fn summary(&self, words: Words) -> String {
        match self.outcome.and_then(own_words) {
            Some(key) if self.learned.is_empty() => words.say(key),
            _ => self.learned.clone(),
        }
    }

    /// Adds a line to what was learned.
    pub(super) fn add_line(&mut self, line: &str) -> Result<(), Refusal> {
        if line.is_empty() {
            return Ok(());
        }
        let learned = if self.learned.is_empty() { line.to_owned() } else { format!("{}\n{line}", self.learned) };
        fits(&learned, SUMMARY_MAX)?;
        self.learned = learned;
        Ok(())
    }

    /// Adds a file; the same one once.
    pub(super) fn add_file(&mut self, file: File) -> Result<(), Refusal> {
        if self.files.iter().any(|it| it.unique_id == file.unique_id) {
            return Ok(());
        }
        if self.files.len() >= FILES_MAX {
            return Err(Refusal::TooManyFiles { most: FILES_MAX });
        }
        self.files.push(file);
        Ok(())
    }

    /// What would be recorded now.
    pub(super) fn interaction(&self, facts: &Facts) -> Interaction {
        Interaction {
            kind: self.kind.unwrap_or(Kind::Message),
            outcome: self.outcome,
            happened_at: self.happened_at().unwrap_or(facts.now),
            contact_id: self.contact(facts).map(|(id, _)| id),
            summary: self.summary(facts.words()),
            files: self.files.clone(),
            next_step: self.next_step.clone(),
            follow_up_at: self.follow_up,
        }
    }
}
