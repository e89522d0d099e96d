//! Messages, markup and commands keep their limits, and are refused in Telegram's words.

use serde_json::{Value, json};

use crate::harness::{ANNA, TOKEN, World};

#[tokio::test]
async fn tokens_and_methods_are_checked_as_telegram_checks_them() {
    let world = World::new().await;
    let get = async |path: &str| {
        let reply = world.http.get(format!("{}{path}", world.simulator.url())).send().await.unwrap();
        (reply.status().as_u16(), reply.json::<Value>().await.unwrap()["description"].clone())
    };
    assert_eq!(get("/bot7:wrong/getMe").await, (401, json!("Unauthorized")));
    assert_eq!(get("/botnonsense/getMe").await, (404, json!("Not Found")));
    assert_eq!(get(&format!("/bot{TOKEN}/sendDice")).await, (404, json!("Not Found")));
    assert_eq!(get("/elsewhere").await.0, 404);
    assert_eq!(world.ok("GETME", json!({})).await["username"], "qualbot");
    assert_eq!(world.ok("GetMe", json!({})).await["id"], 7_000_000_001_i64);
}

#[tokio::test]
async fn parameters_come_as_query_form_multipart_or_json() {
    let world = World::with_anna().await;
    let url = format!("{}/bot{TOKEN}/sendMessage", world.simulator.url());
    let query = format!("{url}?chat_id={ANNA}&text=a%20b%2Bc%F0%9F%98%80");
    let reply: Value = world.http.get(query).send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["result"]["text"], "a b+c😀");
    let form = format!(
        "chat_id={ANNA}&text=one+two&reply_markup=%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22x%22%2C%22callback_data%22%3A%22y%22%7D%5D%5D%7D"
    );
    let request = world.http.post(&url).header("content-type", "application/x-www-form-urlencoded").body(form);
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["result"]["text"], "one two");
    assert_eq!(reply["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "y");
    let broken = world.http.post(&url).header("content-type", "application/json").body("{").send().await.unwrap();
    assert_eq!(broken.status(), 400);
}

#[tokio::test]
async fn a_person_who_never_wrote_is_not_found_and_one_who_left_is_forbidden() {
    let world = World::with_anna().await;
    world.sim("people", json!({ "id": 5, "first_name": "Silent" })).await;
    let to = |chat: Value| json!({ "chat_id": chat, "text": "hello" });
    assert_eq!(world.refused("sendMessage", to(json!(5))).await, "400 Bad Request: chat not found");
    assert_eq!(world.refused("sendMessage", to(json!(99))).await, "400 Bad Request: chat not found");
    assert_eq!(world.refused("sendMessage", to(json!("@anna"))).await, "400 Bad Request: chat not found");
    assert_eq!(world.refused("sendMessage", json!({ "text": "x" })).await, "400 Bad Request: chat_id is empty");
    world.sim(&format!("people/{ANNA}/block"), json!({})).await;
    let blocked = "403 Forbidden: bot was blocked by the user";
    assert_eq!(world.refused("sendMessage", to(json!(ANNA))).await, blocked);
    let update = world.ok("getUpdates", json!({})).await;
    assert_eq!(update[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    assert_eq!(world.sim_refused(&format!("people/{ANNA}/send"), json!({ "text": "x" })).await.0, 409);
    world.sim(&format!("people/{ANNA}/unblock"), json!({})).await;
    world.ok("sendMessage", to(json!(ANNA))).await;
    world.sim(&format!("people/{ANNA}/deactivate"), json!({})).await;
    assert_eq!(world.refused("sendMessage", to(json!(ANNA))).await, "403 Forbidden: user is deactivated");
}

#[tokio::test]
async fn text_is_measured_in_utf16_after_the_markup_is_read() {
    let world = World::with_anna().await;
    let send = |text: String| json!({ "chat_id": ANNA, "text": text, "parse_mode": "HTML" });
    assert_eq!(world.refused("sendMessage", send(String::new())).await, "400 Bad Request: message text is empty");
    let missing = json!({ "chat_id": ANNA });
    assert_eq!(world.refused("sendMessage", missing).await, "400 Bad Request: message text is empty");
    assert_eq!(world.refused("sendMessage", send("<b> </b>".into())).await, "400 Bad Request: text must be non-empty");
    world.ok("sendMessage", send(format!("<b>{}</b>&amp;", "x".repeat(4_095)))).await;
    world.ok("sendMessage", send("😀".repeat(2_048))).await;
    let long = "400 Bad Request: message is too long";
    assert_eq!(world.refused("sendMessage", send("x".repeat(4_097))).await, long);
    assert_eq!(world.refused("sendMessage", send(format!("{}x", "😀".repeat(2_048)))).await, long);
    let markdown = json!({ "chat_id": ANNA, "text": "*x*", "parse_mode": "MarkdownV2" });
    assert!(world.refused("sendMessage", markdown).await.starts_with("400 Bad Request: can't parse entities"));
    let unknown = json!({ "chat_id": ANNA, "text": "x", "parse_mode": "BBCode" });
    assert_eq!(world.refused("sendMessage", unknown).await, "400 Bad Request: unsupported parse_mode");
}

#[tokio::test]
async fn html_becomes_plain_text_and_entities() {
    let world = World::with_anna().await;
    let cases = [
        ("<b>a</b><strong>b</strong>", "ab", json!([["bold", 0, 1], ["bold", 1, 1]])),
        (
            "<i>a<u>b</u></i><ins>c</ins><em>d</em>",
            "abcd",
            json!([["italic", 0, 2], ["underline", 1, 1], ["underline", 2, 1], ["italic", 3, 1]]),
        ),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            json!([["strikethrough", 0, 1], ["strikethrough", 1, 1], ["strikethrough", 2, 1]]),
        ),
        (
            "😀 <tg-spoiler>x</tg-spoiler><span class=\"tg-spoiler\">y</span>",
            "😀 xy",
            json!([["spoiler", 3, 1], ["spoiler", 4, 1]]),
        ),
        (
            "<blockquote>q</blockquote><blockquote expandable>r</blockquote>",
            "qr",
            json!([["blockquote", 0, 1], ["expandable_blockquote", 1, 1]]),
        ),
        ("<a href=\"https://example.com/?a=1&amp;b=2\">x</a>", "x", json!([["text_link", 0, 1]])),
        ("<a href='nowhere'>x</a>", "x", json!([])),
        ("<code>1 &lt; 2</code>", "1 < 2", json!([["code", 0, 5]])),
        ("<pre><code class=\"language-rust\">fn</code></pre>", "fn", json!([["pre", 0, 2]])),
        ("<tg-emoji emoji-id=\"5368\">👍</tg-emoji>", "👍", json!([["custom_emoji", 0, 2]])),
        ("&quot;&#1071;&#x42f;&nbsp;&lt", "\"ЯЯ&nbsp;<", json!([])),
        ("a > b </B", "", Value::Null),
        ("<B>a</b> >", "a >", json!([["bold", 0, 1]])),
        ("  <b>a </b>\n", "a", json!([["bold", 0, 1]])),
        ("see /help", "see /help", json!([["bot_command", 4, 5]])),
    ];
    for (html, text, entities) in cases {
        if entities.is_null() {
            assert_eq!(world.html_refused(html).await, "Unexpected end tag at byte offset 6");
            continue;
        }
        let sent = world.sends(html).await;
        assert_eq!(sent["text"], text, "{html}");
        let found: Vec<Value> = sent["entities"].as_array().cloned().unwrap_or_default();
        let found: Vec<Value> = found.iter().map(|e| json!([e["type"], e["offset"], e["length"]])).collect();
        assert_eq!(json!(found), entities, "{html}");
    }
    let sent = world.sends("<pre><code class=\"language-rust\">fn</code></pre><a href=\"example.com\">x</a>").await;
    assert_eq!(sent["entities"][0]["language"], "rust");
    assert_eq!(sent["entities"][1]["url"], "http://example.com/");
}

#[tokio::test]
async fn broken_html_is_refused_in_telegrams_words() {
    let world = World::with_anna().await;
    let cases = [
        ("я <x>a</x>", "Unsupported start tag \"x\" at byte offset 3"),
        ("1 < 2 > 1", "Unsupported start tag \"\" at byte offset 2"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
        ("<b>a</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        ("<b><i>a</b></i>", "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\""),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b ", "Unclosed end tag at byte offset 4"),
        ("<span class=\"red\">a</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
        ("<a =x>a</a>", "Empty attribute name in the tag \"a\" at byte offset 0"),
        ("<a href=a/b>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href=\"x>a</a>", "Unclosed start tag at byte offset 0"),
        ("<tg-emoji emoji-id=\"x\">a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ];
    for (html, words) in cases {
        assert_eq!(world.html_refused(html).await, words, "{html}");
    }
}

#[tokio::test]
async fn buttons_keep_their_limits() {
    let world = World::with_anna().await;
    let inline = |rows: Value| json!({ "inline_keyboard": rows });
    let button = |data: &str| json!({ "text": "x", "callback_data": data });
    let too_long = "400 Bad Request: reply markup is too long";
    world.with_buttons(json!([[button(&"d".repeat(64))]])).await;
    let invalid = "400 Bad Request: BUTTON_DATA_INVALID";
    assert_eq!(world.with_markup_refused(inline(json!([[button(&"d".repeat(65))]]))).await, invalid);
    assert_eq!(world.with_markup_refused(inline(json!([[button(&"я".repeat(33))]]))).await, invalid);
    world.with_buttons(json!(vec![vec![button("d"); 8]; 12])).await;
    assert_eq!(world.with_markup_refused(inline(json!([vec![button("d"); 9]]))).await, too_long);
    assert_eq!(world.with_markup_refused(inline(json!(vec![vec![button("d")]; 101]))).await, too_long);
    let heavy = json!({ "text": "t".repeat(300), "callback_data": "d" });
    assert_eq!(world.with_markup_refused(inline(json!(vec![vec![heavy]; 40]))).await, too_long);
    let parse = "400 Bad Request: can't parse inline keyboard button: ";
    let text_only = inline(json!([[{ "text": "x" }]]));
    let unallowed = format!("{parse}Text buttons are unallowed in the inline keyboard");
    assert_eq!(world.with_markup_refused(text_only).await, unallowed);
    let both = inline(json!([[{ "text": "x", "callback_data": "d", "url": "https://example.com" }]]));
    assert_eq!(world.with_markup_refused(both).await, format!("{parse}Exactly one action must be specified"));
    let local = inline(json!([[{ "text": "x", "url": "http://localhost:8080" }]]));
    let words = world.with_markup_refused(local).await;
    assert!(words.contains("URL 'http://localhost:8080' is invalid"), "{words}");
    let nameless = inline(json!([[{ "callback_data": "d" }]]));
    assert_eq!(world.with_markup_refused(nameless).await, format!("{parse}Can't find field \"text\""));
}

#[tokio::test]
async fn messages_look_like_telegrams() {
    let world = World::with_anna().await;
    let first = world.says("/start CODE_1").await;
    let body = json!({
        "chat_id": ANNA, "text": "answer", "disable_notification": true, "protect_content": true,
        "link_preview_options": { "is_disabled": true }, "something_new": 1,
        "reply_parameters": { "message_id": first["message_id"] },
    });
    let sent = world.ok("sendMessage", body).await;
    assert_eq!(sent["reply_to_message"]["text"], "/start CODE_1");
    assert_eq!(sent["from"]["is_bot"], true);
    assert_eq!(sent["chat"], json!({ "id": ANNA, "type": "private", "first_name": "Anna" }));
    let reply = json!({ "chat_id": ANNA, "text": "x", "reply_parameters": { "message_id": 99 } });
    assert_eq!(world.refused("sendMessage", reply).await, "400 Bad Request: message to be replied not found");
    world.ok("pinChatMessage", json!({ "chat_id": ANNA, "message_id": sent["message_id"] })).await;
    let answer = json!({ "text": "re", "reply_to": sent["message_id"] });
    world.sim(&format!("people/{ANNA}/send"), answer).await;
    let updates = world.ok("getUpdates", json!({})).await;
    assert_eq!(updates[0]["message"]["entities"], json!([{ "type": "bot_command", "offset": 0, "length": 6 }]));
    assert_eq!(updates[0]["message"]["date"], 1_800_000_000);
    assert_eq!(updates[0]["message"]["from"]["language_code"], "ru");
    assert_eq!(updates[1]["message"]["reply_to_message"]["message_id"], sent["message_id"]);
    let chat = world.chat().await;
    let shown = &chat["messages"][2];
    assert_eq!((&shown["silent"], &shown["pinned"], &shown["from"]), (&json!(true), &json!(true), &json!("bot")));
}

#[tokio::test]
async fn commands_keep_their_form_and_each_person_sees_their_own() {
    let world = World::with_anna().await;
    let set = |command: &str, text: &str| json!({ "commands": [{ "command": command, "description": text }] });
    world.ok("setMyCommands", set("tasks", "My tasks")).await;
    let mut russian = set("tasks", "Мои задачи");
    russian["language_code"] = "ru".into();
    world.ok("setMyCommands", russian).await;
    assert_eq!(world.get(&format!("people/{ANNA}/commands")).await[0]["description"], "Мои задачи");
    assert_eq!(world.get("commands").await.as_array().unwrap().len(), 2);
    assert_eq!(world.ok("getMyCommands", json!({})).await[0]["description"], "My tasks");
    let invalid = "400 Bad Request: BOT_COMMAND_INVALID";
    for name in ["Tasks", "my-tasks", "задачи"] {
        assert_eq!(world.refused("setMyCommands", set(name, "x")).await, invalid);
    }
    assert_eq!(world.refused("setMyCommands", set(&"x".repeat(33), "x")).await, invalid);
    assert!(world.refused("setMyCommands", set("x", "")).await.starts_with("400"));
    assert!(world.refused("setMyCommands", set("x", &"d".repeat(257))).await.starts_with("400"));
    let many = json!({ "commands": vec![json!({ "command": "x", "description": "d" }); 101] });
    assert_eq!(world.refused("setMyCommands", many).await, "400 Bad Request: BOT_COMMANDS_TOO_MUCH");
}
