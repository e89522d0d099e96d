//! What the sample holds, as tables for a person to read and change. No SQL and no time of its own: moments are said
//! relative to the day on which the sample is made ([`Day`], [`At`]).
//!
//! Companies and people are invented; domains end in `.example`. Phone numbers come from the ranges that Ofcom (GB),
//! the Bundesnetzagentur (DE), PTS (SE) and Arcep (FR) keep for fiction; Russia keeps none, but no local number there
//! begins with 0, nor does a tax id.

pub(crate) mod anna;
pub(crate) mod boris;
pub(crate) mod catalogues;
pub(crate) mod mark;
pub(crate) mod people;

use super::timing::{At, Day};

/// The Telegram id of a member of the sample.
pub(crate) type PersonId = i64;

/// A deal, with what has been said and done about it. Names refer to the other tables.
#[derive(Clone, Copy)]
pub(crate) struct Deal {
    pub title: &'static str,
    /// A partner's name, and the name of one of its contacts.
    pub partner: &'static str,
    pub contact: &'static str,
    pub owner: PersonId,
    pub description: &'static str,
    pub status: &'static str,
    /// English names of items of the catalogues.
    pub terms: Option<&'static str>,
    pub channel: Option<&'static str>,
    pub source: Option<&'static str>,
    /// In the currency of the owner's team.
    pub budget: Option<u32>,
    pub probability: Option<u8>,
    pub lost: Option<Lost>,
    pub created: At,
    /// When it was won or lost.
    pub closed: Option<At>,
    pub demand: &'static [Demand],
    pub interactions: &'static [Interaction],
    pub tasks: &'static [Given],
}

impl Deal {
    /// A deal of which nothing is known yet.
    pub const NEW: Self = Self {
        title: "",
        partner: "",
        contact: "",
        owner: 0,
        description: "",
        status: "in_progress",
        terms: None,
        channel: None,
        source: None,
        budget: None,
        probability: None,
        lost: None,
        created: At(Day::Ago(1), 10, 0),
        closed: None,
        demand: &[],
        interactions: &[],
        tasks: &[],
    };
}

/// Why a deal was lost.
#[derive(Clone, Copy)]
pub(crate) struct Lost {
    /// English name of a reason.
    pub reason: &'static str,
    pub comment: &'static str,
}

/// A line of the primary demand.
#[derive(Clone, Copy)]
pub(crate) struct Demand {
    /// English name in the goods.
    pub good: &'static str,
    pub quantity: u32,
    pub discount_percent: u8,
    /// In the currency of the owner's team; the list price without one.
    pub price: Option<u32>,
    pub note: &'static str,
}

pub(crate) const fn demand(good: &'static str, quantity: u32) -> Demand {
    Demand { good, quantity, discount_percent: 0, price: None, note: "" }
}

/// What was said with the deal's contact, by its owner.
#[derive(Clone, Copy)]
pub(crate) struct Interaction {
    pub at: At,
    pub kind: &'static str,
    pub summary: &'static str,
    pub next_step: Option<&'static str>,
    pub follow_up: Option<At>,
}

/// A task that was given out.
#[derive(Clone, Copy)]
pub(crate) struct Given {
    /// Code of its step.
    pub step: &'static str,
    /// To the deal's owner, or to this role of the owner's team.
    pub role: Option<&'static str>,
    pub importance: &'static str,
    pub instructions: &'static str,
    pub at: At,
    /// At the end of that working day.
    pub due: Day,
    pub progress: Progress,
}

impl Given {
    /// The task that qualifies, for the deal's owner.
    pub const QUALIFY: Self = Self {
        step: crate::domain::task::QUALIFY,
        role: None,
        importance: "normal",
        instructions: "",
        at: At(Day::Ago(1), 10, 0),
        due: Day::Today,
        progress: Progress::Open,
    };
    /// The quotation, for the manager.
    pub const QUOTATION: Self =
        Self { step: catalogues::QUOTATION, role: Some("manager"), importance: "high", ..Self::QUALIFY };
}

/// How far a task has come.
#[derive(Clone, Copy)]
pub(crate) enum Progress {
    Open,
    Accepted(At),
    Done { by: PersonId, accepted: At, completed: At, results: &'static str },
    Cancelled(At),
}

/// Every deal of the sample.
pub(crate) fn deals() -> impl Iterator<Item = &'static Deal> {
    anna::DEALS.iter().chain(boris::DEALS).chain(mark::DEALS)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Joins drop what they do not find: a name misspelt here would be missing there.
    #[test]
    fn every_name_refers_to_something() {
        let has = |items: &[catalogues::Named], name: Option<&str>| {
            name.is_none_or(|name| items.iter().any(|item| item.name_en == name))
        };
        for deal in deals() {
            let title = deal.title;
            let partner = people::PARTNERS.iter().find(|it| it.name == deal.partner);
            let partner = partner.unwrap_or_else(|| panic!("{title}: {}", deal.partner));
            assert!(partner.contacts.iter().any(|it| it.name == deal.contact), "{title}: {}", deal.contact);
            assert!(people::MEMBERS.iter().any(|it| it.telegram_id == deal.owner), "{title}: owner");
            assert!(has(catalogues::TERMS, deal.terms), "{title}: terms");
            assert!(has(catalogues::CHANNELS, deal.channel), "{title}: channel");
            assert!(has(catalogues::CAMPAIGNS, deal.source), "{title}: source");
            for line in deal.demand {
                assert!(catalogues::GOODS.iter().any(|it| it.en == line.good), "{title}: {}", line.good);
            }
            for task in deal.tasks {
                assert!(catalogues::STEPS.iter().any(|it| it.code == task.step), "{title}: {}", task.step);
            }
            if let Some(lost) = deal.lost {
                assert!(
                    catalogues::LOST_REASONS.iter().any(|it| it.name_en == lost.reason),
                    "{title}: {}",
                    lost.reason
                );
            }
        }
        for reason in catalogues::LOST_REASONS {
            let parents = catalogues::LOST_REASONS.iter().filter(|it| it.parent.is_none());
            assert!(
                reason.parent.is_none_or(|name| parents.clone().any(|it| it.name_en == name)),
                "{}",
                reason.name_en
            );
        }
    }

    #[test]
    fn what_is_found_by_name_has_a_name_of_its_own() {
        let mut titles = HashSet::new();
        for deal in deals() {
            assert!(titles.insert(deal.title), "{}", deal.title);
            let mut steps = HashSet::new();
            assert!(deal.tasks.iter().all(|task| steps.insert(task.step)), "{}: two tasks of a step", deal.title);
        }
        let mut names = HashSet::new();
        assert!(people::PARTNERS.iter().all(|it| names.insert(it.name)));
        let mut names = HashSet::new();
        assert!(catalogues::LOST_REASONS.iter().all(|it| names.insert(it.name_en)));
        let mut names = HashSet::new();
        assert!(catalogues::GOODS.iter().all(|it| names.insert(it.en)));
    }

    #[test]
    fn a_status_comes_with_what_it_needs() {
        for deal in deals() {
            let complete = deal.terms.is_some()
                && deal.channel.is_some()
                && deal.source.is_some()
                && deal.budget.is_some()
                && deal.probability.is_some();
            assert!(complete || !matches!(deal.status, "qualified" | "won"), "{}", deal.title);
            assert_eq!(deal.status == "lost", deal.lost.is_some(), "{}", deal.title);
            assert_eq!(matches!(deal.status, "won" | "lost"), deal.closed.is_some(), "{}", deal.title);
        }
    }
}
