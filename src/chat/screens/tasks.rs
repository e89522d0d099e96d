//! My Tasks: a member's tasks, due first, with overdue, today, later and done.

use crate::domain::calendar::is_overdue;
use crate::domain::member::Member;
use crate::domain::task::Importance;
use crate::engine::{Button, Card, Menu, Target, TaskAction};
use crate::store::tasks::{TaskLine, TaskList, Which};
use crate::words::{Values, Words};
use chrono::{DateTime, Utc};

/// Tasks on one page: with their lines and buttons they fit a phone without scrolling.
pub const PAGE: u16 = 5;

/// A page of the list.
#[must_use]
pub fn tasks(member: &Member, list: &TaskList, which: Which, page: u16, now: DateTime<Utc>) -> Card {
    let words = Words::of(member.language);
    let mut text = match which {
        Which::Open => head(words, list),
        Which::Done => words.html("tasks-done-head", &Values::none().number("count", list.done)),
    };
    let mut rows = Vec::new();
    let mut numbers = Vec::new();
    for (line, place) in list.lines.iter().zip(usize::from(page) * usize::from(PAGE) + 1..) {
        text = format!("{text}\n\n{}", entry(words, member, line, which, place, now));
        numbers.push(Button::new(place.to_string(), Target::Task { id: line.id, action: TaskAction::Open }));
    }
    if let ([line], [_]) = (list.lines.as_slice(), numbers.as_slice()) {
        rows.push(vec![Button::new(&line.deal, Target::Task { id: line.id, action: TaskAction::Open })]);
    } else {
        rows.extend(numbers.chunks(3).map(<[_]>::to_vec));
    }
    rows.extend(paging(words, list, which, page));
    Card { text, rows }
}

/// The last page that has something on it: tasks may have gone since a button to a later one was drawn.
#[must_use]
pub fn last_page(list: &TaskList, which: Which) -> u16 {
    let total = match which {
        Which::Open => list.overdue + list.today + list.later,
        Which::Done => list.done,
    };
    u16::try_from((total - 1).max(0) / i64::from(PAGE)).unwrap_or(u16::MAX)
}

fn head(words: Words, list: &TaskList) -> String {
    let open = list.overdue + list.today + list.later;
    if open == 0 {
        return words.html("tasks-none", &Values::none());
    }
    let mut parts = Vec::new();
    for (key, count) in [("tasks-overdue", list.overdue), ("tasks-today", list.today), ("tasks-later", list.later)] {
        if count > 0 {
            parts.push(words.html(key, &Values::none().number("count", count)));
        }
    }
    format!("{}\n{}", words.html("tasks-head", &Values::none().number("count", open)), parts.join(" · "))
}

fn entry(words: Words, member: &Member, line: &TaskLine, which: Which, place: usize, now: DateTime<Utc>) -> String {
    let values = Values::none()
        .number("place", i64::try_from(place).unwrap_or(i64::MAX))
        .text("title", line.deal.as_str())
        .text("partner", line.partner.as_str())
        .text("task", line.title.get(member.language))
        .text("due", words.moment(line.due_at, member.zone, now));
    let key = match which {
        Which::Done => "tasks-entry-done",
        Which::Open if is_overdue(line.due_at, now) => "tasks-entry-overdue",
        Which::Open if line.importance == Importance::High => "tasks-entry-high",
        Which::Open => "tasks-entry",
    };
    words.html(key, &values)
}

fn paging(words: Words, list: &TaskList, which: Which, page: u16) -> Vec<Vec<Button>> {
    let to = |page: u16| match which {
        Which::Open => Target::Menu(Menu::Tasks(page)),
        Which::Done => Target::Menu(Menu::Done(page)),
    };
    let mut pages = Vec::new();
    if page > 0 {
        pages.push(Button::new(words.say("button-previous"), to(page - 1)));
    }
    if page < last_page(list, which) {
        pages.push(Button::new(words.say("button-next"), to(page + 1)));
    }
    let other = match which {
        Which::Open if list.done > 0 => {
            vec![Button::new(words.say("button-done-tasks"), Target::Menu(Menu::Done(0)))]
        }
        Which::Open => Vec::new(),
        Which::Done => vec![Button::new(words.say("button-open-tasks"), Target::Menu(Menu::Tasks(0)))],
    };
    [pages, other].into_iter().filter(|row| !row.is_empty()).collect()
}
