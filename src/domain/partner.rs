//! The partner: the company behind an opportunity, and the fields of its card.
//!
//! A partner starts as a prospect and becomes a customer by the Customer check box. Tax ids are checked as far as they
//! can be without asking anybody: a Russian INN by its checksum, an EU VAT number by its form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;

/// A field of the partner card, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerField {
    /// The Customer check box: [`YES`] or nothing.
    Customer,
    /// The name in contracts.
    LegalName,
    /// INN or VAT number.
    TaxId,
    /// What the company does.
    Industry,
    /// How large it is.
    Size,
    /// Web site.
    Site,
    /// Postal address.
    Address,
    /// Anything else.
    Note,
}

/// The value of a ticked check box.
pub const YES: &str = "yes";

impl PartnerField {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Customer,
        Self::LegalName,
        Self::TaxId,
        Self::Industry,
        Self::Size,
        Self::Site,
        Self::Address,
        Self::Note,
    ];

    /// The name in history.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::LegalName => "legal_name",
            Self::TaxId => "tax_id",
            Self::Industry => "industry",
            Self::Size => "size",
            Self::Site => "site",
            Self::Address => "address",
            Self::Note => "note",
        }
    }

    /// How many characters are kept.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Note => 1000,
            Self::Address => 500,
            _ => 200,
        }
    }

    /// Reads what was typed for the field.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is wrong with it.
    pub fn read(self, text: &str) -> Result<String, Refusal> {
        let text = text.trim();
        if text.chars().count() > self.most() {
            return Err(Refusal::TooLong { most: self.most() });
        }
        match self {
            Self::Customer => Err(Refusal::NotTyped),
            _ if text.is_empty() => Err(Refusal::NotTyped),
            Self::TaxId => tax_id(text),
            Self::Site => site(text),
            _ => Ok(text.to_owned()),
        }
    }
}

/// What is known of every field; nothing is [`None`].
pub type PartnerCard = BTreeMap<PartnerField, Option<String>>;

/// A partner's card, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Row id.
    pub id: i64,
    /// Its fields.
    pub card: PartnerCard,
    /// Moves with every change.
    pub revision: i64,
}

/// Reads a tax id: spaces, dots and dashes between its characters are left out.
///
/// # Errors
/// [`Refusal::TaxIdChecksum`] for ten or twelve digits that are no INN, [`Refusal::TaxIdForm`] for anything else.
pub fn tax_id(text: &str) -> Result<String, Refusal> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.')).collect::<String>().to_uppercase();
    let plain = plain.strip_prefix("ИНН").or_else(|| plain.strip_prefix("INN")).unwrap_or(&plain);
    let digits: Option<Vec<u32>> = plain.chars().map(|c| c.to_digit(10)).collect();
    match digits {
        Some(digits) if matches!(digits.len(), 10 | 12) => {
            if inn_is_right(&digits) {
                Ok(plain.to_owned())
            } else {
                Err(Refusal::TaxIdChecksum)
            }
        }
        Some(_) => Err(Refusal::TaxIdForm),
        None if vat_form(plain) => Ok(plain.to_owned()),
        None => Err(Refusal::TaxIdForm),
    }
}

/// The check digits of an INN (order of the Russian Federal Tax Service on the structure of the INN): ten digits for
/// organisations, twelve for people.
fn inn_is_right(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |count: usize| {
        let weights = &WEIGHTS[WEIGHTS.len() - count..];
        let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
        sum % 11 % 10 == digits[count]
    };
    match digits.len() {
        10 => check(9),
        12 => check(10) && check(11),
        _ => false,
    }
}

/// The forms of VAT numbers after their country's prefix (European Commission, VIES "structure of VAT numbers"): `9` is a
/// digit, `A` a letter, `X` either.
const VAT_FORMS: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["XXXXXXXXXXXX"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
];

fn vat_form(plain: &str) -> bool {
    let Some((country, number)) = plain.split_at_checked(2) else { return false };
    let fits = |form: &&str| {
        form.len() == number.len()
            && form.chars().zip(number.chars()).all(|(form, c)| match form {
                '9' => c.is_ascii_digit(),
                'A' => c.is_ascii_uppercase(),
                'X' => c.is_ascii_digit() || c.is_ascii_uppercase(),
                literal => literal == c,
            })
    };
    VAT_FORMS.iter().any(|(code, forms)| *code == country && forms.iter().any(fits))
}

/// Reads a web site: a host name with a dot, with or without `https://`; what was typed is kept.
fn site(text: &str) -> Result<String, Refusal> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let label = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || c == '-');
    if host.contains('.') && host.split('.').all(label) { Ok(text.to_owned()) } else { Err(Refusal::SiteForm) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inns_are_checked_by_their_check_digits() {
        // Made up, with right check digits.
        for right in ["1234567894", "12 34-567894", "ИНН 1234567894", "123456789047"] {
            assert!(tax_id(right).is_ok(), "{right}");
        }
        for wrong in ["1234567895", "123456789048", "0000000001"] {
            assert_eq!(tax_id(wrong), Err(Refusal::TaxIdChecksum), "{wrong}");
        }
    }

    #[test]
    fn vat_numbers_are_checked_by_their_form() {
        for right in ["DE123456789", "atu12345678", "FR XX 123456789", "NL123456789B01", "PL 123-456-78-90"] {
            assert!(tax_id(right).is_ok(), "{right}");
        }
        for wrong in ["DE12345678", "XX123456789", "12345", "", "🙂", "ДЕ123456789", "DE"] {
            assert_eq!(tax_id(wrong), Err(Refusal::TaxIdForm), "{wrong}");
        }
    }

    #[test]
    fn sites_need_a_host() {
        for right in ["example.com", "https://www.пример.рф/about?x=1"] {
            assert_eq!(PartnerField::Site.read(right), Ok(right.to_owned()));
        }
        for wrong in ["example", "http://", "a..b", "two words.com"] {
            assert_eq!(PartnerField::Site.read(wrong), Err(Refusal::SiteForm), "{wrong}");
        }
    }

    #[test]
    fn long_and_empty_texts_are_refused() {
        assert_eq!(PartnerField::LegalName.read(&"x".repeat(201)), Err(Refusal::TooLong { most: 200 }));
        assert_eq!(PartnerField::Note.read("  "), Err(Refusal::NotTyped));
    }
}
