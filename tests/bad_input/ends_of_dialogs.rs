//! Commands in and out of dialogs: cancel, help, language.

use crate::places::kept;
use crate::stage::sight::RACKS;
use crate::stage::{ANNA, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel_leaves_at_once_when_nothing_was_entered() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    // Looking about is not entering: pages, skipped questions.
    for (action, way) in [
        ("accept", vec![]),
        ("qualify", vec![]),
        ("qualify", vec!["›"]),
        ("qualify", vec!["Skip", "Skip", "Skip", "Skip", "Skip"]),
        ("partner", vec![]),
        ("complete", vec![]),
        ("complete", vec!["Source"]),
    ] {
        stage.forge(ANNA, &format!("t{task}.{action}")).await;
        for label in &way {
            stage.tap(ANNA, label).await;
        }
        stage.write(ANNA, "/cancel").await;
        let card = stage.card(ANNA).await;
        assert!(card.starts_with("Qualify the sales opportunity"), "{action} {way:?}: {card}");
    }
    stage.write(ANNA, "/cancel").await;
    assert!(stage.card(ANNA).await.starts_with("I am not waiting"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel_asks_first_when_something_was_entered() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    let before = kept(&stage).await;
    stage.write(ANNA, "/cancel").await;
    assert!(stage.card(ANNA).await.starts_with("Discard what you entered?"), "{}", stage.card(ANNA).await);
    stage.tap(ANNA, "Keep editing").await;
    assert!(stage.card(ANNA).await.starts_with("Budget · 2 of 5"));
    stage.tap(ANNA, "Cancel").await;
    assert_eq!(stage.tap(ANNA, "Later").await.as_deref(), Some("Kept for later"));
    assert_eq!(kept(&stage).await, before);
    stage.tap(ANNA, "▶️ Qualify").await;
    stage.write(ANNA, "/cancel").await;
    assert_eq!(stage.tap(ANNA, "Discard").await.as_deref(), Some("Discarded"));
    assert_eq!(stage.number("SELECT count(*) FROM drafts").await, 0);
    assert!(!stage.card(ANNA).await.contains("continue"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_explains_the_step_in_a_dialog_and_the_bot_outside() {
    let stage = Stage::with_team().await;
    stage.write(ANNA, "/help").await;
    assert!(stage.card(ANNA).await.starts_with("What I do"), "{}", stage.card(ANNA).await);
    let task = stage.task(RACKS).await;
    stage.forge(ANNA, &format!("t{task}.qualify")).await;
    stage.write(ANNA, "/help").await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("ℹ️ Tap the one that fits") && card.contains("Terms of sale · 1 of 5"), "{card}");
    stage.tap(ANNA, "Net 30 days").await;
    stage.write(ANNA, "/HELP@qualbot please").await;
    assert!(stage.card(ANNA).await.starts_with("ℹ️ The revenue"), "{}", stage.card(ANNA).await);
    stage.write(ANNA, "450k").await;
    assert!(stage.card(ANNA).await.starts_with("Probability · 3 of 5"));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_language_in_the_middle_redraws_the_card_in_it() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    let before = kept(&stage).await;
    stage.write(ANNA, "/language").await;
    assert!(stage.card(ANNA).await.starts_with("Which language"), "{}", stage.card(ANNA).await);
    assert_eq!(stage.tap(ANNA, "Русский").await.as_deref(), Some("Теперь по-русски"));
    assert!(stage.card(ANNA).await.starts_with("Бюджет · 2"), "{}", stage.card(ANNA).await);
    assert_eq!(kept(&stage).await, before);
    stage.write(ANNA, "450к").await;
    assert!(stage.card(ANNA).await.starts_with("Вероятность · 3"), "{}", stage.card(ANNA).await);
    // An answer in place of the choice counts as an answer.
    stage.write(ANNA, "/language").await;
    stage.write(ANNA, "60").await;
    assert!(stage.card(ANNA).await.starts_with("Канал · 4"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_language_outside_of_dialogs_is_spoken_from_then_on() {
    let stage = Stage::with_team().await;
    stage.write(ANNA, "/language").await;
    stage.tap(ANNA, "Русский").await;
    assert!(stage.card(ANNA).await.contains("[English] [✓ Русский]"), "{}", stage.card(ANNA).await);
    stage.tap(ANNA, "Мои задачи").await;
    assert!(stage.card(ANNA).await.starts_with("Мои задачи"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}
