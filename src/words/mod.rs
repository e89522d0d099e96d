//! Words: every sentence and label that a person reads, from Fluent, English and Russian side by side.
//!
//! Owns the bundles and the way of asking for a text. What is inserted into HTML is escaped here, so that no caller can
//! forget it. It must not hold words itself: they live in the `.ftl` files, next to the dialog that says them.

mod values;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

pub use values::refusal_values;

use crate::domain::Language;

/// The Fluent sources in both languages, by the place that they belong to.
pub const SOURCES: [(&str, &str, &str); 5] = [
    ("shared", include_str!("en.ftl"), include_str!("ru.ftl")),
    ("accept", include_str!("../../dialogs/accept/en.ftl"), include_str!("../../dialogs/accept/ru.ftl")),
    ("qualify", include_str!("../../dialogs/qualify/en.ftl"), include_str!("../../dialogs/qualify/ru.ftl")),
    ("complete", include_str!("../../dialogs/complete/en.ftl"), include_str!("../../dialogs/complete/ru.ftl")),
    ("partner", include_str!("../../dialogs/partner/en.ftl"), include_str!("../../dialogs/partner/ru.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En));
static RUSSIAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Ru));

fn bundle(language: Language) -> Bundle {
    let id = match language {
        Language::En => langid!("en"),
        Language::Ru => langid!("ru"),
    };
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Isolation marks would surround every number and name; our lines put one value after one label.
    bundle.set_use_isolating(false);
    for (_, en, ru) in SOURCES {
        let source = match language {
            Language::En => en,
            Language::Ru => ru,
        };
        // A part that does not parse is left out, and a test says so: `words_parse` below.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Language);

/// Values for the variables of a text.
#[derive(Clone, Debug, Default)]
pub struct Values(Vec<(&'static str, Value)>);

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Number(i64),
}

impl Values {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// With a text; it is escaped where the whole becomes HTML.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Value::Text(value.into())));
        self
    }

    /// With a number, which chooses plurals.
    #[must_use]
    pub fn number(mut self, name: &'static str, value: i64) -> Self {
        self.0.push((name, Value::Number(value)));
        self
    }
}

impl Words {
    /// The words of `language`.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self(language)
    }

    /// Their language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.0
    }

    /// A text for a button or a toast: plain, nothing is escaped.
    #[must_use]
    pub fn plain(self, key: &str, values: &Values) -> String {
        self.format(key, values, |text| Cow::Borrowed(text))
    }

    /// A text for a message in HTML: what `values` hold is escaped, what the Fluent file holds is not.
    #[must_use]
    pub fn html(self, key: &str, values: &Values) -> String {
        self.format(key, values, escape)
    }

    /// A plain text without variables.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.plain(key, &Values::none())
    }

    fn format(self, key: &str, values: &Values, treat: for<'a> fn(&'a str) -> Cow<'a, str>) -> String {
        let bundle: &Bundle = match self.0 {
            Language::En => &ENGLISH,
            Language::Ru => &RUSSIAN,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.0.code(), "no words for this key");
            return key.to_owned();
        };
        let mut args = FluentArgs::with_capacity(values.0.len());
        for (name, value) in &values.0 {
            match value {
                Value::Text(text) => args.set(*name, FluentValue::String(Cow::Owned(treat(text).into_owned()))),
                Value::Number(number) => args.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, language = self.0.code(), ?errors, "these words could not be filled in");
        }
        text
    }
}

/// Escapes the three characters that Telegram's HTML gives a meaning (Bot API, "HTML style").
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// At most `most` characters of `text`, with an ellipsis in place of the rest.
#[must_use]
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            Cow::Owned(format!("{}…", kept.trim_end()))
        }
    }
}
