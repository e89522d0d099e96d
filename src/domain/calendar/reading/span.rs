//! Reads a span of time: `2 hours`, `полчаса`, `1 час 30 минут`, `a week`. Owns units and the words for small numbers;
//! it must not know on which side of now the span lies.

use super::scan::Token;

/// A length of time. Saturates instead of overflowing: such a span is too far anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub months: u32,
    pub days: u32,
    pub minutes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "m" | "min" | "mins" | "minute" | "minutes" | "м" | "мин" | "минуту" | "минута" | "минуты" | "минут" => {
                Self::Minute
            }
            "h" | "hr" | "hrs" | "hour" | "hours" | "ч" | "час" | "часа" | "часов" | "часик" => {
                Self::Hour
            }
            "d" | "day" | "days" | "д" | "день" | "дня" | "дней" | "дн" | "сутки" | "суток" => {
                Self::Day
            }
            "w" | "wk" | "week" | "weeks" | "нед" | "неделю" | "неделя" | "недели" | "недель" => {
                Self::Week
            }
            "month" | "months" | "мес" | "месяц" | "месяца" | "месяцев" => Self::Month,
            "y" | "year" | "years" | "год" | "года" | "лет" => Self::Year,
            _ => return None,
        })
    }

    fn times(self, count: u32) -> Span {
        let times = |each: u32| count.saturating_mul(each);
        match self {
            Self::Minute => Span { minutes: count, ..Span::default() },
            Self::Hour => Span { minutes: times(60), ..Span::default() },
            Self::Day => Span { days: count, ..Span::default() },
            Self::Week => Span { days: times(7), ..Span::default() },
            Self::Month => Span { months: count, ..Span::default() },
            Self::Year => Span { months: times(12), ..Span::default() },
        }
    }
}

/// The small number that a word stands for.
fn count_of(word: &str) -> Option<u32> {
    Some(match word {
        "a" | "an" | "one" | "один" | "одну" | "одна" => 1,
        "two" | "два" | "две" | "пару" | "пара" => 2,
        "three" | "три" => 3,
        "four" | "четыре" => 4,
        "five" | "пять" => 5,
        "six" | "шесть" => 6,
        "seven" | "семь" => 7,
        "eight" | "восемь" => 8,
        "nine" | "девять" => 9,
        "ten" | "десять" => 10,
        _ => return None,
    })
}

impl Span {
    fn and(self, other: Self) -> Self {
        Self {
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
            minutes: self.minutes.saturating_add(other.minutes),
        }
    }

    /// The span at the beginning of `tokens`, and how many of them it takes; `None` when there is none.
    pub(super) fn read(tokens: &[Token<'_>]) -> Option<(Self, usize)> {
        let (mut total, mut taken) = Self::part(tokens)?;
        loop {
            let joined = usize::from(matches!(tokens.get(taken), Some(Token::Word("and" | "и"))));
            // A unit alone is one of it, but only at the beginning: `через час`.
            let counted =
                !matches!(tokens.get(taken + joined), Some(Token::Word(word)) if Unit::of_word(word).is_some());
            match tokens.get(taken + joined..).and_then(Self::part) {
                Some((more, length)) if counted => {
                    total = total.and(more);
                    taken += joined + length;
                }
                _ => return Some((total, taken)),
            }
        }
    }

    /// One number with its unit.
    fn part(tokens: &[Token<'_>]) -> Option<(Self, usize)> {
        let minutes = |minutes| Self { minutes, ..Self::default() };
        match *tokens {
            [Token::Word("полчаса" | "полчасика"), ..] => Some((minutes(30), 1)),
            [Token::Word("half"), Token::Word("an"), Token::Word("hour"), ..] => Some((minutes(30), 3)),
            [Token::Word("half"), Token::Word("hour"), ..] => Some((minutes(30), 2)),
            [Token::Word("полтора"), Token::Word("часа"), ..] => Some((minutes(90), 2)),
            [Token::Number(hours, _), Token::Mark('.' | ','), Token::Number(tenths, 1), Token::Word(unit), ..]
                if Unit::of_word(unit) == Some(Unit::Hour) =>
            {
                Some((minutes(hours.saturating_mul(60).saturating_add(tenths * 6)), 4))
            }
            [Token::Number(count, _), Token::Word(unit), ..] => Some((Unit::of_word(unit)?.times(count), 2)),
            [Token::Word(count), Token::Word(unit), ..] if count_of(count).is_some() => {
                Some((Unit::of_word(unit)?.times(count_of(count)?), 2))
            }
            [Token::Word(unit), ..] => Some((Unit::of_word(unit)?.times(1), 1)),
            _ => None,
        }
    }
}
