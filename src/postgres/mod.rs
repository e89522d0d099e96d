//! The embedded PostgreSQL: what the bot uses when no `DATABASE_URL` is set.
//!
//! Owns finding PostgreSQL's programs, and making, starting and stopping one **private cluster** in the data directory.
//! It must not be used when `DATABASE_URL` is set, and it must not know tables: that is the store's.
//!
//! - **Private.** It listens on a unix socket only, in a directory that nobody else can enter, and asks the kernel who
//!   is at the other end (`peer`): only the user who runs this program is let in, and no password exists.
//! - **Unprivileged.** PostgreSQL refuses to run as root. Started by root, the server runs as `postgres`, else `nobody`;
//!   the program stays root and may still connect. If that user cannot enter the data directory (a checkout under
//!   `/root`), the cluster is made under `/var/lib/qualbot` and `<data directory>/postgres` is a link to it.
//! - **Durable.** What was committed is on disk, with checksums; kill -9 of anything at any moment is safe.
//! - **One program.** A lock in the directory refuses a second program with a clear error. The lock is the kernel's: it
//!   is free when its holder ends, however it ends.
//! - **Bound to the program.** The server is in its own process group: Ctrl-C does not reach it before the bot has
//!   finished its work. When the program is killed, a *lifeline* (a shell that waits at a pipe) stops the server; should
//!   that be killed too, the next start stops the server it finds and starts its own. It never adopts one, so every
//!   start begins alike: same version, same settings.
//!
//! A service manager must signal the program alone at first (systemd: `KillMode=mixed`): SIGTERM makes PostgreSQL refuse
//! the new connections that the bot may need for finishing.

mod account;
mod cluster;
mod error;
mod home;
mod programs;
mod server;

use std::path::Path;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{Connection, PgConnection};

pub use error::EmbeddedError;

use account::Account;
use home::{Home, PORT};
use programs::Programs;
use server::Server;

/// The name of the database and of the role that owns it.
const NAME: &str = "qualbot";

/// A private PostgreSQL that runs as long as this value lives.
///
/// End it with [`Embedded::stop`]. When it is only dropped, the server is asked to stop, and nobody waits for it.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    // After the server: fields are dropped in this order, and the lock must be the last to go.
    home: Home,
}

impl Embedded {
    /// Starts the cluster in `<data_directory>/postgres`, made at the first start and reused at every later one.
    ///
    /// When this returns, the database `qualbot` exists and takes connections.
    ///
    /// # Errors
    ///
    /// Every [`EmbeddedError`] but `Stop` after a running server: programs or users that are missing, a directory that is
    /// in use, foreign or unreachable, a cluster of another version, a server that does not start.
    pub async fn start(data_directory: &Path) -> Result<Self, EmbeddedError> {
        let account = Account::of_this_process()?;
        let home = Home::open(data_directory, &account).await?;
        let made_by = cluster::made_by(&home)?;
        let programs = Programs::find(&account, &home.cluster(), made_by.as_deref()).await?;
        if made_by.is_none() {
            tracing::info!(directory = %home.directory.display(), version = programs.major, "PostgreSQL: a new cluster");
            cluster::create(&home, &programs, &account).await?;
        }
        home.hand_over_cluster(&account)?;
        let server = Server::start(&home, &programs, &account).await?;
        let embedded = Self { server, home };
        embedded.make_database().await?;
        tracing::info!(directory = %embedded.home.directory.display(), version = programs.major, "PostgreSQL is ready");
        Ok(embedded)
    }

    /// How to connect to the database `qualbot`.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        options(&self.home.socket)
    }

    /// How to connect to the cluster of a data directory that another program of the same user runs now; none when
    /// nobody runs it.
    #[must_use]
    pub fn running(data_directory: &Path) -> Option<PgConnectOptions> {
        let account = Account::of_this_process().ok()?;
        home::socket_in_use(data_directory, &account).map(|socket| options(&socket))
    }

    /// The same as a URL, for `psql`, `pg_dump` and other programs of the same user.
    #[must_use]
    pub fn url(&self) -> String {
        // The directory is an argument because an empty host beside a user name is no valid URL.
        let mut directory = String::new();
        for byte in self.home.socket.as_os_str().as_encoded_bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                    directory.push(char::from(*byte))
                }
                other => directory.push_str(&format!("%{other:02X}")),
            }
        }
        format!("postgres:///{NAME}?host={directory}&port={PORT}&user={NAME}&sslmode=disable")
    }

    /// Resolves, with the error to report, when the server has ended although nobody asked it to. Until then it waits.
    pub async fn ended(&mut self) -> EmbeddedError {
        self.server.ended().await
    }

    /// Stops the server and waits for its end: open transactions are rolled back, everything committed is on disk.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Stop`] when the server does not end even when told to drop everything.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        let Self { server, home } = self;
        server.stop().await?;
        home.leave();
        Ok(())
    }

    /// Makes the role and the database that are missing.
    async fn make_database(&self) -> Result<(), EmbeddedError> {
        let administrator = self.connect_options().username("postgres").database("postgres");
        let mut connection = PgConnection::connect_with(&administrator).await?;
        let (role, database): (bool, bool) = sqlx::query_as(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'qualbot'),
                    EXISTS (SELECT FROM pg_database WHERE datname = 'qualbot')",
        )
        .fetch_one(&mut connection)
        .await?;
        // Apart, and each only if missing: a start may be interrupted between them.
        if !role {
            sqlx::query("CREATE ROLE qualbot LOGIN").execute(&mut connection).await?;
        }
        if !database {
            sqlx::query("CREATE DATABASE qualbot OWNER qualbot").execute(&mut connection).await?;
        }
        connection.close().await?;
        Ok(())
    }
}

fn options(socket: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(PORT)
        // `peer` asks for no password, and a socket needs no encryption.
        .ssl_mode(PgSslMode::Disable)
        .username(NAME)
        .database(NAME)
        .application_name(NAME)
}
