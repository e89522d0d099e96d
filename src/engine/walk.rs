//! The walk: every state of a dialog, found by answering every question with everything that can be answered.
//!
//! It drives the real tree, through the same door as a person. Tests assert on what it finds; the state diagrams are what
//! it found, drawn.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::callback::Target;
use super::card::Card;
use super::drive::{Answer, Draft, DraftError, Outcome, drive, open};
use super::input::Nudge;
use super::turn::{Details, Dialog, Facts};
use crate::domain::Language;
use crate::domain::calendar::Zone;
use crate::domain::catalogue::{Catalogues, Item};
use crate::domain::member::{Belonging, Member, Role};
use crate::domain::money::{Currency, Money};
use crate::domain::opportunity::{Contact, Field, Opportunity, Qualification, Status, Value};
use crate::domain::partner::{Partner, PartnerField};
use crate::domain::probability::Probability;
use crate::domain::process::{NextStep, Performer};
use crate::domain::task::{Bilingual, Importance, Progress, QUALIFY, Task};

/// One step of the walk.
#[derive(Clone, Debug)]
pub struct Step {
    /// The state, as the draft keeps it.
    pub from: String,
    /// What was answered: the choice's name, `text`, `other` or an engine's word.
    pub answer: String,
    /// What came of it.
    pub to: Landing,
}

/// Where a step led.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Landing {
    /// To a state of the same dialog (the same one, too).
    State(String),
    /// To another dialog.
    Dialog(&'static str),
    /// The dialog is finished and something is done.
    Finished,
    /// The dialog is left: parked or discarded.
    Left,
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Every answer that was given.
    pub steps: Vec<Step>,
    /// Every card that was shown.
    pub cards: Vec<Card>,
}

/// Different values that are tried in one state: a state behaves alike for most of them.
const MOST: usize = 60;

/// Walks a dialog from each of its beginnings, over each of these facts.
///
/// # Errors
/// When a draft cannot be written.
pub async fn walk<D: Dialog>(all_facts: &[Arc<Facts>]) -> Result<Walked, DraftError> {
    let mut walked = Walked::default();
    for facts in all_facts {
        let mut seen = HashSet::new();
        let mut visits: BTreeMap<String, usize> = BTreeMap::new();
        let mut ahead = VecDeque::new();
        // Begun on these facts, and on the first ones: a draft that was begun before somebody else filled everything in.
        for begun_on in [facts, &all_facts[0]] {
            for field in std::iter::once(None).chain(Field::ALL.map(Some)) {
                if let Outcome::Shown { draft, card, .. } = open::<D>(1, None, field, begun_on)? {
                    ahead.push_back((draft, card));
                }
            }
        }
        while let Some((draft, card)) = ahead.pop_front() {
            let here = (draft.state.get().to_owned(), draft.filled.get().to_owned());
            let visited = visits.entry(here.0.clone()).or_default();
            if *visited >= MOST || !seen.insert(here.clone()) {
                continue;
            }
            *visited += 1;
            walked.cards.push(card);
            // Every answer is tried; of those that lead to the same state in the same way, two are followed (the first may
            // say what is known already).
            let mut followed: BTreeMap<(String, Landing), usize> = BTreeMap::new();
            for (name, answer) in answers::<D>(&draft, facts).await? {
                let outcome = drive::<D>(&draft, answer, facts).await?;
                let to = landing(&outcome);
                let alike = followed.entry((name.clone(), to.clone())).or_default();
                *alike += 1;
                if let (Outcome::Shown { draft, card, .. }, 1 | 2) = (outcome, *alike) {
                    ahead.push_back((draft, card));
                }
                walked.steps.push(Step { from: here.0.clone(), answer: name, to });
            }
        }
    }
    Ok(walked)
}

fn landing(outcome: &Outcome) -> Landing {
    match outcome {
        Outcome::Shown { draft, .. } => Landing::State(draft.state.get().to_owned()),
        Outcome::Opened { dialog, .. } => Landing::Dialog(dialog.code()),
        Outcome::Finished(_) => Landing::Finished,
        Outcome::Parked(_) | Outcome::Discarded => Landing::Left,
    }
}

/// Every button of the card, every sample text, a thing that is neither, and every engine's word.
async fn answers<D: Dialog>(draft: &Draft, facts: &Arc<Facts>) -> Result<Vec<(String, Answer)>, DraftError> {
    let mut answers = Vec::new();
    if let Outcome::Shown { card, .. } = drive::<D>(draft, Answer::Nudge(Nudge::Redraw), facts).await? {
        for button in card.rows.into_iter().flatten() {
            if let Target::Draft { revision, action, .. } = button.target
                && !action.starts_with('!')
            {
                answers.push((choice_name(&action), Answer::Tap { revision, action }));
            }
        }
    }
    answers.extend(D::sample_texts().iter().map(|text| ("text".to_owned(), Answer::Text((*text).to_owned()))));
    answers.push(("other".to_owned(), Answer::Other));
    answers.extend(Nudge::ALL.map(|nudge| (nudge.code().to_owned(), Answer::Nudge(nudge))));
    Ok(answers)
}

/// `{"pick":3}` and `"save"` are named `pick` and `save`.
fn choice_name(action: &str) -> String {
    action.chars().skip_while(|c| !c.is_alphabetic()).take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// A dialog's states and transitions, as Mermaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// The dialog's name.
    pub name: &'static str,
    /// Mermaid source of a `stateDiagram-v2`.
    pub mermaid: String,
}

/// Draws what a walk found. Engine's words are left out: they are the same in every state.
///
/// # Errors
/// When a draft cannot be written.
pub async fn diagram<D: Dialog>(all_facts: &[Arc<Facts>]) -> Result<Diagram, DraftError> {
    let mut edges: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for step in walk::<D>(all_facts).await?.steps {
        let to = match &step.to {
            Landing::State(state) if *state == step.from => continue,
            Landing::State(state) => node(state),
            Landing::Dialog(name) => format!("dialog_{name}"),
            Landing::Finished => "[*]".to_owned(),
            Landing::Left => continue,
        };
        if !step.answer.starts_with('!') {
            edges.entry((node(&step.from), to)).or_default().insert(step.answer);
        }
    }
    let mut mermaid = String::from("stateDiagram-v2\n");
    for state in entrances::<D>(all_facts)? {
        let _ = writeln!(mermaid, "    [*] --> {state}");
    }
    for ((from, to), answers) in edges {
        let answers: Vec<String> = answers.into_iter().collect();
        let _ = writeln!(mermaid, "    {from} --> {to}: {}", answers.join(", "));
    }
    Ok(Diagram { name: D::NAME.code(), mermaid })
}

fn entrances<D: Dialog>(all_facts: &[Arc<Facts>]) -> Result<BTreeSet<String>, DraftError> {
    let mut entrances = BTreeSet::new();
    for facts in all_facts {
        if let Outcome::Shown { draft, .. } = open::<D>(1, None, None, facts)? {
            entrances.insert(node(draft.state.get()));
        }
    }
    Ok(entrances)
}

/// `{"ask":"terms"}` becomes `ask_terms`, `"summary"` becomes `summary`.
fn node(state: &str) -> String {
    let words: Vec<&str> =
        state.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|it| !it.is_empty()).collect();
    words.join("_")
}

/// Facts to walk over: a deal of which nothing is known, one of which all is known, and one that is closed.
#[must_use]
pub fn sample_facts(now: DateTime<Utc>, language: Language) -> Vec<Arc<Facts>> {
    let item = |id: i64, name: &str| Item { id, name_en: name.into(), name_ru: name.into(), active: true };
    // One catalogue with two pages, and the others short: the walk tries every item.
    let items = |first: i64, count: i64| (first..first + count).map(|id| item(id, &format!("Example {id}"))).collect();
    let catalogues =
        Arc::new(Catalogues { version: 1, terms: items(1, 2), channels: items(11, 7), campaigns: items(21, 2) });
    let mut known = vec![Value::Terms(1), Value::Channel(11), Value::Source(21)];
    known.extend(Money::new(450_000.into(), Currency::Rub).ok().map(Value::Budget));
    known.extend(Probability::new(60).ok().map(Value::Probability));
    let known: Qualification = known.into_iter().map(|value| (value.field(), value)).collect();
    let facts = |status: Status, known: Qualification| {
        let note = known.first_key_value().map(|_| "Example".to_owned());
        let card = PartnerField::ALL.map(|field| (field, note.clone())).into_iter().collect();
        Arc::new(Facts {
            now,
            member: member(language),
            currency: Currency::Rub,
            catalogues: catalogues.clone(),
            task: task(now),
            opportunity: opportunity(status, known),
            next_step: Some(next_step()),
            details: Details::Partner(Partner { id: 1, card, revision: 1 }),
        })
    };
    vec![
        facts(Status::InProgress, Qualification::new()),
        facts(Status::InProgress, known.clone()),
        facts(Status::Lost, known),
    ]
}

fn member(language: Language) -> Member {
    Member { id: 1, name: "Anna".into(), role: Role::Rep, team_id: 1, language, zone: Zone::UTC }
}

fn next_step() -> NextStep {
    NextStep {
        step_id: 2,
        title: Bilingual {
            en: "Prepare the sales quotation".into(), ru: "Подготовить предложение".into()
        },
        importance: Importance::Normal,
        performer: Performer::Role(Role::Manager),
        due_working_days: 3,
        zone: Zone::UTC,
    }
}

fn task(now: DateTime<Utc>) -> Task {
    Task {
        id: 1,
        step: QUALIFY.into(),
        title: Bilingual { en: "Qualify".into(), ru: "Квалифицировать".into() },
        step_instructions: Bilingual::default(),
        instructions: String::new(),
        opportunity_id: 1,
        belonging: Belonging { member_id: Some(1), role: None, team_id: 1 },
        performer: Some("Anna".into()),
        importance: Importance::Normal,
        due_at: now + Duration::days(2),
        progress: Progress::Open,
    }
}

fn opportunity(status: Status, known: Qualification) -> Opportunity {
    Opportunity {
        id: 1,
        title: "Warehouse <racks> & \"more\"".into(),
        description: String::new(),
        partner: "Example & Sons".into(),
        customer: false,
        contact: Some(Contact { name: "J. Doe".into(), position: None, phone: None, email: None }),
        owner: "Anna".into(),
        belonging: Belonging { member_id: Some(1), role: None, team_id: 1 },
        status,
        known,
        revision: 1,
    }
}
