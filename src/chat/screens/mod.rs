//! Screens: what the bot shows outside of dialogs. Each takes facts and gives a card; none changes anything.

mod deal;
mod interactions;
mod lost;
mod menu;
mod task;
mod tasks;

pub use deal::opportunity;
pub use interactions::{HISTORY_PAGE, LATEST, follow_up, history, interaction};
pub use lost::{Returned, lost, reopened};
pub use menu::{help, language, nothing, stranger, trouble, welcome};
pub use task::{Noticed, completed, notice, task};
pub use tasks::{PAGE, last_page, tasks};

/// Which screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// For whoever has not been invited.
    Stranger,
    /// My tasks: open ones, from this page on.
    Tasks(u16),
    /// My tasks: done ones, from this page on.
    Done(u16),
    /// The task of the scene.
    Task,
    /// The opportunity of the scene.
    Opportunity,
    /// The interactions of the scene's opportunity, from this page on.
    History(u16),
    /// One of them.
    Interaction {
        /// Row id.
        id: i64,
        /// Which part of a long one, from 0.
        part: u16,
    },
    /// The choice of language.
    Language,
    /// What the bot does.
    Help,
    /// Nothing waits for what was sent.
    Nothing,
}
