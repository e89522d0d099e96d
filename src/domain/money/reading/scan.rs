//! Cuts a typed amount into numbers, words and signs. Owns what counts as one number's characters; it must not decide
//! what a number is worth.

use crate::domain::money::Currency;

/// A part of a typed amount.
#[derive(Debug)]
pub(super) enum Token {
    /// Digits with the marks between them; never empty.
    Number(Vec<Piece>),
    /// Letters in lower case, without the full stop of an abbreviation.
    Word(String),
    /// A currency sign.
    Sign(Currency),
    /// A minus or dash of any kind.
    Minus,
    /// Letters with a digit on both sides.
    Inside,
    /// Anything that has no place in an amount.
    Stray,
}

/// A run of digits within a number.
#[derive(Debug)]
pub(super) struct Piece {
    /// What stands between it and the run before; `None` for the first.
    pub joint: Option<Joint>,
    /// ASCII digits; empty only for the nothing before the mark of `.5`.
    pub digits: String,
}

/// What joins two runs of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Space,
    Apostrophe,
    Point,
    Comma,
}

impl Joint {
    /// Whether it can be a decimal mark.
    pub(super) const fn is_mark(self) -> bool {
        matches!(self, Self::Point | Self::Comma)
    }
}

/// The parts of `text`, in order; none for a text without anything visible.
pub(super) fn scan(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().filter_map(folded).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let digit_follows = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if here.is_ascii_digit() || (matches!(here, '.' | ',') && digit_follows) {
            let (pieces, end) = number(&chars, at);
            tokens.push(Token::Number(pieces));
            at = end;
        } else if here.is_alphabetic() {
            at = word(&chars, at, &mut tokens);
        } else {
            at += 1;
            match here {
                // A plus or "about" says nothing that a budget would not.
                ' ' | '\n' | '+' | '~' | '≈' => {}
                '.' if !tokens.is_empty() => {}
                '-' => tokens.push(Token::Minus),
                _ => tokens.push(Currency::of_sign(here).map_or(Token::Stray, Token::Sign)),
            }
        }
    }
    tokens
}

/// The number that starts at `start`, and where it ends.
fn number(chars: &[char], start: usize) -> (Vec<Piece>, usize) {
    let mut pieces = Vec::new();
    let (mut joint, mut at) = (None, start);
    loop {
        let digits: String = chars[at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        at += digits.len();
        pieces.push(Piece { joint, digits });
        let spaces = chars[at..].iter().take_while(|&&c| c == ' ').count();
        let (next, width) = match chars.get(at) {
            Some(' ') => (Joint::Space, spaces),
            Some('\'') => (Joint::Apostrophe, 1),
            Some('.') => (Joint::Point, 1),
            Some(',') => (Joint::Comma, 1),
            _ => return (pieces, at),
        };
        if !chars.get(at + width).is_some_and(char::is_ascii_digit) {
            return (pieces, at);
        }
        (joint, at) = (Some(next), at + width);
    }
}

/// Adds the word that starts at `start`, and tells where it ends, with its full stop.
fn word(chars: &[char], start: usize, tokens: &mut Vec<Token>) -> usize {
    let length = chars[start..].iter().take_while(|c| c.is_alphabetic()).count();
    let end = start + length;
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    if start > 0 && is_digit(start - 1) && is_digit(end) {
        tokens.push(Token::Inside);
        return end;
    }
    let word: String = chars[start..end].iter().flat_map(|c| c.to_lowercase()).collect();
    if word == "тр" {
        // `450тр` is `450 т. р.`, the shortest way to type thousands of roubles.
        tokens.extend(["т", "р"].map(|word| Token::Word(word.to_owned())));
    } else {
        tokens.push(Token::Word(word));
    }
    if chars.get(end) == Some(&'.') { end + 1 } else { end }
}

/// One character for the many that keyboards and web pages give for it; `None` for the invisible.
///
/// A line break stays one: numbers on two lines are two numbers.
fn folded(c: char) -> Option<char> {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10);
    match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        '’' | '‘' | 'ʼ' | '`' | '´' | '\u{66c}' => Some('\''),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => Some('-'),
        '\u{66b}' | '\u{ff0e}' => Some('.'),
        '\u{ff0c}' => Some(','),
        '＄' => Some('$'),
        '￥' => Some('¥'),
        '\u{ff10}'..='\u{ff19}' => digit(0xff10),
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        c => Some(c),
    }
}
