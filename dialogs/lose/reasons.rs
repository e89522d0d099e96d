//! The reasons that Lose shows: which one has been picked, what is under it, and what can be picked now.

use super::{Filled, State};
use crate::domain::catalogue::{Catalogues, LostReason};
use crate::engine::Facts;

/// The reason that has been picked.
pub(super) fn picked<'a>(filled: &Filled, facts: &'a Facts) -> Option<&'a LostReason> {
    filled.grounds.reason.and_then(|id| facts.catalogues.lost_reason(id))
}

/// The reason whose more precise ones are shown: the picked one, or, when that has none, the one above it.
pub(super) fn heading<'a>(filled: &Filled, facts: &'a Facts) -> Option<&'a LostReason> {
    let reason = picked(filled, facts)?;
    if has_more_precise(reason, &facts.catalogues) {
        return Some(reason);
    }
    facts.catalogues.lost_reason(reason.parent_id?)
}

pub(super) fn has_more_precise(reason: &LostReason, catalogues: &Catalogues) -> bool {
    catalogues.lost_reasons_under(Some(reason.item.id)).next().is_some()
}

/// The reasons that can be picked: those of one level, or, once something was typed, all below it that contain it, in
/// either language.
pub(super) fn offered<'a>(state: State, filled: &Filled, facts: &'a Facts) -> Vec<&'a LostReason> {
    let catalogues = &facts.catalogues;
    let heading = if state == State::SubReason { heading(filled, facts).map(|it| it.item.id) } else { None };
    let wanted = filled.filter.to_lowercase();
    let fits =
        |it: &LostReason| [&it.item.name_en, &it.item.name_ru].iter().any(|it| it.to_lowercase().contains(&wanted));
    match (wanted.is_empty(), heading) {
        (true, parent) => catalogues.lost_reasons_under(parent).collect(),
        (false, Some(_)) => catalogues.lost_reasons_under(heading).filter(|it| fits(it)).collect(),
        (false, None) => catalogues.lost_reasons.iter().filter(|it| catalogues.may_give(it) && fits(it)).collect(),
    }
}
