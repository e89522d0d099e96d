//! The main job, played whole in both languages: a task that is due reaches the phone and ends as a qualified opportunity.
//!
//! The transcript is a snapshot that a person can read: what the rep did, and the card that they saw then.

mod stage;

use stage::play::Play;
use stage::{ANNA, BORIS, ELENA, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_job_in_english() {
    let stage = Stage::with_team().await;
    let mut anna = Play::new(&stage, ANNA, "Anna");
    anna.transcript.push_str("The bot writes by itself:\n\n");
    anna.see().await;
    anna.tap("Open").await.tap("Opportunity").await.tap("Task").await;
    anna.tap("Start later").await.write("tomorrow 25:00").await.tap("In an hour").await.tap("Accept").await;
    anna.tap("Qualify").await.tap("Help").await.tap("Net 30 days").await;
    anna.write("-5").await.write("abc").await.write("1e9999").await.write("€ 20k").await;
    anna.write("60%").await.tap("Trade fair").await.tap("Skip").await;
    anna.tap("Currency").await.tap("RUB").await.tap("Budget").await.write("450 000,50").await.tap("Save").await;
    anna.tap("Complete").await.tap("Source").await.tap("Spring").await.tap("Save").await;
    anna.tap("Ready for a quotation").await.tap("Date").await.write("tomorrow").await.tap("Now").await;
    anna.tap("Completed").await;
    let mut elena = Play::new(&stage, ELENA, "Елена");
    elena.transcript.push_str("The next performer is told:\n\n");
    elena.see().await;
    elena.tap("Открыть").await;
    insta::assert_snapshot!("main_job_in_english", format!("{}{}", anna.transcript, elena.transcript));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_job_in_russian() {
    let stage = Stage::with_team().await;
    let mut boris = Play::new(&stage, BORIS, "Борис");
    boris.transcript.push_str("Бот пишет сам:\n\n");
    boris.see().await;
    boris.tap("Открыть").await.tap("Сделка").await.tap("Задача").await.tap("Принять").await;
    boris.tap("Квалификация").await.write("предоплата").await;
    boris.write("минус").await.write("450к").await.tap("75").await.write("выставка").await;
    boris.write("весенняя").await.tap("Канал").await.tap("Отмена").await.tap("Продолжить").await.tap("Назад").await;
    boris.tap("Сохранить").await;
    boris.tap("Выполнить").await.write("Договорились о бюджете, ждут <предложение> до пятницы 🙂").await;
    boris.tap("Дата").await.write("вчера 17:30").await.tap("Выполнено").await.tap("Мои задачи").await;
    boris.tap("Выполненные").await;
    insta::assert_snapshot!("main_job_in_russian", boris.transcript);
}
