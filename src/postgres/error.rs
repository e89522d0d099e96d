//! What can go wrong with the embedded PostgreSQL. Owns the sentences; each begins with one line that says what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the embedded PostgreSQL could not be started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No directory holds both `initdb` and `postgres`.
    #[error(
        "PostgreSQL's server programs (initdb, postgres) were not found; install them with script/bootstrap, \
         name their directory in QUALBOT_POSTGRES_BIN, or set DATABASE_URL to use another server"
    )]
    ProgramsNotFound,

    /// The directory that was asked for does not hold the programs.
    #[error(
        "QUALBOT_POSTGRES_BIN names {}, which holds no working initdb and postgres; correct it, or unset it to search",
        .directory.display()
    )]
    NoProgramsIn {
        /// The value of the variable.
        directory: PathBuf,
    },

    /// The cluster was made by another major version than the ones that are installed.
    #[error(
        "the database in {} was made by PostgreSQL {cluster}, and only {installed} was found; install PostgreSQL {cluster}, \
         or name its directory in QUALBOT_POSTGRES_BIN (to change versions: pg_dump with version {cluster}, then pg_restore)",
        .directory.display()
    )]
    OtherVersion {
        /// The cluster's directory.
        directory: PathBuf,
        /// The major version that made it.
        cluster: String,
        /// The major versions found on this machine.
        installed: String,
    },

    /// Another program uses this data directory.
    #[error(
        "the database in {} is in use by another qualbot (process {process}); stop that one first, \
         or give this one its own data directory",
        .directory.display()
    )]
    InUse {
        /// The database's directory.
        directory: PathBuf,
        /// The other program's process id, as far as it is known.
        process: String,
    },

    /// The database's directory belongs to somebody else.
    #[error(
        "{} belongs to user {owner}; start qualbot as that user, or choose another data directory",
        .directory.display()
    )]
    OtherOwner {
        /// The directory.
        directory: PathBuf,
        /// Its owner, by name if it has one.
        owner: String,
    },

    /// Started as root, and there is no unprivileged user to give the server to.
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody`; start qualbot as an ordinary user"
    )]
    NoServerUser,

    /// The current user has no name, and PostgreSQL insists on one.
    #[error(
        "user id {uid} has no name in /etc/passwd, and PostgreSQL needs one; add it there, or set DATABASE_URL to use another server"
    )]
    NoUserName {
        /// The user id.
        uid: u32,
    },

    /// A directory that the server's user cannot enter.
    #[error(
        "user {user}, who runs PostgreSQL, cannot enter {}; make every directory above it passable (chmod o+x), \
         or choose another data directory",
        .directory.display()
    )]
    Unreachable {
        /// The directory.
        directory: PathBuf,
        /// The user who runs the server.
        user: String,
    },

    /// The socket's directory exists, and others could have put it there or could enter it.
    #[error("{} must be a directory that only qualbot's PostgreSQL can enter, and it is not; remove it and start again", .directory.display())]
    SocketDirectory {
        /// The directory.
        directory: PathBuf,
    },

    /// A file or directory could not be read, written or given away.
    #[error("cannot {action} {}: {source}", .path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A program could not be run at all.
    #[error("cannot run {} as user {user}: {source}", .program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// The user it was to run as.
        user: String,
        /// What the system said.
        source: io::Error,
    },

    /// `initdb` failed.
    #[error("PostgreSQL could not make its cluster in {}; initdb said:\n{output}", .directory.display())]
    Create {
        /// Where the cluster was to be.
        directory: PathBuf,
        /// The end of what `initdb` said.
        output: String,
    },

    /// The server ended before it was ready, or was not ready in time.
    #[error("PostgreSQL did not start; the end of its log {}:\n{tail}", .log.display())]
    Start {
        /// The server's log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },

    /// The server ended although nobody asked it to.
    #[error("PostgreSQL ended by itself; start qualbot again. The end of its log {}:\n{tail}", .log.display())]
    Ended {
        /// The server's log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },

    /// The server does not end.
    #[error("PostgreSQL (process {process}) does not stop; see {}, and end it with: kill -QUIT {process}", .log.display())]
    Stop {
        /// The server's process id.
        process: i32,
        /// The server's log.
        log: PathBuf,
    },

    /// The server runs, and making the database `qualbot` in it failed.
    #[error("the embedded PostgreSQL runs, but its database could not be made ready: {0}")]
    Database(#[from] sqlx::Error),
}

impl EmbeddedError {
    /// For `map_err`: an I/O error with what was tried, on what.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}
