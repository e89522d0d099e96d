//! A strict local Bot API server with people and their phones, for the demo, the tests and the benches.
//!
//! Owns a make-believe Telegram for one bot: it answers the bot's HTTP calls as Telegram's server would (limits, words of
//! refusal, offsets, flood control), and gives people a JSON API and a phone page to talk to the bot. It keeps everything
//! in memory, on a loopback port.
//!
//! It must not be reachable from `serve`, and imports nothing of the project but [`crate::clock`].
//!
//! # The bot's side
//!
//! `GET|POST /bot<token>/<Method>` and `/file/bot<token>/<path>`. Only what the bot uses exists; everything else is 404.
//! Where Telegram is lenient and the mistake is ours, the simulator refuses: two actions on a button, more than 8 buttons
//! in a row, a button to `localhost`. Only private chats exist.
//!
//! # The person's side
//!
//! | request | does |
//! |---|---|
//! | `GET /` | the phone page (`?person=ID&start=CODE`) |
//! | `GET /sim/bot` | `{id, name, username}` |
//! | `GET, POST /sim/people` | lists; makes one from `{id?, first_name, last_name?, username?, language_code?}` → `{id}` |
//! | `POST /sim/people/{id}/send` | [`Outgoing`] → `{message_id, update_id}` |
//! | `POST /sim/people/{id}/tap` | [`Tap`] → `{callback_query_id, update_id}` |
//! | `GET /sim/people/{id}/chat?after=V&wait_ms=N` | [`ChatView`]: what changed after version V, once something did |
//! | `GET /sim/people/{id}/commands` | the command menu in the person's language |
//! | `POST /sim/people/{id}/block`, `/unblock`, `/deactivate` | `{ok}` |
//! | `GET /sim/files/{file_id}` | a file's bytes |
//! | `POST /sim/update` | queues any JSON text as an update → `{update_id}` |
//! | `POST /sim/updates/replay` | `{last}`: delivers the last updates once more → `{replayed}` |
//! | `POST /sim/updates/restart` | `{next_id}`: ids go on from there, as after a quiet week |
//! | `GET /sim/calls?after=N` | `{calls: [`[`Call`]`], last, pending_updates}`, without successful `getUpdates` |
//! | `GET /sim/commands` | `[`[`CommandList`]`]` |
//! | `GET, POST, DELETE /sim/faults` | lists; arms a [`Fault`]; disarms all |
//! | `POST /sim/flood` | `{enabled, ...`[`Flood`]`}` |
//! | `GET, POST /sim/clock` | `{now}`; moves by `{advance_seconds}` or `{to}` |
//!
//! Errors are `{error: sentence}` with a fitting status.

mod bot;
mod calls;
mod commands;
mod faults;
mod flood;
mod html;
mod markup;
mod methods;
mod outgoing;
mod params;
mod people;
mod person_api;
mod phone;
mod refusal;
mod render;
mod shared;
mod text;
mod updates;
mod view;
mod wire;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::calls::Call;
pub use self::commands::{BotCommand, CommandList};
pub use self::faults::{Fault, FaultKind};
pub use self::flood::Flood;
pub use self::markup::Button;
pub use self::outgoing::Outgoing;
pub use self::people::{NewPerson, PersonView};
pub use self::phone::{Phone, PhoneError, Receipt, Tap, Tapped};
use self::shared::{Shared, lock};
pub use self::view::{AnswerView, ChatView, MessageView};
use self::wire::{Wire, Wires};
use crate::clock::Clock;

/// How long open requests get to end when the simulator stops.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// What to simulate, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub bind: SocketAddr,
    /// The bot's token, `digits:secret`.
    pub token: String,
    /// Tells the time of messages, and is moved by `/sim/clock`.
    pub clock: Clock,
    /// The bot's `@name`, without the `@`.
    pub bot_username: String,
    /// The bot's shown name.
    pub bot_name: String,
    /// The first `update_id`.
    pub first_update_id: i64,
    /// How long a callback query can be answered, by the clock.
    pub query_lifetime: chrono::Duration,
}

impl Options {
    /// A bot on any free loopback port, with a token that fits.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            token: "7000000001:SIMULATED-token-that-opens-nothing".to_owned(),
            clock,
            bot_username: "qualbot".to_owned(),
            bot_name: "Qualbot".to_owned(),
            first_update_id: 483_019_271,
            query_lifetime: chrono::Duration::minutes(10),
        }
    }
}

/// A running simulator; clones are handles to the same. It ends with [`Simulator::stop`] or with its last handle.
#[derive(Clone)]
pub struct Simulator {
    running: Arc<Running>,
}

struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    closing: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.closing.cancel();
    }
}

impl Simulator {
    /// Binds and serves in the background.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.bind).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(options));
        let closing = shared.closing.clone();
        let router = person_api::routes()
            .fallback(bot::entry)
            .layer(DefaultBodyLimit::max(params::MOST_BYTES))
            .with_state(shared.clone());
        let server = axum::serve(Wires(listener), router.into_make_service_with_connect_info::<Wire>())
            .with_graceful_shutdown(closing.clone().cancelled_owned());
        let ended = closing.clone();
        let task = tokio::spawn(async move {
            tokio::select! {
                _ = async { server.await } => {}
                () = async { ended.cancelled().await; tokio::time::sleep(LAST_ANSWERS).await } => {}
            }
        });
        Ok(Self { running: Arc::new(Running { shared, address, closing, task: Mutex::new(Some(task)) }) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// The base of all its addresses, as `TELOXIDE_API_URL` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    /// The people's phones, without HTTP.
    #[must_use]
    pub fn phone(&self) -> Phone {
        Phone { shared: self.running.shared.clone() }
    }

    /// Stops listening, lets open requests end, and returns when the port is free.
    pub async fn stop(self) {
        self.running.closing.cancel();
        let task = lock(&self.running.task).take();
        if let Some(task) = task {
            // A panic there was reported when it happened; here only the end matters.
            let _ = task.await;
        }
    }
}
