//! The bench: reps in a closed loop walk Qualify through the simulator, and `pgbench` does the same work beside it.
//!
//! `script/bench` runs it. The real program (`qualbot serve`, optimised) is a child process; the simulator and the reps
//! are in this one, so that what each costs can be told apart. Nothing here is asserted: it measures and prints. On a
//! machine that does other things too, only the ratios within one run mean much.

#![allow(missing_docs, reason = "a program of its own; nothing of it is used from outside")]

mod bot;
mod pgbench;
mod postgres;
mod processes;
mod report;
mod reps;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use qualbot::clock::Clock;
use qualbot::simulator::{Options, Simulator};
use tokio::time::{Instant, sleep};

use bot::Serving;
use pgbench::Pgbench;
use postgres::Database;
use processes::Cpu;
use report::Report;
use reps::{Crowd, Step};

/// What goes wrong: a sentence for whoever runs it.
type Failure = Box<dyn Error + Send + Sync>;

/// The Telegram id of the first rep.
const FIRST_CHAT: i64 = 600_000_001;

/// Reps walk Qualify through the simulator; beside it, pgbench does the same work on the same server.
#[derive(Parser, Clone, Debug)]
struct Settings {
    /// Reps who tap and type at the same time, each waiting for the bot's answer before going on.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    reps: i64,
    /// Seconds that are measured.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Seconds before that, which are not.
    #[arg(long, default_value_t = 5)]
    warmup: u64,
    /// Open tasks of each rep; as many as could be walked in the time, unless given.
    #[arg(long)]
    tasks: Option<i64>,
    /// Seconds of pgbench, for each of its two ways; 0 leaves it out.
    #[arg(long, default_value_t = 5)]
    pgbench: u64,
    /// Starts that are timed.
    #[arg(long, default_value_t = 7)]
    starts: usize,
    /// Lists what each statement costs.
    #[arg(long)]
    statements: bool,
    /// Given by Cargo to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Settings {
    /// Tasks of each rep: nobody walks more than 6,000 steps a second here.
    fn tasks(&self) -> i64 {
        let most = 6000 * (self.warmup + self.seconds + 4) / reps::STEPS_OF_A_TASK;
        self.tasks.unwrap_or_else(|| i64::try_from(most).unwrap_or(i64::MAX) / self.reps + 2)
    }
}

fn main() -> ExitCode {
    let settings = Settings::parse();
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(run(&settings)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            note(&format!("it broke: {failure}"));
            ExitCode::FAILURE
        }
    }
}

/// A line on how far it is, for whoever waits.
fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "bench: {line}");
}

async fn run(settings: &Settings) -> Result<(), Failure> {
    let url = std::env::var("DATABASE_URL").map_err(|_| "DATABASE_URL is not set: run script/bench")?;
    let mut database = Database::open(&url).await?;

    note(&format!("{} reps with {} open tasks each", settings.reps, settings.tasks()));
    bot::seed(&url, settings.reps, settings.tasks(), FIRST_CHAT)?;
    let starts = bot::time_starts(&url, settings.starts).await?;

    let simulator = Simulator::start(Options::new(Clock::system())).await?;
    let mut bot = Serving::start(&url, &simulator.url(), "warn")?;
    note(&format!("warming up for {} s, measuring for {} s", settings.warmup, settings.seconds));
    let tasks = database.tasks_of_reps(FIRST_CHAT, settings.reps).await?;
    let crowd = Crowd::gather(&simulator.phone(), tasks)?;
    crowd.endure(Duration::from_secs(settings.warmup)).await?;

    let before = Snapshot::take(&bot, &mut database).await?;
    crowd.endure(Duration::from_secs(settings.seconds)).await?;
    let after = Snapshot::take(&bot, &mut database).await?;
    let counted = count_statements(&mut database, &crowd).await?;
    let peak = processes::peak_memory(bot.id());
    let steps = crowd.end().await?;
    bot.stop().await?;
    simulator.stop().await;

    let report = Report {
        reps: settings.reps,
        took: after.at - before.at,
        steps: within(&steps, before.at, after.at),
        bot: after.bot - before.bot,
        own: after.own - before.own,
        postgres: after.postgres.zip(before.postgres).map(|(after, before)| after - before),
        transactions: after.transactions - before.transactions,
        statements: counted.map(|(from, to, calls)| (within(&steps, from, to).len(), calls)),
        list_statements: settings.statements,
        peak,
        starts,
        pgbench: Pgbench::run(&url, &mut database, settings).await?,
        server: database.describe().await?,
    };
    Ok(writeln!(std::io::stdout(), "{report}")?)
}

/// What had been used at a moment.
struct Snapshot {
    at: Instant,
    bot: Cpu,
    own: Cpu,
    postgres: Option<Cpu>,
    transactions: i64,
}

impl Snapshot {
    async fn take(bot: &Serving, database: &mut Database) -> Result<Self, Failure> {
        Ok(Self {
            transactions: database.transactions().await?,
            at: Instant::now(),
            bot: Cpu::of(bot.id()),
            own: Cpu::of(std::process::id()),
            postgres: database.cpu(),
        })
    }
}

/// Counts statements for a while after what is measured: counting costs a little.
async fn count_statements(
    database: &mut Database,
    crowd: &Crowd,
) -> Result<Option<(Instant, Instant, Vec<postgres::Statement>)>, Failure> {
    if !database.count_statements(true).await? {
        return Ok(None);
    }
    // Sessions read the setting before their next statement.
    crowd.endure(Duration::from_millis(300)).await?;
    database.forget_statements().await?;
    let from = Instant::now();
    crowd.endure(Duration::from_secs(3)).await?;
    let counted = database.statements().await?;
    let to = Instant::now();
    database.count_statements(false).await?;
    sleep(Duration::from_millis(300)).await;
    Ok(Some((from, to, counted)))
}

/// The steps that ended between two moments.
fn within(steps: &[Step], from: Instant, to: Instant) -> Vec<Duration> {
    steps.iter().filter(|step| step.ended > from && step.ended <= to).map(|step| step.took).collect()
}
