//! A rep with a phone: does one thing, waits until it shows, does the next. Never repeats anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use qualbot::domain::Language;
use qualbot::simulator::{MessageView, NewPerson, Outgoing, Phone, Tap};
use qualbot::words::{Values, Words};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::program::DEADLINE;
use crate::stage::drawn;

/// Buttons that are no answer to a question.
const WAYS: [&str; 6] =
    ["button-previous", "button-next", "button-back", "button-help", "button-cancel", "qualify-button-skip"];
/// The button of the first task of a list.
const FIRST_TASK: &str = "1";

/// What a rep entered about one opportunity.
#[derive(Clone, Debug, Default)]
pub struct Job {
    pub title: String,
    pub terms: String,
    pub budget: String,
    pub currency: &'static str,
    pub probability: String,
    pub channel: String,
    pub source: String,
    pub results: String,
}

pub struct Rep {
    phone: Phone,
    pub id: i64,
    pub words: Words,
    random: StdRng,
    /// The message that they look at.
    pub card: i32,
    pub jobs: Vec<Job>,
    /// Of everything that they did.
    pub updates: Vec<i64>,
}

pub fn newcomer(id: i64) -> NewPerson {
    NewPerson { id: Some(id), first_name: format!("Rep {id}"), last_name: None, username: None, language_code: None }
}

impl Rep {
    pub fn new(phone: Phone, id: i64, language: &str, seed: u64) -> Self {
        let words = Words::of(Language::of_code(language).unwrap());
        let random = StdRng::seed_from_u64(seed);
        Self { phone, id, words, random, card: 0, jobs: Vec::new(), updates: Vec::new() }
    }

    pub async fn open_the_chat(&mut self) {
        self.write("/start");
        self.wait_for("a first card", |_| true).await;
    }

    /// Works on task after task, two at least, until the program has been killed often enough and one more is done.
    pub async fn work(mut self, kills: Arc<AtomicUsize>, enough: usize) -> Self {
        self.write("/start");
        self.see(FIRST_TASK, |_| true).await;
        loop {
            let is_last = kills.load(Ordering::Relaxed) >= enough && !self.jobs.is_empty();
            self.qualify_one().await;
            if is_last {
                return self;
            }
            self.tap("button-my-tasks").await;
            self.see(FIRST_TASK, |_| true).await;
        }
    }

    async fn qualify_one(&mut self) {
        let words = self.words;
        self.tap_label(FIRST_TASK).await;
        let card = self.see(&words.say("button-accept-now"), |_| true).await;
        let subject = card.text.lines().nth(1).unwrap();
        let title = subject.split(" · ").next().unwrap().to_owned();
        let about = format!("\n{title} · ");
        self.tap("button-accept-now").await;
        self.see(&words.say("button-give-back"), |card| card.text.contains(&about)).await;

        let mut job = Job { title: title.clone(), ..Job::default() };
        self.tap("button-qualify").await;
        self.see_question(1, &about).await;
        job.terms = self.tap_any().await;
        self.see_question(2, &about).await;
        let is_in_euros = self.random.random_bool(0.5);
        job.currency = if is_in_euros { "EUR" } else { "RUB" };
        job.budget = format!("{}.{:02}", self.random.random_range(1..1_000_000), self.random.random_range(10..100));
        self.write(&if is_in_euros { format!("€ {}", job.budget) } else { job.budget.clone() });
        self.see_question(3, &about).await;
        job.probability = self.tap_any().await;
        self.see_question(4, &about).await;
        job.channel = self.tap_any().await;
        self.see_question(5, &about).await;
        job.source = self.tap_any().await;
        let save = words.plain("qualify-button-save", &Values::none().number("count", 5));
        self.see(&save, |card| card.text.contains(&about)).await;
        self.tap_label(&save).await;
        self.see(&words.say("button-give-back"), |card| card.text.contains(&about)).await;

        self.tap("button-complete").await;
        self.see(&words.say("complete-suggest-ready"), |card| card.text.contains(&format!("\n{title}\n"))).await;
        job.results = format!("{title}: <{:08x}> & 🙂", self.random.random::<u32>());
        self.write(&job.results);
        self.see(&words.say("complete-button-save"), |card| card.text.contains(&job.results)).await;
        self.tap("complete-button-save").await;
        self.see(&words.say("button-my-tasks"), |card| says_completed(words, card, &job)).await;
        self.jobs.push(job);
    }

    /// Waits for a question of the qualifying, by its place among the five.
    async fn see_question(&mut self, place: usize, about: &str) {
        let heads = [format!("{place} of 5{about}"), format!("{place} из 5{about}")];
        let skip = self.words.say("qualify-button-skip");
        self.see(&skip, |card| heads.iter().any(|head| card.text.contains(head))).await;
    }

    /// Waits for a card with such a button, and looks at it from then on.
    async fn see(&mut self, label: &str, is_it: impl Fn(&MessageView) -> bool) -> MessageView {
        let card = self.wait_for(label, |card| buttons(card).any(|it| it.0 == label) && is_it(card)).await;
        self.card = card.message_id;
        card
    }

    /// Waits for a card: the one that they look at has become it, or it comes below.
    async fn wait_for(&self, what: &str, is_it: impl Fn(&MessageView) -> bool) -> MessageView {
        let began = Instant::now();
        loop {
            let chat = self.phone.chat(self.id, 0, Duration::ZERO).await.unwrap();
            let mut cards = chat.messages.iter().rev().filter(|it| it.from == "bot" && it.message_id >= self.card);
            if let Some(card) = cards.find(|card| is_it(card)) {
                return card.clone();
            }
            if began.elapsed() > DEADLINE {
                let screen: String = chat.messages.iter().map(|it| format!("{}: {}\n", it.from, drawn(it))).collect();
                panic!("{} waits for {what:?} in vain; the phone shows:\n{screen}", self.id);
            }
            self.phone.chat(self.id, chat.version, Duration::from_secs(5)).await.unwrap();
        }
    }

    fn write(&mut self, text: &str) {
        let receipt = self.phone.send(self.id, &Outgoing::text(text)).unwrap();
        self.updates.extend(receipt.update_id);
    }

    async fn tap(&mut self, key: &str) {
        let label = self.words.say(key);
        self.tap_label(&label).await;
    }

    async fn tap_label(&mut self, label: &str) {
        let card = self.looked_at().await;
        let data = buttons(&card).find(|it| it.0 == label).map(|it| it.1.to_owned());
        let data = data.unwrap_or_else(|| panic!("no {label:?} on {}", drawn(&card)));
        self.tap_data(&data);
    }

    /// Taps one of the answers that the card offers, and says what was written on it.
    async fn tap_any(&mut self) -> String {
        let ways = WAYS.map(|key| self.words.say(key));
        let card = self.looked_at().await;
        let answers: Vec<_> = buttons(&card).filter(|it| !ways.iter().any(|way| way == it.0)).collect();
        let (label, data) = answers[self.random.random_range(0..answers.len())];
        self.tap_data(data);
        label.to_owned()
    }

    pub fn tap_data(&mut self, data: &str) {
        let tapped = self.phone.tap(self.id, &Tap::data(self.card, data)).unwrap();
        self.updates.extend(tapped.update_id);
    }

    async fn looked_at(&self) -> MessageView {
        let chat = self.phone.chat(self.id, 0, Duration::ZERO).await.unwrap();
        chat.messages.into_iter().find(|it| it.message_id == self.card).expect("the card that was looked at is gone")
    }

    /// What the bot has written and not taken away, oldest first.
    pub async fn cards(&self) -> Vec<MessageView> {
        let chat = self.phone.chat(self.id, 0, Duration::ZERO).await.unwrap();
        chat.messages.into_iter().filter(|it| it.from == "bot").collect()
    }
}

/// Whether a card says that this was completed.
pub fn says_completed(words: Words, card: &MessageView, job: &Job) -> bool {
    let about = format!("\n{} · ", job.title);
    card.text.starts_with("🏁") && card.text.contains(&about) && card.text.contains(&words.say("status-qualified"))
}

pub fn buttons(card: &MessageView) -> impl Iterator<Item = (&str, &str)> {
    card.buttons.iter().flatten().filter_map(|button| Some((button.text.as_str(), button.data.as_deref()?)))
}
