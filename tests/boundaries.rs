//! The rooms keep to themselves: what each must not reach, read from its imports.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in a test is the point")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms, and words that their code must not hold.
const MUST_NOT: &[(&str, &[&str])] = &[
    (
        "src/domain",
        &[
            "crate::store",
            "crate::chat",
            "crate::telegram",
            "crate::schedule",
            "crate::engine",
            "crate::words",
            "crate::clock",
            "crate::simulator",
            "crate::dialogs",
            "sqlx",
            "tokio",
            "reqwest",
            "teloxide",
            "dptree",
            "std::fs",
            "std::net",
        ],
    ),
    (
        "dialogs",
        &[
            "crate::store",
            "crate::chat",
            "crate::telegram",
            "crate::schedule",
            "crate::clock",
            "crate::simulator",
            "sqlx",
            "tokio",
            "reqwest",
            "teloxide",
        ],
    ),
    (
        "src/engine",
        &[
            "crate::store",
            "crate::chat",
            "crate::telegram",
            "crate::schedule",
            "crate::clock",
            "crate::simulator",
            "crate::dialogs",
            "sqlx",
            "tokio",
            "reqwest",
            "teloxide",
        ],
    ),
    ("src/words", &["crate::store", "crate::chat", "crate::telegram", "sqlx", "tokio", "reqwest", "teloxide"]),
    (
        "src/store",
        &["crate::telegram", "crate::chat", "crate::schedule", "crate::clock", "crate::dialogs", "reqwest", "teloxide"],
    ),
    ("src/chat", &["reqwest", "BotApi", "crate::schedule", "crate::simulator"]),
    (
        "src/telegram",
        &[
            "crate::domain",
            "crate::dialogs",
            "crate::engine",
            "crate::chat",
            "crate::words",
            "crate::schedule",
            "crate::simulator",
        ],
    ),
    ("src/schedule", &["reqwest", "BotApi", "crate::dialogs", "crate::simulator"]),
    (
        "src/simulator",
        &["crate::store", "crate::chat", "crate::telegram", "crate::domain", "crate::engine", "crate::words", "sqlx"],
    ),
    ("src/postgres", &["crate::store", "crate::domain", "crate::chat"]),
    ("src/serve.rs", &["crate::simulator", "crate::demo"]),
];

fn rust_files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(place).unwrap_or_else(|error| panic!("{}: {error}", place.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}

/// The code of a file: without comments, and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !part(before) && !part(after)
    })
}

#[test]
fn no_room_reaches_where_it_must_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut trespasses = Vec::new();
    for (room, forbidden) in MUST_NOT {
        let files = rust_files(&root.join(room));
        assert!(!files.is_empty(), "{room} is empty");
        for file in files {
            let code = code(&file);
            for word in *forbidden {
                if names(&code, word) {
                    trespasses.push(format!("{} names {word}", file.strip_prefix(root).unwrap().display()));
                }
            }
        }
    }
    assert!(trespasses.is_empty(), "\n{}", trespasses.join("\n"));
}

#[test]
fn a_trespass_would_be_seen() {
    assert!(names("use sqlx::PgPool;", "sqlx"));
    assert!(names("let x = crate::store::load();", "crate::store"));
    assert!(!names("let sqlx_like = 1;", "sqlx"));
}
