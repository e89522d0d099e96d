//! The route: one update through the dptree to a plan. Pure: it reads the scene and decides; nothing is done here.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use dptree::{Handler, case};

use super::incoming::{Command, Incoming, Reach, Tapped, Written};
use super::scene::Scene;
use super::screens::Screen;
use crate::dialogs;
use crate::domain::{Language, Refusal};
use crate::engine::{
    self, Answer, Attachment, DialogName, DraftError, Facts, Forwarded, Menu, Nudge, Outcome, Target, TaskAction,
};

/// What is to be done about an update.
#[derive(Debug)]
pub enum Plan {
    /// Nothing that anybody would see.
    Nothing,
    /// The person can, or cannot, be written to.
    Reach(bool),
    /// Somebody gives an invite's code (it lets in only who is no member yet).
    Join(String),
    /// The member chooses a language.
    Speak(Language),
    /// A screen is shown; nothing changes.
    Show(Screen),
    /// A screen is shown, and the tap is answered with a refusal.
    Refuse(Screen, Refusal),
    /// The tap is answered with this text, and the card stays as it is.
    Toast(&'static str),
    /// A command from the task's card.
    Carry(engine::Command),
    /// A dialog has taken a turn.
    Dialog(Outcome),
}

type Decision = Result<Plan, DraftError>;

static TREE: LazyLock<Handler<'static, Decision>> = LazyLock::new(tree);

/// Puts an update through the tree.
///
/// # Errors
/// When a draft cannot be written: a defect of the program.
pub async fn route(incoming: Incoming, scene: &Arc<Scene>) -> Decision {
    match TREE.dispatch(dptree::deps![incoming, scene.clone()]).await {
        ControlFlow::Break(decision) => decision,
        ControlFlow::Continue(_) => Ok(Plan::Nothing),
    }
}

fn tree() -> Handler<'static, Decision> {
    dptree::inspect(|_: Arc<Scene>| ())
        .branch(case![Incoming::Foreign].endpoint(async || Ok(Plan::Nothing)))
        .branch(case![Incoming::Reach(reach)].endpoint(async |Reach(it): Reach| Ok(Plan::Reach(it))))
        .branch(strangers())
        .branch(case![Incoming::Command(command)].branch(commands()))
        .branch(case![Incoming::Tap(tapped)].branch(taps()))
        .branch(case![Incoming::Text(written)].endpoint(text))
        .branch(case![Incoming::Attachment(attachment)].endpoint(attachment))
        .branch(case![Incoming::Forwarded(forwarded)].endpoint(forwarded))
        .branch(case![Incoming::Other].endpoint(other))
}

/// Whoever has not been invited learns nothing, whatever they send.
fn strangers() -> Handler<'static, Decision> {
    dptree::filter(|scene: Arc<Scene>| scene.member.is_none())
        .branch(
            case![Incoming::Command(command)].branch(
                case![Command::Start(code)]
                    .filter(|code: String| !code.is_empty())
                    .endpoint(async |code: String| Ok(Plan::Join(code))),
            ),
        )
        .branch(dptree::endpoint(async || Ok(Plan::Show(Screen::Stranger))))
}

fn commands() -> Handler<'static, Decision> {
    dptree::inspect(|_: Command| ())
        .branch(case![Command::Start(code)].endpoint(async |code: String| {
            Ok(if code.is_empty() { Plan::Show(Screen::Tasks(0)) } else { Plan::Join(code) })
        }))
        .branch(case![Command::Tasks].endpoint(async || Ok(Plan::Show(Screen::Tasks(0)))))
        .branch(case![Command::Language].endpoint(async || Ok(Plan::Show(Screen::Language))))
        .branch(case![Command::Help].endpoint(async |scene: Arc<Scene>| {
            nudge(&scene, Nudge::Help).await.unwrap_or(Ok(Plan::Show(Screen::Help)))
        }))
        .branch(case![Command::Cancel].endpoint(async |scene: Arc<Scene>| {
            nudge(&scene, Nudge::Cancel).await.unwrap_or(Ok(Plan::Show(Screen::Nothing)))
        }))
}

/// What every dialog knows, to the dialog in focus; none when none is.
async fn nudge(scene: &Arc<Scene>, nudge: Nudge) -> Option<Decision> {
    let (draft, facts) = (scene.draft.as_ref()?, scene.facts.as_ref()?);
    Some(dialogs::drive(draft, Answer::Nudge(nudge), facts).await.map(Plan::Dialog))
}

async fn text(Written(text): Written, scene: Arc<Scene>) -> Decision {
    answer(Answer::Text(text), &scene).await
}

async fn attachment(attachment: Attachment, scene: Arc<Scene>) -> Decision {
    answer(Answer::Attachment(attachment), &scene).await
}

async fn forwarded(forwarded: Forwarded, scene: Arc<Scene>) -> Decision {
    answer(Answer::Forwarded(forwarded), &scene).await
}

async fn other(scene: Arc<Scene>) -> Decision {
    answer(Answer::Other, &scene).await
}

/// What is no tap goes to the dialog in focus.
async fn answer(answer: Answer, scene: &Scene) -> Decision {
    match (&scene.draft, &scene.facts) {
        (Some(draft), Some(facts)) => dialogs::drive(draft, answer, facts).await.map(Plan::Dialog),
        _ => Ok(Plan::Show(Screen::Nothing)),
    }
}

fn taps() -> Handler<'static, Decision> {
    dptree::filter_map(|tapped: Tapped| tapped.target)
        .branch(
            dptree::filter_map(|target: Target| match target {
                Target::Menu(menu) => Some(menu),
                _ => None,
            })
            .endpoint(async |menu: Menu| Ok(of_menu(menu))),
        )
        .branch(
            dptree::filter_map(|target: Target| match target {
                Target::Draft { revision, action, .. } => Some(Answer::Tap { revision, action }),
                _ => None,
            })
            .endpoint(draft_tapped),
        )
        .branch(dptree::filter(|scene: Arc<Scene>| scene.facts.is_none()).endpoint(async || Ok(not_yours())))
        .branch(
            dptree::filter_map(|target: Target| match target {
                Target::Task { action, .. } => Some(action),
                _ => None,
            })
            .endpoint(task_tapped),
        )
        .branch(
            // An old task opens its deal only as long as that is the member's, or the task still asks for work on it.
            dptree::filter(|scene: Arc<Scene>| scene.facts.as_ref().is_none_or(|facts| !sees_deal(facts)))
                .endpoint(async || Ok(Plan::Refuse(Screen::Task, Refusal::NotYourOpportunity))),
        )
        .branch(
            dptree::filter(|target: Target, scene: Arc<Scene>| match (target, &scene.facts) {
                (Target::Opportunity { id, .. }, Some(facts)) => facts.opportunity.id == id,
                _ => false,
            })
            .endpoint(async || Ok(Plan::Show(Screen::Opportunity))),
        )
        .branch(
            dptree::filter_map(|target: Target| match target {
                Target::History { page, .. } => Some(Screen::History(page)),
                Target::Interaction { id, part, .. } => Some(Screen::Interaction { id, part }),
                _ => None,
            })
            .endpoint(async |screen: Screen| Ok(Plan::Show(screen))),
        )
        .branch(dptree::endpoint(async || Ok(not_yours())))
}

fn not_yours() -> Plan {
    Plan::Refuse(Screen::Tasks(0), Refusal::NotYours)
}

fn of_menu(menu: Menu) -> Plan {
    match menu {
        Menu::Tasks(page) => Plan::Show(Screen::Tasks(page)),
        Menu::Done(page) => Plan::Show(Screen::Done(page)),
        Menu::Language => Plan::Show(Screen::Language),
        Menu::Speak(language) => Plan::Speak(language),
        Menu::Help => Plan::Show(Screen::Help),
    }
}

/// A tap on a card whose dialog has ended: the doubled tap on its last button finds the result already shown.
async fn draft_tapped(answer: Answer, Tapped { message_id, .. }: Tapped, scene: Arc<Scene>) -> Decision {
    match (&scene.draft, &scene.facts) {
        (Some(draft), Some(facts)) => dialogs::drive(draft, answer, facts).await.map(Plan::Dialog),
        _ if scene.barred => Ok(not_yours()),
        _ if scene.chat.card_message_id == Some(message_id) => Ok(Plan::Toast("toast-step-finished")),
        _ => Ok(Plan::Refuse(Screen::Tasks(0), Refusal::DialogEnded)),
    }
}

async fn task_tapped(action: TaskAction, scene: Arc<Scene>) -> Decision {
    let Some(facts) = &scene.facts else { return Ok(not_yours()) };
    let allowed = match action {
        TaskAction::Open => return Ok(Plan::Show(Screen::Task)),
        TaskAction::AcceptNow => facts
            .task
            .accept(&facts.member, facts.now, facts.now)
            .map(|()| Plan::Carry(engine::Command::Accept { start: facts.now })),
        TaskAction::GiveBack => facts.task.give_back(&facts.member).map(|()| Plan::Carry(engine::Command::GiveBack)),
        TaskAction::Reopen => {
            facts.opportunity.may_be_reopened_by(&facts.member).map(|()| Plan::Carry(engine::Command::Reopen))
        }
        TaskAction::Begin(name) => match may_begin(name, facts) {
            Ok(()) => {
                let draft = scene.drafts.iter().find(|draft| draft.dialog == name);
                return dialogs::open(name, scene.seq, draft, None, facts).map(Plan::Dialog);
            }
            Err(refusal) => Err(refusal),
        },
    };
    Ok(allowed.unwrap_or_else(|refusal| Plan::Refuse(Screen::Task, refusal)))
}

/// Whether the member may look at the deal and record with it: through a task that is theirs to work on, or as their own.
fn sees_deal(facts: &Facts) -> bool {
    facts.task.workable_by(&facts.member).is_ok() || facts.member.may_work_on(facts.opportunity.belonging)
}

fn may_begin(name: DialogName, facts: &Facts) -> Result<(), Refusal> {
    let workable = facts.task.workable_by(&facts.member);
    match name {
        DialogName::Accept => facts.task.accept(&facts.member, facts.now, facts.now),
        DialogName::Qualify => workable.and_then(|()| facts.opportunity.open_to_edits()),
        DialogName::Complete => facts.task.completable_by(&facts.member),
        DialogName::Partner => workable,
        // The deal is lost, whatever the task through which one came to it.
        DialogName::Lose => facts.opportunity.may_be_lost_by(&facts.member),
        // Interactions are about the deal: they go on when the task that led to it is done.
        DialogName::Interact if !sees_deal(facts) => Err(Refusal::NotYourOpportunity),
        DialogName::Interact => facts.opportunity.open_to_edits(),
    }
}
