//! A deal is lost, comes back on its day, and is reopened: played through the simulator.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in a test is the point")]

mod stage;

use chrono::{DateTime, Duration, Utc};
use stage::play::Play;
use stage::{ANNA, BORIS, Database, ELENA, Stage};

/// Anna's deal that is due today, and the one that is due tomorrow.
const TODAY: &str = "Racks for the new cold store";
const TOMORROW: &str = "Sorting line for the Leeds depot";

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn text(stage: &Stage, query: &'static str, deal: &str) -> Option<String> {
    sqlx::query_scalar(query).bind(deal).fetch_one(&stage.pool).await.unwrap_or_else(|error| panic!("{query}: {error}"))
}

async fn status(stage: &Stage, deal: &str) -> String {
    text(stage, "SELECT status FROM opportunities WHERE title = $1", deal).await.unwrap()
}

/// The deal's task of the step that qualifies.
async fn task(stage: &Stage, deal: &str) -> i64 {
    let id = "SELECT t.id::text FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id
                JOIN process_steps s ON s.id = t.step_id WHERE o.title = $1 AND s.code = 'qualify'";
    text(stage, id, deal).await.unwrap().parse().unwrap()
}

/// How often the deal's status became this.
async fn became(stage: &Stage, deal: &str, status: &str) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM history h JOIN opportunities o ON o.id = h.entity_id AND h.entity = 'opportunity'
          WHERE o.title = $1 AND h.field = 'status' AND h.new_value = $2",
    )
    .bind(deal)
    .bind(status)
    .fetch_one(&stage.pool)
    .await
    .unwrap()
}

/// Taps what a card of a task or dialog could carry, on the person's lowest message of the bot.
async fn forge(stage: &Stage, person: i64, data: &str) -> Option<String> {
    let message = stage.messages(person).await.into_iter().rev().find(|it| it.from == "bot").unwrap();
    stage.tap_data(person, message.message_id, data).await
}

/// What the person's button with this label carries.
async fn data_of(stage: &Stage, person: i64, label: &str) -> (i32, String) {
    let messages = stage.messages(person).await;
    let found = messages.iter().rev().find_map(|message| {
        let button = message.buttons.iter().flatten().find(|button| button.text.contains(label))?;
        Some((message.message_id, button.data.clone()?))
    });
    found.unwrap_or_else(|| panic!("no button {label}"))
}

/// Time passes until then, and the bot comes to rest.
async fn wait_until(stage: &Stage, moment: &str) {
    stage.clock.advance(utc(moment) - stage.clock.now());
    stage.settle().await;
}

async fn taps(stage: &Stage, person: i64, labels: &[&str]) {
    for label in labels {
        stage.tap(person, label).await;
    }
}

const LOSE: &[&str] = &["Open", "Close as lost", "Price", "Close as lost"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deal_is_lost_in_four_taps_from_its_notice() {
    let stage = Stage::with_team().await;
    let mut anna = Play::new(&stage, ANNA, "Anna");
    anna.transcript.push_str("The bot writes by itself:\n\n");
    anna.see().await;
    for label in LOSE {
        anna.tap(label).await;
    }
    assert_eq!((anna.taps, anna.typed), (4, 0));
    assert_eq!(status(&stage, TODAY).await, "lost");
    // Two hours later they call back, and then think better of it.
    stage.clock.advance(Duration::hours(2));
    anna.tap("Reopen").await.tap("Open").await.tap("Close as lost").await.tap("Timing").await;
    anna.write("postponed").await.tap("Comment").await.write("They move <next> year & ask us then").await;
    anna.tap("Come back on").await.write("yesterday").await.write("today").await.write("15.03").await;
    anna.tap("Competitor").await.write("Nobody yet").await.tap("Competitor").await.tap("Remove").await;
    anna.tap("Lost reason").await.tap("Back").await.tap("Close as lost").await;
    insta::assert_snapshot!("lost_in_english", anna.transcript);
    let kept = text(&stage, "SELECT revive_on::text || lost_comment FROM opportunities WHERE title = $1", TODAY).await;
    assert_eq!(kept.as_deref(), Some("2027-03-15They move <next> year & ask us then"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_deal_comes_back_on_its_day_in_russian() {
    let stage = Stage::with_team().await;
    let mut boris = Play::new(&stage, BORIS, "Борис");
    boris.transcript.push_str("Бот пишет сам:\n\n");
    boris.see().await;
    boris.tap("Открыть").await.tap("Сделка проиграна").await.tap("Помощь").await;
    boris.write("нет такой").await.write("конкурент").await.tap("Показать все").await.write("дешевле").await;
    boris.write("Нашли на 90 тысяч дешевле").await.tap("Конкурент").await.write("«Рога и копыта» & Ко").await;
    boris.tap("Повторный контакт").await.write("31.02").await.tap("1 месяц").await;
    boris.tap("Закрыть как проигранную").await;
    // 24 December is the day: nothing before its morning, and then one notice.
    let before = stage.messages(BORIS).await.len();
    wait_until(&stage, "2026-12-24T05:59:00Z").await;
    let others: Vec<_> = stage.messages(BORIS).await.split_off(before);
    assert!(others.iter().all(|it| !it.text.contains("Вернуться к проигранной")), "{others:?}");
    wait_until(&stage, "2026-12-24T06:00:00Z").await;
    boris.transcript.push_str("24 декабря бот пишет сам:\n\n");
    boris.see().await;
    boris.tap("Открыть").await.tap("Сделка").await.tap("Задача").await.tap("Открыть снова").await.tap("Открыть").await;
    insta::assert_snapshot!("lost_in_russian", boris.transcript);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_is_demanded_where_the_reason_says_too_little() {
    let stage = Stage::with_team().await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Other"]).await;
    assert!(stage.card(ANNA).await.contains("needs a comment"), "{}", stage.card(ANNA).await);
    // Going back and picking it again does not get around it.
    stage.tap(ANNA, "Back").await;
    stage.tap(ANNA, "Other").await;
    stage.write(ANNA, "They went bankrupt.").await;
    stage.tap(ANNA, "Comment").await;
    assert!(!stage.card(ANNA).await.contains("Remove"), "{}", stage.card(ANNA).await);
    stage.write(ANNA, "They went bankrupt in May.").await;
    assert_eq!(stage.tap(ANNA, "Close as lost").await.as_deref(), Some("Closed as lost"));
    let comment = text(&stage, "SELECT lost_comment FROM opportunities WHERE title = $1", TODAY).await;
    assert_eq!(comment.as_deref(), Some("They went bankrupt in May."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_a_loss_is_in_history_and_everything_about_the_deal_ends() {
    let stage = Stage::with_team().await;
    // Work under way: accepted, and a qualification begun.
    taps(&stage, ANNA, &["Open", "Accept now", "Qualify", "Net 30 days"]).await;
    stage.write(ANNA, "/tasks").await;
    let id = task(&stage, TODAY).await;
    forge(&stage, ANNA, &format!("t{id}.lose")).await;
    taps(&stage, ANNA, &["Competitor", "Stayed with the present supplier", "Close as lost"]).await;
    let lines: Vec<String> = sqlx::query_scalar(
        "SELECT concat_ws(' ', h.entity, h.field, h.old_value, '→', h.new_value) FROM history h
           JOIN members m ON m.id = h.member_id AND m.telegram_id = $1
          WHERE h.at = (SELECT lost_at FROM opportunities WHERE title = $2)
            AND h.field <> 'accepted' ORDER BY h.id",
    )
    .bind(ANNA)
    .bind(TODAY)
    .fetch_all(&stage.pool)
    .await
    .unwrap();
    assert_eq!(
        lines,
        [
            "task cancelled accepted → lost",
            "opportunity status in_progress → lost",
            "opportunity lost_reason → Competitor › Stayed with the present supplier",
        ]
    );
    let drafts = "SELECT count(*)::text FROM drafts d JOIN opportunities o ON o.id = d.opportunity_id WHERE title = $1";
    assert_eq!(text(&stage, drafts, TODAY).await.as_deref(), Some("0"));
    // What could be forged now is refused, and says why.
    for (action, refusal) in [
        ("complete", "This task has been cancelled."),
        ("qualify", "This task has been cancelled."),
        ("now", "This task has been cancelled."),
        ("lose", "This opportunity is closed and cannot be changed."),
    ] {
        assert_eq!(forge(&stage, ANNA, &format!("t{id}.{action}")).await.as_deref(), Some(refusal), "{action}");
    }
    assert_eq!(became(&stage, TODAY, "lost").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubled_tap_and_two_people_at_once_lose_a_deal_once() {
    let stage = Stage::with_team().await;
    let id = task(&stage, TODAY).await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Price"]).await;
    // The manager is losing the same deal.
    forge(&stage, ELENA, &format!("t{id}.lose")).await;
    taps(&stage, ELENA, &["Цена"]).await;
    let (message, save) = data_of(&stage, ANNA, "Close as lost").await;
    let (of_elena, save_of_elena) = data_of(&stage, ELENA, "Закрыть как проигранную").await;
    tokio::join!(
        stage.tap_data(ANNA, message, &save),
        stage.tap_data(ELENA, of_elena, &save_of_elena),
        stage.tap_data(ANNA, message, &save),
    );
    stage.settle().await;
    assert_eq!(status(&stage, TODAY).await, "lost");
    assert_eq!(became(&stage, TODAY, "lost").await, 1);
    for (person, message, save) in [(ANNA, message, save), (ELENA, of_elena, save_of_elena)] {
        assert!(stage.tap_data(person, message, &save).await.is_some(), "no word about a tap that does nothing");
    }
    assert_eq!(became(&stage, TODAY, "lost").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_the_owner_the_manager_and_an_admin_loses_or_reopens() {
    let stage = Stage::with_team().await;
    const STRANGER: i64 = 7007;
    stage.join(STRANGER, "Nobody", "en");
    stage.settle().await;
    let id = task(&stage, TODAY).await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Price"]).await;
    let (_, save) = data_of(&stage, ANNA, "Close as lost").await;
    let nobody_may = async |data: &str| {
        let refused = forge(&stage, BORIS, data).await.unwrap();
        // What was said of a dialog is nothing that only its owner would be told.
        assert!(
            ["Эта задача больше не ваша. Вот ваши задачи.", "Уже сделано."].contains(&refused.as_str()),
            "{data}: {refused}"
        );
        forge(&stage, STRANGER, data).await;
        assert!(stage.card(STRANGER).await.contains("invited members"), "{}", stage.card(STRANGER).await);
    };
    nobody_may(&format!("t{id}.lose")).await;
    nobody_may(&save).await;
    assert_eq!(status(&stage, TODAY).await, "in_progress");
    taps(&stage, ANNA, &["Close as lost"]).await;
    nobody_may(&format!("t{id}.reopen")).await;
    assert_eq!(status(&stage, TODAY).await, "lost");

    // The manager reopens it, and Anna is told that she has the task again.
    forge(&stage, ELENA, &format!("t{id}.reopen")).await;
    assert!(stage.card(ELENA).await.contains("Открыта снова"), "{}", stage.card(ELENA).await);
    assert_eq!(status(&stage, TODAY).await, "in_progress");
    let told = stage.card(ANNA).await;
    assert!(told.contains("New task: Qualify") && told.contains(TODAY), "{told}");
    // A second time there is nothing to reopen.
    let refused = forge(&stage, ELENA, &format!("t{id}.reopen")).await;
    assert_eq!(refused.as_deref(), Some("Эта сделка не проиграна, открывать снова нечего."));
    assert_eq!(became(&stage, TODAY, "in_progress").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_ended_with_its_deal_is_never_announced() {
    let stage = Stage::with_team().await;
    let id = task(&stage, TOMORROW).await;
    forge(&stage, ANNA, &format!("t{id}.open")).await;
    taps(&stage, ANNA, &LOSE[1..]).await;
    let before = stage.messages(ANNA).await.len();
    stage.clock.advance(Duration::days(30));
    stage.settle().await;
    let said = stage.messages(ANNA).await.split_off(before);
    assert!(!said.is_empty(), "her other tasks were to be announced");
    assert!(said.iter().all(|it| !it.text.contains(TOMORROW)), "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_comes_back_with_a_due_date_that_can_be_kept_and_is_announced_again() {
    let stage = Stage::with_team().await;
    taps(&stage, ANNA, &["Open", "Accept now"]).await;
    taps(&stage, ANNA, &LOSE[1..]).await;
    // Friday, three days later: the due date has passed, and tomorrow is no working day.
    stage.clock.advance(Duration::days(3));
    taps(&stage, ANNA, &["Reopen"]).await;
    assert!(stage.screen(ANNA).await.contains("Due: Mon 30 Nov, 18:00"), "{}", stage.screen(ANNA).await);
    let now = "SELECT concat_ws(' ', t.state, t.assignee_id = o.owner_id, t.accepted_by)
                 FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id WHERE o.title = $1";
    assert_eq!(text(&stage, now, TODAY).await.as_deref(), Some("open t"));
    let before = stage.messages(ANNA).await.len();
    wait_until(&stage, "2026-11-30T06:00:00Z").await;
    let said = stage.messages(ANNA).await.split_off(before);
    assert_eq!(said.iter().filter(|it| it.text.contains(TODAY)).count(), 1, "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reopening_ends_the_task_to_come_back() {
    let stage = Stage::with_team().await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Price", "Details", "Come back on", "3 months", "Close as lost"])
        .await;
    let revive = "SELECT concat_ws(' ', t.state, t.due_at, n.due_at, n.sent_at) FROM tasks t
                    JOIN opportunities o ON o.id = t.opportunity_id JOIN process_steps s ON s.id = t.step_id
                    JOIN task_notices n ON n.task_id = t.id AND n.kind = 'due'
                   WHERE o.title = $1 AND s.code = 'revive'";
    assert_eq!(
        text(&stage, revive, TODAY).await.as_deref(),
        Some("open 2027-02-24 15:00:00+00 2027-02-24 06:00:00+00")
    );
    let told = stage.messages(ANNA).await.into_iter().filter(|it| it.text.contains("New task: Revive")).count();
    assert_eq!(told, 0, "she made it herself");
    taps(&stage, ANNA, &["Reopen"]).await;
    assert!(text(&stage, revive, TODAY).await.unwrap().starts_with("cancelled"));
    let left = "SELECT num_nonnulls(lost_reason_id, lost_comment, lost_competitor, lost_at, lost_by, revive_on)::text
                  FROM opportunities WHERE title = $1";
    assert_eq!(text(&stage, left, TODAY).await.as_deref(), Some("0"));
    // It may be lost again, with another day to come back.
    taps(&stage, ANNA, &["Open", "Close as lost", "Price", "Details", "Come back on", "1 month", "Close as lost"])
        .await;
    assert_eq!(became(&stage, TODAY, "lost").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_task_to_come_back_can_be_completed_and_leaves_the_deal_lost() {
    let stage = Stage::with_team().await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Price", "Details", "Come back on", "1 month", "Close as lost"])
        .await;
    wait_until(&stage, "2026-12-24T06:00:00Z").await;
    let (message, open) = {
        let messages = stage.messages(ANNA).await;
        let notice = messages.iter().rev().find(|it| it.text.contains("Revive the lost deal")).unwrap();
        (notice.message_id, notice.buttons[0][0].data.clone().unwrap())
    };
    stage.tap_data(ANNA, message, &open).await;
    let complete = open.replace(".open", ".complete");
    stage.tap_data(ANNA, message, &complete).await;
    stage.write(ANNA, "Still no need").await;
    assert_eq!(stage.tap(ANNA, "Completed").await.as_deref(), Some("Completed 🎉"));
    assert_eq!(status(&stage, TODAY).await, "lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_qualified_deal_is_lost_from_its_card_and_the_quotation_ends_with_it() {
    let stage = Stage::with_team().await;
    let deal: String = sqlx::query_scalar(
        "SELECT o.title FROM opportunities o JOIN members m ON m.id = o.owner_id
           JOIN tasks t ON t.opportunity_id = o.id AND t.state IN ('open', 'accepted') AND t.role = 'manager'
          WHERE m.telegram_id = $1 AND o.status = 'qualified'",
    )
    .bind(ANNA)
    .fetch_one(&stage.pool)
    .await
    .unwrap();
    let quotation = "SELECT concat_ws(' ', t.state, t.role, t.accepted_by) FROM tasks t
                       JOIN opportunities o ON o.id = t.opportunity_id JOIN process_steps s ON s.id = t.step_id
                      WHERE o.title = $1 AND s.code = 'quotation'";
    // Her own task is done; the deal is still hers.
    let id = task(&stage, &deal).await;
    forge(&stage, ANNA, &format!("t{id}.open")).await;
    taps(&stage, ANNA, &["Opportunity", "Close as lost", "Price", "Over the budget", "Close as lost"]).await;
    assert_eq!(status(&stage, &deal).await, "lost");
    assert!(text(&stage, quotation, &deal).await.unwrap().starts_with("cancelled"));
    forge(&stage, ANNA, &format!("t{id}.open")).await;
    taps(&stage, ANNA, &["Opportunity", "Reopen"]).await;
    assert_eq!(text(&stage, quotation, &deal).await.as_deref(), Some("open manager"));
    let told = stage.card(ELENA).await;
    assert!(told.contains("Новая задача: Подготовить") && told.contains(&deal), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_that_was_retired_meanwhile_is_not_given() {
    let mut stage = Stage::with_team().await;
    taps(&stage, ANNA, &["Open", "Close as lost", "Timing", "Details"]).await;
    // The bot is restarted in between: the draft goes on.
    stage.stop().await;
    sqlx::query("UPDATE lost_reasons SET active = false WHERE name_en = 'Timing'").execute(&stage.pool).await.unwrap();
    stage.start();
    stage.tap(ANNA, "Close as lost").await;
    let card = stage.card(ANNA).await;
    assert!(card.contains("not in the list any more") && card.contains("Why was the opportunity lost?"), "{card}");
    assert!(!card.contains("[Timing]") && card.contains("[Price]"), "{card}");
    taps(&stage, ANNA, &["Price", "Close as lost"]).await;
    assert_eq!(status(&stage, TODAY).await, "lost");
}

#[tokio::test]
async fn what_was_lost_before_this_was_kept_is_filled_in() {
    let database = Database::fresh().await;
    let pool = qualbot::store::pool(qualbot::store::options(&database.url).unwrap());
    let old = include_str!("../migrations/0001_foundation.sql");
    let rows = "
        INSERT INTO teams (name, time_zone, currency, created_at) VALUES ('T', 'UTC', 'EUR', '2026-01-01Z');
        INSERT INTO members (name, role, team_id, language, time_zone, created_at) VALUES ('A', 'rep', 1, 'en', 'UTC', '2026-01-01Z');
        INSERT INTO partners (name, created_at) VALUES ('P', '2026-01-01Z');
        INSERT INTO lost_reasons (name_en, name_ru, position) VALUES ('R', 'П', 1);
        INSERT INTO process_steps (code, title_en, title_ru, performer_role, due_working_days) VALUES ('qualify', 'Q', 'К', 'rep', 2);
        INSERT INTO opportunities (title, partner_id, owner_id, status, lost_reason_id, created_at)
        VALUES ('lost', 1, 1, 'lost', 1, '2026-01-01Z'), ('open', 1, 1, 'in_progress', NULL, '2026-01-01Z');
        INSERT INTO tasks (step_id, opportunity_id, assignee_id, team_id, due_at, created_at, state)
        VALUES (1, 1, 1, 1, '2026-01-05Z', '2026-01-01Z', 'cancelled');
        INSERT INTO history (at, member_id, entity, entity_id, field, old_value, new_value) VALUES
        ('2026-01-03Z', 1, 'opportunity', 1, 'status', 'in_progress', 'lost'),
        ('2026-01-03Z', 1, 'task', 1, 'cancelled', NULL, 'lost');";
    let new = include_str!("../migrations/0002_lost.sql");
    let script = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; {old} {rows} {new}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&pool).await.unwrap();
    let filled: String = sqlx::query_scalar(
        "SELECT concat_ws(' ', o.lost_at = '2026-01-03Z', o.lost_by, t.cancelled_at = o.lost_at,
                          (SELECT title_en FROM process_steps WHERE code = 'revive'))
           FROM opportunities o JOIN tasks t ON t.opportunity_id = o.id",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(filled, "t 1 t Revive the lost deal");
    let refused =
        sqlx::query("UPDATE opportunities SET revive_on = '2027-01-01' WHERE title = 'open'").execute(&pool).await;
    assert!(refused.is_err(), "a day to come back to a deal that is not lost");
    pool.close().await;
}
