//! A simulator with Anna in it, and short ways to talk to both of its sides.

use chrono::DateTime;
use qualbot::clock::Clock;
use qualbot::simulator::{Options, Simulator};
use reqwest::StatusCode;
use serde_json::{Value, json};

pub const TOKEN: &str = "7000000001:SIMULATED-token-that-opens-nothing";
pub const ANNA: i64 = 1001;

pub struct World {
    pub simulator: Simulator,
    pub http: reqwest::Client,
}

impl World {
    pub async fn new() -> Self {
        let clock = Clock::by_hand(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let simulator = Simulator::start(Options { first_update_id: 500, ..Options::new(clock) }).await.unwrap();
        Self { simulator, http: reqwest::Client::new() }
    }

    /// With Anna, who has started the bot; her message is confirmed.
    pub async fn with_anna() -> Self {
        let world = Self::new().await;
        world.sim("people", json!({ "id": ANNA, "first_name": "Anna", "language_code": "ru" })).await;
        world.says("/start").await;
        world.ok("getUpdates", json!({ "offset": -1 })).await;
        world.ok("getUpdates", json!({ "offset": 501 })).await;
        world
    }

    pub async fn call(&self, method: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/bot{TOKEN}/{method}", self.simulator.url());
        let reply = self.http.post(url).json(&body).send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    pub async fn ok(&self, method: &str, body: Value) -> Value {
        let (status, mut reply) = self.call(method, body).await;
        assert_eq!(status, 200, "{reply}");
        assert_eq!(reply["ok"], true);
        reply["result"].take()
    }

    pub async fn refused(&self, method: &str, body: Value) -> String {
        let (status, reply) = self.call(method, body).await;
        assert_eq!(reply["ok"], false, "{reply}");
        assert_eq!(reply["error_code"], status);
        format!("{status} {}", reply["description"].as_str().unwrap())
    }

    pub async fn sim(&self, path: &str, body: Value) -> Value {
        let reply = self.http.post(format!("{}/sim/{path}", self.simulator.url())).json(&body).send().await.unwrap();
        let status = reply.status();
        let reply: Value = reply.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{reply}");
        reply
    }

    pub async fn sim_refused(&self, path: &str, body: Value) -> (u16, String) {
        let reply = self.http.post(format!("{}/sim/{path}", self.simulator.url())).json(&body).send().await.unwrap();
        let status = reply.status().as_u16();
        let reply: Value = reply.json().await.unwrap();
        (status, reply["error"].as_str().expect("an error with a sentence").to_owned())
    }

    pub async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}/sim/{path}", self.simulator.url())).send().await.unwrap().json().await.unwrap()
    }

    pub async fn says(&self, text: &str) -> Value {
        self.sim(&format!("people/{ANNA}/send"), json!({ "text": text })).await
    }

    pub async fn sends(&self, html: &str) -> Value {
        self.ok("sendMessage", json!({ "chat_id": ANNA, "text": html, "parse_mode": "HTML" })).await
    }

    pub async fn html_refused(&self, html: &str) -> String {
        let body = json!({ "chat_id": ANNA, "text": html, "parse_mode": "HTML" });
        let words = self.refused("sendMessage", body).await;
        words.strip_prefix("400 Bad Request: can't parse entities: ").unwrap_or(&words).to_owned()
    }

    pub async fn with_markup_refused(&self, markup: Value) -> String {
        self.refused("sendMessage", json!({ "chat_id": ANNA, "text": "x", "reply_markup": markup })).await
    }

    pub async fn with_buttons(&self, rows: Value) -> i64 {
        let body = json!({ "chat_id": ANNA, "text": "choose", "reply_markup": { "inline_keyboard": rows } });
        self.ok("sendMessage", body).await["message_id"].as_i64().unwrap()
    }

    pub async fn tap(&self, message_id: i64, data: &str) -> String {
        let tapped = self.sim(&format!("people/{ANNA}/tap"), json!({ "message_id": message_id, "data": data })).await;
        tapped["callback_query_id"].as_str().unwrap().to_owned()
    }

    pub async fn chat(&self) -> Value {
        self.get(&format!("people/{ANNA}/chat")).await
    }
}

pub fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}
