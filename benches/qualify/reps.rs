//! The reps: each waits for the bot's answer before the next tap, as a person does, only without thinking.
//!
//! A rep begins Qualify from a task's button and then answers whatever card is shown. A step is one tap or text whose
//! effect on the card the phone shows.

use std::sync::Arc;
use std::time::Duration;

use qualbot::simulator::{MessageView, NewPerson, Outgoing, Phone, Tap};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::Failure;

/// Taps and texts from a task's button to the saved opportunity.
pub const STEPS_OF_A_TASK: u64 = 7;
/// How long a rep waits for the bot.
const PATIENCE: Duration = Duration::from_secs(20);

/// A step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When its effect was seen.
    pub ended: Instant,
    /// How long that took.
    pub took: Duration,
}

/// All reps, at work.
pub struct Crowd {
    working: JoinSet<Result<Vec<Step>, Failure>>,
    stop: CancellationToken,
    /// Cancelled by the first rep who cannot go on.
    broken: CancellationToken,
}

impl Crowd {
    /// Gives everybody a phone and lets them begin.
    pub fn gather(phone: &Phone, reps: Vec<(i64, Vec<i64>)>) -> Result<Self, Failure> {
        let mut crowd =
            Self { working: JoinSet::new(), stop: CancellationToken::new(), broken: CancellationToken::new() };
        for (number, (chat, tasks)) in reps.into_iter().enumerate() {
            phone.add_person(NewPerson {
                id: Some(chat),
                first_name: format!("Rep {number}"),
                last_name: None,
                username: None,
                language_code: Some("en".to_owned()),
            })?;
            let rep = Rep { phone: phone.clone(), chat, number, version: 0, card: None, steps: Vec::new() };
            let (stop, broken) = (crowd.stop.clone(), crowd.broken.clone());
            crowd.working.spawn(async move {
                let ended = rep.work(&tasks, &stop).await;
                if ended.is_err() {
                    broken.cancel();
                }
                ended
            });
        }
        Ok(crowd)
    }

    /// Lets time pass.
    pub async fn endure(&self, time: Duration) -> Result<(), Failure> {
        tokio::select! {
            () = sleep(time) => Ok(()),
            () = self.broken.cancelled() => Err("a rep cannot go on".into()),
        }
    }

    /// Lets everybody finish their step, and returns all steps.
    pub async fn end(mut self) -> Result<Vec<Step>, Failure> {
        self.stop.cancel();
        let mut steps = Vec::new();
        while let Some(rep) = self.working.join_next().await {
            steps.extend(rep??);
        }
        Ok(steps)
    }
}

struct Rep {
    phone: Phone,
    chat: i64,
    number: usize,
    /// How far the chat has been read.
    version: u64,
    /// The bot's message that is tapped.
    card: Option<Arc<MessageView>>,
    steps: Vec<Step>,
}

impl Rep {
    async fn work(mut self, tasks: &[i64], stop: &CancellationToken) -> Result<Vec<Step>, Failure> {
        let worked = self.walk_all(tasks, stop).await;
        if let Err(failure) = worked {
            super::note(&format!("rep {}: {failure}", self.number));
            return Err(failure);
        }
        Ok(self.steps)
    }

    async fn walk_all(&mut self, tasks: &[i64], stop: &CancellationToken) -> Result<(), Failure> {
        self.write("/tasks").await?;
        for task in tasks {
            self.tap(&format!("t{task}.qualify")).await?;
            loop {
                if stop.is_cancelled() {
                    return Ok(());
                }
                if !self.answer().await? {
                    break;
                }
            }
        }
        Err("no tasks are left; give more with --tasks".into())
    }

    /// Answers the card. False when it is none of Qualify's.
    async fn answer(&mut self) -> Result<bool, Failure> {
        let card = self.card.clone().ok_or("there is no card")?;
        let buttons = || card.buttons.iter().flatten().filter_map(|button| button.data.as_deref());
        // What a button does stands after the draft and its revision.
        let doing = |what: &str| buttons().find(|data| data.starts_with('d') && data.contains(what));
        let picks: Vec<&str> = buttons().filter(|data| data.contains("\"pick\"")).collect();
        if let Some(pick) = picks.get(self.number % picks.len().max(1)) {
            self.tap(pick).await?;
        } else if let Some(save) = doing("\"save\"") {
            self.tap(save).await?;
        } else if let Some(percent) = doing("\"percent\"") {
            self.tap(percent).await?;
        } else if doing("\"currency\"").is_some() {
            self.write("450k").await?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Taps a button of the card, or one that an older message of the bot has.
    async fn tap(&mut self, data: &str) -> Result<(), Failure> {
        let card = self.card.as_ref().map(|card| card.message_id).ok_or("there is no card")?;
        let began = Instant::now();
        self.phone.tap(self.chat, &Tap { force: true, ..Tap::data(card, data) })?;
        self.see(began, |message| message.message_id == card, data).await
    }

    async fn write(&mut self, text: &str) -> Result<(), Failure> {
        let began = Instant::now();
        let sent = self.phone.send(self.chat, &Outgoing::text(text))?;
        self.see(began, |message| message.message_id > sent.message_id, text).await
    }

    /// Waits for the bot's message that the step leads to.
    async fn see(
        &mut self,
        began: Instant,
        is_effect: impl Fn(&MessageView) -> bool,
        what: &str,
    ) -> Result<(), Failure> {
        loop {
            let left = PATIENCE.saturating_sub(began.elapsed());
            let chat = self.phone.chat(self.chat, self.version, left).await?;
            self.version = chat.version;
            if let Some(card) = chat.messages.into_iter().find(|it| it.from == "bot" && is_effect(it)) {
                let ended = Instant::now();
                self.steps.push(Step { ended, took: ended - began });
                self.card = Some(Arc::new(card));
                return Ok(());
            }
            if left.is_zero() {
                return Err(format!("“{what}” has had no effect for {} s", PATIENCE.as_secs()).into());
            }
        }
    }
}
