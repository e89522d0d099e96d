//! Mark's deals and tasks, abroad, in English and euros: one task overdue, one due today, one next week, one done (and
//! the quotation after it).

use chrono::Weekday;

use super::people::{INGRID, MARK};
use super::{Deal, Demand, Given, Interaction, Progress, demand};
use crate::store::sample::timing::{At, Day};

pub(crate) const DEALS: &[Deal] = &[
    Deal {
        title: "Outdoor racks for 22 garden centres",
        partner: "Osterkamp Gartenmarkt",
        contact: "Jürgen Osterkamp",
        owner: MARK,
        description: "Galvanised racks that stand outside all year. Starts with three shops.",
        channel: Some("Trade fair"),
        created: At(Day::Ago(3), 10, 30),
        interactions: &[Interaction {
            at: At(Day::Ago(2), 14, 0),
            kind: "email",
            summary: "Sent pictures of galvanised bays. He wants to know how they age near the sea.",
            next_step: Some("Ask the factory for a salt spray test"),
            follow_up: None,
        }],
        tasks: &[Given {
            instructions: "Find out which three shops come first, and who pays: the group or each shop.",
            at: At(Day::Ago(3), 10, 35),
            due: Day::Today,
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Picking carts for the online shop",
        partner: "Vinterdal Sport",
        contact: "Linnea Åkerblad",
        owner: MARK,
        description: "Carts that hold skis upright.",
        terms: Some("Net 30 days"),
        channel: Some("Social media"),
        source: Some("New customer offer"),
        budget: Some(9_500),
        created: At(Day::Ago(5), 9, 20),
        demand: &[Demand { price: Some(240), note: "Upright holder for skis", ..demand("Picking cart", 35) }],
        tasks: &[Given { at: At(Day::Ago(5), 9, 25), due: Day::Ago(1), ..Given::QUALIFY }],
        ..Deal::NEW
    },
    Deal {
        title: "Hygienic pallets for the blending hall",
        partner: "Fennwick Tea",
        contact: "Robert Calloway",
        owner: MARK,
        description: "Wooden pallets are not allowed in the hall from next year.",
        created: At(Day::Ago(1), 11, 45),
        demand: &[Demand { price: Some(38), ..demand("Plastic pallet", 600) }],
        tasks: &[Given { at: At(Day::Ago(1), 11, 50), due: Day::NextWeek(Weekday::Tue), ..Given::QUALIFY }],
        ..Deal::NEW
    },
    Deal {
        title: "Flour store with drive-in racks",
        partner: "Boulangerie Grandépi",
        contact: "Élise Montreuil",
        owner: MARK,
        description: "Drive-in racks for 160 pallets of flour.",
        status: "won",
        terms: Some("Prepayment"),
        channel: Some("Recommendation"),
        source: Some("Referral bonus"),
        budget: Some(21_000),
        probability: Some(75),
        created: At(Day::Ago(30), 14, 0),
        closed: Some(At(Day::Ago(10), 11, 30)),
        demand: &[
            Demand { price: Some(410), discount_percent: 4, ..demand("Drive-in rack, bay", 40) },
            Demand { price: Some(2_900), ..demand("Delivery, lorry 20 t", 1) },
        ],
        interactions: &[Interaction {
            at: At(Day::Ago(26), 10, 0),
            kind: "meeting",
            summary: "Visited the bakery. First in, first out does not matter for them: the flour turns in five days.",
            next_step: None,
            follow_up: None,
        }],
        tasks: &[
            Given {
                at: At(Day::Ago(30), 14, 5),
                due: Day::Ago(26),
                progress: Progress::Done {
                    by: MARK,
                    accepted: At(Day::Ago(29), 9, 0),
                    completed: At(Day::Ago(26), 15, 30),
                    results: "Drive-in racks fit. Élise and her sister decide together and pay in advance.",
                },
                ..Given::QUALIFY
            },
            Given {
                at: At(Day::Ago(26), 15, 30),
                due: Day::Ago(23),
                progress: Progress::Done {
                    by: INGRID,
                    accepted: At(Day::Ago(25), 10, 10),
                    completed: At(Day::Ago(23), 13, 0),
                    results: "Quotation sent with 4 % off the racks; answer expected within two weeks.",
                },
                ..Given::QUOTATION
            },
        ],
        ..Deal::NEW
    },
];
