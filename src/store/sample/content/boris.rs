//! Борис's deals and tasks, in Russian: one task overdue, one due today, one tomorrow, one next week, one done, and one
//! that ended with its deal.

use chrono::Weekday;

use super::people::BORIS;
use super::{Deal, Demand, Given, Interaction, Lost, Progress, demand};
use crate::store::sample::timing::{At, Day};

pub(crate) const DEALS: &[Deal] = &[
    Deal {
        title: "Стеллажи для склада в Подольске",
        partner: "Берёзовый берег",
        contact: "Марина Ежова",
        owner: BORIS,
        description: "Переезжают на новый склад, нужно около 900 паллетомест.",
        created: At(Day::Ago(2), 12, 0),
        tasks: &[Given {
            instructions: "Уточните высоту потолка и нагрузку на пол. Правила скидок: \
                           https://intranet.example/policies/discounts",
            importance: "high",
            at: At(Day::Ago(2), 12, 5),
            due: Day::Today,
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Консольные стеллажи под плиту",
        partner: "Мебель «Кедрица»",
        contact: "Игорь Самоцветов",
        owner: BORIS,
        description: "Хранение плит 2,8 × 2,07 м, до 400 листов.",
        terms: Some("Net 30 days"),
        channel: Some("Cold call"),
        created: At(Day::Ago(5), 10, 40),
        demand: &[Demand { note: "Вылет консоли 1,2 м", ..demand("Cantilever rack, bay", 14) }],
        interactions: &[Interaction {
            at: At(Day::Ago(3), 11, 30),
            kind: "call",
            summary: "Бюджет согласуют у собственника. Игорь просит две цены: с монтажом и без.",
            next_step: Some("Перезвонить после совещания у собственника"),
            follow_up: None,
        }],
        tasks: &[Given {
            instructions: "Без суммы от собственника предложение не готовим.",
            at: At(Day::Ago(5), 10, 45),
            due: Day::Ago(1),
            progress: Progress::Accepted(At(Day::Ago(4), 9, 20)),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Терминалы и принтеры этикеток",
        partner: "Аптеки «Ромашкин луг»",
        contact: "Алла Верещагина",
        owner: BORIS,
        description: "Маркировка: 12 терминалов и 3 принтера на центральный склад.",
        terms: Some("Trial period"),
        channel: Some("Email newsletter"),
        source: Some("Webinar series"),
        budget: Some(1_100_000),
        created: At(Day::Ago(4), 14, 15),
        demand: &[demand("Barcode terminal", 12), Demand { discount_percent: 5, ..demand("Label printer", 3) }],
        interactions: &[
            Interaction {
                at: At(Day::Ago(3), 16, 0),
                kind: "message",
                summary: "Попросила один терминал на неделю для проверки с их программой.",
                next_step: Some("Отправить терминал на пробу"),
                follow_up: None,
            },
            Interaction {
                at: At(Day::Ago(1), 12, 20),
                kind: "note",
                summary: "Терминал отправлен, проверяют до конца недели.",
                next_step: Some("Узнать, как прошла проверка"),
                follow_up: Some(At(Day::Ahead(2), 10, 0)),
            },
        ],
        tasks: &[Given { at: At(Day::Ago(4), 14, 20), due: Day::Ahead(1), ..Given::QUALIFY }],
        ..Deal::NEW
    },
    Deal {
        title: "Аренда погрузчиков на сезон",
        partner: "Берёзовый берег",
        contact: "Павел Тихонравов",
        owner: BORIS,
        description: "Два погрузчика на четыре месяца, с обслуживанием.",
        channel: Some("Recommendation"),
        created: At(Day::Ago(1), 15, 30),
        demand: &[Demand {
            note: "Два погрузчика на четыре месяца", ..demand("Forklift rental", 8)
        }],
        tasks: &[Given {
            importance: "low",
            at: At(Day::Ago(1), 15, 35),
            due: Day::NextWeek(Weekday::Wed),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
    Deal {
        title: "Складская программа и обучение",
        partner: "Волнистый шёлк",
        contact: "Руслан Каримов",
        owner: BORIS,
        description: "Учёт рулонов на складе, 15 рабочих мест.",
        status: "qualified",
        terms: Some("Instalments, half and half"),
        channel: Some("Website"),
        source: Some("New customer offer"),
        budget: Some(1_650_000),
        probability: Some(60),
        created: At(Day::Ago(8), 10, 0),
        demand: &[demand("Warehouse software, licence", 15), demand("Operator training", 3)],
        interactions: &[Interaction {
            at: At(Day::Ago(4), 11, 0),
            kind: "meeting",
            summary: "Показали программу на их рулонах. Решает Руслан, запуск нужен до инвентаризации.",
            next_step: Some("Коммерческое предложение"),
            follow_up: None,
        }],
        tasks: &[
            Given {
                at: At(Day::Ago(8), 10, 5),
                due: Day::Ago(4),
                progress: Progress::Done {
                    by: BORIS,
                    accepted: At(Day::Ago(7), 9, 15),
                    completed: At(Day::Ago(4), 15, 45),
                    results: "Потребность и бюджет подтверждены, решает Руслан Каримов. Просит предложение с рассрочкой.",
                },
                ..Given::QUALIFY
            },
            Given {
                instructions: "Руслан просит отдельную строку за обучение.",
                at: At(Day::Ago(4), 15, 45),
                due: Day::Today,
                ..Given::QUOTATION
            },
        ],
        ..Deal::NEW
    },
    Deal {
        title: "Электротележки для пекарни",
        partner: "Северный калач",
        contact: "Галина Пряхина",
        owner: BORIS,
        description: "Две тележки для цеха упаковки.",
        status: "lost",
        terms: Some("Prepayment"),
        channel: Some("Search advertising"),
        budget: Some(350_000),
        probability: Some(20),
        lost: Some(Lost {
            reason: "A competitor was cheaper",
            comment: "Взяли восстановленные тележки на 90 тысяч дешевле.",
        }),
        created: At(Day::Ago(12), 13, 20),
        closed: Some(At(Day::Ago(6), 16, 0)),
        interactions: &[Interaction {
            at: At(Day::Ago(6), 15, 40),
            kind: "call",
            summary: "Купили восстановленные в другом месте. Через год готовы вернуться к разговору.",
            next_step: None,
            follow_up: None,
        }],
        tasks: &[Given {
            at: At(Day::Ago(12), 13, 25),
            due: Day::Ago(5),
            progress: Progress::Cancelled(At(Day::Ago(6), 16, 0)),
            ..Given::QUALIFY
        }],
        ..Deal::NEW
    },
];
