//! Instances: which processes of the program live.
//!
//! Each numbers itself and holds an advisory lock on its number. PostgreSQL lets go of the lock when the process dies,
//! however it dies, so a lease needs no clock to be known as abandoned.

use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgPool, Postgres};

use super::Result;

/// The first key of the advisory locks (the second is the instance's number): "qual" in ASCII.
pub const LOCK_CLASS: i32 = 0x7175_616c;

/// A living process: its number, and the connection that holds its lock.
#[derive(Debug)]
pub struct Instance {
    /// Its number.
    pub id: i32,
    connection: PoolConnection<Postgres>,
}

impl Instance {
    /// Takes the next number and its lock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn register(pool: &PgPool) -> Result<Self> {
        let mut connection = pool.acquire().await?;
        let id =
            sqlx::query_scalar!(r#"SELECT nextval('instances')::integer AS "id!""#).fetch_one(&mut *connection).await?;
        Self::lock(&mut connection, id).await?;
        Ok(Self { id, connection })
    }

    async fn lock(connection: &mut PoolConnection<Postgres>, id: i32) -> Result<()> {
        sqlx::query!("SELECT pg_advisory_lock($1, $2)", LOCK_CLASS, id).execute(&mut **connection).await?;
        Ok(())
    }

    /// Makes sure that the lock is held: takes it again on a new connection when the old one broke.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&mut self, pool: &PgPool) -> Result<()> {
        if self.connection.ping().await.is_err() {
            let mut connection = pool.acquire().await?;
            Self::lock(&mut connection, self.id).await?;
            self.connection = connection;
        }
        Ok(())
    }
}
