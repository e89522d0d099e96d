//! The opportunity: a potential deal, and what qualifies it.

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
pub type Change = super::merge::Change<Field, Value>;

#[cfg(test)]
mod tests {
    use super::*;

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
