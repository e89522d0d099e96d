//! Invites: one lets one person in, once.

use chrono::Duration;
use qualbot::domain::calendar::Zone;
use qualbot::domain::member::Role;
use qualbot::domain::{Language, invite};
use qualbot::simulator::Outgoing;
use qualbot::store::members::{self, Invited};

use super::stage::{ANNA, Stage};

const NINA: i64 = 5001;
const OTHER: i64 = 5002;

/// An invite for a new rep; the code.
async fn invited(stage: &Stage, name: &str, days: i64) -> String {
    let code = invite::code();
    let whom = Invited {
        name,
        role: Role::Rep,
        team: "Direct sales",
        zone: "Europe/Moscow".parse::<Zone>().unwrap(),
        currency: "RUB",
        language: Language::En,
    };
    let now = stage.clock.now();
    members::invite(&stage.pool, &whom, &invite::hash(&code), now + Duration::days(days), now).await.unwrap();
    code
}

async fn with_newcomers() -> Stage {
    let stage = Stage::with_team().await;
    stage.join(NINA, "Nina", "ru");
    stage.join(OTHER, "Other", "en");
    stage.settle().await;
    stage
}

async fn joined(stage: &Stage, person: i64) -> i64 {
    stage.number(&format!("SELECT count(*) FROM members WHERE telegram_id = {person}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invite_lets_one_person_in_once() {
    let stage = with_newcomers().await;
    let code = invited(&stage, "Nina Volkova", 3).await;
    stage.write(NINA, &format!("/start {code}")).await;
    let card = stage.card(NINA).await;
    assert!(card.starts_with("Добро пожаловать, Nina Volkova!"), "{card}");
    stage.tap(NINA, "Мои задачи").await;
    assert!(stage.card(NINA).await.starts_with("Мои задачи"));

    stage.write(OTHER, &format!("/start {code}")).await;
    assert!(stage.card(OTHER).await.starts_with("This bot is for invited members"));
    assert_eq!((joined(&stage, NINA).await, joined(&stage, OTHER).await), (1, 0));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_people_with_one_code_at_the_same_moment_one_gets_in() {
    let stage = with_newcomers().await;
    let code = invited(&stage, "Nina Volkova", 3).await;
    for person in [NINA, OTHER] {
        stage.phone.send(person, &Outgoing::text(format!("/start {code}"))).unwrap();
    }
    stage.settle().await;
    assert_eq!(joined(&stage, NINA).await + joined(&stage, OTHER).await, 1);
    let cards = [stage.card(NINA).await, stage.card(OTHER).await];
    assert_eq!(cards.iter().filter(|card| card.contains("Nina Volkova")).count(), 1, "{cards:?}");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_used_or_expired_code_tells_nothing() {
    let stage = with_newcomers().await;
    let (used, expired) = (invited(&stage, "Nina Volkova", 3).await, invited(&stage, "Petra Nowak", 1).await);
    stage.write(NINA, &format!("/start {used}")).await;
    stage.clock.advance(Duration::hours(25));
    let before = stage.business(OTHER).await;
    let wrong = invite::code();
    for code in [used.as_str(), &expired, &wrong, "x", "a b c", &used.to_lowercase(), "%00", "'; DROP TABLE members"] {
        stage.write(OTHER, &format!("/start {code}")).await;
        let card = stage.card(OTHER).await;
        assert!(card.starts_with("This bot is for invited members") && !card.contains("Petra"), "{code}: {card}");
    }
    assert_eq!(stage.business(OTHER).await, before);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_cannot_use_a_second_invite() {
    let stage = with_newcomers().await;
    let code = invited(&stage, "Nina Volkova", 3).await;
    let before = stage.business(ANNA).await;
    stage.write(ANNA, &format!("/start {code}")).await;
    assert!(stage.card(ANNA).await.starts_with("My tasks"));
    assert_eq!(stage.business(ANNA).await, before);
    // It still lets in the one whom it is for.
    stage.write(NINA, &format!("/start {code}")).await;
    assert!(stage.card(NINA).await.contains("Nina Volkova"));
    stage.assert_sound().await;
}
