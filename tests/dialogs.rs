//! Every dialog, every state, every input, through the real tree: never a panic, never an unhandled state, never a state
//! that cannot be left, never a card that does not fit.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in a test is the point")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;
use qualbot::dialogs::{self, Accept, Complete, Interact, Lose, PartnerDialog, Qualify};
use qualbot::domain::Language;
use qualbot::domain::interaction::FileKind;
use qualbot::engine::walk::{Landing, Walked, sample_attachment, sample_facts, walk};
use qualbot::engine::{
    Answer, Card, Command, Dialog, DialogName, Draft, Facts, Forwarded, Nudge, Outcome, Sent, Target, Typed,
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 7, 0, 0).unwrap()
}

/// What Telegram and a phone's screen allow.
fn assert_fits(card: &Card) {
    let plain = regex::Regex::new("<[^>]*>").unwrap().replace_all(&card.text, "").into_owned();
    assert!(!plain.trim().is_empty() && plain.chars().count() <= 4096, "{plain}");
    // About 38 characters a line, a row of buttons about two lines, and some 32 lines on a screen.
    let lines: usize = plain.lines().map(|line| line.chars().count().div_ceil(38).max(1)).sum();
    assert!(lines + 2 * card.rows.len() <= 34, "does not fit a phone without scrolling:\n{plain}\n{:?}", card.rows);
    for row in &card.rows {
        assert!((1..=3).contains(&row.len()), "{} buttons in a row:\n{plain}", row.len());
        for button in row {
            let data = button.target.encode();
            assert!((1..=64).contains(&data.len()), "{data}");
            assert!(!button.label.trim().is_empty());
        }
    }
    assert!(card.rows.iter().map(Vec::len).sum::<usize>() <= 100);
}

fn assert_sound<D: Dialog>(walked: &Walked) {
    let state = |it: &D::State| serde_json::to_string(it).unwrap();
    let reached: BTreeSet<&String> = walked.steps.iter().map(|step| &step.from).collect();
    for declared in D::states() {
        assert!(reached.contains(&state(&declared)), "{declared:?} is never reached");
    }
    assert_eq!(reached.len(), D::states().len(), "a state is reached that is not declared: {reached:?}");

    let mut ways: BTreeMap<&String, BTreeSet<&Landing>> = BTreeMap::new();
    for step in &walked.steps {
        ways.entry(&step.from).or_default().insert(&step.to);
    }
    for (from, to) in ways {
        assert!(to.contains(&Landing::Left), "{from} cannot be left");
        let onward = to.iter().any(|it| !matches!(it, Landing::Left) && **it != Landing::State(from.clone()));
        assert!(onward, "{from} leads nowhere");
    }
    for card in &walked.cards {
        assert_fits(card);
    }
}

async fn every_state_times_every_input<D: Dialog>() {
    for language in Language::ALL {
        let walked = walk::<D>(&sample_facts(now(), language)).await.unwrap();
        assert_sound::<D>(&walked);
        assert!(walked.steps.iter().any(|step| step.to == Landing::Finished), "it never finishes");
    }
}

#[tokio::test]
async fn accept_every_state_times_every_input() {
    every_state_times_every_input::<Accept>().await;
}

#[tokio::test]
async fn qualify_every_state_times_every_input() {
    every_state_times_every_input::<Qualify>().await;
}

#[tokio::test]
async fn complete_every_state_times_every_input() {
    every_state_times_every_input::<Complete>().await;
}

#[tokio::test]
async fn partner_every_state_times_every_input() {
    every_state_times_every_input::<PartnerDialog>().await;
}

#[tokio::test]
async fn lose_every_state_times_every_input() {
    every_state_times_every_input::<Lose>().await;
}

#[tokio::test]
async fn interact_every_state_times_every_input() {
    every_state_times_every_input::<Interact>().await;
}

#[tokio::test]
async fn every_state_has_help_in_both_languages() {
    async fn help<D: Dialog>() {
        for language in Language::ALL {
            for state in D::states() {
                let text = qualbot::words::Words::of(language).say(D::help(state));
                assert!(text.starts_with("ℹ️"), "{text}");
            }
        }
    }
    help::<Accept>().await;
    help::<Qualify>().await;
    help::<Complete>().await;
    help::<PartnerDialog>().await;
    help::<Lose>().await;
    help::<Interact>().await;
}

#[tokio::test]
async fn diagrams_are_those_of_the_documents() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (readme, drawn) = (read("README.md"), read("docs/dialogs.md"));
    let facts = sample_facts(now(), Language::En);
    for name in DialogName::ALL {
        let diagram = dialogs::diagram(name, &facts).await.unwrap();
        assert!(diagram.mermaid.starts_with("stateDiagram-v2\n    [*] --> "), "{}", diagram.mermaid);
        assert!(drawn.contains(&diagram.mermaid), "docs/dialogs.md is old for {}: qualbot dialogs", diagram.name);
        if name == DialogName::Qualify {
            assert!(readme.contains(&diagram.mermaid), "the README's diagram is old: qualbot dialogs");
        }
    }
}

fn shown(outcome: Outcome) -> Option<(Draft, Card)> {
    match outcome {
        Outcome::Shown { draft, card, .. } => Some((draft, card)),
        _ => None,
    }
}

async fn begin(name: DialogName, facts: &Facts) -> (Draft, Card) {
    shown(dialogs::open(name, 1, None, None, facts).unwrap()).unwrap()
}

async fn answer(draft: &Draft, answer: Answer, facts: &Arc<Facts>) -> Outcome {
    dialogs::drive(draft, answer, facts).await.unwrap()
}

fn tap_of(card: &Card, label: &str) -> Answer {
    let button = card.rows.iter().flatten().find(|it| it.label.contains(label));
    match button.unwrap_or_else(|| panic!("no button {label}: {card:?}")).target.clone() {
        Target::Draft { revision, action, .. } => Answer::Tap { revision, action },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_explained_and_loses_nothing() {
    for (language, wrong) in [(Language::En, "not an amount"), (Language::Ru, "не сумма")] {
        let facts = sample_facts(now(), language)[0].clone();
        let (draft, card) = begin(DialogName::Qualify, &facts).await;
        let (draft, _) = shown(answer(&draft, tap_of(&card, "Example 1"), &facts).await).unwrap();
        for bad in ["abc", "<b>", "🙂", "مرحبا", "1e9999", &"9".repeat(4096)] {
            let (after, card) = shown(answer(&draft, Answer::Text(bad.to_owned()), &facts).await).unwrap();
            assert_eq!((after.state.get(), after.filled.get()), (draft.state.get(), draft.filled.get()), "{bad}");
            assert!(card.text.starts_with("⚠️"), "{bad}: {}", card.text);
            assert_fits(&card);
        }
        let (_, card) = shown(answer(&draft, Answer::Text("abc".into()), &facts).await).unwrap();
        assert!(card.text.contains(wrong), "{}", card.text);
    }
}

#[tokio::test]
async fn back_goes_along_the_path_that_was_visited() {
    let facts = sample_facts(now(), Language::En)[0].clone();
    let (mut draft, card) = begin(DialogName::Qualify, &facts).await;
    let mut states = vec![draft.state.get().to_owned()];
    let mut card = card;
    for label in ["Example 2", "Skip", "50%", "Example 11"] {
        (draft, card) = shown(answer(&draft, tap_of(&card, label), &facts).await).unwrap();
        states.push(draft.state.get().to_owned());
    }
    states.pop();
    while let Some(expected) = states.pop() {
        (draft, _) = shown(answer(&draft, Answer::Nudge(Nudge::Back), &facts).await).unwrap();
        assert_eq!(draft.state.get(), expected);
    }
    // The beginning of the way: going back further leaves, and keeps the draft with its values.
    let Outcome::Parked(kept) = answer(&draft, Answer::Nudge(Nudge::Back), &facts).await else { panic!("not left") };
    assert!(kept.filled.get().contains("\"terms\""), "{}", kept.filled.get());
}

#[tokio::test]
async fn a_doubled_or_stale_tap_changes_nothing_and_says_so() {
    let facts = sample_facts(now(), Language::En)[0].clone();
    let (draft, card) = begin(DialogName::Qualify, &facts).await;
    let tap = tap_of(&card, "Example 1");
    let (after, _) = shown(answer(&draft, tap.clone(), &facts).await).unwrap();
    let Outcome::Shown { draft: doubled, toast, .. } = answer(&after, tap, &facts).await else { panic!("left") };
    assert_eq!(doubled.revision, after.revision);
    assert_eq!(doubled.filled.get(), after.filled.get());
    assert!(toast.is_some());
}

#[tokio::test]
async fn the_same_field_changed_by_somebody_else_becomes_a_choice() {
    let all = sample_facts(now(), Language::En);
    let (nothing_known, all_known) = (all[0].clone(), all[1].clone());
    let (mut draft, mut card) = begin(DialogName::Qualify, &nothing_known).await;
    for label in ["Example 2", "Skip", "Skip", "Skip", "Skip"] {
        (draft, card) = shown(answer(&draft, tap_of(&card, label), &nothing_known).await).unwrap();
    }
    // Meanwhile somebody else filled everything in.
    let (conflict, card) = shown(answer(&draft, tap_of(&card, "Save"), &all_known).await).unwrap();
    assert!(card.text.contains("changed meanwhile"), "{}", card.text);
    let (mine, card_of_mine) = shown(answer(&conflict, tap_of(&card, "Mine"), &all_known).await).unwrap();
    assert!(matches!(answer(&mine, tap_of(&card_of_mine, "Save"), &all_known).await, Outcome::Finished(_)));
    let (theirs, _) = shown(answer(&conflict, tap_of(&card, "Stored"), &all_known).await).unwrap();
    assert!(theirs.filled.get().contains("\"edits\":{}"), "{}", theirs.filled.get());
}

#[tokio::test]
async fn a_draft_of_another_version_begins_again_politely() {
    let facts = sample_facts(now(), Language::En)[0].clone();
    let (draft, _) = begin(DialogName::Qualify, &facts).await;
    let old = Draft { version: 0, ..draft };
    let (begun, card) = shown(answer(&old, Answer::Nudge(Nudge::Redraw), &facts).await).unwrap();
    assert!(card.text.contains("starts again"), "{}", card.text);
    assert!(begun.revision > old.revision);
}

fn forwarded(from: &str, at: DateTime<Utc>, text: &str) -> Answer {
    Answer::Forwarded(Forwarded { from: from.into(), at, sent: Sent::Text(Typed(text.into())) })
}

#[tokio::test]
async fn a_file_where_none_is_taken_is_explained_and_a_forwarded_text_is_a_text() {
    let facts = sample_facts(now(), Language::En)[1].clone();
    let (draft, _) = begin(DialogName::Complete, &facts).await;
    let photo = Answer::Attachment(sample_attachment(FileKind::Photo));
    let (after, card) = shown(answer(&draft, photo, &facts).await).unwrap();
    assert_eq!(after.revision, draft.revision);
    assert!(card.text.starts_with("⚠️ I cannot use that here"), "{}", card.text);
    let (_, card) = shown(answer(&draft, forwarded("Olga", now(), "They <want> it"), &facts).await).unwrap();
    assert!(card.text.contains("They &lt;want&gt; it") && !card.text.contains("Olga"), "{}", card.text);
}

#[tokio::test]
async fn forwarded_messages_become_one_interaction_as_of_the_first() {
    let facts = sample_facts(now(), Language::En)[0].clone();
    let (mut draft, mut card) = begin(DialogName::Interact, &facts).await;
    let hour = chrono::Duration::hours(1);
    for (from, ago, text) in [("Olga", 3, "900 <pallets>"), ("Me", 5, "When?"), ("Olga", -2, "In March")] {
        (draft, card) = shown(answer(&draft, forwarded(from, now() - hour * ago, text), &facts).await).unwrap();
    }
    let Outcome::Finished(Command::Record(recorded)) = answer(&draft, tap_of(&card, "Save"), &facts).await else {
        panic!("not recorded: {}", card.text)
    };
    assert_eq!(recorded.kind.code(), "message");
    assert_eq!(recorded.happened_at, now() - hour * 5);
    // A clock ahead of ours does not lead into the future.
    let lines =
        "Olga, Tue 24 Nov, 04:00: 900 <pallets>\nMe, Tue 24 Nov, 02:00: When?\nOlga, Tue 24 Nov, 07:00: In March";
    assert_eq!(recorded.summary, lines);

    // A time that the member chose stands.
    (draft, card) = shown(answer(&draft, tap_of(&card, "When"), &facts).await).unwrap();
    (draft, _) = shown(answer(&draft, tap_of(&card, "An hour ago"), &facts).await).unwrap();
    (draft, card) = shown(answer(&draft, forwarded("Olga", now() - hour * 9, "Hello"), &facts).await).unwrap();
    let Outcome::Finished(Command::Record(recorded)) = answer(&draft, tap_of(&card, "Save"), &facts).await else {
        panic!("not recorded: {}", card.text)
    };
    assert_eq!(recorded.happened_at, now() - hour);
}

#[tokio::test]
async fn what_no_longer_fits_an_interaction_is_explained_and_loses_nothing() {
    let facts = sample_facts(now(), Language::En)[0].clone();
    let (draft, _) = begin(DialogName::Interact, &facts).await;
    let (mut draft, _) = shown(answer(&draft, forwarded("O", now(), &"x".repeat(4000)), &facts).await).unwrap();
    let kept = draft.filled.get().to_owned();
    for more in [forwarded("O", now(), &"y".repeat(100)), Answer::Text("z".repeat(100))] {
        let (after, card) = shown(answer(&draft, more, &facts).await).unwrap();
        assert_eq!(after.filled.get(), kept);
        assert!(card.text.starts_with("⚠️ That does not fit any more"), "{}", card.text);
        assert_fits(&card);
    }
    let file = |number: usize| {
        let mut attachment = sample_attachment(FileKind::Document);
        attachment.caption.clear();
        attachment.file.unique_id = number.to_string();
        Answer::Attachment(attachment)
    };
    for number in 0..20 {
        (draft, _) = shown(answer(&draft, file(number), &facts).await).unwrap();
    }
    let (_, card) = shown(answer(&draft, file(20), &facts).await).unwrap();
    assert!(card.text.contains("20 files only"), "{}", card.text);
    let (again, card) = shown(answer(&draft, file(19), &facts).await).unwrap();
    assert_eq!(again.filled.get(), draft.filled.get());
    let (_, card) = shown(answer(&again, tap_of(&card, "Files"), &facts).await).unwrap();
    assert_fits(&card);
}

#[derive(Clone, Debug)]
enum Move {
    Button(usize),
    StaleButton(usize),
    Text(String),
    Attachment(FileKind),
    Forwarded(String),
    Other,
    Nudge(usize),
    Forged(String),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let text = prop_oneof![
        Just("450k".to_owned()),
        Just("60".to_owned()),
        Just("ex".to_owned()),
        Just("tomorrow 10:00".to_owned()),
        Just("вчера".to_owned()),
        "\\PC{0,40}",
        Just("x".repeat(4096)),
    ];
    let one = prop_oneof![
        6 => (0usize..40).prop_map(Move::Button),
        1 => (0usize..40).prop_map(Move::StaleButton),
        3 => text.clone().prop_map(Move::Text),
        1 => prop::sample::select(FileKind::ALL.to_vec()).prop_map(Move::Attachment),
        1 => text.prop_map(Move::Forwarded),
        1 => Just(Move::Other),
        1 => (0usize..Nudge::ALL.len()).prop_map(Move::Nudge),
        1 => "[\"{}a-z:0-9!]{0,30}".prop_map(Move::Forged),
    ];
    prop::collection::vec(one, 1..40)
}

async fn wander(name: DialogName, facts: &[Arc<Facts>], moves: Vec<Move>) {
    let (mut draft, mut card) = begin(name, &facts[0]).await;
    for (step, it) in moves.into_iter().enumerate() {
        // Facts move underneath: somebody else works on the same deal.
        let facts = &facts[usize::from(step % 7 == 6)];
        let buttons: Vec<Target> = card.rows.iter().flatten().map(|button| button.target.clone()).collect();
        let tapped = |at: usize, stale: bool| match &buttons[at % buttons.len()] {
            Target::Draft { revision, action, .. } => {
                Answer::Tap { revision: revision - i32::from(stale), action: action.clone() }
            }
            other => panic!("a dialog's card holds {other:?}"),
        };
        let given = match it {
            Move::Button(at) => tapped(at, false),
            Move::StaleButton(at) => tapped(at, true),
            Move::Text(text) => Answer::Text(text),
            Move::Attachment(kind) => Answer::Attachment(sample_attachment(kind)),
            Move::Forwarded(text) => forwarded("Ольга", facts.now, &text),
            Move::Other => Answer::Other,
            Move::Nudge(at) => Answer::Nudge(Nudge::ALL[at]),
            Move::Forged(action) => Answer::Tap { revision: draft.revision, action },
        };
        match shown(answer(&draft, given, facts).await) {
            Some((next, next_card)) => {
                assert!(next.revision >= draft.revision, "a revision went back");
                assert_fits(&next_card);
                (draft, card) = (next, next_card);
            }
            None => (draft, card) = begin(name, facts).await,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn a_random_walk_never_breaks_a_dialog(
        moves in moves(),
        name in prop::sample::select(DialogName::ALL.to_vec()),
        language in prop::sample::select(Language::ALL.to_vec()),
    ) {
        let facts = sample_facts(now(), language);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(wander(name, &facts[..2], moves));
    }
}
