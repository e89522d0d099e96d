//! Who can be written to: blocking and unblocking the bot.

use super::stage::sight::RACKS;
use super::stage::{ANNA, BORIS, Stage};

async fn reachable(stage: &Stage, person: i64) -> bool {
    stage.number(&format!("SELECT count(*) FROM members WHERE reachable AND telegram_id = {person}")).await == 1
}

/// A notice about a task of a person's falls due now.
async fn fall_due(stage: &Stage, person: i64) {
    let deal = format!(
        "INSERT INTO task_notices (task_id, kind, due_at)
         SELECT t.id, 'due', now() - interval '100 years' FROM tasks t JOIN members m ON m.id = t.assignee_id
          WHERE m.telegram_id = {person} AND t.state = 'open' ORDER BY t.id LIMIT 1
         ON CONFLICT (task_id, kind) DO UPDATE SET due_at = excluded.due_at, sent_at = NULL"
    );
    stage.sql(&deal).await;
    stage.settle().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_blocks_the_bot_is_not_written_to_until_they_come_back() {
    let stage = Stage::with_team().await;
    stage.phone.block(ANNA, true).unwrap();
    stage.settle().await;
    assert!(!reachable(&stage, ANNA).await);
    let calls = stage.phone.last_call();
    fall_due(&stage, ANNA).await;
    fall_due(&stage, BORIS).await;
    let said: Vec<_> = stage.phone.calls(calls).into_iter().filter(|call| call.method == "sendMessage").collect();
    assert_eq!(said.len(), 1, "only Boris is told");

    stage.phone.block(ANNA, false).unwrap();
    stage.settle().await;
    assert!(reachable(&stage, ANNA).await);
    fall_due(&stage, ANNA).await;
    assert!(stage.card(ANNA).await.contains("[📋 Open]"), "{}", stage.card(ANNA).await);
    let lines = "SELECT count(*) FROM history WHERE entity = 'member' AND field = 'reachable'";
    assert_eq!(stage.number(lines).await, 2);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_out_of_reach_and_writes_is_within_reach_again() {
    let stage = Stage::with_team().await;
    stage.sql(&format!("UPDATE members SET reachable = false WHERE telegram_id = {ANNA}")).await;
    stage.write(ANNA, "/tasks").await;
    assert!(reachable(&stage, ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_blocks_the_bot_in_the_middle_goes_on_after_coming_back() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    stage.phone.block(ANNA, true).unwrap();
    stage.settle().await;
    stage.phone.block(ANNA, false).unwrap();
    stage.write(ANNA, "450k").await;
    assert!(stage.card(ANNA).await.contains(RACKS));
    assert!(stage.card(ANNA).await.starts_with("Probability · 3 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}
