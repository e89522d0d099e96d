//! Old cards, two dialogs at once, and coming back later.

use crate::places::kept;
use crate::stage::sight::{RACKS, STACKERS};
use crate::stage::{ANNA, Stage};

const OLD: &str = "That card was old; here is the present one.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_on_a_card_three_steps_back_redraws_and_changes_nothing() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    let (message_id, first) = stage.button(ANNA, "Prepayment").await;
    stage.tap(ANNA, "Net 30 days").await;
    stage.tap(ANNA, "Skip").await;
    stage.tap(ANNA, "50%").await;
    let before = kept(&stage).await;
    assert_eq!(stage.tap_data(ANNA, message_id, &first).await.as_deref(), Some(OLD));
    assert_eq!(kept(&stage).await, before);
    assert!(stage.card(ANNA).await.starts_with("Channel · 4 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_on_a_card_that_was_deleted_brings_the_present_one() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    let (message_id, skip) = stage.button(ANNA, "Skip").await;
    stage.write(ANNA, "450k").await;
    stage.write(ANNA, "50").await;
    let before = kept(&stage).await;
    assert_eq!(stage.tap_data(ANNA, message_id, &skip).await.as_deref(), Some(OLD));
    assert_eq!(kept(&stage).await, before);
    assert!(stage.card(ANNA).await.starts_with("Channel · 4 of 5"), "{}", stage.card(ANNA).await);
    stage.write(ANNA, "website").await;
    assert!(stage.card(ANNA).await.starts_with("Source · 5 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_on_a_finished_dialogs_card_says_so() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Start later").await;
    stage.tap(ANNA, "In an hour").await;
    let (message_id, save) = stage.button(ANNA, "Accept").await;
    stage.tap(ANNA, "Accept").await;
    let card = stage.card(ANNA).await;
    let before = stage.business(ANNA).await;
    // Doubled: the result stays on the card.
    assert_eq!(stage.tap_data(ANNA, message_id, &save).await.as_deref(), Some("Done already."));
    assert_eq!(stage.card(ANNA).await, card);
    // Much later, from a card that is not the living one any more.
    stage.write(ANNA, "/help").await;
    assert_eq!(
        stage.tap_data(ANNA, message_id, &save).await.as_deref(),
        Some("That step has ended. Open the task to go on.")
    );
    assert_eq!(stage.business(ANNA).await, before);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_cards_tapped_in_turn_keep_two_dialogs_and_texts_go_to_the_last_tapped() {
    let stage = Stage::with_team().await;
    let (racks, stackers) = (stage.task(RACKS).await, stage.task(STACKERS).await);
    // The notice becomes one card; what My Tasks opens, the other.
    let first = stage.lowest(ANNA).await;
    stage.tap_data(ANNA, first, &format!("t{racks}.qualify")).await;
    stage
        .sql(
            "UPDATE task_notices SET sent_at = NULL WHERE task_id IN (SELECT id FROM tasks WHERE state = 'open')
                  AND kind = 'due' AND sent_at IS NOT NULL",
        )
        .await;
    stage.settle().await;
    let second = stage.lowest(ANNA).await;
    assert_ne!(first, second);
    stage.tap_data(ANNA, second, &format!("t{stackers}.qualify")).await;
    let edits = |deal: &'static str| {
        let stage = &stage;
        async move {
            let draft = stage.draft(ANNA, deal).await;
            stage.text(&format!("SELECT (filled -> 'edits')::text FROM drafts WHERE id = {draft}")).await
        }
    };
    // Racks asks for terms, stackers for the budget.
    let on_first = |label: &'static str| {
        let stage = &stage;
        async move {
            let messages = stage.messages(ANNA).await;
            let button = messages.iter().find(|it| it.message_id == first).unwrap().buttons.iter().flatten();
            let data = button.clone().find(|it| it.text.contains(label)).unwrap().data.clone().unwrap();
            stage.tap_data(ANNA, first, &data).await
        }
    };
    on_first("Prepayment").await;
    stage.tap(ANNA, "USD").await;
    on_first("Skip").await;
    // The first card was tapped last: a percentage, and not a budget.
    stage.write(ANNA, "60").await;
    assert!(edits(RACKS).await.contains("\"probability\": 60"), "{}", edits(RACKS).await);
    assert!(!edits(STACKERS).await.contains("60"), "{}", edits(STACKERS).await);
    // Now the other one.
    let stale = stage.draft(ANNA, STACKERS).await;
    stage.forge(ANNA, &format!("d{stale}.1.!redraw")).await;
    stage.write(ANNA, "70").await;
    assert!(edits(STACKERS).await.contains("70") && edits(STACKERS).await.contains("USD"), "{}", edits(STACKERS).await);
    assert!(!edits(RACKS).await.contains("70"));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn my_tasks_in_the_middle_then_on_from_the_tasks_card() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    let before = kept(&stage).await;
    stage.write(ANNA, "/tasks").await;
    assert!(stage.card(ANNA).await.starts_with("My tasks (6)"), "{}", stage.card(ANNA).await);
    // A text belongs to nothing now.
    stage.write(ANNA, "450k").await;
    assert!(
        stage.card(ANNA).await.contains("You have something unfinished:\n[▶️ Qualify: Racks"),
        "{}",
        stage.card(ANNA).await
    );
    assert_eq!(kept(&stage).await, before);
    let task = stage.task(RACKS).await;
    stage.tap(ANNA, "My tasks").await;
    stage.forge(ANNA, &format!("t{task}.open")).await;
    stage.tap(ANNA, "▶️ Qualify").await;
    assert!(stage.card(ANNA).await.starts_with("Budget · 2 of 5"));
    assert_eq!(kept(&stage).await, before);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_in_the_middle_of_a_dialog_is_not_noticed() {
    let mut stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    stage.stop().await;
    stage.phone.send(ANNA, &qualbot::simulator::Outgoing::text("450k")).unwrap();
    stage.start();
    stage.settle().await;
    assert!(stage.card(ANNA).await.starts_with("Probability · 3 of 5"), "{}", stage.card(ANNA).await);
    stage.stop().await;
    stage.start();
    stage.tap(ANNA, "50%").await;
    assert!(stage.card(ANNA).await.starts_with("Channel · 4 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_later_each_dialog_goes_on_where_it_stood() {
    let mut stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    stage.tap(ANNA, "Start later").await;
    stage.write(ANNA, "today 11:00").await;
    assert!(stage.card(ANNA).await.contains("Start: today, 11:00"), "{}", stage.card(ANNA).await);
    let (message_id, accept) = stage.button(ANNA, "Accept").await;
    stage.stop().await;
    stage.clock.advance(chrono::Duration::days(1));
    stage.start();
    stage.settle().await;
    // What was planned lies in the past: it starts now.
    stage.tap_data(ANNA, message_id, &accept).await;
    let start = stage.text(&format!("SELECT start_at::text FROM tasks WHERE id = {task}")).await;
    assert!(start.starts_with("2026-11-25 07:00"), "{start}");
    stage.forge(ANNA, &format!("t{task}.qualify")).await;
    stage.tap(ANNA, "Net 30 days").await;
    stage.clock.advance(chrono::Duration::days(1));
    stage.settle().await;
    stage.write(ANNA, "450k").await;
    assert!(stage.card(ANNA).await.starts_with("Probability · 3 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}
