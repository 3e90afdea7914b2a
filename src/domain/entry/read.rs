//! Lines into entries. Nothing is fatal here: a line is an entry, somebody else's line, or one that looks like an
//! entry and cannot be read, with the reason.

use crate::domain::text::cut;
use std::borrow::Cow;

use super::{Body, Entry, Fields, MessageType, Msg, Party, To};
use crate::domain::id::Id;
use crate::domain::timestamp::Stamp;

/// What a line turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    Entry(Box<Entry>),
    /// A heading, prose, a blank, a line with another prefix.
    Other,
    /// It begins like an entry; holds why it is none.
    Unreadable(String),
}

#[derive(Clone, Copy)]
enum Keyword {
    Msg,
    Start,
    End,
}

/// Reads one line, with or without its line ending. Bytes that are not UTF-8 are shown as `U+FFFD`.
pub fn read(line: &[u8]) -> Reading {
    // A chat of 100 MB is mostly other lines: look at the bytes before anything is decoded.
    if !line.contains(&b'|') {
        return Reading::Other;
    }
    let text = String::from_utf8_lossy(line);
    let Some((keyword, rest)) = split(undecorated(&text)) else { return Reading::Other };
    let Some(keyword) = Keyword::parse(keyword) else { return Reading::Other };
    match entry(Id::of(line), keyword, rest) {
        Ok(entry) => Reading::Entry(Box::new(entry)),
        Err(reason) => Reading::Unreadable(reason),
    }
}

/// Who speaks in a line that begins like an entry, whatever else of it can be read.
pub fn speaker(line: &str) -> Option<Party> {
    let (keyword, rest) = split(undecorated(line))?;
    Keyword::parse(keyword)?;
    let (_, rest) = split(rest)?;
    speaks(split(rest).map_or(rest.trim(), |(name, _)| name))
}

fn speaks(name: &str) -> Option<Party> {
    let name = unquoted(name);
    Party::parse(name.strip_prefix('@').unwrap_or(name))
}

fn entry(id: Id, keyword: Keyword, rest: &str) -> Result<Entry, String> {
    let (stamp, rest) = split(rest).unwrap_or((rest, ""));
    let stamp = unquoted(stamp);
    let stamp = Stamp::parse(stamp)
        .ok_or_else(|| format!("`{}` is not a time such as `2026-02-14 18:22:12 +01:00`", excerpt(stamp)))?;
    let (name, rest) = split(rest).unwrap_or((rest, ""));
    let who = speaks(name).ok_or_else(|| format!("`{}` is not a codename", excerpt(unquoted(name))))?;
    let body = match keyword {
        Keyword::Msg => Body::Msg(msg(rest)?),
        Keyword::Start => Body::Start(fields(rest)),
        Keyword::End => Body::End(fields(rest)),
    };
    Ok(Entry { id, stamp, who, body })
}

/// The fields of a message in any order; `note:` takes all that follows it. Parts without a known key are a note too,
/// so that nothing anybody wrote is lost.
fn msg(mut rest: &str) -> Result<Msg, String> {
    let (mut to, mut kind, mut locks, mut re) = (To::All, MessageType::Info, Vec::new(), None);
    let mut loose = Vec::new();
    let mut note = None;
    while !rest.trim().is_empty() {
        let (part, after) = split(rest).unwrap_or((rest.trim(), ""));
        let (key, value) = part.split_once(':').map_or(("", part), |(key, value)| (key.trim(), value.trim()));
        match key.to_ascii_lowercase().as_str() {
            "note" => {
                note = rest.split_once(':').map(|(_, note)| note.trim());
                break;
            }
            "to" => {
                to = To::parse(value).ok_or_else(|| format!("`to:{}` is not a codename", excerpt(value)))?;
            }
            "type" => kind = MessageType::parse(value),
            "locks" => locks = self::locks(value),
            "re" if Id::parse(value).is_some() => re = Id::parse(value),
            _ => loose.push(part),
        }
        rest = after;
    }
    loose.extend(note);
    let note: Cow<str> = match loose.as_slice() {
        [one] => Cow::Borrowed(one),
        parts => Cow::Owned(parts.join(" | ")),
    };
    let (answered, note) = answer(&note);
    Ok(Msg { to, kind, locks, re: answered.or(re), note: note.to_owned() })
}

/// The paths of a `locks:` field; none for `none`.
pub fn locks(value: &str) -> Vec<String> {
    let paths = value.split(',').map(str::trim);
    let paths = paths.filter(|path| !matches!(*path, "" | "-") && !path.eq_ignore_ascii_case("none"));
    paths.map(str::to_owned).collect()
}

/// Takes a `re:ID` off the start of a note.
fn answer(note: &str) -> (Option<Id>, &str) {
    let Some((key, rest)) = note.split_once(':') else { return (None, note) };
    let id = rest.trim_start().split_at_checked(Id::len());
    let Some((id, text)) = id.filter(|_| key.eq_ignore_ascii_case("re")) else { return (None, note) };
    match Id::parse(id) {
        Some(id) if !text.starts_with(char::is_alphanumeric) => {
            (Some(id), text.strip_prefix([':', ',']).unwrap_or(text).trim())
        }
        _ => (None, note),
    }
}

fn fields(rest: &str) -> Fields {
    let parts = rest.split('|').map(str::trim).filter(|part| !part.is_empty());
    let pair = |part: &str| match part.split_once(':') {
        Some((key, value)) => (key.trim().to_owned(), value.trim().to_owned()),
        None => (String::new(), part.to_owned()),
    };
    Fields { fields: parts.map(pair).collect() }
}

impl Keyword {
    fn parse(text: &str) -> Option<Keyword> {
        match unquoted(text).to_ascii_uppercase().as_str() {
            "MSG" => Some(Keyword::Msg),
            "START" => Some(Keyword::Start),
            "END" => Some(Keyword::End),
            _ => None,
        }
    }
}

/// The text up to the next `|`, and what follows it.
fn split(text: &str) -> Option<(&str, &str)> {
    text.split_once('|').map(|(part, rest)| (part.trim(), rest))
}

/// The line without blanks, a byte order mark, the bullet of a list and the backticks around all of it.
fn undecorated(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = ["- ", "* ", "+ "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line);
    let line = line.trim_start();
    let inner = line.trim_start_matches('`');
    match line.len() - inner.len() {
        0 => line,
        count => inner.strip_suffix(&line[..count]).unwrap_or(inner),
    }
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['`', '*', '_', '[', ']', ' '])
}

/// Enough of a text to find it again.
fn excerpt(text: &str) -> String {
    cut(text, 40)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(line: &str) -> Entry {
        match read(line.as_bytes()) {
            Reading::Entry(entry) => *entry,
            reading => panic!("{line:?} is {reading:?}"),
        }
    }

    #[test]
    fn the_written_form_is_read() {
        let line = "MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:request | locks:src/a, src/b | note:re:k3f9wa a | b: c";
        let entry = entry(line);
        let msg = entry.msg().unwrap();
        assert_eq!(entry.stamp.to_string(), "2026-02-14 18:22:12 +01:00");
        assert_eq!((entry.who.as_str(), msg.to.to_string().as_str()), ("SENSOR", "RENDER"));
        assert_eq!(
            (&msg.kind, msg.locks.as_slice()),
            (&MessageType::Request, &["src/a".to_owned(), "src/b".to_owned()][..])
        );
        assert_eq!((msg.re, msg.note.as_str()), (Id::parse("k3f9wa"), "a | b: c"));
    }

    #[test]
    fn a_message_is_read_as_people_leave_it() {
        for (line, shown) in [
            ("  - `MSG|2026-02-14|sensor|note:x`\r\n", "sensor>all info [] x"),
            (
                "* msg | 2026-02-14T18:22Z | @Sensor | type:REQUEST | to:@render | note:x|to:all|",
                "Sensor>render request [] x|to:all|",
            ),
            (
                "\u{feff}**MSG** | [2026-02-14 18:22] | `SENSOR` | to: user | NOTE : x",
                "SENSOR>user info [] x",
            ),
            ("MSG | 2026-02-14 | user | please | look", "user>all info [] please | look"),
            ("MSG | 2026-02-14 | A | to:B | priority:high | note:x", "A>B info [] priority:high | x"),
            ("MSG | 2026-02-14 | A | to:B, C | type:question | locks:None | note:", "A>B,C question [] "),
            ("MSG | 2026-02-14 | A | locks:-", "A>all info [] "),
            ("MSG | 2026-02-14 | A", "A>all info [] "),
            ("```MSG | 2026-02-14 | A | note:`x`", "A>all info [] `x`"),
        ] {
            let entry = entry(line);
            let msg = entry.msg().unwrap();
            let read = format!("{}>{} {} {:?} {}", entry.who, msg.to, msg.kind.as_str(), msg.locks, msg.note);
            assert_eq!(read, shown, "{line:?}");
        }
    }

    #[test]
    fn what_an_end_says_is_kept() {
        let entry = entry(
            "END | 2026-02-14 18:22:12 +01:00 | PLATFORM | platform | free to work: a, b | commit: feat: c || x:",
        );
        let pairs: Vec<_> =
            entry.end().unwrap().fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(pairs, [("", "platform"), ("free to work", "a, b"), ("commit", "feat: c"), ("x", "")]);
    }

    #[test]
    fn only_a_whole_id_is_an_answer() {
        for (note, answers) in [
            ("re:k3f9wa", "k3f9wa "),
            ("Re: K3F9WA: done", "k3f9wa done"),
            ("re:k3f9wa done", "k3f9wa done"),
            ("re:k3f9wab done", "- re:k3f9wab done"),
            ("re:your note", "- re:your note"),
            ("re:äöü", "- re:äöü"),
            ("re:", "- re:"),
        ] {
            let (id, rest) = answer(note);
            assert_eq!(
                format!("{} {rest}", id.map_or("-".to_owned(), |id| id.to_string())),
                answers,
                "{note:?}"
            );
        }
    }

    #[test]
    fn other_lines_are_told_from_broken_ones() {
        for line in [
            "",
            "# Chat",
            "SCOPE | a",
            "GIT-1 | b",
            "MSG",
            "The END",
            "> MSG | 2026-02-14 | A | note:x",
            "MSGS | a",
            "| MSG |",
        ] {
            assert_eq!(read(line.as_bytes()), Reading::Other, "{line:?}");
        }
        for (line, reason) in [
            (
                "MSG | <timestamp> | SENSOR | note:x",
                "`<timestamp>` is not a time such as `2026-02-14 18:22:12 +01:00`",
            ),
            ("END |", "`` is not a time such as `2026-02-14 18:22:12 +01:00`"),
            ("END | 2026-02-14", "`` is not a codename"),
            ("START | 2026-02-14 | all", "`all` is not a codename"),
            ("MSG | 2026-02-14 | A | to:who knows | note:x", "`to:who knows` is not a codename"),
        ] {
            assert_eq!(read(line.as_bytes()), Reading::Unreadable(reason.to_owned()), "{line:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_and_long_lines_are_read() {
        let mut line = b"MSG | 2026-02-14 | A | note:\xff\xfe ".to_vec();
        line.extend(vec![b'x'; 100_000]);
        let Reading::Entry(entry) = read(&line) else { panic!() };
        assert_eq!(entry.msg().unwrap().note.chars().count(), 100_003);
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), tail in r"[ |:`*reRE_a-c\PC]{0,40}") {
            read(&bytes);
            read(format!("MSG | 2026-02-14 | A | {tail}").as_bytes());
            read(format!("END | 2026-02-14 | A | {tail}").as_bytes());
            read(format!("{tail} MSG | {tail}").as_bytes());
            answer(&tail);
            Fields { fields: vec![("commit".to_owned(), tail)] }.no_commit();
        }
    }
}
