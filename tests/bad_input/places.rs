//! Every place of a dialog that takes a text.

use crate::stage::sight::RACKS;
use crate::stage::{ANNA, Stage};

/// A place that takes a text, and the words of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Start,
    Terms,
    Budget,
    Currency,
    Probability,
    Channel,
    Source,
    Results,
    When,
}

pub const ALL: [Place; 9] = [
    Place::Start,
    Place::Terms,
    Place::Budget,
    Place::Currency,
    Place::Probability,
    Place::Channel,
    Place::Source,
    Place::Results,
    Place::When,
];

impl Place {
    /// Anna, at this place of a dialog about a task of hers, with values in it where there are any before.
    pub async fn reach(self, stage: &Stage) {
        let task = stage.task(RACKS).await;
        let begin = match self {
            Self::Start => "accept",
            Self::Results | Self::When => "complete",
            _ => "qualify",
        };
        if begin == "complete" {
            stage.qualify(RACKS).await;
        }
        stage.forge(ANNA, &format!("t{task}.{begin}")).await;
        let way: &[&str] = match self {
            Self::Start | Self::Terms | Self::Results => &[],
            Self::Budget => &["Prepayment"],
            Self::Currency => &["Prepayment", "Other currency"],
            Self::Probability => &["Prepayment", "Skip"],
            Self::Channel => &["Prepayment", "Skip", "50%"],
            Self::Source => &["Prepayment", "Skip", "50%", "Website"],
            Self::When => &["Ready for a quotation", "Date"],
        };
        for label in way {
            stage.tap(ANNA, label).await;
        }
        let card = stage.card(ANNA).await;
        assert!(card.contains(self.question()), "{self:?}: {card}");
    }

    pub fn question(self) -> &'static str {
        match self {
            Self::Start => "When do you start?",
            Self::Terms => "Terms of sale · 1 of 5",
            Self::Budget => "Type the revenue you expect",
            Self::Currency => "In which currency is it?",
            Self::Probability => "How likely is the sale?",
            Self::Channel => "Channel · 4 of 5",
            Self::Source => "Source · 5 of 5",
            Self::Results => "What came of it?",
            Self::When => "When was it done?",
        }
    }
}

/// What the draft holds.
pub async fn kept(stage: &Stage) -> String {
    stage.text("SELECT state::text || filled::text FROM drafts").await
}
