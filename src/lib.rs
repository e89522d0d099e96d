//! qualbot: qualification of sales opportunities on a sales rep's phone, as a Telegram bot.
//!
//! The rooms and the one sentence that explains them are in `ARCHITECTURE.md`.

pub mod clock;
#[path = "../dialogs/mod.rs"]
pub mod dialogs;
pub mod domain;
pub mod engine;
pub mod store;
pub mod words;
