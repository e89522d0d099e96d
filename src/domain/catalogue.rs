//! Catalogues to pick from: terms of sale, advertising channels, campaigns, reasons for losing. Owns what an item is, not
//! where it is kept.

use super::Language;

/// One item of a catalogue, named in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Row id.
    pub id: i64,
    /// English name.
    pub name_en: String,
    /// Russian name.
    pub name_ru: String,
    /// Whether it may still be picked (a deal may hold one that has been retired).
    pub active: bool,
}

impl Item {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::En => &self.name_en,
            Language::Ru => &self.name_ru,
        }
    }
}

/// The small catalogues that every qualification picks from, as they stood at one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogues {
    /// Moves with every change of any of them.
    pub version: i64,
    /// Terms of sale.
    pub terms: Vec<Item>,
    /// Advertising channels.
    pub channels: Vec<Item>,
    /// Marketing campaigns: the sources of deals.
    pub campaigns: Vec<Item>,
    /// Reasons for losing, those of every level.
    pub lost_reasons: Vec<LostReason>,
}

/// Why a deal is lost: a reason, or a more precise one under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostReason {
    /// Its names.
    pub item: Item,
    /// Row id of the reason that it is under.
    pub parent_id: Option<i64>,
    /// Whether it says too little without a comment.
    pub comment_required: bool,
}

/// Most levels of reasons; data that goes round in a circle ends here.
const LEVELS: usize = 8;

impl Catalogues {
    /// The reason with this id, retired ones included.
    #[must_use]
    pub fn lost_reason(&self, id: i64) -> Option<&LostReason> {
        self.lost_reasons.iter().find(|reason| reason.item.id == id)
    }

    /// The reason and those above it, itself first.
    fn up_from<'a>(&'a self, reason: &'a LostReason) -> impl Iterator<Item = &'a LostReason> {
        std::iter::successors(Some(reason), |it| self.lost_reason(it.parent_id?)).take(LEVELS)
    }

    /// Whether the reason may still be given: it and all above it are active.
    #[must_use]
    pub fn may_give(&self, reason: &LostReason) -> bool {
        self.up_from(reason).all(|it| it.item.active)
    }

    /// The reasons that may be given directly under this one; without one, those of the first level.
    pub fn lost_reasons_under(&self, parent_id: Option<i64>) -> impl Iterator<Item = &LostReason> {
        self.lost_reasons.iter().filter(move |it| it.parent_id == parent_id && self.may_give(it))
    }

    /// The reason's name with those above it: `Price › Over the budget`.
    #[must_use]
    pub fn lost_reason_name(&self, id: i64, language: Language) -> Option<String> {
        let mut names: Vec<&str> = self.up_from(self.lost_reason(id)?).map(|it| it.item.name(language)).collect();
        names.reverse();
        Some(names.join(" › "))
    }
}

/// The item with this id, retired ones included.
#[must_use]
pub fn find(items: &[Item], id: i64) -> Option<&Item> {
    items.iter().find(|item| item.id == id)
}
