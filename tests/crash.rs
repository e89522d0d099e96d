//! kill -9 at any moment of the dialog, then a start: people go on where they were, nothing is lost, nothing doubled.
//!
//! Six reps work through their tasks, each waiting for what they see before they go on; nobody repeats anything. The real
//! program is killed under them again and again. `QUALBOT_TEST_SEED` repeats a run's choices.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failure in a test is the point"
)]

mod crash {
    pub mod account;
    pub mod killer;
    pub mod rep;
}
#[path = "stage/program.rs"]
mod program;
mod stage;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use qualbot::clock::Clock;
use qualbot::serve::prepare;
use qualbot::simulator::{Options, Simulator};
use qualbot::store::{self, sample};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stage::Database;

use crash::account::account;
use crash::killer::Killer;
use crash::rep::{Rep, newcomer};

const REPS: i64 = 6;
/// More than can be done before the last kill.
const TASKS: i64 = 250;
const FIRST: i64 = 5001;
const MANAGER: i64 = 5900;
const KILLS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_cut_off_by_kill_9_goes_on_where_they_were() {
    let seed = match std::env::var("QUALBOT_TEST_SEED") {
        Ok(seed) => seed.parse().expect("QUALBOT_TEST_SEED is a number"),
        Err(_) => rand::random::<u32>().into(),
    };
    // Shown when the test fails.
    println!("QUALBOT_TEST_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);

    let database = Database::fresh().await;
    let pool = store::pool(store::options(&database.url).unwrap());
    let clock = Clock::system();
    prepare(&pool, &clock).await.unwrap();
    sample::seed(&pool, REPS, TASKS, FIRST, clock.now()).await.unwrap();
    sqlx::query(
        "INSERT INTO members (name, role, team_id, telegram_id, language, time_zone, created_at)
         SELECT 'Manager', 'manager', id, $1, 'en', time_zone, now() FROM teams",
    )
    .bind(MANAGER)
    .execute(&pool)
    .await
    .unwrap();

    let options = Options::new(clock);
    let token = options.token.clone();
    let simulator = Simulator::start(options).await.unwrap();
    let phone = simulator.phone();
    let kills = Arc::new(AtomicUsize::new(0));
    let mut reps = Vec::new();
    for id in FIRST..FIRST + REPS {
        phone.add_person(newcomer(id)).unwrap();
        let language = if (id - FIRST) % 2 == 0 { "en" } else { "ru" };
        reps.push(Rep::new(phone.clone(), id, language, random.random()));
    }
    phone.add_person(newcomer(MANAGER)).unwrap();
    let mut manager = Rep::new(phone.clone(), MANAGER, "en", random.random());

    let killer = Killer::new(&database.url, &token, &simulator.url(), pool.clone(), random.random(), kills.clone());
    let (done, reps_done) = tokio::sync::oneshot::channel();
    let killing = tokio::spawn(killer.run(KILLS, reps_done));
    manager.open_the_chat().await;
    let working: Vec<_> = reps.into_iter().map(|rep| tokio::spawn(rep.work(kills.clone(), KILLS))).collect();
    let mut reps = Vec::new();
    for rep in working {
        reps.push(rep.await.expect("a rep could not go on"));
    }
    let killer = done.send(()).map(|()| killing).expect("the bot could not be started any more").await.unwrap();

    account(&pool, &phone, &mut reps, &manager, killer.kills()).await;
    let log = killer.end().await;
    let bad: Vec<&str> = log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(!log.contains(&token), "the token is in the log");
}
