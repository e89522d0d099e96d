//! Lose: close the opportunity as lost, for a reason.
//!
//! `Reason → Summary`, and closed. A reason with more precise ones under it goes through `SubReason`, from which the deal
//! can be closed as well; `Comment` is only asked for where the reason says too little without one. Comment, `Competitor`
//! and the day to `Revive` the deal are each one tap away from the summary, which is home.

mod prompts;
mod reasons;

use std::sync::{Arc, LazyLock};

use chrono::{Months, NaiveDate};
use dptree::case;
use serde::{Deserialize, Serialize};

use crate::domain::Refusal;
use crate::domain::calendar::{self, Direction};
use crate::domain::catalogue::LostReason;
use crate::domain::loss::{COMMENT_MAX, COMPETITOR_MAX, Grounds, fits};
use crate::domain::opportunity::Field;
use crate::engine::{
    Command, Dialog, DialogName, Facts, Note, Prompt, TYPED_SHOWN, Tree, Turn, Typed, choices, texts, tree,
};
use crate::words::{Values, shorten};
use reasons::{has_more_precise, offered, picked};

/// The dialog.
#[derive(Clone, Debug)]
pub struct Lose;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asks why.
    Reason,
    /// Asks for a more precise reason under the one that was picked.
    SubReason,
    /// Asks for a comment.
    Comment,
    /// Asks with whom the deal went.
    Competitor,
    /// Asks for the day to come back.
    Revive,
    /// Shows all of it.
    Summary,
}

/// What its buttons carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// A reason.
    Pick(ReasonId),
    /// Another page of the reasons.
    Page(Page),
    /// All reasons again, after typing narrowed them down.
    All,
    /// To the summary, with the reason as it is.
    Details,
    /// To one of the lines.
    Edit(Line),
    /// A day to come back that needs no typing.
    Revive(Chip),
    /// Forget what the line holds.
    Remove,
    /// Close as lost.
    Save,
}

/// Row id of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonId(pub i64);

/// Page of the reasons, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page(pub u16);

/// A line of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Why.
    Reason,
    /// More words.
    Comment,
    /// With whom the deal went.
    Competitor,
    /// The day to come back.
    Revive,
}

impl Line {
    const ALL: [Self; 4] = [Self::Reason, Self::Comment, Self::Competitor, Self::Revive];

    const fn state(self) -> State {
        match self {
            Self::Reason => State::Reason,
            Self::Comment => State::Comment,
            Self::Competitor => State::Competitor,
            Self::Revive => State::Revive,
        }
    }
}

/// A day to come back that needs no typing; it counts from the tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chip {
    /// In a month.
    Month,
    /// In three months.
    Quarter,
    /// In half a year.
    HalfYear,
}

impl Chip {
    const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::HalfYear];

    const fn label(self) -> &'static str {
        match self {
            Self::Month => "lose-chip-month",
            Self::Quarter => "lose-chip-quarter",
            Self::HalfYear => "lose-chip-half-year",
        }
    }

    /// The day: a working day, since it makes a task.
    fn day(self, facts: &Facts) -> NaiveDate {
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        };
        let today = today(facts);
        calendar::add_working_days(today.checked_add_months(Months::new(months)).unwrap_or(today), 0)
    }
}

/// What has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Why, and whether to come back.
    pub grounds: Grounds,
    /// Page of the reasons that are shown.
    #[serde(default)]
    pub page: Page,
    /// What their names must contain.
    #[serde(default)]
    pub filter: String,
}

static TREE: LazyLock<Tree<Lose>> = LazyLock::new(tree::<Lose>);

impl Dialog for Lose {
    const NAME: DialogName = DialogName::Lose;
    const VERSION: i32 = 1;
    type State = State;
    type Choice = Choice;
    type Filled = Filled;

    fn states() -> Vec<State> {
        vec![State::Reason, State::SubReason, State::Comment, State::Competitor, State::Revive, State::Summary]
    }

    fn sample_texts() -> &'static [&'static str] {
        &["reason 4", "Причина 31", "Acme & Sons <b>", "через 2 месяца", "yesterday", "31.02", "zzz", "🙂"]
    }

    fn schema() -> Tree<Self> {
        let reasons = || {
            dptree::inspect(|_: State| ())
                .branch(
                    choices::<Self>().branch(
                        dptree::inspect(|_: Choice| ())
                            .branch(case![Choice::Pick(reason)].endpoint(pick))
                            .branch(case![Choice::Page(page)].endpoint(turn_page))
                            .branch(case![Choice::All].endpoint(show_all))
                            .branch(case![Choice::Details].endpoint(details))
                            .branch(case![Choice::Save].endpoint(save)),
                    ),
                )
                .branch(texts::<Self>().endpoint(search))
        };
        dptree::inspect(|_: State| ())
            .branch(case![State::Reason].branch(reasons()))
            .branch(case![State::SubReason].branch(reasons()))
            .branch(
                case![State::Comment]
                    .branch(choices::<Self>().branch(case![Choice::Remove].endpoint(remove)))
                    .branch(texts::<Self>().endpoint(comment_typed)),
            )
            .branch(
                case![State::Competitor]
                    .branch(choices::<Self>().branch(case![Choice::Remove].endpoint(remove)))
                    .branch(texts::<Self>().endpoint(competitor_typed)),
            )
            .branch(
                case![State::Revive]
                    .branch(
                        choices::<Self>().branch(
                            dptree::inspect(|_: Choice| ())
                                .branch(case![Choice::Revive(chip)].endpoint(chosen))
                                .branch(case![Choice::Remove].endpoint(remove)),
                        ),
                    )
                    .branch(texts::<Self>().endpoint(day_typed)),
            )
            .branch(
                case![State::Summary].branch(
                    choices::<Self>().branch(
                        dptree::inspect(|_: Choice| ())
                            .branch(case![Choice::Save].endpoint(save))
                            .branch(case![Choice::Edit(line)].endpoint(edit)),
                    ),
                ),
            )
    }

    fn tree() -> &'static Tree<Self> {
        &TREE
    }

    fn begin(_: &Facts, _: Option<Field>) -> (State, Filled) {
        (State::Reason, Filled::default())
    }

    /// The reason may have been retired meanwhile.
    fn resume(state: State, filled: &Filled, facts: &Facts) -> State {
        let given = picked(filled, facts).is_some_and(|reason| facts.catalogues.may_give(reason));
        if given { state } else { State::Reason }
    }

    fn is_empty(filled: &Filled) -> bool {
        filled.grounds == Filled::default().grounds
    }

    fn prompt(state: State, filled: &Filled, facts: &Facts) -> Prompt<Choice> {
        match state {
            State::Reason => prompts::reason(filled, facts),
            State::SubReason => prompts::sub_reason(filled, facts),
            State::Comment => prompts::comment(filled, facts),
            State::Competitor => prompts::competitor(filled, facts),
            State::Revive => prompts::revive(filled, facts),
            State::Summary => prompts::summary(filled, facts),
        }
    }

    fn help(state: State) -> &'static str {
        match state {
            State::Reason => "lose-help-reason",
            State::SubReason => "lose-help-sub-reason",
            State::Comment => "lose-help-comment",
            State::Competitor => "lose-help-competitor",
            State::Revive => "lose-help-revive",
            State::Summary => "lose-help-summary",
        }
    }

    fn only_moves(choice: &Choice) -> bool {
        matches!(choice, Choice::Edit(_) | Choice::Page(_) | Choice::Details)
    }
}

/// Today, where the member is.
fn today(facts: &Facts) -> NaiveDate {
    facts.member.zone.date(facts.now)
}

/// With all reasons shown, from the first page.
fn unfiltered(filled: &Filled) -> Filled {
    Filled { page: Page::default(), filter: String::new(), ..filled.clone() }
}

async fn pick(ReasonId(id): ReasonId, state: State, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    match offered(state, &filled, &facts).into_iter().find(|reason| reason.item.id == id) {
        Some(reason) => take(reason, &filled, &facts),
        None => Turn::explain(Note::refusal(&Refusal::NoSuchItem)),
    }
}

/// Takes the reason, and goes on to what it still needs.
fn take(reason: &LostReason, filled: &Filled, facts: &Facts) -> Turn<Lose> {
    let mut filled = unfiltered(filled);
    filled.grounds.reason = Some(reason.item.id);
    if has_more_precise(reason, &facts.catalogues) {
        return Turn::go(State::SubReason, filled);
    }
    home(reason, filled)
}

/// To the summary, by way of the comment where the reason needs one.
fn home(reason: &LostReason, filled: Filled) -> Turn<Lose> {
    let next = match (&filled.grounds.comment, reason.comment_required) {
        (None, true) => State::Comment,
        _ => State::Summary,
    };
    Turn::go(next, filled)
}

async fn details(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    match picked(&filled, &facts) {
        Some(reason) => home(reason, unfiltered(&filled)),
        None => Turn::visit(State::Reason),
    }
}

async fn turn_page(page: Page, state: State, filled: Arc<Filled>) -> Turn<Lose> {
    Turn::go(state, Filled { page, ..(*filled).clone() })
}

async fn show_all(state: State, filled: Arc<Filled>) -> Turn<Lose> {
    Turn::go(state, unfiltered(&filled))
}

/// A text narrows the reasons down, more precise ones included; what leaves one picks it.
async fn search(Typed(text): Typed, state: State, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    let narrowed = Filled { filter: text.clone(), page: Page::default(), ..(*filled).clone() };
    let typed = Values::none().text("typed", shorten(&text, TYPED_SHOWN));
    match offered(state, &narrowed, &facts).as_slice() {
        [] => Turn::explain(Note { key: "lose-nothing-found", values: typed }),
        [one] => take(one, &narrowed, &facts),
        several => {
            let count = i64::try_from(several.len()).unwrap_or(i64::MAX);
            Turn::go(state, narrowed).noting(Note { key: "lose-narrowed", values: typed.number("count", count) })
        }
    }
}

async fn edit(line: Line, filled: Arc<Filled>) -> Turn<Lose> {
    Turn::go(line.state(), unfiltered(&filled))
}

/// With what the line of this state holds from now on, back home.
fn filled_in(filled: &Filled, fill: impl FnOnce(&mut Grounds)) -> Turn<Lose> {
    let mut filled = filled.clone();
    fill(&mut filled.grounds);
    Turn::go(State::Summary, filled)
}

async fn remove(state: State, filled: Arc<Filled>) -> Turn<Lose> {
    filled_in(&filled, |grounds| match state {
        State::Comment => grounds.comment = None,
        State::Competitor => grounds.competitor = None,
        State::Revive => grounds.revive_on = None,
        State::Reason | State::SubReason | State::Summary => {}
    })
}

/// A text as a line holds it; what is nothing or too much is explained.
fn text_of(text: String, most: usize) -> Result<String, Note> {
    if text.is_empty() {
        return Err(Note::plain("dialog-not-this-kind"));
    }
    fits(Some(&text), most).map(|()| text).map_err(|refusal| Note::refusal(&refusal))
}

async fn comment_typed(Typed(text): Typed, filled: Arc<Filled>) -> Turn<Lose> {
    match text_of(text, COMMENT_MAX) {
        Ok(comment) => filled_in(&filled, |grounds| grounds.comment = Some(comment)),
        Err(note) => Turn::explain(note),
    }
}

async fn competitor_typed(Typed(text): Typed, filled: Arc<Filled>) -> Turn<Lose> {
    match text_of(text, COMPETITOR_MAX) {
        Ok(competitor) => filled_in(&filled, |grounds| grounds.competitor = Some(competitor)),
        Err(note) => Turn::explain(note),
    }
}

async fn chosen(chip: Chip, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    filled_in(&filled, |grounds| grounds.revive_on = Some(chip.day(&facts)))
}

async fn day_typed(Typed(text): Typed, filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    match calendar::read_moment(&text, facts.now, facts.member.zone, Direction::Future) {
        Ok(moment) if moment.date > today(&facts) => {
            filled_in(&filled, |grounds| grounds.revive_on = Some(moment.date))
        }
        Ok(_) => Turn::explain(Note::refusal(&Refusal::ReviveNotInTheFuture)),
        Err(mistake) => Turn::explain(Note::moment(&mistake, &text)),
    }
}

/// Closes the deal as lost; what that still needs is asked for.
async fn save(filled: Arc<Filled>, facts: Arc<Facts>) -> Turn<Lose> {
    let lost = facts.opportunity.lose(&facts.member, &filled.grounds, &facts.catalogues, today(&facts));
    let refusal = match lost {
        Ok(loss) => return Turn::finish(Command::Lose { loss }),
        Err(refusal) => refusal,
    };
    let turn = match refusal {
        Refusal::NoLostReason | Refusal::NoSuchItem => Turn::visit(State::Reason),
        Refusal::CommentRequired => Turn::visit(State::Comment),
        // A draft that waited until its day had passed.
        Refusal::ReviveNotInTheFuture => Turn::visit(State::Revive),
        _ => return Turn::explain(Note::refusal(&refusal)),
    };
    turn.noting(Note::refusal(&refusal))
}
