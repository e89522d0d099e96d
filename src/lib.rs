//! qualbot: qualification of sales opportunities on a sales rep's phone, as a Telegram bot.
//!
//! The rooms and the one sentence that explains them are in `ARCHITECTURE.md`.

pub mod chat;
pub mod clock;
pub mod demo;
#[path = "../dialogs/mod.rs"]
pub mod dialogs;
pub mod domain;
pub mod engine;
pub mod postgres;
pub mod schedule;
pub mod serve;
pub mod settings;
pub mod simulator;
pub mod store;
pub mod telegram;
pub mod words;
