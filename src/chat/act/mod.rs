//! Acting: a plan becomes rows in the open transaction, and a reply.
//!
//! Commands are carried out here, on facts that the same update was judged on; the store says when they have moved since,
//! and then everything is decided again.

mod lose;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::reply::Reply;
use super::route::Plan;
use super::scene::Scene;
use super::screens::{self, Screen};
use crate::dialogs;
use crate::domain::calendar::{WorkingDay, start_of_working_day};
use crate::domain::interaction::Interaction;
use crate::domain::member::Member;
use crate::domain::opportunity::Status;
use crate::domain::partner::PartnerField;
use crate::domain::task::{Progress, QUALIFY};
use crate::domain::{Language, invite};
use crate::engine::{Answer, Card, Command, Details, DialogName, Draft, DraftError, Facts, Nudge, Outcome};
use crate::store::{StoreError, deals, drafts, inbox, interactions, members, partners, tasks};
use crate::words::{Values, Words};

/// Why an update could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The database, or a row that contradicts itself.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A draft that cannot be written.
    #[error(transparent)]
    Dialog(#[from] DraftError),
    /// A step panicked.
    #[error("a step panicked: {0}")]
    Panic(String),
}

/// What came of acting.
#[derive(Debug)]
pub enum Acted {
    /// To be committed.
    Reply(Box<Reply>),
    /// What the plan was decided on has moved meanwhile: roll back, and decide again.
    Moved,
}

/// How many unfinished dialogs are offered when a text has no place to go.
const UNFINISHED: usize = 3;

/// What carrying out a plan needs of the database, besides the turn's own rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: all is known.
    Nothing,
    /// It reads.
    Reading,
    /// It writes, and so needs a transaction around that and the turn's own rows.
    Writing,
}

/// What carrying out the plan needs.
#[must_use]
pub fn needs(plan: &Plan, scene: &Scene) -> Needs {
    match plan {
        // That the person can be reached again is written with whatever they did.
        _ if scene.came_back => Needs::Writing,
        Plan::Join(_) | Plan::Speak(_) | Plan::Carry(_) | Plan::Reach(_) | Plan::Dialog(Outcome::Finished(_)) => {
            Needs::Writing
        }
        Plan::Show(_) | Plan::Refuse(..) => Needs::Reading,
        Plan::Nothing | Plan::Toast(_) | Plan::Dialog(_) => Needs::Nothing,
    }
}

/// The reply of a plan that needs nothing.
///
/// # Errors
/// When a draft cannot be written.
pub fn told(plan: Plan, scene: &Scene) -> Result<Reply, TurnError> {
    match plan {
        Plan::Toast(key) => Ok(Reply::default().toasting(words(scene).say(key))),
        Plan::Dialog(outcome) => dialog(outcome, scene),
        _ => Ok(Reply::default()),
    }
}

/// Carries out a plan.
///
/// # Errors
/// When the database fails, or a draft cannot be written.
pub async fn act(connection: &mut PgConnection, plan: Plan, scene: &Scene) -> Result<Acted, TurnError> {
    if let (true, Some(sender)) = (scene.came_back, &scene.sender) {
        members::set_reachable(connection, sender.telegram_id, true, scene.now).await?;
    }
    let reply = match plan {
        Plan::Reach(reachable) => {
            if let Some(sender) = &scene.sender {
                members::set_reachable(connection, sender.telegram_id, reachable, scene.now).await?;
            }
            Reply::default()
        }
        Plan::Join(code) => {
            inbox::forget_code(connection, scene.seq).await?;
            match scene.member {
                Some(_) => Reply::card(show(connection, Screen::Tasks(0), scene).await?),
                None => join(connection, &code, scene).await?,
            }
        }
        Plan::Speak(language) => speak(connection, language, scene).await?,
        // Choosing a language is an aside: the dialog in focus goes on after it.
        Plan::Show(Screen::Language) => {
            let focus = scene.draft.as_ref().map(|draft| draft.id);
            Reply { focus, ..Reply::card(show(connection, Screen::Language, scene).await?) }
        }
        Plan::Show(screen) => Reply::card(show(connection, screen, scene).await?),
        Plan::Refuse(screen, refusal) => {
            Reply::card(show(connection, screen, scene).await?).toasting(words(scene).refusal(&refusal))
        }
        Plan::Carry(command) => return carry(connection, command, scene, None).await,
        Plan::Dialog(Outcome::Finished(command)) => {
            let finished = scene.draft.as_ref().map(|draft| draft.id);
            return carry(connection, command, scene, finished).await;
        }
        Plan::Nothing | Plan::Toast(_) | Plan::Dialog(_) => told(plan, scene)?,
    };
    Ok(Acted::Reply(Box::new(reply)))
}

/// The words of the member, or of whom Telegram says it is.
fn words(scene: &Scene) -> Words {
    let of_sender = || scene.sender.as_ref().map_or(Language::En, |sender| sender.language);
    Words::of(scene.member.as_ref().map_or_else(of_sender, |member| member.language))
}

async fn join(connection: &mut PgConnection, code: &str, scene: &Scene) -> Result<Reply, TurnError> {
    let words = words(scene);
    let Some(sender) = &scene.sender else { return Ok(Reply::default()) };
    let hash = invite::hash(code);
    let joined = members::join(connection, &hash, sender.telegram_id, sender.language, scene.now).await?;
    Ok(Reply::card(match joined {
        Some(joined) => screens::welcome(words, &joined.name),
        None => screens::stranger(words),
    }))
}

async fn speak(connection: &mut PgConnection, language: Language, scene: &Scene) -> Result<Reply, TurnError> {
    let Some(member) = &scene.member else { return Ok(Reply::default()) };
    let words = Words::of(language);
    if member.language != language {
        members::speak(connection, member.id, member.language, language, scene.now).await?;
    }
    let reply = match (&scene.draft, &scene.facts) {
        (Some(draft), Some(facts)) => {
            let mut facts = Facts::clone(facts);
            facts.member.language = language;
            opened(dialogs::drive(draft, Answer::Nudge(Nudge::Redraw), &Arc::new(facts)).await?)
        }
        _ => Reply::card(screens::language(words)),
    };
    Ok(reply.toasting(words.say("toast-language")))
}

async fn show(connection: &mut PgConnection, screen: Screen, scene: &Scene) -> Result<Card, TurnError> {
    let words = words(scene);
    let Some(member) = &scene.member else { return Ok(screens::stranger(words)) };
    Ok(match (screen, &scene.facts) {
        (Screen::Task, Some(facts)) => screens::task(facts, &scene.drafts),
        (Screen::Opportunity, Some(facts)) => opportunity(connection, facts, &scene.drafts).await?,
        (Screen::History(page), Some(facts)) => history(connection, facts, page).await?,
        (Screen::Interaction { id, part }, Some(facts)) => {
            match interactions::one(connection, facts.opportunity.id, id).await? {
                Some(whole) => screens::interaction(facts, &whole, part),
                None => history(connection, facts, 0).await?,
            }
        }
        (Screen::Task | Screen::Opportunity | Screen::History(_) | Screen::Interaction { .. }, None) => {
            list(connection, member, tasks::Which::Open, 0, scene).await?
        }
        (Screen::Tasks(page), _) => list(connection, member, tasks::Which::Open, page, scene).await?,
        (Screen::Done(page), _) => list(connection, member, tasks::Which::Done, page, scene).await?,
        (Screen::Stranger, _) => screens::stranger(words),
        (Screen::Language, _) => screens::language(words),
        (Screen::Help, _) => screens::help(words),
        (Screen::Nothing, _) => screens::nothing(words, &drafts::unfinished(connection, member, UNFINISHED).await?),
    })
}

/// The opportunity's card; what was recorded last is loaded only for it.
async fn opportunity(connection: &mut PgConnection, facts: &Facts, drafts: &[Draft]) -> Result<Card, StoreError> {
    let latest = interactions::page(connection, facts.opportunity.id, 0, screens::LATEST).await?;
    Ok(screens::opportunity(facts, drafts, &latest))
}

async fn history(connection: &mut PgConnection, facts: &Facts, page: u16) -> Result<Card, StoreError> {
    let size = i64::from(screens::HISTORY_PAGE);
    let found = interactions::page(connection, facts.opportunity.id, i64::from(page) * size, size).await?;
    Ok(screens::history(facts, &found, page))
}

async fn list(
    connection: &mut PgConnection,
    member: &Member,
    which: tasks::Which,
    page: u16,
    scene: &Scene,
) -> Result<Card, StoreError> {
    let tomorrow = member.zone.date(scene.now) + chrono::Duration::days(1);
    let end_of_day = member.zone.moment(tomorrow.and_time(chrono::NaiveTime::MIN));
    let size = i64::from(screens::PAGE);
    let mut list = tasks::list(connection, member, which, i64::from(page) * size, size, scene.now, end_of_day).await?;
    let shown = page.min(screens::last_page(&list, which));
    if shown != page {
        list = tasks::list(connection, member, which, i64::from(shown) * size, size, scene.now, end_of_day).await?;
    }
    Ok(screens::tasks(member, &list, which, shown, scene.now))
}

/// What a dialog's turn leads to, while it goes on.
fn dialog(outcome: Outcome, scene: &Scene) -> Result<Reply, TurnError> {
    let Some(facts) = &scene.facts else { return Ok(Reply::default()) };
    let words = facts.words();
    Ok(match outcome {
        Outcome::Shown { draft, card, toast } => Reply::dialog(draft, card).toasting_maybe(toast),
        Outcome::Parked(draft) => {
            let kept: Vec<_> = scene.drafts.iter().filter(|it| it.id != draft.id).chain([&draft]).cloned().collect();
            Reply { kept: vec![draft], ..Reply::card(screens::task(facts, &kept)) }.toasting(words.say("toast-parked"))
        }
        Outcome::Discarded => {
            let id = scene.draft.as_ref().map(|draft| draft.id);
            let left: Vec<_> = scene.drafts.iter().filter(|it| Some(it.id) != id).cloned().collect();
            Reply { dropped: id, ..Reply::card(screens::task(facts, &left)) }.toasting(words.say("toast-discarded"))
        }
        Outcome::Opened { parked, dialog, field } => {
            let draft = scene.drafts.iter().find(|it| it.dialog == dialog);
            let mut reply = opened(dialogs::open(dialog, scene.seq, draft, field, facts)?);
            reply.kept.push(parked);
            reply
        }
        // That ends it: it is carried out, and not only told.
        Outcome::Finished(_) => Reply::default(),
    })
}

fn opened(outcome: Outcome) -> Reply {
    match outcome {
        Outcome::Shown { draft, card, toast } => Reply::dialog(draft, card).toasting_maybe(toast),
        _ => Reply::default(),
    }
}

/// Carries out a command on the scene's task; a dialog that it finishes is dropped.
async fn carry(
    connection: &mut PgConnection,
    command: Command,
    scene: &Scene,
    finished: Option<i64>,
) -> Result<Acted, TurnError> {
    let Some(facts) = &scene.facts else { return Ok(Acted::Reply(Box::default())) };
    let words = facts.words();
    let (member, now) = (facts.member.id, facts.now);
    let mut after = Facts::clone(facts);
    let left: Vec<_> = scene.drafts.iter().filter(|it| Some(it.id) != finished).cloned().collect();
    let reply = match command {
        Command::Accept { start } => {
            if !tasks::accept(connection, &facts.task, member, start, now).await? {
                return Ok(Acted::Moved);
            }
            after.task.progress = Progress::Accepted { by: member, start };
            Reply::card(screens::task(&after, &left)).toasting(words.say("toast-accepted"))
        }
        Command::GiveBack => {
            if !tasks::give_back(connection, &facts.task, member, now).await? {
                return Ok(Acted::Moved);
            }
            after.task.progress = Progress::Open;
            Reply::card(screens::task(&after, &left)).toasting(words.say("toast-given-back"))
        }
        Command::Save { changes } => {
            let saved = changes.is_empty()
                || deals::save(connection, &facts.opportunity, &changes, member, &facts.catalogues, now).await?;
            if !saved {
                return Ok(Acted::Moved);
            }
            after.opportunity.known.extend(changes.iter().map(|change| (change.field, change.to)));
            let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
            let toast = words.plain("toast-saved", &Values::none().number("count", count));
            go_on(&left, &after)?.toasting(toast)
        }
        Command::SavePartner { changes } => {
            let Details::Partner(partner) = &facts.details else { return Ok(Acted::Moved) };
            let saved = changes.is_empty() || partners::save(connection, partner, &changes, member, now).await?;
            if !saved {
                return Ok(Acted::Moved);
            }
            if let Some(customer) = changes.iter().find(|change| change.field == PartnerField::Customer) {
                after.opportunity.customer = customer.to.is_some();
            }
            let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
            let toast = words.plain("toast-saved", &Values::none().number("count", count));
            Reply::card(opportunity(connection, &after, &left).await?).toasting(toast)
        }
        Command::Complete { results, completed_at } => {
            let Some(reply) = complete(connection, &results, completed_at, &mut after).await? else {
                return Ok(Acted::Moved);
            };
            reply
        }
        Command::Lose { loss } => {
            let Some(reply) = lose::lose(connection, &loss, &mut after).await? else { return Ok(Acted::Moved) };
            reply
        }
        Command::Reopen => {
            let Some(reply) = lose::reopen(connection, &mut after).await? else { return Ok(Acted::Moved) };
            reply
        }
        Command::Record(interaction) => {
            let Some(reply) = record(connection, &interaction, facts, &left).await? else { return Ok(Acted::Moved) };
            reply
        }
    };
    Ok(Acted::Reply(Box::new(Reply { dropped: finished, ..reply })))
}

/// Records an interaction, and shows it on the opportunity's card. None when the deal has been closed since.
async fn record(
    connection: &mut PgConnection,
    interaction: &Interaction,
    facts: &Facts,
    left: &[Draft],
) -> Result<Option<Reply>, TurnError> {
    let opportunity_id = facts.opportunity.id;
    if !interactions::record(connection, opportunity_id, interaction, facts.member.id, facts.now).await? {
        return Ok(None);
    }
    let words = facts.words();
    let toast = match interaction.follow_up_at {
        Some(at) => {
            let at = words.moment(at, facts.member.zone, facts.now);
            words.plain("toast-recorded-reminder", &Values::none().text("at", at))
        }
        None => words.say("toast-recorded"),
    };
    Ok(Some(Reply::card(opportunity(connection, facts, left).await?).toasting(toast)))
}

/// After saving: back to the completing that waits for it, or to the task.
fn go_on(left: &[Draft], after: &Facts) -> Result<Reply, TurnError> {
    match left.iter().find(|draft| draft.dialog == DialogName::Complete) {
        Some(draft) => Ok(opened(dialogs::open(DialogName::Complete, draft.id, Some(draft), None, after)?)),
        None => Ok(Reply::card(screens::task(after, left))),
    }
}

/// Ends the task, qualifies the opportunity, gives out the next task. None when one of them has moved since.
async fn complete(
    connection: &mut PgConnection,
    results: &str,
    completed_at: DateTime<Utc>,
    facts: &mut Facts,
) -> Result<Option<Reply>, TurnError> {
    let (member, now) = (facts.member.id, facts.now);
    if !tasks::complete(connection, &facts.task, member, results, completed_at, now).await? {
        return Ok(None);
    }
    if facts.task.step == QUALIFY && facts.opportunity.status == Status::InProgress {
        if !deals::set_status(connection, &facts.opportunity, Status::Qualified, member, now).await? {
            return Ok(None);
        }
        facts.opportunity.status = Status::Qualified;
    }
    let mut given_out = false;
    let mut next = None;
    if let Some(step) = &facts.next_step {
        let task = step.give_out(facts.task.belonging.team_id, now);
        let due_notice = start_of_working_day(step.zone.date(task.due_at), step.zone, &WorkingDay::default());
        let made = tasks::give_out(connection, &task, facts.opportunity.id, Some(member), due_notice, now).await?;
        given_out = made.is_some();
        next = made.map(|_| screens::Noticed { due_at: task.due_at });
    }
    let words = facts.words();
    facts.task.progress = Progress::Done { at: completed_at, results: results.to_owned() };
    let mut reply = Reply::card(screens::completed(facts, next.as_ref())).toasting(words.say("toast-completed"));
    reply.notices = given_out;
    // The dialogs about a task end with it, everybody's.
    drafts::let_go_of_cards(connection, facts.opportunity.id, Some(facts.task.id), member).await?;
    reply.ended_task_id = Some(facts.task.id);
    Ok(Some(reply))
}
