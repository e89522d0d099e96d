//! Small screens: the stranger's, the welcome, help, language, and "nothing waits for that".

use crate::domain::Language;
use crate::engine::{Button, Card, DialogName, Menu, Target, TaskAction};
use crate::store::drafts::Unfinished;
use crate::words::{Values, Words};

fn my_tasks(words: Words) -> Button {
    Button::new(words.say("button-my-tasks"), Target::Menu(Menu::Tasks(0)))
}

/// For whoever has not been invited: polite, and the same whatever they tried.
#[must_use]
pub fn stranger(words: Words) -> Card {
    Card { text: words.html("stranger", &Values::none()), rows: Vec::new() }
}

/// For whoever has just been let in.
#[must_use]
pub fn welcome(words: Words, name: &str) -> Card {
    Card {
        text: words.html("welcome", &Values::none().text("name", name)),
        rows: vec![
            vec![my_tasks(words)],
            vec![Button::new(words.say("button-language"), Target::Menu(Menu::Language))],
        ],
    }
}

/// What the bot does.
#[must_use]
pub fn help(words: Words) -> Card {
    Card {
        text: words.html("help", &Values::none()),
        rows: vec![vec![my_tasks(words), Button::new(words.say("button-language"), Target::Menu(Menu::Language))]],
    }
}

/// The choice of language, each named in itself.
#[must_use]
pub fn language(words: Words) -> Card {
    let buttons = Language::ALL
        .into_iter()
        .map(|it| {
            let mark = if it == words.language() { "✓ " } else { "" };
            Button::new(format!("{mark}{}", Words::of(it).say("language-name")), Target::Menu(Menu::Speak(it)))
        })
        .collect();
    Card { text: words.html("language-question", &Values::none()), rows: vec![buttons, vec![my_tasks(words)]] }
}

/// Nothing waits for what was sent; what is unfinished is one tap away.
#[must_use]
pub fn nothing(words: Words, unfinished: &[Unfinished]) -> Card {
    let key = if unfinished.is_empty() { "nothing-waits" } else { "nothing-waits-but-unfinished" };
    let mut rows: Vec<Vec<Button>> = unfinished
        .iter()
        .map(|it| {
            let values = Values::none().text("dialog", dialog_name(words, it.dialog)).text("title", it.title.as_str());
            let target = Target::Task { id: it.task_id, action: TaskAction::Begin(it.dialog) };
            vec![Button::new(words.plain("button-continue", &values), target)]
        })
        .collect();
    rows.push(vec![my_tasks(words), Button::new(words.say("button-help"), Target::Menu(Menu::Help))]);
    Card { text: words.html(key, &Values::none()), rows }
}

fn dialog_name(words: Words, name: DialogName) -> String {
    words.say(match name {
        DialogName::Accept => "dialog-name-accept",
        DialogName::Qualify => "dialog-name-qualify",
        DialogName::Complete => "dialog-name-complete",
        DialogName::Partner => "dialog-name-partner",
    })
}

/// Something of ours failed, and the update is parked: its sender is told, and has a way on.
#[must_use]
pub fn trouble(words: Words) -> Card {
    Card { text: words.html("trouble", &Values::none()), rows: vec![vec![my_tasks(words)]] }
}
