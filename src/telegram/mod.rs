//! Telegram: the only caller of the Bot API.
//!
//! Owns the connection, the token, what the server's refusals mean, and what happens to a call that fails. Updates come
//! in through [`receive`] and are recorded before they are acknowledged; messages go out through [`send`] and are
//! settled when it is known what became of them. It must not know the domain: an update is a text, a message is a JSON
//! body, and what either is about is decided elsewhere.

mod api;
mod backoff;
mod failure;
pub mod receive;
pub mod send;

pub use api::{BadToken, BotApi, CommandMenu, Me};
pub use failure::CallError;
