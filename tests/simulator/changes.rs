//! Edits, taps, flood control and faults.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{ANNA, TOKEN, World};

#[tokio::test]
async fn an_edit_must_change_something_that_the_bot_may_change() {
    let world = World::with_anna().await;
    let id = world.with_buttons(json!([[{ "text": "a", "callback_data": "a" }]])).await;
    let markup = json!({ "inline_keyboard": [[{ "text": "a", "callback_data": "a" }]] });
    let same = json!({ "chat_id": ANNA, "message_id": id, "text": "<b></b>choose", "parse_mode": "HTML", "reply_markup": markup });
    let words = world.refused("editMessageText", same).await;
    assert!(words.starts_with("400 Bad Request: message is not modified: specified new message content"), "{words}");
    let plain = world.ok("editMessageText", json!({ "chat_id": ANNA, "message_id": id, "text": "choose" })).await;
    assert!(plain["reply_markup"].is_null(), "without reply_markup the buttons go");
    assert_eq!(plain["edit_date"], 1_800_000_000);
    let body = json!({ "chat_id": ANNA, "message_id": id, "reply_markup": markup });
    world.ok("editMessageReplyMarkup", body.clone()).await;
    assert!(world.refused("editMessageReplyMarkup", body).await.contains("message is not modified"));
    let edit = |id: i64| json!({ "chat_id": ANNA, "message_id": id, "text": "new" });
    assert_eq!(world.refused("editMessageText", edit(77)).await, "400 Bad Request: message to edit not found");
    assert_eq!(world.refused("editMessageText", edit(1)).await, "400 Bad Request: message can't be edited");
    let none = json!({ "chat_id": ANNA, "text": "x" });
    assert_eq!(world.refused("editMessageText", none).await, "400 Bad Request: message identifier is not specified");
    let keyboard = json!({ "chat_id": ANNA, "message_id": id, "text": "n", "reply_markup": { "keyboard": [["x"]] } });
    assert_eq!(world.refused("editMessageText", keyboard).await, "400 Bad Request: inline keyboard expected");
    let delete = json!({ "chat_id": ANNA, "message_id": id });
    world.ok("deleteMessage", delete.clone()).await;
    assert_eq!(world.refused("deleteMessage", delete).await, "400 Bad Request: message to delete not found");
    assert_eq!(world.refused("editMessageText", edit(id)).await, "400 Bad Request: message to edit not found");
    world.ok("deleteMessage", json!({ "chat_id": ANNA, "message_id": 1 })).await;
    assert_eq!(world.chat().await["deleted"], json!([id, 1]));
}

#[tokio::test]
async fn an_old_message_cannot_be_deleted() {
    let world = World::with_anna().await;
    let id = world.sends("x").await["message_id"].clone();
    world.sim("clock", json!({ "advance_seconds": 48 * 3600 + 1 })).await;
    let words = world.refused("deleteMessage", json!({ "chat_id": ANNA, "message_id": id })).await;
    assert_eq!(words, "400 Bad Request: message can't be deleted for everyone");
}

#[tokio::test]
async fn a_tap_is_answered_once_and_in_time() {
    let world = World::with_anna().await;
    let id = world
        .with_buttons(json!([[{ "text": "Yes", "callback_data": "y" }], [{ "text": "No", "callback_data": "n" }]]))
        .await;
    let query = world.tap(id, "n").await;
    let update = world.ok("getUpdates", json!({})).await;
    let callback = &update[0]["callback_query"];
    assert_eq!((&callback["id"], &callback["data"]), (&json!(query), &json!("n")));
    assert_eq!(callback["message"]["message_id"], id);
    assert_eq!(callback["from"]["id"], ANNA);
    let answer = json!({ "callback_query_id": query, "text": "Thanks", "show_alert": true });
    world.ok("answerCallbackQuery", answer.clone()).await;
    let chat = world.chat().await;
    assert_eq!(chat["answers"][0]["text"], "Thanks");
    assert_eq!(chat["answers"][0]["show_alert"], true);
    let old = "400 Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(world.refused("answerCallbackQuery", answer).await, old);
    assert_eq!(world.refused("answerCallbackQuery", json!({ "callback_query_id": "1" })).await, old);
    let long = json!({ "callback_query_id": world.tap(id, "y").await, "text": "x".repeat(201) });
    assert_eq!(world.refused("answerCallbackQuery", long).await, "400 Bad Request: message is too long");
    let late = world.tap(id, "y").await;
    world.sim("clock", json!({ "advance_seconds": 601 })).await;
    assert_eq!(world.refused("answerCallbackQuery", json!({ "callback_query_id": late })).await, old);
}

#[tokio::test]
async fn a_button_is_found_by_data_text_or_place_and_an_old_one_only_by_force() {
    let world = World::with_anna().await;
    let rows =
        json!([[{ "text": "Yes, please", "callback_data": "y" }, { "text": "Site", "url": "https://example.com" }]]);
    let id = world.with_buttons(rows).await;
    let path = format!("people/{ANNA}/tap");
    for tap in [json!({ "text": "Yes" }), json!({ "row": 0, "col": 0 }), json!({ "data": "y" })] {
        let mut tap = tap;
        tap["message_id"] = id.into();
        world.sim(&path, tap).await;
    }
    assert_eq!(world.sim_refused(&path, json!({ "message_id": id, "text": "Site" })).await.0, 400);
    assert_eq!(world.sim_refused(&path, json!({ "message_id": id, "data": "gone" })).await.0, 404);
    assert_eq!(world.sim_refused(&path, json!({ "message_id": id, "row": 3, "col": 0 })).await.0, 404);
    assert_eq!(world.sim_refused(&path, json!({ "message_id": 99, "data": "y" })).await.0, 404);
    world.sim(&path, json!({ "message_id": id, "data": "forged", "force": true })).await;
    world.sim(&path, json!({ "message_id": 99, "data": "forged", "force": true })).await;
    let updates = world.ok("getUpdates", json!({})).await;
    let last = &updates.as_array().unwrap().last().unwrap()["callback_query"];
    assert_eq!(last["message"]["date"], 0, "a message that is gone comes as inaccessible");
    assert_eq!(last["data"], "forged");
}

#[tokio::test]
async fn flood_control_is_off_until_switched_on() {
    let world = World::with_anna().await;
    for _ in 0..5 {
        world.sends("x").await;
    }
    world.sim("flood", json!({ "enabled": true })).await;
    world.sends("x").await;
    let body = json!({ "chat_id": ANNA, "text": "x" });
    assert_eq!(world.refused("sendMessage", body).await, "429 Too Many Requests: retry after 1");
    world.sim("clock", json!({ "advance_seconds": 1 })).await;
    world.sends("x").await;
    world.sim("flood", json!({ "enabled": false })).await;
    world.sends("x").await;
}

#[tokio::test]
async fn faults_hit_the_calls_they_are_meant_for() {
    let world = World::with_anna().await;
    let body = json!({ "chat_id": ANNA, "text": "x" });
    world.sim("faults", json!({ "kind": "429", "method": "sendMessage", "retry_after": 7, "times": 1 })).await;
    let (status, reply) = world.call("SendMessage", body.clone()).await;
    assert_eq!((status, &reply["parameters"]["retry_after"]), (429, &json!(7)));
    assert_eq!(reply["description"], "Too Many Requests: retry after 7");
    world.ok("sendMessage", body.clone()).await;
    world.sim("faults", json!({ "kind": "500", "chat_id": ANNA, "one_in": 2 })).await;
    world.ok("sendMessage", body.clone()).await;
    assert_eq!(world.refused("sendMessage", body.clone()).await, "500 Internal Server Error");
    world.http.delete(format!("{}/sim/faults", world.simulator.url())).send().await.unwrap();
    world.ok("sendMessage", body.clone()).await;
    world.sim("faults", json!({ "kind": "502", "times": 1 })).await;
    let url = format!("{}/bot{TOKEN}/sendMessage", world.simulator.url());
    let reply = world.http.post(&url).json(&body).send().await.unwrap();
    assert_eq!(reply.status(), 502);
    assert!(reply.json::<Value>().await.is_err(), "a proxy's page is no JSON");
    world.sim("faults", json!({ "kind": "delay", "ms": 80, "times": 1 })).await;
    let before = std::time::Instant::now();
    world.ok("sendMessage", body).await;
    assert!(before.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_connection_can_close_before_or_after_the_effect() {
    let world = World::with_anna().await;
    let url = format!("{}/bot{TOKEN}/sendMessage", world.simulator.url());
    let messages = async || world.chat().await["messages"].as_array().unwrap().len();
    for (kind, effect) in [("drop_before", 0), ("drop_reply", 1)] {
        world.sim("faults", json!({ "kind": kind, "method": "sendMessage", "times": 1 })).await;
        let before = messages().await;
        let reply = world.http.post(&url).json(&json!({ "chat_id": ANNA, "text": kind })).send().await;
        assert!(reply.is_err(), "{kind} leaves no answer");
        assert_eq!(messages().await, before + effect, "{kind}");
    }
    let calls = world.get("calls").await;
    let calls = calls["calls"].as_array().unwrap();
    assert_eq!(calls.iter().map(|call| call["ok"].as_bool().unwrap()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(calls[1]["method"], "sendMessage");
    assert_eq!(calls[1]["chat_id"], ANNA);
}
