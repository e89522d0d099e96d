//! The sample data on a real PostgreSQL: a fresh database for each test, on the server of `DATABASE_URL`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in tests a failure is the point")]

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Days, Duration, Utc};
use qualbot::domain::Language;
use qualbot::domain::calendar::Zone;
use qualbot::domain::member::{Member, Role};
use qualbot::store::notices::{self, Notice, NoticeKind};
use qualbot::store::sample::{self, SamplePerson, Seeded};
use qualbot::store::{catalogues, migrate, options, pool, tasks};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

const ANNA: i64 = 1001;

/// Runs a test on a database of its own, which is dropped afterwards, however the test ended.
async fn on_fresh_database<F>(test: impl FnOnce(PgPool) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("DATABASE_URL")
        .expect("DATABASE_URL must name a PostgreSQL server on which databases may be created: these tests need one");
    let server = options(&url).expect("DATABASE_URL is not usable");
    let name = format!("qualbot_sample_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect_with(&server).await.expect("DATABASE_URL cannot be reached");
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    sqlx::query(AssertSqlSafe(drop.clone())).execute(&mut connection).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    let fresh = pool(server.database(&name));
    migrate(&fresh).await.unwrap();
    let outcome = tokio::spawn(test(fresh.clone())).await;
    fresh.close().await;
    sqlx::query(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Tuesday, 11:30 in Moscow.
fn tuesday() -> DateTime<Utc> {
    utc("2026-11-24T08:30:00Z")
}

async fn count(pool: &PgPool, what: &'static str) -> i64 {
    sqlx::query_scalar(what).fetch_one(pool).await.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// Every table's rows, as one text.
async fn everything(pool: &PgPool) -> Vec<String> {
    let mut all = Vec::new();
    for table in [
        "teams",
        "members",
        "partners",
        "contacts",
        "terms",
        "channels",
        "campaigns",
        "lost_reasons",
        "goods",
        "process_steps",
        "opportunities",
        "demand_lines",
        "interactions",
        "tasks",
        "task_notices",
        "history",
        "catalogue_version",
    ] {
        let rows = format!("SELECT '{table} ' || t::text FROM {table} t ORDER BY 1");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(pool).await.unwrap();
        assert!(!rows.is_empty(), "{table} is empty");
        all.extend(rows);
    }
    all
}

/// What the bot would say now, all of it.
async fn said(pool: &PgPool, now: DateTime<Utc>) -> Vec<Notice> {
    let mut transaction = pool.begin().await.unwrap();
    let (_, notices) = notices::claim(&mut transaction, now, 1000).await.unwrap();
    transaction.commit().await.unwrap();
    notices
}

fn anna(people: &[SamplePerson], team_id: i64) -> Member {
    let person = people.iter().find(|person| person.telegram_id == ANNA).unwrap();
    Member {
        id: person.member_id,
        name: person.name.clone(),
        role: person.role,
        team_id,
        language: person.language,
        zone: moscow(),
    }
}

fn moscow() -> Zone {
    "Europe/Moscow".parse().unwrap()
}

async fn list_of_anna(pool: &PgPool, which: tasks::Which, now: DateTime<Utc>) -> tasks::TaskList {
    let people = sample::team(pool, now).await.unwrap();
    let team_id = count(pool, "SELECT team_id FROM members WHERE telegram_id = 1001").await;
    let tomorrow = (moscow().date(now) + Days::new(1)).and_hms_opt(0, 0, 0).unwrap();
    let mut connection = pool.acquire().await.unwrap();
    let end_of_day = moscow().moment(tomorrow);
    tasks::list(&mut connection, &anna(&people, team_id), which, 0, 50, now, end_of_day).await.unwrap()
}

#[tokio::test]
async fn the_essentials_are_filled_in_once() {
    on_fresh_database(|pool| async move {
        // Two processes begin at once.
        let (one, other) = tokio::join!(sample::essentials(&pool, tuesday()), sample::essentials(&pool, tuesday()));
        one.unwrap();
        other.unwrap();
        sample::essentials(&pool, tuesday()).await.unwrap();
        let filled = catalogues::read(&pool).await.unwrap();
        assert_eq!((filled.terms.len(), filled.channels.len(), filled.campaigns.len()), (8, 7, 8));
        assert_eq!(filled.terms[0].name_ru, "Предоплата");
        assert_eq!(count(&pool, "SELECT count(*) FROM lost_reasons WHERE parent_id IS NULL").await, 8);
        assert!(count(&pool, "SELECT count(*) FROM lost_reasons WHERE comment_required").await >= 3);
        let process = "SELECT count(*) FROM process_steps s JOIN process_steps n ON n.id = s.next_step_id
                        WHERE s.code = 'qualify' AND s.performer_role = 'rep' AND s.due_working_days = 2
                          AND n.code = 'quotation' AND n.performer_role = 'manager' AND n.due_working_days = 3
                          AND n.importance = 'high' AND n.next_step_id IS NULL
                          AND '' NOT IN (s.instructions_en, s.instructions_ru, n.instructions_en, n.instructions_ru)";
        assert_eq!(count(&pool, process).await, 1);
        assert_eq!(count(&pool, "SELECT count(*) FROM process_steps").await, 3);
        for nobody in ["SELECT count(*) FROM members", "SELECT count(*) FROM partners", "SELECT count(*) FROM goods"] {
            assert_eq!(count(&pool, nobody).await, 0, "{nobody}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_team_is_filled_in_once() {
    on_fresh_database(|pool| async move {
        let people = sample::team(&pool, tuesday()).await.unwrap();
        let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(people.len(), 6);
        assert_eq!(names[..2], ["Anna Sorokina", "Борис Климов"]);
        assert_eq!((people[0].telegram_id, people[0].role, people[0].language), (ANNA, Role::Rep, Language::En));
        assert!(people.iter().all(|person| !person.username.is_empty()));
        let before = everything(&pool).await;
        // Later, on a filled database; and a freshening that finds nothing old.
        let again = sample::team(&pool, tuesday() + Duration::days(3)).await.unwrap();
        assert_eq!(again, people);
        sample::freshen(&pool, tuesday()).await.unwrap();
        sample::freshen(&pool, tuesday() + Duration::hours(2)).await.unwrap();
        assert_eq!(everything(&pool).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_content_is_whole() {
    on_fresh_database(|pool| async move {
        sample::team(&pool, tuesday()).await.unwrap();
        for (what, expected) in [
            ("SELECT count(*) FROM teams", 2),
            ("SELECT count(*) FROM partners", 16),
            ("SELECT count(*) FROM partners WHERE customer", 2),
            ("SELECT count(*) FROM goods WHERE currency = 'RUB'", 26),
            ("SELECT count(*) FROM opportunities", 18),
            ("SELECT count(*) FROM opportunities WHERE status = 'won'", 2),
            ("SELECT count(*) FROM opportunities WHERE status = 'qualified'", 2),
            ("SELECT count(*) FROM opportunities WHERE lost_comment IS NOT NULL", 1),
            ("SELECT count(*) FROM opportunities WHERE contact_id IS NULL", 0),
            ("SELECT count(*) FROM tasks WHERE state = 'cancelled'", 1),
            ("SELECT count(*) FROM tasks WHERE state IN ('open', 'accepted') AND role = 'manager'", 2),
            // Every task has two notices, within its life, and was told of when it was given out.
            ("SELECT count(*) FROM task_notices n WHERE kind = 'assigned' AND sent_at IS NULL", 0),
            ("SELECT (SELECT count(*) FROM task_notices) - 2 * (SELECT count(*) FROM tasks)", 0),
            ("SELECT count(*) FROM task_notices n JOIN tasks t ON t.id = task_id WHERE n.due_at < t.created_at", 0),
            ("SELECT count(*) FROM task_notices n JOIN tasks t ON t.id = task_id WHERE n.due_at > t.due_at", 0),
            // Nothing happens before it began, or in the future.
            (
                "SELECT count(*) FROM tasks t JOIN opportunities o ON o.id = opportunity_id
                    WHERE t.created_at < o.created_at",
                0,
            ),
            ("SELECT count(*) FROM tasks WHERE completed_at < accepted_at OR accepted_at < created_at", 0),
            (
                "SELECT count(*) FROM interactions i JOIN opportunities o ON o.id = opportunity_id
                    WHERE happened_at < o.created_at",
                0,
            ),
            ("SELECT count(*) FROM history WHERE at > '2026-11-24T08:30:00Z'", 0),
            ("SELECT count(*) FROM interactions WHERE happened_at > '2026-11-24T08:30:00Z'", 0),
            // Every deal and task began in history, and every change of status is there.
            ("SELECT count(*) FROM history WHERE field = 'created' AND entity = 'opportunity'", 18),
            (
                "SELECT (SELECT count(*) FROM history WHERE field = 'created' AND entity = 'task')
                         - (SELECT count(*) FROM tasks)",
                0,
            ),
            ("SELECT count(*) FROM history WHERE field = 'status'", 7),
            ("SELECT count(*) FROM history WHERE entity_id IS NULL", 0),
        ] {
            assert_eq!(count(&pool, what).await, expected, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn anna_has_something_of_everything() {
    on_fresh_database(|pool| async move {
        let list = list_of_anna(&pool, tasks::Which::Open, tuesday()).await;
        assert_eq!((list.overdue, list.today, list.later, list.done), (1, 1, 4, 2));
        assert_eq!(list.lines.len(), 6);
        let done = list_of_anna(&pool, tasks::Which::Done, tuesday()).await;
        assert_eq!(done.lines.len(), 2);
        let blank = "SELECT count(*) FROM opportunities o JOIN tasks t ON t.opportunity_id = o.id
                      WHERE num_nonnulls(terms_id, budget, probability, channel_id, source_id) = 0
                        AND t.due_at = '2026-11-24T15:00:00Z' AND t.state = 'open'
                        AND o.owner_id = (SELECT id FROM members WHERE telegram_id = 1001)";
        assert_eq!(count(&pool, blank).await, 1);
        assert!(count(&pool, "SELECT count(*) FROM tasks WHERE instructions LIKE '%https://%'").await >= 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_due_today_is_said_at_once_whenever_the_demo_begins() {
    for now in [
        tuesday(),
        // Before work, after it, late, around midnight, on a weekend, and on the day the clocks of Berlin change.
        utc("2026-11-24T03:10:00Z"),
        utc("2026-11-24T14:50:00Z"),
        utc("2026-11-24T19:00:00Z"),
        utc("2026-11-24T20:59:59Z"),
        utc("2026-11-24T21:00:00Z"),
        utc("2026-11-28T12:00:00Z"),
        utc("2026-03-29T00:59:00Z"),
    ] {
        on_fresh_database(move |pool| async move {
            sample::team(&pool, now).await.unwrap();
            let notices = said(&pool, now).await;
            let mut told: Vec<i64> = notices.iter().map(|notice| notice.chat_id).collect();
            told.sort_unstable();
            assert_eq!(told, [1001, 1002, 1003, 1004], "{now}");
            let notice = notices.iter().find(|notice| notice.chat_id == ANNA).unwrap();
            assert_eq!((notice.kind, notice.qualifies, notice.accepted), (NoticeKind::Due, true, false), "{now}");
            assert!(notice.task.due_at > now, "{now}");
            assert_eq!(notice.task.deal, "Racks for the new cold store");
            assert!(said(&pool, now).await.is_empty(), "{now}: said twice");
        })
        .await;
    }
}

#[tokio::test]
async fn an_old_demo_is_made_fresh() {
    on_fresh_database(|pool| async move {
        sample::team(&pool, tuesday()).await.unwrap();
        said(&pool, tuesday()).await;
        let done = "SELECT count(*) FROM tasks WHERE state = 'done' AND completed_at < '2026-11-24T00:00:00Z'";
        let (kept, history) = (count(&pool, done).await, count(&pool, "SELECT count(*) FROM history").await);
        // Ten days on, in the early morning.
        let now = utc("2026-12-04T04:00:00Z");
        sample::freshen(&pool, now).await.unwrap();
        let list = list_of_anna(&pool, tasks::Which::Open, now).await;
        assert_eq!((list.overdue, list.today, list.later, list.done), (1, 1, 4, 2));
        // One task of each person, not all that was missed.
        let notices = said(&pool, now).await;
        let mut told: Vec<i64> = notices.iter().map(|notice| notice.chat_id).collect();
        told.sort_unstable();
        assert_eq!(told, [1001, 1002, 1003, 1004]);
        assert!(notices.iter().all(|notice| notice.kind == NoticeKind::Due && notice.task.due_at > now));
        assert_eq!(count(&pool, done).await, kept);
        let told = "SELECT count(*) FROM history WHERE entity = 'task' AND field = 'due' AND old_value <> new_value";
        assert!(count(&pool, told).await >= 6);
        assert_eq!(count(&pool, "SELECT count(*) FROM history").await - history, count(&pool, told).await);
        // And it is fresh now.
        let before = everything(&pool).await;
        sample::freshen(&pool, now + Duration::hours(3)).await.unwrap();
        assert_eq!(everything(&pool).await, before);
    })
    .await;
}

#[tokio::test]
async fn freshening_touches_nobody_elses_and_needs_nobody() {
    on_fresh_database(|pool| async move {
        sample::freshen(&pool, tuesday()).await.unwrap();
        sample::seed(&pool, 3, 4, 50_000, tuesday()).await.unwrap();
        let dues = "SELECT sum(extract(epoch FROM due_at))::bigint FROM tasks";
        let before = count(&pool, dues).await;
        sample::freshen(&pool, tuesday() + Duration::days(9)).await.unwrap();
        assert_eq!(count(&pool, dues).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_last_open_task_becomes_todays() {
    on_fresh_database(|pool| async move {
        sample::team(&pool, tuesday()).await.unwrap();
        said(&pool, tuesday()).await;
        let others = "UPDATE tasks SET state = 'cancelled' WHERE state <> 'done' AND opportunity_id <>
                       (SELECT id FROM opportunities WHERE title = 'Shelving for the book archive')";
        sqlx::query(others).execute(&pool).await.unwrap();
        let now = tuesday() + Duration::days(1);
        sample::freshen(&pool, now).await.unwrap();
        let notices = said(&pool, now).await;
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].chat_id, notices[0].task.due_at), (ANNA, utc("2026-11-25T15:00:00Z")));
    })
    .await;
}

#[tokio::test]
async fn the_seed_makes_what_it_is_asked_for() {
    on_fresh_database(|pool| async move {
        let seeded = sample::seed(&pool, 1_000, 100, 1_000_000, tuesday()).await.unwrap();
        assert_eq!(seeded, Seeded { members: 1_000, tasks: 100_000 });
        let each = "SELECT count(*) FROM (SELECT assignee_id FROM tasks t JOIN members m ON m.id = assignee_id
                     WHERE state = 'open' AND telegram_id BETWEEN 1000000 AND 1000999 AND t.team_id = m.team_id
                     GROUP BY assignee_id HAVING count(*) = 100) it";
        assert_eq!(count(&pool, each).await, 1_000);
        assert_eq!(count(&pool, "SELECT count(DISTINCT opportunity_id) FROM tasks").await, 100_000);
        let others = "SELECT count(*) FROM tasks t JOIN opportunities o ON o.id = opportunity_id
                        JOIN contacts k ON k.id = contact_id
                       WHERE o.owner_id <> assignee_id OR k.partner_id <> o.partner_id";
        assert_eq!(count(&pool, others).await, 0);
        assert_eq!(count(&pool, "SELECT count(*) FROM partners").await, 10_000);
        assert_eq!(count(&pool, "SELECT count(*) FROM task_notices").await, 0);
        assert!(said(&pool, tuesday() + Duration::days(365)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_seed_adds_to_what_is_there() {
    on_fresh_database(|pool| async move {
        sample::team(&pool, tuesday()).await.unwrap();
        // Ids 1005 and 1006 are Ingrid's and Olga's.
        let seeded = sample::seed(&pool, 5, 3, 1005, tuesday()).await.unwrap();
        assert_eq!(seeded, Seeded { members: 3, tasks: 9 });
        let seeded = sample::seed(&pool, 5, 3, 1005, tuesday()).await.unwrap();
        assert_eq!(seeded, Seeded::default());
        let seeded = sample::seed(&pool, 4, 0, 2000, tuesday()).await.unwrap();
        assert_eq!(seeded, Seeded { members: 4, tasks: 0 });
        let seeded = sample::seed(&pool, 1, 7, 3000, tuesday()).await.unwrap();
        assert_eq!(seeded, Seeded { members: 1, tasks: 7 });
        for nothing in
            [sample::seed(&pool, 0, 5, 4000, tuesday()).await, sample::seed(&pool, -1, -5, 4000, tuesday()).await]
        {
            assert_eq!(nothing.unwrap(), Seeded::default());
        }
    })
    .await;
}
