//! The task: its card, its notice, and what is shown when it has been completed.

use chrono::{DateTime, Utc};

use super::deal::contact_lines;
use super::lost::reopen_button;
use crate::domain::calendar::is_overdue;
use crate::domain::loss::REVIVE;
use crate::domain::process::{NextStep, Performer};
use crate::domain::task::{Importance, Progress, QUALIFY};
use crate::engine::{Button, Card, DialogName, Draft, Facts, Menu, Target, TaskAction};
use crate::store::notices::{Notice, NoticeKind};
use crate::words::{Values, Words, shorten};

/// How much of instructions and results a card shows, in characters: with the rest it still fits a phone.
const LONG: usize = 600;

/// The card of a task: due date, importance, instructions, its subject, and what can be done.
#[must_use]
pub fn task(facts: &Facts, drafts: &[Draft]) -> Card {
    let (words, task) = (facts.words(), &facts.task);
    let mut lines = vec![
        words.html(
            "task-head",
            &Values::none()
                .text("task", task.title.get(words.language()))
                .text("title", facts.opportunity.title.as_str())
                .text("partner", facts.opportunity.partner.as_str()),
        ),
    ];
    // The phone number is for the work that lies ahead.
    if matches!(facts.task.progress, Progress::Open | Progress::Accepted { .. }) {
        lines.extend(contact_lines(facts));
    }
    lines.push(String::new());
    lines.push(standing(facts));
    if task.importance != Importance::Normal || matches!(task.progress, Progress::Open | Progress::Accepted { .. }) {
        let importance = Values::none().text("importance", words.importance(task.importance));
        lines.push(words.html("task-importance", &importance));
    }
    let step = task.step_instructions.get(words.language());
    for instructions in [task.instructions.as_str(), step] {
        if !instructions.is_empty() && !matches!(task.progress, Progress::Done { .. }) {
            let text = Values::none().text("instructions", shorten(instructions, LONG));
            lines.push(format!("\n{}", words.html("task-instructions", &text)));
        }
    }
    if let Progress::Done { results, .. } = &task.progress {
        let text = Values::none().text("results", shorten(results, LONG));
        lines.push(format!("\n{}", words.html("task-results", &text)));
    }
    Card { text: lines.join("\n"), rows: actions(facts, drafts) }
}

/// Where the task stands, with its moments.
fn standing(facts: &Facts) -> String {
    let words = facts.words();
    let moment = |at| words.moment(at, facts.member.zone, facts.now);
    let due = Values::none().text("due", moment(facts.task.due_at));
    let overdue = is_overdue(facts.task.due_at, facts.now);
    let due = words.html(if overdue { "task-due-overdue" } else { "task-due" }, &due);
    match &facts.task.progress {
        Progress::Open => due,
        Progress::Accepted { by, start } => {
            let key = match (*by == facts.member.id, *start > facts.now) {
                (true, false) => "task-accepted",
                (true, true) => "task-accepted-planned",
                (false, _) => "task-accepted-by-somebody-else",
            };
            format!("{due}\n{}", words.html(key, &Values::none().text("start", moment(*start))))
        }
        Progress::Done { at, .. } => words.html("task-done", &Values::none().text("at", moment(*at))),
        Progress::Cancelled => words.html("task-cancelled", &Values::none()),
    }
}

fn actions(facts: &Facts, drafts: &[Draft]) -> Vec<Vec<Button>> {
    let (words, id) = (facts.words(), facts.task.id);
    let button = |key: &str, action| Button::new(words.say(key), Target::Task { id, action });
    let begin = |name: DialogName, fresh: &str, unfinished: &str| {
        let key = if drafts.iter().any(|it| it.dialog == name) { unfinished } else { fresh };
        button(key, TaskAction::Begin(name))
    };
    let mut rows = Vec::new();
    let mut last = vec![Button::new(words.say("button-my-tasks"), Target::Menu(Menu::Tasks(0)))];
    let (mut work, mut give_back) = (Vec::new(), None);
    if facts.task.step == QUALIFY {
        work.push(begin(DialogName::Qualify, "button-qualify", "button-qualify-continue"));
    }
    if facts.task.step == REVIVE {
        work.extend(reopen_button(facts));
    }
    work.push(begin(DialogName::Complete, "button-complete", "button-complete-continue"));
    // Once nothing is missing, completing is the next likely tap.
    if facts.task.step == QUALIFY && facts.opportunity.missing().is_empty() {
        work.reverse();
    }
    match &facts.task.progress {
        Progress::Open => {
            let mut accept = vec![button("button-accept-now", TaskAction::AcceptNow)];
            // A start may be planned up to the due date: an overdue task can only be started now.
            if !is_overdue(facts.task.due_at, facts.now) {
                accept.push(begin(DialogName::Accept, "button-accept-plan", "button-accept-plan"));
            }
            rows.push(accept);
            rows.push(work);
        }
        Progress::Accepted { by, .. } => {
            rows.push(work);
            if *by == facts.member.id {
                give_back = Some(vec![button("button-give-back", TaskAction::GiveBack)]);
            }
        }
        Progress::Done { .. } | Progress::Cancelled => {}
    }
    let open = matches!(facts.task.progress, Progress::Open | Progress::Accepted { .. });
    if open && facts.opportunity.may_be_lost_by(&facts.member).is_ok() {
        last.insert(0, begin(DialogName::Lose, "button-lose", "button-lose"));
    }
    let mut deal = Vec::new();
    if facts.opportunity.open_to_edits().is_ok() {
        deal.push(begin(DialogName::Interact, "button-interact", "button-interact-continue"));
    }
    let opportunity = Target::Opportunity { id: facts.opportunity.id, task_id: facts.task.id };
    deal.push(Button::new(words.say("button-opportunity"), opportunity));
    // Where little is left to do, one row holds it all.
    match (deal.len(), last.len()) {
        (1, 1) => rows.push([deal, last].concat()),
        _ => rows.extend([deal, last]),
    }
    rows.extend(give_back);
    rows
}

/// What is shown when the task has been completed: what became of the deal, and who goes on.
#[must_use]
pub fn completed(facts: &Facts, next: Option<&Noticed>) -> Card {
    let words = facts.words();
    let deal = Values::none()
        .text("task", facts.task.title.get(words.language()))
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str())
        .text("status", words.status(facts.opportunity.status));
    let mut text = words.html("completed", &deal);
    if let (Some(noticed), Some(step)) = (next, &facts.next_step) {
        let values = Values::none()
            .text("task", step.title.get(words.language()))
            .text("performer", performer(words, step))
            .text("due", words.moment(noticed.due_at, facts.member.zone, facts.now));
        text = format!("{text}\n\n{}", words.html("completed-next", &values));
    }
    let open = Target::Opportunity { id: facts.opportunity.id, task_id: facts.task.id };
    Card {
        text,
        rows: vec![vec![
            Button::new(words.say("button-my-tasks"), Target::Menu(Menu::Tasks(0))),
            Button::new(words.say("button-opportunity"), open),
        ]],
    }
}

/// The task that was given out next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

fn performer(words: Words, step: &NextStep) -> String {
    match &step.performer {
        Performer::Member { name, .. } => name.clone(),
        Performer::Role(role) => words.role(*role),
    }
}

/// What a person is told of a task without having asked.
#[must_use]
pub fn notice(notice: &Notice, now: DateTime<Utc>) -> Card {
    let words = Words::of(notice.language);
    let key = match notice.kind {
        NoticeKind::Assigned => "notice-assigned",
        NoticeKind::Due if is_overdue(notice.task.due_at, now) => "notice-overdue",
        NoticeKind::Due => "notice-due",
    };
    let values = Values::none()
        .text("task", notice.task.title.get(notice.language))
        .text("title", notice.task.deal.as_str())
        .text("partner", notice.task.partner.as_str())
        .text("importance", words.importance(notice.task.importance))
        .text("due", words.moment(notice.task.due_at, notice.zone, now));
    let id = notice.task.id;
    let button = |key: &str, action| Button::new(words.say(key), Target::Task { id, action });
    let mut first = vec![button("button-open", TaskAction::Open)];
    if notice.qualifies {
        first.push(button("button-qualify", TaskAction::Begin(DialogName::Qualify)));
    }
    let mut rows = vec![first];
    if !notice.accepted {
        let mut accept = vec![button("button-accept-now", TaskAction::AcceptNow)];
        if !is_overdue(notice.task.due_at, now) {
            accept.push(button("button-accept-plan", TaskAction::Begin(DialogName::Accept)));
        }
        rows.push(accept);
    }
    let mut text = words.html(key, &values);
    if notice.task.importance != Importance::Normal {
        text = format!("{text}\n{}", words.html("task-importance", &values));
    }
    Card { text, rows }
}
