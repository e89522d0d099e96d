//! The simulator is as strict as Telegram: each of its rules, over HTTP.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failure in a test is the point")]

#[path = "simulator/changes.rs"]
mod changes;
#[path = "simulator/harness.rs"]
mod harness;
#[path = "simulator/messages.rs"]
mod messages;
#[path = "simulator/people.rs"]
mod people;
#[path = "simulator/with_teloxide.rs"]
mod with_teloxide;
