//! The demo, as whoever tries it out meets it: one command, an address, a phone that rings by itself.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failure in a test is the point")]

#[path = "stage/program.rs"]
mod program;

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use program::{DEADLINE, Running, assert_no_postgres_of, data_directory, qualbot};
use serde_json::{Value, json};
use tokio::time::sleep;

const ANNA: i64 = 1001;

/// A running demo, and Anna's phone.
struct Demo {
    program: Running,
    address: String,
    http: reqwest::Client,
}

impl Demo {
    async fn start(data: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut program = Running::start(qualbot(&["demo", "--port", &port.to_string()]).env("QUALBOT_DATA", data));
        let line = program.line_with("Anna's phone").await;
        let address = line.split_whitespace().last().unwrap().to_owned();
        assert_eq!(address, format!("http://127.0.0.1:{port}"), "{line}");
        Self { program, address, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    /// Ctrl-C: it ends well, and PostgreSQL with it.
    async fn end(self, data: &Path) {
        self.program.signal(Signal::SIGINT);
        let ended = self.program.end().await;
        assert_eq!((ended.code, ended.said()), (Some(0), Vec::new()), "{ended:#?}");
        let bad: Vec<&str> = ended.stderr.lines().filter(|line| line.contains("ERROR")).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        assert_no_postgres_of(data).await;
    }

    async fn page(&self) -> String {
        self.http.get(&self.address).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    }

    async fn chat(&self) -> Vec<Value> {
        let url = format!("{}/sim/people/{ANNA}/chat", self.address);
        let chat: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        chat["messages"].as_array().unwrap().clone()
    }

    /// Waits for a message of the bot.
    async fn see(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let messages = self.chat().await;
            if let Some(found) = messages.iter().rev().find(|it| it["from"] == "bot" && is_it(it)) {
                return found.clone();
            }
            assert!(began.elapsed() < DEADLINE, "Anna waits for {what} in vain; her phone shows {messages:#?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Taps a button, and waits until the card is another.
    async fn tap(&self, card: &Value, label: &str) -> Value {
        let url = format!("{}/sim/people/{ANNA}/tap", self.address);
        let tap = json!({ "message_id": card["message_id"], "text": label });
        let answer = self.http.post(url).json(&tap).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        self.see(&format!("what {label} does"), |it| {
            it["message_id"] == card["message_id"] && (&it["text"], &it["buttons"]) != (&card["text"], &card["buttons"])
        })
        .await
    }
}

fn has(card: &Value, label: &str) -> bool {
    let rows = card["buttons"].as_array().unwrap().iter();
    rows.flat_map(|row| row.as_array().unwrap()).any(|it| it["text"].as_str().is_some_and(|it| it.contains(label)))
}

fn says(card: &Value, text: &str) -> bool {
    card["text"].as_str().unwrap().contains(text)
}

#[tokio::test]
async fn the_demo_rings_annas_phone_by_itself_and_again_when_it_is_started_the_next_time() {
    let data = data_directory();
    let began = Instant::now();
    let demo = Demo::start(data.path()).await;
    println!("the address after {:?}", began.elapsed());
    assert!(demo.page().await.to_lowercase().starts_with("<!doctype html>"));

    // Nobody asked for it: it is no answer to the /start that opened the chat, and it rings.
    let notice = demo
        .see("a due notice", |it| it["text"].as_str().unwrap().starts_with("⏰ Due") && it["silent"] == false)
        .await;
    println!("the notice after {:?}", began.elapsed());
    assert!(has(&notice, "Open") && has(&notice, "Qualify"), "{notice:#}");
    let task = demo.tap(&notice, "Open").await;
    let task = if has(&task, "Accept now") { demo.tap(&task, "Accept now").await } else { task };
    assert!(says(&task, "You accepted it"), "{task:#}");
    let question = demo.tap(&task, "Qualify").await;
    assert!(has(&question, "Skip"), "{question:#}");
    let next = demo.tap(&question, "Skip").await;
    assert!(has(&next, "Skip"), "{next:#}");
    demo.end(data.path()).await;

    // The phone is new and empty, the database is not: what was accepted and begun is still there.
    let began = Instant::now();
    let demo = Demo::start(data.path()).await;
    println!("the address after {:?}", began.elapsed());
    let list = demo.see("the list of her tasks", |it| says(it, "My tasks")).await;
    println!("the list after {:?}", began.elapsed());
    let mut found = false;
    for place in 1..=5 {
        if !has(&list, &place.to_string()) {
            break;
        }
        let list = demo.see("the list of her tasks", |it| says(it, "My tasks")).await;
        let task = demo.tap(&list, &place.to_string()).await;
        if has(&task, "▶️ Qualify") {
            assert!(says(&task, "You accepted it"), "{task:#}");
            let question = demo.tap(&task, "▶️ Qualify").await;
            assert!(has(&question, "Skip"), "{question:#}");
            found = true;
            break;
        }
        demo.tap(&task, "My tasks").await;
    }
    assert!(found, "what was begun in the first run is lost");
    demo.end(data.path()).await;
}
