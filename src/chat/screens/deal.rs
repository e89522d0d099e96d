//! The opportunity's card: what is known of the deal, on one phone screen.

use crate::domain::opportunity::Field;
use crate::domain::task::{Progress, QUALIFY};
use crate::engine::{Button, Card, DialogName, Facts, Target, TaskAction};
use crate::words::{Values, shorten};

/// How much of the description is shown, in characters.
const DESCRIPTION: usize = 400;

/// The card of the opportunity that a task is about.
#[must_use]
pub fn opportunity(facts: &Facts) -> Card {
    let (words, deal) = (facts.words(), &facts.opportunity);
    let head = Values::none()
        .text("title", deal.title.as_str())
        .text("partner", deal.partner.as_str())
        .text("kind", words.say(if deal.customer { "partner-customer" } else { "partner-prospect" }))
        .text("owner", deal.owner.as_str())
        .text("status", words.status(deal.status));
    let mut lines = vec![words.html("opportunity-head", &head)];
    if let Some(contact) = &deal.contact {
        let known = [Some(contact.name.as_str()), contact.position.as_deref()];
        let name: Vec<&str> = known.into_iter().flatten().collect();
        lines.push(words.html("opportunity-contact", &Values::none().text("contact", name.join(", "))));
        let ways: Vec<&str> = [contact.phone.as_deref(), contact.email.as_deref()].into_iter().flatten().collect();
        if !ways.is_empty() {
            lines.push(words.html("opportunity-ways", &Values::none().text("ways", ways.join(" · "))));
        }
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
    if !deal.description.is_empty() {
        let text = Values::none().text("description", shorten(&deal.description, DESCRIPTION));
        lines.push(format!("\n{}", words.html("opportunity-description", &text)));
    }
    Card { text: lines.join("\n"), rows: actions(facts) }
}

fn actions(facts: &Facts) -> Vec<Vec<Button>> {
    let (words, id) = (facts.words(), facts.task.id);
    let button = |key: &str, action| Button::new(words.say(key), Target::Task { id, action });
    let mut row = Vec::new();
    let open = matches!(facts.task.progress, Progress::Open | Progress::Accepted { .. });
    if open && facts.task.step == QUALIFY && facts.opportunity.open_to_edits().is_ok() {
        row.push(button("button-qualify", TaskAction::Begin(DialogName::Qualify)));
    }
    if open {
        row.push(button("button-partner", TaskAction::Begin(DialogName::Partner)));
    }
    row.push(button("button-back-to-task", TaskAction::Open));
    vec![row]
}
