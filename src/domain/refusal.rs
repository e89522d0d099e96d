//! Refusals: what a person asked for and may not have, each with one clear sentence in Fluent.
//!
//! These are the only errors that people see. What goes wrong inside is the operator's and is logged where it is handled.

/// Why something that a person asked for is not done. The words are Fluent's, under [`Refusal::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("refused: {}", self.key())]
pub enum Refusal {
    /// It belongs to somebody else, or does not exist (a stranger must not learn which).
    NotYours,
    /// The task has been completed.
    TaskDone,
    /// The task has been cancelled.
    TaskCancelled,
    /// The member accepted it before.
    AlreadyAccepted,
    /// Another member accepted it.
    AcceptedBySomebodyElse,
    /// There is no accepting to take back.
    NotAccepted,
    /// A start lies before now.
    StartInThePast,
    /// A planned start lies after the due date.
    StartAfterDue,
    /// A date of completion lies after now.
    CompletedInTheFuture,
    /// Completing needs results.
    NoResults,
    /// More characters than are kept.
    TooLong {
        /// How many are kept.
        most: usize,
    },
    /// Fields of the qualification are missing.
    QualificationIncomplete,
    /// The opportunity is won or lost.
    OpportunityClosed,
    /// The catalogue has no such item any more.
    NoSuchItem,
    /// The tapped card belongs to a dialog that has ended.
    DialogEnded,
    /// Nothing was typed, or it is not for typing.
    NotTyped,
    /// The check digits of an INN are wrong.
    TaxIdChecksum,
    /// Neither an INN nor an EU VAT number.
    TaxIdForm,
    /// Not the address of a web site.
    SiteForm,
}

impl Refusal {
    /// Every refusal, for the test that each has words.
    pub const ALL: [Self; 19] = [
        Self::NotYours,
        Self::TaskDone,
        Self::TaskCancelled,
        Self::AlreadyAccepted,
        Self::AcceptedBySomebodyElse,
        Self::NotAccepted,
        Self::StartInThePast,
        Self::StartAfterDue,
        Self::CompletedInTheFuture,
        Self::NoResults,
        Self::TooLong { most: 4096 },
        Self::QualificationIncomplete,
        Self::OpportunityClosed,
        Self::NoSuchItem,
        Self::DialogEnded,
        Self::NotTyped,
        Self::TaxIdChecksum,
        Self::TaxIdForm,
        Self::SiteForm,
    ];

    /// The Fluent key of its sentence.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotYours => "refusal-not-yours",
            Self::TaskDone => "refusal-task-done",
            Self::TaskCancelled => "refusal-task-cancelled",
            Self::AlreadyAccepted => "refusal-already-accepted",
            Self::AcceptedBySomebodyElse => "refusal-accepted-by-somebody-else",
            Self::NotAccepted => "refusal-not-accepted",
            Self::StartInThePast => "refusal-start-in-the-past",
            Self::StartAfterDue => "refusal-start-after-due",
            Self::CompletedInTheFuture => "refusal-completed-in-the-future",
            Self::NoResults => "refusal-no-results",
            Self::TooLong { .. } => "refusal-too-long",
            Self::QualificationIncomplete => "refusal-qualification-incomplete",
            Self::OpportunityClosed => "refusal-opportunity-closed",
            Self::NoSuchItem => "refusal-no-such-item",
            Self::DialogEnded => "refusal-dialog-ended",
            Self::NotTyped => "refusal-not-typed",
            Self::TaxIdChecksum => "refusal-tax-id-checksum",
            Self::TaxIdForm => "refusal-tax-id-form",
            Self::SiteForm => "refusal-site-form",
        }
    }
}
