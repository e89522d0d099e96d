//! Batches: what several chats ask of the database at the same time goes there in one statement.
//!
//! Owns who waits for which answer. Nobody waits for others to come: a question that finds a place free is asked at once,
//! alone; only those that come while all places are taken go together. So a quiet bot answers as fast as it can, and a
//! busy one does more with each round trip and each commit.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, oneshot};

use crate::store::{Result, StoreError};

/// Statements of a kind under way at once: while one waits for the disk, another is worked on.
const AT_ONCE: usize = 2;
/// Questions in one statement.
const MOST: usize = 32;

/// A question, and who waits for the answer.
type Asked<Q, A> = (Q, oneshot::Sender<Result<A>>);

/// Where questions of one kind are asked. Clones lead to the same place.
pub struct Batches<Q, A>(UnboundedSender<Asked<Q, A>>);

impl<Q, A> Clone for Batches<Q, A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Q: Send + 'static, A: Send + 'static> Batches<Q, A> {
    /// Ready to be asked. `work` gives an answer to each of its questions, in their order.
    pub fn start<W>(work: impl Fn(Vec<Q>) -> W + Clone + Send + Sync + 'static) -> Self
    where
        W: Future<Output = Vec<Result<A>>> + Send + 'static,
    {
        let (asked, questions) = unbounded_channel();
        let questions = Arc::new(Mutex::new(questions));
        for _ in 0..AT_ONCE {
            tokio::spawn(answer(questions.clone(), work.clone()));
        }
        Self(asked)
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask(&self, question: Q) -> Result<A> {
        let (asker, answer) = oneshot::channel();
        // Nobody answers only after a panic in the store: this question fails, and the next may do better.
        let crashed = || StoreError::Database(sqlx::Error::WorkerCrashed);
        self.0.send((question, asker)).map_err(|_| crashed())?;
        answer.await.map_err(|_| crashed())?
    }
}

/// Answers until nobody can ask any more.
async fn answer<Q, A, W>(questions: Arc<Mutex<UnboundedReceiver<Asked<Q, A>>>>, work: impl Fn(Vec<Q>) -> W)
where
    W: Future<Output = Vec<Result<A>>>,
{
    loop {
        let mut batch = Vec::new();
        if questions.lock().await.recv_many(&mut batch, MOST).await == 0 {
            return;
        }
        let (asked, askers): (Vec<Q>, Vec<_>) = batch.into_iter().unzip();
        let Ok(answers) = AssertUnwindSafe(work(asked)).catch_unwind().await else { continue };
        for (asker, answer) in askers.into_iter().zip(answers) {
            // Whoever does not wait any more has no use for it.
            let _ = asker.send(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_gets_their_own_answer_and_a_crowd_goes_together() {
        let sizes = Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = sizes.clone();
        let doubles = Batches::start(move |numbers: Vec<i64>| {
            seen.lock().unwrap().push(numbers.len());
            async move {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                numbers.into_iter().map(|it| Ok(it * 2)).collect()
            }
        });
        let asked = (0..40).map(|it| doubles.ask(it));
        let answers = futures_util::future::join_all(asked).await;
        assert!(answers.into_iter().zip(0..).all(|(answer, it)| answer.unwrap() == it * 2));
        assert!(sizes.lock().unwrap().len() < 10, "{sizes:?}");
    }

    #[tokio::test]
    async fn a_panic_fails_its_questions_and_no_others() {
        let picky = Batches::start(|numbers: Vec<i64>| async move {
            assert!(numbers[0] != 7, "seven");
            numbers.into_iter().map(Ok).collect()
        });
        for number in [7, 8, 7, 7, 9] {
            assert_eq!(picky.ask(number).await.ok(), (number != 7).then_some(number));
        }
    }
}
