//! What a dialog is, what a step is given and what it returns.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::domain::Refusal;
use crate::domain::calendar::MomentMistake;
use crate::domain::catalogue::Catalogues;
use crate::domain::member::Member;
use crate::domain::merge::Change;
use crate::domain::money::Currency;
use crate::domain::opportunity::{self, Field, Opportunity};
use crate::domain::partner::{Partner, PartnerField};
use crate::domain::process::NextStep;
use crate::domain::task::Task;
use crate::words::{Values, Words, refusal_values, shorten};

/// The guided dialogs, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogName {
    /// Plan the start of a task.
    Accept,
    /// Fill in what qualifies the opportunity.
    Qualify,
    /// Complete the task.
    Complete,
    /// The partner's card.
    Partner,
}

impl DialogName {
    /// Every dialog.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Qualify, Self::Complete, Self::Partner];

    /// The name in callbacks, drafts and Fluent keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Qualify => "qualify",
            Self::Complete => "complete",
            Self::Partner => "partner",
        }
    }

    /// The dialog of a name.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.code() == code)
    }
}

/// What every step may know: loaded once, in one round trip, and judged to be within the member's reach.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The moment of this update.
    pub now: DateTime<Utc>,
    /// Who is asking.
    pub member: Member,
    /// The team's currency, for amounts typed without one.
    pub currency: Currency,
    /// The small catalogues.
    pub catalogues: Arc<Catalogues>,
    /// The task that the dialog is about.
    pub task: Task,
    /// The opportunity that the task is about.
    pub opportunity: Opportunity,
    /// The step that follows the task's, if one does.
    pub next_step: Option<NextStep>,
    /// What only the dialog of this update needs.
    pub details: Details,
}

/// What only one dialog needs: loaded in the same round trip, when it is that dialog's turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Details {
    /// Nothing more.
    #[default]
    None,
    /// The people at the partner's, to pick from.
    Contacts(Vec<Person>),
    /// The partner's card.
    Partner(Partner),
}

/// A person at the partner's, to pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Row id.
    pub id: i64,
    /// Full name.
    pub name: String,
}

impl Facts {
    /// The member's words.
    #[must_use]
    pub const fn words(&self) -> Words {
        Words::of(self.member.language)
    }
}

/// What a dialog wants done: decided by a pure step, carried out in the update's transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The member accepts the task, from `start`.
    Accept {
        /// Now, or planned.
        start: DateTime<Utc>,
    },
    /// The member takes the accepting back.
    GiveBack,
    /// Fields of the opportunity change.
    Save {
        /// One a field; none when everything was stored already.
        changes: Vec<opportunity::Change>,
    },
    /// Fields of the partner's card change.
    SavePartner {
        /// One a field; none when everything was stored already.
        changes: Vec<Change<PartnerField, Option<String>>>,
    },
    /// The task is completed.
    Complete {
        /// Deliverables, or progress.
        results: String,
        /// When the work was done.
        completed_at: DateTime<Utc>,
    },
}

/// How much of a text that was not understood is repeated to the person, in characters.
pub const TYPED_SHOWN: usize = 40;

/// A sentence about the last input, shown on the card.
#[derive(Clone, Debug)]
pub struct Note {
    /// Fluent key.
    pub key: &'static str,
    /// Its variables.
    pub values: Values,
}

impl Note {
    /// A note without variables.
    #[must_use]
    pub fn plain(key: &'static str) -> Self {
        Self { key, values: Values::none() }
    }

    /// What the rules refused.
    #[must_use]
    pub fn refusal(refusal: &Refusal) -> Self {
        Self { key: refusal.key(), values: refusal_values(refusal) }
    }

    /// What was not understood of a date that was typed.
    #[must_use]
    pub fn moment(mistake: &MomentMistake, typed: &str) -> Self {
        let key = match mistake {
            MomentMistake::Empty | MomentMistake::NotUnderstood => "moment-not-understood",
            MomentMistake::NoSuchDate => "moment-no-such-date",
            MomentMistake::NoSuchTime => "moment-no-such-time",
            MomentMistake::InThePast => "moment-in-the-past",
            MomentMistake::InTheFuture => "moment-in-the-future",
            MomentMistake::TooFar => "moment-too-far",
        };
        Self { key, values: Values::none().text("typed", shorten(typed, TYPED_SHOWN)) }
    }
}

/// Where a dialog goes next.
#[derive(Clone, Debug)]
pub enum Next<S> {
    /// Nowhere: the card is drawn again.
    Stay,
    /// To this state.
    Go(S),
    /// To another dialog about the same task; this one waits. A field says where the other one begins.
    Open(DialogName, Option<Field>),
    /// It is finished, and this is to be done.
    Finish(Command),
    /// What the engine does.
    Nudge(super::Nudge),
}

/// What a step returns.
#[derive(Clone, Debug)]
pub struct Turn<D: Dialog> {
    /// Where to.
    pub next: Next<D::State>,
    /// What has been filled in, if that changed.
    pub filled: Option<D::Filled>,
    /// What to say about the input.
    pub note: Option<Note>,
}

impl<D: Dialog> Turn<D> {
    /// To a state, with what is filled in now.
    #[must_use]
    pub fn go(state: D::State, filled: D::Filled) -> Self {
        Self { next: Next::Go(state), filled: Some(filled), note: None }
    }

    /// To a state; nothing was filled in.
    #[must_use]
    pub fn visit(state: D::State) -> Self {
        Self { next: Next::Go(state), filled: None, note: None }
    }

    /// The answer does not fit: stay, and say why. Values are kept.
    #[must_use]
    pub fn explain(note: Note) -> Self {
        Self { next: Next::Stay, filled: None, note: Some(note) }
    }

    /// To another dialog.
    #[must_use]
    pub fn open(name: DialogName, field: Option<Field>) -> Self {
        Self { next: Next::Open(name, field), filled: None, note: None }
    }

    /// Finished.
    #[must_use]
    pub fn finish(command: Command) -> Self {
        Self { next: Next::Finish(command), filled: None, note: None }
    }

    pub(super) fn nudge(nudge: super::Nudge) -> Self {
        Self { next: Next::Nudge(nudge), filled: None, note: None }
    }

    /// With a sentence on the card.
    #[must_use]
    pub fn noting(mut self, note: Note) -> Self {
        self.note = Some(note);
        self
    }
}

/// What a dialog asks in a state: HTML, and rows of its own choices with their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt<C> {
    /// Telegram's HTML.
    pub text: String,
    /// The next likely tap first.
    pub rows: Vec<Vec<(String, C)>>,
}

/// A dialog's tree: one branch a state, one endpoint an answer.
pub type Tree<D> = dptree::Handler<'static, Turn<D>>;

/// A guided dialog: a state machine over [`Dialog::State`], pure in every part.
///
/// Endpoints of the tree are given, by type: the state, `Arc<Filled>`, `Arc<Facts>`, and what [`super::Input`] holds.
pub trait Dialog: Sized + Send + Sync + Debug + Clone + 'static {
    /// Its name.
    const NAME: DialogName;
    /// The version of the form in which drafts keep `State` and `Filled`; raised when an older draft no longer reads.
    const VERSION: i32;
    /// Where it may stand.
    type State: Copy + Eq + Hash + Debug + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What its buttons carry.
    type Choice: Clone + Eq + Debug + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What has been filled in so far.
    type Filled: Clone + Eq + Default + Debug + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Every state, for the test that none is forgotten.
    fn states() -> Vec<Self::State>;

    /// Texts to try in every state: some that fit somewhere, some that fit nowhere.
    fn sample_texts() -> &'static [&'static str];

    /// The transitions.
    fn schema() -> Tree<Self>;

    /// The whole tree, engine's branches first, built once (see [`super::tree`]).
    fn tree() -> &'static Tree<Self>;

    /// Where it begins, and with what; a field asks to begin there.
    fn begin(facts: &Facts, field: Option<Field>) -> (Self::State, Self::Filled);

    /// Where a parked draft goes on: facts may have moved meanwhile.
    fn resume(state: Self::State, filled: &Self::Filled, facts: &Facts) -> Self::State {
        let _ = (filled, facts);
        state
    }

    /// What it asks.
    fn prompt(state: Self::State, filled: &Self::Filled, facts: &Facts) -> Prompt<Self::Choice>;

    /// Fluent key of the help for a state.
    fn help(state: Self::State) -> &'static str;

    /// Whether the choice only moves about, and so may come from an old card when the present one offers it too.
    fn only_moves(choice: &Self::Choice) -> bool;

    /// Reads a draft of an older version; none makes the dialog begin again, politely.
    fn upgrade(version: i32, state: &str, filled: &str) -> Option<(Self::State, Self::Filled)> {
        let _ = (version, state, filled);
        None
    }
}
