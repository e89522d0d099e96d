//! Who gets in, who sees what, and what forged taps come to: nothing.

#![expect(clippy::unwrap_used, reason = "a failure in a test is the point")]

mod stage;

#[path = "access/drafts.rs"]
mod drafts;
#[path = "access/invites.rs"]
mod invites;
#[path = "access/reach.rs"]
mod reach;
#[path = "access/strangers.rs"]
mod strangers;
#[path = "access/tasks.rs"]
mod tasks;
