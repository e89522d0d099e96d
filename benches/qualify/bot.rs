//! The program under test, as a child process.

use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use qualbot::clock::Clock;
use qualbot::simulator::{Fault, FaultKind, Options, Phone, Simulator};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use super::Failure;

/// The program, built with the same profile as this bench.
const PROGRAM: &str = env!("CARGO_BIN_EXE_qualbot");
/// How long it may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes the reps and their tasks.
pub fn seed(url: &str, reps: i64, tasks: i64, first_chat: i64) -> Result<(), Failure> {
    let numbers = [("--reps", reps), ("--tasks", tasks), ("--first-chat-id", first_chat)];
    let seeded = std::process::Command::new(PROGRAM)
        .arg("seed")
        .args(numbers.iter().flat_map(|(name, number)| [(*name).to_owned(), number.to_string()]))
        .env("DATABASE_URL", url)
        // Making so many rows at once is slow, and no news.
        .env("QUALBOT_LOG", "error")
        .stdout(Stdio::null())
        .status()?;
    if seeded.success() { Ok(()) } else { Err("the reps could not be made".into()) }
}

/// A bot that serves.
pub struct Serving {
    child: Child,
    id: u32,
}

impl Serving {
    /// Starts it on a database and a Bot API server, with no limit to how fast it sends.
    pub fn start(url: &str, api: &str, log: &str) -> Result<Self, Failure> {
        let child = Command::new(PROGRAM)
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("TELOXIDE_API_URL", api)
            .env("TELOXIDE_TOKEN", Options::new(Clock::system()).token)
            .env("QUALBOT_SEND_RATE", "0")
            .env("QUALBOT_LOG", log)
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id().ok_or("the bot ended at once")?;
        Ok(Self { child, id })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Ends it as an operator would.
    pub async fn stop(&mut self) -> Result<(), Failure> {
        kill(Pid::from_raw(i32::try_from(self.id)?), Signal::SIGTERM)?;
        let ended = timeout(PATIENCE, self.child.wait()).await.map_err(|_| "the bot does not stop")??;
        if ended.success() { Ok(()) } else { Err(format!("the bot ended with {ended}").into()) }
    }
}

/// How long it takes from the start of the process to the first poll, on a database that needs no migration; sorted.
pub async fn time_starts(url: &str, times: usize) -> Result<Vec<Duration>, Failure> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let clock = Clock::system();
        let simulator = Simulator::start(Options::new(clock.clone())).await?;
        let phone = simulator.phone();
        // Polls that succeed are not in the simulator's log; one that is refused is, with its time.
        phone.add_fault(Fault {
            method: Some("getUpdates".to_owned()),
            kind: FaultKind::Internal,
            times: Some(1),
            chat_id: None,
            retry_after: None,
            ms: None,
            one_in: None,
        });
        let began = clock.now();
        let mut bot = Serving::start(url, &simulator.url(), "error")?;
        took.push((first_poll(&phone).await? - began).to_std()?);
        bot.stop().await?;
        simulator.stop().await;
    }
    took.sort_unstable();
    Ok(took)
}

async fn first_poll(phone: &Phone) -> Result<chrono::DateTime<chrono::Utc>, Failure> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(poll) = phone.calls(0).into_iter().find(|call| call.method == "getUpdates") {
            return Ok(poll.at);
        }
        sleep(Duration::from_millis(5)).await;
    }
    Err("the bot does not poll".into())
}
