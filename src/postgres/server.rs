//! The server's processes. Owns starting, the lifeline and stopping; it must not know what the database holds.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::{sleep, timeout};

use super::account::Account;
use super::cluster::tail_of;
use super::error::EmbeddedError;
use super::home::{Home, PORT};
use super::programs::Programs;

/// Recovery after a crash replays at most `max_wal_size` of log: minutes on a slow disk.
const START_LIMIT: Duration = Duration::from_secs(300);
/// A fast shutdown writes what is in memory to disk: at most `shared_buffers`.
const STOP_LIMIT: Duration = Duration::from_secs(60);
/// After an immediate shutdown, which writes nothing.
const ABORT_LIMIT: Duration = Duration::from_secs(10);
/// How long the children of a killed postmaster may take to notice.
const ORPHAN_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);
/// A log that is longer at the start is put aside as `postgres.log.1`.
const LOG_LIMIT: u64 = 1024 * 1024;

/// Waits for the end of its input, which comes when the program ends, however it ends: the kernel closes the pipe. Then
/// it asks the server for a fast shutdown, if that is still the same server.
///
/// A parent-death signal would be simpler and wrong: it is bound to the thread that started the server, not to the
/// program, and Linux's alone.
const LIFELINE: &str = r#"
trap '' HUP INT TERM
read -r _
read -r pid < "$1/postmaster.pid" && [ "$pid" = "$2" ] && kill -INT "$2"
"#;

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    postmaster: Child,
    pid: Pid,
    /// Its input is the pipe that [`LIFELINE`] reads: dropping this value stops the server too, without waiting.
    lifeline: Child,
    log: Log,
}

impl Server {
    /// Starts the server and waits until it takes connections. One that was left over is stopped first.
    pub(super) async fn start(home: &Home, programs: &Programs, account: &Account) -> Result<Self, EmbeddedError> {
        stop_leftover(home).await?;
        let begun = Instant::now();
        loop {
            match Self::launch(home, programs, account).await {
                // The children of a postmaster that was killed still finish; PostgreSQL rightly refuses meanwhile.
                Err(EmbeddedError::Start { tail, .. })
                    if tail.contains("shared memory block") && begun.elapsed() < ORPHAN_LIMIT =>
                {
                    sleep(Duration::from_millis(100)).await;
                }
                launched => return launched,
            }
        }
    }

    async fn launch(home: &Home, programs: &Programs, account: &Account) -> Result<Self, EmbeddedError> {
        let (log, file) = Log::open(home.log())?;
        let errors = file.try_clone().map_err(EmbeddedError::file("open", &log.path))?;
        let program = programs.postgres();
        let cluster = home.cluster();
        let mut postmaster = account
            .command(&program)
            .arg("-D")
            .arg(&cluster)
            .args(settings(home).into_iter().flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]))
            .stdout(file)
            .stderr(errors)
            .spawn()
            .map_err(|source| account.cannot_run(&program, source))?;
        let Some(pid) = postmaster.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw) else {
            return Err(log.start_error());
        };
        let shell = Path::new("/bin/sh");
        let lifeline = account
            .command(shell)
            .args(["-c", LIFELINE, "qualbot-lifeline"])
            .arg(&cluster)
            .arg(pid.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let lifeline = match lifeline {
            Ok(lifeline) => lifeline,
            Err(source) => {
                abort(&mut postmaster, pid).await;
                return Err(account.cannot_run(shell, source));
            }
        };
        let mut server = Self { postmaster, pid, lifeline, log };
        server.wait_until_ready(&cluster).await?;
        Ok(server)
    }

    async fn wait_until_ready(&mut self, cluster: &Path) -> Result<(), EmbeddedError> {
        let begun = Instant::now();
        let mut told = false;
        loop {
            // Refused: another postmaster, a broken setting, a full disk. The log says which.
            if !matches!(self.postmaster.try_wait(), Ok(None)) {
                return Err(self.log.start_error());
            }
            if PidFile::read(cluster).is_some_and(|file| file.pid == self.pid && file.ready) {
                return Ok(());
            }
            if begun.elapsed() > START_LIMIT {
                abort(&mut self.postmaster, self.pid).await;
                return Err(self.log.start_error());
            }
            if begun.elapsed() > Duration::from_secs(5) && !told {
                told = true;
                tracing::info!(log = %self.log.path.display(), "PostgreSQL is still starting (recovering after a crash)");
            }
            sleep(POLL).await;
        }
    }

    /// Resolves when the server has ended by itself, with the error that says so.
    pub(super) async fn ended(&mut self) -> EmbeddedError {
        match self.postmaster.wait().await {
            Ok(status) => tracing::error!(%status, "PostgreSQL ended by itself"),
            Err(error) => tracing::error!(%error, "PostgreSQL cannot be watched"),
        }
        EmbeddedError::Ended { log: self.log.path.clone(), tail: self.log.tail() }
    }

    /// A fast shutdown: open transactions are rolled back, everything committed is written, and the server has ended.
    pub(super) async fn stop(mut self) -> Result<(), EmbeddedError> {
        if let Ok(Some(status)) = self.postmaster.try_wait() {
            tracing::warn!(%status, "PostgreSQL had already ended");
        } else if signal_and_wait(&mut self.postmaster, self.pid, Signal::SIGINT, STOP_LIMIT).await.is_none() {
            tracing::warn!(
                "PostgreSQL takes too long to stop; it is stopped at once, and will recover at the next start"
            );
            if signal_and_wait(&mut self.postmaster, self.pid, Signal::SIGQUIT, ABORT_LIMIT).await.is_none() {
                return Err(EmbeddedError::Stop { process: self.pid.as_raw(), log: self.log.path.clone() });
            }
        }
        drop(self.lifeline.stdin.take());
        if let Err(error) = self.lifeline.wait().await {
            tracing::debug!(%error, "the lifeline could not be waited for");
        }
        Ok(())
    }
}

async fn signal_and_wait(child: &mut Child, pid: Pid, signal: Signal, limit: Duration) -> Option<ExitStatus> {
    // It fails only for a process that has just ended; waiting then tells.
    let _ = kill(pid, signal);
    timeout(limit, child.wait()).await.ok()?.ok()
}

/// Ends a server that is of no use; it loses nothing that was committed.
async fn abort(postmaster: &mut Child, pid: Pid) {
    if signal_and_wait(postmaster, pid, Signal::SIGQUIT, ABORT_LIMIT).await.is_none() {
        tracing::warn!(process = pid.as_raw(), "PostgreSQL does not stop");
    }
}

/// Small, durable, on no network; given on the command line, so that they follow the program and not the cluster's age.
fn settings(home: &Home) -> Vec<(&'static str, String)> {
    let path = |path: &Path| path.display().to_string();
    // A list of directories, where a comma or a space separates unless quoted.
    let socket = format!("\"{}\"", path(&home.socket).replace('"', "\"\""));
    let mut settings = vec![
        ("unix_socket_directories", socket),
        ("hba_file", path(&home.directory.join("pg_hba.conf"))),
        ("ident_file", path(&home.directory.join("pg_ident.conf"))),
        ("port", PORT.to_string()),
    ];
    let fixed = [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("cluster_name", "qualbot"),
        ("max_connections", "50"),
        ("shared_buffers", "64MB"),
        ("max_wal_size", "256MB"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("jit", "off"),
        // Parallel queries need more of /dev/shm than a container may have, and are of no use here.
        ("max_parallel_workers_per_gather", "0"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("logging_collector", "off"),
        ("log_checkpoints", "off"),
        // Statements and row values are people's data; the program logs its own failures without them.
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
    ];
    settings.extend(fixed.map(|(name, value)| (name, value.to_owned())));
    settings
}

/// Stops a server that a killed program left, so that every start begins from the same state.
///
/// Its lifeline has most likely asked it already. Only a process that was started for this very cluster is signalled:
/// after a reboot or in a new container, the number in the file is somebody else's.
async fn stop_leftover(home: &Home) -> Result<(), EmbeddedError> {
    let cluster = home.cluster();
    let Some(PidFile { pid, .. }) = PidFile::read(&cluster) else { return Ok(()) };
    if !serves(pid, &cluster) {
        // PostgreSQL clears a dead server's file itself, but would take an unrelated living process for a server. A
        // server's children that still run are found by their shared memory, not by this file.
        if kill(pid, None).is_ok() {
            let path = PidFile::path(&cluster);
            fs::remove_file(&path).map_err(EmbeddedError::file("remove", &path))?;
        }
        return Ok(());
    }
    tracing::info!(process = pid.as_raw(), "a PostgreSQL left by an earlier run is stopped first");
    for (signal, limit) in [(Signal::SIGINT, STOP_LIMIT), (Signal::SIGQUIT, ABORT_LIMIT)] {
        let _ = kill(pid, signal);
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if !serves(pid, &cluster) {
                return Ok(());
            }
            sleep(POLL).await;
        }
    }
    Err(EmbeddedError::Stop { process: pid.as_raw(), log: home.log() })
}

/// Whether a living process is a server that was started for this cluster, by its command line, which anyone may read
/// (its directory in `/proc` may not be, not even by root in a container). A zombie has none.
fn serves(pid: Pid, cluster: &Path) -> bool {
    let words = if cfg!(target_os = "linux") {
        fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()
    } else {
        let ps = std::process::Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output();
        ps.map(|output| output.stdout).unwrap_or_default()
    };
    let words = String::from_utf8_lossy(&words).replace('\0', " ");
    let program = words.split(' ').next().unwrap_or_default();
    program.ends_with("postgres") && words.contains(&format!(" -D {} ", cluster.to_string_lossy()))
}

/// What a server writes about itself into its data directory.
struct PidFile {
    pid: Pid,
    ready: bool,
}

impl PidFile {
    fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    /// `None` when there is none, or when it is being written.
    fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(Self::path(cluster)).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok().filter(|pid| *pid > 1).map(Pid::from_raw)?;
        // The eighth line is the state.
        Some(Self { pid, ready: lines.nth(6).is_some_and(|state| state.trim() == "ready") })
    }
}

/// The server's log, and where this start's part of it begins.
#[derive(Debug)]
struct Log {
    path: PathBuf,
    start: u64,
}

impl Log {
    fn open(path: PathBuf) -> Result<(Self, File), EmbeddedError> {
        if fs::metadata(&path).is_ok_and(|meta| meta.len() > LOG_LIMIT) {
            let aside = path.with_extension("log.1");
            fs::rename(&path, &aside).map_err(EmbeddedError::file("write", &aside))?;
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(EmbeddedError::file("open", &path))?;
        let start = file.metadata().map_or(0, |meta| meta.len());
        Ok((Self { path, start }, file))
    }

    /// The last lines since this start. What cannot be read is left out: this serves an error that already happened.
    fn tail(&self) -> String {
        let mut text = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            let end = file.seek(SeekFrom::End(0))?;
            file.seek(SeekFrom::Start(self.start.max(end.saturating_sub(16 * 1024))))?;
            file.read_to_end(&mut text)
        });
        match read {
            Ok(_) => tail_of(&text),
            Err(error) => format!("(unreadable: {error})"),
        }
    }

    fn start_error(&self) -> EmbeddedError {
        EmbeddedError::Start { log: self.path.clone(), tail: self.tail() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_is_read_whole_half_written_and_absent() {
        let cluster = tempfile::tempdir().unwrap();
        assert!(PidFile::read(cluster.path()).is_none());
        fs::write(PidFile::path(cluster.path()), "").unwrap();
        assert!(PidFile::read(cluster.path()).is_none());
        fs::write(PidFile::path(cluster.path()), "123\n/data\n").unwrap();
        assert!(PidFile::read(cluster.path()).is_some_and(|file| file.pid.as_raw() == 123 && !file.ready));
        fs::write(PidFile::path(cluster.path()), "123\n/data\n1\n5432\n/s\n\n  1 2\nready   \n").unwrap();
        assert!(PidFile::read(cluster.path()).is_some_and(|file| file.ready));
    }

    #[test]
    fn a_living_process_of_another_program_is_not_taken_for_the_server() {
        assert!(!serves(Pid::this(), Path::new("/")));
    }
}
