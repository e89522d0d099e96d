//! Whoever has not been invited gets one polite text, whatever they try, and learns nothing.

use qualbot::simulator::Outgoing;
use serde_json::{Value, json};

use super::stage::sight::{RACKS, message};
use super::stage::{ANNA, Stage};

const STRANGER: i64 = 5001;
const NEZNAKOMKA: i64 = 5002;
const ENGLISH: &str = "This bot is for invited members of a sales team.\n\nIf you should be one of them, ask your \
                       manager for a personal invite link.";
const RUSSIAN: &str = "Этот бот — для приглашённых сотрудников отдела продаж.\n\nЕсли вы один из них, попросите у \
                       руководителя личную ссылку-приглашение.";

/// A stage with the team and two strangers, who have said /start.
async fn with_strangers() -> Stage {
    let stage = Stage::with_team().await;
    stage.join(STRANGER, "Someone", "en");
    stage.join(NEZNAKOMKA, "Кто-то", "ru");
    stage.settle().await;
    stage
}

/// All that the bot ever said to a stranger is the stranger's text.
async fn assert_learned_nothing(stage: &Stage, person: i64, text: &str) {
    let messages = stage.messages(person).await;
    let said: Vec<_> = messages.iter().filter(|it| it.from == "bot").collect();
    assert!(!said.is_empty());
    for message in said {
        assert_eq!(message.text, text);
        assert!(message.buttons.is_empty(), "{:?}", message.buttons);
    }
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_gets_the_same_polite_text_whatever_they_write() {
    let stage = with_strangers().await;
    for text in ["hi", "/tasks", "/help", "/cancel", "/language", "/start", "/nosuch", "450000", "<b>", "Anna Sorokina"]
    {
        stage.write(STRANGER, text).await;
        stage.write(NEZNAKOMKA, text).await;
        assert_eq!(stage.card(STRANGER).await, ENGLISH, "{text}");
        assert_eq!(stage.card(NEZNAKOMKA).await, RUSSIAN, "{text}");
    }
    assert_learned_nothing(&stage, STRANGER, ENGLISH).await;
    assert_learned_nothing(&stage, NEZNAKOMKA, RUSSIAN).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_gets_the_same_polite_text_whatever_they_send() {
    let stage = with_strangers().await;
    let yes = || Some(Value::Bool(true));
    for what in [
        Outgoing { sticker: yes(), ..Outgoing::default() },
        Outgoing { photo: yes(), caption: Some("hi".into()), ..Outgoing::default() },
        Outgoing { voice: yes(), ..Outgoing::default() },
        Outgoing { contact: yes(), ..Outgoing::default() },
        Outgoing { location: yes(), ..Outgoing::default() },
        Outgoing { document: yes(), ..Outgoing::default() },
    ] {
        stage.send(STRANGER, &what).await;
    }
    let edited = message(STRANGER, &json!({ "text": "hi", "edit_date": 1_795_503_700 }));
    stage.update(&json!({ "edited_message": edited }).to_string()).await;
    assert_learned_nothing(&stage, STRANGER, ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strangers_forged_taps_change_and_tell_nothing() {
    let stage = with_strangers().await;
    stage.tap(ANNA, "Qualify").await;
    let (task, draft) = (stage.task(RACKS).await, stage.draft(ANNA, RACKS).await);
    let opportunity = stage.number(&format!("SELECT opportunity_id FROM tasks WHERE id = {task}")).await;
    let before = stage.business(ANNA).await;
    for data in [
        format!("t{task}.open"),
        format!("t{task}.now"),
        format!("t{task}.giveback"),
        format!("t{task}.qualify"),
        format!("o{opportunity}.{task}"),
        format!("d{draft}.1.!discard"),
        format!("d{draft}.1.!redraw"),
        format!("d{draft}.1.{{\"pick\":1}}"),
        "m.tasks.0".into(),
        "m.done.0".into(),
        "m.speak.ru".into(),
        "m.help".into(),
        "💥".into(),
    ] {
        assert_eq!(stage.forge(STRANGER, &data).await, None, "{data}");
        assert_eq!(stage.card(STRANGER).await, ENGLISH, "{data}");
    }
    assert_eq!(stage.business(ANNA).await, before);
    assert_learned_nothing(&stage, STRANGER, ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deactivated_member_is_a_stranger() {
    let stage = Stage::with_team().await;
    stage.tap(ANNA, "Qualify").await;
    stage.sql(&format!("UPDATE members SET active = false WHERE telegram_id = {ANNA}")).await;
    let before = stage.business(ANNA).await;
    stage.tap(ANNA, "Prepayment").await;
    assert_eq!(stage.card(ANNA).await, ENGLISH);
    for text in ["450k", "/tasks", "/start", "/help"] {
        stage.write(ANNA, text).await;
        assert_eq!(stage.card(ANNA).await, ENGLISH, "{text}");
    }
    assert_eq!(stage.business(ANNA).await, before);
    // Back in the team, with what was entered before.
    stage.sql(&format!("UPDATE members SET active = true WHERE telegram_id = {ANNA}")).await;
    stage.write(ANNA, "450k").await;
    stage.tap(ANNA, "Qualify: Racks").await;
    assert!(stage.card(ANNA).await.starts_with("Terms of sale · 1 of 5"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_in_groups_are_ignored_silently() {
    let stage = Stage::with_team().await;
    let (task, calls) = (stage.task(RACKS).await, stage.phone.last_call());
    let before = (stage.business(ANNA).await, stage.screen(ANNA).await);
    let group = json!({ "id": -1_009_000, "type": "supergroup", "title": "Sales" });
    let from = json!({ "id": ANNA, "is_bot": false, "first_name": "Anna", "language_code": "en" });
    for text in ["hi", "/start", "/tasks@qualbot", "/help"] {
        let said = json!({ "message_id": 7, "date": 1_795_503_600, "chat": group, "from": from, "text": text });
        stage.update(&json!({ "message": said }).to_string()).await;
        stage.update(&json!({ "edited_message": said }).to_string()).await;
    }
    let card = json!({ "message_id": 8, "date": 1_795_503_600, "chat": group, "text": "x" });
    let tap =
        json!({ "id": "77", "from": from, "message": card, "chat_instance": "1", "data": format!("t{task}.now") });
    stage.update(&json!({ "callback_query": tap }).to_string()).await;
    let joined = json!({
        "chat": group, "from": from, "date": 1_795_503_600,
        "old_chat_member": { "user": { "id": 42, "is_bot": true, "first_name": "B" }, "status": "left" },
        "new_chat_member": { "user": { "id": 42, "is_bot": true, "first_name": "B" }, "status": "member" },
    });
    stage.update(&json!({ "my_chat_member": joined }).to_string()).await;
    let said: Vec<String> = stage.phone.calls(calls).into_iter().map(|call| call.method).collect();
    assert!(!said.iter().any(|method| method.contains("Message")), "{said:?}");
    assert_eq!((stage.business(ANNA).await, stage.screen(ANNA).await), before);
    stage.assert_sound().await;
}
