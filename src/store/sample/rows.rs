//! From the content to rows of the tables: moments resolved, names still names, history told. No SQL here.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::content::catalogues::GOODS;
use super::content::people::{MEMBERS, PARTNERS, TEAMS};
use super::content::{Deal, Given, PersonId, Progress, deals};
use super::timing::Wall;
use crate::domain::calendar::Zone;

/// Rows by table. Deals are known by title, partners, contacts and items of the catalogues by name, members by their
/// Telegram id.
#[derive(Default)]
pub(super) struct Rows {
    pub goods: Vec<GoodRow>,
    pub partners: Vec<PartnerRow>,
    pub contacts: Vec<ContactRow>,
    pub deals: Vec<DealRow>,
    pub demand: Vec<DemandRow>,
    pub interactions: Vec<InteractionRow>,
    pub tasks: Vec<TaskRow>,
    pub history: Vec<HistoryRow>,
}

#[derive(Serialize)]
pub(super) struct GoodRow {
    kind: &'static str,
    name: String,
    unit: String,
    price: u32,
}

#[derive(Serialize)]
pub(super) struct PartnerRow {
    name: &'static str,
    customer: bool,
    legal_name: Option<&'static str>,
    tax_id: Option<&'static str>,
    industry: Option<&'static str>,
    size: Option<&'static str>,
    site: Option<&'static str>,
    address: Option<&'static str>,
    note: Option<&'static str>,
    revision: i64,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(super) struct ContactRow {
    partner: &'static str,
    name: &'static str,
    position: Option<&'static str>,
    phone: Option<&'static str>,
    email: Option<&'static str>,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(super) struct DealRow {
    title: &'static str,
    partner: &'static str,
    contact: &'static str,
    owner: PersonId,
    description: &'static str,
    status: &'static str,
    terms: Option<&'static str>,
    channel: Option<&'static str>,
    source: Option<&'static str>,
    budget: Option<u32>,
    probability: Option<u8>,
    lost_reason: Option<&'static str>,
    lost_comment: Option<&'static str>,
    lost_at: Option<DateTime<Utc>>,
    revision: i64,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(super) struct DemandRow {
    deal: &'static str,
    good: String,
    name: &'static str,
    unit: &'static str,
    quantity: u32,
    price: Option<u32>,
    discount_percent: u8,
    note: &'static str,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(super) struct InteractionRow {
    deal: &'static str,
    kind: &'static str,
    happened_at: DateTime<Utc>,
    summary: &'static str,
    next_step: Option<&'static str>,
    follow_up_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(super) struct TaskRow {
    deal: &'static str,
    step: &'static str,
    role: Option<&'static str>,
    importance: &'static str,
    instructions: &'static str,
    due_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    state: &'static str,
    accepted_by: Option<PersonId>,
    accepted_at: Option<DateTime<Utc>>,
    completed_by: Option<PersonId>,
    completed_at: Option<DateTime<Utc>>,
    results: Option<&'static str>,
    cancelled_at: Option<DateTime<Utc>>,
    notice_at: DateTime<Utc>,
    notice_sent_at: Option<DateTime<Utc>>,
}

/// A line of history about a deal, about its partner, or, with a step, about its task of that step.
#[derive(Serialize)]
pub(super) struct HistoryRow {
    at: DateTime<Utc>,
    member: Option<PersonId>,
    entity: &'static str,
    deal: &'static str,
    step: Option<&'static str>,
    field: &'static str,
    from: Option<String>,
    to: Option<String>,
}

/// The whole content as rows, for a sample that is made at `now`.
pub(super) fn all(now: DateTime<Utc>) -> Rows {
    let goods = GOODS.iter().map(|it| GoodRow {
        kind: it.kind,
        name: format!("{} / {}", it.en, it.ru),
        unit: format!("{} / {}", it.unit_en, it.unit_ru),
        price: it.price,
    });
    let mut rows = Rows { goods: goods.collect(), ..Rows::default() };
    for deal in deals() {
        let scene = Scene::of(deal, now);
        rows.add_partner(&scene);
        rows.add_deal(&scene);
        rows.add_demand(&scene);
        rows.interactions.extend(deal.interactions.iter().map(|it| InteractionRow {
            deal: deal.title,
            kind: it.kind,
            happened_at: scene.wall.moment(it.at),
            summary: it.summary,
            next_step: it.next_step,
            follow_up_at: it.follow_up.map(|at| scene.wall.moment(at)),
        }));
        for given in deal.tasks {
            rows.add_task(&scene, given);
        }
    }
    // One deal's lines by their time: what is told about a thing is read by id.
    rows.history.sort_by_key(|line| line.at);
    rows
}

/// A deal where and when it happens.
struct Scene {
    deal: &'static Deal,
    wall: Wall,
    currency: &'static str,
    russian: bool,
    created: DateTime<Utc>,
    /// When what is known of it was filled in.
    filled: DateTime<Utc>,
    closed: Option<DateTime<Utc>>,
}

impl Scene {
    fn of(deal: &'static Deal, now: DateTime<Utc>) -> Self {
        let owner = MEMBERS.iter().find(|it| it.telegram_id == deal.owner);
        let team = owner.and_then(|owner| TEAMS.iter().find(|team| team.name == owner.team));
        let zone = team.and_then(|team| team.time_zone.parse().ok()).unwrap_or(Zone::UTC);
        let wall = Wall { zone, now };
        let created = wall.moment(deal.created);
        Self {
            deal,
            wall,
            currency: team.map_or("", |team| team.currency),
            russian: owner.is_some_and(|owner| owner.language == "ru"),
            created,
            filled: created + Duration::minutes(20),
            closed: deal.closed.map(|at| wall.moment(at)),
        }
    }

    /// What is known of the deal, as history has it.
    fn known(&self) -> Vec<(&'static str, String)> {
        let deal = self.deal;
        let fields = [
            ("terms", deal.terms.map(String::from)),
            ("budget", deal.budget.map(|amount| format!("{amount} {}", self.currency))),
            ("probability", deal.probability.map(|percent| format!("{percent} %"))),
            ("channel", deal.channel.map(String::from)),
            ("source", deal.source.map(String::from)),
        ];
        fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
    }

    fn note(&self, at: DateTime<Utc>, entity: &'static str, field: &'static str, to: impl Into<String>) -> HistoryRow {
        HistoryRow {
            at,
            member: Some(self.deal.owner),
            entity,
            deal: self.deal.title,
            step: None,
            field,
            from: None,
            to: Some(to.into()),
        }
    }
}

impl Rows {
    /// The partner, as old as its first deal, with its contacts.
    fn add_partner(&mut self, scene: &Scene) {
        let name = scene.deal.partner;
        let Some(partner) = PARTNERS.iter().find(|it| it.name == name) else { return };
        if self.partners.iter().any(|row| row.name == name) {
            return;
        }
        let became = if partner.customer { scene.closed } else { None };
        self.partners.push(PartnerRow {
            name,
            customer: partner.customer,
            legal_name: partner.legal_name,
            tax_id: partner.tax_id,
            industry: partner.industry,
            size: partner.size,
            site: partner.site,
            address: partner.address,
            note: partner.note,
            revision: if became.is_some() { 2 } else { 1 },
            created_at: scene.created,
        });
        self.contacts.extend(partner.contacts.iter().map(|contact| ContactRow {
            partner: name,
            name: contact.name,
            position: contact.position,
            phone: contact.phone,
            email: contact.email,
            created_at: scene.created,
        }));
        self.history.push(scene.note(scene.created, "partner", "created", name));
        if let Some(at) = became {
            let line = scene.note(at, "partner", "customer", "true");
            self.history.push(HistoryRow { from: Some("false".into()), ..line });
        }
    }

    fn add_deal(&mut self, scene: &Scene) {
        let deal = scene.deal;
        self.history.push(scene.note(scene.created, "opportunity", "created", deal.title));
        let known = scene.known();
        let saves = i64::from(!known.is_empty());
        self.history.extend(known.into_iter().map(|(field, to)| scene.note(scene.filled, "opportunity", field, to)));
        let moves = self.add_statuses(scene);
        if let (Some(lost), Some(at)) = (deal.lost, scene.closed) {
            self.history.push(scene.note(at, "opportunity", "lost_reason", lost.reason));
            self.history.push(scene.note(at, "opportunity", "lost_comment", lost.comment));
        }
        self.deals.push(DealRow {
            title: deal.title,
            partner: deal.partner,
            contact: deal.contact,
            owner: deal.owner,
            description: deal.description,
            status: deal.status,
            terms: deal.terms,
            channel: deal.channel,
            source: deal.source,
            budget: deal.budget,
            probability: deal.probability,
            lost_reason: deal.lost.map(|lost| lost.reason),
            lost_comment: deal.lost.map(|lost| lost.comment),
            lost_at: deal.lost.and(scene.closed),
            revision: 1 + saves + moves,
            created_at: scene.created,
        });
    }

    /// Tells how the deal came to its status, and in how many moves: qualified when the task that qualifies was
    /// completed, then won or lost.
    fn add_statuses(&mut self, scene: &Scene) -> i64 {
        let mut status = "in_progress";
        let mut moves = 0;
        let qualified = scene.deal.tasks.iter().find_map(|given| match given.progress {
            Progress::Done { completed, .. } if given.step == Given::QUALIFY.step => Some(scene.wall.moment(completed)),
            _ => None,
        });
        let steps = [(qualified, "qualified"), (scene.closed, scene.deal.status)];
        for (at, to) in steps.into_iter().filter_map(|(at, to)| Some((at?, to))) {
            let line = scene.note(at, "opportunity", "status", to);
            self.history.push(HistoryRow { from: Some(status.into()), ..line });
            status = to;
            moves += 1;
        }
        moves
    }

    fn add_demand(&mut self, scene: &Scene) {
        for line in scene.deal.demand {
            let Some(good) = GOODS.iter().find(|it| it.en == line.good) else { continue };
            self.demand.push(DemandRow {
                deal: scene.deal.title,
                good: format!("{} / {}", good.en, good.ru),
                name: if scene.russian { good.ru } else { good.en },
                unit: if scene.russian { good.unit_ru } else { good.unit_en },
                quantity: line.quantity,
                price: line.price,
                discount_percent: line.discount_percent,
                note: line.note,
                created_at: scene.filled,
            });
        }
    }

    fn add_task(&mut self, scene: &Scene, given: &'static Given) {
        let wall = &scene.wall;
        let created_at = wall.moment(given.at);
        let due_at = wall.due(given.due);
        let notice = wall.due_notice(given.due, due_at, created_at);
        let mut row = TaskRow {
            deal: scene.deal.title,
            step: given.step,
            role: given.role,
            importance: given.importance,
            instructions: given.instructions,
            due_at,
            created_at,
            state: "open",
            accepted_by: None,
            accepted_at: None,
            completed_by: None,
            completed_at: None,
            results: None,
            cancelled_at: None,
            notice_at: notice.at,
            notice_sent_at: notice.sent_at,
        };
        let note = |at: DateTime<Utc>, member: Option<PersonId>, field: &'static str, to: String| HistoryRow {
            member,
            step: Some(given.step),
            ..scene.note(at, "task", field, to)
        };
        self.history.push(note(created_at, None, "created", due_at.to_rfc3339()));
        let accept = |row: &mut TaskRow, by, at: DateTime<Utc>| {
            (row.accepted_by, row.accepted_at) = (Some(by), Some(at));
            note(at, Some(by), "accepted", format!("start {}", at.to_rfc3339()))
        };
        match given.progress {
            Progress::Open => {}
            Progress::Accepted(at) => {
                row.state = "accepted";
                self.history.push(accept(&mut row, scene.deal.owner, wall.moment(at)));
            }
            Progress::Done { by, accepted, completed, results } => {
                row.state = "done";
                self.history.push(accept(&mut row, by, wall.moment(accepted)));
                let at = wall.moment(completed);
                (row.completed_by, row.completed_at, row.results) = (Some(by), Some(at), Some(results));
                self.history.push(note(at, Some(by), "completed", format!("{}: {results}", at.to_rfc3339())));
            }
            Progress::Cancelled(at) => {
                row.state = "cancelled";
                row.cancelled_at = Some(wall.moment(at));
                self.history.push(note(wall.moment(at), Some(scene.deal.owner), "cancelled", scene.deal.status.into()));
            }
        }
        self.tasks.push(row);
    }
}
