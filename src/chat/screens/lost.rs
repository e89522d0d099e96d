//! The loss: what is shown when a deal has been closed as lost, what its card says of it then, and when it is reopened.

use chrono::{DateTime, Utc};

use crate::domain::task::Bilingual;
use crate::engine::{Button, Card, Facts, Menu, Target, TaskAction};
use crate::words::{Values, shorten};

/// How much of the comment is shown, in characters.
const COMMENT: usize = 400;

/// Why the deal was lost, a line each; nothing when it was not.
pub(super) fn loss_lines(facts: &Facts) -> Vec<String> {
    let words = facts.words();
    let Some(loss) = &facts.opportunity.loss else { return Vec::new() };
    let today = facts.member.zone.date(facts.now);
    let lines = [
        ("field-lost-reason", Some(words.lost_reason(loss.reason, &facts.catalogues))),
        ("field-lost-comment", loss.comment.as_deref().map(|comment| shorten(comment, COMMENT).into_owned())),
        ("field-competitor", loss.competitor.clone()),
        ("field-revive-on", loss.revive_on.map(|day| words.day(day, today))),
    ];
    let line = |(field, value): (&str, Option<String>)| {
        let values = Values::none().text("field", words.say(field)).text("value", value?);
        Some(words.html("opportunity-line", &values))
    };
    lines.into_iter().filter_map(line).collect()
}

/// The button that reopens the deal, for those who may.
pub(super) fn reopen_button(facts: &Facts) -> Option<Button> {
    let target = Target::Task { id: facts.task.id, action: TaskAction::Reopen };
    facts
        .opportunity
        .may_be_reopened_by(&facts.member)
        .is_ok()
        .then(|| Button::new(facts.words().say("button-reopen"), target))
}

fn my_tasks(facts: &Facts) -> Button {
    Button::new(facts.words().say("button-my-tasks"), Target::Menu(Menu::Tasks(0)))
}

fn about(facts: &Facts) -> Values {
    Values::none()
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str())
        .text("status", facts.words().status(facts.opportunity.status))
}

/// What is shown when the deal has been closed as lost.
#[must_use]
pub fn lost(facts: &Facts) -> Card {
    let head = facts.words().html("lost", &about(facts));
    Card {
        text: format!("{head}\n\n{}", loss_lines(facts).join("\n")),
        rows: vec![reopen_button(facts).into_iter().chain([my_tasks(facts)]).collect()],
    }
}

/// A task that came back when its deal was reopened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Row id.
    pub id: i64,
    /// Its step's title.
    pub title: Bilingual,
    /// When it is due now.
    pub due_at: DateTime<Utc>,
}

/// What is shown when the deal has been reopened: the tasks that came back, the first to be due one tap away.
#[must_use]
pub fn reopened(facts: &Facts, returned: &[Returned]) -> Card {
    let words = facts.words();
    let mut text = words.html("reopened", &about(facts));
    for task in returned {
        let values = Values::none()
            .text("task", task.title.get(words.language()))
            .text("due", words.moment(task.due_at, facts.member.zone, facts.now));
        text = format!("{text}\n\n{}", words.html("reopened-task", &values));
    }
    let onward = match returned.iter().min_by_key(|task| task.due_at) {
        Some(task) => Button::new(words.say("button-open"), Target::Task { id: task.id, action: TaskAction::Open }),
        None => Button::new(
            words.say("button-opportunity"),
            Target::Opportunity { id: facts.opportunity.id, task_id: facts.task.id },
        ),
    };
    Card { text, rows: vec![vec![onward, my_tasks(facts)]] }
}
