//! Telegram's HTML parse mode: markup in, plain text and entities out, or the words of Telegram's refusal.
//!
//! Owns the grammar and its errors with their byte offsets; the limits on length are the caller's.

use super::text::{Entity, Formatted};

const TAGS: [&str; 16] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "span",
    "pre",
    "code",
    "blockquote",
];
const SURROGATES: &str = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched \
    surrogate code units";

/// Reads `source`; the error is what Telegram puts after `can't parse entities: `.
pub(super) fn parse(source: &str) -> Result<Formatted, String> {
    let mut parser = Parser { source, at: 0, out: Formatted::default(), length: 0, open: Vec::new() };
    while let Some(next) = parser.peek() {
        match next {
            b'<' if parser.source.as_bytes().get(parser.at + 1) == Some(&b'/') => parser.end_tag()?,
            b'<' => parser.start_tag()?,
            _ => parser.character()?,
        }
    }
    if let Some(tag) = parser.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.name));
    }
    Ok(parser.out)
}

struct Open {
    name: String,
    argument: String,
    /// Where the entity begins, in UTF-16 units and in bytes of the plain text.
    offset: usize,
    text_from: usize,
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    out: Formatted,
    length: usize,
    open: Vec<Open>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn take_until(&mut self, stop: impl Fn(u8) -> bool) -> String {
        let from = self.at;
        while self.peek().is_some_and(|byte| !stop(byte)) {
            self.at += 1;
        }
        self.source.get(from..self.at).unwrap_or_default().to_owned()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// One plain character, or one `&…;` reference.
    fn character(&mut self) -> Result<(), String> {
        let rest = &self.source[self.at..];
        let (character, bytes) = match decode(rest) {
            Some((code, bytes)) => (char::from_u32(code).ok_or(SURROGATES)?, bytes),
            None => match rest.chars().next() {
                Some(character) => (character, character.len_utf8()),
                None => return Ok(()),
            },
        };
        self.at += bytes;
        self.length += character.len_utf16();
        self.out.text.push(character);
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let name = self.take_until(|byte| is_blank(byte) || byte == b'>').to_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !TAGS.contains(&name.as_str()) {
            return Err(format!("Unsupported start tag \"{name}\" at byte offset {begin}"));
        }
        let mut argument = String::new();
        loop {
            self.skip_blanks();
            if self.peek() == Some(b'>') {
                self.at += 1;
                break;
            }
            let (attribute, value) = self.attribute(&name, begin)?;
            let wanted = match (name.as_str(), attribute.as_str()) {
                ("a", "href") | ("tg-emoji", "emoji-id") => Some(value.as_str()),
                ("code", "class") => value.strip_prefix("language-"),
                ("span", "class") => value.strip_prefix("tg-"),
                ("blockquote", "expandable") => Some("expandable"),
                _ => None,
            };
            if let Some(wanted) = wanted {
                wanted.clone_into(&mut argument);
            }
        }
        if name == "span" && argument != "spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        self.open.push(Open { name, argument, offset: self.length, text_from: self.out.text.len() });
        Ok(())
    }

    /// `name`, `name=token`, `name="…"` or `name='…'`.
    fn attribute(&mut self, tag: &str, begin: usize) -> Result<(String, String), String> {
        let unclosed = || format!("Unclosed start tag \"{tag}\" at byte offset {begin}");
        if self.peek().is_none() {
            return Err(unclosed());
        }
        let name = self.take_until(|byte| is_blank(byte) || byte == b'=' || byte == b'>').to_lowercase();
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        self.skip_blanks();
        if self.peek() != Some(b'=') {
            return Ok((name, String::new()));
        }
        self.at += 1;
        self.skip_blanks();
        let value = match self.peek() {
            None => return Err(unclosed()),
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.quoted(quote)?
            }
            Some(_) => {
                let from = self.at;
                let token = self.take_until(|b| !b.is_ascii_alphanumeric() && b != b'.' && b != b'-').to_lowercase();
                if self.peek().is_some_and(|byte| !is_blank(byte) && byte != b'>') {
                    return Err(format!("Unexpected end of name token at byte offset {from}"));
                }
                token
            }
        };
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        Ok((name, value))
    }

    fn quoted(&mut self, quote: u8) -> Result<String, String> {
        let mut value = String::new();
        while let Some(byte) = self.peek() {
            if byte == quote {
                self.at += 1;
                break;
            }
            let rest = &self.source[self.at..];
            if let Some((code, bytes)) = decode(rest) {
                value.push(char::from_u32(code).ok_or(SURROGATES)?);
                self.at += bytes;
            } else if let Some(character) = rest.chars().next() {
                value.push(character);
                self.at += character.len_utf8();
            }
        }
        Ok(value)
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += 2;
        let name = self.take_until(|byte| is_blank(byte) || byte == b'>').to_lowercase();
        self.skip_blanks();
        if self.peek() != Some(b'>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !name.is_empty() && name != open.name {
            let expected = open.name;
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{expected}>\", found \"</{name}>\""
            ));
        }
        if self.length > open.offset { self.close(open) } else { Ok(()) }
    }

    fn close(&mut self, open: Open) -> Result<(), String> {
        let (offset, length) = (open.offset, self.length - open.offset);
        let mut entity = Entity::new(kind_of(&open), offset, length);
        match open.name.as_str() {
            "tg-emoji" => {
                if open.argument.parse::<i64>().map_or(true, |id| id == 0) {
                    return Err("Invalid custom emoji identifier specified".to_owned());
                }
                entity.custom_emoji_id = Some(open.argument);
            }
            "a" => {
                let shown = &self.out.text[open.text_from..];
                let target = if open.argument.is_empty() { shown } else { open.argument.as_str() };
                // An address that is none loses the link but not the text, as on Telegram's server.
                let Some(url) = link(target) else { return Ok(()) };
                entity.url = Some(url);
            }
            "code" if !open.argument.is_empty() => entity.language = Some(open.argument),
            "pre" => {
                // `<pre><code class="language-x">` is one entity that knows its language.
                entity.language = self
                    .out
                    .entities
                    .last()
                    .filter(|inner| inner.kind == "code" && inner.offset == offset && inner.length == length)
                    .and_then(|inner| inner.language.clone());
                self.out.entities.retain(|inner| inner.offset < offset);
            }
            _ => {}
        }
        let in_pre = self.open.iter().any(|outer| outer.name == "pre");
        if entity.kind == "code" && !in_pre {
            entity.language = None;
        }
        self.out.entities.push(entity);
        Ok(())
    }
}

fn kind_of(open: &Open) -> &'static str {
    match open.name.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "s" | "strike" | "del" => "strikethrough",
        "u" | "ins" => "underline",
        "a" => "text_link",
        "tg-emoji" => "custom_emoji",
        "pre" => "pre",
        "code" => "code",
        "blockquote" if open.argument == "expandable" => "expandable_blockquote",
        "blockquote" => "blockquote",
        _ => "spoiler",
    }
}

/// The address as Telegram keeps it, or none where it would drop the link.
fn link(target: &str) -> Option<String> {
    let target = target.trim();
    if target.is_empty() || target.contains(char::is_whitespace) {
        return None;
    }
    let (scheme, rest) = target.split_once("://").unwrap_or(("http", target));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "tg" | "ton" | "tonsite" => Some(target.to_owned()),
        "http" | "https" if host.contains('.') && !host.ends_with('.') => {
            let slash = if rest.len() == host.len() { "/" } else { "" };
            Some(format!("{}://{rest}{slash}", scheme.to_ascii_lowercase()))
        }
        _ => None,
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x0b)
}

/// A character reference at the start of `rest`: its code and its length; anything else stays as it is written.
fn decode(rest: &str) -> Option<(u32, usize)> {
    let body = rest.strip_prefix('&')?;
    let (code, length) = if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, skipped) = match number.strip_prefix('x') {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let count = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..count)?, radix).ok()?;
        if code == 0 || code >= 0x10_ffff || skipped + count >= 10 {
            return None;
        }
        (code, skipped + count)
    } else {
        let count = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        let code = match body.get(..count)? {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (u32::from(code), 1 + count)
    };
    let closed = usize::from(rest.as_bytes().get(length) == Some(&b';'));
    Some((code, length + closed))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::render;
    use super::super::text::utf16_len;
    use super::*;

    proptest! {
        #[test]
        fn no_text_breaks_the_parser_and_its_entities_lie_within(
            source in prop_oneof![
                any::<String>(),
                "(<|>|/|b|i|a|href=|\"|'|&|lt;|#1|pre|code| |я|😀|<b>|</b>|<i>|</i>|<pre>|</pre>|http://x.y|\n){0,24}",
            ]
        ) {
            if let Ok(formatted) = parse(&source) {
                let settled = formatted.settled();
                let length = utf16_len(&settled.text);
                prop_assert!(settled.entities.iter().all(|e| e.length > 0 && e.offset + e.length <= length));
                let shown = render::html(&settled);
                let back = parse(&shown.replace(" class=\"command\"", " class=\"tg-spoiler\"")
                    .replace(" class=\"spoiler\"", " class=\"tg-spoiler\"")
                    .replace("<span>", "<b>").replace("&#39;", "'"));
                if !shown.contains("<span>") && !settled.entities.iter().any(|e| e.kind == "custom_emoji") {
                    prop_assert_eq!(back.map(|back| back.text), Ok(settled.text));
                }
            }
        }
    }
}
