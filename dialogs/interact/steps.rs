//! What an answer leads to, in each state of Interact.

use std::sync::Arc;

use chrono::{DateTime, Duration, DurationRound, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::filled::people;
use super::prompts::offered;
use super::{ContactId, FileAt, Filled, Line, Page, State, Stepped, When, With};
use crate::domain::calendar::{self, Direction, WorkingDay};
use crate::domain::interaction::{Kind, NEXT_STEP_MAX, Outcome, SUMMARY_MAX, fits};
use crate::domain::refusal::Refusal;
use crate::engine::{Attachment, Command, Facts, Forwarded, Note, Sent, TYPED_SHOWN, Turn, Typed};
use crate::words::{Values, shorten};

/// When nobody answered: the next try, within working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TryChip {
    /// After three hours of working time.
    Soon,
    /// At ten on the next working day.
    NextMorning,
}

/// When it was, without typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenChip {
    /// When it is recorded.
    Now,
    /// An hour before now.
    AnHourAgo,
    /// At the end of yesterday's working day.
    Yesterday,
}

/// When to remind, without typing: at ten, on a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpChip {
    /// On the next one.
    NextMorning,
    /// Three days from today.
    InThreeDays,
    /// A week from today.
    InAWeek,
}

impl TryChip {
    pub(super) const ALL: [Self; 2] = [Self::Soon, Self::NextMorning];

    pub(super) fn moment(self, facts: &Facts) -> DateTime<Utc> {
        match self {
            Self::Soon => {
                let zone = facts.member.zone;
                let at = calendar::add_working_time(facts.now, Duration::hours(3), zone, &WorkingDay::default());
                at.duration_round_up(Duration::minutes(5)).unwrap_or(at)
            }
            Self::NextMorning => FollowUpChip::NextMorning.moment(facts),
        }
    }
}

impl WhenChip {
    pub(super) const ALL: [Self; 3] = [Self::Now, Self::AnHourAgo, Self::Yesterday];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Now => "interact-chip-now",
            Self::AnHourAgo => "interact-chip-an-hour-ago",
            Self::Yesterday => "interact-chip-yesterday",
        }
    }

    fn when(self, facts: &Facts) -> When {
        let zone = facts.member.zone;
        match self {
            Self::Now => When::Now,
            Self::AnHourAgo => When::At(facts.now - Duration::hours(1)),
            Self::Yesterday => {
                let yesterday = zone.date(facts.now) - Duration::days(1);
                When::At(calendar::end_of_working_day(yesterday, zone, &WorkingDay::default()))
            }
        }
    }
}

impl FollowUpChip {
    pub(super) const ALL: [Self; 3] = [Self::NextMorning, Self::InThreeDays, Self::InAWeek];

    pub(super) fn moment(self, facts: &Facts) -> DateTime<Utc> {
        let zone = facts.member.zone;
        let today = zone.date(facts.now);
        let date = match self {
            Self::NextMorning => calendar::add_working_days(today, 1),
            Self::InThreeDays => calendar::add_working_days(today + Duration::days(3), 0),
            Self::InAWeek => calendar::add_working_days(today + Duration::days(7), 0),
        };
        zone.moment(date.and_time(NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default()))
    }
}

pub(super) fn go_home(filled: Filled) -> Stepped {
    Turn::go(State::Summary, Filled { been_home: true, page: Page::default(), filter: String::new(), ..filled })
}

/// Home once there is something to see there; before that, what was learned is asked.
fn onward(filled: Filled) -> Stepped {
    if filled.been_home || !filled.learned.is_empty() { go_home(filled) } else { Turn::go(State::Learned, filled) }
}

pub(super) async fn home(filled: Arc<Filled>) -> Stepped {
    go_home((*filled).clone())
}

pub(super) async fn edit(line: Line, filled: Arc<Filled>) -> Stepped {
    Turn::go(line.state(), Filled { page: Page::default(), filter: String::new(), ..(*filled).clone() })
}

pub(super) async fn kind_chosen(kind: Kind, filled: Arc<Filled>) -> Stepped {
    let outcome = filled.outcome.filter(|_| kind == Kind::Call);
    let filled = Filled { kind: Some(kind), outcome, ..(*filled).clone() };
    if kind == Kind::Call && outcome.is_none() { Turn::go(State::Outcome, filled) } else { onward(filled) }
}

pub(super) async fn outcome_chosen(outcome: Outcome, filled: Arc<Filled>) -> Stepped {
    let filled = Filled { outcome: Some(outcome), ..(*filled).clone() };
    match outcome {
        Outcome::NoAnswer if !filled.been_home && filled.learned.is_empty() => Turn::go(State::TryAgain, filled),
        Outcome::CallBack if filled.follow_up.is_none() => Turn::go(State::FollowUp, filled),
        _ => onward(filled),
    }
}

pub(super) async fn try_chosen(chip: TryChip, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    record(&Filled { follow_up: Some(chip.moment(&facts)), ..(*filled).clone() }, &facts)
}

pub(super) async fn never(filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    record(&Filled { follow_up: None, ..(*filled).clone() }, &facts)
}

/// A typed date is shown before it is recorded: it may have been read otherwise than it was meant.
pub(super) async fn try_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    match future(&text, &facts) {
        Ok(at) => go_home(Filled { follow_up: Some(at), ..(*filled).clone() }),
        Err(note) => Turn::explain(note),
    }
}

pub(super) async fn learned_typed(Typed(text): Typed, filled: Arc<Filled>) -> Stepped {
    if text.is_empty() {
        return Turn::explain(Note::refusal(&Refusal::NothingLearned));
    }
    let mut filled = (*filled).clone();
    // On the way here captions may have added up; what is edited later is written anew.
    if filled.been_home {
        filled.learned.clear();
    }
    match filled.add_line(&text) {
        Ok(()) => go_home(filled),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}

/// A text on the summary is one more thing that was learned.
pub(super) async fn added(Typed(text): Typed, filled: Arc<Filled>) -> Stepped {
    let mut filled = (*filled).clone();
    match filled.add_line(&text) {
        Ok(()) => go_home(filled).noting(Note::plain("interact-added")),
        Err(_) => Turn::explain(no_room()),
    }
}

fn no_room() -> Note {
    let most = i64::try_from(SUMMARY_MAX).unwrap_or(i64::MAX);
    Note { key: "interact-no-room", values: Values::none().number("most", most) }
}

fn refused(refusal: &Refusal) -> Note {
    match refusal {
        Refusal::TooLong { .. } => no_room(),
        other => Note::refusal(other),
    }
}

/// A file attaches wherever the dialog stands; what is written under it was learned.
pub(super) async fn attached(attachment: Attachment, state: State, filled: Arc<Filled>) -> Stepped {
    let mut filled = (*filled).clone();
    let Attachment { file, caption } = attachment;
    match filled.add_file(file).and_then(|()| filled.add_line(&caption)) {
        Ok(()) => {
            let count = i64::try_from(filled.files.len()).unwrap_or(i64::MAX);
            let note = Note { key: "interact-attached", values: Values::none().number("count", count) };
            Turn::go(state, filled).noting(note)
        }
        Err(refusal) => Turn::explain(refused(&refusal)),
    }
}

pub(super) async fn forwarded(forwarded: Forwarded, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    match with_forwarded(forwarded, &filled, &facts) {
        Ok((filled, note)) => go_home(filled).noting(note),
        Err(note) => Turn::explain(note),
    }
}

/// The outcome is still to be said, so the dialog stays.
pub(super) async fn forwarded_before_outcome(forwarded: Forwarded, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    match with_forwarded(forwarded, &filled, &facts) {
        Ok((filled, note)) => Turn::go(State::Outcome, filled).noting(note),
        Err(note) => Turn::explain(note),
    }
}

/// One more line: who wrote it, when, what. It was a message unless the member said otherwise, as old as the first.
fn with_forwarded(forwarded: Forwarded, filled: &Filled, facts: &Facts) -> Result<(Filled, Note), Note> {
    let words = facts.words();
    let mut filled = filled.clone();
    // A phone's clock may be ahead of ours.
    let at = forwarded.at.min(facts.now);
    let from = if forwarded.from.is_empty() { words.say("interact-somebody") } else { forwarded.from };
    let text = match forwarded.sent {
        Sent::Text(Typed(text)) => text,
        Sent::Attachment(Attachment { file, caption }) => {
            let text = if caption.is_empty() { format!("📎 {}", words.file(&file)) } else { caption };
            filled.add_file(file).map_err(|refusal| refused(&refusal))?;
            text
        }
    };
    // The line is kept: no word in it may stand for a day that moves on.
    let time = calendar::moment(at, facts.member.zone, facts.now, facts.member.language);
    let who = Values::none().text("from", from).text("time", time);
    let line = words.plain("interact-forwarded-line", &who.clone().text("text", text));
    filled.add_line(&line).map_err(|refusal| refused(&refusal))?;
    filled.kind.get_or_insert(Kind::Message);
    filled.forwarded_at = Some(filled.forwarded_at.map_or(at, |earlier| earlier.min(at)));
    Ok((filled, Note { key: "interact-forwarded", values: who }))
}

pub(super) async fn when_chosen(chip: WhenChip, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    go_home(Filled { when: Some(chip.when(&facts)), ..(*filled).clone() })
}

pub(super) async fn when_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    match calendar::read_moment(&text, facts.now, facts.member.zone, Direction::Past) {
        Ok(moment) => go_home(Filled { when: Some(When::At(moment.at)), ..(*filled).clone() }),
        Err(mistake) => Turn::explain(Note::moment(&mistake, &text)),
    }
}

pub(super) async fn contact_picked(ContactId(id): ContactId, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    if !people(&facts).iter().any(|it| it.id == id) {
        return Turn::explain(Note::refusal(&Refusal::NoSuchItem));
    }
    go_home(Filled { with: With::Person(id), ..(*filled).clone() })
}

pub(super) async fn nobody(filled: Arc<Filled>) -> Stepped {
    go_home(Filled { with: With::Nobody, ..(*filled).clone() })
}

pub(super) async fn turn_page(page: Page, state: State, filled: Arc<Filled>) -> Stepped {
    Turn::go(state, Filled { page, ..(*filled).clone() })
}

pub(super) async fn all_contacts(filled: Arc<Filled>) -> Stepped {
    Turn::go(State::With, Filled { page: Page::default(), filter: String::new(), ..(*filled).clone() })
}

/// A text narrows the contacts down; what leaves one picks it.
pub(super) async fn contact_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    let narrowed = Filled { filter: text.clone(), page: Page::default(), ..(*filled).clone() };
    let typed = Values::none().text("typed", shorten(&text, TYPED_SHOWN));
    match offered(&narrowed, &facts).as_slice() {
        [] => Turn::explain(Note { key: "interact-nobody-found", values: typed }),
        [one] => go_home(Filled { with: With::Person(one.id), ..narrowed }),
        several => {
            let count = i64::try_from(several.len()).unwrap_or(i64::MAX);
            Turn::go(State::With, narrowed)
                .noting(Note { key: "interact-narrowed", values: typed.number("count", count) })
        }
    }
}

pub(super) async fn next_step_typed(Typed(text): Typed, filled: Arc<Filled>) -> Stepped {
    if text.is_empty() {
        return Turn::explain(Note::plain("interact-type-next-step"));
    }
    if let Err(refusal) = fits(&text, NEXT_STEP_MAX) {
        return Turn::explain(Note::refusal(&refusal));
    }
    let filled = Filled { next_step: Some(text), ..(*filled).clone() };
    // What comes next has a day: asked once, and easily declined.
    if filled.follow_up.is_none() { Turn::go(State::FollowUp, filled) } else { go_home(filled) }
}

pub(super) async fn no_next_step(filled: Arc<Filled>) -> Stepped {
    go_home(Filled { next_step: None, ..(*filled).clone() })
}

pub(super) async fn follow_up_chosen(chip: FollowUpChip, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    onward(Filled { follow_up: Some(chip.moment(&facts)), ..(*filled).clone() })
}

pub(super) async fn no_reminder(filled: Arc<Filled>) -> Stepped {
    onward(Filled { follow_up: None, ..(*filled).clone() })
}

pub(super) async fn follow_up_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    match future(&text, &facts) {
        Ok(at) => onward(Filled { follow_up: Some(at), ..(*filled).clone() }),
        Err(note) => Turn::explain(note),
    }
}

/// A moment that is still to come.
fn future(text: &str, facts: &Facts) -> Result<DateTime<Utc>, Note> {
    let moment = calendar::read_moment(text, facts.now, facts.member.zone, Direction::Future);
    let moment = moment.map_err(|mistake| Note::moment(&mistake, text))?;
    if moment.at > facts.now { Ok(moment.at) } else { Err(Note::refusal(&Refusal::FollowUpInThePast)) }
}

pub(super) async fn file_removed(FileAt(at): FileAt, filled: Arc<Filled>) -> Stepped {
    let mut filled = (*filled).clone();
    if usize::from(at) < filled.files.len() {
        filled.files.remove(usize::from(at));
    }
    if filled.files.is_empty() { go_home(filled) } else { Turn::go(State::Files, filled) }
}

pub(super) async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Stepped {
    record(&filled, &facts)
}

fn record(filled: &Filled, facts: &Facts) -> Stepped {
    let interaction = filled.interaction(facts);
    match interaction.recordable(&facts.opportunity, facts.now) {
        Ok(()) => Turn::finish(Command::Record(Box::new(interaction))),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}
