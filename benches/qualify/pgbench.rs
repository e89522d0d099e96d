//! The same work by `pgbench`, which does nothing else: what the server itself would take for it.

use std::io::ErrorKind;
use std::process::Stdio;

use tokio::process::Command;

use super::postgres::Database;
use super::processes::Cpu;
use super::{FIRST_CHAT, Failure, Settings, note};

/// The work of one step.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/qualify/step.sql");

/// One draft a rep, whose id is the chat's, and numbers for updates.
const SET_UP: &str = "
    CREATE SEQUENCE bench_updates;
    INSERT INTO drafts (id, member_id, dialog, task_id, opportunity_id, version, state, filled, path, revision, created_at,
                        updated_at)
    SELECT DISTINCT ON (m.id) m.telegram_id, m.id, 'bench', t.id, t.opportunity_id, 1, '{}', '{}', '[]', 1, now(), now()
      FROM members m JOIN tasks t ON t.assignee_id = m.id WHERE m.telegram_id IS NOT NULL ORDER BY m.id, t.id;
    UPDATE inbox SET state = 'done', done_at = now() WHERE state = 'open';
    CHECKPOINT";

/// Something of the size that the bot had to do with.
const SAMPLES: [(&str, &str); 5] = [
    ("raw", "SELECT raw FROM inbox WHERE draft_id IS NOT NULL ORDER BY seq DESC OFFSET 20 LIMIT 1"),
    ("body", "SELECT body FROM outbox WHERE method = 'editMessageText' ORDER BY id DESC OFFSET 20 LIMIT 1"),
    ("state", "SELECT state::text FROM drafts WHERE dialog = 'qualify' ORDER BY length(filled::text) DESC LIMIT 1"),
    ("filled", "SELECT filled::text FROM drafts WHERE dialog = 'qualify' ORDER BY length(filled::text) DESC LIMIT 1"),
    ("path", "SELECT path::text FROM drafts WHERE dialog = 'qualify' ORDER BY length(filled::text) DESC LIMIT 1"),
];

/// What pgbench managed.
#[derive(Clone, Copy, Debug)]
pub struct Managed {
    /// Steps a second.
    pub per_second: f64,
    /// The server's processor time for one, in milliseconds.
    pub cpu: Option<f64>,
}

/// Both ways of doing it.
#[derive(Clone, Copy, Debug)]
pub struct Pgbench {
    /// Connections.
    pub clients: i64,
    /// Three commits a step, as the bot must.
    pub apart: Managed,
    /// One.
    pub at_once: Managed,
}

impl Pgbench {
    /// Runs it with as many connections as the bot may hold; none when it is not wanted or not there.
    pub async fn run(url: &str, database: &mut Database, settings: &Settings) -> Result<Option<Self>, Failure> {
        if settings.pgbench == 0 {
            return Ok(None);
        }
        match Command::new("pgbench").arg("--version").stdout(Stdio::null()).status().await {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                note("pgbench is not installed; that part is left out");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        }
        note(&format!("pgbench, twice {} s", settings.pgbench));
        let clients = i64::from(qualbot::store::CONNECTIONS).min(settings.reps);
        let mut variables =
            vec![format!("first_chat={FIRST_CHAT}"), format!("reps={}", settings.reps), format!("clients={clients}")];
        for (name, query) in SAMPLES {
            let sample =
                database.text(query).await?.ok_or_else(|| format!("there is no {name} to take as a sample"))?;
            variables.push(format!("{name}={sample}"));
        }
        for statement in SET_UP.split(';') {
            database.run(statement).await?;
        }
        let call = Call { url, clients, seconds: settings.pgbench, variables };
        Ok(Some(Self {
            clients,
            apart: call.manage(database, "apart=1").await?,
            at_once: call.manage(database, "apart=0").await?,
        }))
    }
}

struct Call<'a> {
    url: &'a str,
    clients: i64,
    seconds: u64,
    variables: Vec<String>,
}

impl Call<'_> {
    async fn manage(&self, database: &Database, way: &str) -> Result<Managed, Failure> {
        let before = database.cpu();
        let output = Command::new("pgbench")
            .args(["-n", "-M", "prepared", "-j", "2", "-f", SCRIPT, "-D", way])
            .args(["-c", &self.clients.to_string(), "-T", &self.seconds.to_string()])
            .args(self.variables.iter().flat_map(|it| ["-D", it]))
            .arg(self.url)
            // The advantages that the bot's connections have.
            .env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan -c jit=off")
            .output()
            .await?;
        let used = database.cpu().zip(before).map(|(after, before)| after - before);
        if !output.status.success() {
            return Err(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        let done = number(&words, "number of transactions actually processed: ")?;
        Ok(Managed { per_second: number(&words, "tps = ")?, cpu: used.map(|used: Cpu| used.milliseconds() / done) })
    }
}

/// The number behind these words.
fn number(words: &str, before: &str) -> Result<f64, Failure> {
    let rest = words.split_once(before).map(|(_, rest)| rest).unwrap_or_default();
    let digits: String = rest.chars().take_while(|it| it.is_ascii_digit() || *it == '.').collect();
    digits.parse().map_err(|_| format!("pgbench does not say “{before}”: {words}").into())
}
