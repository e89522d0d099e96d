//! The guided dialogs, one folder each: the state machine, and its words in English and Russian.
//!
//! A dialog says what is asked and what an answer leads to. It must not touch SQL, Telegram or the clock: it is given
//! facts and returns a turn. This file is the list of them: where a name becomes a dialog.

pub mod accept;
pub mod complete;
pub mod partner;
pub mod qualify;

use std::sync::Arc;

use crate::domain::opportunity::Field;
use crate::engine::walk::{self, Diagram};
use crate::engine::{self, Answer, DialogName, Draft, DraftError, Facts, Outcome};

pub use accept::Accept;
pub use complete::Complete;
pub use partner::PartnerDialog;
pub use qualify::Qualify;

/// Begins a dialog, or goes on with a draft of it. `id` becomes the draft's, when it begins.
///
/// # Errors
/// When the draft cannot be written.
pub fn open(
    name: DialogName,
    id: i64,
    draft: Option<&Draft>,
    field: Option<Field>,
    facts: &Facts,
) -> Result<Outcome, DraftError> {
    match name {
        DialogName::Accept => engine::open::<Accept>(id, draft, field, facts),
        DialogName::Qualify => engine::open::<Qualify>(id, draft, field, facts),
        DialogName::Complete => engine::open::<Complete>(id, draft, field, facts),
        DialogName::Partner => engine::open::<PartnerDialog>(id, draft, field, facts),
    }
}

/// Puts one answer through the tree of the draft's dialog.
///
/// # Errors
/// When the draft cannot be written.
pub async fn drive(draft: &Draft, answer: Answer, facts: &Arc<Facts>) -> Result<Outcome, DraftError> {
    match draft.dialog {
        DialogName::Accept => engine::drive::<Accept>(draft, answer, facts).await,
        DialogName::Qualify => engine::drive::<Qualify>(draft, answer, facts).await,
        DialogName::Complete => engine::drive::<Complete>(draft, answer, facts).await,
        DialogName::Partner => engine::drive::<PartnerDialog>(draft, answer, facts).await,
    }
}

/// The state diagram of a dialog, found by walking its real tree over these facts.
///
/// # Errors
/// When a draft cannot be written.
pub async fn diagram(name: DialogName, facts: &[Arc<Facts>]) -> Result<Diagram, DraftError> {
    match name {
        DialogName::Accept => walk::diagram::<Accept>(facts).await,
        DialogName::Qualify => walk::diagram::<Qualify>(facts).await,
        DialogName::Complete => walk::diagram::<Complete>(facts).await,
        DialogName::Partner => walk::diagram::<PartnerDialog>(facts).await,
    }
}
