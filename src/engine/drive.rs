//! Driving a dialog: one input through its tree, and what comes of it.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::callback::Target;
use super::card::{Button, Card};
use super::input::{Input, Nudge, Typed};
use super::turn::{Command, Dialog, DialogName, Facts, Next, Note, Prompt, Tree, Turn};
use crate::domain::opportunity::Field;
use crate::words::Values;

/// A dialog under way, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Row id: the `seq` of the update that began it.
    pub id: i64,
    /// Which dialog.
    pub dialog: DialogName,
    /// The form in which the rest is kept: the dialog's version when it was written.
    pub version: i32,
    /// Where it stands.
    pub state: Box<RawValue>,
    /// What has been filled in.
    pub filled: Box<RawValue>,
    /// The states visited on the way, the last one last.
    pub path: Box<RawValue>,
    /// Moves whenever state or values do; buttons carry it.
    pub revision: i32,
}

/// What a person did, before the dialog's own choices are read from it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Tapped a button drawn at a revision.
    Tap {
        /// The draft's revision when the button was drawn.
        revision: i32,
        /// What it carried.
        action: String,
    },
    /// Wrote.
    Text(String),
    /// Sent something else.
    Other,
    /// Gave a command that every dialog knows.
    Nudge(Nudge),
}

/// What comes of an answer.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The dialog goes on: keep the draft, show the card.
    Shown {
        /// To be kept.
        draft: Draft,
        /// To be shown.
        card: Card,
        /// A line for the tap's answer.
        toast: Option<String>,
    },
    /// The member leaves it; the draft is kept.
    Parked(Draft),
    /// The member drops it.
    Discarded,
    /// It waits while another dialog about the same task is opened.
    Opened {
        /// To be kept.
        parked: Draft,
        /// Which one to open.
        dialog: DialogName,
        /// Where it begins.
        field: Option<Field>,
    },
    /// It is finished: drop the draft, carry out the command.
    Finished(Command),
}

/// What cannot be read or written of a draft: a defect of the program, not of the person.
#[derive(Debug, thiserror::Error)]
#[error("draft {draft} of dialog {}: {source}", .dialog.code())]
pub struct DraftError {
    draft: i64,
    dialog: DialogName,
    source: serde_json::Error,
}

/// Longest visited path that is kept; going back further is going to the beginning.
const PATH_MAX: usize = 32;

/// The whole tree of a dialog: what the engine does comes first, so that no step can swallow it.
///
/// The root is a real handler: an `entry` would take over the signature of its first branch.
#[must_use]
pub fn tree<D: Dialog>() -> Tree<D> {
    dptree::inspect(|_: Arc<Facts>| ())
        .branch(
            dptree::filter_map(|input: Input<D::Choice>| match input {
                Input::Nudge(nudge) => Some(nudge),
                _ => None,
            })
            .endpoint(async |nudge: Nudge| Turn::<D>::nudge(nudge)),
        )
        .branch(D::schema())
}

/// The branch for taps on the dialog's own buttons; injects the choice.
#[must_use]
pub fn choices<D: Dialog>() -> Tree<D> {
    dptree::filter_map(|input: Input<D::Choice>| match input {
        Input::Choice(choice) => Some(choice),
        _ => None,
    })
}

/// The branch for texts; injects the [`Typed`].
#[must_use]
pub fn texts<D: Dialog>() -> Tree<D> {
    dptree::filter_map(|input: Input<D::Choice>| match input {
        Input::Text(typed) => Some(typed),
        _ => None,
    })
}

/// A position in a dialog, in the dialog's own types.
struct Position<D: Dialog> {
    id: i64,
    state: D::State,
    filled: D::Filled,
    path: Vec<D::State>,
    revision: i32,
}

/// Begins a dialog, or goes on with a draft of it.
///
/// # Errors
/// When the draft cannot be written.
pub fn open<D: Dialog>(
    id: i64,
    draft: Option<&Draft>,
    field: Option<Field>,
    facts: &Facts,
) -> Result<Outcome, DraftError> {
    let (position, note) = match draft {
        None => (Position::begin(id, field, facts), None),
        Some(draft) => {
            let (mut position, note) = Position::<D>::read(draft, facts);
            let before = position.state;
            position.state = match field {
                Some(_) => D::begin(facts, field).0,
                None => D::resume(position.state, &position.filled, facts),
            };
            if position.state != before {
                position.revision += 1;
            }
            (position, note)
        }
    };
    position.shown(facts, note, None)
}

/// Puts one answer through a dialog's tree.
///
/// # Errors
/// When the draft cannot be written.
pub async fn drive<D: Dialog>(draft: &Draft, answer: Answer, facts: &Arc<Facts>) -> Result<Outcome, DraftError> {
    let (position, reset) = Position::<D>::read(draft, facts);
    if reset.is_some() {
        return position.shown(facts, reset, None);
    }
    let input = match position.understand(answer, facts) {
        Ok(input) => input,
        Err(toast) => return position.shown(facts, None, Some(facts.words().say(toast))),
    };
    let turn = position.step(input, facts).await;
    position.take(turn, facts)
}

impl<D: Dialog> Position<D> {
    fn begin(id: i64, field: Option<Field>, facts: &Facts) -> Self {
        let (state, filled) = D::begin(facts, field);
        Self { id, state, filled, path: Vec::new(), revision: 1 }
    }

    /// Reads a draft; one that no longer reads begins again, and a note says so.
    fn read(draft: &Draft, facts: &Facts) -> (Self, Option<Note>) {
        match Self::read_as_kept(draft) {
            Some(position) => (position, None),
            None => {
                tracing::warn!(
                    draft = draft.id,
                    dialog = D::NAME.code(),
                    version = draft.version,
                    "draft begins again"
                );
                let begun = Self { revision: draft.revision + 1, ..Self::begin(draft.id, None, facts) };
                (begun, Some(Note::plain("dialog-began-again")))
            }
        }
    }

    fn read_as_kept(draft: &Draft) -> Option<Self> {
        let (state, filled) = (draft.state.get(), draft.filled.get());
        let (state, filled, path) = if draft.version == D::VERSION {
            let path = serde_json::from_str(draft.path.get()).ok()?;
            (serde_json::from_str(state).ok()?, serde_json::from_str(filled).ok()?, path)
        } else {
            let (state, filled) = D::upgrade(draft.version, state, filled)?;
            (state, filled, Vec::new())
        };
        Some(Self { id: draft.id, state, filled, path, revision: draft.revision })
    }

    /// The answer as the dialog's input; for a tap that has no meaning any more, the key of what to say.
    fn understand(&self, answer: Answer, facts: &Facts) -> Result<Input<D::Choice>, &'static str> {
        match answer {
            Answer::Nudge(nudge) => Ok(Input::Nudge(nudge)),
            Answer::Text(text) => Ok(Input::Text(Typed(text))),
            Answer::Other => Ok(Input::Other),
            Answer::Tap { revision, action } => {
                let stale = revision != self.revision;
                if let Some(nudge) = Nudge::of_code(&action) {
                    // From an old card only what loses and moves nothing.
                    let safe = matches!(nudge, Nudge::Redraw | Nudge::Help | Nudge::Park | Nudge::Cancel);
                    return if stale && !safe { Err("toast-card-was-old") } else { Ok(Input::Nudge(nudge)) };
                }
                let choice: D::Choice = serde_json::from_str(&action).map_err(|_| "toast-card-was-old")?;
                let prompt = D::prompt(self.state, &self.filled, facts);
                let offered = prompt.rows.iter().flatten().any(|(_, it)| *it == choice);
                if !offered || (stale && !D::only_moves(&choice)) {
                    return Err("toast-card-was-old");
                }
                Ok(Input::Choice(choice))
            }
        }
    }

    async fn step(&self, input: Input<D::Choice>, facts: &Arc<Facts>) -> Turn<D> {
        let other = matches!(input, Input::Other);
        let given = dptree::deps![self.state, input, Arc::new(self.filled.clone()), facts.clone()];
        match D::tree().dispatch(given).await {
            ControlFlow::Break(turn) => turn,
            ControlFlow::Continue(_) => {
                Turn::explain(Note::plain(if other { "dialog-not-this-kind" } else { "dialog-tap-please" }))
            }
        }
    }

    fn take(mut self, turn: Turn<D>, facts: &Facts) -> Result<Outcome, DraftError> {
        let mut moved = false;
        if let Some(filled) = turn.filled {
            moved = filled != self.filled;
            self.filled = filled;
        }
        match turn.next {
            Next::Stay => {}
            Next::Go(state) => moved |= self.go(state),
            Next::Open(dialog, field) => return Ok(Outcome::Opened { parked: self.keep()?, dialog, field }),
            Next::Finish(command) => return Ok(Outcome::Finished(command)),
            Next::Nudge(Nudge::Discard) => return Ok(Outcome::Discarded),
            Next::Nudge(Nudge::Park) => return Ok(Outcome::Parked(self.keep()?)),
            Next::Nudge(Nudge::Cancel) if self.filled == D::begin(facts, None).1 => return Ok(Outcome::Discarded),
            Next::Nudge(Nudge::Cancel) => return self.ask_before_discarding(facts),
            Next::Nudge(Nudge::Redraw) => {}
            Next::Nudge(Nudge::Help) => {
                let note = Note::plain(D::help(self.state));
                return self.shown(facts, Some(note), None);
            }
            Next::Nudge(Nudge::Back) => match self.path.pop() {
                Some(state) => {
                    self.state = state;
                    moved = true;
                }
                None => return Ok(Outcome::Parked(self.keep()?)),
            },
        }
        self.revision += i32::from(moved);
        self.shown(facts, turn.note, None)
    }

    /// Goes to a state; returning to the one just left is going back.
    fn go(&mut self, state: D::State) -> bool {
        if state == self.state {
            return false;
        }
        if self.path.last() == Some(&state) {
            self.path.pop();
        } else {
            self.path.push(self.state);
            if self.path.len() > PATH_MAX {
                self.path.remove(0);
            }
        }
        self.state = state;
        true
    }

    fn keep(&self) -> Result<Draft, DraftError> {
        let fail = |source| DraftError { draft: self.id, dialog: D::NAME, source };
        Ok(Draft {
            id: self.id,
            dialog: D::NAME,
            version: D::VERSION,
            state: serde_json::value::to_raw_value(&self.state).map_err(fail)?,
            filled: serde_json::value::to_raw_value(&self.filled).map_err(fail)?,
            path: serde_json::value::to_raw_value(&self.path).map_err(fail)?,
            revision: self.revision,
        })
    }

    fn target(&self, action: String) -> Target {
        Target::Draft { id: self.id, revision: self.revision, action }
    }

    fn shown(&self, facts: &Facts, note: Option<Note>, toast: Option<String>) -> Result<Outcome, DraftError> {
        let words = facts.words();
        let prompt = D::prompt(self.state, &self.filled, facts);
        let mut card = Card { text: prompt.text.clone(), rows: Vec::new() };
        if let Some(note) = note {
            card.text = format!("{}\n\n{}", words.html(note.key, &note.values), card.text);
        }
        self.draw_choices(prompt, &mut card)?;
        let nudge = |key: &str, nudge: Nudge| Button::new(words.say(key), self.target(nudge.code().into()));
        card.rows.push(vec![
            nudge("button-back", Nudge::Back),
            nudge("button-help", Nudge::Help),
            nudge("button-cancel", Nudge::Cancel),
        ]);
        Ok(Outcome::Shown { draft: self.keep()?, card, toast })
    }

    fn draw_choices(&self, prompt: Prompt<D::Choice>, card: &mut Card) -> Result<(), DraftError> {
        for row in prompt.rows.into_iter().filter(|row| !row.is_empty()) {
            let mut buttons = Vec::with_capacity(row.len());
            for (label, choice) in row {
                let action = serde_json::to_string(&choice).map_err(|source| DraftError {
                    draft: self.id,
                    dialog: D::NAME,
                    source,
                })?;
                buttons.push(Button::new(label, self.target(action)));
            }
            card.rows.push(buttons);
        }
        Ok(())
    }

    fn ask_before_discarding(&self, facts: &Facts) -> Result<Outcome, DraftError> {
        let words = facts.words();
        let title = Values::none().text("title", facts.opportunity.title.as_str());
        let button = |key: &str, nudge: Nudge| Button::new(words.say(key), self.target(nudge.code().into()));
        let card = Card {
            text: words.html("dialog-discard-question", &title),
            rows: vec![
                vec![button("button-keep-editing", Nudge::Redraw)],
                vec![button("button-later", Nudge::Park), button("button-discard", Nudge::Discard)],
            ],
        };
        Ok(Outcome::Shown { draft: self.keep()?, card, toast: None })
    }
}
