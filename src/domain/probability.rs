//! The probability of winning a deal, in whole percent. Owns its limits and how it is read and written; it must not
//! know where the number comes from or what follows from it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::language::Language;

/// A probability in whole percent, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Probability(u8);

impl Probability {
    /// A probability of `percent`.
    ///
    /// # Errors
    ///
    /// [`ProbabilityMistake::OutOfRange`] above 100.
    pub fn new(percent: u8) -> Result<Self, ProbabilityMistake> {
        if percent <= 100 { Ok(Self(percent)) } else { Err(ProbabilityMistake::OutOfRange) }
    }

    /// In percent, 0 to 100.
    #[must_use]
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// Reads `60`, `60%` or `60 %`. A fraction such as `0,6` could mean 60 % or less than one: it is refused rather than
    /// guessed, and so is `62.5`; only zeros after the mark (`60.0`) do no harm.
    ///
    /// # Errors
    ///
    /// A [`ProbabilityMistake`] for anything else.
    pub fn read(text: &str) -> Result<Self, ProbabilityMistake> {
        let text = text.trim();
        let number = text.strip_suffix(['%', '％']).unwrap_or(text).trim_end();
        let (below_zero, number) = match number.strip_prefix(['-', '−', '–']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, number),
        };
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        let all_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(ProbabilityMistake::NotANumber);
        }
        let has_fraction = fraction.bytes().any(|byte| byte != b'0');
        let whole = whole.trim_start_matches('0');
        // All digits, so what does not parse is only too large.
        let percent = if whole.is_empty() { Some(0) } else { whole.parse::<u8>().ok() };
        match percent {
            Some(0) if !has_fraction => Ok(Self(0)),
            Some(0..=99) if !below_zero && has_fraction => Err(ProbabilityMistake::NotWhole),
            Some(percent @ 0..=100) if !below_zero && !has_fraction => Ok(Self(percent)),
            _ => Err(ProbabilityMistake::OutOfRange),
        }
    }

    /// For a reader of `language`: `60%` in English, `60 %` in Russian (with a no-break space).
    #[must_use]
    pub fn format(self, language: Language) -> String {
        match language {
            Language::En => format!("{}%", self.0),
            Language::Ru => format!("{}\u{a0}%", self.0),
        }
    }
}

impl TryFrom<u8> for Probability {
    type Error = ProbabilityMistake;

    fn try_from(percent: u8) -> Result<Self, ProbabilityMistake> {
        Self::new(percent)
    }
}

impl From<Probability> for u8 {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

/// Why a text or a number is not a probability. Each is explained to the person in their own language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProbabilityMistake {
    /// Nothing, words, or several numbers.
    #[error("not a number of percent")]
    NotANumber,
    /// Below 0 or above 100.
    #[error("not between 0 and 100")]
    OutOfRange,
    /// A fraction of a percent, or of one.
    #[error("not a whole number of percent")]
    NotWhole,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn probabilities_are_read_as_whole_percent() {
        use ProbabilityMistake::{NotANumber, NotWhole, OutOfRange};
        for (text, expected) in [
            ("60", Ok(60)),
            ("60%", Ok(60)),
            (" 60 % ", Ok(60)),
            ("60\u{a0}%", Ok(60)),
            ("060", Ok(60)),
            ("0", Ok(0)),
            ("-0", Ok(0)),
            ("100", Ok(100)),
            ("60,0", Ok(60)),
            ("0,6", Err(NotWhole)),
            ("0.6", Err(NotWhole)),
            ("62.5 %", Err(NotWhole)),
            ("101", Err(OutOfRange)),
            ("100.5", Err(OutOfRange)),
            ("300", Err(OutOfRange)),
            ("99999999999999999999", Err(OutOfRange)),
            ("-5", Err(OutOfRange)),
            ("", Err(NotANumber)),
            ("%", Err(NotANumber)),
            ("шестьдесят", Err(NotANumber)),
            ("60-70", Err(NotANumber)),
            ("60 70", Err(NotANumber)),
            ("60%%", Err(NotANumber)),
            ("1e2", Err(NotANumber)),
            ("60.", Err(NotANumber)),
        ] {
            assert_eq!(Probability::read(text).map(Probability::percent), expected, "{text:?}");
        }
    }

    #[test]
    fn a_stored_probability_is_checked_again() {
        assert_eq!(serde_json::from_str::<Probability>("60").unwrap(), Probability(60));
        assert_eq!(serde_json::to_string(&Probability(60)).unwrap(), "60");
        assert!(serde_json::from_str::<Probability>("101").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Probability::read(&text);
        }

        #[test]
        fn what_is_written_is_read_back(percent in 0_u8..=100) {
            let probability = Probability::new(percent).unwrap();
            for language in Language::ALL {
                prop_assert_eq!(Probability::read(&probability.format(language)), Ok(probability));
            }
        }
    }
}
