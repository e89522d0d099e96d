//! The killer: starts the real program, kills it at a random moment, starts it again at once.

use std::fs::File;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::process::Child;
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::program::{DEADLINE, qualbot};

pub struct Killer {
    url: String,
    token: String,
    api: String,
    pool: PgPool,
    random: StdRng,
    kills: Arc<AtomicUsize>,
    child: Option<Child>,
    /// What the program logged, all lives after one another.
    directory: TempDir,
}

impl Killer {
    pub fn new(url: &str, token: &str, api: &str, pool: PgPool, seed: u64, kills: Arc<AtomicUsize>) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            api: api.to_owned(),
            pool,
            random: StdRng::seed_from_u64(seed),
            kills,
            child: None,
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub fn kills(&self) -> usize {
        self.kills.load(Ordering::Relaxed)
    }

    /// Kills `most` times, and then lets the program live until everybody is done.
    pub async fn run(mut self, most: usize, done: oneshot::Receiver<()>) -> Self {
        while self.kills() < most {
            let lives = self.lives().await;
            self.start();
            // Now and then while it is still starting.
            if self.random.random_ratio(4, 5) {
                self.wait_until_up(lives).await;
            }
            // Mostly while it warms up and catches up with what the last life left; else at full speed.
            let life = if self.random.random_ratio(2, 3) { 5..=150 } else { 150..=400 };
            sleep(Duration::from_millis(self.random.random_range(life))).await;
            self.kill().await;
            self.kills.fetch_add(1, Ordering::Relaxed);
        }
        self.start();
        let _ = done.await;
        self
    }

    fn start(&mut self) {
        let log = File::options().create(true).append(true).open(self.directory.path().join("log")).unwrap();
        let mut command = qualbot(&["serve", "--send-rate", "0"]);
        command.env("DATABASE_URL", &self.url).env("TELOXIDE_TOKEN", &self.token).env("TELOXIDE_API_URL", &self.api);
        self.child = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    /// How many times the program has numbered itself.
    async fn lives(&self) -> i64 {
        let lives = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM instances";
        sqlx::query_scalar(lives).fetch_one(&self.pool).await.unwrap()
    }

    async fn wait_until_up(&mut self, before: i64) {
        let began = Instant::now();
        while self.lives().await == before {
            assert!(began.elapsed() < DEADLINE, "the program does not come up");
            sleep(Duration::from_millis(3)).await;
        }
    }

    async fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        assert_eq!(child.try_wait().unwrap(), None, "the program ended by itself");
        kill(Pid::from_raw(child.id().unwrap().try_into().unwrap()), Signal::SIGKILL).unwrap();
        child.wait().await.unwrap();
    }

    /// Ends the program, and gives what it logged.
    pub async fn end(mut self) -> String {
        self.kill().await;
        std::fs::read_to_string(self.directory.path().join("log")).unwrap()
    }
}
