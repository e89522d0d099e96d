//! The real program, as a process of its own: started with nothing of this machine's settings, watched, killed.
#![allow(dead_code, reason = "each test file uses its part")]

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use regex::Regex;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// What stops a test that hangs; a machine that is busy with other things has time enough.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// Settings that the machine may have, and that no test may inherit.
const SETTINGS: [&str; 8] = [
    "DATABASE_URL",
    "NO_COLOR",
    "QUALBOT_DATA",
    "QUALBOT_DEMO_PORT",
    "QUALBOT_LOG",
    "QUALBOT_SEND_RATE",
    "TELOXIDE_API_URL",
    "TELOXIDE_TOKEN",
];

/// The program with these arguments, in a directory without a `.env`; killed when the value goes.
pub fn qualbot(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qualbot"));
    command.args(arguments).current_dir(Path::new("/")).stdin(Stdio::null()).kill_on_drop(true);
    for setting in SETTINGS {
        command.env_remove(setting);
    }
    command
}

/// How the program ended, and what a person saw of it.
#[derive(Debug)]
pub struct Ended {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Lines on stderr that are no lines of the log.
    pub fn said(&self) -> Vec<&str> {
        let log = Regex::new(r"^\d{4}-\d\d-\d\dT\S+ +(TRACE|DEBUG|INFO|WARN|ERROR) ").unwrap();
        self.stderr.lines().filter(|line| !line.trim().is_empty() && !log.is_match(line)).collect()
    }

    /// Everything that reached the terminal.
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs the program to its end.
pub async fn run(command: &mut Command) -> Ended {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = timeout(DEADLINE, child.wait_with_output()).await;
    let output = output.expect("the program does not end").unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The program while it runs, with both its outputs read.
pub struct Running {
    child: Child,
    stdout: BufReader<tokio::process::ChildStdout>,
    stderr: tokio::task::JoinHandle<String>,
    seen: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut errors = child.stderr.take().unwrap();
        let stderr = tokio::spawn(async move {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text).await;
            text
        });
        Self { child, stdout, stderr, seen: String::new() }
    }

    /// The first line on stdout that contains this.
    pub async fn line_with(&mut self, part: &str) -> String {
        let reading = async {
            let mut line = String::new();
            while self.stdout.read_line(&mut line).await.unwrap() > 0 {
                self.seen.push_str(&line);
                if line.contains(part) {
                    return Some(line.trim().to_owned());
                }
                line.clear();
            }
            None
        };
        match timeout(DEADLINE, reading).await.expect("the program says nothing") {
            Some(line) => line,
            None => panic!("the program ended without saying {part:?}; it said:\n{}", self.seen),
        }
    }

    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id().expect("the program has ended by itself")).unwrap();
        kill(Pid::from_raw(pid), signal).unwrap();
    }

    /// Waits until it has ended.
    pub async fn end(mut self) -> Ended {
        let ending = async {
            let status = self.child.wait().await.unwrap();
            let _ = self.stdout.read_to_string(&mut self.seen).await;
            Ended { code: status.code(), stdout: self.seen, stderr: self.stderr.await.unwrap() }
        };
        timeout(DEADLINE, ending).await.expect("the program does not end")
    }
}

/// A data directory that PostgreSQL's user can enter; in memory where that is possible, since no test cuts the power.
pub fn data_directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("qualbot").permissions(Permissions::from_mode(0o755)).tempdir_in(base).unwrap()
}

/// Waits until no process names that directory, as the embedded PostgreSQL and its keeper do.
pub async fn assert_no_postgres_of(directory: &Path) {
    let name = directory.file_name().unwrap().to_str().unwrap();
    let began = Instant::now();
    loop {
        let processes = Command::new("ps").args(["-e", "-o", "pid=,args="]).output().await.unwrap();
        let processes = String::from_utf8_lossy(&processes.stdout);
        let left: Vec<&str> = processes.lines().filter(|line| line.contains(name)).collect();
        if left.is_empty() {
            return;
        }
        assert!(began.elapsed() < DEADLINE, "still there: {left:#?}");
        sleep(Duration::from_millis(20)).await;
    }
}
