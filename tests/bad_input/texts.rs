//! Texts that fit nowhere, in every place that takes a text.

use serde_json::json;

use crate::places::{ALL, Place, kept};
use crate::stage::sight::message;
use crate::stage::{ANNA, Stage};

/// The text is explained on the same card, and the draft keeps its values; as results, it is taken to the letter.
async fn explained(texts: &[&str]) {
    for place in ALL {
        let stage = Stage::with_team().await;
        place.reach(&stage).await;
        let before = kept(&stage).await;
        for text in texts {
            stage.update(&json!({ "message": message(ANNA, &json!({ "text": text })) }).to_string()).await;
            let card = stage.card(ANNA).await;
            if place == Place::Results {
                taken_to_the_letter(&stage, text).await;
                continue;
            }
            assert!(card.starts_with("⚠️ "), "{place:?} {text:?}: {card}");
            assert!(card.contains(place.question()), "{place:?} {text:?}: {card}");
            assert_eq!(kept(&stage).await, before, "{place:?} {text:?}");
        }
        stage.assert_sound().await;
    }
}

async fn taken_to_the_letter(stage: &Stage, text: &str) {
    assert!(stage.card(ANNA).await.contains("[🏁 Completed]"), "{text:?}: {}", stage.card(ANNA).await);
    assert_eq!(stage.text("SELECT filled ->> 'results' FROM drafts").await, text);
    stage.tap(ANNA, "Results").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn emoji_and_rtl_texts_are_explained() {
    explained(&["🙂", "👩‍👩‍👧‍👦🏳️‍🌈", "مرحبا بالعالم", "\u{202e}abc", "١٢٣abc"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markup_is_explained_as_the_text_that_it_is() {
    explained(&["<b>", "</b></i><a href='x'>", "&lt;&amp;&nosuch;", "*_`[x](y)", "{ $typed }"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_4096_characters_are_explained() {
    explained(&[&"x".repeat(4096), &"<".repeat(4096), &"🙂".repeat(2048), &format!("a{}b", "\n".repeat(4094))]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_nothing_are_explained() {
    for place in ALL {
        let stage = Stage::with_team().await;
        // With one item to choose from, nothing at all must not choose it.
        stage
            .sql("UPDATE terms SET active = name_en = 'Prepayment'; UPDATE channels SET active = name_en = 'Website';")
            .await;
        place.reach(&stage).await;
        let before = kept(&stage).await;
        for text in [" ", "\n\n \n", "\t", "\0", "\u{1}\u{7}\u{1b}\u{7f}", "\u{a0}\u{2003}"] {
            stage.update(&json!({ "message": message(ANNA, &json!({ "text": text })) }).to_string()).await;
            let card = stage.card(ANNA).await;
            assert!(card.starts_with("⚠️ ") || place == Place::Results, "{place:?} {text:?}: {card}");
            assert!(card.contains(place.question()), "{place:?} {text:?}: {card}");
            assert_eq!(kept(&stage).await, before, "{place:?} {text:?}");
        }
        stage.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nul_and_control_characters_are_left_out_of_a_text() {
    let stage = Stage::with_team().await;
    Place::Budget.reach(&stage).await;
    stage.write(ANNA, "4\u{0}5\u{7}0k\u{1b}").await;
    assert!(stage.card(ANNA).await.contains("How likely"), "{}", stage.card(ANNA).await);
    assert!(kept(&stage).await.contains("\"450000\""), "{}", kept(&stage).await);

    let stage = Stage::with_team().await;
    Place::Results.reach(&stage).await;
    stage.write(ANNA, "Need:\u{0} clear\u{7}\nBudget:\tagreed").await;
    assert_eq!(stage.text("SELECT filled ->> 'results' FROM drafts").await, "Need: clear\nBudget:\tagreed");
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_surrogate_pair_is_explained() {
    for place in ALL {
        let stage = Stage::with_team().await;
        place.reach(&stage).await;
        let before = kept(&stage).await;
        let raw = json!({ "message": message(ANNA, &json!({ "text": "half: HERE" })) }).to_string();
        stage.update(&raw.replace("HERE", "\\ud83d")).await;
        if place == Place::Results {
            taken_to_the_letter(&stage, "half: \u{fffd}").await;
            continue;
        }
        let card = stage.card(ANNA).await;
        assert!(card.starts_with("⚠️ ") && card.contains(place.question()), "{place:?}: {card}");
        assert_eq!(kept(&stage).await, before);
        stage.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_with_an_entity_newer_than_the_bot_is_taken() {
    let stage = Stage::with_team().await;
    Place::Budget.reach(&stage).await;
    let entities = json!([{ "type": "hologram", "offset": 0, "length": 4 }]);
    stage
        .update(&json!({ "message": message(ANNA, &json!({ "text": "450k", "entities": entities })) }).to_string())
        .await;
    assert!(stage.card(ANNA).await.contains("How likely"), "{}", stage.card(ANNA).await);
    assert!(kept(&stage).await.contains("\"450000\""));
    stage.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_explained_in_russian_too() {
    let stage = Stage::with_team().await;
    stage.forge(ANNA, "m.speak.ru").await;
    let task = stage.task(crate::stage::sight::RACKS).await;
    stage.forge(ANNA, &format!("t{task}.qualify")).await;
    stage.write(ANNA, "مرحبا <b>").await;
    let card = stage.card(ANNA).await;
    assert!(card.starts_with("⚠️ В списке нет") && card.contains("مرحبا <b>"), "{card}");
    stage.tap(ANNA, "Предоплата").await;
    stage.write(ANNA, "\u{202e}🙂").await;
    assert!(stage.card(ANNA).await.contains("не сумма"), "{}", stage.card(ANNA).await);
    stage.assert_sound().await;
}
