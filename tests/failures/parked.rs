//! An update that always fails: it is tried again, then given up; only its chat waits, and its sender is told.

use std::time::Duration;

use qualbot::simulator::Outgoing;

use super::stage::sight::RACKS;
use super::stage::{ANNA, BORIS, Stage};

const PODOLSK: &str = "Стеллажи для склада в Подольске";
const TROUBLE: &str = "⚠️ У нас что-то сломалось";

/// From now on nothing can be written of a person's dialogs.
async fn break_dialogs_of(stage: &Stage, person: i64) {
    let member = stage.member(person).await;
    stage
        .sql(&format!(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made to fail'; END $$;
             CREATE TRIGGER made_to_fail BEFORE INSERT ON drafts FOR EACH ROW WHEN (NEW.member_id = {member})
                EXECUTE FUNCTION fail();"
        ))
        .await;
}

async fn mend_dialogs(stage: &Stage) {
    stage.sql("DROP TRIGGER made_to_fail ON drafts").await;
}

/// Moves the clock from try to try until the update of a chat is given up.
async fn until_given_up(stage: &Stage, person: i64) {
    for (tries, pause) in [(1, 500), (2, 2_000), (3, 8_000), (4, 32_000)] {
        let state =
            format!("SELECT EXISTS (SELECT FROM inbox WHERE chat_id = {person} AND state = 'open' AND attempts");
        stage.until(&format!("{state} = {tries})")).await;
        let waits = stage
            .number(&format!(
                "SELECT (extract(epoch FROM next_attempt_at) * 1000)::bigint - {} FROM inbox
                  WHERE chat_id = {person} AND attempts > 0 AND state = 'open'",
                stage.clock.now().timestamp_millis()
            ))
            .await;
        assert_eq!(waits, pause, "after {tries} tries");
        stage.clock.advance(chrono::Duration::milliseconds(pause));
    }
    stage.until(&format!("SELECT EXISTS (SELECT FROM inbox WHERE chat_id = {person} AND state = 'parked')")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_that_always_fails_holds_up_only_its_chat_and_is_given_up_politely() {
    let stage = Stage::with_team().await;
    break_dialogs_of(&stage, BORIS).await;
    stage.tap_at_once(BORIS, "Квалификация").await;
    stage.until("SELECT EXISTS (SELECT FROM inbox WHERE chat_id = 1002 AND attempts = 1)").await;
    stage.phone.send(BORIS, &Outgoing::text("/tasks")).unwrap();

    // It waits for the clock, and another chat goes on.
    stage.tap_at_once(ANNA, "Qualify").await;
    stage.until("SELECT EXISTS (SELECT FROM drafts) AND NOT EXISTS (SELECT FROM outbox WHERE state = 'open')").await;
    assert!(stage.card(ANNA).await.starts_with("Terms of sale · 1 of 5"), "{}", stage.card(ANNA).await);
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(stage.number("SELECT max(attempts)::bigint FROM inbox WHERE chat_id = 1002").await, 1);

    until_given_up(&stage, BORIS).await;
    stage.settle().await;
    let error = stage.text("SELECT error FROM inbox WHERE state = 'parked'").await;
    assert!(error.contains("made to fail"), "{error}");
    assert_eq!(stage.number("SELECT attempts::bigint FROM inbox WHERE state = 'parked'").await, 5);
    let messages = stage.messages(BORIS).await;
    let told = messages.iter().find(|it| it.text.starts_with(TROUBLE)).expect("the sender is told");
    assert_eq!(told.buttons[0][0].text, "☰ Мои задачи");
    // What came after it has been handled.
    assert!(stage.card(BORIS).await.starts_with("Мои задачи"), "{}", stage.card(BORIS).await);

    mend_dialogs(&stage).await;
    let task = stage.task(PODOLSK).await;
    stage.forge(BORIS, &format!("t{task}.qualify")).await;
    assert!(stage.card(BORIS).await.starts_with("Соглашение · 1"), "{}", stage.card(BORIS).await);
    assert_eq!(stage.number("SELECT count(*) FROM outbox WHERE state = 'failed'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_was_given_up_can_be_sent_again_where_the_dialog_stood() {
    let stage = Stage::with_team().await;
    stage.tap(BORIS, "Квалификация").await;
    stage.tap(BORIS, "Предоплата").await;
    break_dialogs_of(&stage, BORIS).await;
    stage.phone.send(BORIS, &Outgoing::text("450к")).unwrap();
    until_given_up(&stage, BORIS).await;
    stage.settle().await;
    assert!(stage.card(BORIS).await.starts_with(TROUBLE), "{}", stage.card(BORIS).await);
    mend_dialogs(&stage).await;
    stage.write(BORIS, "450к").await;
    assert!(stage.card(BORIS).await.starts_with("Вероятность · 3"), "{}", stage.card(BORIS).await);
    assert!(stage.text("SELECT filled::text FROM drafts").await.contains("450000"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_fails_for_a_moment_is_done_once() {
    let stage = Stage::with_team().await;
    break_dialogs_of(&stage, ANNA).await;
    let task = stage.task(RACKS).await;
    stage.tap_at_once(ANNA, "Qualify").await;
    stage.until("SELECT EXISTS (SELECT FROM inbox WHERE attempts = 1)").await;
    mend_dialogs(&stage).await;
    stage.clock.advance(chrono::Duration::milliseconds(500));
    stage.settle().await;
    assert!(stage.card(ANNA).await.starts_with("Terms of sale · 1 of 5"));
    assert_eq!(stage.number(&format!("SELECT count(*) FROM drafts WHERE task_id = {task}")).await, 1);
    assert_eq!(stage.number("SELECT count(*) FROM inbox WHERE state = 'parked'").await, 0);
}
