//! The account afterwards: what was entered is there, once; what was not touched is as it was.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use qualbot::simulator::{MessageView, Phone};
use sqlx::PgPool;
use tokio::time::sleep;

use super::rep::{Job, Rep, buttons, says_completed};
use crate::program::DEADLINE;
use crate::stage::drawn;

/// Everything that must be there once for each finished job.
pub async fn account(pool: &PgPool, phone: &Phone, reps: &mut [Rep], manager: &Rep, kills: usize) {
    at_rest(pool, phone).await;
    let finished: usize = reps.iter().map(|rep| rep.jobs.len()).sum();
    println!("{finished} tasks done over {kills} kills");
    deals(pool, reps).await;
    tasks(pool, reps).await;
    inbox(pool, reps, manager).await;
    assert_eq!(count(pool, "SELECT count(*) FROM drafts").await, 0, "unfinished dialogs are left");
    assert_eq!(count(pool, "SELECT count(*) FROM outbox WHERE state = 'failed'").await, 0, "messages failed");

    let mut doubled = 0;
    for rep in reps.iter() {
        let (cards, last) = (rep.cards().await, rep.jobs.last().unwrap());
        let card = cards.iter().find(|card| card.message_id == rep.card).expect("the last card is there");
        assert!(says_completed(rep.words, card, last), "{}: {}", rep.id, card.text);
        // A new card that was sent, and not known to be, is sent again: then one of the two stays behind. No other does.
        // (Fewer do when a card that is gone was sent in place of itself, and then taken away too.)
        let sent_again = sent_again(pool, phone, rep.id).await;
        let left = cards.len() - 1;
        assert!(left <= sent_again, "{left} > {sent_again}; {}", story(pool, phone, rep.id, &cards).await);
        doubled += left;
    }
    told(reps, manager).await;
    let sent_again = sent_again(pool, phone, manager.id).await;
    assert_eq!(manager.cards().await.len(), 1 + finished + sent_again, "the manager was told too often");
    println!("{doubled} cards and {sent_again} notices doubled");
    assert!(doubled + sent_again <= 2 * kills, "{doubled} and {sent_again} doubled messages over {kills} kills");

    // Whoever taps on what stayed behind is told so, and changes nothing.
    let before = count(pool, "SELECT count(*) FROM history").await;
    for rep in reps.iter_mut() {
        let (last, cards) = (rep.card, rep.cards().await);
        for card in cards.iter().filter(|card| card.message_id != last) {
            let first = buttons(card).next().map(|it| it.1.to_owned());
            rep.card = card.message_id;
            rep.tap_data(&first.unwrap());
        }
        rep.card = last;
    }
    at_rest(pool, phone).await;
    assert_eq!(count(pool, "SELECT count(*) FROM history").await, before, "a card that stayed behind did something");
    inbox(pool, reps, manager).await;
}

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

async fn at_rest(pool: &PgPool, phone: &Phone) {
    let began = Instant::now();
    let open = "SELECT (SELECT count(*) FROM inbox WHERE state = 'open')
                     + (SELECT count(*) FROM outbox WHERE state = 'open')
                     + (SELECT count(*) FROM task_notices WHERE sent_at IS NULL AND kind = 'assigned')";
    while phone.pending_updates() > 0 || count(pool, open).await > 0 {
        assert!(began.elapsed() < DEADLINE, "the bot does not come to rest");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Title, status, revision, five answers, the history's fields in order.
type Deal = (String, String, i64, [Option<String>; 5], String);

/// Every deal holds exactly what was entered, and its history each change once.
async fn deals(pool: &PgPool, reps: &[Rep]) {
    type Row =
        (String, String, i64, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, String);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT o.title, o.status, o.revision,
                CASE m.language WHEN 'ru' THEN t.name_ru ELSE t.name_en END,
                o.budget || ' ' || o.budget_currency, o.probability || '%',
                CASE m.language WHEN 'ru' THEN c.name_ru ELSE c.name_en END,
                CASE m.language WHEN 'ru' THEN s.name_ru ELSE s.name_en END,
                COALESCE((SELECT string_agg(h.field, ' ' ORDER BY h.id) FROM history h
                           WHERE h.entity = 'opportunity' AND h.entity_id = o.id), '')
           FROM opportunities o JOIN members m ON m.id = o.owner_id
           LEFT JOIN terms t ON t.id = o.terms_id LEFT JOIN channels c ON c.id = o.channel_id
           LEFT JOIN campaigns s ON s.id = o.source_id",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut worked: HashMap<&str, &Job> =
        reps.iter().flat_map(|rep| &rep.jobs).map(|job| (job.title.as_str(), job)).collect();
    for (title, status, revision, terms, budget, probability, channel, source, history) in rows {
        let expected = worked.remove(title.as_str()).map_or_else(|| untouched(&title), entered);
        let probability = probability.map(|it| it.replace('\u{a0}', ""));
        let found: Deal = (title, status, revision, [terms, budget, probability, channel, source], history);
        assert_eq!(found, expected);
    }
    assert!(worked.is_empty(), "deals that nobody finds: {worked:?}");
}

fn untouched(title: &str) -> Deal {
    (title.to_owned(), "in_progress".into(), 1, Default::default(), String::new())
}

fn entered(job: &Job) -> Deal {
    let probability: String = job.probability.chars().filter(char::is_ascii_digit).collect();
    let answers = [
        job.terms.clone(),
        format!("{} {}", job.budget, job.currency),
        format!("{probability}%"),
        job.channel.clone(),
        job.source.clone(),
    ];
    let history = "terms budget probability channel source status";
    (job.title.clone(), "qualified".into(), 3, answers.map(Some), history.into())
}

/// Title, step and state, results, the history's fields in order.
type Task = (String, String, Option<String>, String);

/// One task is done and one given out for each finished job; all others wait as they did.
async fn tasks(pool: &PgPool, reps: &[Rep]) {
    let mut found: Vec<Task> = sqlx::query_as(
        "SELECT o.title, s.code || ' ' || t.state, t.results,
                (SELECT string_agg(h.field, ' ' ORDER BY h.id) FROM history h
                  WHERE h.entity = 'task' AND h.entity_id = t.id)
           FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id JOIN process_steps s ON s.id = t.step_id
          WHERE NOT (s.code = 'qualify' AND t.state = 'open' AND o.status = 'in_progress')",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let job = |job: &Job| {
        let done = "created accepted completed";
        [
            (job.title.clone(), "qualify done".to_owned(), Some(job.results.clone()), done.to_owned()),
            (job.title.clone(), "quotation open".to_owned(), None, "created".to_owned()),
        ]
    };
    let mut expected: Vec<Task> = reps.iter().flat_map(|rep| &rep.jobs).flat_map(job).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// What was sent was received once, and handled.
async fn inbox(pool: &PgPool, reps: &[Rep], manager: &Rep) {
    let found: Vec<(i64, String)> =
        sqlx::query_as("SELECT update_id, state FROM inbox ORDER BY update_id").fetch_all(pool).await.unwrap();
    let sent = reps.iter().chain([manager]).flat_map(|rep| &rep.updates);
    let mut expected: Vec<(i64, String)> = sent.map(|id| (*id, "done".to_owned())).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// The manager was told of every new task.
async fn told(reps: &[Rep], manager: &Rep) {
    let cards = manager.cards().await;
    let told: Vec<&str> =
        cards.iter().filter(|it| it.text.starts_with("🆕")).filter_map(|it| it.text.lines().nth(1)).collect();
    for job in reps.iter().flat_map(|rep| &rep.jobs) {
        let start = format!("{} · ", job.title);
        assert!(told.iter().any(|line| line.starts_with(&start)), "the manager was not told of {}", job.title);
    }
}

/// How many new messages of a chat reached the phone more often than the outbox had one.
async fn sent_again(pool: &PgPool, phone: &Phone, chat_id: i64) -> usize {
    let rows: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM outbox WHERE chat_id = $1 AND method = 'sendMessage' AND state = 'sent'",
    )
    .bind(chat_id)
    .fetch_one(pool)
    .await
    .unwrap();
    let calls = phone.calls(0);
    let arrived = calls.iter().filter(|it| it.method == "sendMessage" && it.chat_id == Some(chat_id) && it.ok);
    arrived.count() - usize::try_from(rows).unwrap()
}

/// How a chat came to look as it does.
async fn story(pool: &PgPool, phone: &Phone, chat_id: i64, cards: &[MessageView]) -> String {
    let cards: String = cards.iter().map(|it| format!("{}: {}\n", it.message_id, drawn(it))).collect();
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT concat_ws(' ', id, method, state, message_id, refers_to, '->', sent_message_id, error,
                          left(body::json ->> 'text', 40))
           FROM outbox WHERE chat_id = $1 ORDER BY id",
    )
    .bind(chat_id)
    .fetch_all(pool)
    .await
    .unwrap();
    let calls = phone.calls(0);
    let calls = calls.iter().filter(|it| it.chat_id == Some(chat_id));
    let calls: Vec<String> = calls
        .map(|it| format!("{} {:?} {}", it.method, it.message_id, it.description.as_deref().unwrap_or("ok")))
        .collect();
    format!("the chat of {chat_id}:\n{cards}\n{}\n\n{}", rows.join("\n"), calls.join("\n"))
}
