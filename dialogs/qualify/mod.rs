//! Qualify: what the opportunity is worth and where it came from.
//!
//! `Terms → Budget → Probability → Channel → Source → Summary`, asking only for what is not known yet; the summary is home,
//! and each of its lines one tap away. Saving merges with what others saved meanwhile; the same field changed by both
//! becomes `Conflict`, where the member picks.

mod prompts;

use std::sync::{Arc, LazyLock};

use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::Refusal;
use crate::domain::catalogue::Item;
use crate::domain::merge::{Merge, merge};
use crate::domain::money::{self, Currency, Money, MoneyMistake};
use crate::domain::opportunity::{Field, Qualification, Value};
use crate::domain::probability::{Probability, ProbabilityMistake};
use crate::engine::{
    Command, Dialog, DialogName, Facts, Note, Prompt, TYPED_SHOWN, Tree, Turn, Typed, choices, texts, tree,
};
use crate::words::{Values, shorten};

/// The dialog.
#[derive(Clone, Debug)]
pub struct Qualify;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asks for a field.
    Ask(Field),
    /// Asks for the currency of the budget.
    Currency,
    /// Shows every value, before → after.
    Summary,
    /// Somebody else changed this field meanwhile: the member picks.
    Conflict(Field),
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// An item of the catalogue that is shown.
    Pick(ItemId),
    /// Another page of it.
    Page(Page),
    /// All of it again, after typing narrowed it down.
    All,
    /// A probability that needs no typing.
    Percent(Probability),
    /// A currency.
    Currency(Currency),
    /// To the choice of currency.
    EditCurrency,
    /// To a field.
    Edit(Field),
    /// Leave the field as it is.
    Skip,
    /// Save all.
    Save,
    /// In a conflict, what the member entered.
    Mine,
    /// In a conflict, what is stored.
    Theirs,
}

/// Row id of a catalogue's item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemId(pub i64);

/// Page of a catalogue, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page(pub u16);

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What was known when the member began: what an edit is an edit of.
    pub base: Qualification,
    /// What the member entered.
    pub edits: Qualification,
    /// The currency for an amount yet to be typed.
    pub currency: Option<Currency>,
    /// Whether the summary has been shown: from then on it is home.
    pub been_home: bool,
    /// Page of the catalogue that is shown.
    #[serde(default)]
    pub page: Page,
    /// What its items must contain.
    #[serde(default)]
    pub filter: String,
}

static TREE: LazyLock<Tree<Qualify>> = LazyLock::new(tree::<Qualify>);

impl Dialog for Qualify {
    const NAME: DialogName = DialogName::Qualify;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        let mut states: Vec<State> =
            Field::ALL.into_iter().flat_map(|it| [State::Ask(it), State::Conflict(it)]).collect();
        states.extend([State::Currency, State::Summary]);
        states
    }

    fn sample_texts() -> &'static [&'static str] {
        &["450000", "€ 20k", "60%", "-5", "abc", "1e9999", "101", "ex", "🙂", "<b>"]
    }

    fn schema() -> Tree<Self> {
        let catalogue = || {
            dptree::inspect(|_: Field| ())
                .branch(
                    choices::<Self>()
                        .branch(case![Choice::Pick(item)].endpoint(pick))
                        .branch(case![Choice::Page(page)].endpoint(turn_page))
                        .branch(case![Choice::All].endpoint(edit)),
                )
                .branch(texts::<Self>().endpoint(search))
        };
        dptree::inspect(|_: State| ())
            .branch(
                case![State::Ask(field)]
                    .branch(choices::<Self>().branch(case![Choice::Skip].endpoint(skip)))
                    .branch(
                        dptree::filter(|field: Field| field == Field::Budget)
                            .branch(
                                choices::<Self>()
                                    .branch(case![Choice::Currency(currency)].endpoint(choose_currency))
                                    .branch(case![Choice::EditCurrency].endpoint(edit_currency)),
                            )
                            .branch(texts::<Self>().endpoint(budget_typed)),
                    )
                    .branch(
                        dptree::filter(|field: Field| field == Field::Probability)
                            .branch(choices::<Self>().branch(case![Choice::Percent(percent)].endpoint(percent_chosen)))
                            .branch(texts::<Self>().endpoint(percent_typed)),
                    )
                    .branch(dptree::filter(|field: Field| items_of(field).is_some()).branch(catalogue())),
            )
            .branch(
                case![State::Currency]
                    .branch(choices::<Self>().branch(case![Choice::Currency(currency)].endpoint(choose_currency)))
                    .branch(texts::<Self>().endpoint(currency_typed)),
            )
            .branch(
                case![State::Summary].branch(
                    choices::<Self>()
                        .branch(case![Choice::Save].endpoint(save))
                        .branch(case![Choice::Edit(field)].endpoint(edit))
                        .branch(case![Choice::EditCurrency].endpoint(edit_currency)),
                ),
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

    fn begin(facts: &Facts, field: Option<Field>) -> (State, Filled) {
        let state = match field.or_else(|| facts.opportunity.missing().first().copied()) {
            Some(field) => State::Ask(field),
            None => State::Summary,
        };
        let filled =
            Filled { base: facts.opportunity.known.clone(), been_home: state == State::Summary, ..Filled::default() };
        (state, filled)
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        match state {
            State::Ask(Field::Budget) => prompts::budget(filled, facts),
            State::Ask(Field::Probability) => prompts::probability(filled, facts),
            State::Ask(field @ (Field::Terms | Field::Channel | Field::Source)) => {
                prompts::catalogue(field, filled, facts)
            }
            State::Currency => prompts::currency(filled, facts),
            State::Summary => prompts::summary(filled, facts),
            State::Conflict(field) => prompts::conflict(field, filled, facts),
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::Ask(Field::Budget) => "qualify-help-budget",
            State::Ask(Field::Probability) => "qualify-help-probability",
            State::Ask(Field::Terms | Field::Channel | Field::Source) => "qualify-help-catalogue",
            State::Currency => "qualify-help-currency",
            State::Summary => "qualify-help-summary",
            State::Conflict(_) => "qualify-help-conflict",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Edit(_) | Choice::EditCurrency | Choice::Page(_))
    }
}

/// What a field would be if all were saved now.
fn current(field: Field, filled: &Filled, facts: &Facts) -> Option<Value> {
    filled.edits.get(&field).or_else(|| facts.opportunity.known.get(&field)).copied()
}

/// The catalogue that a field picks from.
fn items_of(field: Field) -> Option<fn(&Facts) -> &[Item]> {
    match field {
        Field::Terms => Some(|facts| &facts.catalogues.terms),
        Field::Channel => Some(|facts| &facts.catalogues.channels),
        Field::Source => Some(|facts| &facts.catalogues.campaigns),
        Field::Budget | Field::Probability => None,
    }
}

/// The items that can be picked: active, and containing what the member typed, in either language.
fn offered<'a>(field: Field, filled: &Filled, facts: &'a Facts) -> Vec<&'a Item> {
    let wanted = filled.filter.to_lowercase();
    let items = items_of(field).map(|of| of(facts)).unwrap_or_default();
    let fits = |item: &Item| {
        wanted.is_empty()
            || item.name_en.to_lowercase().contains(&wanted)
            || item.name_ru.to_lowercase().contains(&wanted)
    };
    items.iter().filter(|item| item.active && fits(item)).collect()
}

/// After a field was answered or skipped: the next one that is not known, or home.
fn onward(from: Field, mut filled: Filled, facts: &Facts) -> Turn<Qualify> {
    filled.page = Page::default();
    filled.filter.clear();
    let next = Field::ALL.into_iter().skip_while(|field| *field != from).skip(1);
    let unknown = next.into_iter().find(|field| current(*field, &filled, facts).is_none());
    match unknown {
        Some(field) if !filled.been_home => Turn::go(State::Ask(field), filled),
        _ => home(filled),
    }
}

fn home(filled: Filled) -> Turn<Qualify> {
    Turn::go(State::Summary, Filled { been_home: true, page: Page::default(), filter: String::new(), ..filled })
}

/// Enters a value. One that equals what is stored is no edit.
fn enter(value: Value, filled: &Filled, facts: &Facts) -> Turn<Qualify> {
    let mut filled = filled.clone();
    let field = value.field();
    if facts.opportunity.known.get(&field) == Some(&value) {
        filled.edits.remove(&field);
    } else {
        filled.edits.insert(field, value);
    }
    onward(field, filled, facts)
}

async fn pick(ItemId(id): ItemId, field: Field, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    if !offered(field, &filled, &facts).iter().any(|item| item.id == id) {
        return Turn::explain(Note::refusal(&Refusal::NoSuchItem));
    }
    match field {
        Field::Terms => enter(Value::Terms(id), &filled, &facts),
        Field::Channel => enter(Value::Channel(id), &filled, &facts),
        Field::Source => enter(Value::Source(id), &filled, &facts),
        Field::Budget | Field::Probability => Turn::explain(Note::plain("dialog-tap-please")),
    }
}

async fn turn_page(page: Page, field: Field, filled: Arc<Filled>) -> Turn<Qualify> {
    Turn::go(State::Ask(field), Filled { page, ..(*filled).clone() })
}

/// A text in a catalogue narrows it down; what leaves one item picks it.
async fn search(Typed(text): Typed, field: Field, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    let narrowed = Filled { filter: text.clone(), page: Page::default(), ..(*filled).clone() };
    let found = offered(field, &narrowed, &facts);
    let typed = Values::none().text("typed", shorten(&text, TYPED_SHOWN));
    match found.as_slice() {
        [] => Turn::explain(Note { key: "qualify-nothing-found", values: typed }),
        [one] => {
            let id = one.id;
            pick(ItemId(id), field, Arc::new(narrowed), facts.clone()).await
        }
        several => {
            let count = i64::try_from(several.len()).unwrap_or(i64::MAX);
            Turn::go(State::Ask(field), narrowed)
                .noting(Note { key: "qualify-narrowed", values: typed.number("count", count) })
        }
    }
}

async fn skip(field: Field, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    onward(field, (*filled).clone(), &facts)
}

async fn budget_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    let typed = match money::read(&text) {
        Ok(typed) => typed,
        Err(mistake) => return Turn::explain(explain_money(&mistake, &text)),
    };
    match typed.money(currency_for(&filled, &facts)) {
        Ok(budget) => enter(Value::Budget(budget), &filled, &facts),
        Err(mistake) => Turn::explain(explain_money(&mistake, &text)),
    }
}

/// The currency for an amount without one: chosen just now, the budget's so far, or the team's.
fn currency_for(filled: &Filled, facts: &Facts) -> Currency {
    filled.currency.unwrap_or_else(|| match current(Field::Budget, filled, facts) {
        Some(Value::Budget(budget)) => budget.currency(),
        _ => facts.currency,
    })
}

fn explain_money(mistake: &MoneyMistake, text: &str) -> Note {
    let values = Values::none().text("typed", shorten(text, TYPED_SHOWN));
    let (key, values) = match mistake {
        MoneyMistake::Empty | MoneyMistake::NotANumber => ("money-not-a-number", values),
        MoneyMistake::Negative => ("money-negative", values),
        MoneyMistake::Zero => ("money-zero", values),
        MoneyMistake::TooLarge => ("money-too-large", values),
        MoneyMistake::TooManyDecimals { allowed } => {
            ("money-too-many-decimals", values.number("allowed", i64::from(*allowed)))
        }
        MoneyMistake::TwoNumbers => ("money-two-numbers", values),
        MoneyMistake::UnknownCurrency(word) => {
            ("money-unknown-currency", values.text("word", shorten(word, TYPED_SHOWN)))
        }
    };
    Note { key, values }
}

async fn edit_currency() -> Turn<Qualify> {
    Turn::visit(State::Currency)
}

/// A currency alone: of the budget, if there is one; otherwise of the amount yet to be typed.
async fn choose_currency(currency: Currency, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    let filled = Filled { currency: Some(currency), ..(*filled).clone() };
    match current(Field::Budget, &filled, &facts) {
        Some(Value::Budget(budget)) => match Money::new(budget.amount(), currency) {
            Ok(budget) => {
                let Turn { filled: entered, .. } = enter(Value::Budget(budget), &filled, &facts);
                home(entered.unwrap_or(filled))
            }
            Err(mistake) => Turn::explain(explain_money(&mistake, &budget.amount().to_string())),
        },
        _ => Turn::go(State::Ask(Field::Budget), filled),
    }
}

async fn currency_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    let named = text.parse().ok().or_else(|| Currency::of_name(&text));
    let signed = || text.chars().next().filter(|_| text.chars().count() == 1).and_then(Currency::of_sign);
    match named.or_else(signed) {
        Some(currency) => choose_currency(currency, filled, facts).await,
        None => Turn::explain(explain_money(&MoneyMistake::UnknownCurrency(text.clone()), &text)),
    }
}

async fn percent_chosen(percent: Probability, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    enter(Value::Probability(percent), &filled, &facts)
}

async fn percent_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    match Probability::read(&text) {
        Ok(percent) => enter(Value::Probability(percent), &filled, &facts),
        Err(mistake) => {
            let key = match mistake {
                ProbabilityMistake::NotANumber => "probability-not-a-number",
                ProbabilityMistake::OutOfRange => "probability-out-of-range",
                ProbabilityMistake::NotWhole => "probability-not-whole",
            };
            Turn::explain(Note { key, values: Values::none().text("typed", shorten(&text, TYPED_SHOWN)) })
        }
    }
}

async fn edit(field: Field, filled: Arc<Filled>) -> Turn<Qualify> {
    Turn::go(State::Ask(field), Filled { page: Page::default(), filter: String::new(), ..(*filled).clone() })
}

async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    if let Err(refusal) = facts.opportunity.open_to_edits() {
        return Turn::explain(Note::refusal(&refusal));
    }
    match merge(&filled.base, &facts.opportunity.known, &filled.edits) {
        Merge::Clean(changes) => Turn::finish(Command::Save { changes }),
        Merge::Conflict(field) => Turn::visit(State::Conflict(field)),
    }
}

/// The member's value stands, now as an edit of what is stored.
async fn keep_mine(field: Field, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    home(settled(field, &filled, &facts))
}

/// The stored value stands.
async fn take_theirs(field: Field, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Qualify> {
    let mut filled = settled(field, &filled, &facts);
    filled.edits.remove(&field);
    home(filled)
}

fn settled(field: Field, filled: &Filled, facts: &Facts) -> Filled {
    let mut filled = filled.clone();
    match facts.opportunity.known.get(&field) {
        Some(stored) => filled.base.insert(field, *stored),
        None => filled.base.remove(&field),
    };
    filled
}
