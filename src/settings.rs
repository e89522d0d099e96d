//! Settings: what the operator says, by flags, environment or `.env`. Owns their names, defaults and checks.

use std::path::PathBuf;

use secrecy::SecretString;

use crate::domain::calendar::Zone;
use crate::domain::member::Role;

/// qualbot: qualification of sales opportunities on a sales rep's phone, as a Telegram bot.
#[derive(clap::Parser, Debug)]
#[command(version, about, max_term_width = 100)]
pub struct Settings {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where everything is kept.
#[derive(clap::Args, Clone, Debug)]
pub struct Database {
    /// PostgreSQL to use, as postgres://user:password@host/name; without it, an embedded one in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Directory of the embedded PostgreSQL.
    #[arg(long, env = "QUALBOT_DATA", default_value = "data")]
    pub data: PathBuf,
}

impl Database {
    /// The server to use; none for the embedded one. An empty line in `.env` names no server.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.trim().is_empty())
    }
}

/// What to do.
#[derive(clap::Subcommand, Debug)]
pub enum Command {
    /// Run the bot.
    Serve(Serve),
    /// Try it: embedded PostgreSQL, a simulated Telegram with a phone in the browser, sample data; no token, no account.
    Demo(Demo),
    /// Bring the database's schema up to date (serve and demo do it too).
    Migrate(Database),
    /// Print a single-use invite link.
    Invite(Invite),
    /// Make reps who are linked to Telegram already, with open tasks: for load tests.
    Seed(Seed),
    /// Print the state diagrams of the dialogs, as Mermaid.
    Dialogs,
}

/// How to reach Telegram.
#[derive(clap::Args, Clone, Debug)]
pub struct Telegram {
    /// The bot's token, from @BotFather.
    #[arg(long = "token", env = "TELOXIDE_TOKEN", hide_env_values = true)]
    pub token: Option<SecretString>,
    /// Bot API server; Telegram's own unless given.
    #[arg(long, env = "TELOXIDE_API_URL")]
    pub api_url: Option<String>,
}

/// Settings of `serve`.
#[derive(clap::Args, Clone, Debug)]
pub struct Serve {
    /// Where everything is kept.
    #[command(flatten)]
    pub database: Database,
    /// How to reach Telegram.
    #[command(flatten)]
    pub telegram: Telegram,
    /// Messages a second, overall; Telegram allows about 30. 0 takes all limits off (for load tests on the simulator).
    #[arg(long, env = "QUALBOT_SEND_RATE", default_value_t = 30.0)]
    pub send_rate: f64,
}

/// Settings of `demo`.
#[derive(clap::Args, Clone, Debug)]
pub struct Demo {
    /// Directory of the demo's embedded PostgreSQL: `demo` in this one.
    #[arg(long, env = "QUALBOT_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Port of the phone page.
    #[arg(long, env = "QUALBOT_DEMO_PORT", default_value_t = 8088)]
    pub port: u16,
}

/// Settings of `invite`.
#[derive(clap::Args, Clone, Debug)]
pub struct Invite {
    /// Where everything is kept.
    #[command(flatten)]
    pub database: Database,
    /// How to reach Telegram: the link names the bot.
    #[command(flatten)]
    pub telegram: Telegram,
    /// What the person will be.
    #[arg(long)]
    pub role: Role,
    /// Their name.
    #[arg(long, value_parser = name)]
    pub name: String,
    /// Their team; it is made if there is none of that name.
    #[arg(long, default_value = "Sales", value_parser = name)]
    pub team: String,
    /// Time zone of the person, and of a team that is made.
    #[arg(long, default_value = "Europe/Moscow")]
    pub zone: Zone,
    /// Currency of a team that is made.
    #[arg(long, default_value = "RUB")]
    pub currency: crate::domain::money::Currency,
    /// For how many days the link can be used.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub days: u16,
}

/// Settings of `seed`.
#[derive(clap::Args, Clone, Debug)]
pub struct Seed {
    /// Where everything is kept.
    #[command(flatten)]
    pub database: Database,
    /// How many reps.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub reps: i64,
    /// Open tasks of each.
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..=100_000))]
    pub tasks: i64,
    /// Telegram id of the first rep; the next ones count up.
    #[arg(long)]
    pub first_chat_id: i64,
}

/// Reads a name as the database takes it.
fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        1..=100 => Ok(text.to_owned()),
        _ => Err("a name has 1 to 100 characters".into()),
    }
}
