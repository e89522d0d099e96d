//! PostgreSQL's connections are cut in the middle of a dialog.

use std::time::Duration;

use qualbot::simulator::Outgoing;

use super::stage::sight::RACKS;
use super::stage::{ANNA, Stage};

/// Ends every connection of the bot (and of the test, which notices it here).
async fn cut(stage: &Stage) {
    stage
        .sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND application_name = 'qualbot' AND pid <> pg_backend_pid()",
        )
        .await;
    for _ in 0..20 {
        let _ = sqlx::query("SELECT").execute(&stage.pool).await;
    }
}

/// Lets time pass until the bot has caught up.
async fn recover(stage: &Stage) {
    for _ in 0..100 {
        let open = "SELECT (SELECT count(*) FROM inbox WHERE state = 'open')
                         + (SELECT count(*) FROM outbox WHERE state = 'open')";
        if stage.phone.pending_updates() == 0 && stage.number(open).await == 0 {
            return stage.settle().await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.clock.advance(chrono::Duration::milliseconds(100));
    }
    panic!("the bot does not recover");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rep_goes_on_after_the_database_cut_all_connections() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.tap(ANNA, "Net 30 days").await;
    for text in ["450k", "60", "trade fair"] {
        cut(&stage).await;
        stage.phone.send(ANNA, &Outgoing::text(text)).unwrap();
        recover(&stage).await;
    }
    cut(&stage).await;
    stage.tap_at_once(ANNA, "Spring trade fair").await;
    recover(&stage).await;
    cut(&stage).await;
    stage.tap_at_once(ANNA, "Save").await;
    recover(&stage).await;
    let stored = stage
        .text(&format!(
            "SELECT concat_ws('|', t.name_en, o.budget, o.budget_currency, o.probability, c.name_en, s.name_en)
               FROM opportunities o JOIN terms t ON t.id = o.terms_id JOIN channels c ON c.id = o.channel_id
               JOIN campaigns s ON s.id = o.source_id WHERE o.title = '{RACKS}'"
        ))
        .await;
    assert_eq!(stored, "Net 30 days|450000.00|RUB|60|Trade fair|Spring trade fair");
    let lines =
        "SELECT count(*) FROM history WHERE entity = 'opportunity' AND field = 'budget' AND new_value = '450000 RUB'";
    assert_eq!(stage.number(lines).await, 1);
    assert_eq!(stage.number("SELECT count(*) FROM inbox WHERE state = 'parked'").await, 0);
    assert_eq!(stage.number("SELECT count(*) FROM outbox WHERE state = 'failed'").await, 0);
    // One living card, not two.
    let cards = stage.messages(ANNA).await;
    let living = cards.iter().filter(|it| it.from == "bot" && !it.text.starts_with("My tasks")).count();
    assert_eq!(living, 1, "{}", stage.screen(ANNA).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_in_the_middle_of_completing_completes_once() {
    let stage = Stage::with_team().await;
    stage.qualify(RACKS).await;
    let task = stage.task(RACKS).await;
    stage.forge(ANNA, &format!("t{task}.complete")).await;
    stage.tap(ANNA, "Ready for a quotation").await;
    // The bot waits inside its transaction, and is cut off there.
    let mut busy = stage.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM opportunities WHERE title = $1 FOR UPDATE").bind(RACKS).execute(&mut *busy).await.unwrap();
    stage.tap_at_once(ANNA, "Completed").await;
    stage
        .until(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                AND wait_event_type = 'Lock' AND query LIKE 'UPDATE opportunities%')",
        )
        .await;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE opportunities%'",
    )
    .execute(&mut *busy)
    .await
    .unwrap();
    busy.rollback().await.unwrap();
    recover(&stage).await;
    assert!(stage.card(ANNA).await.starts_with("🏁 Completed"), "{}", stage.card(ANNA).await);
    assert_eq!(
        stage.number("SELECT count(*) FROM tasks WHERE state = 'done' AND results LIKE 'Need, budget%'").await,
        1
    );
    let quotations = format!(
        "SELECT count(*) FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id
           JOIN process_steps s ON s.id = t.step_id WHERE s.code = 'quotation' AND o.title = '{RACKS}'"
    );
    assert_eq!(stage.number(&quotations).await, 1);
}
