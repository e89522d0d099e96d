//! Anna's deals and tasks, in English: one task overdue, one due today, one tomorrow, two next week, one later, two done.

use chrono::Weekday;

use super::people::{ANNA, ELENA};
use super::{Deal, Demand, Given, Interaction, Progress, demand};
use crate::store::sample::timing::{At, Day};

pub(crate) const DEALS: &[Deal] = &[
    Deal {
        title: "Racks for the new cold store",
        partner: "Harrowmere Foods",
        contact: "Daniel Ashgrove",
        owner: ANNA,
        description: "Left a request on the website: a cold store for about 1,200 pallets opens in spring.",
        created: At(Day::Ago(2), 11, 20),
        tasks: &[Given {
            instructions: "Ask how many pallets go in and out a day: it decides between drive-in and ordinary racks. \
                           Discount policy: https://intranet.example/policies/discounts",
            importance: "high",
            at: At(Day::Ago(2), 11, 25),
            due: Day::Today,
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Stackers for the returns area",
        partner: "Tillwick Outdoor",
        contact: "Priya Wetherall",
        owner: ANNA,
        description: "Three stackers, new or rented, before the camping season.",
        terms: Some("Leasing"),
        channel: Some("Trade fair"),
        created: At(Day::Ago(4), 15, 10),
        demand: &[demand("Electric stacker, 1.6 t", 3)],
        interactions: &[Interaction {
            at: At(Day::Ago(3), 12, 0),
            kind: "call",
            summary: "They rent two trucks now and are tired of breakdowns. Would lease rather than buy.",
            next_step: Some("Get a leasing rate for 36 months"),
            follow_up: None,
        }],
        tasks: &[Given { at: At(Day::Ago(4), 15, 15), due: Day::Ago(1), ..Given::QUALIFY }],
        ..Deal::NEW
    },
    Deal {
        title: "Sorting line for the Leeds depot",
        partner: "Brackenford Parcels",
        contact: "Grace Pellworth",
        owner: ANNA,
        description: "Roller conveyor of about 60 m with two branches. The old line stops twice a week.",
        channel: Some("Recommendation"),
        source: Some("Referral bonus"),
        probability: Some(40),
        created: At(Day::Ago(6), 9, 45),
        demand: &[
            Demand { note: "Two branches, height 750 mm", ..demand("Roller conveyor", 60) },
            demand("Site survey and layout", 2),
            demand("Installation", 120),
        ],
        interactions: &[
            Interaction {
                at: At(Day::Ago(5), 14, 30),
                kind: "call",
                summary: "Grace runs the depot and may spend what her director signs. The line must stand before the \
                          peak season.",
                next_step: Some("Visit the depot"),
                follow_up: None,
            },
            Interaction {
                at: At(Day::Ago(3), 10, 0),
                kind: "meeting",
                summary: "Saw the line. The floor is uneven by 3 cm near gate 4. She asked for night installation.",
                next_step: Some("Send the survey report"),
                follow_up: None,
            },
            Interaction {
                at: At(Day::Ago(1), 16, 40),
                kind: "note",
                summary: "Survey report sent. Oliver Stanmore reads it before the budget round; ask him for the sum.",
                next_step: Some("Call Oliver about the budget"),
                follow_up: Some(At(Day::Ahead(1), 11, 0)),
            },
        ],
        tasks: &[Given {
            instructions: "The budget is signed by the head office: speak to Oliver Stanmore too.",
            at: At(Day::Ago(6), 9, 50),
            due: Day::Ahead(1),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Shelving for the book archive",
        partner: "Quillhaven Books",
        contact: "Helen Marchbanks",
        owner: ANNA,
        description: "About 80 shelving units for a dry cellar.",
        channel: Some("Search advertising"),
        budget: Some(600_000),
        created: At(Day::Ago(2), 16, 5),
        demand: &[demand("Shelving unit, 5 shelves", 80)],
        tasks: &[Given {
            importance: "low",
            at: At(Day::Ago(2), 16, 10),
            due: Day::NextWeek(Weekday::Tue),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Cantilever racks for tiles",
        partner: "Marlstone Ceramics",
        contact: "Tom Ravenhill",
        owner: ANNA,
        description: "Heavy loads, 1.8 t a level. Wants a proof of load capacity.",
        terms: Some("Net 30 days"),
        channel: Some("Website"),
        source: Some("Website relaunch"),
        created: At(Day::Ago(3), 13, 0),
        interactions: &[Interaction {
            at: At(Day::Ago(1), 11, 15),
            kind: "email",
            summary: "Sent the load tables. Tom passes them to his safety officer.",
            next_step: None,
            follow_up: None,
        }],
        tasks: &[Given {
            at: At(Day::Ago(3), 13, 5),
            due: Day::NextWeek(Weekday::Thu),
            progress: Progress::Accepted(At(Day::Ago(1), 10, 50)),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Yearly rack inspection, 6 depots",
        partner: "Brackenford Parcels",
        contact: "Oliver Stanmore",
        owner: ANNA,
        description: "The present inspector retires at the end of the quarter.",
        created: At(Day::Ago(1), 12, 30),
        tasks: &[Given { importance: "low", at: At(Day::Ago(1), 12, 35), due: Day::Ahead(15), ..Given::QUALIFY }],
        ..Deal::NEW
    },
    Deal {
        title: "Reach trucks for the new hall",
        partner: "Kestrelwood Furniture",
        contact: "Nadia Orchard",
        owner: ANNA,
        description: "Two reach trucks and training for eight drivers.",
        status: "qualified",
        terms: Some("Instalments, half and half"),
        channel: Some("Trade fair"),
        source: Some("Autumn trade fair"),
        budget: Some(6_200_000),
        probability: Some(70),
        created: At(Day::Ago(7), 10, 10),
        demand: &[
            Demand { discount_percent: 3, ..demand("Reach truck, 2 t", 2) },
            Demand { note: "Two groups of four", ..demand("Operator training", 2) },
        ],
        interactions: &[Interaction {
            at: At(Day::Ago(3), 15, 0),
            kind: "call",
            summary: "Budget is approved, Nadia decides alone. Delivery within ten weeks is a must.",
            next_step: Some("Quotation"),
            follow_up: None,
        }],
        tasks: &[
            Given {
                at: At(Day::Ago(7), 10, 15),
                due: Day::Ago(2),
                progress: Progress::Done {
                    by: ANNA,
                    accepted: At(Day::Ago(6), 9, 30),
                    completed: At(Day::Ago(2), 12, 10),
                    results: "Budget approved, the decision is Nadia's. Wants a quotation for two reach trucks with \
                              training; delivery within ten weeks.",
                },
                ..Given::QUALIFY
            },
            Given { at: At(Day::Ago(2), 12, 10), due: Day::Ahead(1), ..Given::QUOTATION },
        ],
        ..Deal::NEW
    },
    Deal {
        title: "Mezzanine for the spare parts",
        partner: "Тёплый двор",
        contact: "Сергей Лопатин",
        owner: ANNA,
        description: "A mezzanine of 240 m² over the packing area.",
        status: "won",
        terms: Some("Prepayment"),
        channel: Some("Recommendation"),
        source: Some("Referral bonus"),
        budget: Some(1_500_000),
        probability: Some(80),
        created: At(Day::Ago(24), 11, 0),
        closed: Some(At(Day::Ago(8), 17, 10)),
        demand: &[demand("Mezzanine floor", 1), demand("Installation", 96), demand("Delivery, lorry 20 t", 2)],
        interactions: &[
            Interaction {
                at: At(Day::Ago(21), 10, 30),
                kind: "meeting",
                summary: "Measured the hall together. Fire exits stay where they are.",
                next_step: None,
                follow_up: None,
            },
            Interaction {
                at: At(Day::Ago(8), 17, 0),
                kind: "call",
                summary: "Contract signed, prepayment on Friday.",
                next_step: None,
                follow_up: None,
            },
        ],
        tasks: &[
            Given {
                at: At(Day::Ago(24), 11, 5),
                due: Day::Ago(20),
                progress: Progress::Done {
                    by: ANNA,
                    accepted: At(Day::Ago(23), 9, 40),
                    completed: At(Day::Ago(20), 14, 20),
                    results: "Clear need, money set aside, prepayment is fine for them. Layout agreed on the spot.",
                },
                ..Given::QUALIFY
            },
            Given {
                at: At(Day::Ago(20), 14, 20),
                due: Day::Ago(17),
                progress: Progress::Done {
                    by: ELENA,
                    accepted: At(Day::Ago(19), 10, 0),
                    completed: At(Day::Ago(17), 16, 30),
                    results: "Предложение отправлено, ответ обещан в течение двух недель.",
                },
                ..Given::QUOTATION
            },
        ],
        ..Deal::NEW
    },
];
