//! Forged taps on tasks and opportunities: what is not within reach stays as it is, and stays unknown.

use super::stage::sight::{RACKS, STACKERS};
use super::stage::{ANNA, BORIS, ELENA, Stage};

const MARK: i64 = 1004;
const INGRID: i64 = 1005;
const NOT_YOURS: [&str; 2] =
    ["This task is no longer yours. Here are your tasks.", "Эта задача больше не ваша. Вот ваши задачи."];

/// A rep of the team, a rep and the manager of another team tap it on Anna's task: refused, nothing changed or told.
async fn refused(action: &str) {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    if action == "giveback" {
        stage.tap(ANNA, "Accept now").await;
    }
    let before = stage.business(ANNA).await;
    for person in [BORIS, MARK, INGRID] {
        let toast = stage.forge(person, &format!("t{task}.{action}")).await.unwrap();
        assert!(NOT_YOURS.contains(&toast.as_str()), "{toast}");
        assert!(!stage.screen(person).await.contains(RACKS), "{}", stage.screen(person).await);
    }
    assert_eq!(stage.business(ANNA).await, before);
    assert_eq!(stage.number("SELECT count(*) FROM drafts").await, 0);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_opens_a_task_out_of_their_reach() {
    refused("open").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_accepts_a_task_out_of_their_reach() {
    refused("now").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gives_back_a_task_out_of_their_reach() {
    refused("giveback").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_plans_a_task_out_of_their_reach() {
    refused("accept").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_qualifies_by_a_task_out_of_their_reach() {
    refused("qualify").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_completes_a_task_out_of_their_reach() {
    refused("complete").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_opens_a_partner_by_a_task_out_of_their_reach() {
    refused("partner").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opportunity_opens_only_from_its_own_task() {
    let stage = Stage::with_team().await;
    let deal_of = |task: i64| format!("SELECT opportunity_id FROM tasks WHERE id = {task}");
    let (racks, stackers) = (stage.task(RACKS).await, stage.task(STACKERS).await);
    let boris = stage.task("Стеллажи для склада в Подольске").await;
    let before = stage.business(ANNA).await;
    let deal = stage.number(&deal_of(racks)).await;
    // Anna's own task, with Boris's deal; another task of hers; one that is nobody's; Boris's task with Anna's deal.
    let foreign = stage.number(&deal_of(boris)).await;
    for data in [
        format!("o{foreign}.{racks}"),
        format!("o{deal}.{stackers}"),
        format!("o{deal}.{boris}"),
        format!("o{foreign}.{boris}"),
        format!("o{deal}.0"),
        format!("o0.{racks}"),
    ] {
        assert_eq!(stage.forge(ANNA, &data).await.as_deref(), Some(NOT_YOURS[0]), "{data}");
        assert!(stage.card(ANNA).await.starts_with("My tasks"), "{data}");
        assert!(!stage.screen(ANNA).await.contains("Подольске"));
    }
    assert_eq!(stage.forge(ANNA, &format!("o{deal}.{racks}")).await, None);
    assert!(stage.card(ANNA).await.starts_with(RACKS));
    assert_eq!(stage.business(ANNA).await, before);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_opens_and_works_on_a_task_of_the_team() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    assert_eq!(stage.forge(ELENA, &format!("t{task}.open")).await, None);
    let card = stage.card(ELENA).await;
    assert!(card.contains(RACKS) && card.contains("Квалификация"), "{card}");
    stage.tap(ELENA, "Квалификация").await;
    stage.tap(ELENA, "Предоплата").await;
    assert!(stage.card(ELENA).await.starts_with("Бюджет · 2"), "{}", stage.card(ELENA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_takes_back_what_somebody_else_accepted() {
    let stage = Stage::with_team().await;
    stage.sql("UPDATE members SET role = 'manager' WHERE telegram_id = 1002").await;
    let quotation = stage
        .number(
            "SELECT t.id FROM tasks t JOIN process_steps s ON s.id = t.step_id JOIN teams e ON e.id = t.team_id
              WHERE s.code = 'quotation' AND t.state = 'open' AND e.name = 'Direct sales' LIMIT 1",
        )
        .await;
    stage.forge(ELENA, &format!("t{quotation}.now")).await;
    let before = stage.business(ELENA).await;
    let toast = stage.forge(BORIS, &format!("t{quotation}.giveback")).await;
    assert_eq!(toast.as_deref(), Some("Её принял коллега."));
    assert_eq!(stage.business(ELENA).await, before);
    stage.forge(ELENA, &format!("t{quotation}.giveback")).await;
    assert_eq!(stage.text(&format!("SELECT state FROM tasks WHERE id = {quotation}")).await, "open");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_data_of_any_form_comes_to_nothing() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    let before = stage.business(ANNA).await;
    for data in [
        "\u{1}\u{2}\u{7f}",
        "💥",
        ".",
        "t.",
        "t.open",
        "x1.open",
        "t-1.open",
        "t0.now",
        "t9223372036854775807.now",
        "t9223372036854775808.now",
        "t99999999999999999999999999999999.qualify",
        "o-1.-1",
        "o9223372036854775807.9223372036854775807",
        "d-1.-1.!discard",
        "d9223372036854775807.2147483647.!discard",
        "d9223372036854775807.2147483648.!discard",
        "d1.1.",
        "m.",
        "m.speak.xx",
        "m.tasks.-1",
        "m.tasks.65536",
        "m.done.65535",
        "m.tasks.65535",
        &format!("t{task}.nosuch"),
        &format!("t{task}.open.open"),
        &format!("t 0{task}.now"),
        "\0",
        "{\"save\":null}",
    ] {
        stage.forge(ANNA, data).await;
        assert_eq!(stage.business(ANNA).await, before, "{data}");
    }
    // The chat goes on.
    stage.write(ANNA, "/tasks").await;
    assert!(stage.card(ANNA).await.starts_with("My tasks"));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_not_there_any_more_shows_the_last_one() {
    let stage = Stage::with_team().await;
    stage.forge(ANNA, "m.tasks.1").await;
    let last = stage.card(ANNA).await;
    assert!(last.contains("\n6. "), "{last}");
    for page in [2, 3, 65_535] {
        stage.forge(ANNA, &format!("m.tasks.{page}")).await;
        assert_eq!(stage.card(ANNA).await, last);
    }
    stage.assert_sound().await;
}
