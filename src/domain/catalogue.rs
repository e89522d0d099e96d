//! Catalogues to pick from: terms of sale, advertising channels, campaigns. Owns what an item is, not where it is kept.

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
}

/// The item with this id, retired ones included.
#[must_use]
pub fn find(items: &[Item], id: i64) -> Option<&Item> {
    items.iter().find(|item| item.id == id)
}
