//! What Interact asks: the text and the buttons of each state.

use super::filled::people;
use super::steps::{FollowUpChip, TryChip, WhenChip};
use super::{Choice, ContactId, FileAt, Filled, Line, Page};
use crate::domain::calendar;
use crate::domain::interaction::{Kind, Outcome};
use crate::engine::{Facts, Person, Prompt};
use crate::words::{Values, excerpt, shorten};

/// Contacts or files on one page: with the other rows they fit a phone without scrolling.
const PAGE: usize = 6;

/// How much of what was learned the summary shows: characters, and lines. The rest is kept all the same.
const LEARNED: (usize, usize) = (160, 3);

/// How much of the next step it shows.
const NEXT_STEP: (usize, usize) = (80, 2);

type Button = (String, Choice);

/// What is asked, and of which deal.
fn ask(question: &'static str, facts: &Facts) -> String {
    let words = facts.words();
    let deal = Values::none()
        .text("question", words.say(question))
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str());
    words.html("interact-ask", &deal)
}

/// What is asked, how to answer, and what stands there now.
fn explained(question: &'static str, how: &'static str, now: Option<String>, facts: &Facts) -> String {
    let words = facts.words();
    let mut text = format!("{}\n\n{}", ask(question, facts), words.html(how, &Values::none()));
    if let Some(now) = now.filter(|now| !now.is_empty()) {
        text = format!("{text}\n{}", words.html("interact-now", &Values::none().text("value", now)));
    }
    text
}

fn say(facts: &Facts, key: &'static str, choice: Choice) -> Button {
    (facts.words().say(key), choice)
}

pub(super) fn kind(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let chip = |kind: Kind| (format!("{} {}", words.kind_sign(kind), words.kind(kind)), Choice::Kind(kind));
    let chips = Kind::ALL.map(chip);
    let text = format!("{}{}", ask("interact-ask-kind", facts), attached(filled, facts));
    Prompt { text, rows: chips.chunks(3).map(<[_]>::to_vec).collect() }
}

pub(super) fn outcome(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let chips = Outcome::ALL.map(|it| (facts.words().outcome(it), Choice::Outcome(it)));
    let text = format!("{}{}", ask("interact-ask-outcome", facts), attached(filled, facts));
    Prompt { text, rows: chips.chunks(2).map(<[_]>::to_vec).collect() }
}

pub(super) fn try_again(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let chip = |chip: TryChip| {
        let at = Values::none().text("at", words.moment(chip.moment(facts), facts.member.zone, facts.now));
        let label = match chip {
            TryChip::Soon => words.plain("interact-chip-soon", &at),
            TryChip::NextMorning => words.plain("interact-chip-next-morning", &at),
        };
        vec![(label, Choice::Try(chip))]
    };
    let mut rows = TryChip::ALL.map(chip).to_vec();
    rows.push(vec![
        say(facts, "interact-button-never", Choice::Never),
        say(facts, "interact-button-details", Choice::Home),
    ]);
    let text = explained("interact-ask-try-again", "interact-how-try-again", None, facts);
    Prompt { text: format!("{text}{}", attached(filled, facts)), rows }
}

pub(super) fn learned(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let how = if filled.been_home { "interact-how-learned-anew" } else { "interact-how-learned" };
    let now = excerpt(&filled.learned, LEARNED.0, LEARNED.1);
    let text = explained("interact-ask-learned", how, Some(now), facts);
    // Nothing needs to be typed where something is there already: own words, or files.
    let enough = !filled.summary(words).is_empty() || !filled.files.is_empty();
    let rows = if enough { vec![vec![say(facts, "interact-button-enough", Choice::Home)]] } else { Vec::new() };
    Prompt { text: format!("{text}{}", attached(filled, facts)), rows }
}

/// A line that says how many files there are; nothing when there are none.
fn attached(filled: &Filled, facts: &Facts) -> String {
    if filled.files.is_empty() {
        return String::new();
    }
    format!("\n\n{}", facts.words().files(filled.files.len()))
}

pub(super) fn when(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let said = filled.happened_at().map(|_| when_said(filled, facts));
    let chips = WhenChip::ALL.map(|chip| say(facts, chip.label(), Choice::When(chip))).to_vec();
    let text = explained("interact-ask-when", "interact-how-when", said, facts);
    Prompt { text, rows: vec![chips] }
}

fn when_said(filled: &Filled, facts: &Facts) -> String {
    match filled.happened_at() {
        None => facts.words().say("interact-when-now"),
        Some(at) => facts.words().moment(at, facts.member.zone, facts.now),
    }
}

/// The contacts that can be picked: those whose names contain what the member typed.
pub(super) fn offered<'a>(filled: &Filled, facts: &'a Facts) -> Vec<&'a Person> {
    let wanted = filled.filter.to_lowercase();
    people(facts).iter().filter(|it| it.name.to_lowercase().contains(&wanted)).collect()
}

pub(super) fn with(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let people = offered(filled, facts);
    let (page, pages) = paged(people.len(), filled.page);
    let buttons: Vec<Button> = people
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|it| (it.name.clone(), Choice::Pick(ContactId(it.id))))
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[_]>::to_vec).collect();
    let mut last = paging(page, pages, facts);
    if !filled.filter.is_empty() {
        last.push(say(facts, "interact-button-all", Choice::All));
    }
    last.push(say(facts, "interact-button-nobody", Choice::Nobody));
    // With paging and a filter the row would hold four.
    rows.extend(last.chunks(3).map(<[_]>::to_vec));
    let how = if people.is_empty() { "interact-how-with-none" } else { "interact-how-with" };
    let now = filled.contact(facts).map(|(_, name)| name.to_owned());
    Prompt { text: explained("interact-ask-with", how, now, facts), rows }
}

/// The page that is shown and how many there are: one that is gone meanwhile is the last.
fn paged(count: usize, page: Page) -> (usize, usize) {
    let pages = count.div_ceil(PAGE).max(1);
    (usize::from(page.0).min(pages - 1), pages)
}

fn paging(page: usize, pages: usize, facts: &Facts) -> Vec<Button> {
    if pages == 1 {
        return Vec::new();
    }
    let to = |page: usize| Choice::Page(Page(u16::try_from(page % pages).unwrap_or_default()));
    vec![say(facts, "button-previous", to(page + pages - 1)), say(facts, "button-next", to(page + 1))]
}

pub(super) fn next_step(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let now = filled.next_step.as_deref().map(|it| shorten(it, 200).into_owned());
    let rows = match now {
        Some(_) => vec![vec![say(facts, "interact-button-remove", Choice::NoNextStep)]],
        None => Vec::new(),
    };
    Prompt { text: explained("interact-ask-next-step", "interact-how-next-step", now, facts), rows }
}

pub(super) fn follow_up(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let (zone, now) = (facts.member.zone, facts.now);
    let chip = |chip: FollowUpChip| {
        let at = chip.moment(facts);
        let day = Values::none().text("day", calendar::day(zone.date(at), zone.date(now), words.language()));
        let label = match chip {
            FollowUpChip::NextMorning => {
                words.plain("interact-chip-next-morning", &Values::none().text("at", words.moment(at, zone, now)))
            }
            FollowUpChip::InThreeDays => words.plain("interact-chip-in-three-days", &day),
            FollowUpChip::InAWeek => words.plain("interact-chip-in-a-week", &day),
        };
        (label, Choice::Remind(chip))
    };
    let chips = FollowUpChip::ALL.map(chip);
    let mut rows: Vec<Vec<Button>> = vec![chips[..1].to_vec(), chips[1..].to_vec()];
    rows.push(vec![say(facts, "interact-button-no-reminder", Choice::NoReminder)]);
    let calls_back = filled.outcome == Some(Outcome::CallBack);
    let question = if calls_back { "interact-ask-call-back" } else { "interact-ask-follow-up" };
    let set = filled.follow_up.map(|at| words.moment(at, zone, now));
    Prompt { text: explained(question, "interact-how-follow-up", set, facts), rows }
}

pub(super) fn files(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let (page, pages) = paged(filled.files.len(), filled.page);
    let mut rows: Vec<Vec<Button>> = filled
        .files
        .iter()
        .zip(0..)
        .skip(page * PAGE)
        .take(PAGE)
        .map(|(file, at)| vec![(format!("🗑 {}", words.file(file)), Choice::Remove(FileAt(at)))])
        .collect();
    let mut last = paging(page, pages, facts);
    last.push(say(facts, "interact-button-enough", Choice::Home));
    rows.push(last);
    let text = explained("interact-ask-files", "interact-how-files", None, facts);
    Prompt { text: format!("{text}{}", attached(filled, facts)), rows }
}

pub(super) fn summary(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let none = || words.say("value-none");
    let kind = filled.kind.unwrap_or(Kind::Message);
    let head = Values::none()
        .text("kind", format!("{} {}", words.kind_sign(kind), words.kind(kind)))
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str());
    let mut lines = vec![(Line::Kind, None)];
    if kind == Kind::Call {
        lines.push((Line::Outcome, filled.outcome.map(|it| words.outcome(it))));
    }
    let learned = Some(filled.summary(words)).filter(|it| !it.is_empty());
    lines.push((Line::Learned, learned.map(|it| excerpt(&it, LEARNED.0, LEARNED.1))));
    lines.push((Line::When, Some(when_said(filled, facts))));
    lines.push((Line::With, filled.contact(facts).map(|(_, name)| shorten(name, 60).into_owned())));
    let next = filled.next_step.as_deref().map(|it| excerpt(it, NEXT_STEP.0, NEXT_STEP.1));
    lines.push((Line::NextStep, next));
    lines.push((Line::FollowUp, filled.follow_up.map(|at| words.moment(at, facts.member.zone, facts.now))));
    if !filled.files.is_empty() {
        lines.push((Line::Files, Some(words.files(filled.files.len()))));
    }
    let mut text = format!("{}\n", words.html("interact-summary", &head));
    let mut buttons = Vec::new();
    for (line, value) in lines {
        let name = words.say(line.name());
        let mark = if value.is_none() && line != Line::Kind { "➕" } else { "✏️" };
        buttons.push((format!("{mark} {name}"), Choice::Edit(line)));
        if line == Line::Files {
            text = format!("{text}\n{}", value.unwrap_or_default());
        } else if line != Line::Kind {
            let values = Values::none().text("field", name).text("value", value.unwrap_or_else(none));
            text = format!("{text}\n{}", words.html("interact-line", &values));
        }
    }
    let mut rows = vec![vec![say(facts, "interact-button-save", Choice::Save)]];
    rows.extend(buttons.chunks(2).map(<[_]>::to_vec));
    Prompt { text, rows }
}

impl Line {
    const fn name(self) -> &'static str {
        match self {
            Self::Kind => "interact-field-kind",
            Self::Outcome => "interact-field-outcome",
            Self::Learned => "interact-field-learned",
            Self::When => "interact-field-when",
            Self::With => "interact-field-with",
            Self::NextStep => "interact-field-next-step",
            Self::FollowUp => "interact-field-follow-up",
            Self::Files => "interact-field-files",
        }
    }
}
