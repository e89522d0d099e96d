//! The opportunity's card: what is known of the deal, on one phone screen.

use super::interactions::{beginning, to_history};
use super::lost::{loss_lines, reopen_button};
use crate::domain::opportunity::Field;
use crate::domain::task::{Progress, QUALIFY};
use crate::engine::{Button, Card, DialogName, Draft, Facts, Target, TaskAction};
use crate::store::interactions::Page;
use crate::words::{Values, shorten};

/// How much of the description is shown, in characters.
const DESCRIPTION: usize = 400;

/// How much of it where interactions stand below: with them it still fits a phone.
const DESCRIPTION_SHORT: usize = 120;

/// How much of each detail of a contact is shown, in characters: what was imported may hold whole letters.
const DETAIL: usize = 100;

/// Those details that are known, in one line.
fn joined<const N: usize>(details: [Option<&str>; N], between: &str) -> String {
    let known: Vec<_> = details.into_iter().flatten().map(|detail| shorten(detail, DETAIL)).collect();
    known.join(between)
}

/// With whom one talks, and how they are reached.
pub(super) fn contact_lines(facts: &Facts) -> Vec<String> {
    let words = facts.words();
    let Some(contact) = &facts.opportunity.contact else { return Vec::new() };
    let name = joined([Some(contact.name.as_str()), contact.position.as_deref()], ", ");
    let mut lines = vec![words.html("opportunity-contact", &Values::none().text("contact", name))];
    let ways = joined([contact.phone.as_deref(), contact.email.as_deref()], " · ");
    if !ways.is_empty() {
        lines.push(words.html("opportunity-ways", &Values::none().text("ways", ways)));
    }
    lines
}

/// The card of the opportunity that a task is about, with its latest interactions.
#[must_use]
pub fn opportunity(facts: &Facts, drafts: &[Draft], latest: &Page) -> Card {
    let (words, deal) = (facts.words(), &facts.opportunity);
    let head = Values::none()
        .text("title", deal.title.as_str())
        .text("partner", deal.partner.as_str())
        .text("kind", words.say(if deal.customer { "partner-customer" } else { "partner-prospect" }))
        .text("owner", deal.owner.as_str())
        .text("status", words.status(deal.status));
    let mut lines = vec![words.html("opportunity-head", &head)];
    lines.extend(contact_lines(facts));
    let loss = loss_lines(facts);
    if !loss.is_empty() {
        lines.push(String::new());
        lines.extend(loss);
    }
    lines.push(String::new());
    for field in Field::ALL {
        let value = match deal.known.get(&field) {
            Some(value) => words.value(value, &facts.catalogues),
            None => words.say("value-none"),
        };
        lines.push(
            words.html("opportunity-line", &Values::none().text("field", words.field(field)).text("value", value)),
        );
    }
    let most = if latest.total > 0 { DESCRIPTION_SHORT } else { DESCRIPTION };
    if !deal.description.is_empty() {
        let text = Values::none().text("description", shorten(&deal.description, most));
        lines.push(format!("\n{}", words.html("opportunity-description", &text)));
    }
    if latest.total > 0 {
        lines.push(String::new());
        lines.extend(latest.entries.iter().map(|entry| beginning(facts, entry, "")));
    }
    Card { text: lines.join("\n"), rows: actions(facts, drafts, latest.total) }
}

fn actions(facts: &Facts, drafts: &[Draft], interactions: i64) -> Vec<Vec<Button>> {
    let (words, id) = (facts.words(), facts.task.id);
    let button = |key: &str, action| Button::new(words.say(key), Target::Task { id, action });
    let mut work = Vec::new();
    if facts.opportunity.open_to_edits().is_ok() {
        let begun = drafts.iter().any(|it| it.dialog == DialogName::Interact);
        let key = if begun { "button-interact-continue" } else { "button-interact" };
        work.push(button(key, TaskAction::Begin(DialogName::Interact)));
    }
    let open = matches!(facts.task.progress, Progress::Open | Progress::Accepted { .. });
    if open && facts.task.step == QUALIFY && facts.opportunity.open_to_edits().is_ok() {
        work.push(button("button-qualify", TaskAction::Begin(DialogName::Qualify)));
    }
    let mut look: Vec<Button> = Vec::new();
    if open {
        look.push(button("button-partner", TaskAction::Begin(DialogName::Partner)));
    }
    look.extend(to_history(facts, interactions));
    let mut last = Vec::new();
    if facts.opportunity.may_be_lost_by(&facts.member).is_ok() {
        last.push(button("button-lose", TaskAction::Begin(DialogName::Lose)));
    }
    last.extend(reopen_button(facts));
    last.push(button("button-back-to-task", TaskAction::Open));
    [work, look, last].into_iter().filter(|row| !row.is_empty()).collect()
}
