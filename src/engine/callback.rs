//! Callback data: what a button carries, in at most 64 bytes, and what is read from it when it comes back.
//!
//! Whatever comes back may be forged, stale or from an older version: reading it proves nothing but its form.

use super::turn::DialogName;
use crate::domain::Language;

/// What a tapped button is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A dialog under way.
    Draft {
        /// Row id of the draft.
        id: i64,
        /// The draft's revision when the button was drawn.
        revision: i32,
        /// What the dialog or the engine makes of it.
        action: String,
    },
    /// A task.
    Task {
        /// Row id.
        id: i64,
        /// What to do with it.
        action: TaskAction,
    },
    /// The opportunity that a task is about.
    Opportunity {
        /// Row id.
        id: i64,
        /// Row id of the task from which it was opened.
        task_id: i64,
    },
    /// The interactions of the opportunity that a task is about.
    History {
        /// Row id of the task.
        task_id: i64,
        /// From this page on (0 is the first).
        page: u16,
    },
    /// One of them.
    Interaction {
        /// Row id.
        id: i64,
        /// Row id of the task from which it was opened.
        task_id: i64,
        /// Which part of a long one (0 is the first).
        part: u16,
    },
    /// Something that is about no one row.
    Menu(Menu),
}

/// What a button does with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskAction {
    /// Shows it.
    Open,
    /// Accepts it, starting now.
    AcceptNow,
    /// Takes the accepting back.
    GiveBack,
    /// Reopens the lost opportunity that it is about.
    Reopen,
    /// Opens a dialog about it.
    Begin(DialogName),
}

/// What a button does that is about no one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Lists open tasks, from this page on (0 is the first).
    Tasks(u16),
    /// Lists done tasks, from this page on.
    Done(u16),
    /// Offers the languages.
    Language,
    /// Chooses one.
    Speak(Language),
    /// Explains the bot.
    Help,
}

impl Target {
    /// As a button carries it.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Draft { id, revision, action } => format!("d{id}.{revision}.{action}"),
            Self::Task { id, action } => format!("t{id}.{}", action.code()),
            Self::Opportunity { id, task_id } => format!("o{id}.{task_id}"),
            Self::History { task_id, page } => format!("h{task_id}.{page}"),
            Self::Interaction { id, task_id, part } => format!("i{id}.{task_id}.{part}"),
            Self::Menu(Menu::Tasks(page)) => format!("m.tasks.{page}"),
            Self::Menu(Menu::Done(page)) => format!("m.done.{page}"),
            Self::Menu(Menu::Language) => "m.language".into(),
            Self::Menu(Menu::Speak(language)) => format!("m.speak.{}", language.code()),
            Self::Menu(Menu::Help) => "m.help".into(),
        }
    }

    /// Reads what came back; none when it has no form that we give out.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        let (head, rest) = data.split_once('.')?;
        let (kind, id) = head.split_at_checked(1)?;
        match kind {
            "d" => {
                let (revision, action) = rest.split_once('.')?;
                Some(Self::Draft { id: id.parse().ok()?, revision: revision.parse().ok()?, action: action.into() })
            }
            "t" => Some(Self::Task { id: id.parse().ok()?, action: TaskAction::of_code(rest)? }),
            "o" => Some(Self::Opportunity { id: id.parse().ok()?, task_id: rest.parse().ok()? }),
            "h" => Some(Self::History { task_id: id.parse().ok()?, page: rest.parse().ok()? }),
            "i" => {
                let (task_id, part) = rest.split_once('.')?;
                let (task_id, part) = (task_id.parse().ok()?, part.parse().ok()?);
                Some(Self::Interaction { id: id.parse().ok()?, task_id, part })
            }
            "m" if id.is_empty() => Menu::of_code(rest).map(Self::Menu),
            _ => None,
        }
    }
}

impl TaskAction {
    const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AcceptNow => "now",
            Self::GiveBack => "giveback",
            Self::Reopen => "reopen",
            Self::Begin(name) => name.code(),
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        match code {
            "open" => Some(Self::Open),
            "now" => Some(Self::AcceptNow),
            "giveback" => Some(Self::GiveBack),
            "reopen" => Some(Self::Reopen),
            dialog => DialogName::of_code(dialog).map(Self::Begin),
        }
    }
}

impl Menu {
    fn of_code(code: &str) -> Option<Self> {
        let (word, argument) = code.split_once('.').unwrap_or((code, ""));
        match word {
            "tasks" => argument.parse().ok().map(Self::Tasks),
            "done" => argument.parse().ok().map(Self::Done),
            "language" => Some(Self::Language),
            "speak" => Language::ALL.into_iter().find(|language| language.code() == argument).map(Self::Speak),
            "help" => Some(Self::Help),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all_kinds() -> Vec<Target> {
        let mut targets = vec![
            Target::Draft { id: i64::MAX, revision: i32::MAX, action: "\"save\"".into() },
            Target::Opportunity { id: i64::MAX, task_id: i64::MAX },
            Target::History { task_id: i64::MAX, page: u16::MAX },
            Target::Interaction { id: i64::MAX, task_id: i64::MAX, part: u16::MAX },
            Target::Menu(Menu::Tasks(3)),
            Target::Menu(Menu::Done(0)),
            Target::Menu(Menu::Language),
            Target::Menu(Menu::Help),
        ];
        targets.extend(Language::ALL.map(|language| Target::Menu(Menu::Speak(language))));
        let mut actions = vec![TaskAction::Open, TaskAction::AcceptNow, TaskAction::GiveBack, TaskAction::Reopen];
        actions.extend(DialogName::ALL.map(TaskAction::Begin));
        targets.extend(actions.into_iter().map(|action| Target::Task { id: i64::MAX, action }));
        targets
    }

    #[test]
    fn what_a_button_carries_fits_and_is_read_back() {
        for target in all_kinds() {
            let data = target.encode();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Target::decode(&data), Some(target), "{data}");
        }
    }

    proptest! {
        #[test]
        fn forged_data_is_never_a_panic(data in "\\PC{0,80}") {
            let _ = Target::decode(&data);
        }
    }
}
