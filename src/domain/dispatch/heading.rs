//! What a heading of `DISPATCH.md` is about.

use crate::domain::codename::Codename;
use crate::domain::map::Map;

/// Words in capitals that head a section of many a document and are no agent.
const WORDS: [&str; 16] = [
    "API", "CI", "CLI", "FAQ", "FIXME", "HOWTO", "JSON", "LICENSE", "NOTE", "NOTES", "README", "RULES",
    "TODO", "TOML", "USAGE", "WARNING",
];

/// A heading's text without its markup, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub text: String,
    /// 1 for `#`.
    pub level: u8,
    /// From 1.
    pub line: usize,
}

/// Whom a heading names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    Nobody,
    /// `leads` when the heading begins with the name, or with `Launch` and the name.
    One {
        agent: Codename,
        leads: bool,
    },
    Several(Vec<Codename>),
    /// The migration prompt, of one agent or of all.
    Migration(Option<Codename>),
    /// A codename that the map lacks; uncertain where only its capitals say that it is one.
    Unknown {
        name: String,
        certain: bool,
    },
}

impl Heading {
    pub fn new(text: &str, level: u8, line: usize) -> Heading {
        Heading { text: text.replace('\n', " ").trim().to_owned(), level, line }
    }

    /// Whom this heading names, of the agents that the map has.
    pub fn names(&self, map: &Map) -> Names {
        let agents = self.agents(map);
        let is_migration = map.agent("migration").is_none()
            && words(&self.text).any(|w| w.eq_ignore_ascii_case("migration"));
        match (agents.as_slice(), is_migration) {
            ([agent], true) => Names::Migration(Some(agent.clone())),
            (_, true) => Names::Migration(None),
            ([agent], false) => Names::One { agent: agent.clone(), leads: self.leads(agent) },
            ([], false) => self.unknown(),
            (_, false) => Names::Several(agents),
        }
    }

    /// The agents in the first part of the heading that names any: as the map spells them, else in any case.
    fn agents(&self, map: &Map) -> Vec<Codename> {
        let exact = |word: &str| map.agents.iter().find(|agent| agent.name.as_str() == word);
        let any = |word: &str| map.agent(word);
        let spelled = |find: &dyn Fn(&str) -> Option<Codename>| {
            let mut parts = parts(&self.text).map(|part| distinct(words(part).filter_map(find)));
            parts.find(|names| !names.is_empty())
        };
        let exactly = spelled(&|word| exact(word).map(|agent| agent.name.clone()));
        exactly.or_else(|| spelled(&|word| any(word).map(|agent| agent.name.clone()))).unwrap_or_default()
    }

    fn leads(&self, agent: &Codename) -> bool {
        let mut words = words(&self.text).skip_while(|word| is_launch(word) || is_number(word));
        words.next().is_some_and(|word| agent.is(word))
    }

    /// A launch heading for somebody else: `Launch: GHOST`, or a name in capitals alone or before a description.
    fn unknown(&self) -> Names {
        let mut parts =
            parts(&self.text).map(|part| words(part).filter(|word| !is_number(word)).collect::<Vec<_>>());
        let first = parts.next().unwrap_or_default();
        let (name, certain) = match (first.as_slice(), parts.next().as_deref()) {
            ([launch], Some([name])) if is_launch(launch) => (*name, true),
            ([launch, name], _) if is_launch(launch) && is_capitals(name) => (*name, true),
            ([name], _) if is_capitals(name) && !WORDS.contains(name) => (*name, false),
            _ => return Names::Nobody,
        };
        match Codename::parse(name) {
            Ok(name) => Names::Unknown { name: name.to_string(), certain },
            Err(_) => Names::Nobody,
        }
    }
}

/// The heading, cut before each description: `SENSOR - telemetry`, `Launch: SENSOR`, `Telemetry (SENSOR)`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    let cuts = move |c: char| {
        let cut = matches!(c, '–' | '—' | ':' | '(' | '[' | '|') || (c == '-' && before.is_whitespace());
        before = c;
        cut
    };
    text.split(cuts).filter(|part| words(part).next().is_some())
}

/// The longest runs of characters that a codename can have, without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
    runs.map(|run| run.trim_start_matches(['-', '.']).trim_end_matches(['-', '.']))
        .filter(|word| !word.is_empty())
}

fn distinct(names: impl Iterator<Item = Codename>) -> Vec<Codename> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

fn is_launch(word: &str) -> bool {
    word.eq_ignore_ascii_case("launch")
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}
