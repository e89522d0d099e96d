//! Partner: the card of the company behind the opportunity.
//!
//! The summary is home at once: the Customer check box is one tap, each other line one question. Saving merges with what
//! others saved meanwhile; the same field changed by both becomes `Conflict`.

use std::sync::{Arc, LazyLock};

use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::merge::{Merge, merge};
use crate::domain::opportunity::Field;
use crate::domain::partner::{Partner, PartnerCard, PartnerField, YES};
use crate::engine::{
    Command, Details, Dialog, DialogName, Facts, Note, Prompt, Tree, Turn, Typed, choices, texts, tree,
};
use crate::words::{Values, Words, shorten};

/// The dialog.
#[derive(Clone, Debug)]
pub struct PartnerDialog;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Shows every field, before → after.
    Summary,
    /// Asks for a field.
    Ask(PartnerField),
    /// Somebody else changed this field meanwhile: the member picks.
    Conflict(PartnerField),
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Ticks or unticks the Customer check box.
    Tick,
    /// To a field.
    Edit(PartnerField),
    /// The field is to be empty.
    Clear,
    /// A size that needs no typing.
    Size(Employees),
    /// Save all.
    Save,
    /// In a conflict, what the member entered.
    Mine,
    /// In a conflict, what is stored.
    Theirs,
}

/// A size by the number of people, without a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employees {
    /// Up to 15.
    Micro,
    /// Up to 100.
    Small,
    /// Up to 250.
    Medium,
    /// More.
    Large,
}

impl Employees {
    const ALL: [Self; 4] = [Self::Micro, Self::Small, Self::Medium, Self::Large];

    const fn people(self) -> &'static str {
        match self {
            Self::Micro => "1–15",
            Self::Small => "16–100",
            Self::Medium => "101–250",
            Self::Large => "250+",
        }
    }
}

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What was stored when the member began.
    pub base: PartnerCard,
    /// What the member entered.
    pub edits: PartnerCard,
}

static TREE: LazyLock<Tree<PartnerDialog>> = LazyLock::new(tree::<PartnerDialog>);

/// How much of a value one line shows, in characters.
const LINE: usize = 60;

impl Dialog for PartnerDialog {
    const NAME: DialogName = DialogName::Partner;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        let asked = PartnerField::ALL.into_iter().filter(|it| *it != PartnerField::Customer).map(State::Ask);
        [State::Summary].into_iter().chain(asked).chain(PartnerField::ALL.map(State::Conflict)).collect()
    }

    fn sample_texts() -> &'static [&'static str] {
        &["1234567894", "example.com", " "]
    }

    fn schema() -> Tree<Self> {
        dptree::inspect(|_: State| ())
            .branch(
                case![State::Summary].branch(
                    choices::<Self>()
                        .branch(case![Choice::Save].endpoint(save))
                        .branch(case![Choice::Tick].endpoint(tick))
                        .branch(case![Choice::Edit(field)].endpoint(edit)),
                ),
            )
            .branch(
                case![State::Ask(field)]
                    .branch(
                        choices::<Self>()
                            .branch(case![Choice::Clear].endpoint(clear))
                            .branch(case![Choice::Size(employees)].endpoint(size_chosen)),
                    )
                    .branch(texts::<Self>().endpoint(typed)),
            )
            .branch(
                case![State::Conflict(field)].branch(
                    choices::<Self>()
                        .branch(case![Choice::Mine].endpoint(keep_mine))
                        .branch(case![Choice::Theirs].endpoint(take_theirs)),
                ),
            )
    }

    fn tree() -> &'static Tree<Self> {
        &TREE
    }

    fn begin(facts: &Facts, _: Option<Field>) -> (State, Filled) {
        (State::Summary, Filled { base: stored(facts).clone(), edits: PartnerCard::new() })
    }

    fn is_empty(filled: &Filled) -> bool {
        filled.edits.is_empty()
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        match state {
            State::Summary => summary(filled, facts),
            State::Ask(field) => ask(field, filled, facts),
            State::Conflict(field) => conflict(field, filled, facts),
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::Summary => "partner-help-summary",
            State::Ask(PartnerField::TaxId) => "partner-help-tax-id",
            State::Ask(_) => "partner-help-ask",
            State::Conflict(_) => "partner-help-conflict",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Edit(_))
    }
}

/// The card as it is stored now.
fn stored(facts: &Facts) -> &PartnerCard {
    static EMPTY: PartnerCard = PartnerCard::new();
    match &facts.details {
        Details::Partner(Partner { card, .. }) => card,
        _ => &EMPTY,
    }
}

/// What a field would be if all were saved now.
fn current<'a>(field: PartnerField, filled: &'a Filled, facts: &'a Facts) -> Option<&'a str> {
    filled.edits.get(&field).or_else(|| stored(facts).get(&field)).and_then(Option::as_deref)
}

fn label(words: Words, field: PartnerField) -> String {
    words.say(match field {
        PartnerField::Customer => "partner-field-customer",
        PartnerField::LegalName => "partner-field-legal-name",
        PartnerField::TaxId => "partner-field-tax-id",
        PartnerField::Industry => "partner-field-industry",
        PartnerField::Size => "partner-field-size",
        PartnerField::Site => "partner-field-site",
        PartnerField::Address => "partner-field-address",
        PartnerField::Note => "partner-field-note",
    })
}

fn shown(words: Words, field: PartnerField, value: Option<&str>) -> String {
    match (field, value) {
        (PartnerField::Customer, Some(_)) => "☑".to_owned(),
        (PartnerField::Customer, None) => "☐".to_owned(),
        (_, Some(value)) => shorten(value, LINE).into_owned(),
        (_, None) => words.say("value-none"),
    }
}

fn summary(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let mut lines = Vec::new();
    for field in PartnerField::ALL {
        let before = stored(facts).get(&field).and_then(Option::as_deref);
        let line = Values::none()
            .text("field", label(words, field))
            .text("before", shown(words, field, before))
            .text("after", shown(words, field, current(field, filled, facts)));
        let edited = filled.edits.contains_key(&field) && before.is_some();
        lines.push(words.html(if edited { "partner-line-edited" } else { "partner-line" }, &line));
    }
    let head = Values::none().text("partner", facts.opportunity.partner.as_str());
    let customer = current(PartnerField::Customer, filled, facts).is_some();
    let tick = words.say(if customer { "partner-button-untick" } else { "partner-button-tick" });
    let count = i64::try_from(filled.edits.len()).unwrap_or(i64::MAX);
    let save = (words.plain("partner-button-save", &Values::none().number("count", count)), Choice::Save);
    let tick = (tick, Choice::Tick);
    let mut rows = vec![if filled.edits.is_empty() { vec![tick, save] } else { vec![save, tick] }];
    let edits: Vec<(String, Choice)> = PartnerField::ALL
        .into_iter()
        .filter(|field| *field != PartnerField::Customer)
        .map(|field| (format!("✏️ {}", label(words, field)), Choice::Edit(field)))
        .collect();
    rows.extend(edits.chunks(2).map(<[_]>::to_vec));
    Prompt { text: format!("{}\n\n{}", words.html("partner-summary", &head), lines.join("\n")), rows }
}

fn ask(field: PartnerField, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let values = Values::none()
        .text("field", label(words, field))
        .text("partner", facts.opportunity.partner.as_str())
        .number("most", i64::try_from(field.most()).unwrap_or(i64::MAX));
    let mut text = words.html("partner-ask", &values);
    if let Some(value) = current(field, filled, facts) {
        let now = Values::none().text("value", shorten(value, 300));
        text = format!("{text}\n{}", words.html("partner-now", &now));
    }
    let mut rows = Vec::new();
    if field == PartnerField::Size {
        let sizes: Vec<_> = Employees::ALL.map(|it| (it.people().to_owned(), Choice::Size(it))).to_vec();
        rows.extend(sizes.chunks(2).map(<[_]>::to_vec));
    }
    if current(field, filled, facts).is_some() {
        rows.push(vec![(words.say("partner-button-clear"), Choice::Clear)]);
    }
    Prompt { text, rows }
}

fn conflict(field: PartnerField, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let mine = shown(words, field, filled.edits.get(&field).and_then(Option::as_deref));
    let theirs = shown(words, field, stored(facts).get(&field).and_then(Option::as_deref));
    let values = Values::none()
        .text("field", label(words, field))
        .text("mine", mine.as_str())
        .text("theirs", theirs.as_str())
        .text("partner", facts.opportunity.partner.as_str());
    let button = |key: &str, value: &str| words.plain(key, &Values::none().text("value", value));
    Prompt {
        text: words.html("partner-conflict", &values),
        rows: vec![
            vec![(button("partner-button-mine", &mine), Choice::Mine)],
            vec![(button("partner-button-theirs", &theirs), Choice::Theirs)],
        ],
    }
}

/// Enters a value. One that equals what is stored is no edit.
fn enter(field: PartnerField, value: Option<String>, filled: &Filled, facts: &Facts) -> Turn<PartnerDialog> {
    let mut filled = filled.clone();
    if stored(facts).get(&field).cloned().flatten() == value {
        filled.edits.remove(&field);
    } else {
        filled.edits.insert(field, value);
    }
    Turn::go(State::Summary, filled)
}

async fn tick(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    let ticked = current(PartnerField::Customer, &filled, &facts).is_some();
    enter(PartnerField::Customer, (!ticked).then(|| YES.to_owned()), &filled, &facts)
}

async fn edit(field: PartnerField) -> Turn<PartnerDialog> {
    Turn::visit(State::Ask(field))
}

async fn clear(field: PartnerField, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    enter(field, None, &filled, &facts)
}

async fn size_chosen(employees: Employees, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    enter(PartnerField::Size, Some(employees.people().to_owned()), &filled, &facts)
}

async fn typed(Typed(text): Typed, field: PartnerField, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    match field.read(&text) {
        Ok(value) => enter(field, Some(value), &filled, &facts),
        Err(refusal) => Turn::explain(Note::refusal(&refusal)),
    }
}

async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    match merge(&filled.base, stored(&facts), &filled.edits) {
        Merge::Clean(changes) => Turn::finish(Command::SavePartner { changes }),
        Merge::Conflict(field) => Turn::visit(State::Conflict(field)),
    }
}

/// The member's value stands, now as an edit of what is stored.
async fn keep_mine(field: PartnerField, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    Turn::go(State::Summary, settled(field, &filled, &facts))
}

/// The stored value stands.
async fn take_theirs(field: PartnerField, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<PartnerDialog> {
    let mut filled = settled(field, &filled, &facts);
    filled.edits.remove(&field);
    Turn::go(State::Summary, filled)
}

fn settled(field: PartnerField, filled: &Filled, facts: &Facts) -> Filled {
    let mut filled = filled.clone();
    filled.base.insert(field, stored(facts).get(&field).cloned().flatten());
    filled
}
