//! The database as the bench sees it: whose tasks are whose, and what the server has done.

use sqlx::{Connection, PgConnection, Row};

use super::Failure;
use super::processes::{self, Cpu};

/// A connection of the bench's own.
pub struct Database {
    connection: PgConnection,
    /// The server's first process, when it runs on this machine.
    postmaster: Option<u32>,
}

/// What a statement costs, from `pg_stat_statements`.
pub struct Statement {
    /// How it begins.
    pub text: String,
    /// How often it ran.
    pub calls: i64,
    /// How long in all, in milliseconds.
    pub milliseconds: f64,
}

impl Database {
    pub async fn open(url: &str) -> Result<Self, Failure> {
        let mut connection = PgConnection::connect(url).await?;
        let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
        Ok(Self { connection, postmaster: processes::postmaster_of(u32::try_from(backend)?) })
    }

    /// Each rep's chat with the ids of their tasks.
    pub async fn tasks_of_reps(&mut self, first_chat: i64, reps: i64) -> Result<Vec<(i64, Vec<i64>)>, Failure> {
        let rows = sqlx::query(
            "SELECT m.telegram_id, array_agg(t.id ORDER BY t.id) FROM members m JOIN tasks t ON t.assignee_id = m.id
              WHERE m.telegram_id >= $1 AND m.telegram_id < $1 + $2 GROUP BY 1",
        )
        .bind(first_chat)
        .bind(reps)
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// What all the server's processes have used.
    pub fn cpu(&self) -> Option<Cpu> {
        self.postmaster.map(Cpu::of_family)
    }

    /// Transactions that were committed in this database.
    pub async fn transactions(&mut self) -> Result<i64, Failure> {
        let query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        Ok(sqlx::query_scalar(query).fetch_one(&mut self.connection).await?)
    }

    /// Switches the counting of statements on or off; false when the server cannot.
    pub async fn count_statements(&mut self, on: bool) -> Result<bool, Failure> {
        let loaded: Option<String> =
            sqlx::query_scalar("SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'")
                .fetch_optional(&mut self.connection)
                .await?;
        if !loaded.is_some_and(|it| it.contains("pg_stat_statements")) {
            return Ok(false);
        }
        self.run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").await?;
        self.run(if on {
            "ALTER SYSTEM SET pg_stat_statements.track = 'top'"
        } else {
            "ALTER SYSTEM SET pg_stat_statements.track = 'none'"
        })
        .await?;
        self.run("SELECT pg_reload_conf()").await?;
        Ok(true)
    }

    pub async fn forget_statements(&mut self) -> Result<(), Failure> {
        self.run("SELECT pg_stat_statements_reset()").await
    }

    /// What has run since they were forgotten, but for the bench's own; the dearest first.
    pub async fn statements(&mut self) -> Result<Vec<Statement>, Failure> {
        let rows = sqlx::query(
            "SELECT regexp_replace(query, '\\s+', ' ', 'g'), calls, total_exec_time FROM pg_stat_statements
              WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND query NOT LIKE '%pg_stat%' AND query NOT LIKE '%pg_reload%'
              ORDER BY total_exec_time DESC",
        )
        .fetch_all(&mut self.connection)
        .await?;
        let read = |row: &sqlx::postgres::PgRow| {
            Ok(Statement { text: row.try_get(0)?, calls: row.try_get(1)?, milliseconds: row.try_get(2)? })
        };
        rows.iter().map(read).collect()
    }

    /// What the server is, and whether what it commits survives a crash.
    pub async fn describe(&mut self) -> Result<String, Failure> {
        let query = "SELECT format('PostgreSQL %s, %s', split_part(current_setting('server_version'), ' ', 1),
                        CASE WHEN current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'
                             THEN 'durable' ELSE 'without durability' END)";
        Ok(sqlx::query_scalar(query).fetch_one(&mut self.connection).await?)
    }

    /// A text from the database, for which there may be no row.
    pub async fn text(&mut self, query: &'static str) -> Result<Option<String>, Failure> {
        Ok(sqlx::query_scalar(query).fetch_optional(&mut self.connection).await?)
    }

    /// Runs statements that give nothing.
    pub async fn run(&mut self, statements: &'static str) -> Result<(), Failure> {
        sqlx::raw_sql(statements).execute(&mut self.connection).await?;
        Ok(())
    }
}
