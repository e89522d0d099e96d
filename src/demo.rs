//! The demo: the whole bot on one machine, without a token or an account.
//!
//! Puts the simulator, the sample team and the bot together on one clock. It must not change how the bot works: what runs
//! here is what `serve` runs.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::serve::{Bot, ServeError, prepare};
use crate::simulator::{self, NewPerson, Simulator};
use crate::store::{self, StoreError, sample};
use crate::telegram::BotApi;
use crate::telegram::send::Pace;

/// Why the demo could not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The phone's port is taken.
    #[error("port {port} cannot be used ({source}); choose another one with --port or QUALBOT_DEMO_PORT")]
    Port {
        /// Which port.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The bot.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The sample data.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The simulator and the bot disagree on the token, or on a person.
    #[error("the simulator: {0}")]
    Simulator(String),
}

/// A demo that is ready to run.
pub struct Demo {
    simulator: Simulator,
    bot: Bot,
}

impl Demo {
    /// Prepares the database, starts the simulator with the sample team's phones.
    ///
    /// # Errors
    /// When the port is taken or the database fails.
    pub async fn start(pool: PgPool, port: u16, clock: Clock) -> Result<Self, DemoError> {
        let mut options = simulator::Options::new(clock.clone());
        options.bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        prepare(&pool, &clock).await?;
        // The database outlives the simulator: ids of an earlier run must not come again, or its inbox would know them.
        if let Some(next) = store::inbox::next_update_id(&pool).await? {
            options.first_update_id = next;
        }
        let token = options.token.clone();
        let simulator = Simulator::start(options).await.map_err(|source| DemoError::Port { port, source })?;

        let people = sample::team(&pool, clock.now()).await?;
        sample::freshen(&pool, clock.now()).await?;
        // The simulator's chats are empty: cards of an earlier run are gone, and what is due today is announced again.
        store::outbox::forget_sent_cards(&pool, clock.now()).await?;
        sample::announce_again(&pool, clock.now()).await?;
        for person in people {
            let (first_name, last_name) = person.name.split_once(' ').unwrap_or((person.name.as_str(), ""));
            let phone = NewPerson {
                id: Some(person.telegram_id),
                first_name: first_name.to_owned(),
                last_name: Some(last_name.to_owned()),
                username: Some(person.username.to_owned()),
                language_code: Some(person.language.code().to_owned()),
            };
            let phones = simulator.phone();
            phones.add_person(phone).map_err(|error| DemoError::Simulator(error.to_string()))?;
            phones
                .send(person.telegram_id, &simulator::Outgoing::text("/start"))
                .map_err(|error| DemoError::Simulator(error.to_string()))?;
        }
        let api = BotApi::new(token.into(), Some(&simulator.url()))
            .map_err(|error| DemoError::Simulator(error.to_string()))?;
        Ok(Self { simulator, bot: Bot { api, pool, clock, pace: Pace::default() } })
    }

    /// The address of the phone page.
    #[must_use]
    pub fn address(&self) -> String {
        self.simulator.url()
    }

    /// Runs until `stop` is cancelled.
    ///
    /// # Errors
    /// When the bot ends by itself.
    pub async fn run(self, stop: CancellationToken) -> Result<(), DemoError> {
        let ran = self.bot.run(stop).await;
        self.simulator.stop().await;
        Ok(ran?)
    }
}
