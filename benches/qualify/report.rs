//! What was measured, as a table for people.

use std::fmt;
use std::time::Duration;

use super::pgbench::{Managed, Pgbench};
use super::postgres::Statement;
use super::processes::Cpu;

/// Everything that is told.
pub struct Report {
    /// Reps at work.
    pub reps: i64,
    /// How long it was measured.
    pub took: Duration,
    /// How long each step took.
    pub steps: Vec<Duration>,
    /// What the bot used.
    pub bot: Cpu,
    /// What this process used: the simulator and the reps.
    pub own: Cpu,
    /// What the server used.
    pub postgres: Option<Cpu>,
    /// Commits.
    pub transactions: i64,
    /// Steps while statements were counted, and those statements.
    pub statements: Option<(usize, Vec<Statement>)>,
    /// Whether they are listed.
    pub list_statements: bool,
    /// The bot's peak memory, in KiB.
    pub peak: Option<u64>,
    /// How long starts took, sorted.
    pub starts: Vec<Duration>,
    /// The same work by pgbench.
    pub pgbench: Option<Pgbench>,
    /// What the server is.
    pub server: String,
}

/// A line: what, how much, and where it should stand.
fn line(f: &mut fmt::Formatter<'_>, what: &str, much: &str, goal: &str) -> fmt::Result {
    let goal = if goal.is_empty() { String::new() } else { format!("   (goal: {goal})") };
    writeln!(f, "  {what:<34}{much}{goal}")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The value below which a share of the sorted ones lies.
fn quantile(sorted: &[Duration], share: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index")]
    let at = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(at).copied().map_or(0.0, milliseconds)
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(of: usize) -> f64 {
    of.max(1) as f64
}

impl Report {
    fn per_second(&self) -> f64 {
        count(self.steps.len()) / self.took.as_secs_f64()
    }

    /// Milliseconds of processor time for a step.
    fn a_step(&self, used: Cpu) -> f64 {
        used.milliseconds() / count(self.steps.len())
    }

    fn of_steps(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.steps.clone();
        sorted.sort_unstable();
        let at = |share| quantile(&sorted, share);
        line(f, "steps a second", &format!("{:.0}", self.per_second()), "2,500 at 200 reps")?;
        let times = format!("{:.1} / {:.1} / {:.1} / {:.1} ms", at(0.5), at(0.9), at(0.99), at(1.0));
        line(f, "a step, p50 / p90 / p99 / max", &times, "")
    }

    fn of_cpu(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bot = self.a_step(self.bot);
        if self.bot == Cpu::default() {
            return line(f, "CPU", "not known on this system", "");
        }
        match self.postgres.map(|used| self.a_step(used)) {
            Some(postgres) => {
                let parts = format!("{:.3} ms = {bot:.3} + {postgres:.3}", bot + postgres);
                line(f, "CPU a step, bot + PostgreSQL", &parts, "under 0.5 ms")?;
            }
            None => line(f, "CPU a step, bot alone", &format!("{bot:.3} ms"), "")?,
        }
        line(f, "CPU a step, simulator and reps", &format!("{:.3} ms", self.a_step(self.own)), "")
    }

    fn of_database(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let transactions = self.transactions as f64 / count(self.steps.len());
        line(f, "transactions a step", &format!("{transactions:.2}"), "")?;
        let Some((steps, statements)) = &self.statements else {
            return line(f, "statements a step", "not counted: pg_stat_statements is not loaded", "");
        };
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let a_step = |calls: i64| calls as f64 / count(*steps);
        let all: i64 = statements.iter().map(|it| it.calls).sum();
        line(f, "statements a step", &format!("{:.2}", a_step(all)), "")?;
        if self.list_statements {
            for it in statements.iter().filter(|it| a_step(it.calls) > 0.001) {
                let start: String = it.text.chars().take(60).collect();
                let each = it.milliseconds * 1e3 / count(usize::try_from(it.calls).unwrap_or(1));
                let (often, whole) = (a_step(it.calls), it.milliseconds * 1e3 / count(*steps));
                writeln!(f, "    {often:>6.3} × {each:>7.1} µs = {whole:>6.1} µs  {start}")?;
            }
        }
        Ok(())
    }

    fn of_process(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[allow(clippy::cast_precision_loss, reason = "KiB of a process")]
        let peak = self.peak.map_or("not known".to_owned(), |it| format!("{:.1} MiB", it as f64 / 1024.0));
        line(f, "the bot's peak memory", &peak, "under 40 MiB")?;
        let (least, median, most) = (0.0, 0.5, 1.0);
        let at = |share| quantile(&self.starts, share);
        let times = format!("{:.0} ms ({:.0}–{:.0}, {} starts)", at(median), at(least), at(most), self.starts.len());
        line(f, "start to the first getUpdates", &times, "under 150 ms")
    }

    fn of_pgbench(&self, f: &mut fmt::Formatter<'_>, pgbench: &Pgbench) -> fmt::Result {
        writeln!(f, "\npgbench -M prepared, the same rows, {} connections, the machine to itself", pgbench.clients)?;
        self.beside(f, "committing as the bot must", pgbench.apart)?;
        self.beside(f, "as one transaction", pgbench.at_once)
    }

    fn beside(&self, f: &mut fmt::Formatter<'_>, how: &str, managed: Managed) -> fmt::Result {
        let cpu = managed.cpu.map(|it| format!(", PostgreSQL's CPU {it:.3} ms a step")).unwrap_or_default();
        line(f, how, &format!("{:.0} steps a second{cpu}", managed.per_second), "")?;
        let speed = format!("{:.2} of its steps a second", self.per_second() / managed.per_second);
        let cpu = self.postgres.zip(managed.cpu).map(|(used, theirs)| {
            let (postgres, both) = (self.a_step(used), self.a_step(used + self.bot));
            format!(", {:.2} × its CPU ({:.2} × for PostgreSQL alone)", both / theirs, postgres / theirs)
        });
        line(f, "  the bot beside it", &format!("{speed}{}", cpu.unwrap_or_default()), "")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let seconds = self.took.as_secs_f64();
        writeln!(f, "\nQualify in a closed loop: {} reps, {seconds:.0} s, {cores} cores for everything", self.reps)?;
        writeln!(f, "{}\n", self.server)?;
        self.of_steps(f)?;
        self.of_cpu(f)?;
        self.of_database(f)?;
        self.of_process(f)?;
        match &self.pgbench {
            Some(pgbench) => self.of_pgbench(f, pgbench),
            None => Ok(()),
        }
    }
}
