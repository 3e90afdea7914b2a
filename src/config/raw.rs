//! The shape of the file for serde, and serde's complaints in the words of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Label, Source, printable};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct RawMap {
    pub agents: Option<Spanned<BTreeMap<Spanned<String>, RawAgent>>>,
    #[serde(default)]
    pub shared: RawShared,
    #[serde(default)]
    pub chat: RawChat,
    #[serde(default)]
    pub day: RawDay,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table of an agent with `owns`")]
pub struct RawAgent {
    pub owns: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    pub mission: Option<String>,
    #[serde(default)]
    pub verify: Vec<Spanned<Vec<String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct RawShared {
    #[serde(default)]
    pub append: Vec<Spanned<String>>,
    #[serde(default)]
    pub write: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct RawChat {
    pub file: Option<Spanned<String>>,
    #[serde(default)]
    pub journals: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct RawDay {
    pub timezone: Option<Spanned<String>>,
}

impl RawMap {
    /// The agents in the order of the file: a TOML table has none of its own.
    pub fn agents(&self) -> impl Iterator<Item = (&Spanned<String>, &RawAgent)> {
        let mut agents: Vec<_> = self.agents.iter().flat_map(Spanned::get_ref).collect();
        agents.sort_by_key(|(name, _)| name.span().start);
        agents.into_iter()
    }
}

impl RawAgent {
    pub fn owns(&self) -> &[Spanned<String>] {
        self.owns.as_ref().map_or(&[], |owns| owns.get_ref())
    }
}

/// Turns what the parser or serde says into an error with its places.
pub fn explain(error: &toml::de::Error, source: &Source) -> ConfigError {
    let span = error.span().unwrap_or_default();
    let at = source.text.get(span.clone()).unwrap_or_default();
    let message = error.message();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return unknown_key(source, span, rest);
    }
    if message == "duplicate key" {
        let mut labels = vec![Label::new(span.clone(), "again here")];
        labels.extend(earlier(source, &span).map(|place| Label::new(place, "first here")));
        return source.error(format!("`{}` appears twice", printable(unquoted(at))), labels);
    }
    let message = printable(&message.lines().collect::<Vec<_>>().join("; "));
    let (found, expected) = message.split_once(", expected ").unwrap_or((&message, ""));
    let value = found.strip_prefix("invalid type: ").or_else(|| found.strip_prefix("invalid value: "));
    match (value, expected) {
        (Some(value), expected) => {
            let title =
                format!("expected {}", expected.replace("a sequence", "a list").replace("a map", "a table"));
            let advice = if expected == "a sequence" { ": put it in `[…]`" } else { "" };
            source.error(title, vec![Label::new(span, format!("this is {}{advice}", article(value)))])
        }
        (None, "") => source.error("this is not TOML", vec![Label::new(span, found)]),
        (None, expected) => {
            let label = Label::new(span, format!("expected {expected}"));
            source.error(format!("this is not TOML: {found}"), vec![label])
        }
    }
}

/// `message` is serde's: the key, then "expected one of", all in backticks.
fn unknown_key(source: &Source, span: Range<usize>, message: &str) -> ConfigError {
    // A key may hold a backtick itself, so it is taken from the text and only the known ones from the message.
    let key = unquoted(source.text.get(span.clone()).unwrap_or_default());
    let list = message.rsplit_once("expected ").map_or("", |(_, list)| list);
    let keys: Vec<_> = list.split('`').skip(1).step_by(2).collect();
    let near = keys.iter().copied().max_by(|a, b| strsim::jaro(key, a).total_cmp(&strsim::jaro(key, b)));
    let list = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let advice = match near.filter(|near| strsim::jaro(key, near) > 0.75) {
        Some(near) => format!("did you mean `{near}`? known keys: {list}"),
        None => format!("known keys: {list}"),
    };
    source.error(format!("unknown key `{}`", printable(key)), vec![Label::new(span, advice)])
}

/// What serde found, as one says it of a TOML file.
fn article(found: &str) -> String {
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        found if found.starts_with(['a', 'e', 'i', 'o']) => format!("an {found}"),
        found => format!("a {found}"),
    }
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// The nearest key of that name that stands before `span`.
fn earlier(source: &Source, span: &Range<usize>) -> Option<Range<usize>> {
    let name = unquoted(source.text.get(span.clone())?);
    // Only what comes before: of two tables of one name the parser keeps the second.
    let (table, _) = DeTable::parse_recoverable(source.text.get(..span.start)?);
    let mut places = Vec::new();
    keys(table.get_ref(), name, &mut places);
    places.into_iter().max_by_key(|place| place.start)
}

fn keys(table: &DeTable<'_>, name: &str, places: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        if key.get_ref() == name {
            places.push(key.span());
        }
        if let DeValue::Table(inner) = value.get_ref() {
            keys(inner, name, places);
        }
    }
}
