//! One line of the chat: a message, the start of a session or its end.
//!
//! Read leniently, for the chat is written by people and by agents that remember the format more or less; written
//! strictly (see `compose`), so that no text somebody passes in can look like another field or another line.

mod compose;
mod read;

use serde::{Serialize, Serializer};

use super::codename::{Codename, OPERATOR, is_operator};
use super::id::Id;
use super::map::Map;
use super::timestamp::Stamp;

pub use compose::{
    ComposeError, MAX_LINE, branch_value, commit_value, end, msg, no_commit_value, one_line, start,
};
pub use read::{Reading, read, speaker};

/// A line that could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub id: Id,
    pub stamp: Stamp,
    pub who: Party,
    #[serde(flatten)]
    pub body: Body,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub enum Body {
    Msg(Msg),
    Start(Fields),
    End(Fields),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Msg {
    pub to: To,
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// Paths as they were written; empty for `none`.
    pub locks: Vec<String>,
    /// The entry that this one answers.
    pub re: Option<Id>,
    /// What is said, without the `re:ID` before it.
    pub note: String,
}

/// Someone who speaks in the chat. Ordered with the operator first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    Operator,
    Agent(Codename),
}

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    All,
    /// Mostly one; none for `to:none`.
    Only(Vec<Party>),
}

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageType {
    Request,
    Ack,
    Info,
    Handoff,
    Release,
    /// A word that is none of these: an info.
    Other(String),
}

/// The parts of a START or END line after the codename, in order; a part without a `:` has an empty key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fields {
    pub fields: Vec<(String, String)>,
}

impl Entry {
    /// The entry with every codename as the map spells it.
    #[must_use]
    pub fn spelled(mut self, map: &Map) -> Entry {
        let spell = |party: &mut Party| {
            if let Some(agent) = party.agent().and_then(|name| map.agent(name.as_str())) {
                *party = Party::Agent(agent.name.clone());
            }
        };
        spell(&mut self.who);
        if let Body::Msg(Msg { to: To::Only(parties), .. }) = &mut self.body {
            parties.iter_mut().for_each(spell);
        }
        self
    }

    pub fn msg(&self) -> Option<&Msg> {
        match &self.body {
            Body::Msg(msg) => Some(msg),
            Body::Start(_) | Body::End(_) => None,
        }
    }

    pub fn start(&self) -> Option<&Fields> {
        match &self.body {
            Body::Start(fields) => Some(fields),
            Body::Msg(_) | Body::End(_) => None,
        }
    }

    pub fn end(&self) -> Option<&Fields> {
        match &self.body {
            Body::End(fields) => Some(fields),
            Body::Msg(_) | Body::Start(_) => None,
        }
    }
}

impl Party {
    /// Takes a codename, or `user` for the operator, in any case.
    pub fn parse(text: &str) -> Option<Party> {
        if is_operator(text) {
            return Some(Party::Operator);
        }
        Codename::parse(text).ok().map(Party::Agent)
    }

    pub fn as_str(&self) -> &str {
        match self {
            Party::Operator => OPERATOR,
            Party::Agent(name) => name.as_str(),
        }
    }

    pub fn agent(&self) -> Option<&Codename> {
        match self {
            Party::Operator => None,
            Party::Agent(name) => Some(name),
        }
    }
}

impl To {
    /// Takes `all`, `none` or names with commas between.
    pub fn parse(text: &str) -> Option<To> {
        let words = || text.split(',').map(str::trim);
        if words().any(|word| word.eq_ignore_ascii_case("all")) {
            return Some(To::All);
        }
        let names = words().filter(|word| !word.eq_ignore_ascii_case("none"));
        let parties = names.map(|name| Party::parse(name.strip_prefix('@').unwrap_or(name)));
        parties.collect::<Option<_>>().map(To::Only)
    }

    /// Whether the message is for `party` among others.
    pub fn reaches(&self, party: &Party) -> bool {
        match self {
            To::All => true,
            To::Only(parties) => parties.contains(party),
        }
    }
}

impl std::fmt::Display for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::fmt::Display for To {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            To::All => f.pad("all"),
            To::Only(parties) if parties.is_empty() => f.pad("none"),
            To::Only(parties) => f.pad(&parties.iter().map(Party::as_str).collect::<Vec<_>>().join(",")),
        }
    }
}

impl MessageType {
    pub fn parse(text: &str) -> MessageType {
        match text.to_ascii_lowercase().as_str() {
            "request" => MessageType::Request,
            "ack" => MessageType::Ack,
            "info" | "" => MessageType::Info,
            "handoff" => MessageType::Handoff,
            "release" => MessageType::Release,
            _ => MessageType::Other(text.to_owned()),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            MessageType::Request => "request",
            MessageType::Ack => "ack",
            MessageType::Info => "info",
            MessageType::Handoff => "handoff",
            MessageType::Release => "release",
            MessageType::Other(word) => word,
        }
    }

    /// Whether it closes a request that its receiver made.
    pub fn settles(&self) -> bool {
        matches!(self, MessageType::Ack | MessageType::Handoff | MessageType::Release)
    }
}

impl Fields {
    /// The first value under `key`, in any case.
    pub fn get(&self, key: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        Some(&field.1)
    }

    /// The commit that an END names, as many digits as it gives.
    pub fn commit_oid(&self) -> Option<&str> {
        let word = self.get("commit")?.split_whitespace().next()?;
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && (7..=64).contains(&word.len())).then_some(word)
    }

    /// The map that a START names, as many digits of its object id as it gives.
    pub fn map_oid(&self) -> Option<&str> {
        let word = self.get("map")?.trim();
        let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && (7..=64).contains(&word.len())).then_some(word)
    }

    /// Why there is no commit, where an END says `commit: none (REASON)`.
    pub fn no_commit(&self) -> Option<&str> {
        let value = self.get("commit")?;
        let (none, reason) = value.split_at_checked(4)?;
        let ends = !reason.starts_with(char::is_alphanumeric);
        let reason = reason.trim();
        let inner = reason.strip_prefix('(').and_then(|reason| reason.strip_suffix(')'));
        (none.eq_ignore_ascii_case("none") && ends).then_some(inner.unwrap_or(reason))
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for To {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for MessageType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(commit: &str) -> Fields {
        Fields {
            fields: vec![("pushed".to_owned(), "no".to_owned()), ("Commit".to_owned(), commit.to_owned())],
        }
    }

    #[test]
    fn an_end_names_its_commit_or_why_there_is_none() {
        for (commit, oid, reason) in [
            ("0f35e23 feat: a", Some("0f35e23"), None),
            ("`0F35E23`", Some("0F35E23"), None),
            ("feat: a", None, None),
            ("feed: a", None, None),
            ("not requested", None, None),
            ("none (only read)", None, Some("only read")),
            ("None", None, Some("")),
            ("none: nothing (yet)", None, Some(": nothing (yet)")),
            ("nonesuch", None, None),
            ("", None, None),
        ] {
            assert_eq!((end(commit).commit_oid(), end(commit).no_commit()), (oid, reason), "{commit:?}");
        }
    }

    #[test]
    fn names_are_taken_one_or_several() {
        let agent = |name| Party::parse(name).unwrap();
        assert_eq!(To::parse("RENDER"), Some(To::Only(vec![agent("render")])));
        assert_eq!(To::parse("@RENDER, User"), Some(To::Only(vec![agent("RENDER"), Party::Operator])));
        assert_eq!(To::parse("RENDER,ALL"), Some(To::All));
        assert_eq!(To::parse("none"), Some(To::Only(vec![])));
        assert_eq!(To::parse("the renderer"), None);
    }
}
