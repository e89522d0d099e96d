//! Long and strange texts that are kept, and names from the database that are shown: to the letter, and never too much.

use crate::places::Place;
use crate::stage::sight::RACKS;
use crate::stage::{ANNA, ELENA, Stage};

async fn completed_with(results: &str) {
    let stage = Stage::with_team().await;
    Place::Results.reach(&stage).await;
    stage.write(ANNA, results).await;
    stage.tap(ANNA, "🏁 Completed").await;
    assert!(stage.card(ANNA).await.starts_with("🏁 Completed: "), "{}", stage.card(ANNA).await);
    let task = stage.task(RACKS).await;
    assert_eq!(stage.text(&format!("SELECT results FROM tasks WHERE id = {task}")).await, results);
    let line = stage.text("SELECT new_value FROM history WHERE field = 'completed' ORDER BY id DESC LIMIT 1").await;
    assert!(line.ends_with(results));
    for label in ["My tasks", "Done", "1"] {
        stage.tap(ANNA, label).await;
    }
    assert!(stage.card(ANNA).await.contains("Results: "), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_4096_characters_are_stored_to_the_letter() {
    completed_with(&"x".repeat(4096)).await;
    completed_with(&"<>&\"".repeat(1024)).await;
    completed_with(&"🙂".repeat(2048)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_with_markup_are_stored_to_the_letter() {
    completed_with("<b>Budget & terms</b> <agreed>;\n\n\t{ $x } — مرحبا &lt; 🏳️‍🌈 'quoted' \"too\" \\u0041").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_200_characters_with_markup_fit_every_card() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    stage
        .sql(&format!(
            "UPDATE opportunities SET title = rpad('<b>&amp;', 200, '<&>🙂'), description = repeat('<&>', 3000)
              WHERE title = '{RACKS}';
             UPDATE partners SET name = rpad('</i>&', 200, '&<ж');
             UPDATE contacts SET name = rpad('<', 200, '<'), position = repeat('&', 300), phone = repeat('<', 300),
                    email = repeat('>', 300);
             UPDATE members SET name = rpad('<&>', 100, '<&>');
             UPDATE tasks SET instructions = repeat('<&>', 2000);
             UPDATE process_steps SET instructions_en = repeat('&<>', 2000), instructions_ru = repeat('&<>', 2000);
             UPDATE terms SET name_en = rpad('<' || id, 100, '&'), name_ru = rpad('<' || id, 100, '&');"
        ))
        .await;
    stage.forge(ANNA, &format!("t{task}.open")).await;
    for label in ["Opportunity", "Task", "Start later", "In an hour", "Accept", "Qualify", "<", "RUB"] {
        stage.tap(ANNA, label).await;
    }
    stage.write(ANNA, "450k").await;
    for label in ["50%", "Website", "Spring", "Terms", "Back", "Help", "Cancel", "Later"] {
        stage.tap(ANNA, label).await;
    }
    stage.write(ANNA, "nobody waits").await;
    assert!(stage.card(ANNA).await.contains("Qualify: <b>&amp;"), "{}", stage.card(ANNA).await);
    for label in ["▶️", "Save", "Complete", "Ready", "🏁 Completed", "My tasks"] {
        stage.tap(ANNA, label).await;
    }
    stage.tap(ELENA, "Открыть").await;
    stage.tap(ELENA, "Сделка").await;
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_with_endless_details_still_fits_the_card() {
    let stage = Stage::with_team().await;
    let task = stage.task(RACKS).await;
    stage
        .sql("UPDATE contacts SET position = repeat('&', 9000), phone = repeat('<', 9000), email = repeat('>', 9000)")
        .await;
    stage.forge(ANNA, &format!("t{task}.open")).await;
    stage.tap(ANNA, "Opportunity").await;
    assert!(stage.card(ANNA).await.starts_with(RACKS), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}
