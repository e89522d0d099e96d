//! Cuts a typed moment into numbers, words and marks. Owns what a word is; it must not know what any word means.

/// A part of a typed moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Digits: their value (the largest `u32` for one too large) and how many there are.
    Number(u32, usize),
    /// Letters in lower case, without the full stop of an abbreviation.
    Word(&'t str),
    /// Any other character that can be seen.
    Mark(char),
}

/// `text` in lower case, with one character for all dashes, and `е` for `ё`, as most people type it.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .map(|c| match c {
            'ё' => 'е',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        })
        .collect()
}

/// The parts of a plain text, in order.
pub(super) fn scan(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        if first.is_ascii_digit() {
            let (digits, after) = rest.split_at(run(|c| c.is_ascii_digit()));
            tokens.push(Token::Number(digits.parse().unwrap_or(u32::MAX), digits.len()));
            rest = after;
        } else if first.is_alphabetic() {
            let (word, after) = rest.split_at(run(char::is_alphabetic));
            tokens.push(Token::Word(word));
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    tokens
}
