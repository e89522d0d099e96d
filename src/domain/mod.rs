//! The business: types and rules of qualifying a sales opportunity, in the words of the process.
//!
//! Pure: no I/O, and the time is always an argument. What a person may not do comes back as a [`Refusal`], which has
//! words in both languages; what cannot be is a type error.

pub mod calendar;
pub mod catalogue;
pub mod invite;
pub mod language;
pub mod member;
pub mod merge;
pub mod money;
pub mod opportunity;
pub mod partner;
pub mod probability;
pub mod process;
pub mod refusal;
pub mod task;

pub use language::Language;
pub use refusal::Refusal;
