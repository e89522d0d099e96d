//! How values of the domain read in a language: money, moments, fields, statuses. Plain text; HTML is made by the caller.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Values, Words, shorten};
use crate::domain::calendar::{self, RelativeDay, Zone};
use crate::domain::catalogue::{Catalogues, Item, find};
use crate::domain::interaction::{File, FileKind, Kind, Outcome};
use crate::domain::member::Role;
use crate::domain::money;
use crate::domain::opportunity::{Field, Status, Value};
use crate::domain::refusal::Refusal;
use crate::domain::task::Importance;

/// How much of a file's name is shown, in characters.
const FILE_NAME: usize = 60;

impl Words {
    /// The name of a field.
    #[must_use]
    pub fn field(self, field: Field) -> String {
        self.say(match field {
            Field::Terms => "field-terms",
            Field::Budget => "field-budget",
            Field::Probability => "field-probability",
            Field::Channel => "field-channel",
            Field::Source => "field-source",
        })
    }

    /// A value of a field.
    #[must_use]
    pub fn value(self, value: &Value, catalogues: &Catalogues) -> String {
        match value {
            Value::Terms(id) => self.item(&catalogues.terms, *id),
            Value::Budget(amount) => money::format(amount, self.language()),
            Value::Probability(percent) => percent.format(self.language()),
            Value::Channel(id) => self.item(&catalogues.channels, *id),
            Value::Source(id) => self.item(&catalogues.campaigns, *id),
        }
    }

    fn item(self, items: &[Item], id: i64) -> String {
        find(items, id).map_or_else(|| self.say("value-unknown-item"), |item| item.name(self.language()).to_owned())
    }

    /// A reason for losing, with those above it.
    #[must_use]
    pub fn lost_reason(self, id: i64, catalogues: &Catalogues) -> String {
        catalogues.lost_reason_name(id, self.language()).unwrap_or_else(|| self.say("value-unknown-item"))
    }

    /// A day, with the year unless it is that of `today`.
    #[must_use]
    pub fn day(self, date: NaiveDate, today: NaiveDate) -> String {
        calendar::day(date, today, self.language())
    }

    /// A moment in a zone, with a word for the days next to today.
    #[must_use]
    pub fn moment(self, at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>) -> String {
        let time = Values::none().text("time", calendar::clock_time(at, zone));
        match RelativeDay::of(zone.date(at), zone.date(now)) {
            RelativeDay::Yesterday => self.plain("moment-yesterday", &time),
            RelativeDay::Today => self.plain("moment-today", &time),
            RelativeDay::Tomorrow => self.plain("moment-tomorrow", &time),
            RelativeDay::Other => calendar::moment(at, zone, now, self.language()),
        }
    }

    /// A role.
    #[must_use]
    pub fn role(self, role: Role) -> String {
        self.say(match role {
            Role::Rep => "role-rep",
            Role::Manager => "role-manager",
            Role::Admin => "role-admin",
        })
    }

    /// The status of an opportunity.
    #[must_use]
    pub fn status(self, status: Status) -> String {
        self.say(match status {
            Status::InProgress => "status-in-progress",
            Status::Qualified => "status-qualified",
            Status::Won => "status-won",
            Status::Lost => "status-lost",
        })
    }

    /// An importance.
    #[must_use]
    pub fn importance(self, importance: Importance) -> String {
        self.say(match importance {
            Importance::Low => "importance-low",
            Importance::Normal => "importance-normal",
            Importance::High => "importance-high",
        })
    }

    /// A kind of interaction.
    #[must_use]
    pub fn kind(self, kind: Kind) -> String {
        self.say(match kind {
            Kind::Call => "kind-call",
            Kind::Meeting => "kind-meeting",
            Kind::Email => "kind-email",
            Kind::Message => "kind-message",
            Kind::Note => "kind-note",
        })
    }

    /// The sign of a kind of interaction, the same in every language.
    #[must_use]
    pub const fn kind_sign(self, kind: Kind) -> &'static str {
        match kind {
            Kind::Call => "📞",
            Kind::Meeting => "🤝",
            Kind::Email => "✉️",
            Kind::Message => "💬",
            Kind::Note => "📌",
        }
    }

    /// What came of a call.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> String {
        self.say(match outcome {
            Outcome::Reached => "outcome-reached",
            Outcome::NoAnswer => "outcome-no-answer",
            Outcome::CallBack => "outcome-call-back",
            Outcome::NotInterested => "outcome-not-interested",
        })
    }

    /// A file by its name, or by what it is. The name keeps its own direction, whatever stands beside it.
    #[must_use]
    pub fn file(self, file: &File) -> String {
        if let Some(name) = &file.name {
            return format!("\u{2068}{}\u{2069}", shorten(name, FILE_NAME));
        }
        self.say(match file.kind {
            FileKind::Photo => "file-photo",
            FileKind::Voice => "file-voice",
            FileKind::Document => "file-document",
            FileKind::Audio => "file-audio",
            FileKind::Video => "file-video",
        })
    }

    /// How many files there are.
    #[must_use]
    pub fn files(self, count: usize) -> String {
        self.plain("file-count", &Values::none().number("count", i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// A refusal's sentence.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal) -> String {
        self.plain(refusal.key(), &refusal_values(refusal))
    }
}

/// The variables of a refusal's sentence.
#[must_use]
pub fn refusal_values(refusal: &Refusal) -> Values {
    match refusal {
        Refusal::TooLong { most } | Refusal::TooManyFiles { most } => {
            Values::none().number("most", i64::try_from(*most).unwrap_or(i64::MAX))
        }
        _ => Values::none(),
    }
}
