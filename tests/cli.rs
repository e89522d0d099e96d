//! The command line, as the person at the terminal sees it: the real program, its words, its exit status.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failure in a test is the point")]

#[path = "stage/program.rs"]
mod program;
mod stage;

use std::net::TcpListener;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use program::{DEADLINE, Ended, Running, qualbot, run};
use qualbot::clock::Clock;
use qualbot::engine::DialogName;
use qualbot::simulator::{MessageView, NewPerson, Options, Outgoing, Phone, Simulator};
use qualbot::store;
use stage::Database;
use tokio::process::Command;
use tokio::time::sleep;

/// Nobody has it: what must never be seen.
const SECRET: &str = "AAE-a_secret_that_must_not_be_seen";
const PASSWORD: &str = "pass-that-must-not-be-seen";

fn token() -> String {
    format!("7000000001:{SECRET}")
}

/// A simulated Telegram that knows this bot by the token above.
async fn telegram() -> Simulator {
    Simulator::start(Options { token: token(), ..Options::new(Clock::system()) }).await.unwrap()
}

fn serve(database: &str, telegram: &str, token: &str) -> Command {
    let mut command = qualbot(&["serve"]);
    command.env("DATABASE_URL", database).env("TELOXIDE_API_URL", telegram).env("TELOXIDE_TOKEN", token);
    command
}

/// A port on which nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// It failed with exactly one line that says this, once, and nothing secret anywhere.
fn assert_fails_with_one_line(ended: &Ended, parts: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert_eq!(ended.stdout, "");
    let said = ended.said();
    assert_eq!(said.len(), 1, "one line says it: {ended:#?}");
    assert!(said[0].starts_with("qualbot: ") && !ended.stderr.contains("ERROR"), "{ended:#?}");
    for part in parts {
        assert!(said[0].contains(part), "{part:?} is missing: {}", said[0]);
    }
    assert_no_secret(ended);
}

fn assert_no_secret(ended: &Ended) {
    let all = ended.all();
    assert!(!all.contains(SECRET) && !all.contains(PASSWORD), "a secret is seen: {all}");
}

async fn assert_does(mut command: Command) -> Ended {
    let ended = run(&mut command).await;
    assert_eq!((ended.code, ended.said()), (Some(0), Vec::new()), "{ended:#?}");
    assert_no_secret(&ended);
    ended
}

#[tokio::test]
async fn serve_with_a_token_that_telegram_does_not_know_says_so() {
    let (database, simulator) =
        (Database::fresh().await, Simulator::start(Options::new(Clock::system())).await.unwrap());
    let ended = run(&mut serve(&database.url, &simulator.url(), &token())).await;
    assert_fails_with_one_line(&ended, &["refuses the bot's token", "TELOXIDE_TOKEN", "@BotFather"]);
}

#[tokio::test]
async fn serve_with_a_malformed_token_says_what_one_looks_like() {
    for malformed in [SECRET.to_owned(), format!("bot{SECRET}:"), format!("7000000001:{SECRET}/../x"), String::new()] {
        let ended = run(&mut serve("postgres://127.0.0.1:1/x", "http://127.0.0.1:1", &malformed)).await;
        assert_fails_with_one_line(&ended, &["token", "@BotFather"]);
    }
}

#[tokio::test]
async fn serve_without_a_token_says_where_to_get_one_and_that_the_demo_needs_none() {
    let ended = run(&mut qualbot(&["serve"])).await;
    assert_fails_with_one_line(&ended, &["TELOXIDE_TOKEN is not set", "@BotFather", "qualbot demo"]);
}

#[tokio::test]
async fn serve_without_a_reachable_database_says_why() {
    let database = format!("postgres://rep:{PASSWORD}@127.0.0.1:{}/deals", closed_port());
    let ended = run(&mut serve(&database, "http://127.0.0.1:1", &token())).await;
    assert_fails_with_one_line(&ended, &["database cannot be reached", "refused", "DATABASE_URL"]);
}

#[tokio::test]
async fn serve_with_something_else_as_the_database_says_what_is_wrong_with_it() {
    for (url, what) in [
        (format!("mysql://rep:{PASSWORD}@127.0.0.1/deals"), "must begin with postgres://"),
        (format!("postgres://rep:{PASSWORD}@127.0.0.1:port/deals"), "not a valid PostgreSQL URL"),
        (format!("rep:{PASSWORD}@127.0.0.1/deals"), "must begin with postgres://"),
    ] {
        let ended = run(&mut serve(&url, "http://127.0.0.1:1", &token())).await;
        assert_fails_with_one_line(&ended, &["DATABASE_URL", what]);
    }
}

#[tokio::test]
async fn demo_on_a_port_in_use_says_how_to_choose_another() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let data = program::data_directory();
    let ended = run(qualbot(&["demo", "--port", &port]).env("QUALBOT_DATA", data.path())).await;
    assert_fails_with_one_line(&ended, &[&format!("port {port}"), "in use", "--port", "QUALBOT_DEMO_PORT"]);
    program::assert_no_postgres_of(data.path()).await;
}

#[tokio::test]
async fn sigterm_ends_serve_well_while_it_waits_for_updates() {
    let (database, simulator) = (Database::fresh().await, telegram().await);
    let bot = Running::start(&mut serve(&database.url, &simulator.url(), &token()));
    // It is up once it has told Telegram its commands; by then it polls.
    let began = Instant::now();
    while simulator.phone().command_lists().len() < 3 {
        assert!(began.elapsed() < DEADLINE, "it does not come up");
        sleep(Duration::from_millis(10)).await;
    }
    let began = Instant::now();
    bot.signal(Signal::SIGTERM);
    let ended = bot.end().await;
    assert_eq!((ended.code, ended.said()), (Some(0), Vec::new()), "{ended:#?}");
    // The server holds a poll for 25 s: it was not waited for.
    assert!(began.elapsed() < Duration::from_secs(20), "it waited for the open poll");
    assert_no_secret(&ended);
}

#[tokio::test]
async fn dialogs_prints_a_state_diagram_of_each_dialog() {
    let ended = assert_does(qualbot(&["dialogs"])).await;
    let dialogs = DialogName::ALL.len();
    assert!(dialogs >= 3);
    assert_eq!(ended.stdout.matches("```mermaid\nstateDiagram-v2\n").count(), dialogs, "{}", ended.stdout);
    assert_eq!(ended.stdout.lines().filter(|line| line.starts_with("## ")).count(), dialogs);
    assert_eq!(ended.stdout.matches("```").count(), 2 * dialogs);
}

#[tokio::test]
async fn migrate_can_be_repeated() {
    let database = Database::fresh().await;
    for _ in 0..2 {
        let mut command = qualbot(&["migrate"]);
        command.env("DATABASE_URL", &database.url);
        assert_eq!(assert_does(command).await.stdout, "The schema is up to date.\n");
    }
}

#[tokio::test]
async fn seed_makes_reps_with_tasks() {
    let database = Database::fresh().await;
    let url = ["--database-url", &database.url];
    let seed = ["seed", "--reps", "3", "--tasks", "4", "--first-chat-id", "9001"];
    let ended = assert_does(qualbot(&[&seed[..], &url[..]].concat())).await;
    assert_eq!(ended.stdout, "3 reps with 12 open tasks.\n");
    let pool = store::pool(store::options(&database.url).unwrap());
    let tasks: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT m.telegram_id, count(*) FROM tasks t JOIN members m ON m.id = t.assignee_id
          WHERE t.state = 'open' GROUP BY 1 ORDER BY 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(tasks, [(9001, 4), (9002, 4), (9003, 4)]);
}

#[tokio::test]
async fn an_invite_lets_one_person_in_once_whatever_the_role() {
    let (database, simulator) = (Database::fresh().await, telegram().await);
    let _bot = Running::start(&mut serve(&database.url, &simulator.url(), &token()));
    let pool = store::pool(store::options(&database.url).unwrap());
    let phone = simulator.phone();
    for (id, role) in [(41, "rep"), (42, "manager"), (43, "admin")] {
        let name = format!("Nora {role}");
        let mut command = qualbot(&["invite", "--role", role, "--name", &name, "--team", "North"]);
        command.env("DATABASE_URL", &database.url);
        command.env("TELOXIDE_API_URL", simulator.url()).env("TELOXIDE_TOKEN", token());
        let link = assert_does(command).await.stdout;
        let code = link.strip_prefix("https://t.me/qualbot?start=").unwrap().strip_suffix('\n').unwrap().to_owned();

        let welcomed = first_answer(&phone, id, &format!("/start {code}")).await;
        assert!(welcomed.text.contains(&format!("Welcome, {name}!")), "{}", welcomed.text);
        assert!(!welcomed.buttons.is_empty());
        // The same code, again: a second person is a stranger, like one who has none.
        let stranger = first_answer(&phone, id + 100, &format!("/start {code}")).await;
        assert_eq!(stranger.text, first_answer(&phone, id + 200, "hello").await.text);
        assert!(stranger.text.contains("for invited members") && stranger.buttons.is_empty(), "{}", stranger.text);

        let members: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT m.telegram_id, m.role, t.name FROM members m JOIN teams t ON t.id = m.team_id WHERE m.name = $1",
        )
        .bind(&name)
        .fetch_all(&pool)
        .await
        .unwrap();
        assert_eq!(members, [(id, role.to_owned(), "North".to_owned())]);
    }
}

/// What the bot says to somebody new who writes this.
async fn first_answer(phone: &Phone, id: i64, text: &str) -> MessageView {
    let person = NewPerson {
        id: Some(id),
        first_name: "Nora".into(),
        last_name: None,
        username: None,
        language_code: Some("en".into()),
    };
    phone.add_person(person).unwrap();
    phone.send(id, &Outgoing::text(text)).unwrap();
    let began = Instant::now();
    loop {
        let chat = phone.chat(id, 0, Duration::ZERO).await.unwrap();
        if let Some(answer) = chat.messages.into_iter().find(|it| it.from == "bot") {
            return answer;
        }
        assert!(began.elapsed() < DEADLINE, "{text} is not answered");
        let _ = phone.chat(id, chat.version, Duration::from_secs(1)).await;
    }
}

#[tokio::test]
async fn invite_for_an_unknown_role_names_those_that_there_are() {
    let ended = run(&mut qualbot(&["invite", "--role", "boss", "--name", "Nora"])).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("rep, manager, admin"), "{}", ended.stderr);
}

#[tokio::test]
async fn help_names_every_command_and_no_secret() {
    let mut command = qualbot(&["--help"]);
    command.env("TELOXIDE_TOKEN", token()).env("DATABASE_URL", format!("postgres://rep:{PASSWORD}@localhost/deals"));
    let help = assert_does(command).await.stdout;
    for name in ["serve", "demo", "migrate", "invite", "seed", "dialogs"] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{name} "))), "{name}: {help}");
        let mut command = qualbot(&[name, "--help"]);
        command.env("TELOXIDE_TOKEN", token()).env("DATABASE_URL", format!("postgres://rep:{PASSWORD}@localhost/x"));
        assert!(assert_does(command).await.stdout.contains(&format!("qualbot {name}")));
    }
}
