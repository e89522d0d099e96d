//! The teams, their members, and the companies that they sell to.

use serde::Serialize;

use super::PersonId;

/// A team.
#[derive(Serialize)]
pub(crate) struct Team {
    pub name: &'static str,
    pub time_zone: &'static str,
    pub currency: &'static str,
}

const DIRECT: &str = "Direct sales";
const EXPORT: &str = "Export";

pub(crate) const TEAMS: &[Team] = &[
    Team { name: DIRECT, time_zone: "Europe/Moscow", currency: "RUB" },
    Team { name: EXPORT, time_zone: "Europe/Berlin", currency: "EUR" },
];

/// A person who uses the bot, in the zone of the team.
#[derive(Serialize)]
pub(crate) struct Person {
    pub telegram_id: PersonId,
    pub name: &'static str,
    pub username: &'static str,
    pub role: &'static str,
    pub language: &'static str,
    pub team: &'static str,
}

pub(crate) const ANNA: PersonId = 1001;
pub(crate) const BORIS: PersonId = 1002;
pub(crate) const ELENA: PersonId = 1003;
pub(crate) const MARK: PersonId = 1004;
pub(crate) const INGRID: PersonId = 1005;
pub(crate) const OLGA: PersonId = 1006;

const fn person(
    telegram_id: PersonId,
    name: &'static str,
    username: &'static str,
    role: &'static str,
    language: &'static str,
    team: &'static str,
) -> Person {
    Person { telegram_id, name, username, role, language, team }
}

pub(crate) const MEMBERS: &[Person] = &[
    person(ANNA, "Anna Sorokina", "anna_sample", "rep", "en", DIRECT),
    person(BORIS, "Борис Климов", "boris_sample", "rep", "ru", DIRECT),
    person(ELENA, "Elena Gordeeva", "elena_sample", "manager", "ru", DIRECT),
    person(MARK, "Mark Lindqvist", "mark_sample", "rep", "en", EXPORT),
    person(INGRID, "Ingrid Halvorsen", "ingrid_sample", "manager", "en", EXPORT),
    person(OLGA, "Olga Belyaeva", "olga_sample", "admin", "ru", DIRECT),
];

/// A company.
pub(crate) struct Partner {
    pub name: &'static str,
    /// Since a deal with it was won.
    pub customer: bool,
    pub legal_name: Option<&'static str>,
    pub tax_id: Option<&'static str>,
    pub industry: Option<&'static str>,
    pub size: Option<&'static str>,
    pub site: Option<&'static str>,
    pub address: Option<&'static str>,
    pub note: Option<&'static str>,
    pub contacts: &'static [Contact],
}

/// A person there.
pub(crate) struct Contact {
    pub name: &'static str,
    pub position: Option<&'static str>,
    pub phone: Option<&'static str>,
    pub email: Option<&'static str>,
}

const UNKNOWN: Partner = Partner {
    name: "",
    customer: false,
    legal_name: None,
    tax_id: None,
    industry: None,
    size: None,
    site: None,
    address: None,
    note: None,
    contacts: &[],
};

const fn contact(name: &'static str, position: &'static str, phone: &'static str, email: &'static str) -> Contact {
    Contact { name, position: Some(position), phone: Some(phone), email: Some(email) }
}

pub(crate) const PARTNERS: &[Partner] = &[
    // Anna's.
    Partner {
        name: "Harrowmere Foods",
        industry: Some("Food wholesale"),
        contacts: &[Contact {
            name: "Daniel Ashgrove",
            position: Some("Warehouse manager"),
            phone: Some("+44 20 7946 0112"),
            email: None,
        }],
        ..UNKNOWN
    },
    Partner {
        name: "Tillwick Outdoor",
        industry: Some("Camping goods"),
        size: Some("120 people"),
        site: Some("https://tillwick.example"),
        contacts: &[contact("Priya Wetherall", "Head of logistics", "+44 1632 960 145", "priya@tillwick.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Brackenford Parcels",
        legal_name: Some("Brackenford Parcels Ltd"),
        industry: Some("Parcel delivery"),
        size: Some("450 people, 6 depots"),
        site: Some("https://brackenford.example"),
        note: Some("Depots decide on their own; the head office only signs."),
        contacts: &[
            contact("Oliver Stanmore", "Operations director", "+44 20 7946 0377", "o.stanmore@brackenford.example"),
            contact("Grace Pellworth", "Depot manager, Leeds", "+44 113 496 0218", "g.pellworth@brackenford.example"),
        ],
        ..UNKNOWN
    },
    Partner {
        name: "Quillhaven Books",
        industry: Some("Book trade"),
        contacts: &[contact("Helen Marchbanks", "Owner", "+44 1632 960 871", "helen@quillhaven.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Marlstone Ceramics",
        industry: Some("Tiles and bathrooms"),
        size: Some("80 people"),
        contacts: &[contact("Tom Ravenhill", "Purchasing", "+44 117 496 0334", "tom.ravenhill@marlstone.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Kestrelwood Furniture",
        legal_name: Some("Kestrelwood Furniture Ltd"),
        industry: Some("Furniture"),
        size: Some("200 people"),
        site: Some("https://kestrelwood.example"),
        contacts: &[contact("Nadia Orchard", "Supply chain manager", "+44 20 7946 0590", "nadia@kestrelwood.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Тёплый двор",
        customer: true,
        legal_name: Some("ООО «Тёплый двор плюс»"),
        tax_id: Some("0012345678"),
        industry: Some("Стройматериалы"),
        size: Some("340 человек"),
        site: Some("https://teply-dvor.example"),
        address: Some("Московская область, посёлок Заречный, Складская улица, 4"),
        contacts: &[contact(
            "Сергей Лопатин",
            "Директор по логистике",
            "+7 495 000-01-17",
            "lopatin@teply-dvor.example",
        )],
        ..UNKNOWN
    },
    // Борис's.
    Partner {
        name: "Берёзовый берег",
        industry: Some("Продукты, опт"),
        size: Some("90 человек"),
        contacts: &[
            contact("Марина Ежова", "Начальник склада", "+7 495 000-02-31", "ezhova@berezovy-bereg.example"),
            contact("Павел Тихонравов", "Финансовый директор", "+7 495 000-02-32", "pt@berezovy-bereg.example"),
        ],
        ..UNKNOWN
    },
    Partner {
        name: "Мебель «Кедрица»",
        legal_name: Some("ООО «Кедрица-мебель»"),
        tax_id: Some("0098765432"),
        industry: Some("Мебель"),
        site: Some("https://kedritsa.example"),
        contacts: &[contact("Игорь Самоцветов", "Главный инженер", "+7 831 000-14-05", "samotsvetov@kedritsa.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Аптеки «Ромашкин луг»",
        industry: Some("Аптечная сеть"),
        size: Some("64 аптеки, 1 склад"),
        contacts: &[contact(
            "Алла Верещагина",
            "Руководитель склада",
            "+7 843 000-27-60",
            "alla@romashkin-lug.example",
        )],
        ..UNKNOWN
    },
    Partner {
        name: "Волнистый шёлк",
        industry: Some("Ткани"),
        size: Some("150 человек"),
        address: Some("Иваново, Ткацкий проезд, 11"),
        contacts: &[contact("Руслан Каримов", "Коммерческий директор", "+7 4932 00-33-08", "karimov@volnisty.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Северный калач",
        industry: Some("Хлебопекарня"),
        contacts: &[contact("Галина Пряхина", "Директор", "+7 812 000-45-19", "pryahina@severny-kalach.example")],
        ..UNKNOWN
    },
    // Mark's.
    Partner {
        name: "Osterkamp Gartenmarkt",
        industry: Some("Garden centres"),
        size: Some("22 shops"),
        contacts: &[contact("Jürgen Osterkamp", "Managing director", "+49 30 23125 114", "j@osterkamp.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Vinterdal Sport",
        industry: Some("Ski and bike shops"),
        site: Some("https://vinterdal.example"),
        contacts: &[contact("Linnea Åkerblad", "Head of warehouse", "+46 8 465 004 27", "linnea@vinterdal.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Fennwick Tea",
        industry: Some("Tea and coffee"),
        contacts: &[contact("Robert Calloway", "Production manager", "+44 161 496 0762", "rob@fennwick.example")],
        ..UNKNOWN
    },
    Partner {
        name: "Boulangerie Grandépi",
        customer: true,
        legal_name: Some("Grandépi et Filles SARL"),
        tax_id: Some("FR00000000000"),
        industry: Some("Bakeries"),
        size: Some("60 people"),
        site: Some("https://grandepi.example"),
        address: Some("12 rue du Four, Saint-Épi"),
        contacts: &[contact("Élise Montreuil", "Co-owner", "+33 1 99 00 48 21", "elise@grandepi.example")],
        ..UNKNOWN
    },
];
