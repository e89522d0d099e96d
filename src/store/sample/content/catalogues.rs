//! Catalogues and the process definition. Everything but [`GOODS`] suits any installation; goods are the demo's.

use serde::Serialize;

/// An item of a catalogue: English, Russian.
#[derive(Serialize)]
pub(crate) struct Named {
    pub name_en: &'static str,
    pub name_ru: &'static str,
}

const fn named(name_en: &'static str, name_ru: &'static str) -> Named {
    Named { name_en, name_ru }
}

pub(crate) const TERMS: &[Named] = &[
    named("Prepayment", "Предоплата"),
    named("Net 30 days", "Отсрочка 30 дней"),
    named("Instalments, half and half", "Рассрочка, 50 на 50"),
    named("Wholesale", "Оптовые условия"),
    named("Distributor", "Дистрибьюторские условия"),
    named("Government tender", "Государственный тендер"),
    named("Trial period", "Пробный период"),
    named("Leasing", "Лизинг"),
];

pub(crate) const CHANNELS: &[Named] = &[
    named("Website", "Сайт"),
    named("Search advertising", "Контекстная реклама"),
    named("Social media", "Социальные сети"),
    named("Email newsletter", "Рассылка по почте"),
    named("Trade fair", "Выставка"),
    named("Recommendation", "Рекомендация"),
    named("Cold call", "Холодный звонок"),
];

pub(crate) const CAMPAIGNS: &[Named] = &[
    named("Spring trade fair", "Весенняя выставка"),
    named("Autumn trade fair", "Осенняя выставка"),
    named("Webinar series", "Серия вебинаров"),
    named("New customer offer", "Предложение новым клиентам"),
    named("Referral bonus", "Бонус за рекомендацию"),
    named("Year-end sale", "Распродажа в конце года"),
    named("Website relaunch", "Новый сайт"),
    named("No campaign", "Без мероприятия"),
];

/// Why a deal is lost: a reason, or one under it.
#[derive(Serialize)]
pub(crate) struct LostReason {
    pub parent: Option<&'static str>,
    pub name_en: &'static str,
    pub name_ru: &'static str,
    pub comment_required: bool,
}

const fn reason(name_en: &'static str, name_ru: &'static str) -> LostReason {
    LostReason { parent: None, name_en, name_ru, comment_required: false }
}

const fn under(parent: &'static str, name_en: &'static str, name_ru: &'static str) -> LostReason {
    LostReason { parent: Some(parent), name_en, name_ru, comment_required: false }
}

impl LostReason {
    /// The bare reason says too little.
    const fn with_comment(self) -> Self {
        Self { comment_required: true, ..self }
    }
}

pub(crate) const LOST_REASONS: &[LostReason] = &[
    reason("Price", "Цена"),
    under("Price", "Over the budget", "Выше бюджета"),
    under("Price", "A competitor was cheaper", "У конкурента дешевле").with_comment(),
    reason("Competitor", "Конкурент"),
    under("Competitor", "Stayed with the present supplier", "Остались у прежнего поставщика"),
    under("Competitor", "A better offer elsewhere", "Предложение конкурента лучше").with_comment(),
    reason("No need", "Нет потребности"),
    under("No need", "The need is gone", "Потребность отпала"),
    under("No need", "Solved in-house", "Решили своими силами"),
    reason("Timing", "Сроки"),
    under("Timing", "Postponed to another year", "Отложили на другой год"),
    under("Timing", "Delivery takes too long", "Долгая поставка"),
    reason("Terms", "Условия"),
    under("Terms", "Payment terms", "Условия оплаты"),
    under("Terms", "Warranty and service", "Гарантия и обслуживание"),
    reason("No decision", "Нет решения"),
    under("No decision", "The contact stopped answering", "Контакт перестал отвечать"),
    under("No decision", "The decision-maker was not reached", "Не вышли на того, кто решает"),
    reason("Not a fit", "Не подходит"),
    under("Not a fit", "A function is missing", "Не хватает функции").with_comment(),
    under("Not a fit", "The volume is too small", "Слишком малый объём"),
    reason("Other", "Другое").with_comment(),
];

/// A step of the process.
#[derive(Serialize)]
pub(crate) struct Step {
    pub code: &'static str,
    pub title_en: &'static str,
    pub title_ru: &'static str,
    pub instructions_en: &'static str,
    pub instructions_ru: &'static str,
    pub importance: &'static str,
    pub performer_role: &'static str,
    pub due_working_days: u16,
    pub next: Option<&'static str>,
}

pub(crate) use crate::domain::task::QUOTATION;

pub(crate) const STEPS: &[Step] = &[
    Step {
        code: crate::domain::task::QUALIFY,
        title_en: "Qualify the sales opportunity",
        title_ru: "Квалифицировать сделку",
        instructions_en: "Call the contact: what do they need, by when, and who decides? If the contact details are wrong, record a note. Then \
                          fill in terms of sale, budget, probability, channel and source. When it is clear that they \
                          will buy from somebody, tap Complete and write what came of it.",
        instructions_ru: "Позвоните контакту: что нужно, к какому сроку и кто принимает решение? Если контактные \
                          данные неверны, запишите заметку. Затем укажите соглашение, бюджет, вероятность, канал и источник. Когда ясно, что \
                          покупка состоится, нажмите «Выполнить» и опишите результат.",
        importance: "normal",
        performer_role: "rep",
        due_working_days: 2,
        next: Some(QUOTATION),
    },
    Step {
        code: QUOTATION,
        title_en: "Prepare the sales quotation",
        title_ru: "Подготовить коммерческое предложение",
        instructions_en: "Check the terms and the demand with the rep, then set prices and delivery dates. Send the \
                          quotation to the contact and agree on a date for the answer.",
        instructions_ru: "Сверьте с менеджером по продажам условия и потребность, затем назначьте цены и сроки поставки. \
                          Отправьте предложение контакту и договоритесь о дате ответа.",
        importance: "high",
        performer_role: "manager",
        due_working_days: 3,
        next: None,
    },
    Step {
        code: crate::domain::loss::REVIVE,
        title_en: "Revive the lost deal",
        title_ru: "Вернуться к проигранной сделке",
        instructions_en: "This is the day on which you wanted to come back to it. Open the opportunity and read why it \
                          was lost, then call the contact. If there is a need again, reopen the opportunity; if not, tap Complete and \
                          write what you heard.",
        instructions_ru: "Сегодня вы хотели вернуться к этой сделке. Откройте её, вспомните, почему она проиграна, и \
                          позвоните контакту. Если потребность снова есть, откройте сделку заново; если нет, нажмите \
                          «Выполнить» и опишите, что узнали.",
        importance: "normal",
        performer_role: "rep",
        due_working_days: 0,
        next: None,
    },
];

/// Goods and services of the demo's company, which fits out warehouses. Prices are in roubles.
///
/// The table has one name for all languages, so it holds both: `English / Русский`.
pub(crate) struct Good {
    pub kind: &'static str,
    pub en: &'static str,
    pub ru: &'static str,
    pub unit_en: &'static str,
    pub unit_ru: &'static str,
    pub price: u32,
}

/// A unit: English, Russian.
type Units = (&'static str, &'static str);
const PIECES: Units = ("pcs", "шт");
const SETS: Units = ("set", "компл");
const METRES: Units = ("m", "м");
const HOURS: Units = ("h", "ч");
const DAYS: Units = ("day", "день");
const MONTHS: Units = ("month", "мес");

/// Kind, English and Russian name, unit, price.
const fn item(kind: &'static str, en: &'static str, ru: &'static str, unit: Units, price: u32) -> Good {
    Good { kind, en, ru, unit_en: unit.0, unit_ru: unit.1, price }
}

pub(crate) const GOODS: &[Good] = &[
    item("good", "Pallet rack, bay 2.7 m", "Паллетный стеллаж, секция 2,7 м", PIECES, 18_400),
    item("good", "Drive-in rack, bay", "Набивной стеллаж, секция", PIECES, 31_900),
    item("good", "Cantilever rack, bay", "Консольный стеллаж, секция", PIECES, 27_600),
    item("good", "Shelving unit, 5 shelves", "Полочный стеллаж, 5 полок", PIECES, 6_850),
    item("good", "Mezzanine floor", "Мезонин складской", SETS, 1_240_000),
    item("good", "Rack end guard", "Отбойник торцевой", PIECES, 3_200),
    item("good", "Column guard", "Защита стойки", PIECES, 950),
    item("good", "Roller conveyor", "Роликовый конвейер", METRES, 22_500),
    item("good", "Hand pallet truck, 2.5 t", "Рохля, 2,5 т", PIECES, 29_900),
    item("good", "Electric pallet truck, 1.5 t", "Электротележка, 1,5 т", PIECES, 189_000),
    item("good", "Electric stacker, 1.6 t", "Электроштабелёр, 1,6 т", PIECES, 574_000),
    item("good", "Reach truck, 2 t", "Ричтрак, 2 т", PIECES, 2_980_000),
    item("good", "Barcode terminal", "Терминал сбора данных", PIECES, 64_500),
    item("good", "Label printer", "Принтер этикеток", PIECES, 38_700),
    item("good", "Dock leveller", "Доклевеллер", PIECES, 412_000),
    item("good", "Plastic pallet", "Паллета пластиковая", PIECES, 3_450),
    item("good", "Picking cart", "Тележка комплектовщика", PIECES, 16_200),
    item("service", "Site survey and layout", "Обмер и проект расстановки", DAYS, 45_000),
    item("service", "Installation", "Монтаж", HOURS, 2_400),
    item("service", "Rack inspection", "Обследование стеллажей", DAYS, 38_000),
    item("service", "Operator training", "Обучение операторов", DAYS, 26_000),
    item("service", "Maintenance contract", "Договор обслуживания", MONTHS, 32_000),
    item("service", "Forklift rental", "Аренда погрузчика", MONTHS, 78_000),
    item("service", "Warehouse software, licence", "Складская программа, лицензия", PIECES, 95_000),
    item("other", "Delivery, lorry 20 t", "Доставка, фура 20 т", PIECES, 54_000),
    item("other", "Packing and insurance", "Упаковка и страховка", SETS, 12_500),
];
