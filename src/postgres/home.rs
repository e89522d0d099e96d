//! The directories of the embedded PostgreSQL. Owns where things are, who may enter and the lock; it must not run the
//! server.
//!
//! ```text
//! <data directory>/postgres/     the program's own; nobody else but the server's user may pass through
//!     lock                       held while a program uses the cluster
//!     cluster/                   PostgreSQL's data, the server user's own
//!     socket/                    the unix socket (elsewhere if this path is too long)
//!     postgres.log               the server's log
//!     pg_hba.conf, pg_ident.conf who may connect; written at every start
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use nix::unistd::Uid;
use sha2::{Digest, Sha256};

use super::account::{Account, name_of};
use super::error::EmbeddedError;

/// The port that names the socket's file; nothing listens on the network.
pub(super) const PORT: u16 = 5432;

/// Where a root-started server's files go when its user cannot enter the data directory.
const ELSEWHERE: &str = "/var/lib/qualbot";

/// `sockaddr_un` holds 103 bytes on macOS and 107 on Linux.
const LONGEST_SOCKET_PATH: usize = 103;

/// The directory of one embedded PostgreSQL, locked for this program as long as this value lives.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) directory: PathBuf,
    pub(super) socket: PathBuf,
    _lock: File,
}

impl Home {
    /// Makes (or finds again) the directories, and takes the lock.
    pub(super) async fn open(data_directory: &Path, account: &Account) -> Result<Self, EmbeddedError> {
        let directory = settle(data_directory, account).await?;
        let lock = lock(&directory)?;
        let socket = socket_directory(&directory, account)?;
        write_access(&directory, account)?;
        Ok(Self { directory, socket, _lock: lock })
    }

    /// Gives the cluster to the server's user if another has it: user ids differ between machines and images.
    pub(super) fn hand_over_cluster(&self, account: &Account) -> Result<(), EmbeddedError> {
        let cluster = self.cluster();
        let meta = fs::symlink_metadata(&cluster).map_err(EmbeddedError::file("look at", &cluster))?;
        if account.server_owns(&meta) { Ok(()) } else { account.give_all(&cluster) }
    }

    /// Leaves nothing outside the home, once the server has stopped, and then gives up the lock.
    pub(super) fn leave(self) {
        if !self.socket.starts_with(&self.directory)
            && let Err(error) = fs::remove_dir(&self.socket)
        {
            tracing::debug!(directory = %self.socket.display(), %error, "the socket's directory stays");
        }
    }

    /// PostgreSQL's data directory.
    pub(super) fn cluster(&self) -> PathBuf {
        self.directory.join("cluster")
    }

    /// The server's log.
    pub(super) fn log(&self) -> PathBuf {
        self.directory.join("postgres.log")
    }
}

/// The real path of `<data directory>/postgres`, made if it is missing.
async fn settle(data_directory: &Path, account: &Account) -> Result<PathBuf, EmbeddedError> {
    fs::create_dir_all(data_directory).map_err(EmbeddedError::file("make", data_directory))?;
    let data = fs::canonicalize(data_directory).map_err(EmbeddedError::file("find", data_directory))?;
    let name = data.join("postgres");
    match fs::symlink_metadata(&name) {
        // Checked before it is followed: a link that somebody else put there could lead anywhere.
        Ok(meta) => check_owner(&name, &meta, account)?,
        Err(error) if error.kind() == ErrorKind::NotFound => make(&data, &name, account).await?,
        Err(error) => return Err(EmbeddedError::file("look at", &name)(error)),
    }
    let directory = fs::canonicalize(&name).map_err(EmbeddedError::file("find", &name))?;
    let meta = fs::metadata(&directory).map_err(EmbeddedError::file("look at", &directory))?;
    check_owner(&directory, &meta, account)?;
    account.keep_private(&directory)?;
    if !account.reaches(&directory).await? {
        return Err(EmbeddedError::Unreachable { directory, user: account.server_name().to_owned() });
    }
    Ok(directory)
}

fn check_owner(directory: &Path, meta: &fs::Metadata, account: &Account) -> Result<(), EmbeddedError> {
    if account.owns(meta) {
        return Ok(());
    }
    let owner = name_of(Uid::from_raw(meta.uid())).unwrap_or_else(|| meta.uid().to_string());
    Err(EmbeddedError::OtherOwner { directory: directory.to_owned(), owner })
}

/// Makes `<data directory>/postgres`: a directory, or a link to one elsewhere when the server's user cannot come here.
///
/// That is the ordinary case of a checkout under `/root`, which is closed to all others. The new place has a name of its
/// own each time, so that removing the data directory begins afresh, and never brings back or deletes older data.
async fn make(data: &Path, name: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let made = if account.reaches(data).await? {
        DirBuilder::new().mode(0o700).create(name)
    } else {
        let base = Path::new(ELSEWHERE);
        DirBuilder::new().mode(0o711).recursive(true).create(base).map_err(EmbeddedError::file("make", base))?;
        let place = base.join(format!("{:016x}", rand::random::<u64>()));
        DirBuilder::new().mode(0o700).create(&place).map_err(EmbeddedError::file("make", &place))?;
        tracing::warn!(
            data_directory = %data.display(), place = %place.display(), user = account.server_name(),
            "PostgreSQL's user cannot enter the data directory: the database is kept elsewhere, with a link to it",
        );
        symlink(&place, name).inspect_err(|_| drop(fs::remove_dir(&place)))
    };
    match made {
        // Another program that starts at the same moment was faster; the lock decides who goes on.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(EmbeddedError::file("make", name)),
    }
}

/// Takes the lock, and leaves the process id for the error of those who come later.
fn lock(directory: &Path) -> Result<File, EmbeddedError> {
    let path = directory.join("lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(EmbeddedError::file("open", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut process = String::new();
            let known = file.read_to_string(&mut process).is_ok() && !process.trim().is_empty();
            let process = if known { process.trim().to_owned() } else { "unknown".to_owned() };
            return Err(EmbeddedError::InUse { directory: directory.to_owned(), process });
        }
        Err(TryLockError::Error(error)) => return Err(EmbeddedError::file("lock", &path)(error)),
    }
    file.set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(EmbeddedError::file("write", &path))?;
    Ok(file)
}

/// Where the socket of a home is.
fn socket_path(home: &Path, account: &Account) -> PathBuf {
    let near = home.join("socket");
    let file = near.join(format!(".s.PGSQL.{PORT}"));
    if file.as_os_str().len() <= LONGEST_SOCKET_PATH {
        return near;
    }
    // Not $XDG_RUNTIME_DIR: it vanishes at logout, and a bot left running would lose its database.
    let base = if account.switches() && Path::new("/run").is_dir() { "/run" } else { "/tmp" };
    let name: String = Sha256::digest(home.as_os_str().as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect();
    Path::new(base).join(format!("qualbot-{name}"))
}

/// The socket's directory of a data directory that another program uses now; none when nobody does.
pub(super) fn socket_in_use(data_directory: &Path, account: &Account) -> Option<PathBuf> {
    let directory = fs::canonicalize(data_directory.join("postgres")).ok()?;
    let lock = File::open(directory.join("lock")).ok()?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Some(socket_path(&directory, account)),
        _ => None,
    }
}

/// The socket's directory, which only the server's user (and root) can enter.
fn socket_directory(home: &Path, account: &Account) -> Result<PathBuf, EmbeddedError> {
    let directory = socket_path(home, account);
    match DirBuilder::new().mode(0o700).create(&directory) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(EmbeddedError::file("make", &directory)(error));
        }
        _ => {}
    }
    // In /tmp another user could have been here first.
    let meta = fs::symlink_metadata(&directory).map_err(EmbeddedError::file("look at", &directory))?;
    if !meta.is_dir() || !(account.owns(&meta) || account.server_owns(&meta)) || meta.mode() & 0o077 != 0 {
        return Err(EmbeddedError::SocketDirectory { directory });
    }
    account.give(&directory)?;
    Ok(directory)
}

/// Says who may connect: this program's user, as the kernel reports it for the socket (`peer`), and nobody else.
///
/// The roles are `postgres`, which makes the database, and `qualbot`, which owns it and is no superuser. With the map,
/// root may connect although the server runs as another user, and the server's user may not. The files are the
/// program's own, so that a start as root writes nothing into a directory that a lesser user controls.
fn write_access(home: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let write = |name: &str, text: &str| -> io::Result<()> {
        let path = home.join(name);
        fs::write(&path, text)?;
        // Readable for the server's user; the directory keeps the others out.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644))
    };
    let own = account.own_name().replace('"', "\"\"");
    write("pg_hba.conf", "# Written by qualbot at every start.\nlocal all all peer map=qualbot\n")
        .and_then(|()| {
            write(
                "pg_ident.conf",
                &format!(
                    "# Written by qualbot at every start.\nqualbot \"{own}\" postgres\nqualbot \"{own}\" qualbot\n"
                ),
            )
        })
        .map_err(EmbeddedError::file("write the access rules in", home))
}
