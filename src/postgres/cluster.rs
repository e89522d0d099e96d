//! PostgreSQL's data. Owns making a cluster, and telling which version made it; it must not start a server.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;

use super::account::Account;
use super::error::EmbeddedError;
use super::home::Home;
use super::programs::Programs;

/// Makes the cluster. It appears under its name only when it is complete and on disk.
pub(super) async fn create(home: &Home, programs: &Programs, account: &Account) -> Result<(), EmbeddedError> {
    remove_unfinished(home);
    let fresh = home.directory.join(format!("{UNFINISHED}{}", std::process::id()));
    let builtin = programs.major.parse::<u32>().is_ok_and(|major| major >= 17);
    // Sorting by bytes never changes with a system upgrade (which would corrupt indexes); letters are Unicode's, so that
    // `lower` and `ILIKE` work on Cyrillic too. Plain C, without that, is for systems that have no C.UTF-8.
    let letters: [&[&str]; 2] = if builtin {
        [&["--locale-provider=builtin", "--builtin-locale=C.UTF-8"], &[]]
    } else {
        [&["--lc-ctype=C.UTF-8"], &[]]
    };
    let mut said = String::new();
    for locale in letters {
        fs::DirBuilder::new().mode(0o700).create(&fresh).map_err(EmbeddedError::file("make", &fresh))?;
        account.give(&fresh)?;
        let initdb = programs.initdb();
        let output = account
            .command(&initdb)
            .args(["--username=postgres", "--encoding=UTF8", "--locale=C", "--data-checksums"])
            .args(["--auth-local=peer", "--auth-host=reject"])
            .args(locale)
            .arg("--pgdata")
            .arg(&fresh)
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|source| account.cannot_run(&initdb, source))?;
        if output.status.success() {
            let cluster = home.cluster();
            fs::rename(&fresh, &cluster).map_err(EmbeddedError::file("make", &cluster))?;
            return File::open(&home.directory)
                .and_then(|directory| directory.sync_all())
                .map_err(EmbeddedError::file("write", &home.directory));
        }
        said = tail_of(&[output.stdout, output.stderr].concat());
        remove_unfinished(home);
        if !said.contains("locale") {
            break;
        }
    }
    Err(EmbeddedError::Create { directory: home.cluster(), output: said })
}

/// The beginning of an unfinished cluster's name.
const UNFINISHED: &str = "cluster.unfinished-";

/// Removes what an interrupted creation left. Failing is harmless: the next creation uses another name.
fn remove_unfinished(home: &Home) {
    for entry in fs::read_dir(&home.directory).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(directory = %entry.path().display(), %error, "an unfinished cluster could not be removed");
        }
    }
}

/// The major version that made the cluster; `None` when there is no cluster.
pub(super) fn made_by(home: &Home) -> Result<Option<String>, EmbeddedError> {
    let path = home.cluster().join("PG_VERSION");
    match fs::read_to_string(&path) {
        Ok(version) => Ok(Some(version.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound && !home.cluster().exists() => Ok(None),
        Err(error) => Err(EmbeddedError::file("read", &path)(error)),
    }
}

/// The last lines of what a program said.
pub(super) fn tail_of(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
