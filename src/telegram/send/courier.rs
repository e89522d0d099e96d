//! The courier: the loop in which messages are taken in, sent, and settled.
//!
//! One task owns all of it, so nothing is locked; calls are under way side by side within it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use sqlx::PgPool;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::super::api::BotApi;
use super::super::backoff;
use super::attempt;
use super::memory::Recent;
use super::outcome::{self, Next, Setback};
use super::pace::Pace;
use super::queue::{Letter, Pushed, Queue};
use super::settle::Verdict;
use crate::clock::Clock;
use crate::store::StoreError;
use crate::store::outbox::{self, Method, Outgoing, Settled};

/// Messages under way at once; answers to taps have as many places of their own.
const AT_ONCE: usize = 64;
/// Rows that are leased at once.
const LEASE: i64 = 200;
/// With more rows than this in memory none are leased.
const ROOM: usize = 1000;
/// How often it looks for rows that nobody has leased.
const BEAT: Duration = Duration::from_secs(1);
/// How often it looks for rows that are leased by this instance without its knowing, and how old they have to be.
const RECKONING: Duration = Duration::from_secs(10);
const OVERDUE: chrono::Duration = chrono::Duration::seconds(30);
/// After this long in trouble a chat's rows go back to the database…
const HOPELESS: Duration = Duration::from_secs(30);
/// …as they do when the server asks for a longer wait than this.
const LONG_WAIT: Duration = Duration::from_secs(60);
/// Pauses in trouble grow up to this.
const MOST_PAUSE: Duration = Duration::from_secs(8);
/// Rows that went back are leased again after this, and longer each time up to the second.
const RETURN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(60));

/// What is asked of the sender.
pub(super) enum Command {
    Rows(Vec<Outgoing>),
    Answer { query_id: String, text: Option<String> },
    Lease,
}

/// What reaches the courier.
pub(super) struct Inbound {
    pub commands: UnboundedReceiver<Command>,
    /// Rows whose result the database has.
    pub settlements: UnboundedReceiver<Vec<i64>>,
}

/// What has come to an end.
enum Done {
    Sent(Letter, Result<Option<i64>, Setback>),
    Answered,
    Leased(Result<Vec<Outgoing>, StoreError>),
}

/// What calls need, shared by those under way.
struct Means {
    api: BotApi,
    pool: PgPool,
}

pub(super) struct Courier {
    means: Arc<Means>,
    clock: Clock,
    instance: i32,
    queue: Queue,
    answers: VecDeque<(String, Option<String>)>,
    calls: FuturesUnordered<Pin<Box<dyn Future<Output = Done> + Send>>>,
    sending: usize,
    answering: usize,
    /// Rows that were taken in and whose result the database does not have yet.
    held: HashSet<i64>,
    /// Which message a row sent or edited.
    sent: Recent<i64>,
    /// Which message stands in place of one that is gone, by its chat and id.
    replaced: Recent<(i64, i64)>,
    /// Groups that have another id now.
    migrated: HashMap<i64, i64>,
    verdicts: UnboundedSender<Verdict>,
    lease_wanted: bool,
    reckoned: Instant,
    is_leasing: bool,
    lease_failed: bool,
    in_trouble: bool,
}

impl Courier {
    pub(super) fn new(
        api: BotApi,
        pool: PgPool,
        clock: Clock,
        instance: i32,
        pace: Pace,
        verdicts: UnboundedSender<Verdict>,
    ) -> Self {
        Self {
            means: Arc::new(Means { api, pool }),
            clock,
            instance,
            queue: Queue::new(pace, Instant::now()),
            answers: VecDeque::new(),
            calls: FuturesUnordered::new(),
            sending: 0,
            answering: 0,
            held: HashSet::new(),
            sent: Recent::new(),
            replaced: Recent::new(),
            migrated: HashMap::new(),
            verdicts,
            lease_wanted: true,
            reckoned: Instant::now(),
            is_leasing: false,
            lease_failed: false,
            in_trouble: false,
        }
    }

    /// Runs until `stop` and then until all is done, or `drain` is over. Returns how many rows are not settled.
    pub(super) async fn run(mut self, mut inbound: Inbound, stop: CancellationToken, drain: Duration) -> usize {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut deadline = None;
        let mut has_callers = true;
        loop {
            while let Ok(command) = inbound.commands.try_recv() {
                self.take(command);
            }
            if deadline.is_none() && stop.is_cancelled() {
                deadline = Some(Instant::now() + drain);
            }
            self.start(deadline.is_some());
            if deadline.is_some_and(|at| self.is_finished(at)) {
                break;
            }
            tokio::select! {
                Some(done) = self.calls.next(), if !self.calls.is_empty() => self.finish(done),
                command = inbound.commands.recv(), if has_callers => match command {
                    Some(command) => self.take(command),
                    None => has_callers = false,
                },
                Some(ids) = inbound.settlements.recv() => {
                    for id in ids {
                        self.held.remove(&id);
                    }
                }
                _ = beat.tick(), if deadline.is_none() => {
                    self.lease_wanted = true;
                    self.queue.sweep(Instant::now());
                }
                () = moment(self.queue.wake_at()) => {}
                () = stop.cancelled(), if deadline.is_none() => {}
                () = moment(deadline) => break,
            }
        }
        self.held.len()
    }

    /// Whether nothing is left that could be done before the deadline.
    fn is_finished(&self, deadline: Instant) -> bool {
        let is_quiet = self.calls.is_empty() && self.answers.is_empty() && self.held.len() == self.queue.len();
        is_quiet && (self.held.is_empty() || self.queue.wake_at().is_some_and(|at| at > deadline))
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Rows(rows) => self.take_rows(rows),
            Command::Answer { query_id, text } => self.answers.push_back((query_id, text)),
            Command::Lease => self.lease_wanted = true,
        }
    }

    fn take_rows(&mut self, rows: Vec<Outgoing>) {
        let now = Instant::now();
        for row in rows {
            // It may come twice when a lease was lost and found; what this process has sent it never sends again.
            if self.sent.get(&row.id).is_some() || !self.held.insert(row.id) {
                continue;
            }
            match self.queue.push(row, now) {
                Pushed::Queued => {}
                // With its message's id, so that what refers to this row still finds the message.
                Pushed::Supersedes(letter) => {
                    self.settle(letter.row.id, "dropped", letter.row.message_id, Some("superseded".into()));
                }
                Pushed::GiveBack(letter, retry_at) => {
                    let error = "an earlier message of the chat has to go first".to_owned();
                    self.judge(Verdict::Later { ids: vec![letter.row.id], error, retry_at });
                }
            }
        }
    }

    /// Starts whatever may start now.
    fn start(&mut self, is_stopping: bool) {
        while self.answering < AT_ONCE
            && let Some((query_id, text)) = self.answers.pop_front()
        {
            let means = self.means.clone();
            self.answering += 1;
            self.calls.push(Box::pin(async move {
                attempt::answer(&means.api, &query_id, text.as_deref()).await;
                Done::Answered
            }));
        }
        let now = Instant::now();
        self.queue.wake(now);
        while self.sending < AT_ONCE
            && let Some(mut letter) = self.queue.next(now)
        {
            self.aim(&mut letter.row);
            let chat_id = self.migrated.get(&letter.row.chat_id).copied().unwrap_or(letter.row.chat_id);
            let means = self.means.clone();
            self.sending += 1;
            self.calls.push(Box::pin(async move {
                let result = attempt::send(&means.api, &means.pool, &mut letter, chat_id).await;
                Done::Sent(letter, result)
            }));
        }
        if self.lease_wanted && !self.is_leasing && !is_stopping && self.held.len() < ROOM {
            self.lease();
        }
    }

    /// Looks for rows that are nobody's; now and then also for its own that it does not know of.
    fn lease(&mut self) {
        self.lease_wanted = false;
        self.is_leasing = true;
        let mut known = None;
        if self.reckoned.elapsed() >= RECKONING {
            self.reckoned = Instant::now();
            known = Some(self.held.iter().copied().collect::<Vec<_>>());
        }
        let (means, instance, now) = (self.means.clone(), self.instance, self.clock.now());
        self.calls.push(Box::pin(async move {
            let lost = match known {
                Some(known) => outbox::lost(&means.pool, instance, &known, now - OVERDUE, LEASE).await,
                None => Ok(Vec::new()),
            };
            let leased = match lost {
                Ok(lost) => outbox::lease(&means.pool, instance, now, LEASE).await.map(|rows| [lost, rows].concat()),
                Err(error) => Err(error),
            };
            Done::Leased(leased)
        }));
    }

    /// Finds the message of an edit or a deletion, as far as that is remembered here.
    fn aim(&self, row: &mut Outgoing) {
        if row.method == Method::Send {
            return;
        }
        row.message_id = row.message_id.or_else(|| self.sent.get(&row.refers_to?));
        if let Some(id) = row.message_id
            && let Some(newer) = self.replaced.get(&(row.chat_id, id))
        {
            row.message_id = Some(newer);
        }
    }

    fn finish(&mut self, done: Done) {
        match done {
            Done::Sent(letter, result) => {
                self.sending -= 1;
                self.follow(letter, result);
            }
            Done::Answered => self.answering -= 1,
            Done::Leased(Ok(rows)) => {
                self.is_leasing = false;
                if std::mem::take(&mut self.lease_failed) {
                    info!("the outbox is read again");
                }
                // As many as were asked for: there may be more.
                self.lease_wanted |= i64::try_from(rows.len()).is_ok_and(|count| count >= LEASE);
                self.take_rows(rows);
            }
            Done::Leased(Err(error)) => {
                self.is_leasing = false;
                if !std::mem::replace(&mut self.lease_failed, true) {
                    error!(%error, "the outbox cannot be read; it is tried every second");
                }
            }
        }
    }

    /// Does what an attempt's outcome asks for.
    fn follow(&mut self, mut letter: Letter, result: Result<Option<i64>, Setback>) {
        let now = Instant::now();
        let (id, chat_id) = (letter.row.id, letter.row.chat_id);
        let next = outcome::next(&letter.row, result);
        if self.in_trouble && !matches!(next, Next::Again { .. }) {
            self.in_trouble = false;
            info!("messages go out again");
        }
        match next {
            Next::Sent(message_id) => {
                if let Some(message_id) = message_id {
                    self.sent.insert(id, message_id);
                    if let Some(gone) = letter.replaces {
                        self.replaced.insert((chat_id, gone), message_id);
                    }
                }
                self.settle(id, "sent", message_id, None);
                self.queue.done(chat_id, now);
            }
            Next::Dropped(reason) => {
                self.settle(id, "dropped", None, Some(reason.to_owned()));
                self.queue.done(chat_id, now);
            }
            Next::Failed(reason) => {
                error!(row = id, chat = chat_id, "a message cannot be sent: {reason}");
                self.settle(id, "failed", None, Some(reason));
                self.queue.done(chat_id, now);
            }
            Next::Unreachable(reason) => {
                info!(row = id, chat = chat_id, "a person cannot be reached: {reason}");
                self.settle(id, "failed", None, Some(reason));
                self.judge(Verdict::Unreachable(chat_id));
                self.queue.done(chat_id, now);
            }
            Next::SendInstead => {
                letter.replaces = letter.row.message_id.take();
                letter.row.method = Method::Send;
                self.queue.again(letter, None);
            }
            Next::Elsewhere(to) => self.move_chat(letter, to, now),
            Next::Wait(pause) if pause > LONG_WAIT => self.give_back(&letter, "told to wait".to_owned(), pause),
            Next::Wait(pause) => self.queue.again(letter, Some(now + pause)),
            Next::Again { error, least, in_doubt } => self.try_again(letter, error, least, in_doubt),
        }
    }

    /// Pauses a chat that is in trouble, or gives it up for a while.
    fn try_again(&mut self, letter: Letter, error: String, least: Duration, in_doubt: bool) {
        let now = Instant::now();
        let row = &letter.row;
        if !std::mem::replace(&mut self.in_trouble, true) {
            warn!(row = row.id, chat = row.chat_id, "messages cannot go out, and wait: {error}");
        }
        if in_doubt {
            warn!(row = row.id, chat = row.chat_id, "it is not known whether a message arrived; it is sent again");
        }
        let trouble = self.queue.trouble(row.chat_id, now);
        if now.duration_since(trouble.since) > HOPELESS {
            let tries = u32::try_from(row.attempts).unwrap_or(0);
            let (least, most) = RETURN;
            self.give_back(&letter, error, backoff::after(least, most, tries));
            return;
        }
        let pause = backoff::after(least, MOST_PAUSE, trouble.tries - 1);
        self.queue.again(letter, Some(now + pause));
    }

    /// Gives a chat's rows back, all of them: its order is kept by the database until they are leased again.
    fn give_back(&mut self, letter: &Letter, error: String, pause: Duration) {
        let pause_by_clock = chrono::Duration::from_std(pause).unwrap_or(chrono::Duration::hours(1));
        let retry_at = self.clock.now() + pause_by_clock;
        let rest = self.queue.give_back(letter.row.chat_id, Instant::now(), pause, retry_at);
        let ids = std::iter::once(letter).chain(&rest).map(|letter| letter.row.id).collect();
        self.judge(Verdict::Later { ids, error, retry_at });
    }

    /// A group has another id: from now on its messages go there.
    fn move_chat(&mut self, letter: Letter, to: i64, now: Instant) {
        let chat_id = letter.row.chat_id;
        info!(chat = chat_id, to, "a group has moved");
        if self.migrated.insert(chat_id, to) == Some(to) {
            // It says so of its new id too: nothing that following it once more would mend.
            self.settle(letter.row.id, "failed", None, Some(format!("the group has moved to {to}, which refuses")));
            self.queue.done(chat_id, now);
            return;
        }
        self.queue.again(letter, None);
    }

    fn settle(&self, id: i64, state: &'static str, sent_message_id: Option<i64>, error: Option<String>) {
        self.judge(Verdict::Settled(Settled { id, state, sent_message_id, error }));
    }

    fn judge(&self, verdict: Verdict) {
        // The settler ends after the courier; were it gone, the row would stay open and be sent by the next start.
        let _ = self.verdicts.send(verdict);
    }
}

/// Waits until then, or for ever.
async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => future::pending().await,
    }
}
