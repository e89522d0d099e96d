//! Where PostgreSQL's server programs are. Owns the search; it must not start a server.

use std::cmp::Reverse;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::EmbeddedError;

/// One installation of PostgreSQL's server programs.
#[derive(Debug)]
pub(super) struct Programs {
    directory: PathBuf,
    /// The major version, as a cluster's `PG_VERSION` writes it.
    pub(super) major: String,
}

impl Programs {
    /// Finds the programs: those in `QUALBOT_POSTGRES_BIN` if it is set, else the first found that fit.
    ///
    /// `made_by` is the major version that made the cluster, when there is one: a machine may have several versions side
    /// by side after an upgrade, and only the same one can open the cluster.
    pub(super) async fn find(account: &Account, cluster: &Path, made_by: Option<&str>) -> Result<Self, EmbeddedError> {
        let asked = std::env::var_os("QUALBOT_POSTGRES_BIN").filter(|value| !value.is_empty()).map(PathBuf::from);
        let candidates = match &asked {
            Some(directory) => vec![directory.clone()],
            None => candidates(std::env::var_os("PATH").as_deref(), Path::new("/")),
        };
        let mut installed = Vec::new();
        for directory in candidates {
            if let Some(programs) = Self::at(account, directory).await {
                if made_by.is_none_or(|version| version == programs.major) {
                    return Ok(programs);
                }
                installed.push(programs.major);
            }
        }
        // Asked last because it costs a process and often answers with a directory of client programs.
        if asked.is_none()
            && let Some(directory) = configured(account).await
            && let Some(programs) = Self::at(account, directory).await
        {
            if made_by.is_none_or(|version| version == programs.major) {
                return Ok(programs);
            }
            installed.push(programs.major);
        }
        installed.dedup();
        match (made_by, asked) {
            (Some(version), _) if !installed.is_empty() => Err(EmbeddedError::OtherVersion {
                directory: cluster.to_owned(),
                cluster: version.to_owned(),
                installed: installed.join(", "),
            }),
            (_, Some(directory)) => Err(EmbeddedError::NoProgramsIn { directory }),
            (_, None) => Err(EmbeddedError::ProgramsNotFound),
        }
    }

    /// The program that makes clusters.
    pub(super) fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    /// The server.
    pub(super) fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    async fn at(account: &Account, directory: PathBuf) -> Option<Self> {
        if !["initdb", "postgres"].iter().all(|name| is_program(&directory.join(name))) {
            return None;
        }
        let said = account.command(&directory.join("postgres")).arg("--version").output().await.ok()?;
        let major = major_version(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { directory, major })
    }
}

/// What `pg_config` says, wherever it is.
async fn configured(account: &Account) -> Option<PathBuf> {
    let said = account.command(Path::new("pg_config")).arg("--bindir").output().await.ok()?;
    let line = said.stdout.trim_ascii_end().to_vec();
    (!line.is_empty()).then(|| PathBuf::from(OsString::from_vec(line)))
}

/// The directories to look into, best first: `path` is the variable `PATH`, `root` is `/` except in tests.
fn candidates(path: Option<&OsStr>, root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    // Debian keeps versions side by side and out of PATH; so do the PostgreSQL project's RPMs, Alpine and Homebrew.
    for (parent, prefix, below) in [
        ("usr/lib/postgresql", "", "bin"),
        ("usr", "pgsql-", "bin"),
        ("usr/libexec", "postgresql", ""),
        ("opt/homebrew/opt", "postgresql@", "bin"),
        ("usr/local/opt", "postgresql@", "bin"),
    ] {
        found.extend(newest_first(&root.join(parent), prefix).into_iter().map(|directory| directory.join(below)));
    }
    found.extend(["usr/bin", "usr/local/bin", "usr/local/pgsql/bin", "opt/homebrew/bin"].map(|known| root.join(known)));
    found
}

/// The directories in `parent` that are named `prefix` and a version, newest version first.
fn newest_first(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version: Option<Vec<u32>> =
                name.strip_prefix(prefix)?.split('.').map(|part| part.parse().ok()).collect();
            Some((version?, entry.path()))
        })
        .collect();
    found.sort_by_key(|(version, _)| Reverse(version.clone()));
    found.into_iter().map(|(_, path)| path).collect()
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` → `15`; also of a beta, `19beta1`.
fn major_version(said: &str) -> Option<String> {
    let version = said.split_once("(PostgreSQL) ")?.1;
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_looked_at_first_and_path_before_it() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9.6", "15", "17", "not-a-version"] {
            fs::create_dir_all(root.path().join("usr/lib/postgresql").join(version).join("bin")).unwrap();
        }
        let found = candidates(Some(OsStr::new("/first:/second")), root.path());
        let expected = ["/first", "/second"].map(PathBuf::from);
        assert_eq!(found[..2], expected);
        let expected = ["17", "15", "9.6"].map(|v| root.path().join("usr/lib/postgresql").join(v).join("bin"));
        assert_eq!(found[2..5], expected);
    }

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").as_deref(), Some("15"));
        assert_eq!(major_version("postgres (PostgreSQL) 19beta1\n").as_deref(), Some("19"));
        assert_eq!(major_version("something else"), None);
    }
}
