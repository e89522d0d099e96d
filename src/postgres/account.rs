//! Who runs the server and who may connect to it. Owns the change of user; it must not know what is run.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::path::Path;
use std::process::Stdio;

use nix::unistd::{Gid, Uid, User, geteuid};
use tokio::process::Command;

use super::error::EmbeddedError;

/// The program's own user, and the unprivileged one who runs the server when the program was started by root.
#[derive(Debug)]
pub(super) struct Account {
    own: Uid,
    own_name: String,
    /// `None`: the server runs as the program does.
    server: Option<ServerUser>,
}

#[derive(Debug)]
struct ServerUser {
    uid: Uid,
    gid: Gid,
    name: String,
}

impl Account {
    /// The account of this process.
    pub(super) fn of_this_process() -> Result<Self, EmbeddedError> {
        let own = geteuid();
        let own_name = name_of(own).ok_or(EmbeddedError::NoUserName { uid: own.as_raw() })?;
        let server = if own.is_root() { Some(unprivileged().ok_or(EmbeddedError::NoServerUser)?) } else { None };
        Ok(Self { own, own_name, server })
    }

    /// The program's user: the only one who may connect.
    pub(super) fn own_name(&self) -> &str {
        &self.own_name
    }

    /// The server's user.
    pub(super) fn server_name(&self) -> &str {
        self.server.as_ref().map_or(&self.own_name, |user| &user.name)
    }

    /// Whether the server runs as another user than the program.
    pub(super) fn switches(&self) -> bool {
        self.server.is_some()
    }

    /// Whether the program's user owns what `meta` describes.
    pub(super) fn owns(&self, meta: &fs::Metadata) -> bool {
        meta.uid() == self.own.as_raw()
    }

    /// Whether the server's user owns what `meta` describes.
    pub(super) fn server_owns(&self, meta: &fs::Metadata) -> bool {
        meta.uid() == self.server.as_ref().map_or(self.own, |user| user.uid).as_raw()
    }

    /// A command that runs `program` as the server's user, knows nothing of this process's secrets, and hears nothing of
    /// its terminal.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // The environment holds the bot's token: the server gets only what it takes to find programs and libraries.
        // A locale that surely exists keeps messages in English, and lets the server start on macOS.
        command.env_clear().env("LC_ALL", "C");
        for name in ["PATH", "LD_LIBRARY_PATH", "LOCPATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        // Its own process group: Ctrl-C reaches the program alone, which finishes its work and then stops the server.
        // `/`, because the current directory may be closed to the server's user.
        command.process_group(0).current_dir("/").stdin(Stdio::null());
        if let Some(user) = &self.server {
            // As root, setting the uid also drops root's supplementary groups.
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Gives one file or directory to the server's user.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some(user) = &self.server else { return Ok(()) };
        lchown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).map_err(EmbeddedError::file("give away", path))
    }

    /// Gives a directory and all that is in it to the server's user. Links are given, never followed.
    pub(super) fn give_all(&self, path: &Path) -> Result<(), EmbeddedError> {
        self.give(path)?;
        if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) {
            for entry in fs::read_dir(path).map_err(EmbeddedError::file("read", path))? {
                self.give_all(&entry.map_err(EmbeddedError::file("read", path))?.path())?;
            }
        }
        Ok(())
    }

    /// Makes a directory the program's own, open to the server's user for passing through, and closed to all others.
    pub(super) fn keep_private(&self, directory: &Path) -> Result<(), EmbeddedError> {
        let mode = match &self.server {
            Some(user) => {
                lchown(directory, None, Some(user.gid.as_raw()))
                    .map_err(EmbeddedError::file("give away", directory))?;
                0o710
            }
            None => 0o700,
        };
        fs::set_permissions(directory, fs::Permissions::from_mode(mode))
            .map_err(EmbeddedError::file("set the permissions of", directory))
    }

    /// Whether the server's user can enter `directory`: tried, because access lists and mounts also have a say.
    pub(super) async fn reaches(&self, directory: &Path) -> Result<bool, EmbeddedError> {
        if !self.switches() {
            return Ok(true);
        }
        let shell = Path::new("/bin/sh");
        let tried = self
            .command(shell)
            .args(["-c", r#"cd -- "$1""#, "sh"])
            .arg(directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
        let status = tried.map_err(|source| self.cannot_run(shell, source))?;
        Ok(status.success())
    }

    /// The error for a program that could not be run.
    pub(super) fn cannot_run(&self, program: &Path, source: std::io::Error) -> EmbeddedError {
        EmbeddedError::Run { program: program.to_owned(), user: self.server_name().to_owned(), source }
    }
}

/// The name of a user, if the system knows one.
pub(super) fn name_of(uid: Uid) -> Option<String> {
    User::from_uid(uid).ok().flatten().map(|user| user.name)
}

/// The user that PostgreSQL's packages make, else the one that every system has.
fn unprivileged() -> Option<ServerUser> {
    ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten()).map(|user| ServerUser {
        uid: user.uid,
        gid: user.gid,
        name: user.name,
    })
}
