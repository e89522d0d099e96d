//! Interact: record a call, meeting, email, message or note about the opportunity.
//!
//! `Kind → Learned → Summary`, and of a call first what came of it: one that nobody answered is recorded with the tap that
//! says when it is tried again. The summary is home; when, with whom, the next step and its reminder are one tap away.
//! Files attach in every state; forwarded messages add up, line by line, as of the time of the first.

mod filled;
mod prompts;
mod steps;

use std::sync::LazyLock;

use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::interaction::{Kind, Outcome};
use crate::domain::opportunity::Field;
use crate::engine::{
    Details, Dialog, DialogName, Facts, Person, Prompt, Tree, Turn, attachments, choices, forwards, texts, tree,
};

pub use filled::{Filled, When, With};
pub use steps::{FollowUpChip, TryChip, WhenChip};

/// The dialog.
#[derive(Clone, Debug)]
pub struct Interact;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asks what kind.
    Kind,
    /// Asks what came of a call.
    Outcome,
    /// Nobody answered: asks when it is tried again, and that is all.
    TryAgain,
    /// Asks what was learned.
    Learned,
    /// Asks when it was.
    When,
    /// Asks with whom.
    With,
    /// Asks what comes next.
    NextStep,
    /// Asks when to remind of that.
    FollowUp,
    /// Lists the files, to take one out.
    Files,
    /// Shows all of it.
    Summary,
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What kind.
    Kind(Kind),
    /// What came of a call.
    Outcome(Outcome),
    /// When it is tried again; records.
    Try(TryChip),
    /// It is not tried again; records.
    Never,
    /// When it was.
    When(WhenChip),
    /// With a contact.
    Pick(ContactId),
    /// With nobody of theirs.
    Nobody,
    /// Another page of contacts or files.
    Page(Page),
    /// All contacts again, after typing narrowed them down.
    All,
    /// When to remind.
    Remind(FollowUpChip),
    /// No reminder.
    NoReminder,
    /// No next step.
    NoNextStep,
    /// Take a file out.
    Remove(FileAt),
    /// To a line of the summary.
    Edit(Line),
    /// To the summary.
    Home,
    /// Record it.
    Save,
}

/// A line of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// What kind.
    Kind,
    /// What came of a call.
    Outcome,
    /// What was learned.
    Learned,
    /// When it was.
    When,
    /// With whom.
    With,
    /// What comes next.
    NextStep,
    /// When to remind.
    FollowUp,
    /// The files.
    Files,
}

impl Line {
    const fn state(self) -> State {
        match self {
            Self::Kind => State::Kind,
            Self::Outcome => State::Outcome,
            Self::Learned => State::Learned,
            Self::When => State::When,
            Self::With => State::With,
            Self::NextStep => State::NextStep,
            Self::FollowUp => State::FollowUp,
            Self::Files => State::Files,
        }
    }
}

/// Row id of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactId(pub i64);

/// Page of a list, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page(pub u16);

/// Place of a file among them, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAt(pub u16);

static TREE: LazyLock<Tree<Interact>> = LazyLock::new(tree::<Interact>);

impl Dialog for Interact {
    const NAME: DialogName = DialogName::Interact;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        vec![
            State::Kind,
            State::Outcome,
            State::TryAgain,
            State::Learned,
            State::When,
            State::With,
            State::NextStep,
            State::FollowUp,
            State::Files,
            State::Summary,
        ]
    }

    fn sample_texts() -> &'static [&'static str] {
        &["Budget agreed, they decide in March", "tomorrow 10:00", "вчера 15:00", "person 2", "31.02", "🙂", "<b>&"]
    }

    /// Contacts for two pages, one, or none.
    fn sample_details(facts: &Facts) -> Option<Details> {
        let count = match (&facts.opportunity.contact, facts.opportunity.known.is_empty()) {
            (None, _) => return None,
            (Some(_), true) => 8,
            (Some(_), false) => 1,
        };
        let person = |id: i64| Person { id, name: format!("Person {id} <&>") };
        Some(Details::Contacts((1..=count).map(person).collect()))
    }

    fn sample_forwards() -> &'static [&'static str] {
        &["We need 900 <pallets> & more"]
    }

    fn schema() -> Tree<Self> {
        dptree::inspect(|_: State| ())
            .branch(attachments::<Self>().endpoint(steps::attached))
            .branch(
                case![State::Kind]
                    .branch(choices::<Self>().branch(case![Choice::Kind(kind)].endpoint(steps::kind_chosen)))
                    .branch(forwards::<Self>().endpoint(steps::forwarded)),
            )
            .branch(
                case![State::Outcome]
                    .branch(choices::<Self>().branch(case![Choice::Outcome(outcome)].endpoint(steps::outcome_chosen)))
                    .branch(forwards::<Self>().endpoint(steps::forwarded_before_outcome)),
            )
            .branch(try_again())
            .branch(
                case![State::Learned]
                    .branch(choices::<Self>().branch(case![Choice::Home].endpoint(steps::home)))
                    .branch(forwards::<Self>().endpoint(steps::forwarded))
                    .branch(texts::<Self>().endpoint(steps::learned_typed)),
            )
            .branch(
                case![State::When]
                    .branch(choices::<Self>().branch(case![Choice::When(chip)].endpoint(steps::when_chosen)))
                    .branch(texts::<Self>().endpoint(steps::when_typed)),
            )
            .branch(with())
            .branch(
                case![State::NextStep]
                    .branch(choices::<Self>().branch(case![Choice::NoNextStep].endpoint(steps::no_next_step)))
                    .branch(texts::<Self>().endpoint(steps::next_step_typed)),
            )
            .branch(
                case![State::FollowUp]
                    .branch(
                        choices::<Self>()
                            .branch(case![Choice::Remind(chip)].endpoint(steps::follow_up_chosen))
                            .branch(case![Choice::NoReminder].endpoint(steps::no_reminder)),
                    )
                    .branch(texts::<Self>().endpoint(steps::follow_up_typed)),
            )
            .branch(files())
            .branch(
                case![State::Summary]
                    .branch(
                        choices::<Self>()
                            .branch(case![Choice::Save].endpoint(steps::save))
                            .branch(case![Choice::Edit(line)].endpoint(steps::edit)),
                    )
                    .branch(forwards::<Self>().endpoint(steps::forwarded))
                    .branch(texts::<Self>().endpoint(steps::added)),
            )
    }

    fn tree() -> &'static Tree<Self> {
        &TREE
    }

    fn begin(_: &Facts, _: Option<Field>) -> (State, Filled) {
        (State::Kind, Filled::default())
    }

    /// Where the member has been, and what they searched for, is nothing entered.
    fn is_empty(filled: &Filled) -> bool {
        let Filled { been_home, page, ref filter, .. } = *filled;
        *filled == Filled { been_home, page, filter: filter.clone(), ..Filled::default() }
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        match state {
            State::Kind => prompts::kind(filled, facts),
            State::Outcome => prompts::outcome(filled, facts),
            State::TryAgain => prompts::try_again(filled, facts),
            State::Learned => prompts::learned(filled, facts),
            State::When => prompts::when(filled, facts),
            State::With => prompts::with(filled, facts),
            State::NextStep => prompts::next_step(filled, facts),
            State::FollowUp => prompts::follow_up(filled, facts),
            State::Files => prompts::files(filled, facts),
            State::Summary => prompts::summary(filled, facts),
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::Kind => "interact-help-kind",
            State::Outcome => "interact-help-outcome",
            State::TryAgain => "interact-help-try-again",
            State::Learned => "interact-help-learned",
            State::When => "interact-help-when",
            State::With => "interact-help-with",
            State::NextStep => "interact-help-next-step",
            State::FollowUp => "interact-help-follow-up",
            State::Files => "interact-help-files",
            State::Summary => "interact-help-summary",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Edit(_) | Choice::Page(_) | Choice::Home)
    }
}

fn try_again() -> Tree<Interact> {
    case![State::TryAgain]
        .branch(
            choices::<Interact>()
                .branch(case![Choice::Try(chip)].endpoint(steps::try_chosen))
                .branch(case![Choice::Never].endpoint(steps::never))
                .branch(case![Choice::Home].endpoint(steps::home)),
        )
        .branch(texts::<Interact>().endpoint(steps::try_typed))
}

fn with() -> Tree<Interact> {
    case![State::With]
        .branch(
            choices::<Interact>()
                .branch(case![Choice::Pick(contact)].endpoint(steps::contact_picked))
                .branch(case![Choice::Nobody].endpoint(steps::nobody))
                .branch(case![Choice::Page(page)].endpoint(steps::turn_page))
                .branch(case![Choice::All].endpoint(steps::all_contacts)),
        )
        .branch(texts::<Interact>().endpoint(steps::contact_typed))
}

fn files() -> Tree<Interact> {
    case![State::Files].branch(
        choices::<Interact>()
            .branch(case![Choice::Remove(at)].endpoint(steps::file_removed))
            .branch(case![Choice::Page(page)].endpoint(steps::turn_page))
            .branch(case![Choice::Home].endpoint(steps::home)),
    )
}

/// A step's turn.
type Stepped = Turn<Interact>;
