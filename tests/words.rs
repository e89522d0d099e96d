//! Words: every key is there in both languages, is used, and is translated.

#![expect(clippy::unwrap_used, reason = "a failure in a test is the point")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;
use qualbot::domain::{Language, Refusal};
use qualbot::words::{SOURCES, Values, Words};

/// Texts that are the same in both languages on purpose: signs, and lines that only arrange values.
const SAME: &[&str] = &[
    "button-continue",
    "button-previous",
    "button-next",
    "value-none",
    "task-instructions",
    "tasks-entry",
    "tasks-entry-high",
    "tasks-entry-overdue",
    "tasks-entry-done",
    "opportunity-head",
    "opportunity-contact",
    "opportunity-ways",
    "opportunity-line",
    "opportunity-description",
    "qualify-line",
    "qualify-line-edited",
    "partner-line",
    "partner-line-edited",
    "task-head",
];

/// Key → source text, of one source.
fn entries(source: &str) -> BTreeMap<String, String> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let mut key = None;
    for line in source.lines() {
        if let Some((name, rest)) = line.split_once(" =").filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        }) {
            assert!(!entries.contains_key(name), "{name} is there twice");
            entries.insert(name.to_owned(), rest.to_owned());
            key = Some(name.to_owned());
        } else if let (true, Some(key)) = (line.starts_with(' '), &key) {
            let text = entries.entry(key.clone()).or_default();
            text.push('\n');
            text.push_str(line);
        }
    }
    entries
}

fn all(language: Language) -> BTreeMap<String, String> {
    SOURCES.iter().flat_map(|(_, en, ru)| entries(if language == Language::En { en } else { ru })).collect()
}

fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default())
        .collect()
}

#[test]
fn every_source_parses() {
    for (part, en, ru) in SOURCES {
        for source in [en, ru] {
            if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                panic!("{part}: {errors:?}");
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (en, ru) = (all(Language::En), all(Language::Ru));
    let only = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| -> Vec<String> {
        one.keys().filter(|key| !other.contains_key(*key)).cloned().collect()
    };
    assert_eq!(only(&en, &ru), Vec::<String>::new(), "missing in Russian");
    assert_eq!(only(&ru, &en), Vec::<String>::new(), "missing in English");
    for (key, text) in &en {
        let (in_en, in_ru) = (variables(text), variables(&ru[key]));
        // A language may leave out a count that another one needs for its plural.
        assert!(in_en.is_subset(&in_ru) || in_ru.is_subset(&in_en), "{key}: {in_en:?} / {in_ru:?}");
    }
}

#[test]
fn every_key_is_translated() {
    let (en, ru) = (all(Language::En), all(Language::Ru));
    let untranslated: Vec<&String> = en
        .iter()
        .filter(|(key, text)| ru[*key] == **text && !SAME.contains(&key.as_str()))
        .map(|(key, _)| key)
        .collect();
    assert!(untranslated.is_empty(), "the same in both languages: {untranslated:?}");
    for (key, text) in &ru {
        let latin: Vec<&str> = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| {
                word.len() > 3 && !text.contains(&format!("${word}")) && !text.contains(&format!("[{word}]"))
            })
            .filter(|word| !["other", "blockquote", "tasks", "cancel", "language"].contains(word))
            .collect();
        assert!(latin.is_empty(), "{key} holds English words: {latin:?}");
    }
}

#[test]
fn russian_counts_have_their_three_forms() {
    for (key, text) in all(Language::Ru) {
        if text.contains("->") && text.contains("[one]") {
            for form in ["[one]", "[few]", "[many]", "*[other]"] {
                assert!(text.contains(form), "{key} has no form {form}");
            }
        }
    }
}

fn code_below(place: &Path, into: &mut String) {
    for entry in fs::read_dir(place).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code_below(&path, into);
        } else if path.extension().is_some_and(|it| it == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_key_is_used_and_every_key_that_is_used_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    code_below(&root.join("src"), &mut code);
    code_below(&root.join("dialogs"), &mut code);
    let en = all(Language::En);
    let unused: Vec<&String> = en.keys().filter(|key| !code.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "used nowhere: {unused:?}");

    let asked =
        regex::Regex::new(r#"(?:\.say|\.plain|\.html|Note::plain)\(\s*"([a-z0-9-]+)"|key: "([a-z0-9-]+)""#).unwrap();
    for found in asked.captures_iter(&code) {
        let key = found.get(1).or(found.get(2)).unwrap().as_str();
        assert!(en.contains_key(key), "asked for and not there: {key}");
    }
}

#[test]
fn every_refusal_has_a_sentence() {
    for language in Language::ALL {
        for refusal in Refusal::ALL {
            let text = Words::of(language).refusal(&refusal);
            assert!(text.ends_with('.') && text != refusal.key(), "{refusal:?}: {text}");
        }
    }
}

#[test]
fn plurals_and_numbers_follow_the_language() {
    let saved = |language, count| Words::of(language).plain("toast-saved", &Values::none().number("count", count));
    assert_eq!(
        [1, 2, 5].map(|it| saved(Language::En, it)),
        ["Saved: 1 change", "Saved: 2 changes", "Saved: 5 changes"]
    );
    assert_eq!(
        [1, 2, 5, 11, 21, 22].map(|it| saved(Language::Ru, it)),
        [
            "Сохранено: 1 изменение",
            "Сохранено: 2 изменения",
            "Сохранено: 5 изменений",
            "Сохранено: 11 изменений",
            "Сохранено: 21 изменение",
            "Сохранено: 22 изменения"
        ]
    );
}

#[test]
fn what_a_person_wrote_is_never_markup() {
    let words = Words::of(Language::En);
    let text = words.html("task-results", &Values::none().text("results", "<b>x</b> & </i>"));
    assert!(text.contains("&lt;b&gt;x&lt;/b&gt; &amp; &lt;/i&gt;"), "{text}");
}
