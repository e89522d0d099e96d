//! Complete: write what came of the task, say when it was done, and end it.
//!
//! `Blocked` names what is missing, each with one tap to fill it; then `Results → Summary`, with `When` one tap away. The
//! date of completion is now unless said otherwise, and never in the future.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Duration, Utc};
use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{self, Direction, WorkingDay};
use crate::domain::loss::REVIVE;
use crate::domain::opportunity::Field;
use crate::domain::refusal::Refusal;
use crate::domain::task::{QUALIFY, QUOTATION, RESULTS_MAX};
use crate::engine::{Command, Dialog, DialogName, Facts, Note, Prompt, Tree, Turn, Typed, choices, texts, tree};
use crate::words::{Values, shorten};

/// The dialog.
#[derive(Clone, Debug)]
pub struct Complete;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Names what the qualification still needs.
    Blocked,
    /// Asks what came of it.
    Results,
    /// Asks when it was done.
    When,
    /// Shows both.
    Summary,
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Fills in what is missing.
    Fill(Field),
    /// Results that need no typing.
    Results(Suggestion),
    /// A date that needs no typing.
    When(Chip),
    /// To the results.
    EditResults,
    /// To the date.
    EditWhen,
    /// Completed.
    Save,
}

/// Results that need no typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// All is known; a quotation can be written.
    Ready,
    /// The customer asked for one.
    Asked,
    /// The quotation has been sent.
    Sent,
    /// The customer of a lost deal needs nothing now.
    NoNeed,
}

impl Suggestion {
    /// Those that are true of a step; a step that the program does not know has none.
    fn of_step(step: &str) -> &'static [Self] {
        match step {
            QUALIFY => &[Self::Ready, Self::Asked],
            QUOTATION => &[Self::Sent],
            REVIVE => &[Self::NoNeed],
            _ => &[],
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Ready => "complete-suggest-ready",
            Self::Asked => "complete-suggest-asked",
            Self::Sent => "complete-suggest-sent",
            Self::NoNeed => "complete-suggest-no-need",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Ready => "complete-suggest-ready-text",
            Self::Asked => "complete-suggest-asked-text",
            Self::Sent => "complete-suggest-sent-text",
            Self::NoNeed => "complete-suggest-no-need-text",
        }
    }
}

/// A date of completion that needs no typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chip {
    /// When Completed is tapped.
    Now,
    /// An hour before now.
    AnHourAgo,
    /// At the end of yesterday's working day.
    Yesterday,
}

impl Chip {
    const ALL: [Self; 3] = [Self::Now, Self::AnHourAgo, Self::Yesterday];

    const fn label(self) -> &'static str {
        match self {
            Self::Now => "complete-chip-now",
            Self::AnHourAgo => "complete-chip-an-hour-ago",
            Self::Yesterday => "complete-chip-yesterday",
        }
    }

    fn moment(self, facts: &Facts) -> Option<DateTime<Utc>> {
        let zone = facts.member.zone;
        match self {
            Self::Now => None,
            Self::AnHourAgo => Some(facts.now - Duration::hours(1)),
            Self::Yesterday => {
                let yesterday = zone.date(facts.now) - Duration::days(1);
                Some(calendar::end_of_working_day(yesterday, zone, &WorkingDay::default()))
            }
        }
    }
}

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What came of the task.
    pub results: Option<String>,
    /// When it was done; none is the moment in which Completed is tapped.
    pub completed_at: Option<DateTime<Utc>>,
}

static TREE: LazyLock<Tree<Complete>> = LazyLock::new(tree::<Complete>);

impl Dialog for Complete {
    const NAME: DialogName = DialogName::Complete;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        vec![State::Blocked, State::Results, State::When, State::Summary]
    }

    fn sample_texts() -> &'static [&'static str] {
        &["Budget agreed, meeting on Friday", "вчера 15:00", "tomorrow", " ", "<b>&"]
    }

    fn schema() -> Tree<Self> {
        dptree::inspect(|_: State| ())
            .branch(case![State::Blocked].branch(choices::<Self>().branch(case![Choice::Fill(field)].endpoint(fill))))
            .branch(
                case![State::Results]
                    .branch(choices::<Self>().branch(case![Choice::Results(suggestion)].endpoint(suggested)))
                    .branch(texts::<Self>().endpoint(results_typed)),
            )
            .branch(
                case![State::When]
                    .branch(choices::<Self>().branch(case![Choice::When(chip)].endpoint(chosen)))
                    .branch(texts::<Self>().endpoint(when_typed)),
            )
            .branch(
                case![State::Summary].branch(
                    choices::<Self>().branch(
                        dptree::inspect(|_: Choice| ())
                            .branch(case![Choice::Save].endpoint(save))
                            .branch(case![Choice::EditResults].endpoint(async || Turn::visit(State::Results)))
                            .branch(case![Choice::EditWhen].endpoint(async || Turn::visit(State::When))),
                    ),
                ),
            )
    }

    fn tree() -> &'static Tree<Self> {
        &TREE
    }

    fn begin(facts: &Facts, _: Option<Field>) -> (State, Filled) {
        (Self::resume(State::Results, &Filled::default(), facts), Filled::default())
    }

    /// What was missing may have been filled in meanwhile, and what was there may have gone.
    fn resume(state: State, filled: &Filled, facts: &Facts) -> State {
        match (missing(facts).is_empty(), state) {
            (false, _) => State::Blocked,
            (true, State::Blocked) if filled.results.is_some() => State::Summary,
            (true, State::Blocked) => State::Results,
            (true, state) => state,
        }
    }

    fn is_empty(filled: &Filled) -> bool {
        *filled == Filled::default()
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        match state {
            State::Blocked => blocked(facts),
            State::Results => ask_results(filled, facts),
            State::When => ask_when(facts),
            State::Summary => summary(filled, facts),
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::Blocked => "complete-help-blocked",
            State::Results => "complete-help-results",
            State::When => "complete-help-when",
            State::Summary => "complete-help-summary",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Fill(_) | Choice::EditResults | Choice::EditWhen)
    }
}

/// What the qualification still needs; a task of another step needs nothing.
fn missing(facts: &Facts) -> Vec<Field> {
    if facts.task.step == QUALIFY { facts.opportunity.missing() } else { Vec::new() }
}

fn about(facts: &Facts) -> Values {
    Values::none()
        .text("task", facts.task.title.get(facts.member.language))
        .text("title", facts.opportunity.title.as_str())
}

fn blocked(facts: &Facts) -> Prompt<Choice> {
    let (words, missing) = (facts.words(), missing(facts));
    let count = i64::try_from(missing.len()).unwrap_or(i64::MAX);
    let named: Vec<String> = missing.iter().map(|field| format!("• {}", words.field(*field))).collect();
    let buttons: Vec<(String, Choice)> =
        missing.iter().map(|field| (words.field(*field), Choice::Fill(*field))).collect();
    Prompt {
        text: words.html("complete-blocked", &about(facts).number("count", count).text("missing", named.join("\n"))),
        rows: buttons.chunks(2).map(<[_]>::to_vec).collect(),
    }
}

fn ask_results(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let mut text = words.html("complete-results", &about(facts));
    if let Some(results) = &filled.results {
        let now = Values::none().text("results", shorten(results, 300));
        text = format!("{text}\n\n{}", words.html("complete-results-now", &now));
    }
    let suggested = Suggestion::of_step(&facts.task.step);
    let rows = suggested.iter().map(|it| vec![(words.say(it.label()), Choice::Results(*it))]).collect();
    Prompt { text, rows }
}

fn ask_when(facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    Prompt {
        text: words.html("complete-when", &about(facts)),
        rows: vec![Chip::ALL.map(|chip| (words.say(chip.label()), Choice::When(chip))).to_vec()],
    }
}

fn summary(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let when = match filled.completed_at {
        None => words.say("complete-when-now"),
        Some(at) => words.moment(at, facts.member.zone, facts.now),
    };
    let results = filled.results.as_deref().unwrap_or_default();
    let values = about(facts).text("results", shorten(results, 700)).text("when", when);
    Prompt {
        text: words.html("complete-summary", &values),
        rows: vec![
            vec![(words.say("complete-button-save"), Choice::Save)],
            vec![
                (words.say("complete-button-results"), Choice::EditResults),
                (words.say("complete-button-when"), Choice::EditWhen),
            ],
        ],
    }
}

async fn fill(field: Field) -> Turn<Complete> {
    Turn::open(DialogName::Qualify, Some(field))
}

async fn suggested(suggestion: Suggestion, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Complete> {
    results(facts.words().say(suggestion.text()), &filled)
}

async fn results_typed(Typed(text): Typed, filled: Arc<Filled>) -> Turn<Complete> {
    if text.is_empty() {
        return Turn::explain(Note::refusal(&Refusal::NoResults));
    }
    if text.chars().count() > RESULTS_MAX {
        return Turn::explain(Note::refusal(&Refusal::TooLong { most: RESULTS_MAX }));
    }
    results(text, &filled)
}

fn results(text: String, filled: &Filled) -> Turn<Complete> {
    Turn::go(State::Summary, Filled { results: Some(text), ..filled.clone() })
}

async fn chosen(chip: Chip, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Complete> {
    Turn::go(State::Summary, Filled { completed_at: chip.moment(&facts), ..(*filled).clone() })
}

async fn when_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Complete> {
    match calendar::read_moment(&text, facts.now, facts.member.zone, Direction::Past) {
        Ok(moment) => Turn::go(State::Summary, Filled { completed_at: Some(moment.at), ..(*filled).clone() }),
        Err(mistake) => Turn::explain(Note::moment(&mistake, &text)),
    }
}

async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Complete> {
    if !missing(&facts).is_empty() {
        return Turn::visit(State::Blocked);
    }
    let results = filled.results.clone().unwrap_or_default();
    let completed_at = filled.completed_at.unwrap_or(facts.now);
    match facts.task.complete(&facts.member, &facts.opportunity, &results, completed_at, facts.now) {
        Ok(()) => Turn::finish(Command::Complete { results, completed_at }),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}
