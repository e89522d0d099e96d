//! The partner card, played through the simulator.

#![expect(clippy::unwrap_used, reason = "a failure in a test is the point")]

mod stage;

use stage::{ANNA, BORIS, Stage};

async fn field(stage: &Stage, field: &str) -> Option<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "SELECT {field}::text FROM partners WHERE name = 'Harrowmere Foods'"
    )))
    .fetch_one(&stage.pool)
    .await
    .unwrap()
}

async fn open_the_card(stage: &Stage, person: i64, labels: [&str; 3]) {
    for label in labels {
        stage.tap(person, label).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prospect_becomes_a_customer_with_checked_details() {
    let stage = Stage::with_team().await;
    open_the_card(&stage, ANNA, ["Open", "Opportunity", "Partner"]).await;
    stage.tap(ANNA, "Customer").await;
    stage.tap(ANNA, "Tax id").await;
    stage.write(ANNA, "1234567890").await;
    assert!(stage.card(ANNA).await.contains("check digits do not match"), "{}", stage.card(ANNA).await);
    stage.write(ANNA, "GB").await;
    assert!(stage.card(ANNA).await.contains("neither an INN"), "{}", stage.card(ANNA).await);
    stage.write(ANNA, "de 123 456 789").await;
    stage.tap(ANNA, "Size").await;
    stage.tap(ANNA, "16–100").await;
    stage.tap(ANNA, "Note").await;
    stage.write(ANNA, "Pays late <b>&</b> haggles 🙂").await;
    insta::assert_snapshot!(stage.card(ANNA).await);
    assert_eq!(field(&stage, "tax_id").await, None, "nothing is stored before it is saved");

    assert_eq!(stage.tap(ANNA, "Save").await.as_deref(), Some("Saved: 4 changes"));
    assert!(stage.card(ANNA).await.contains("(customer)"), "{}", stage.card(ANNA).await);
    assert_eq!(field(&stage, "customer").await.as_deref(), Some("true"));
    assert_eq!(field(&stage, "tax_id").await.as_deref(), Some("DE123456789"));
    assert_eq!(field(&stage, "note").await.as_deref(), Some("Pays late <b>&</b> haggles 🙂"));
    let history: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM history WHERE entity = 'partner' AND field <> 'created'
            AND entity_id = (SELECT id FROM partners WHERE name = 'Harrowmere Foods')",
    )
    .fetch_one(&stage.pool)
    .await
    .unwrap();
    assert_eq!(history, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_field_changed_by_two_people_becomes_a_choice_and_other_fields_merge() {
    let stage = Stage::with_team().await;
    open_the_card(&stage, ANNA, ["Open", "Opportunity", "Partner"]).await;
    for (label, text) in [("Industry", "Frozen food"), ("Site", "harrowmere.example")] {
        stage.tap(ANNA, label).await;
        stage.write(ANNA, text).await;
    }
    sqlx::query(
        "UPDATE partners SET industry = 'Cold storage', address = 'Dock 4', revision = revision + 1
          WHERE name = 'Harrowmere Foods'",
    )
    .execute(&stage.pool)
    .await
    .unwrap();
    stage.tap(ANNA, "Save").await;
    let card = stage.card(ANNA).await;
    assert!(card.contains("You entered: Frozen food") && card.contains("Stored now: Cold storage"), "{card}");
    stage.tap(ANNA, "Stored: Cold storage").await;
    stage.tap(ANNA, "Save").await;
    assert_eq!(field(&stage, "industry").await.as_deref(), Some("Cold storage"));
    assert_eq!(field(&stage, "site").await.as_deref(), Some("harrowmere.example"));
    assert_eq!(field(&stage, "address").await.as_deref(), Some("Dock 4"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_russian_and_a_value_can_be_emptied_again() {
    let stage = Stage::with_team().await;
    open_the_card(&stage, BORIS, ["Открыть", "Сделка", "Партнёр"]).await;
    stage.tap(BORIS, "ИНН").await;
    stage.write(BORIS, "ИНН 1234567894").await;
    stage.tap(BORIS, "Сайт").await;
    stage.write(BORIS, "не сайт").await;
    assert!(stage.card(BORIS).await.contains("не похоже на сайт"), "{}", stage.card(BORIS).await);
    stage.tap(BORIS, "Назад").await;
    insta::assert_snapshot!(stage.card(BORIS).await);
    stage.tap(BORIS, "Сохранить").await;
    open_the_card(&stage, BORIS, ["Партнёр", "ИНН", "Оставить пустым"]).await;
    stage.tap(BORIS, "Сохранить").await;
    let tax_id: Option<String> = sqlx::query_scalar("SELECT tax_id FROM partners WHERE name = 'Берёзовый берег'")
        .fetch_one(&stage.pool)
        .await
        .unwrap();
    assert_eq!(tax_id, None);
}
