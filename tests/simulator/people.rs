//! Updates, people and their phones.

use std::time::Duration;

use qualbot::simulator::{NewPerson, Outgoing, Tap};
use serde_json::{Value, json};

use crate::harness::{ANNA, TOKEN, World, ids};

#[tokio::test]
async fn updates_come_again_until_an_offset_confirms_them() {
    let world = World::with_anna().await;
    for text in ["one", "two", "three"] {
        world.says(text).await;
    }
    assert_eq!(ids(&world.ok("getUpdates", json!({})).await), [501, 502, 503]);
    assert_eq!(ids(&world.ok("getUpdates", json!({ "limit": 2 })).await), [501, 502]);
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": 502 })).await), [502, 503]);
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": 0 })).await), [502, 503], "501 is forgotten");
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": 1_000_000 })).await), [502, 503], "no such future");
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": -1 })).await), [503]);
    assert_eq!(ids(&world.ok("getUpdates", json!({})).await), [503]);
    assert!(ids(&world.ok("getUpdates", json!({ "offset": 504 })).await).is_empty());
    world.sim("updates/replay", json!({ "last": 2 })).await;
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": 504 })).await), [502, 503], "duplicates once");
    assert!(ids(&world.ok("getUpdates", json!({ "offset": 504 })).await).is_empty());
    world.sim("updates/restart", json!({ "next_id": 7 })).await;
    assert_eq!(world.says("again").await["update_id"], 7);
    assert_eq!(ids(&world.ok("getUpdates", json!({ "offset": 504 })).await), [7]);
}

#[tokio::test]
async fn a_poll_wakes_at_once_and_a_second_one_ends_the_first() {
    let world = World::with_anna().await;
    let poll = world.call("getUpdates", json!({ "offset": 501, "timeout": 20 }));
    let speak = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        world.says("wake").await
    };
    let ((_, reply), _) =
        tokio::time::timeout(Duration::from_secs(5), async { tokio::join!(poll, speak) }).await.unwrap();
    assert_eq!(reply["result"][0]["message"]["text"], "wake");
    let first = world.call("getUpdates", json!({ "offset": 502, "timeout": 20 }));
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        world.call("getUpdates", json!({ "offset": 502 })).await
    };
    let ((status, reply), (second, _)) = tokio::join!(first, second);
    assert_eq!((status, second), (409, 200));
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(reply["description"], words);
}

#[tokio::test]
async fn the_bot_is_told_only_what_it_asked_for() {
    let world = World::with_anna().await;
    world.ok("getUpdates", json!({ "allowed_updates": ["callback_query"] })).await;
    assert_eq!(world.says("unheard").await["update_id"], Value::Null);
    let id = world.with_buttons(json!([[{ "text": "x", "callback_data": "x" }]])).await;
    world.tap(id, "x").await;
    let updates = world.ok("getUpdates", json!({})).await;
    assert_eq!(updates.as_array().unwrap().len(), 1);
    assert!(updates[0]["callback_query"].is_object());
}

#[tokio::test]
async fn any_update_can_be_queued_as_it_is() {
    let world = World::with_anna().await;
    let post = async |text: &'static str| {
        let url = format!("{}/sim/update", world.simulator.url());
        let reply = world.http.post(url).body(text).send().await.unwrap();
        (reply.status().as_u16(), reply.json::<Value>().await.unwrap())
    };
    assert_eq!(post(r#"{"poll_of_the_future":{"x":1}}"#).await.1["update_id"], 501);
    assert_eq!(post(r#"{ }"#).await.1["update_id"], 502);
    assert_eq!(post(r#"{"update_id":600,"message":null}"#).await.1["update_id"], 600);
    assert_eq!(post(r#"{"update_id":3,"old":true}"#).await.1["update_id"], 3);
    assert_eq!(post("not json").await.0, 400);
    let updates = world.ok("getUpdates", json!({})).await;
    assert_eq!(ids(&updates), [3, 501, 502, 600]);
    assert_eq!(updates[1]["poll_of_the_future"]["x"], 1);
    assert_eq!(world.says("next").await["update_id"], 601);
}

#[tokio::test]
async fn people_send_attachments_and_the_bot_gets_the_files() {
    let world = World::with_anna().await;
    let send = async |what: Value| world.sim(&format!("people/{ANNA}/send"), what).await;
    send(json!({ "photo": true, "caption": "look" })).await;
    send(json!({ "voice": { "duration": 3 } })).await;
    send(json!({ "document": { "file_name": "a.txt", "mime_type": "text/plain", "content": "hello" } })).await;
    send(json!({ "document": { "file_name": "big.zip", "size": 21_000_000 } })).await;
    send(json!({ "contact": { "phone_number": "+1", "first_name": "Bob", "vcard": "BEGIN:VCARD" } })).await;
    send(json!({ "sticker": true })).await;
    send(json!({ "location": { "latitude": 1.5, "longitude": 2.5 } })).await;
    send(json!({ "text": "fwd", "forward_from_name": "Carl", "forward_date": 1_700_000_000 })).await;
    send(json!({ "text": "new", "entities": [{ "type": "hologram", "offset": 0, "length": 3 }] })).await;
    let text = world.http.post(format!("{}/bot{TOKEN}/getUpdates", world.simulator.url())).send().await.unwrap();
    let text = text.text().await.unwrap();
    let updates: Value = serde_json::from_str(&text).unwrap();
    let message = |n: usize| updates["result"][n]["message"].clone();
    assert_eq!((&message(0)["caption"], &message(0)["photo"][0]["width"]), (&json!("look"), &json!(1280)));
    assert_eq!(message(1)["voice"]["duration"], 3);
    let file = world.ok("getFile", json!({ "file_id": message(2)["document"]["file_id"] })).await;
    let url = format!("{}/file/bot{TOKEN}/{}", world.simulator.url(), file["file_path"].as_str().unwrap());
    assert_eq!(world.http.get(url).send().await.unwrap().text().await.unwrap(), "hello");
    let big = json!({ "file_id": message(3)["document"]["file_id"] });
    assert_eq!(world.refused("getFile", big).await, "400 Bad Request: file is too big");
    let unknown = "400 Bad Request: wrong file_id or the file is temporarily unavailable";
    assert_eq!(world.refused("getFile", json!({ "file_id": "x" })).await, unknown);
    assert_eq!(message(4)["contact"]["vcard"], "BEGIN:VCARD");
    assert_eq!(message(7)["forward_origin"]["sender_user_name"], "Carl");
    assert_eq!(message(8)["entities"][0]["type"], "hologram");
    assert_eq!(world.sim_refused(&format!("people/{ANNA}/send"), json!({})).await.0, 400);
    assert_eq!(world.sim_refused(&format!("people/{ANNA}/send"), json!({ "colour": 1 })).await.0, 422);
}

#[tokio::test]
async fn a_phone_waits_for_news_and_gets_only_the_news() {
    let world = World::with_anna().await;
    let version = world.chat().await["version"].as_u64().unwrap();
    let path = format!("people/{ANNA}/chat?after={version}&wait_ms=5000");
    let wait = world.get(&path);
    let send = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        world.sends("<b>news</b> & more").await
    };
    let (chat, _) = tokio::join!(wait, send);
    assert_eq!(chat["messages"].as_array().unwrap().len(), 1);
    assert_eq!(chat["messages"][0]["html"], "<b>news</b> &amp; more");
    world.ok("sendChatAction", json!({ "chat_id": ANNA, "action": "typing" })).await;
    assert_eq!(world.chat().await["typing"], true);
    let wrong = json!({ "chat_id": ANNA, "action": "dancing" });
    assert_eq!(world.refused("sendChatAction", wrong).await, "400 Bad Request: wrong parameter action in request");
    world.sends("done").await;
    assert_eq!(world.chat().await["typing"], false);
}

#[tokio::test]
async fn errors_of_the_persons_api_are_sentences() {
    let world = World::with_anna().await;
    assert_eq!(world.sim_refused("people/5/send", json!({ "text": "x" })).await.0, 404);
    assert_eq!(world.sim_refused("people/x/send", json!({ "text": "x" })).await.0, 400);
    assert_eq!(world.sim_refused(&format!("people/{ANNA}/fly"), json!({})).await.0, 404);
    assert_eq!(world.sim_refused("people", json!({ "id": ANNA, "first_name": "Twin" })).await.0, 409);
    assert_eq!(world.sim_refused("people", json!({ "first_name": " " })).await.0, 400);
    assert_eq!(world.sim_refused("clock", json!({ "advance_seconds": i64::MAX })).await.0, 400);
    assert_eq!(world.sim_refused("nothing", json!({})).await.0, 404);
    assert_eq!(world.sim_refused("faults", json!({ "kind": "meteor" })).await.0, 422);
}

#[tokio::test]
async fn the_clock_moves_for_all() {
    let world = World::with_anna().await;
    let moved = world.sim("clock", json!({ "advance_seconds": 3600 })).await;
    assert_eq!(moved["now"], "2027-01-15T09:00:00Z");
    world.sim("clock", json!({ "to": "2027-01-16T09:00:00+01:00" })).await;
    assert_eq!(world.get("clock").await["now"], "2027-01-16T08:00:00Z");
    assert_eq!(world.sends("x").await["date"], 1_800_000_000 + 24 * 3600);
}

#[tokio::test]
async fn the_phone_in_process_does_the_same_and_stopping_frees_the_port() {
    let world = World::new().await;
    let phone = world.simulator.phone();
    let id = phone.add_person(NewPerson { first_name: "Bea".into(), ..NewPerson::default() }).unwrap();
    phone.send(id, &Outgoing::text("/start")).unwrap();
    let markup = json!({ "inline_keyboard": [[{ "text": "x", "callback_data": "x" }]] });
    let sent = world.ok("sendMessage", json!({ "chat_id": id, "text": "hi", "reply_markup": markup })).await;
    let message_id = i32::try_from(sent["message_id"].as_i64().unwrap()).unwrap();
    let before = phone.chat(id, 0, Duration::ZERO).await.unwrap();
    assert_eq!(before.messages.len(), 2);
    let tapped = phone.tap(id, &Tap::data(message_id, "x")).unwrap();
    world.ok("answerCallbackQuery", json!({ "callback_query_id": tapped.callback_query_id })).await;
    let after = phone.chat(id, before.version, Duration::from_secs(2)).await.unwrap();
    assert_eq!(after.answers[0].callback_query_id, tapped.callback_query_id);
    let address = world.simulator.address();
    world.simulator.clone().stop().await;
    assert!(tokio::net::TcpListener::bind(address).await.is_ok());
}
