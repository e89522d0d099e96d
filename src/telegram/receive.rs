//! Receiving by long polling: updates are recorded first and acknowledged after.
//!
//! Owns the offset, which is kept in memory only: the inbox passes over what it has already, so a start without an
//! offset loses nothing and doubles nothing. It must not look into an update beyond its number; which chat and what it
//! is about is told by `address`.

use std::ops::ControlFlow;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use sqlx::PgPool;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::api::BotApi;
use super::backoff::Backoff;
use super::failure::CallError;
use crate::clock::Clock;
use crate::store::inbox::{self, Arrived};

/// How long the server may hold a poll.
const POLL: Duration = Duration::from_secs(25);
/// How long a poll may take in all.
const POLL_TIMEOUT: Duration = Duration::from_secs(35);
/// What is asked for; `chat_member` and reactions would have to be named, others are of no use here.
const ASKED: &str = r#""limit":100,"allowed_updates":["message","edited_message","callback_query","my_chat_member"]"#;
/// The other poller is given this long before it is contested again.
const CONTESTED: Duration = Duration::from_secs(3);
/// After this long without updates all is acknowledged, and numbers may restart: the offset is of no more use.
const QUIET: Duration = Duration::from_secs(3600);

/// Polls Telegram and fills the inbox.
pub struct Receiver {
    /// The way to Telegram.
    pub api: BotApi,
    /// The database.
    pub pool: PgPool,
    /// The time, for `received_at`.
    pub clock: Clock,
    /// Tells of which chat an update is, and what a tapped button is about.
    pub address: fn(update_id: i64, raw: &str) -> Arrived,
    /// Chats that have something new.
    pub arrivals: UnboundedSender<i64>,
}

/// The part of an update that is read here.
#[derive(Deserialize)]
struct Numbered {
    update_id: i64,
}

/// Where the polling stands.
struct Poll {
    offset: Option<i64>,
    last_arrival: Instant,
    backoff: Backoff,
    /// The trouble that was logged and has not ended.
    outage: Option<Outage>,
}

/// What keeps updates from coming, so far as the operator does something else about each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outage {
    Webhook,
    Contested,
    Unreachable,
}

impl Receiver {
    /// Polls until it is told to stop; an open poll ends at once, and nothing that was recorded is lost.
    ///
    /// # Errors
    /// [`CallError::Unauthorized`] or [`CallError::NotFound`]: the token is wrong. Everything else is waited out.
    pub async fn run(self, stop: CancellationToken) -> Result<(), CallError> {
        tokio::select! {
            biased;
            () = stop.cancelled() => Ok(()),
            error = self.poll() => Err(error),
        }
    }

    /// Polls for ever, but for an error that no waiting mends.
    async fn poll(&self) -> CallError {
        let mut poll = Poll {
            offset: None,
            last_arrival: Instant::now(),
            backoff: Backoff::new(Duration::from_millis(200), Duration::from_secs(10)),
            outage: None,
        };
        loop {
            let body = request(poll.offset);
            match self.api.call::<Vec<Box<RawValue>>>("getUpdates", body, POLL_TIMEOUT).await {
                Ok(updates) => {
                    if poll.outage.take().is_some() {
                        info!("Telegram is reached again");
                    }
                    self.arrived(&mut poll, &updates).await;
                }
                Err(error) => {
                    if let ControlFlow::Break(error) = self.failed(&mut poll, error).await {
                        return error;
                    }
                }
            }
        }
    }

    /// Records a batch; only then does the offset move.
    async fn arrived(&self, poll: &mut Poll, updates: &[Box<RawValue>]) {
        if updates.is_empty() {
            poll.backoff.reset();
            if poll.last_arrival.elapsed() > QUIET {
                poll.offset = None;
            }
            return;
        }
        let arrived: Vec<Arrived> = updates.iter().filter_map(|raw| self.read(raw)).collect();
        let Some(last) = arrived.last().map(|it| it.update_id) else {
            // Nothing that could be acknowledged: the same will come again.
            sleep(poll.backoff.pause()).await;
            return;
        };
        poll.backoff.reset();
        for chat_id in self.record(&arrived).await {
            // Nobody listens any more when the program is about to end; the inbox keeps it.
            let _ = self.arrivals.send(chat_id);
        }
        // The last of the batch and not the greatest ever: numbers can restart.
        poll.offset = Some(last.saturating_add(1));
        poll.last_arrival = Instant::now();
    }

    fn read(&self, raw: &RawValue) -> Option<Arrived> {
        match serde_json::from_str::<Numbered>(raw.get()) {
            Ok(Numbered { update_id }) => Some((self.address)(update_id, raw.get())),
            Err(error) => {
                error!(%error, "an update without a number is passed over");
                None
            }
        }
    }

    /// Records a batch, however long it takes: while it has not happened, nothing is acknowledged.
    async fn record(&self, arrived: &[Arrived]) -> Vec<i64> {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
        let mut failing = false;
        loop {
            match inbox::record(&self.pool, self.api.bot_id(), arrived, self.clock.now()).await {
                Ok(chats) => {
                    if failing {
                        info!("updates are recorded again");
                    }
                    return chats;
                }
                Err(error) => {
                    if !failing {
                        error!(%error, "updates cannot be recorded; none is acknowledged until they can");
                        failing = true;
                    }
                    sleep(backoff.pause()).await;
                }
            }
        }
    }

    /// Waits out a failed poll, or breaks off.
    async fn failed(&self, poll: &mut Poll, error: CallError) -> ControlFlow<CallError> {
        let outage = match error {
            CallError::Unauthorized | CallError::NotFound => return ControlFlow::Break(error),
            CallError::TooMany { retry_after } => {
                sleep(retry_after).await;
                return ControlFlow::Continue(());
            }
            CallError::WebhookActive => Outage::Webhook,
            CallError::Conflict => Outage::Contested,
            _ => Outage::Unreachable,
        };
        let is_news = poll.outage.replace(outage) != Some(outage);
        match outage {
            Outage::Webhook => {
                if is_news {
                    warn!("a webhook is set for this bot; it is removed, since this process polls");
                }
                let body = r#"{"drop_pending_updates":false}"#.to_owned();
                let removed = self.api.call::<IgnoredAny>("deleteWebhook", body, Duration::from_secs(10)).await;
                if removed.is_err() || !is_news {
                    sleep(poll.backoff.pause()).await;
                }
            }
            Outage::Contested => {
                if is_news {
                    error!("another process polls with this token: stop one of them; until then updates come late");
                }
                sleep(CONTESTED).await;
            }
            Outage::Unreachable => {
                if is_news {
                    warn!(%error, "Telegram cannot be polled; it is tried until it can");
                }
                sleep(poll.backoff.pause()).await;
            }
        }
        ControlFlow::Continue(())
    }
}

fn request(offset: Option<i64>) -> String {
    let seconds = POLL.as_secs();
    match offset {
        Some(offset) => format!(r#"{{"offset":{offset},"timeout":{seconds},{ASKED}}}"#),
        None => format!(r#"{{"timeout":{seconds},{ASKED}}}"#),
    }
}
