//! The opportunity: a potential deal, what qualifies it, and how edits made at the same time meet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::member::Belonging;
use super::money::Money;
use super::probability::Probability;
use super::{Refusal, catalogue::Catalogues};

/// How far a deal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Being worked on.
    InProgress,
    /// Worth a quotation.
    Qualified,
    /// Sold.
    Won,
    /// Closed without a sale, for a reason.
    Lost,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::InProgress, Self::Qualified, Self::Won, Self::Lost];

    /// The word that PostgreSQL keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Qualified => "qualified",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The status of a stored word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A field that a qualification needs, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Terms of sale.
    Terms,
    /// Revenue expectation: an amount with its currency.
    Budget,
    /// Probability of a sale, in percent.
    Probability,
    /// Advertising channel.
    Channel,
    /// Marketing campaign.
    Source,
}

impl Field {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 5] = [Self::Terms, Self::Budget, Self::Probability, Self::Channel, Self::Source];

    /// The name in history, callbacks and Fluent keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Budget => "budget",
            Self::Probability => "probability",
            Self::Channel => "channel",
            Self::Source => "source",
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// The value of a [`Field`]. Catalogue values are row ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Row id in the terms of sale.
    Terms(i64),
    /// Amount and currency.
    Budget(Money),
    /// Percent.
    Probability(Probability),
    /// Row id in the channels.
    Channel(i64),
    /// Row id in the campaigns.
    Source(i64),
}

impl Value {
    /// Which field it is a value of.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self {
            Self::Terms(_) => Field::Terms,
            Self::Budget(_) => Field::Budget,
            Self::Probability(_) => Field::Probability,
            Self::Channel(_) => Field::Channel,
            Self::Source(_) => Field::Source,
        }
    }

    /// What history keeps: readable without the catalogues' ids.
    #[must_use]
    pub fn for_history(&self, catalogues: &Catalogues) -> String {
        let named = |items: &[super::catalogue::Item], id: i64| {
            super::catalogue::find(items, id).map_or_else(|| format!("#{id}"), |item| item.name_en.clone())
        };
        match self {
            Self::Terms(id) => named(&catalogues.terms, *id),
            Self::Budget(money) => format!("{} {}", money.amount(), money.currency().code()),
            Self::Probability(percent) => format!("{} %", percent.percent()),
            Self::Channel(id) => named(&catalogues.channels, *id),
            Self::Source(id) => named(&catalogues.campaigns, *id),
        }
    }
}

/// What is known of each [`Field`].
pub type Qualification = BTreeMap<Field, Value>;

/// A potential deal, with what its card shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// Row id.
    pub id: i64,
    /// What it is about.
    pub title: String,
    /// More words.
    pub description: String,
    /// The company behind it.
    pub partner: String,
    /// Whether the company is a customer already; a prospect otherwise.
    pub customer: bool,
    /// With whom one talks.
    pub contact: Option<Contact>,
    /// Its owner's name.
    pub owner: String,
    /// Whose it is.
    pub belonging: Belonging,
    /// How far it has come.
    pub status: Status,
    /// What is known of the fields that qualify it.
    pub known: Qualification,
    /// Moves with every change.
    pub revision: i64,
}

/// A person at the partner's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Row id.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// What they do there.
    pub position: Option<String>,
    /// As written down.
    pub phone: Option<String>,
    /// As written down.
    pub email: Option<String>,
}

impl Opportunity {
    /// What a qualification still needs, in the order in which it is asked.
    #[must_use]
    pub fn missing(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| !self.known.contains_key(field)).collect()
    }

    /// Whether its fields may still be changed.
    ///
    /// # Errors
    /// A won or lost deal is closed.
    pub fn open_to_edits(&self) -> Result<(), Refusal> {
        match self.status {
            Status::InProgress | Status::Qualified => Ok(()),
            Status::Won | Status::Lost => Err(Refusal::OpportunityClosed),
        }
    }
}

/// One field's change, as history keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Before.
    pub from: Option<Value>,
    /// After.
    pub to: Value,
}

/// How edits meet what is stored now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge {
    /// They can be saved: these fields change (none, when all were stored already).
    Clean(Vec<Change>),
    /// Somebody else changed this field to something else since the edits began: the member picks.
    Conflict(Field),
}

/// Three-way merge of `edits`, begun when the fields were `base`, into what is stored `now`.
///
/// Fields that differ merge; the same field changed on both sides to different values is a conflict, and the first one
/// is returned.
#[must_use]
pub fn merge(base: &Qualification, now: &Qualification, edits: &Qualification) -> Merge {
    let mut changes = Vec::new();
    for (&field, &to) in edits {
        let stored = now.get(&field).copied();
        if stored == Some(to) {
            continue;
        }
        if stored != base.get(&field).copied() {
            return Merge::Conflict(field);
        }
        changes.push(Change { field, from: stored, to });
    }
    Merge::Clean(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(values: &[Value]) -> Qualification {
        values.iter().map(|value| (value.field(), *value)).collect()
    }

    #[test]
    fn edits_of_other_fields_merge_and_of_the_same_field_conflict() {
        let base = with(&[Value::Terms(1)]);
        let edits = with(&[Value::Terms(2), Value::Channel(7)]);

        let other_field = with(&[Value::Terms(1), Value::Source(3)]);
        let Merge::Clean(changes) = merge(&base, &other_field, &edits) else { panic!("must merge") };
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0], Change { field: Field::Terms, from: Some(Value::Terms(1)), to: Value::Terms(2) });

        assert_eq!(merge(&base, &with(&[Value::Terms(9)]), &edits), Merge::Conflict(Field::Terms));
        // Both chose the same: nothing to ask.
        let same = with(&[Value::Terms(2), Value::Channel(7)]);
        assert_eq!(merge(&base, &same, &edits), Merge::Clean(vec![]));
    }

    #[test]
    fn codes_are_read_back() {
        for field in Field::ALL {
            assert_eq!(Field::of_code(field.code()), Some(field));
        }
        for status in Status::ALL {
            assert_eq!(Status::of_code(status.code()), Some(status));
        }
    }
}
