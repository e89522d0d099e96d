//! Interactions on the screen: the last ones on the opportunity's card, the paged history, one of them whole, and the
//! reminder of what was agreed.

use chrono::{DateTime, Utc};

use crate::domain::calendar;
use crate::engine::{Button, Card, DialogName, Facts, Menu, Target, TaskAction};
use crate::store::interactions::{Entry, FollowUp, Page, Whole};
use crate::words::{Values, Words, excerpt, shorten};

/// Interactions on one page of the history.
pub const HISTORY_PAGE: u16 = 5;

/// Interactions on the opportunity's card.
pub const LATEST: i64 = 3;

/// How much of a summary a list shows, in characters: two lines of a phone.
const BEGINNING: usize = 76;

/// What one message holds, in UTF-16 units, less what the Bot API's 4096 leaves for the words around.
const MESSAGE: usize = 3900;

/// How much of a summary one message shows at least, in UTF-16 units.
const PART: usize = 1000;

/// How much of the names of files is shown, in characters.
const FILE_NAMES: usize = 400;

/// How much of a title or name stands above an interaction that is shown whole, in characters.
const NAME: usize = 80;

/// An interaction in two or three lines, after `before`: sign, day, contact, files; and how it begins.
pub(super) fn beginning(facts: &Facts, entry: &Entry, before: &str) -> String {
    let words = facts.words();
    let (zone, now) = (facts.member.zone, facts.now);
    let mut values = Values::none()
        .text("sign", words.kind_sign(entry.kind))
        .text("day", calendar::day(zone.date(entry.happened_at), zone.date(now), words.language()));
    let key = match &entry.contact {
        Some(contact) => {
            values = values.text("contact", shorten(contact, 40));
            "interaction-line-with"
        }
        None => "interaction-line",
    };
    let mut text = format!("{before}{}", words.html(key, &values));
    if entry.files > 0 {
        text = format!("{text} 📎 {}", entry.files);
    }
    // One line of the list, however many were written.
    let one_line = entry.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    if !one_line.is_empty() {
        let values = Values::none().text("text", shorten(&one_line, BEGINNING));
        text = format!("{text}\n{}", words.html("interaction-text", &values));
    }
    text
}

fn about(facts: &Facts) -> Values {
    Values::none().text("title", facts.opportunity.title.as_str()).text("partner", facts.opportunity.partner.as_str())
}

fn to_opportunity(facts: &Facts) -> Button {
    let target = Target::Opportunity { id: facts.opportunity.id, task_id: facts.task.id };
    Button::new(facts.words().say("button-opportunity"), target)
}

/// To the first page of the history, with how many there are; none when there are none.
pub(super) fn to_history(facts: &Facts, total: i64) -> Option<Button> {
    let label = facts.words().plain("button-history", &Values::none().number("count", total));
    (total > 0).then(|| Button::new(label, Target::History { task_id: facts.task.id, page: 0 }))
}

/// A page of the history.
#[must_use]
pub fn history(facts: &Facts, page: &Page, number: u16) -> Card {
    let (words, task_id) = (facts.words(), facts.task.id);
    if page.total == 0 {
        return Card { text: words.html("interactions-none", &about(facts)), rows: vec![vec![to_opportunity(facts)]] };
    }
    let mut text = words.html("interactions-head", &about(facts).number("count", page.total));
    let mut numbers = Vec::new();
    for (entry, place) in page.entries.iter().zip(usize::from(number) * usize::from(HISTORY_PAGE) + 1..) {
        text = format!("{text}\n\n{}", beginning(facts, entry, &format!("<b>{place}.</b> ")));
        numbers.push(Button::new(place.to_string(), Target::Interaction { id: entry.id, task_id, part: 0 }));
    }
    let mut rows: Vec<Vec<Button>> = numbers.chunks(3).map(<[_]>::to_vec).collect();
    let mut last = Vec::new();
    let to = |page: u16| Target::History { task_id, page };
    if number > 0 {
        last.push(Button::new(words.say("button-previous"), to(number - 1)));
    }
    if (i64::from(number) + 1) * i64::from(HISTORY_PAGE) < page.total {
        last.push(Button::new(words.say("button-next"), to(number + 1)));
    }
    last.push(to_opportunity(facts));
    rows.push(last);
    Card { text, rows }
}

/// One interaction, whole; a long one in parts.
#[must_use]
pub fn interaction(facts: &Facts, whole: &Whole, part: u16) -> Card {
    let (words, entry, task_id) = (facts.words(), &whole.entry, facts.task.id);
    let (mut lines, tail) = (head(facts, entry), tail(facts, whole));
    let around: usize = lines.iter().chain(&tail).map(|line| line.encode_utf16().count() + 1).sum();
    let parts = parts(&entry.summary, MESSAGE.saturating_sub(around).max(PART));
    let last_part = parts.len().saturating_sub(1);
    let at = usize::from(part).min(last_part);
    if let Some(said) = parts.get(at).filter(|said| !said.is_empty()) {
        lines.push(format!("\n{}", words.html("interaction-text", &Values::none().text("text", *said))));
    }
    if at == last_part {
        lines.extend(tail);
    }
    let mut last = Vec::new();
    if last_part > 0 {
        let number = |at: usize| i64::try_from(at + 1).unwrap_or(i64::MAX);
        let of = Values::none().number("part", number(at)).number("parts", number(last_part));
        lines.push(format!("\n{}", words.html("interaction-part", &of)));
        let to = |part: usize| {
            let part = u16::try_from(part % parts.len()).unwrap_or_default();
            Target::Interaction { id: entry.id, task_id, part }
        };
        last.push(Button::new(words.say("button-previous"), to(at + last_part)));
        last.push(Button::new(words.say("button-next"), to(at + 1)));
    }
    let page = u16::try_from(whole.later / i64::from(HISTORY_PAGE)).unwrap_or_default();
    let mut rows: Vec<Vec<Button>> = [last].into_iter().filter(|row| !row.is_empty()).collect();
    let history = Button::new(words.say("button-back-to-history"), Target::History { task_id, page });
    rows.push(vec![history, to_opportunity(facts)]);
    Card { text: lines.join("\n"), rows }
}

/// What stands above the words: kind, moment, outcome, with whom, by whom.
fn head(facts: &Facts, entry: &Entry) -> Vec<String> {
    let words = facts.words();
    let values = Values::none()
        .text("title", shorten(&facts.opportunity.title, NAME))
        .text("partner", shorten(&facts.opportunity.partner, NAME))
        .text("kind", format!("{} {}", words.kind_sign(entry.kind), words.kind(entry.kind)))
        .text("when", words.moment(entry.happened_at, facts.member.zone, facts.now));
    let mut lines = vec![words.html("interaction-head", &values), String::new()];
    if let Some(outcome) = entry.outcome {
        lines.push(words.html("interaction-outcome", &Values::none().text("outcome", words.outcome(outcome))));
    }
    if let Some(contact) = &entry.contact {
        lines.push(words.html("interaction-with", &Values::none().text("contact", shorten(contact, NAME))));
    }
    lines.push(words.html("interaction-author", &Values::none().text("author", shorten(&entry.author, NAME))));
    lines
}

/// What stands below them: the next step, its reminder, the files by name.
fn tail(facts: &Facts, whole: &Whole) -> Vec<String> {
    let words = facts.words();
    let mut lines = vec![String::new()];
    if let Some(next) = &whole.entry.next_step {
        lines.push(words.html("interaction-next-step", &Values::none().text("next", next.as_str())));
    }
    if let Some(at) = whole.entry.follow_up_at {
        let at = words.moment(at, facts.member.zone, facts.now);
        lines.push(words.html("interaction-follow-up", &Values::none().text("at", at)));
    }
    let mut room = FILE_NAMES;
    for file in &whole.files {
        let name = words.file(file);
        room = room.saturating_sub(name.chars().count());
        if room == 0 {
            lines.push("…".to_owned());
            break;
        }
        lines.push(words.html("interaction-file", &Values::none().text("file", name)));
    }
    lines
}

/// A summary in parts of at most so many UTF-16 units, broken between words where there are any.
fn parts(text: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    loop {
        let mut units = 0;
        let end = rest.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > most
        });
        let Some((end, _)) = end else {
            parts.push(rest);
            return parts;
        };
        let (head, _) = rest.split_at(end);
        let cut = head.rfind(char::is_whitespace).filter(|cut| *cut > end / 2).unwrap_or(end);
        let (head, tail) = rest.split_at(cut);
        parts.push(head.trim_end());
        rest = tail.trim_start();
    }
}

/// What the author of an interaction is told when its follow-up falls due: what was agreed, with whom.
#[must_use]
pub fn follow_up(due: &FollowUp, now: DateTime<Utc>) -> Card {
    let words = Words::of(due.language);
    let deal = Values::none().text("title", due.deal.as_str()).text("partner", due.partner.as_str());
    let agreed = match &due.next_step {
        Some(next) => words.html("notice-follow-up-agreed", &Values::none().text("agreed", next.as_str())),
        None => {
            let noted = Values::none().text("noted", excerpt(&due.summary, 300, 6));
            words.html("notice-follow-up-noted", &noted)
        }
    };
    let mut text = format!("{}\n\n{agreed}", words.html("notice-follow-up", &deal));
    if let Some(contact) = &due.contact {
        text = format!("{text}\n{}", words.html("interaction-with", &Values::none().text("contact", contact.as_str())));
    }
    let mut kind = format!("{} {}", words.kind_sign(due.kind), words.kind(due.kind));
    if let Some(outcome) = due.outcome {
        kind = format!("{kind} ({})", words.outcome(outcome));
    }
    let last = Values::none().text("kind", kind).text("when", words.moment(due.happened_at, due.zone, now));
    text = format!("{text}\n{}", words.html("notice-follow-up-last", &last));
    let rows = match due.task_id {
        Some(id) => {
            let record = Target::Task { id, action: TaskAction::Begin(DialogName::Interact) };
            let opportunity = Target::Opportunity { id: due.opportunity_id, task_id: id };
            vec![
                vec![Button::new(words.say("button-record"), record)],
                vec![Button::new(words.say("button-opportunity"), opportunity)],
            ]
        }
        // The deal is in other hands now; what was agreed is said all the same.
        None => vec![vec![Button::new(words.say("button-my-tasks"), Target::Menu(Menu::Tasks(0)))]],
    };
    Card { text, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_summary_comes_in_parts_and_nothing_is_lost() {
        for text in [
            String::new(),
            "x".repeat(4096),
            "слово ".repeat(682),
            "🙂".repeat(4096),
            format!("{}\n\n b", "a ".repeat(2000)),
        ] {
            let parts = parts(&text, 2500);
            assert!(parts.iter().all(|part| part.encode_utf16().count() <= 2500));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&parts.concat()), letters(&text));
        }
    }
}
