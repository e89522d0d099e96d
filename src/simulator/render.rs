//! Formatted text as HTML that a page may show: everything is escaped, and only known tags and addresses come out.

use super::text::{Entity, Formatted};

/// The text of a message as safe HTML.
pub(super) fn html(formatted: &Formatted) -> String {
    let mut out = String::with_capacity(formatted.text.len() + 16);
    let mut open: Vec<&Entity> = Vec::new();
    let mut waiting: Vec<&Entity> = formatted.entities.iter().filter(|entity| entity.length > 0).collect();
    waiting.sort_by_key(|entity| (entity.offset, usize::MAX - entity.length));
    let mut waiting = waiting.into_iter().peekable();
    let mut at = 0;
    for character in formatted.text.chars() {
        close_ended(&mut out, &mut open, at);
        while let Some(entity) = waiting.next_if(|entity| entity.offset <= at) {
            out.push_str(&opening(entity, &formatted.text));
            open.push(entity);
        }
        escape_into(&mut out, character);
        at += character.len_utf16();
    }
    close_ended(&mut out, &mut open, usize::MAX);
    out
}

/// Closes what ends at `at`. Entities may overlap when a bot gives them itself: those cut short are opened again.
fn close_ended<'a>(out: &mut String, open: &mut Vec<&'a Entity>, at: usize) {
    let ends = |entity: &&Entity| entity.offset.saturating_add(entity.length) <= at;
    let Some(first) = open.iter().position(ends) else { return };
    let closing: Vec<&'a Entity> = open.drain(first..).collect();
    for entity in closing.iter().rev() {
        out.push_str(closing_tag(entity));
    }
    for entity in closing.into_iter().filter(|entity| !ends(entity)) {
        out.push_str(&opening(entity, ""));
        open.push(entity);
    }
}

fn opening(entity: &Entity, text: &str) -> String {
    match &*entity.kind {
        "bold" => "<b>".to_owned(),
        "italic" => "<i>".to_owned(),
        "underline" => "<u>".to_owned(),
        "strikethrough" => "<s>".to_owned(),
        "code" => "<code>".to_owned(),
        "pre" => "<pre>".to_owned(),
        "blockquote" | "expandable_blockquote" => "<blockquote>".to_owned(),
        "spoiler" => "<span class=\"spoiler\">".to_owned(),
        "bot_command" => "<span class=\"command\">".to_owned(),
        "text_link" => anchor(entity.url.as_deref().unwrap_or_default()),
        "url" => anchor(&slice(text, entity)),
        _ => "<span>".to_owned(),
    }
}

fn closing_tag(entity: &Entity) -> &'static str {
    match &*entity.kind {
        "bold" => "</b>",
        "italic" => "</i>",
        "underline" => "</u>",
        "strikethrough" => "</s>",
        "code" => "</code>",
        "pre" => "</pre>",
        "blockquote" | "expandable_blockquote" => "</blockquote>",
        "text_link" | "url" => "</a>",
        _ => "</span>",
    }
}

fn anchor(url: &str) -> String {
    if !["http://", "https://", "tg://"].iter().any(|scheme| url.starts_with(scheme)) {
        return "<a>".to_owned();
    }
    let mut out = "<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"".to_owned();
    url.chars().for_each(|character| escape_into(&mut out, character));
    out.push_str("\">");
    out
}

/// The part of `text` that the entity covers.
fn slice(text: &str, entity: &Entity) -> String {
    let units: Vec<u16> = text.encode_utf16().skip(entity.offset).take(entity.length).collect();
    String::from_utf16_lossy(&units)
}

fn escape_into(out: &mut String, character: char) {
    match character {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_out_unescaped_and_overlaps_are_split() {
        let text = "a<b>&\"c".to_owned();
        let entities = vec![Entity::new("bold", 0, 4), Entity::new("italic", 2, 4)];
        assert_eq!(html(&Formatted { text, entities }), "<b>a&lt;<i>b&gt;</i></b><i>&amp;&quot;</i>c");
    }

    #[test]
    fn a_link_with_a_script_has_no_address() {
        let mut link = Entity::new("text_link", 0, 1);
        link.url = Some("javascript:alert(1)".into());
        assert_eq!(html(&Formatted { text: "x".into(), entities: vec![link] }), "<a>x</a>");
    }
}
