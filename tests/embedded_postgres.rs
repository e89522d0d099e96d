//! The embedded PostgreSQL on real clusters: made once, kept through stops and kills, shared with nobody.
//!
//! What only root can try (another local user, a closed directory) is tried when the tests run as root.

#![expect(clippy::unwrap_used, reason = "a failure in a test is the point")]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use qualbot::postgres::{Embedded, EmbeddedError};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// A data directory that the server's user can enter, as the ones in real use; in memory where that is possible, since
/// no test cuts the power.
fn data_directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("qualbot").permissions(Permissions::from_mode(0o755)).tempdir_in(base).unwrap()
}

async fn connect(embedded: &Embedded) -> PgConnection {
    PgConnection::connect_with(&embedded.connect_options()).await.unwrap()
}

async fn run(embedded: &Embedded, sql: &str) {
    let mut connection = connect(embedded).await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn notes(embedded: &Embedded) -> Vec<String> {
    sqlx::query_scalar("SELECT note FROM notes ORDER BY 1").fetch_all(&mut connect(embedded).await).await.unwrap()
}

const ONE_NOTE: &str = "CREATE TABLE notes (note text); INSERT INTO notes VALUES ('Привет')";

fn postmaster(data: &Path) -> Pid {
    let text = fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap())
}

/// Whether the process has ended; one that nobody has waited for yet has.
fn is_gone(pid: Pid) -> bool {
    let zombie = fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "));
    zombie || kill(pid, None).is_err()
}

fn wait_until_gone(pid: Pid) {
    let begun = Instant::now();
    while !is_gone(pid) {
        assert!(begun.elapsed() < Duration::from_secs(20), "process {pid} is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(target_os = "linux")]
fn lifeline_of(server: Pid) -> Pid {
    let of_server = |pid: &i32| {
        let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        words.contains("qualbot-lifeline") && words.trim_end_matches('\0').ends_with(&format!("\0{server}"))
    };
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lifeline = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(of_server);
    Pid::from_raw(lifeline.unwrap())
}

/// Another program with an embedded PostgreSQL, as a process of its own that can be killed.
fn another_program(data: &Path) -> std::process::Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_other_program", "--nocapture"])
        .env("QUALBOT_TEST_DATA", data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("READY")), "the other program did not start");
    child
}

/// Not a test by itself: what [`another_program`] runs.
#[tokio::test]
async fn the_other_program() {
    let Some(data) = std::env::var_os("QUALBOT_TEST_DATA") else { return };
    match Embedded::start(Path::new(&data)).await {
        Ok(embedded) => {
            run(&embedded, ONE_NOTE).await;
            println!("\nREADY");
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        Err(error) => println!("\nREFUSED {error}"),
    }
}

#[tokio::test]
async fn the_first_start_makes_a_database_and_later_starts_find_the_data_again() {
    let data = data_directory();
    let begun = Instant::now();
    let embedded = Embedded::start(data.path()).await.unwrap();
    println!("first start {:?}", begun.elapsed());
    run(&embedded, ONE_NOTE).await;
    let begun = Instant::now();
    embedded.stop().await.unwrap();
    println!("stop {:?}", begun.elapsed());

    let begun = Instant::now();
    let embedded = Embedded::start(data.path()).await.unwrap();
    println!("restart {:?}", begun.elapsed());
    assert_eq!(notes(&embedded).await, ["Привет"]);

    let mut connection = PgConnection::connect(&embedded.url()).await.unwrap();
    let (superuser, lower, durable): (bool, String, String) = sqlx::query_as(
        "SELECT rolsuper, lower('ПРИВЕТ'),
                concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                          current_setting('data_checksums'), current_setting('listen_addresses'))
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(!superuser);
    assert_eq!(lower, "привет");
    assert_eq!(durable.trim_end(), "on on on");
    drop(connection);
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn open_connections_do_not_hold_up_a_stop() {
    let data = data_directory();
    let embedded = Embedded::start(data.path()).await.unwrap();
    let mut connection = connect(&embedded).await;
    sqlx::raw_sql("BEGIN; CREATE TABLE unfinished ()").execute(&mut connection).await.unwrap();
    let begun = Instant::now();
    embedded.stop().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn the_data_survives_a_kill_of_the_server() {
    let data = data_directory();
    let mut embedded = Embedded::start(data.path()).await.unwrap();
    run(&embedded, ONE_NOTE).await;
    // A session that is busy outlives its postmaster for a while.
    let mut busy = connect(&embedded).await;
    let busy = tokio::spawn(async move { sqlx::raw_sql("SELECT pg_sleep(2)").execute(&mut busy).await.map(drop) });
    tokio::time::sleep(Duration::from_millis(200)).await;

    kill(postmaster(data.path()), Signal::SIGKILL).unwrap();
    let error = embedded.ended().await;
    assert!(matches!(error, EmbeddedError::Ended { .. }), "{error}");
    embedded.stop().await.unwrap();

    let embedded = Embedded::start(data.path()).await.unwrap();
    assert_eq!(notes(&embedded).await, ["Привет"]);
    embedded.stop().await.unwrap();
    drop(busy.await);
}

#[tokio::test]
async fn a_killed_program_takes_its_server_with_it_and_the_next_start_finds_the_data() {
    let data = data_directory();
    let mut program = another_program(data.path());
    let server = postmaster(data.path());
    program.kill().unwrap();
    program.wait().unwrap();
    // At once, while the old server is still stopping.
    let embedded = Embedded::start(data.path()).await.unwrap();
    assert_eq!(notes(&embedded).await, ["Привет"]);
    assert!(is_gone(server));
    embedded.stop().await.unwrap();

    let data = data_directory();
    let mut program = another_program(data.path());
    let server = postmaster(data.path());
    program.kill().unwrap();
    program.wait().unwrap();
    wait_until_gone(server);
    assert!(!data.path().join("postgres/cluster/postmaster.pid").exists(), "the server was not stopped cleanly");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_an_earlier_program_left_running_is_replaced() {
    let data = data_directory();
    let mut program = another_program(data.path());
    let server = postmaster(data.path());
    // The lifeline is killed first, as by a system that runs out of memory.
    let lifeline = lifeline_of(server);
    kill(lifeline, Signal::SIGKILL).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(!is_gone(server));

    let embedded = Embedded::start(data.path()).await.unwrap();
    assert!(is_gone(server));
    assert_eq!(notes(&embedded).await, ["Привет"]);
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_only_dropped_stops_and_does_not_hinder_the_next_start() {
    let data = data_directory();
    let embedded = Embedded::start(data.path()).await.unwrap();
    run(&embedded, ONE_NOTE).await;
    let server = postmaster(data.path());
    drop(embedded);
    let embedded = Embedded::start(data.path()).await.unwrap();
    assert!(is_gone(server));
    assert_eq!(notes(&embedded).await, ["Привет"]);
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_program_on_the_same_directory_is_refused_clearly() {
    let data = data_directory();
    let embedded = Embedded::start(data.path()).await.unwrap();
    let error = Embedded::start(data.path()).await.unwrap_err().to_string();
    assert!(error.contains("in use by another qualbot"), "{error}");
    assert!(error.contains(&std::process::id().to_string()), "{error}");

    let other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_other_program", "--nocapture"])
        .env("QUALBOT_TEST_DATA", data.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&other.stdout);
    assert!(said.contains("REFUSED") && said.contains("in use by another qualbot"), "{said}");
    run(&embedded, ONE_NOTE).await;
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn two_programs_that_start_at_once_are_one_that_runs_and_one_that_is_refused() {
    let data = data_directory();
    let (one, two) = tokio::join!(Embedded::start(data.path()), Embedded::start(data.path()));
    let (running, refused) = match (one, two) {
        (Ok(running), Err(error)) | (Err(error), Ok(running)) => (running, error),
        (one, two) => panic!("{one:?} {two:?}"),
    };
    assert!(matches!(refused, EmbeddedError::InUse { .. }), "{refused}");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_long_path_works_and_leaves_nothing_elsewhere() {
    let data = data_directory();
    let long = data.path().join("a directory with a rather long name, a comma and a space".repeat(3));
    let embedded = Embedded::start(&long).await.unwrap();
    run(&embedded, ONE_NOTE).await;
    PgConnection::connect(&embedded.url()).await.unwrap().close().await.unwrap();
    let socket = embedded.connect_options().get_socket().unwrap().clone();
    assert!(!socket.starts_with(&long));
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o700);
    embedded.stop().await.unwrap();
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_socket_directory_with_a_space_and_a_comma_works() {
    let data = data_directory();
    let embedded = Embedded::start(&data.path().join("a, b")).await.unwrap();
    let mut connection = PgConnection::connect(&embedded.url()).await.unwrap();
    connection.ping().await.unwrap();
    drop(connection);
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_process_id_that_another_program_has_now_does_not_hinder_the_start() {
    let data = data_directory();
    Embedded::start(data.path()).await.unwrap().stop().await.unwrap();
    let cluster = data.path().join("postgres/cluster");
    // As after kill -9 and a reboot: the file is there, and its number is a living process.
    fs::write(cluster.join("postmaster.pid"), format!("{}\n{}\n1\n5432\n\n\n", std::process::id(), cluster.display()))
        .unwrap();
    let embedded = Embedded::start(data.path()).await.unwrap();
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_of_another_version_is_refused_clearly() {
    let data = data_directory();
    Embedded::start(data.path()).await.unwrap().stop().await.unwrap();
    fs::write(data.path().join("postgres/cluster/PG_VERSION"), "8\n").unwrap();
    let error = Embedded::start(data.path()).await.unwrap_err().to_string();
    assert!(error.contains("was made by PostgreSQL 8"), "{error}");
}

#[tokio::test]
async fn a_failed_start_shows_the_end_of_the_servers_log() {
    let data = data_directory();
    Embedded::start(data.path()).await.unwrap().stop().await.unwrap();
    fs::remove_file(data.path().join("postgres/cluster/global/pg_control")).unwrap();
    let error = Embedded::start(data.path()).await.unwrap_err().to_string();
    assert!(
        error.contains("did not start") && error.contains("could not open file") && error.contains("pg_control"),
        "{error}"
    );
}

#[tokio::test]
async fn programs_that_are_missing_are_named_with_what_to_do() {
    let data = data_directory();
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_other_program", "--nocapture"])
        .env("QUALBOT_TEST_DATA", data.path())
        .env("QUALBOT_POSTGRES_BIN", "/nowhere")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&other.stdout);
    assert!(said.contains("QUALBOT_POSTGRES_BIN names /nowhere"), "{said}");
    assert!(EmbeddedError::ProgramsNotFound.to_string().contains("script/bootstrap"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_server_does_not_hear_ctrl_c_and_knows_no_secrets() {
    let data = data_directory();
    let embedded = Embedded::start(data.path()).await.unwrap();
    let server = postmaster(data.path());
    let stat = fs::read_to_string(format!("/proc/{server}/stat")).unwrap();
    let group = stat.rsplit_once(") ").unwrap().1.split(' ').nth(2).unwrap().to_owned();
    assert_eq!(group, server.to_string());
    if let Ok(environment) = fs::read(format!("/proc/{server}/environ")) {
        assert!(!String::from_utf8_lossy(&environment).contains("CARGO"));
    }
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn another_local_user_cannot_connect() {
    if !geteuid().is_root() {
        return println!("skipped: only root can become another user");
    }
    let data = data_directory();
    let embedded = Embedded::start(data.path()).await.unwrap();
    let socket = data.path().join("postgres/socket");
    let psql_as = |user: &str, role: &str| {
        let tried = Command::new("setpriv")
            .args([&format!("--reuid={user}"), "--clear-groups", "psql", "-c", "SELECT 1", "-w", "-d", "postgres"])
            .args(["-U", role, "-h"])
            .arg(&socket)
            .current_dir("/")
            .output()
            .unwrap();
        (tried.status.success(), String::from_utf8_lossy(&tried.stderr).into_owned())
    };
    assert!(psql_as("0", "postgres").0, "root itself connects");
    let (entered, said) = psql_as("65534", "qualbot");
    assert!(!entered && said.contains("Permission denied"), "{said}");

    // Even where the directories are open, the kernel's word on who connects decides.
    for (path, mode) in [("postgres", 0o755), ("postgres/socket", 0o755), ("postgres/socket/.s.PGSQL.5432", 0o777)] {
        fs::set_permissions(data.path().join(path), Permissions::from_mode(mode)).unwrap();
    }
    for user in ["65534", "postgres", "daemon"] {
        for role in ["qualbot", "postgres"] {
            let (entered, said) = psql_as(user, role);
            assert!(!entered && said.contains("Peer authentication failed"), "{user} as {role}: {said}");
        }
    }
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_data_directory_that_the_servers_user_cannot_enter_gets_a_link_to_one_it_can() {
    if !geteuid().is_root() {
        return println!("skipped: only root starts the server as another user");
    }
    let closed = data_directory();
    fs::set_permissions(closed.path(), Permissions::from_mode(0o700)).unwrap();
    let data = closed.path().join("data");
    let embedded = Embedded::start(&data).await.unwrap();
    run(&embedded, ONE_NOTE).await;
    embedded.stop().await.unwrap();
    let place = fs::read_link(data.join("postgres")).unwrap();
    assert!(place.starts_with("/var/lib/qualbot"), "{}", place.display());

    let embedded = Embedded::start(&data).await.unwrap();
    assert_eq!(notes(&embedded).await, ["Привет"]);
    embedded.stop().await.unwrap();
    fs::remove_dir_all(place).unwrap();
}

#[tokio::test]
async fn a_directory_of_another_user_is_refused_clearly() {
    if !geteuid().is_root() {
        return println!("skipped: only root can give a directory away");
    }
    let data = data_directory();
    fs::create_dir(data.path().join("postgres")).unwrap();
    std::os::unix::fs::chown(data.path().join("postgres"), Some(65534), None).unwrap();
    let error = Embedded::start(data.path()).await.unwrap_err().to_string();
    assert!(error.contains("belongs to user nobody"), "{error}");
}
