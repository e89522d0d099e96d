//! The demo's team, written from [`rows`](super::rows) table by table, one statement each. Names become ids here, among
//! the rows just written.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::content::people::{MEMBERS, TEAMS};
use super::rows::{self, Rows};
use crate::store::Result;

/// How long the people have been there.
const SINCE: Duration = Duration::days(90);

/// Fills in everything, in the open transaction.
pub(super) async fn fill(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let rows = rows::all(now);
    fill_people(connection, now - SINCE).await?;
    fill_goods(connection, &rows).await?;
    let partners = fill_partners(connection, &rows).await?;
    let deals = fill_deals(connection, &rows, &partners).await?;
    fill_demand(connection, &rows, &deals).await?;
    fill_interactions(connection, &rows, &deals).await?;
    fill_tasks(connection, &rows, &deals).await?;
    fill_history(connection, &rows, &deals).await
}

async fn fill_people(connection: &mut PgConnection, since: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO teams (name, time_zone, currency, created_at)
           SELECT name, time_zone, currency, $2
             FROM jsonb_to_recordset($1) AS team(name text, time_zone text, currency text)
           ON CONFLICT (name) DO NOTHING"#,
        Json(TEAMS) as _,
        since,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        r#"WITH made AS (
               INSERT INTO members (name, role, team_id, telegram_id, language, time_zone, created_at)
               SELECT person.name, person.role, teams.id, person.telegram_id, person.language, teams.time_zone, $2
                 FROM jsonb_to_recordset($1)
                      AS person(telegram_id bigint, name text, role text, language text, team text)
                 JOIN teams ON teams.name = person.team
                ORDER BY person.telegram_id
               RETURNING id, telegram_id
           )
           INSERT INTO history (at, member_id, entity, entity_id, field, new_value)
           SELECT $2, id, 'member', id, 'telegram', telegram_id::text FROM made"#,
        Json(MEMBERS) as _,
        since,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_goods(connection: &mut PgConnection, rows: &Rows) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO goods (kind, name, unit, price, currency)
           SELECT kind, name, unit, price, 'RUB'
             FROM jsonb_to_recordset($1) AS good(kind text, name text, unit text, price numeric)
            WHERE NOT EXISTS (SELECT FROM goods WHERE goods.name = good.name)"#,
        Json(&rows.goods) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_partners(connection: &mut PgConnection, rows: &Rows) -> Result<Vec<i64>> {
    let ids = sqlx::query_scalar!(
        r#"INSERT INTO partners (name, customer, legal_name, tax_id, industry, size, site, address, note, revision,
                                 created_at)
           SELECT * FROM jsonb_to_recordset($1)
               AS partner(name text, customer boolean, legal_name text, tax_id text, industry text, size text,
                          site text, address text, note text, revision bigint, created_at timestamptz)
           RETURNING id"#,
        Json(&rows.partners) as _,
    )
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query!(
        r#"INSERT INTO contacts (partner_id, name, position, phone, email, created_at)
           SELECT partners.id, contact.name, contact.position, contact.phone, contact.email, contact.created_at
             FROM jsonb_to_recordset($1) AS contact(partner text, name text, "position" text, phone text, email text,
                                                    created_at timestamptz)
             JOIN partners ON partners.name = contact.partner AND partners.id = ANY($2)"#,
        Json(&rows.contacts) as _,
        &ids,
    )
    .execute(connection)
    .await?;
    Ok(ids)
}

async fn fill_deals(connection: &mut PgConnection, rows: &Rows, partners: &[i64]) -> Result<Vec<i64>> {
    let ids = sqlx::query_scalar!(
        r#"INSERT INTO opportunities (title, partner_id, contact_id, owner_id, description, status, terms_id, budget,
                                      budget_currency, probability, channel_id, source_id, lost_reason_id,
                                      lost_comment, lost_at, lost_by, revision, created_at)
           SELECT deal.title, p.id, k.id, m.id, deal.description, deal.status, terms.id, deal.budget,
                  CASE WHEN deal.budget IS NOT NULL THEN teams.currency END, deal.probability, channels.id,
                  campaigns.id, r.id, deal.lost_comment, deal.lost_at,
                  CASE WHEN deal.lost_at IS NOT NULL THEN m.id END, deal.revision, deal.created_at
             FROM jsonb_to_recordset($1)
                  AS deal(title text, partner text, contact text, owner bigint, description text, status text,
                          terms text, channel text, source text, budget numeric, probability smallint,
                          lost_reason text, lost_comment text, lost_at timestamptz, revision bigint,
                          created_at timestamptz)
             JOIN partners p ON p.name = deal.partner AND p.id = ANY($2)
             JOIN contacts k ON k.partner_id = p.id AND k.name = deal.contact
             JOIN members m ON m.telegram_id = deal.owner
             JOIN teams ON teams.id = m.team_id
             LEFT JOIN terms ON terms.name_en = deal.terms
             LEFT JOIN channels ON channels.name_en = deal.channel
             LEFT JOIN campaigns ON campaigns.name_en = deal.source
             LEFT JOIN LATERAL (SELECT id FROM lost_reasons WHERE name_en = deal.lost_reason ORDER BY id LIMIT 1) r
                    ON true
            ORDER BY deal.created_at
           RETURNING id"#,
        Json(&rows.deals) as _,
        partners,
    )
    .fetch_all(connection)
    .await?;
    Ok(ids)
}

async fn fill_demand(connection: &mut PgConnection, rows: &Rows, deals: &[i64]) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO demand_lines (opportunity_id, good_id, kind, name, quantity, unit, price, currency,
                                     discount_percent, note, created_at)
           SELECT o.id, good.id, good.kind, line.name, line.quantity, line.unit, COALESCE(line.price, good.price),
                  CASE WHEN line.price IS NULL THEN good.currency ELSE teams.currency END, line.discount_percent,
                  line.note, line.created_at
             FROM jsonb_to_recordset($1)
                  AS line(deal text, good text, name text, unit text, quantity numeric, price numeric,
                          discount_percent numeric, note text, created_at timestamptz)
             JOIN opportunities o ON o.title = line.deal AND o.id = ANY($2)
             JOIN members m ON m.id = o.owner_id
             JOIN teams ON teams.id = m.team_id
             JOIN LATERAL (SELECT * FROM goods WHERE goods.name = line.good ORDER BY id LIMIT 1) good ON true"#,
        Json(&rows.demand) as _,
        deals,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_interactions(connection: &mut PgConnection, rows: &Rows, deals: &[i64]) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO interactions (opportunity_id, contact_id, kind, happened_at, summary, next_step, follow_up_at,
                                     author_id, created_at)
           SELECT o.id, o.contact_id, said.kind, said.happened_at, said.summary, said.next_step, said.follow_up_at,
                  o.owner_id, said.happened_at
             FROM jsonb_to_recordset($1)
                  AS said(deal text, kind text, happened_at timestamptz, summary text, next_step text,
                          follow_up_at timestamptz)
             JOIN opportunities o ON o.title = said.deal AND o.id = ANY($2)
            ORDER BY said.happened_at"#,
        Json(&rows.interactions) as _,
        deals,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Tasks and their notices: each was told of when given out.
async fn fill_tasks(connection: &mut PgConnection, rows: &Rows, deals: &[i64]) -> Result<()> {
    sqlx::query!(
        r#"WITH given AS (
               SELECT it.*, o.id AS opportunity_id, o.owner_id, s.id AS step_id, m.team_id
                 FROM jsonb_to_recordset($1)
                      AS it(deal text, step text, role text, importance text, instructions text, due_at timestamptz,
                            created_at timestamptz, state text, accepted_by bigint, accepted_at timestamptz,
                            completed_by bigint, completed_at timestamptz, results text, cancelled_at timestamptz,
                            notice_at timestamptz, notice_sent_at timestamptz)
                 JOIN opportunities o ON o.title = it.deal AND o.id = ANY($2)
                 JOIN members m ON m.id = o.owner_id
                 JOIN process_steps s ON s.code = it.step
           ), made AS (
               INSERT INTO tasks (step_id, opportunity_id, assignee_id, role, team_id, importance, instructions, due_at,
                                  created_at, state, accepted_by, accepted_at, start_at, completed_by, completed_at,
                                  results, cancelled_at)
               SELECT given.step_id, given.opportunity_id, CASE WHEN given.role IS NULL THEN given.owner_id END,
                      given.role, given.team_id, given.importance, given.instructions, given.due_at, given.created_at,
                      given.state, accepter.id, given.accepted_at, given.accepted_at, completer.id,
                      given.completed_at, given.results, given.cancelled_at
                 FROM given
                 LEFT JOIN members accepter ON accepter.telegram_id = given.accepted_by
                 LEFT JOIN members completer ON completer.telegram_id = given.completed_by
                ORDER BY given.created_at
               RETURNING id, opportunity_id, step_id
           )
           INSERT INTO task_notices (task_id, kind, due_at, sent_at)
           SELECT made.id, notice.kind, notice.due_at, notice.sent_at
             FROM made
             JOIN given USING (opportunity_id, step_id)
            CROSS JOIN LATERAL (VALUES ('assigned', given.created_at, given.created_at),
                                       ('due', given.notice_at, given.notice_sent_at)) AS notice(kind, due_at, sent_at)"#,
        Json(&rows.tasks) as _,
        deals,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn fill_history(connection: &mut PgConnection, rows: &Rows, deals: &[i64]) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO history (at, member_id, entity, entity_id, field, old_value, new_value)
           SELECT line.at, m.id, line.entity,
                  CASE line.entity WHEN 'partner' THEN o.partner_id WHEN 'task' THEN t.id ELSE o.id END,
                  line.field, line."from", line."to"
             FROM ROWS FROM (jsonb_to_recordset($1)
                  AS (at timestamptz, member bigint, entity text, deal text, step text, field text, "from" text,
                      "to" text)) WITH ORDINALITY
                  AS line(at, member, entity, deal, step, field, "from", "to", place)
             JOIN opportunities o ON o.title = line.deal AND o.id = ANY($2)
             LEFT JOIN members m ON m.telegram_id = line.member
             LEFT JOIN process_steps s ON s.code = line.step
             LEFT JOIN tasks t ON t.opportunity_id = o.id AND t.step_id = s.id
            ORDER BY line.place"#,
        Json(&rows.history) as _,
        deals,
    )
    .execute(connection)
    .await?;
    Ok(())
}
