//! Accept: plan the start of a task. (Accepting with a start now is one tap on the task's card and needs no dialog.)
//!
//! `When → Summary`, and accepted. The start may be planned, not after the due date.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Duration, Utc};
use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{self, Direction, WorkingDay};
use crate::domain::opportunity::Field;
use crate::engine::{Command, Dialog, DialogName, Facts, Note, Prompt, Tree, Turn, Typed, choices, texts, tree};
use crate::words::Values;

/// The dialog.
#[derive(Clone, Debug)]
pub struct Accept;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asks for the start.
    When,
    /// Shows it.
    Summary,
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// A start that needs no typing.
    Start(Chip),
    /// To the question.
    Edit,
    /// Accepts.
    Save,
}

/// A start that needs no typing; it counts from the tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chip {
    /// At once.
    Now,
    /// An hour from now.
    InAnHour,
    /// At the start of tomorrow's working day.
    TomorrowMorning,
}

impl Chip {
    const ALL: [Self; 3] = [Self::Now, Self::InAnHour, Self::TomorrowMorning];

    const fn label(self) -> &'static str {
        match self {
            Self::Now => "accept-chip-now",
            Self::InAnHour => "accept-chip-in-an-hour",
            Self::TomorrowMorning => "accept-chip-tomorrow",
        }
    }

    fn moment(self, facts: &Facts) -> DateTime<Utc> {
        let zone = facts.member.zone;
        match self {
            Self::Now => facts.now,
            Self::InAnHour => facts.now + Duration::hours(1),
            Self::TomorrowMorning => {
                let tomorrow = zone.date(facts.now) + Duration::days(1);
                calendar::start_of_working_day(tomorrow, zone, &WorkingDay::default())
            }
        }
    }
}

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The start.
    pub start: Option<DateTime<Utc>>,
}

static TREE: LazyLock<Tree<Accept>> = LazyLock::new(tree::<Accept>);

impl Dialog for Accept {
    const NAME: DialogName = DialogName::Accept;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        vec![State::When, State::Summary]
    }

    fn sample_texts() -> &'static [&'static str] {
        &["tomorrow 10:00", "через час", "yesterday", "31.02", "🙂"]
    }

    fn schema() -> Tree<Self> {
        dptree::inspect(|_: State| ())
            .branch(
                case![State::When]
                    .branch(choices::<Self>().branch(case![Choice::Start(chip)].endpoint(chosen)))
                    .branch(texts::<Self>().endpoint(typed)),
            )
            .branch(
                case![State::Summary].branch(
                    choices::<Self>().branch(
                        dptree::inspect(|_: Choice| ())
                            .branch(case![Choice::Save].endpoint(save))
                            .branch(case![Choice::Edit].endpoint(async || Turn::visit(State::When))),
                    ),
                ),
            )
    }

    fn tree() -> &'static Tree<Self> {
        &TREE
    }

    fn begin(_: &Facts, _: Option<Field>) -> (State, Filled) {
        (State::When, Filled::default())
    }

    fn is_empty(filled: &Filled) -> bool {
        *filled == Filled::default()
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        let words = facts.words();
        let moment = |at| words.moment(at, facts.member.zone, facts.now);
        match state {
            State::When => Prompt {
                text: words.html("accept-when", &Values::none().text("due", moment(facts.task.due_at))),
                rows: vec![
                    Chip::ALL
                        .into_iter()
                        .filter(|chip| facts.task.accept(&facts.member, chip.moment(facts), facts.now).is_ok())
                        .map(|chip| (words.say(chip.label()), Choice::Start(chip)))
                        .collect(),
                ],
            },
            State::Summary => {
                let values = Values::none()
                    .text("title", facts.opportunity.title.as_str())
                    .text("start", moment(filled.start.unwrap_or(facts.now).max(facts.now)))
                    .text("due", moment(facts.task.due_at));
                Prompt {
                    text: words.html("accept-summary", &values),
                    rows: vec![vec![
                        (words.say("accept-button-save"), Choice::Save),
                        (words.say("accept-button-edit"), Choice::Edit),
                    ]],
                }
            }
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::When => "accept-help-when",
            State::Summary => "accept-help-summary",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Edit)
    }
}

async fn chosen(chip: Chip, facts: Arc<Facts>) -> Turn<Accept> {
    planned(chip.moment(&facts), &facts)
}

async fn typed(Typed(text): Typed, facts: Arc<Facts>) -> Turn<Accept> {
    match calendar::read_moment(&text, facts.now, facts.member.zone, Direction::Future) {
        Ok(moment) => planned(moment.at, &facts),
        Err(mistake) => Turn::explain(Note::moment(&mistake, &text)),
    }
}

fn planned(start: DateTime<Utc>, facts: &Facts) -> Turn<Accept> {
    match facts.task.accept(&facts.member, start, facts.now) {
        Ok(()) => Turn::go(State::Summary, Filled { start: Some(start) }),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}

async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Accept> {
    // A start that was "now" a while ago is now all the same.
    let start = filled.start.unwrap_or(facts.now).max(facts.now);
    match facts.task.accept(&facts.member, start, facts.now) {
        Ok(()) => Turn::finish(Command::Accept { start }),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}
