//! What a test looks at behind the phone: rows, whole tables, and updates that no phone would send.

use std::time::{Duration, Instant};

use qualbot::simulator::Tap;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::Stage;

/// A deal of Anna's of which nothing is known; its task is due today.
pub const RACKS: &str = "Racks for the new cold store";
/// A deal of Anna's with terms and channel; its task is overdue.
pub const STACKERS: &str = "Stackers for the returns area";

impl Stage {
    /// Runs statements in the test's database.
    pub async fn sql(&self, statements: &str) {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&self.pool).await.unwrap();
    }

    /// One number.
    pub async fn number(&self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&self.pool).await.unwrap()
    }

    /// One text.
    pub async fn text(&self, query: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&self.pool).await.unwrap()
    }

    /// The task that qualifies a deal.
    pub async fn task(&self, deal: &str) -> i64 {
        self.number(&format!(
            "SELECT t.id FROM tasks t JOIN opportunities o ON o.id = t.opportunity_id
               JOIN process_steps s ON s.id = t.step_id WHERE s.code = 'qualify' AND o.title = '{deal}'"
        ))
        .await
    }

    /// The row of a member.
    pub async fn member(&self, person: i64) -> i64 {
        self.number(&format!("SELECT id FROM members WHERE telegram_id = {person}")).await
    }

    /// A person's draft about a deal.
    pub async fn draft(&self, person: i64, deal: &str) -> i64 {
        self.number(&format!(
            "SELECT d.id FROM drafts d JOIN members m ON m.id = d.member_id JOIN opportunities o ON o.id = d.opportunity_id
              WHERE m.telegram_id = {person} AND o.title = '{deal}'"
        ))
        .await
    }

    /// Everything that is known of a deal, so that its task can be completed.
    pub async fn qualify(&self, deal: &str) {
        self.sql(&format!(
            "UPDATE opportunities SET budget = 450000, budget_currency = 'RUB', probability = 60,
                    terms_id = (SELECT min(id) FROM terms), channel_id = (SELECT min(id) FROM channels),
                    source_id = (SELECT min(id) FROM campaigns)
              WHERE title = '{deal}'"
        ))
        .await;
    }

    /// All that business is made of, and one person's drafts, as text: to see that nothing has changed.
    pub async fn business(&self, owner_of_drafts: i64) -> String {
        let mut all = String::new();
        for table in ["tasks", "opportunities", "partners", "members", "invites", "history"] {
            let rows = format!("SELECT COALESCE(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]')::text FROM {table} t");
            all = format!("{all}{table}: {}\n", self.text(&rows).await);
        }
        let drafts = format!(
            "SELECT COALESCE(jsonb_agg(to_jsonb(d) ORDER BY d.id), '[]')::text FROM drafts d
               JOIN members m ON m.id = d.member_id WHERE m.telegram_id = {owner_of_drafts}"
        );
        format!("{all}drafts: {}", self.text(&drafts).await)
    }

    /// Every message was accepted by the strict simulator, and no update had to be given up.
    pub async fn assert_sound(&self) {
        assert_eq!(self.number("SELECT count(*) FROM outbox WHERE state = 'failed'").await, 0);
        assert_eq!(self.number("SELECT count(*) FROM inbox WHERE state = 'parked' OR attempts > 0").await, 0);
    }

    /// Waits until a query says true.
    pub async fn until(&self, query: &str) {
        let began = Instant::now();
        while !sqlx::query_scalar::<_, bool>(AssertSqlSafe(query.to_owned())).fetch_one(&self.pool).await.unwrap() {
            assert!(began.elapsed() < Duration::from_secs(20), "never true: {query}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A tap with any data, on the lowest message of the bot.
    pub async fn forge(&self, person: i64, data: &str) -> Option<String> {
        let message_id = self.lowest(person).await;
        self.tap_data(person, message_id, data).await
    }

    /// The lowest message of the bot.
    pub async fn lowest(&self, person: i64) -> i32 {
        self.messages(person).await.iter().rev().find(|it| it.from == "bot").unwrap().message_id
    }

    /// What the lowest button with this label carries, and its message.
    pub async fn button(&self, person: i64, label: &str) -> (i32, String) {
        let messages = self.messages(person).await;
        let found = messages.iter().rev().find_map(|message| {
            let button = message.buttons.iter().flatten().find(|button| button.text.contains(label))?;
            Some((message.message_id, button.data.clone()?))
        });
        found.unwrap_or_else(|| panic!("no button {label:?}"))
    }

    /// Taps without waiting for anything.
    pub async fn tap_at_once(&self, person: i64, label: &str) {
        let (message_id, data) = self.button(person, label).await;
        self.phone.tap(person, &Tap { force: true, ..Tap::data(message_id, data) }).unwrap();
    }

    /// Hands the bot an update as raw JSON.
    pub async fn update(&self, raw: &str) {
        self.phone.queue_update(raw).unwrap();
        self.settle().await;
    }
}

/// A message of a person as raw JSON, with more fields: `text`, `entities`, `sticker`…
pub fn message(person: i64, more: &Value) -> Value {
    let mut message = json!({
        "message_id": 900_000, "date": 1_795_503_600,
        "from": { "id": person, "is_bot": false, "first_name": "A", "language_code": "en" },
        "chat": { "id": person, "type": "private", "first_name": "A" },
    });
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    message
}
