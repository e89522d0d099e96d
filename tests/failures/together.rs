//! Two people who edit one opportunity at the same time.

use super::stage::sight::RACKS;
use super::stage::{ANNA, ELENA, Stage};

/// Anna has entered everything and is about to save.
async fn about_to_save(stage: &Stage) {
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    stage.write(ANNA, "450k").await;
    stage.write(ANNA, "60").await;
    stage.tap(ANNA, "Trade fair").await;
    stage.tap(ANNA, "Skip").await;
}

/// Elena, the manager, has entered one field of the same deal and is about to save.
async fn manager_about_to_save(stage: &Stage, field: usize, item: &str) {
    let task = stage.task(RACKS).await;
    stage.forge(ELENA, &format!("t{task}.qualify")).await;
    for _ in 0..field {
        stage.tap(ELENA, "Пропустить").await;
    }
    stage.tap(ELENA, item).await;
    for _ in field + 1..5 {
        stage.tap(ELENA, "Пропустить").await;
    }
}

async fn terms(stage: &Stage) -> String {
    stage
        .text(&format!(
            "SELECT t.name_en FROM opportunities o JOIN terms t ON t.id = o.terms_id WHERE o.title = '{RACKS}'"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_field_shows_both_values_and_the_rep_picks_theirs() {
    let stage = Stage::with_team().await;
    about_to_save(&stage).await;
    manager_about_to_save(&stage, 0, "Предоплата").await;
    stage.tap(ELENA, "Сохранить").await;
    assert_eq!(terms(&stage).await, "Prepayment");

    stage.tap(ANNA, "Save").await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("Terms of sale was changed meanwhile"), "{card}");
    assert!(card.contains("You entered: Net 30 days") && card.contains("Stored now: Prepayment"), "{card}");
    stage.write(ANNA, "mine").await;
    assert!(stage.card(ANNA).await.starts_with("⚠️ Please tap"), "{}", stage.card(ANNA).await);
    stage.tap(ANNA, "Mine: Net 30 days").await;
    assert!(stage.card(ANNA).await.contains("Prepayment → Net 30 days"), "{}", stage.card(ANNA).await);
    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("Saved: 4 changes"));
    assert_eq!(terms(&stage).await, "Net 30 days");
    let history = stage
        .text(
            "SELECT string_agg(concat_ws('→', old_value, new_value), '; ' ORDER BY id) FROM history
                               WHERE field = 'terms' AND id > (SELECT max(id) - 6 FROM history)",
        )
        .await;
    assert_eq!(history, "Prepayment; Prepayment→Net 30 days");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_field_shows_both_values_and_the_rep_takes_the_stored_one() {
    let stage = Stage::with_team().await;
    about_to_save(&stage).await;
    manager_about_to_save(&stage, 0, "Предоплата").await;
    stage.tap(ELENA, "Сохранить").await;
    stage.tap(ANNA, "Save").await;
    stage.tap(ANNA, "Stored: Prepayment").await;
    assert!(stage.card(ANNA).await.contains("Terms of sale: Prepayment"), "{}", stage.card(ANNA).await);
    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("Saved: 3 changes"));
    assert_eq!(terms(&stage).await, "Prepayment");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn different_fields_merge_without_a_question() {
    let stage = Stage::with_team().await;
    about_to_save(&stage).await;
    manager_about_to_save(&stage, 4, "Весенняя").await;
    stage.tap(ELENA, "Сохранить").await;
    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("Saved: 4 changes"));
    stage.tap(ANNA, "Opportunity").await;
    let card = stage.card(ANNA).await;
    assert!(card.contains("Terms of sale: Net 30 days") && card.contains("Source: Spring trade fair"), "{card}");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_save_at_the_same_moment_one_is_asked() {
    let stage = Stage::with_team().await;
    about_to_save(&stage).await;
    manager_about_to_save(&stage, 0, "Предоплата").await;
    tokio::join!(stage.tap_at_once(ANNA, "Save"), stage.tap_at_once(ELENA, "Сохранить"));
    stage.settle().await;
    let asked =
        [stage.card(ANNA).await.contains("was changed meanwhile"), stage.card(ELENA).await.contains("изменили")];
    assert_eq!(asked.iter().filter(|it| **it).count(), 1, "{}\n{}", stage.card(ANNA).await, stage.card(ELENA).await);
    assert_eq!(terms(&stage).await, if asked[0] { "Prepayment" } else { "Net 30 days" });
    stage.assert_sound().await;
}
