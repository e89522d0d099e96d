//! What Qualify asks: the text and the buttons of each state.

use super::{Choice, Filled, ItemId, Page, currency_for, current, offered};
use crate::domain::money::Currency;
use crate::domain::opportunity::{Field, Value};
use crate::domain::probability::Probability;
use crate::engine::{Facts, Prompt, paired};
use crate::words::Values;

/// Items on one page of a catalogue: with the other rows they fit a phone without scrolling.
const PAGE: usize = 6;

/// Currencies offered beside the amount, after the one that is taken; the rest are one tap further.
const NEAR: [Currency; 3] = [Currency::Rub, Currency::Usd, Currency::Eur];

/// Percents offered; any other is typed.
const CHIPS: [u8; 6] = [50, 75, 90, 10, 25, 100];

/// The head that every question has: which field, of which deal, how far along.
fn ask(field: Field, question: &str, filled: &Filled, facts: &Facts) -> String {
    let words = facts.words();
    let place = Field::ALL.iter().position(|it| *it == field).unwrap_or_default() + 1;
    let head = Values::none()
        .text("field", words.field(field))
        .number("place", i64::try_from(place).unwrap_or_default())
        .number("count", i64::try_from(Field::ALL.len()).unwrap_or_default())
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str());
    let mut text = format!("{}\n\n{question}", words.html("qualify-head", &head));
    if let Some(value) = current(field, filled, facts) {
        let now = Values::none().text("value", words.value(&value, &facts.catalogues));
        text = format!("{text}\n{}", words.html("qualify-now", &now));
    }
    text
}

/// Leaves the field as it is: as what is known of it, or for later.
fn skip(field: Field, filled: &Filled, facts: &Facts) -> (String, Choice) {
    let known = current(field, filled, facts).is_some();
    (facts.words().say(if known { "qualify-button-keep" } else { "qualify-button-skip" }), Choice::Skip)
}

pub(super) fn catalogue(field: Field, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let items = offered(field, filled, facts);
    let pages = items.len().div_ceil(PAGE).max(1);
    let page = usize::from(filled.page.0).min(pages - 1);
    let shown = items.iter().skip(page * PAGE).take(PAGE);
    let mut rows = paired(shown.map(|item| (item.name(words.language()).to_owned(), Choice::Pick(ItemId(item.id)))));
    let mut last = Vec::new();
    let to_page = |page: usize| Choice::Page(Page(u16::try_from(page).unwrap_or_default()));
    if pages > 1 {
        last.push((words.say("button-previous"), to_page((page + pages - 1) % pages)));
        last.push((words.say("button-next"), to_page((page + 1) % pages)));
    }
    if !filled.filter.is_empty() {
        last.push((words.say("qualify-button-all"), Choice::All));
    }
    last.push(skip(field, filled, facts));
    // With paging and a filter the row would hold four.
    rows.extend(last.chunks(3).map(<[_]>::to_vec));
    let of = Values::none()
        .number("page", i64::try_from(page + 1).unwrap_or_default())
        .number("pages", i64::try_from(pages).unwrap_or_default());
    let question = match (items.is_empty(), pages) {
        (true, _) => words.html("qualify-ask-empty", &of),
        (false, 1) => words.html("qualify-ask-item", &of),
        (false, _) => words.html("qualify-ask-item-paged", &of),
    };
    Prompt { text: ask(field, &question, filled, facts), rows }
}

pub(super) fn budget(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let taken = currency_for(filled, facts);
    let question = words.html("qualify-ask-budget", &Values::none().text("currency", taken.code()));
    let mut near: Vec<Currency> = vec![taken];
    near.extend(NEAR.into_iter().filter(|it| *it != taken));
    let currencies = near.into_iter().take(NEAR.len()).map(|it| (ticked(it, taken), Choice::Currency(it))).collect();
    let rows = vec![
        currencies,
        vec![(words.say("qualify-button-currency"), Choice::EditCurrency), skip(Field::Budget, filled, facts)],
    ];
    Prompt { text: ask(Field::Budget, &question, filled, facts), rows }
}

/// A currency's code, ticked when it is the one that is taken.
fn ticked(currency: Currency, taken: Currency) -> String {
    let mark = if currency == taken { "✓ " } else { "" };
    format!("{mark}{}", currency.code())
}

pub(super) fn currency(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let taken = currency_for(filled, facts);
    let question = words.html("qualify-ask-currency", &Values::none());
    let chips: Vec<(String, Choice)> =
        Currency::ALL.into_iter().map(|it| (ticked(it, taken), Choice::Currency(it))).collect();
    Prompt { text: ask(Field::Budget, &question, filled, facts), rows: chips.chunks(3).map(<[_]>::to_vec).collect() }
}

pub(super) fn probability(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let question = words.html("qualify-ask-probability", &Values::none());
    let chips: Vec<(String, Choice)> = CHIPS
        .into_iter()
        .filter_map(|percent| Probability::new(percent).ok())
        .map(|it| (words.value(&Value::Probability(it), &facts.catalogues), Choice::Percent(it)))
        .collect();
    let mut rows: Vec<_> = chips.chunks(3).map(<[_]>::to_vec).collect();
    rows.push(vec![skip(Field::Probability, filled, facts)]);
    Prompt { text: ask(Field::Probability, &question, filled, facts), rows }
}

pub(super) fn summary(filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let shown = |value: Option<&Value>| match value {
        Some(value) => words.value(value, &facts.catalogues),
        None => words.say("value-none"),
    };
    let mut lines = Vec::new();
    let mut buttons = Vec::new();
    for field in Field::ALL {
        let (stored, edit) = (facts.opportunity.known.get(&field), filled.edits.get(&field));
        let line = Values::none().text("field", words.field(field)).text("before", shown(stored));
        lines.push(match edit {
            Some(_) if stored.is_none() => words.html("qualify-line", &line.text("after", shown(edit))),
            Some(_) => words.html("qualify-line-edited", &line.text("after", shown(edit))),
            None => words.html("qualify-line", &line.text("after", shown(stored))),
        });
        let mark = if edit.is_none() && stored.is_none() { "➕" } else { "✏️" };
        buttons.push((format!("{mark} {}", words.field(field)), Choice::Edit(field)));
        if field == Field::Budget && (edit.is_some() || stored.is_some()) {
            buttons.push((format!("✏️ {}", words.say("field-currency")), Choice::EditCurrency));
        }
    }
    let head = Values::none()
        .text("title", facts.opportunity.title.as_str())
        .text("partner", facts.opportunity.partner.as_str());
    let count = i64::try_from(filled.edits.len()).unwrap_or(i64::MAX);
    let save = words.plain("qualify-button-save", &Values::none().number("count", count));
    let mut rows = vec![vec![(save, Choice::Save)]];
    rows.extend(buttons.chunks(2).map(<[_]>::to_vec));
    Prompt { text: format!("{}\n\n{}", words.html("qualify-summary", &head), lines.join("\n")), rows }
}

pub(super) fn conflict(field: Field, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
    let words = facts.words();
    let shown = |value: Option<&Value>| match value {
        Some(value) => words.value(value, &facts.catalogues),
        None => words.say("value-none"),
    };
    let (mine, theirs) = (shown(filled.edits.get(&field)), shown(facts.opportunity.known.get(&field)));
    let values = Values::none()
        .text("field", words.field(field))
        .text("mine", mine.as_str())
        .text("theirs", theirs.as_str())
        .text("title", facts.opportunity.title.as_str());
    let label = |key: &str, value: &str| words.plain(key, &Values::none().text("value", value));
    Prompt {
        text: words.html("qualify-conflict", &values),
        rows: vec![
            vec![(label("qualify-button-mine", &mine), Choice::Mine)],
            vec![(label("qualify-button-theirs", &theirs), Choice::Theirs)],
        ],
    }
}
