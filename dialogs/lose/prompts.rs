//! What Lose asks: the text and the buttons of each state.

use super::reasons::{heading, offered, picked};
use super::{Chip, Choice, Filled, Line, Page, ReasonId, State, today};
use crate::engine::{Facts, Prompt, paired};
use crate::words::{Values, shorten};

/// Reasons on one page: with the other rows they fit a phone without scrolling.
const PAGE: usize = 8;

/// How much of a comment is shown, in characters.
const COMMENT: usize = 400;

type Rows = Vec<Vec<(String, Choice)>>;

fn about(facts: &Facts) -> Values {
    Values::none().text("title", facts.opportunity.title.as_str()).text("partner", facts.opportunity.partner.as_str())
}

pub(super) fn reason(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let (mut rows, last, shown) = reasons(State::Reason, filled, facts);
    rows.push(last);
    Prompt { text: format!("{}\n\n{shown}", words.html("lose-reason", &about(facts))), rows }
}

pub(super) fn sub_reason(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let (mut rows, mut last, shown) = reasons(State::SubReason, filled, facts);
    rows.push(vec![(words.say("lose-button-save"), Choice::Save)]);
    last.push((words.say("lose-button-details"), Choice::Details));
    // With paging and a search the row would hold four.
    rows.extend(last.chunks(3).map(<[_]>::to_vec));
    let reason = heading(filled, facts)
        .and_then(|it| facts.catalogues.lost_reason_name(it.item.id, words.language()))
        .unwrap_or_default();
    Prompt { text: format!("{}\n\n{shown}", words.html("lose-sub-reason", &about(facts).text("reason", reason))), rows }
}

/// Reasons as rows, the row of what moves about among them, and the sentence that asks to pick one.
fn reasons(state: State, filled: &Filled, facts: &Facts) -> (Rows, Vec<(String, Choice)>, String) {
    let words = facts.words();
    let items = offered(state, filled, facts);
    let pages = items.len().div_ceil(PAGE).max(1);
    let page = usize::from(filled.page.0).min(pages - 1);
    // What a search found may be of any level: then the names above tell them apart, and need the whole width.
    let (searched, across) = if filled.filter.is_empty() { (false, 2) } else { (true, 1) };
    let label = |id: i64, name: &str| match facts.catalogues.lost_reason_name(id, words.language()) {
        Some(whole) if searched && state == State::Reason => whole,
        _ => name.to_owned(),
    };
    let buttons: Vec<(String, Choice)> = items
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|it| (label(it.item.id, it.item.name(words.language())), Choice::Pick(ReasonId(it.item.id))))
        .collect();
    let mut last = Vec::new();
    let to_page = |page: usize| Choice::Page(Page(u16::try_from(page).unwrap_or_default()));
    if pages > 1 {
        last.push((words.say("button-previous"), to_page((page + pages - 1) % pages)));
        last.push((words.say("button-next"), to_page((page + 1) % pages)));
    }
    if searched {
        last.push((words.say("lose-button-all"), Choice::All));
    }
    let of = Values::none()
        .number("page", i64::try_from(page + 1).unwrap_or_default())
        .number("pages", i64::try_from(pages).unwrap_or_default());
    let shown = match (items.is_empty(), pages) {
        (true, _) => words.html("lose-ask-empty", &of),
        (false, 1) => words.html("lose-ask", &of),
        (false, _) => words.html("lose-ask-paged", &of),
    };
    (buttons.chunks(across).map(<[_]>::to_vec).collect(), last, shown)
}

/// A question, what is known now, and the way to forget it.
fn ask(key: &str, now: Option<String>, may_remove: bool, mut rows: Rows, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let mut text = words.html(key, &about(facts).text("owner", facts.opportunity.owner.as_str()));
    if let Some(now) = now {
        text = format!("{text}\n\n{}", words.html("lose-now", &Values::none().text("value", now)));
        if may_remove {
            rows.push(vec![(words.say("lose-button-remove"), Choice::Remove)]);
        }
    }
    Prompt { text, rows }
}

pub(super) fn comment(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let required = picked(filled, facts).is_some_and(|reason| reason.comment_required);
    let key = if required { "lose-comment-required" } else { "lose-comment" };
    let now = filled.grounds.comment.as_deref().map(|comment| shorten(comment, COMMENT).into_owned());
    ask(key, now, !required, Rows::new(), facts)
}

pub(super) fn competitor(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    ask("lose-competitor", filled.grounds.competitor.clone(), true, Rows::new(), facts)
}

pub(super) fn revive(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let chips = Chip::ALL.map(|chip| (words.say(chip.label()), Choice::Revive(chip))).to_vec();
    let now = filled.grounds.revive_on.map(|day| words.day(day, today(facts)));
    ask("lose-revive", now, true, vec![chips], facts)
}

pub(super) fn summary(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let mut lines = vec![words.html("lose-summary", &about(facts)), String::new()];
    let mut buttons = Vec::new();
    for line in Line::ALL {
        let (name, value) = (words.say(name(line)), value(line, filled, facts));
        let mark = if value.is_some() { "✏️" } else { "➕" };
        let shown = value.unwrap_or_else(|| words.say("value-none"));
        let values = Values::none().text("field", name.as_str()).text("value", shown);
        lines.push(words.html("opportunity-line", &values));
        buttons.push((format!("{mark} {name}"), Choice::Edit(line)));
    }
    let mut rows = vec![vec![(words.say("lose-button-save"), Choice::Save)]];
    rows.extend(paired(buttons));
    Prompt { text: lines.join("\n"), rows }
}

const fn name(line: Line) -> &'static str {
    match line {
        Line::Reason => "field-lost-reason",
        Line::Comment => "field-lost-comment",
        Line::Competitor => "field-competitor",
        Line::Revive => "field-revive-on",
    }
}

/// What a line shows, if it holds something.
fn value(line: Line, filled: &Filled, facts: &Facts) -> Option<String> {
    let (words, grounds) = (facts.words(), &filled.grounds);
    match line {
        Line::Reason => grounds.reason.map(|id| words.lost_reason(id, &facts.catalogues)),
        Line::Comment => grounds.comment.as_deref().map(|comment| shorten(comment, COMMENT).into_owned()),
        Line::Competitor => grounds.competitor.clone(),
        Line::Revive => grounds.revive_on.map(|day| words.day(day, today(facts))),
    }
}
