//! The command line: reads the settings, opens what a command needs, runs it, and says in one line what went wrong.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use qualbot::clock::Clock;
use qualbot::demo::{Demo, DemoError};
use qualbot::domain::{Language, invite};
use qualbot::engine::{DialogName, DraftError, walk};
use qualbot::postgres::{Embedded, EmbeddedError};
use qualbot::serve::{Bot, ServeError, prepare};
use qualbot::settings::{self, Command, Settings};
use qualbot::store::{self, StoreError, members};
use qualbot::telegram::send::Pace;
use qualbot::telegram::{BadToken, BotApi, CallError};
use qualbot::{dialogs, store::sample};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// What a command fails with: one clear line, and nothing secret in it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("TELOXIDE_TOKEN is not set; get a token from @BotFather, or try `qualbot demo`, which needs none")]
    NoToken,
    #[error("{0}")]
    Database(String),
    #[error(transparent)]
    Token(#[from] BadToken),
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Dialog(#[from] DraftError),
    #[error("Telegram: {0}")]
    Telegram(#[from] CallError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

fn main() -> ExitCode {
    // A file that is not there is no mistake: the environment may hold everything.
    let _ = dotenvy::dotenv();
    let settings = Settings::parse();
    let filter = EnvFilter::try_from_env("QUALBOT_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Io)
        .and_then(|runtime| runtime.block_on(run(settings)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "qualbot: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> Result<(), Failure> {
    match settings.command {
        Command::Dialogs => diagrams().await,
        Command::Serve(serve) => run_bot(serve).await,
        Command::Demo(demo) => run_demo(demo).await,
        Command::Migrate(database) => {
            with_database(&database, async |pool| {
                prepare(&pool, &Clock::system()).await?;
                say("The schema is up to date.")
            })
            .await
        }
        Command::Invite(whom) => {
            let database = whom.database.clone();
            with_database(&database, async |pool| make_invite(&pool, whom).await).await
        }
        Command::Seed(seed) => {
            with_database(&seed.database, async |pool| {
                let clock = Clock::system();
                prepare(&pool, &clock).await?;
                let made = sample::seed(&pool, seed.reps, seed.tasks, seed.first_chat_id, clock.now()).await?;
                say(&format!("{} reps with {} open tasks.", made.members, made.tasks))
            })
            .await
        }
    }
}

/// The answer of a command, for people and other programs.
fn say(line: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// The database that the settings name: a server, or the embedded one, which is stopped with the value.
struct Opened {
    pool: PgPool,
    embedded: Option<Embedded>,
}

impl Opened {
    async fn open(database: &settings::Database) -> Result<Self, Failure> {
        match database.url() {
            Some(url) => {
                let options = store::options(url).map_err(Failure::Database)?;
                Ok(Self { pool: store::pool(options), embedded: None })
            }
            None => {
                let embedded = Embedded::start(&database.data).await?;
                Ok(Self { pool: store::pool(embedded.connect_options()), embedded: Some(embedded) })
            }
        }
    }

    /// Runs on the database until the end, or until an embedded one ends by itself; closes it then.
    async fn while_it_lives(
        &mut self,
        running: impl Future<Output = Result<(), Failure>>,
        stop: &CancellationToken,
    ) -> Result<(), Failure> {
        let mut running = std::pin::pin!(running);
        let ended = async {
            match &mut self.embedded {
                Some(embedded) => embedded.ended().await,
                None => std::future::pending().await,
            }
        };
        let ran = tokio::select! {
            ran = &mut running => ran,
            ended = ended => {
                stop.cancel();
                // What it still says is of the database that is gone.
                let _ = running.await;
                return Err(ended.into());
            }
        };
        let closed = self.close().await;
        ran.and(closed)
    }

    async fn close(&mut self) -> Result<(), Failure> {
        self.pool.close().await;
        match self.embedded.take() {
            Some(embedded) => Ok(embedded.stop().await?),
            None => Ok(()),
        }
    }
}

/// Runs a short command on the database; the embedded one of a bot that is running already is used as it runs.
async fn with_database(
    database: &settings::Database,
    command: impl AsyncFnOnce(PgPool) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if database.url().is_none()
        && let Some(options) = Embedded::running(&database.data)
    {
        let pool = store::pool(options);
        let done = command(pool.clone()).await;
        pool.close().await;
        return done;
    }
    let mut opened = Opened::open(database).await?;
    let done = command(opened.pool.clone()).await;
    opened.close().await?;
    done
}

async fn run_bot(serve: settings::Serve) -> Result<(), Failure> {
    let api = bot_api(serve.telegram.token, serve.telegram.api_url.as_deref())?;
    let stop = stop_on_signals()?;
    let clock = Clock::system();
    let mut opened = Opened::open(&serve.database).await?;
    let pool = opened.pool.clone();
    let running = async {
        prepare(&pool, &clock).await?;
        let pace = if serve.send_rate > 0.0 {
            Pace { overall_per_second: serve.send_rate, ..Pace::default() }
        } else {
            Pace { unlimited: true, ..Pace::default() }
        };
        Ok::<_, Failure>(Bot { api, pool: pool.clone(), clock, pace }.run(stop.clone()).await?)
    };
    opened.while_it_lives(running, &stop).await
}

async fn run_demo(demo: settings::Demo) -> Result<(), Failure> {
    let stop = stop_on_signals()?;
    let data = settings::Database { database_url: None, data: demo.data.join("demo") };
    let mut opened = Opened::open(&data).await?;
    let pool = opened.pool.clone();
    let running = async {
        let demo = Demo::start(pool, demo.port, Clock::system()).await?;
        say(&format!("\nOpen Anna's phone:  {}\nCtrl-C ends the demo.\n", demo.address()))?;
        Ok::<_, Failure>(demo.run(stop.clone()).await?)
    };
    opened.while_it_lives(running, &stop).await
}

fn bot_api(token: Option<SecretString>, url: Option<&str>) -> Result<BotApi, Failure> {
    // An empty line in `.env` is no token.
    let token = token.filter(|token| !token.expose_secret().trim().is_empty()).ok_or(Failure::NoToken)?;
    Ok(BotApi::new(token, url.filter(|url| !url.trim().is_empty()))?)
}

/// Cancelled by the first SIGINT or SIGTERM; a second one ends the program at once.
fn stop_on_signals() -> Result<CancellationToken, Failure> {
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stopping = stop.clone();
    tokio::spawn(async move {
        let mut again = false;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if again {
                // 128 + SIGINT, as shells have it.
                std::process::exit(130);
            }
            again = true;
            tracing::info!("stopping: what is under way is finished first");
            stopping.cancel();
        }
    });
    Ok(stop)
}

async fn make_invite(pool: &PgPool, whom: settings::Invite) -> Result<(), Failure> {
    let api = bot_api(whom.telegram.token, whom.telegram.api_url.as_deref())?;
    let me = api.me().await?;
    let clock = Clock::system();
    prepare(pool, &clock).await?;
    let (code, now) = (invite::code(), clock.now());
    let invited = members::Invited {
        name: whom.name.trim(),
        role: whom.role,
        team: whom.team.trim(),
        zone: whom.zone,
        currency: whom.currency.code(),
        language: Language::En,
    };
    let expires_at = now + chrono::Duration::days(i64::from(whom.days));
    members::invite(pool, &invited, &invite::hash(&code), expires_at, now).await?;
    say(&format!("https://t.me/{}?start={code}", me.username))
}

async fn diagrams() -> Result<(), Failure> {
    let facts = walk::sample_facts(Clock::system().now(), Language::En);
    for name in DialogName::ALL {
        let diagram = dialogs::diagram(name, &facts).await?;
        say(&format!("## {}\n\n```mermaid\n{}```\n", diagram.name, diagram.mermaid))?;
    }
    Ok(())
}
