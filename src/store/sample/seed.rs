//! The seed: reps with open tasks by the thousand, for load tests. It owns rows that nobody reads for their content; it
//! must not plan notices for them (a load test would be spoken to by the schedule).

use chrono::{DateTime, Duration, Utc};
use sqlx::{PgConnection, PgPool};

use super::essentials;
use crate::domain::calendar::{self, WorkingDay, Zone};
use crate::domain::task::QUALIFY;
use crate::store::Result;

/// The team of all seeded reps.
const TEAM: &str = "Load test";
/// Its zone and currency.
const ZONE: &str = "Europe/Moscow";
const CURRENCY: &str = "RUB";
/// How many deals share a partner.
const DEALS_OF_A_PARTNER: i64 = 10;
/// How old the deals and tasks are, and over how many working days around now they are due.
const AGE: Duration = Duration::days(14);
const OVERDUE_DAYS: i64 = 7;
const WORKING_DAYS: u32 = 30;

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Reps.
    pub members: u64,
    /// Open tasks, all of the step that qualifies.
    pub tasks: u64,
}

/// Makes reps for the Telegram ids from `first_chat_id` on, each with `tasks` open tasks; ids that are a member's already
/// are skipped. No notices are made for them.
///
/// # Errors
/// When the database fails; nothing is half done.
pub async fn seed(pool: &PgPool, reps: i64, tasks: i64, first_chat_id: i64, now: DateTime<Utc>) -> Result<Seeded> {
    let mut transaction = pool.begin().await?;
    // The pool's plans are for a few rows by key; here whole tables are joined, and only here.
    sqlx::query!(
        r#"SELECT set_config('enable_seqscan', 'on', true) AS a, set_config('enable_hashjoin', 'on', true) AS b,
                  set_config('enable_mergejoin', 'on', true) AS c, set_config('plan_cache_mode', 'auto', true) AS d"#
    )
    .fetch_one(&mut *transaction)
    .await?;
    essentials::fill(&mut transaction).await?;
    let members = make_reps(&mut transaction, reps, first_chat_id, now).await?;
    let made = make_tasks(&mut transaction, &members, tasks, now).await?;
    transaction.commit().await?;
    // Nobody has counted these rows yet: plans made on an empty table are plans for one.
    sqlx::query!("ANALYZE members, partners, contacts, opportunities, tasks, history").execute(pool).await?;
    Ok(Seeded { members: members.len() as u64, tasks: made })
}

/// Every other rep speaks Russian.
async fn make_reps(
    connection: &mut PgConnection,
    reps: i64,
    first_chat_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    sqlx::query!(
        "INSERT INTO teams (name, time_zone, currency, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
        TEAM,
        ZONE,
        CURRENCY,
        now,
    )
    .execute(&mut *connection)
    .await?;
    let ids = sqlx::query_scalar!(
        r#"WITH made AS (
               INSERT INTO members (name, role, team_id, telegram_id, language, time_zone, created_at)
               SELECT 'Rep ' || $2 + n, 'rep', teams.id, $2 + n, CASE n % 2 WHEN 0 THEN 'en' ELSE 'ru' END,
                      teams.time_zone, $4
                 FROM teams, generate_series(0, $1::bigint - 1) AS n
                WHERE teams.name = $3
               ON CONFLICT (telegram_id) DO NOTHING
               RETURNING id, telegram_id
           ), noted AS (
               INSERT INTO history (at, member_id, entity, entity_id, field, new_value)
               SELECT $4, id, 'member', id, 'telegram', telegram_id::text FROM made
           )
           SELECT id FROM made ORDER BY id"#,
        reps,
        first_chat_id,
        TEAM,
        now,
    )
    .fetch_all(connection)
    .await?;
    Ok(ids)
}

/// Deal `n` of all goes to rep `n / tasks` and partner `n / DEALS_OF_A_PARTNER`; which row got which number does not
/// matter, so ids are simply counted.
async fn make_tasks(connection: &mut PgConnection, members: &[i64], tasks: i64, now: DateTime<Utc>) -> Result<u64> {
    let made = sqlx::query_scalar!(
        r#"WITH reps AS MATERIALIZED (
               SELECT m.id, m.team_id, place - 1 AS n FROM unnest($1::bigint[]) WITH ORDINALITY AS it(id, place)
                 JOIN members m ON m.id = it.id
           ), partners_made AS (
               INSERT INTO partners (name, created_at)
               SELECT 'Company ' || n, $3 FROM generate_series(1, (cardinality($1) * $2::bigint + $4 - 1) / $4) AS n
               RETURNING id, name
           ), contacts_made AS (
               INSERT INTO contacts (partner_id, name, position, created_at)
               SELECT id, 'Contact of ' || name, 'Purchasing', $3 FROM partners_made RETURNING id, partner_id
           ), subjects AS MATERIALIZED (
               SELECT id AS contact_id, partner_id, row_number() OVER (ORDER BY id) - 1 AS n FROM contacts_made
           ), deals AS (
               INSERT INTO opportunities (title, partner_id, contact_id, owner_id, created_at)
               SELECT 'Deal ' || deal.n + 1, subjects.partner_id, subjects.contact_id, reps.id, $3
                 FROM generate_series(0, cardinality($1) * $2::bigint - 1) AS deal(n)
                 JOIN reps ON reps.n = deal.n / NULLIF($2::bigint, 0)
                 JOIN subjects ON subjects.n = deal.n / $4
               RETURNING id, owner_id
           ), tasks_made AS (
               INSERT INTO tasks (step_id, opportunity_id, assignee_id, team_id, due_at, created_at)
               SELECT steps.id, deals.id, reps.id, reps.team_id, ($5::timestamptz[])[1 + deals.id % cardinality($5)], $3
                 FROM deals JOIN reps ON reps.id = deals.owner_id JOIN process_steps steps ON steps.code = $6
               RETURNING id, due_at
           ), noted AS (
               INSERT INTO history (at, entity, entity_id, field, new_value)
               SELECT $3, 'task', id, 'created',
                      to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') FROM tasks_made
           )
           SELECT count(*) AS "made!" FROM tasks_made"#,
        members,
        tasks,
        now - AGE,
        DEALS_OF_A_PARTNER,
        &due_times(now),
        QUALIFY,
    )
    .fetch_one(connection)
    .await?;
    Ok(u64::try_from(made).unwrap_or_default())
}

/// Ends of working days, from last week on.
fn due_times(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let zone: Zone = ZONE.parse().unwrap_or(Zone::UTC);
    let first = zone.date(now - Duration::days(OVERDUE_DAYS));
    (0..WORKING_DAYS)
        .map(|days| calendar::end_of_working_day(calendar::add_working_days(first, days), zone, &WorkingDay::default()))
        .collect()
}
