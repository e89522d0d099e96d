//! Forged taps on dialogs: somebody else's are not there, and one's own take only what they offer.

use super::stage::sight::{RACKS, STACKERS};
use super::stage::{ANNA, BORIS, ELENA, Stage};

const OLD: &str = "That card was old; here is the present one.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_dialog_is_not_there() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    let draft = stage.draft(ANNA, RACKS).await;
    let before = (stage.business(ANNA).await, stage.screen(ANNA).await);
    let terms = stage.number("SELECT min(id) FROM terms").await;
    let actions = ["!cancel", "!discard", "!park", "!help", "!back", "!redraw", "\"skip\"", "\"save\"", "{\"page\":1}"];
    for person in [BORIS, ELENA] {
        for action in actions.map(str::to_owned).into_iter().chain([format!("{{\"pick\":{terms}}}")]) {
            let toast = stage.forge(person, &format!("d{draft}.1.{action}")).await;
            let toast = toast.unwrap();
            assert!(
                ["Этот шаг уже закончен. Откройте задачу, чтобы продолжить.", "Уже сделано."].contains(&toast.as_str()),
                "{action}: {toast}"
            );
            assert!(!stage.screen(person).await.contains(RACKS), "{action}");
            assert_eq!((stage.business(ANNA).await, stage.screen(ANNA).await), before, "{action}");
        }
    }
    stage.tap(ANNA, "Prepayment").await;
    assert!(stage.card(ANNA).await.starts_with("Budget · 2 of 5"));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_that_is_not_offered_is_not_taken() {
    let stage = Stage::with_team().await;
    stage.sql("UPDATE terms SET active = false WHERE name_en = 'Leasing'").await;
    let retired = stage.number("SELECT id FROM terms WHERE name_en = 'Leasing'").await;
    stage.tap(ANNA, "Qualify").await;
    let draft = stage.draft(ANNA, RACKS).await;
    let (card, before) = (stage.card(ANNA).await, stage.business(ANNA).await);
    for action in [
        "\"save\"".into(),
        "\"mine\"".into(),
        "{\"percent\":50}".into(),
        "{\"percent\":250}".into(),
        "{\"currency\":\"RUB\"}".into(),
        "{\"edit\":\"budget\"}".into(),
        format!("{{\"pick\":{retired}}}"),
        "{\"pick\":-1}".into(),
        "{\"pick\":99999999999999999999}".into(),
        "{\"page\":65535}".into(),
        "!nosuch".into(),
        "[]".into(),
        "null".into(),
    ] {
        let toast = stage.forge(ANNA, &format!("d{draft}.1.{action}")).await;
        assert_eq!(toast.as_deref(), Some(OLD), "{action}");
        assert_eq!(stage.card(ANNA).await, card, "{action}");
    }
    assert_eq!(drafts_but_time(&stage.business(ANNA).await), drafts_but_time(&before));
    stage.assert_sound().await;
}

/// Redrawing touches a draft's time, and nothing else.
fn drafts_but_time(business: &str) -> String {
    regex::Regex::new(r#""updated_at": "[^"]*""#).unwrap().replace_all(business, "").into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_retired_meanwhile_is_not_taken() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    let (message_id, data) = stage.button(ANNA, "Prepayment").await;
    stage.sql("UPDATE terms SET active = false WHERE name_en = 'Prepayment'").await;
    assert_eq!(stage.tap_data(ANNA, message_id, &data).await.as_deref(), Some(OLD));
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("Terms of sale · 1 of 5") && !card.contains("Prepayment"), "{card}");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_percentage_of_250_is_not_taken() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    for _ in 0..2 {
        stage.tap(ANNA, "Skip").await;
    }
    let draft = stage.draft(ANNA, RACKS).await;
    let card = stage.card(ANNA).await;
    let revision = stage.number(&format!("SELECT revision::bigint FROM drafts WHERE id = {draft}")).await;
    for percent in ["250", "101", "-1", "60", "50.5", "\"50\""] {
        let toast = stage.forge(ANNA, &format!("d{draft}.{revision}.{{\"percent\":{percent}}}")).await;
        assert_eq!(toast.as_deref(), Some(OLD), "{percent}");
        assert_eq!(stage.card(ANNA).await, card);
    }
    stage.write(ANNA, "250").await;
    assert!(stage.card(ANNA).await.contains("out of range"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_revision_changes_nothing() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    let draft = stage.draft(ANNA, RACKS).await;
    let (message_id, pick) = stage.button(ANNA, "Prepayment").await;
    let pick = pick.splitn(3, '.').nth(2).unwrap().to_owned();
    let filled = || stage.text("SELECT state::text || filled::text || revision FROM drafts");
    let before = filled().await;
    for revision in [0, -1, 2, 99, i32::MAX] {
        for action in [pick.as_str(), "\"skip\"", "!discard", "!back"] {
            let toast = stage.tap_data(ANNA, message_id, &format!("d{draft}.{revision}.{action}")).await;
            assert_eq!(toast.as_deref(), Some(OLD), "{revision} {action}");
            assert_eq!(filled().await, before);
        }
    }
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dialog_about_a_task_that_was_reassigned_is_out_of_reach() {
    let stage = Stage::with_team().await;
    let task = stage.task(STACKERS).await;
    stage.forge(ANNA, &format!("t{task}.qualify")).await;
    let boris = stage.member(BORIS).await;
    stage.sql(&format!("UPDATE tasks SET assignee_id = {boris} WHERE id = {task}")).await;
    let before = stage.business(ANNA).await;
    // A text is not taken, and the deal is not named any more.
    stage.write(ANNA, "450k").await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("I am not waiting for an answer") && !card.contains("Stackers"), "{card}");
    let draft = stage.draft(ANNA, STACKERS).await;
    let toast = stage.forge(ANNA, &format!("d{draft}.1.\"skip\"")).await;
    assert_eq!(toast.as_deref(), Some("This task is no longer yours. Here are your tasks."));
    assert!(!stage.card(ANNA).await.contains("Stackers"));
    assert_eq!(stage.business(ANNA).await, before);
    stage.assert_sound().await;
}
