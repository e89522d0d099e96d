//! What goes wrong: updates that always fail, people who work on one thing at the same moment, and a database that goes
//! away in the middle.

#![expect(clippy::panic, reason = "a failure in a test is the point")]

mod stage;

#[path = "failures/connections.rs"]
mod connections;
#[path = "failures/done_once.rs"]
mod done_once;
#[path = "failures/parked.rs"]
mod parked;
#[path = "failures/together.rs"]
mod together;
