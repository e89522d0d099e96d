//! Formatted text: a plain text with entities counted in UTF-16 code units, as Telegram keeps it.
//!
//! Owns trimming, lengths, and finding what needs no markup (commands, links). It does not parse markup (`html`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One stretch of formatted text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    pub(super) kind: Cow<'static, str>,
    pub(super) offset: usize,
    pub(super) length: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) custom_emoji_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<Value>,
}

impl Entity {
    pub(super) fn new(kind: &'static str, offset: usize, length: usize) -> Self {
        Self { kind: Cow::Borrowed(kind), offset, length, url: None, language: None, custom_emoji_id: None, user: None }
    }

    fn end(&self) -> usize {
        self.offset.saturating_add(self.length)
    }
}

/// Plain text and its entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Formatted {
    pub(super) text: String,
    pub(super) entities: Vec<Entity>,
}

/// Length in UTF-16 code units, which is how Telegram counts.
pub(super) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl Formatted {
    /// Text as it is kept: blank ends cut off, entities cut to what is left, commands and links found.
    pub(super) fn settled(mut self) -> Self {
        let leading = self.text.len() - self.text.trim_start().len();
        let cut = utf16_len(&self.text[..leading]);
        let text = self.text.trim().to_owned();
        let length = utf16_len(&text);
        self.entities.retain_mut(|entity| {
            let end = entity.end().saturating_sub(cut).min(length);
            entity.offset = entity.offset.saturating_sub(cut).min(length);
            entity.length = end.saturating_sub(entity.offset);
            entity.length > 0
        });
        self.text = text;
        self.find_plain_entities();
        self.entities.sort_by_key(|entity| (entity.offset, usize::MAX - entity.length));
        self
    }

    /// Bot commands and web addresses become entities without any markup, unless they lie in code or in a link.
    fn find_plain_entities(&mut self) {
        if !self.text.contains('/') {
            return;
        }
        let mut offset = 0;
        let mut found = Vec::new();
        let mut before_word = true;
        let mut rest = self.text.as_str();
        while let Some(first) = rest.chars().next() {
            let hit = if before_word { plain_entity(rest) } else { None };
            let step = if let Some((kind, bytes)) = hit {
                let entity = Entity::new(kind, offset, utf16_len(&rest[..bytes]));
                let taken = self.entities.iter().any(|other| {
                    matches!(&*other.kind, "code" | "pre" | "text_link" | "url" | "bot_command")
                        && other.offset < entity.end()
                        && entity.offset < other.end()
                });
                if !taken {
                    found.push(entity);
                }
                bytes
            } else {
                first.len_utf8()
            };
            let (passed, left) = rest.split_at(step);
            before_word = passed.chars().last().is_none_or(|last| !last.is_alphanumeric() && !"/<_".contains(last));
            offset += utf16_len(passed);
            rest = left;
        }
        self.entities.extend(found);
    }
}

/// The command or the address that `rest` begins with, and its length in bytes.
fn plain_entity(rest: &str) -> Option<(&'static str, usize)> {
    if let Some(name) = rest.strip_prefix('/') {
        let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let mut end = 1 + length;
        if let Some(mention) = rest[end..].strip_prefix('@') {
            let bot = mention.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
            end += if bot > 0 { 1 + bot } else { 0 };
        }
        let followed_by_word = rest[end..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '/');
        return ((1..=64).contains(&length) && !followed_by_word).then_some(("bot_command", end));
    }
    if rest.starts_with("http://") || rest.starts_with("https://") {
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
        return (address.len() > 8).then_some(("url", address.len()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, usize, usize)> {
        let settled = Formatted { text: text.into(), entities: Vec::new() }.settled();
        settled.entities.into_iter().map(|e| (e.kind.into_owned(), e.offset, e.length)).collect()
    }

    #[test]
    fn commands_and_links_are_found_where_telegram_finds_them() {
        assert_eq!(kinds("/start CODE"), vec![("bot_command".into(), 0, 6)]);
        assert_eq!(kinds("😀 /go@my_bot, 1/2"), vec![("bot_command".into(), 3, 10)]);
        assert_eq!(kinds("see https://example.com/a/b."), vec![("url".into(), 4, 23)]);
        assert!(kinds("a/b and/or 12/24").is_empty());
    }

    #[test]
    fn blank_ends_are_cut_and_entities_follow() {
        let given = Formatted { text: "  hello  ".into(), entities: vec![Entity::new("bold", 0, 9)] };
        let settled = given.settled();
        assert_eq!(settled.text, "hello");
        assert_eq!(settled.entities, vec![Entity::new("bold", 0, 5)]);
    }
}
