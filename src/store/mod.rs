//! The store: all SQL. Free functions that take the open transaction (or a connection, where one statement is all);
//! every query is checked against the schema when it is compiled.
//!
//! It must not know Telegram, decide a rule, or read the clock: moments come in as arguments.

pub mod catalogues;
pub mod commit;
pub mod deals;
pub mod drafts;
pub mod inbox;
pub mod instance;
pub mod interactions;
pub mod load;
pub mod losses;
pub mod members;
pub mod notices;
pub mod outbox;
pub mod partners;
pub mod sample;
pub mod tasks;

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// The schema, step by step; append-only.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// What goes wrong in the store. For the operator: a person is only told that it was not their fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// PostgreSQL, or the way to it.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A row that contradicts itself or the program: a word that no constraint should have let in.
    #[error("row {id} of {table} holds {what}")]
    Contradiction {
        /// Where.
        table: &'static str,
        /// Its id.
        id: i64,
        /// What it holds.
        what: String,
    },
    /// An open update that cannot be handled, because something that it needs contradicts itself.
    #[error("{cause}")]
    Unreadable {
        /// Place in the inbox.
        seq: i64,
        /// How often it has failed.
        attempts: i32,
        /// When it may be tried.
        next_attempt_at: DateTime<Utc>,
        /// The update's JSON.
        raw: String,
        /// What contradicts itself.
        cause: Box<StoreError>,
    },
}

impl StoreError {
    pub(crate) fn contradiction(table: &'static str, id: i64, what: impl Into<String>) -> Self {
        Self::Contradiction { table, id, what: what.into() }
    }
}

/// Shorthand for the store's results.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Connections that one process holds at most: more does not make two cores faster.
pub const CONNECTIONS: u32 = 12;

/// How statements are planned. Each of ours is the same for all rows, which it names by key: planning it anew for each set
/// of values only costs, and the plan is index by index. A plan is kept for the life of its connection, and it may have
/// been made on empty tables, where reading all of them looks cheap: so that is ruled out, whatever has been counted yet.
const PLANNING: [(&str, &str); 5] = [
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// Reads a connection URL.
///
/// # Errors
/// When it is not a PostgreSQL URL. The error does not repeat the URL: it may hold a password.
pub fn options(url: &str) -> std::result::Result<PgConnectOptions, String> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err("DATABASE_URL must begin with postgres:// or postgresql://".into());
    }
    PgConnectOptions::from_str(url).map_err(|_| "DATABASE_URL is not a valid PostgreSQL URL".into())
}

/// Opens the pool. Nothing is connected until it is needed.
#[must_use]
pub fn pool(options: PgConnectOptions) -> PgPool {
    let options = options.application_name("qualbot").options(PLANNING).statement_cache_capacity(200);
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        // A connection that died is noticed by the statement that fails on it, and that is retried; asking first
        // would cost every step a round trip.
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Brings the schema up to date.
///
/// # Errors
/// When the database cannot be reached or a migration fails; nothing is half done.
pub async fn migrate(pool: &PgPool) -> std::result::Result<(), sqlx::migrate::MigrateError> {
    MIGRATIONS.run(pool).await
}
