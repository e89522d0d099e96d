//! A transcript of one person's chat, for snapshots that a person can read: what they did, and the card that they saw then.

use qualbot::simulator::Outgoing;

use super::Stage;

/// A person on the stage.
pub struct Play<'a> {
    pub stage: &'a Stage,
    pub person: i64,
    pub name: &'a str,
    pub transcript: String,
    pub taps: usize,
    pub typed: usize,
}

impl<'a> Play<'a> {
    pub fn new(stage: &'a Stage, person: i64, name: &'a str) -> Self {
        Self { stage, person, name, transcript: String::new(), taps: 0, typed: 0 }
    }

    /// Notes what happens without them.
    pub fn tell(&mut self, what: &str) -> &mut Self {
        self.transcript.push_str(&format!("{what}\n\n"));
        self
    }

    pub async fn see(&mut self) {
        let card = self.stage.card(self.person).await;
        let card: String = card.lines().map(|line| format!("    {line}\n").replace("    \n", "\n")).collect();
        self.transcript.push_str(&format!("{card}\n"));
    }

    pub async fn tap(&mut self, label: &str) -> &mut Self {
        let toast = self.stage.tap(self.person, label).await;
        self.taps += 1;
        let toast = toast.map(|toast| format!("  ({toast})")).unwrap_or_default();
        self.transcript.push_str(&format!("{} taps «{label}»{toast}\n\n", self.name));
        self.see().await;
        self
    }

    pub async fn write(&mut self, text: &str) -> &mut Self {
        self.stage.write(self.person, text).await;
        self.typed += 1;
        self.transcript.push_str(&format!("{} writes: {text}\n\n", self.name));
        self.see().await;
        self
    }

    pub async fn send(&mut self, what: &Outgoing, told: &str) -> &mut Self {
        self.stage.send(self.person, what).await;
        self.transcript.push_str(&format!("{} sends {told}\n\n", self.name));
        self.see().await;
        self
    }
}
