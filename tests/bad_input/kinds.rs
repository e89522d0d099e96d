//! What is no text: stickers, photos, edited messages, and updates that the bot does not know.

use qualbot::simulator::Outgoing;
use serde_json::{Value, json};

use crate::places::{ALL, Place, kept};
use crate::stage::sight::{RACKS, message};
use crate::stage::{ANNA, Stage};

fn attachments() -> Vec<Outgoing> {
    let yes = || Some(Value::Bool(true));
    vec![
        Outgoing { sticker: yes(), ..Outgoing::default() },
        Outgoing { photo: yes(), ..Outgoing::default() },
        Outgoing { photo: yes(), caption: Some("450k".into()), ..Outgoing::default() },
        Outgoing { voice: yes(), ..Outgoing::default() },
        Outgoing { document: yes(), caption: Some("<b>".into()), ..Outgoing::default() },
        Outgoing { contact: yes(), ..Outgoing::default() },
        Outgoing { location: yes(), ..Outgoing::default() },
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_text_is_explained_in_every_place_that_takes_one() {
    for place in ALL {
        let stage = Stage::with_team().await;
        place.reach(&stage).await;
        let before = kept(&stage).await;
        for what in attachments() {
            stage.send(ANNA, &what).await;
            let card = stage.card(ANNA).await;
            assert!(card.starts_with("⚠️ I cannot use that here."), "{place:?}: {card}");
            assert!(card.contains(place.question()), "{place:?}: {card}");
            assert_eq!(kept(&stage).await, before);
        }
        stage.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_text_outside_of_a_dialog_has_a_way_on() {
    let stage = Stage::with_team().await;
    for what in attachments() {
        stage.send(ANNA, &what).await;
        let card = stage.card(ANNA).await;
        assert!(card.starts_with("I am not waiting for an answer") && card.contains("[☰ My tasks]"), "{card}");
    }
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_message_is_no_new_answer() {
    let stage = Stage::with_team().await;
    Place::Budget.reach(&stage).await;
    let before = kept(&stage).await;
    let edited = message(ANNA, &json!({ "text": "450k", "edit_date": 1_795_503_700 }));
    stage.update(&json!({ "edited_message": edited }).to_string()).await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("⚠️ ") && card.contains(Place::Budget.question()), "{card}");
    assert_eq!(kept(&stage).await, before);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_of_unknown_kinds_are_passed_over() {
    let stage = Stage::with_team().await;
    Place::Budget.reach(&stage).await;
    let (before, screen, calls) = (kept(&stage).await, stage.screen(ANNA).await, stage.phone.last_call());
    let chat = json!({ "id": ANNA, "type": "private", "first_name": "A" });
    for update in [
        json!({ "shiny_new_thing": { "chat": chat, "from": { "id": ANNA, "is_bot": false, "first_name": "A" } } }),
        json!({ "poll": { "id": "1" } }),
        json!({ "message": 7 }),
        json!({ "message": { "chat": { "id": "seven" } } }),
        json!({ "callback_query": { "id": "77" } }),
        json!({}),
    ] {
        stage.update(&update.to_string()).await;
    }
    let from = json!({ "id": ANNA, "is_bot": false, "first_name": "A", "language_code": "en" });
    let tap = json!({ "id": "78", "from": from, "inline_message_id": "x", "chat_instance": "1", "data": "m.help" });
    stage.update(&json!({ "callback_query": tap }).to_string()).await;
    assert_eq!((kept(&stage).await, stage.screen(ANNA).await), (before, screen));
    let said: Vec<String> = stage.phone.calls(calls).into_iter().map(|call| call.method).collect();
    assert!(!said.iter().any(|method| method.contains("Message")), "{said:?}");
    // The chat goes on.
    stage.write(ANNA, "450k").await;
    assert!(stage.card(ANNA).await.contains("How likely"));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_where_only_taps_count_is_explained() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    for (action, way) in [("accept", vec!["In an hour"]), ("complete", vec![]), ("qualify", vec!["Skip"; 5])] {
        stage.forge(ANNA, &format!("t{task}.{action}")).await;
        for label in way {
            stage.tap(ANNA, label).await;
        }
        let asked = stage.card(ANNA).await;
        for text in ["450k", "🙂", "<b>"] {
            stage.write(ANNA, text).await;
            assert_eq!(stage.card(ANNA).await, format!("⚠️ Please tap one of the buttons below.\n\n{asked}"));
        }
    }
    stage.assert_sound().await;
}
