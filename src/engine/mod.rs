//! The engine of guided dialogs: what every dialog gets for free.
//!
//! Cancel and help that come first, back along the path really visited, a summary that is home, drafts that survive
//! restarts, stale and doubled taps that do no harm. Pure: it is given the draft, the facts and the input, and returns
//! what is to be kept, done and shown. It must not touch SQL, Telegram or the clock, nor know any one dialog.

mod callback;
mod card;
mod drive;
mod input;
mod turn;
pub mod walk;

pub use callback::{Menu, Target, TaskAction};
pub use card::{Button, Card, paired};
pub use drive::{Answer, Draft, DraftError, Outcome, attachments, choices, drive, forwards, open, texts, tree};
pub use input::{Attachment, Forwarded, Input, Nudge, Sent, Typed};
pub use turn::{Command, Details, Dialog, DialogName, Facts, Next, Note, Person, Prompt, TYPED_SHOWN, Tree, Turn};
