//! A task is completed once, by whoever it is given to, and makes one quotation.

use super::stage::sight::{RACKS, STACKERS};
use super::stage::{ANNA, BORIS, ELENA, Stage};

/// The people are one tap away from completing the task of Anna's deal.
async fn about_to_complete(people: &[i64]) -> Stage {
    let stage = Stage::with_team().await;
    stage.qualify(RACKS).await;
    let task = stage.task(RACKS).await;
    for person in people {
        stage.forge(*person, &format!("t{task}.complete")).await;
        stage.write(*person, "They buy.").await;
    }
    stage
}

async fn state(stage: &Stage) -> String {
    let task = stage.task(RACKS).await;
    stage.text(&format!("SELECT state FROM tasks WHERE id = {task}")).await
}

async fn quotations(stage: &Stage) -> i64 {
    stage
        .number(&format!(
            "SELECT count(*) FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id
               JOIN process_steps s ON s.id = t.step_id WHERE s.code = 'quotation' AND o.title = '{RACKS}'"
        ))
        .await
}

async fn assert_completed_once(stage: &Stage) {
    let task = stage.task(RACKS).await;
    assert_eq!(state(stage).await, "done");
    assert_eq!(quotations(stage).await, 1);
    let lines = "SELECT count(*) FROM history WHERE entity = 'task' AND field = 'completed' AND entity_id";
    assert_eq!(stage.number(&format!("{lines} = {task}")).await, 1);
    assert_eq!(stage.number("SELECT count(*) FROM drafts").await, 0);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubled_tap_on_completed_completes_once() {
    let stage = about_to_complete(&[ANNA]).await;
    for _ in 0..3 {
        stage.tap_at_once(ANNA, "Completed").await;
    }
    stage.settle().await;
    assert!(stage.card(ANNA).await.starts_with("🏁 Completed"), "{}", stage.card(ANNA).await);
    assert_completed_once(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_complete_at_the_same_moment_one_does() {
    let stage = about_to_complete(&[ANNA, ELENA]).await;
    tokio::join!(stage.tap_at_once(ANNA, "Completed"), stage.tap_at_once(ELENA, "Выполнено"));
    stage.settle().await;
    // The other one is not left with a card that no longer works.
    let done = [stage.screen(ANNA).await.contains("Completed: "), stage.screen(ELENA).await.contains("Выполнено: ")];
    assert_eq!(done.iter().filter(|it| **it).count(), 1, "{}\n{}", stage.card(ANNA).await, stage.screen(ELENA).await);
    let other = if done[0] { stage.screen(ELENA).await } else { stage.screen(ANNA).await };
    assert!(other.contains("Мои задачи (") || other.contains("My tasks ("), "{other}");
    assert_completed_once(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_done_task_takes_no_second_completion() {
    let stage = about_to_complete(&[ANNA]).await;
    let task = stage.task(RACKS).await;
    stage.tap(ANNA, "Completed").await;
    let before = stage.business(ANNA).await;
    for action in ["complete", "now", "accept", "qualify"] {
        let toast = stage.forge(ANNA, &format!("t{task}.{action}")).await;
        assert_eq!(toast.as_deref(), Some("This task has been completed already."), "{action}");
        assert!(stage.card(ANNA).await.contains("🏁 Done"), "{}", stage.card(ANNA).await);
    }
    assert_eq!(
        stage.forge(ANNA, &format!("t{task}.giveback")).await.as_deref(),
        Some("This task has been completed already.")
    );
    assert_eq!(stage.business(ANNA).await, before);
    assert_completed_once(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_that_were_lost_to_a_colleagues_completion_are_not_called_done() {
    let stage = about_to_complete(&[ELENA]).await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Budget").await;
    stage.write(ANNA, "999k").await;
    stage.tap(ELENA, "Выполнено").await;
    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("That step has ended. Open the task to go on."));
    assert!(stage.card(ANNA).await.starts_with("My tasks"), "{}", stage.card(ANNA).await);
    assert_completed_once(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completion_after_the_task_was_reassigned_is_refused() {
    let stage = about_to_complete(&[ANNA]).await;
    let (task, boris) = (stage.task(RACKS).await, stage.member(BORIS).await);
    stage.sql(&format!("UPDATE tasks SET assignee_id = {boris} WHERE id = {task}")).await;
    let before = stage.business(ANNA).await;
    let toast = stage.tap(ANNA, "Completed").await;
    assert_eq!(toast.as_deref(), Some("This task is no longer yours. Here are your tasks."));
    assert!(stage.card(ANNA).await.starts_with("My tasks"), "{}", stage.card(ANNA).await);
    assert_eq!(stage.business(ANNA).await, before);
    stage.assert_sound().await;
}

/// Whether a statement of the bot waits for a row that somebody else is changing.
const WAITS: &str = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                        AND wait_event_type = 'Lock' AND query LIKE 'UPDATE tasks%')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completion_at_the_moment_of_reassigning_is_refused() {
    let stage = about_to_complete(&[ANNA]).await;
    let (task, boris) = (stage.task(RACKS).await, stage.member(BORIS).await);
    let mut reassigning = stage.pool.begin().await.unwrap();
    sqlx::query("UPDATE tasks SET assignee_id = $1 WHERE id = $2")
        .bind(boris)
        .bind(task)
        .execute(&mut *reassigning)
        .await
        .unwrap();
    stage.tap_at_once(ANNA, "Completed").await;
    stage.until(WAITS).await;
    reassigning.commit().await.unwrap();
    stage.settle().await;
    assert_eq!((state(&stage).await.as_str(), quotations(&stage).await), ("open", 0));
    assert!(stage.card(ANNA).await.starts_with("My tasks"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acceptance_at_the_moment_of_reassigning_is_refused() {
    let stage = Stage::with_team().await;
    let (task, boris) = (stage.task(STACKERS).await, stage.member(BORIS).await);
    stage.forge(ANNA, &format!("t{task}.open")).await;
    let mut reassigning = stage.pool.begin().await.unwrap();
    sqlx::query("UPDATE tasks SET assignee_id = $1 WHERE id = $2")
        .bind(boris)
        .bind(task)
        .execute(&mut *reassigning)
        .await
        .unwrap();
    stage.tap_at_once(ANNA, "Accept now").await;
    stage.until(WAITS).await;
    reassigning.commit().await.unwrap();
    stage.settle().await;
    assert_eq!(stage.text(&format!("SELECT state FROM tasks WHERE id = {task}")).await, "open");
    stage.assert_sound().await;
}
