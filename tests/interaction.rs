//! Recording interactions, played through the simulator: the dialog in both languages, files, bursts of forwarded
//! messages, the history, and the reminder of what was agreed.

#![expect(clippy::unwrap_used, reason = "a failure in a test is the point")]

mod stage;

use chrono::{DateTime, Duration, TimeZone, Utc};
use qualbot::simulator::Outgoing;
use serde_json::json;
use stage::play::Play;
use stage::{ANNA, BORIS, Stage};

fn photo() -> Outgoing {
    Outgoing { photo: Some(json!(true)), ..Outgoing::default() }
}

fn voice() -> Outgoing {
    Outgoing { voice: Some(json!({"duration": 12})), ..Outgoing::default() }
}

fn document(name: &str) -> Outgoing {
    Outgoing { document: Some(json!({"file_name": name, "mime_type": "application/pdf"})), ..Outgoing::default() }
}

fn forwarded(from: &str, at: DateTime<Utc>, what: Outgoing) -> Outgoing {
    Outgoing { forward_from_name: Some(from.into()), forward_date: Some(at.timestamp()), ..what }
}

/// The last interaction: kind, outcome, summary, moment, follow-up, and the number of its files.
type Row = (String, Option<String>, String, DateTime<Utc>, Option<DateTime<Utc>>, i64);

async fn last_interaction(stage: &Stage) -> Row {
    let last = "SELECT kind, outcome, summary, happened_at, follow_up_at,
                       (SELECT count(*) FROM interaction_attachments WHERE interaction_id = i.id)
                  FROM interactions i ORDER BY id DESC LIMIT 1";
    sqlx::query_as(last).fetch_one(&stage.pool).await.unwrap()
}

async fn count(stage: &Stage, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&stage.pool).await.unwrap()
}

/// How many reminders of the deal that these tests are about a person has got; the sample team has others.
async fn reminders(stage: &Stage, person: i64) -> usize {
    let messages = stage.messages(person).await;
    messages.iter().filter(|it| it.from == "bot" && it.text.starts_with("🔔 Reminder: Racks for the new")).count()
}

async fn advance(stage: &Stage, by: Duration) {
    stage.clock.advance(by);
    stage.settle().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_in_english() {
    let stage = Stage::with_team().await;
    let mut anna = Play::new(&stage, ANNA, "Anna");
    anna.tap("Open").await.tap("Interaction").await.write("what?").await.tap("Help").await;
    anna.tap("Call").await.tap("Reached").await;
    anna.send(&photo(), "a photo").await;
    anna.send(&voice(), "a voice message").await;
    let contract = Outgoing { caption: Some("Floor plan, see <2> & 3".into()), ..document("<plan> & \"draft\".pdf") };
    anna.send(&contract, "a document with a caption").await;
    anna.send(&document("عقد الإيجار.pdf"), "a document with an Arabic name").await;
    anna.send(&Outgoing { sticker: Some(json!(true)), ..Outgoing::default() }, "a sticker").await;
    anna.write("1,200 pallets from <March> & 3 gates. He decides himself. 🙂").await;
    anna.tap("When").await.write("tomorrow").await.write("31.02").await.write("yesterday 15:00").await;
    anna.tap("Next step").await.write(&"x".repeat(501)).await.write("Send the layout & a price").await;
    anna.write("yesterday").await.tap("3 days").await;
    anna.tap("With").await.write("nobody like this").await.tap("Back").await;
    anna.tap("Files").await.tap("photo").await.tap("That is all").await;
    anna.write("Budget is signed in January.").await;
    anna.tap("Save").await;
    anna.tap("History").await.tap("1").await.tap("History").await.tap("Opportunity").await;
    insta::assert_snapshot!("interaction_in_english", anna.transcript);

    let (kind, outcome, _, happened_at, follow_up_at, files) = last_interaction(&stage).await;
    assert_eq!((kind.as_str(), outcome.as_deref(), files), ("call", Some("reached"), 3));
    assert_eq!(happened_at, Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap());
    assert_eq!(follow_up_at, Some(Utc.with_ymd_and_hms(2026, 11, 27, 7, 0, 0).unwrap()));
    let kept: Vec<(Option<String>, Option<String>, Option<i64>)> =
        sqlx::query_as("SELECT name, mime_type, size FROM interaction_attachments ORDER BY interaction_id, position")
            .fetch_all(&stage.pool)
            .await
            .unwrap();
    let names: Vec<Option<&str>> = kept.iter().map(|it| it.0.as_deref()).collect();
    assert_eq!(names, [None, Some("<plan> & \"draft\".pdf"), Some("عقد الإيجار.pdf")]);
    assert!(kept.iter().all(|it| it.1.is_some() && it.2.is_some_and(|size| size > 0)), "{kept:?}");
    let noted = "SELECT count(*) FROM history WHERE entity = 'opportunity' AND field = 'interaction'
                    AND new_value LIKE 'call (reached) %'";
    assert_eq!(count(&stage, noted).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_in_russian() {
    let stage = Stage::with_team().await;
    let mut boris = Play::new(&stage, BORIS, "Борис");
    boris.tap("Открыть").await;
    // A call that nobody answered takes four taps and no typing.
    boris.taps = 0;
    boris.tap("Взаимодействие").await.tap("Звонок").await.tap("Не ответили").await.tap("Через 3 раб. часа").await;
    assert_eq!((boris.taps, boris.typed), (4, 0));
    advance(&stage, Duration::hours(3)).await;
    boris.tell("Прошло три часа, бот напоминает:").see().await;
    boris.tap("Записать взаимодействие").await.tap("Звонок").await.tap("Просят перезвонить").await;
    boris.write("позавчера").await.write("завтра в 11").await.tap("Помощь").await.tap("Это всё").await;
    boris.tap("С кем").await.tap("Ни с кем").await.tap("Следующий шаг").await.write("Спросить про <склад>").await;
    boris.tap("Записать").await;
    boris.tap("Взаимодействие").await.tap("Встреча").await.write("Показали склад.").await.tap("Когда").await;
    boris.tap("Час назад").await.tap("Вид").await.tap("Заметка").await.tap("Записать").await;
    boris.tap("История").await;
    insta::assert_snapshot!("interaction_in_russian", boris.transcript);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_messages_forwarded_in_one_go_become_one_interaction() {
    let stage = Stage::with_team().await;
    let before = count(&stage, "SELECT count(*) FROM interactions").await;
    stage.tap(ANNA, "Open").await;
    stage.tap(ANNA, "Interaction").await;
    let cards = async || {
        let messages = stage.messages(ANNA).await;
        messages.iter().filter(|it| it.from == "bot" && !it.buttons.is_empty()).count()
    };
    let cards_before = cards().await;
    let at = stage.clock.now() - Duration::hours(20);
    let minute = Duration::minutes(1);
    let burst = [
        forwarded("Daniel", at + minute, Outgoing::text("We need <1,200> pallets & more")),
        forwarded("Daniel", at, Outgoing::text("/tasks is what you call it?")),
        forwarded("", at + minute * 2, document("specification.pdf")),
        forwarded("Дарья", at + minute * 3, Outgoing { caption: Some("The gate".into()), ..photo() }),
        forwarded("Daniel", at + minute * 4, Outgoing::text("In March")),
    ];
    for message in &burst {
        stage.phone.send(ANNA, message).unwrap();
    }
    stage.settle().await;
    assert!(stage.card(ANNA).await.contains("📎 2 files"), "{}", stage.card(ANNA).await);
    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("Recorded"));

    assert_eq!(count(&stage, "SELECT count(*) FROM interactions").await, before + 1);
    let (kind, _, summary, happened_at, _, files) = last_interaction(&stage).await;
    assert_eq!((kind.as_str(), happened_at, files), ("message", at, 2));
    let lines = [
        "Daniel, Mon 23 Nov, 14:01: We need <1,200> pallets & more",
        "Daniel, Mon 23 Nov, 14:00: /tasks is what you call it?",
        "somebody, Mon 23 Nov, 14:02: 📎 \u{2068}specification.pdf\u{2069}",
        "Дарья, Mon 23 Nov, 14:03: The gate",
        "Daniel, Mon 23 Nov, 14:04: In March",
    ];
    assert_eq!(summary.lines().collect::<Vec<_>>(), lines);
    // One card stands in the chat, however many came and went.
    assert_eq!(cards().await, cards_before, "{}", stage.screen(ANNA).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_in_the_middle_loses_nothing() {
    let mut stage = Stage::with_team().await;
    stage.tap(ANNA, "Open").await;
    stage.tap(ANNA, "Interaction").await;
    stage.tap(ANNA, "Meeting").await;
    stage.send(ANNA, &photo()).await;
    stage.stop().await;
    stage.start();
    stage.send(ANNA, &voice()).await;
    stage.write(ANNA, "They liked it").await;
    stage.stop().await;
    stage.phone.send(ANNA, &Outgoing::text("All of them")).unwrap();
    stage.start();
    stage.settle().await;
    stage.tap(ANNA, "Save").await;
    let (kind, _, summary, _, _, files) = last_interaction(&stage).await;
    assert_eq!((kind.as_str(), summary.as_str(), files), ("meeting", "They liked it\nAll of them", 2));
}

/// Records a call whose follow-up is in an hour.
async fn agree_on_an_hour(stage: &Stage) {
    stage.tap(ANNA, "Interaction").await;
    stage.tap(ANNA, "Call").await;
    stage.tap(ANNA, "No answer").await;
    stage.write(ANNA, "in 1 hour").await;
    let toast = stage.tap(ANNA, "Save").await;
    assert_eq!(toast.as_deref(), Some("Recorded. I will remind you: today, 11:00"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_author_is_reminded_once_with_a_sound_and_at_the_time() {
    let mut stage = Stage::with_team().await;
    stage.tap(ANNA, "Open").await;
    agree_on_an_hour(&stage).await;
    advance(&stage, Duration::minutes(59)).await;
    assert_eq!(reminders(&stage, ANNA).await, 0);
    advance(&stage, Duration::minutes(1)).await;
    assert_eq!(reminders(&stage, ANNA).await, 1);
    let card = stage.card(ANNA).await;
    assert!(card.contains("No answer.") && card.contains("With: Daniel Ashgrove"), "{card}");
    let rang = stage.messages(ANNA).await.iter().any(|it| it.text.starts_with("🔔") && !it.silent);
    assert!(rang, "it came without a sound");
    stage.stop().await;
    stage.start();
    advance(&stage, Duration::hours(2)).await;
    assert_eq!(reminders(&stage, ANNA).await, 1);
    assert_eq!(reminders(&stage, BORIS).await, 0);
    stage.tap(ANNA, "Opportunity").await;
    assert!(stage.card(ANNA).await.contains("No answer."), "{}", stage.card(ANNA).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_reminded_of_what_was_overtaken() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Open").await;
    agree_on_an_hour(&stage).await;
    advance(&stage, Duration::minutes(30)).await;
    // What happened before it does not count, though it is recorded later.
    stage.tap(ANNA, "Interaction").await;
    stage.tap(ANNA, "Email").await;
    stage.write(ANNA, "They asked for a catalogue").await;
    stage.tap(ANNA, "When").await;
    stage.tap(ANNA, "Yesterday").await;
    stage.tap(ANNA, "Save").await;
    advance(&stage, Duration::minutes(30)).await;
    assert_eq!(reminders(&stage, ANNA).await, 1);

    stage.tap(ANNA, "Record interaction").await;
    stage.tap(ANNA, "Call").await;
    stage.tap(ANNA, "Asked to call back").await;
    stage.write(ANNA, "in 1 hour").await;
    stage.write(ANNA, "She is on a train").await;
    stage.tap(ANNA, "Save").await;
    stage.tap(ANNA, "Interaction").await;
    stage.tap(ANNA, "Message").await;
    stage.write(ANNA, "She called herself").await;
    stage.tap(ANNA, "Save").await;
    advance(&stage, Duration::hours(2)).await;
    assert_eq!(count(&stage, "SELECT count(*) FROM interactions WHERE follow_up_sent_at IS NOT NULL").await, 2);
    // The first reminder's message has become the card.
    assert_eq!(reminders(&stage, ANNA).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_reminded_of_a_closed_deal_or_after_leaving() {
    for change in [
        "UPDATE opportunities SET status = 'lost', lost_reason_id = (SELECT min(id) FROM lost_reasons)
          WHERE id = (SELECT opportunity_id FROM interactions ORDER BY id DESC LIMIT 1)",
        "UPDATE members SET active = false WHERE id = (SELECT author_id FROM interactions ORDER BY id DESC LIMIT 1)",
    ] {
        let stage = Stage::with_team().await;
        stage.tap(ANNA, "Open").await;
        agree_on_an_hour(&stage).await;
        sqlx::query(change).execute(&stage.pool).await.unwrap();
        advance(&stage, Duration::hours(1)).await;
        assert_eq!(reminders(&stage, ANNA).await, 0, "{change}");
        assert_eq!(count(&stage, "SELECT count(*) FROM interactions WHERE follow_up_sent_at IS NOT NULL").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interactions_go_on_when_the_task_is_done_and_end_with_the_deal() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Open").await;
    sqlx::query(
        "UPDATE tasks SET state = 'done', accepted_by = assignee_id, accepted_at = due_at, start_at = due_at,
                completed_by = assignee_id, completed_at = due_at, results = 'x'
          WHERE opportunity_id = (SELECT id FROM opportunities WHERE title = 'Racks for the new cold store')",
    )
    .execute(&stage.pool)
    .await
    .unwrap();
    stage.tap(ANNA, "Interaction").await;
    stage.tap(ANNA, "Note").await;
    stage.write(ANNA, "Ask for a reference").await;
    sqlx::query(
        "UPDATE opportunities SET status = 'lost', lost_reason_id = (SELECT min(id) FROM lost_reasons),
                revision = revision + 1 WHERE title = 'Racks for the new cold store'",
    )
    .execute(&stage.pool)
    .await
    .unwrap();
    stage.tap(ANNA, "Save").await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("This opportunity is closed") && card.contains("Ask for a reference"), "{card}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_is_paged_and_shows_a_long_one_whole() {
    let stage = Stage::with_team().await;
    let long: String = (0..585).map(|it| format!("w{it:05} ")).collect();
    sqlx::query(
        "INSERT INTO interactions (opportunity_id, kind, happened_at, summary, next_step, author_id, created_at)
         SELECT o.id, 'email', $1 + n * interval '1 minute', CASE n WHEN 3 THEN $2 ELSE 'Letter ' || n END,
                repeat('n', 500), o.owner_id, $1
           FROM opportunities o, generate_series(1, 11) n WHERE o.title = 'Racks for the new cold store'",
    )
    .bind(stage.clock.now() - Duration::hours(1))
    .bind(long.trim())
    .execute(&stage.pool)
    .await
    .unwrap();
    stage.tap(ANNA, "Open").await;
    stage.tap(ANNA, "Opportunity").await;
    let card = stage.card(ANNA).await;
    assert!(card.contains("Letter 11") && card.contains("Letter 9") && !card.contains("Letter 8"), "{card}");
    // About 38 characters a line, a row of buttons about two lines, and some 34 lines on a screen.
    let lines: usize = card.lines().map(|line| line.chars().count().div_ceil(38).max(1)).sum();
    assert!(lines <= 32, "the card does not fit a phone:\n{card}");
    stage.tap(ANNA, "History (11)").await;
    stage.tap(ANNA, "›").await;
    let card = stage.card(ANNA).await;
    assert!(card.contains("6. ✉️") && card.contains("Letter 2") && card.contains("w00000"), "{card}");
    stage.tap(ANNA, "9").await;
    let first = stage.card(ANNA).await;
    stage.tap(ANNA, "›").await;
    let second = stage.card(ANNA).await;
    let words = |card: &str| card.split_whitespace().filter(|it| it.len() == 6 && it.starts_with('w')).count();
    assert_eq!(words(&first) + words(&second), 585, "{first}\n{second}");
    assert!(second.contains("Part 2 of 2"), "{second}");
    stage.tap(ANNA, "‹ History").await;
    assert!(stage.card(ANNA).await.contains("6. ✉️"), "not back on its page: {}", stage.card(ANNA).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_tap_shows_nothing_of_somebody_elses() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Open").await;
    let foreign: (i64, i64) = sqlx::query_as(
        "SELECT i.id, t.id FROM interactions i JOIN members m ON m.id = i.author_id
           JOIN tasks t ON t.opportunity_id = i.opportunity_id WHERE m.telegram_id = $1 LIMIT 1",
    )
    .bind(BORIS)
    .fetch_one(&stage.pool)
    .await
    .unwrap();
    let summary: String = sqlx::query_scalar("SELECT summary FROM interactions WHERE id = $1")
        .bind(foreign.0)
        .fetch_one(&stage.pool)
        .await
        .unwrap();
    let own: i64 = sqlx::query_scalar(
        "SELECT t.id FROM tasks t JOIN members m ON m.id = t.assignee_id WHERE m.telegram_id = $1 LIMIT 1",
    )
    .bind(ANNA)
    .fetch_one(&stage.pool)
    .await
    .unwrap();
    let message_id = stage.messages(ANNA).await.iter().rev().find(|it| it.from == "bot").unwrap().message_id;
    for data in [
        format!("i{}.{own}.0", foreign.0),
        format!("i{}.{}.0", foreign.0, foreign.1),
        format!("h{}.0", foreign.1),
        format!("t{}.interact", foreign.1),
        format!("h{own}.65535"),
        format!("i{}.{own}.65535", i64::MAX),
    ] {
        stage.tap_data(ANNA, message_id, &data).await;
        assert!(!stage.screen(ANNA).await.contains(&summary), "{data} shows it");
    }
}
