//! Entries into lines. Whatever text comes in, one line goes out, and each field of it holds what that field was given.

use crate::domain::text::cut;
use chrono::{DateTime, FixedOffset};
use thiserror::Error;

use super::{Msg, Party};
use crate::domain::hidden::{escaped, is_hidden};
use crate::domain::oid::Oid;
use crate::domain::timestamp;

/// How many bytes a line may have. Readers take more; a short write is rarely cut when its writer is killed, and a
/// line should be read by people too.
pub const MAX_LINE: usize = 4 * 1024;
/// How much of a commit's subject an END repeats; the whole is in the commit.
const MAX_SUBJECT: usize = 200;
/// How much of a branch's name an entry repeats.
const MAX_NAME: usize = 200;

/// Why a text cannot be an entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ComposeError {
    #[error("the note is empty")]
    EmptyNote,
    #[error(
        "the line would be {0} bytes long, and a chat line holds {MAX_LINE}: say less, or point to a file that says more"
    )]
    TooLong(usize),
}

/// The line of a message, without its line ending.
pub fn msg(at: DateTime<FixedOffset>, who: &Party, msg: &Msg) -> Result<String, ComposeError> {
    let note = one_line(&msg.note);
    if note.is_empty() {
        return Err(ComposeError::EmptyNote);
    }
    let locks = super::read::locks(&field(&msg.locks.join(",")));
    let locks = if locks.is_empty() { "none".to_owned() } else { locks.join(",") };
    let re = msg.re.map(|id| format!("re:{id} ")).unwrap_or_default();
    let (to, kind) = (&msg.to, field(msg.kind.as_str()));
    let head = head("MSG", at, who);
    checked(format!("{head} | to:{to} | type:{kind} | locks:{locks} | note:{re}{note}"))
}

/// The line that opens a session, with the branch and the commit it begins at if there is one, and the map by which it
/// is judged.
pub fn start(
    at: DateTime<FixedOffset>,
    who: &Party,
    place: Option<(&str, &Oid)>,
    map: Option<&Oid>,
) -> Result<String, ComposeError> {
    let map = map.map(|map| format!(" | map: {}", map.short())).unwrap_or_default();
    let place = place.map(|(branch, oid)| format!(" | branch: {} at {}", branch_value(branch), oid.short()));
    checked(head("START", at, who) + &place.unwrap_or_default() + &map)
}

/// The line that closes a session, with its fields in the order given.
pub fn end(at: DateTime<FixedOffset>, who: &Party, fields: &[(&str, &str)]) -> Result<String, ComposeError> {
    let fields =
        fields.iter().map(|(key, value)| format!("{}: {}", field(key).replace(':', ""), field(value)));
    let parts: Vec<_> = [head("END", at, who)].into_iter().chain(fields).collect();
    checked(parts.join(" | "))
}

/// The value of END's `commit` field: the commit and its subject, which is cut when it is long.
pub fn commit_value(oid: &Oid, subject: &str) -> String {
    let subject = one_line(subject);
    format!("{} {}", oid.short(), cut(&subject, MAX_SUBJECT))
}

/// The value of END's `commit` field where there is nothing to commit.
pub fn no_commit_value(reason: &str) -> String {
    format!("none ({})", one_line(reason))
}

/// Makes any text one line: breaks and control characters become a space, marks that cannot be seen disappear.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut broken = false;
    for c in text.chars() {
        let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        // A run of them, such as CR LF, is one space.
        match c {
            _ if breaks && broken => {}
            _ if breaks => line.push(' '),
            // An emoji's joiners and selectors go, too: it stays, or comes apart.
            _ if is_hidden(c) => continue,
            _ => line.push(c),
        }
        broken = breaks;
    }
    line.trim().to_owned()
}

/// A branch's name in a field, as it is shown everywhere: none looks like another because of what is hidden in it.
pub fn branch_value(name: &str) -> String {
    field(&cut(&escaped(name), MAX_NAME))
}

/// One line that cannot end the field it stands in.
fn field(text: &str) -> String {
    one_line(text).replace('|', "/")
}

fn head(keyword: &str, at: DateTime<FixedOffset>, who: &Party) -> String {
    format!("{keyword} | {} | {who}", timestamp::format(at))
}

fn checked(line: String) -> Result<String, ComposeError> {
    if line.len() > MAX_LINE { Err(ComposeError::TooLong(line.len())) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::read::{Reading, read};
    use super::super::{Body, Entry, MessageType, To};
    use super::*;
    use crate::domain::id::Id;

    fn now() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-02-14T18:22:12+01:00").unwrap()
    }

    fn party(name: &str) -> Party {
        Party::parse(name).unwrap()
    }

    fn request(note: &str) -> Msg {
        let to = To::Only(vec![party("RENDER")]);
        Msg { to, kind: MessageType::Request, locks: Vec::new(), re: None, note: note.to_owned() }
    }

    fn parsed(line: &str) -> Entry {
        match read(line.as_bytes()) {
            Reading::Entry(entry) => *entry,
            reading => panic!("{line:?} is {reading:?}"),
        }
    }

    #[test]
    fn lines_have_the_agreed_form() {
        let oid = Oid::parse("0f35e2300000000000000000000000000000000a").unwrap();
        let sensor = party("SENSOR");
        assert_eq!(
            msg(now(), &sensor, &request("need the gauge API | today")).unwrap(),
            "MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:request | locks:none | note:need the gauge API | today"
        );
        assert_eq!(start(now(), &sensor, None, None).unwrap(), "START | 2026-02-14 18:22:12 +01:00 | SENSOR");
        assert_eq!(
            start(now(), &sensor, Some(("main", &oid)), Some(&oid)).unwrap(),
            "START | 2026-02-14 18:22:12 +01:00 | SENSOR | branch: main at 0f35e23 | map: 0f35e23"
        );
        let odd = format!("a\u{200b}|{}", "b".repeat(300));
        let line = start(now(), &sensor, Some((odd.as_str(), &oid)), None).unwrap();
        assert!(line.contains(r"| branch: a\u{200b}/bbb") && line.ends_with("b… at 0f35e23"), "{line}");
        let commit = commit_value(&oid, "feat: a|b");
        let fields = [("commit", commit.as_str()), ("pushed", "origin/main"), ("verify", "ok")];
        assert_eq!(
            end(now(), &sensor, &fields).unwrap(),
            "END | 2026-02-14 18:22:12 +01:00 | SENSOR | commit: 0f35e23 feat: a/b | pushed: origin/main | verify: ok"
        );
        let fields = [("commit", &*no_commit_value("only\nread"))];
        let line = end(now(), &sensor, &fields).unwrap();
        assert_eq!(parsed(&line).end().and_then(|end| end.no_commit()), Some("only read"));
    }

    #[test]
    fn a_note_is_one_visible_line() {
        for (note, written) in [
            ("a\r\nEND | b", "a END | b"),
            ("a\u{2028}b\u{2029}c\u{b}d\u{c}e\u{85}f\u{0}g\u{1b}[31m\t\u{7f}h", "a b c d e f g [31m h"),
            ("\u{feff}a\u{202e}b\u{200b}c\u{ad}\u{e0041}", "abc"),
            ("  a  b\n", "a  b"),
        ] {
            assert_eq!(one_line(note), written, "{note:?}");
        }
        for note in ["", " \n", "\u{200b}", "\u{202e}\u{2028}"] {
            assert_eq!(msg(now(), &party("A"), &request(note)), Err(ComposeError::EmptyNote), "{note:?}");
        }
        let long = msg(now(), &party("A"), &request(&"ü".repeat(5000)));
        assert!(matches!(long, Err(ComposeError::TooLong(bytes)) if bytes > 10_000), "{long:?}");
        let oid = Oid::parse(&"a".repeat(40)).unwrap();
        assert!(commit_value(&oid, &"ü".repeat(5000)).ends_with("ü…"));
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            r"[a-z,|:/ \r\n]{0,30}",
            r"(note:|to:|type:|locks:|re:k3f9wa|\| ?|\n|END \| |none|,|x|\PC|\u{2028}|\u{85}| ){0,12}",
            any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_is_read(
            note in text(), locks in prop::collection::vec(text(), 0..3), kind in text(),
            re in prop::option::of("[2-9a-k]{6}"), all in any::<bool>(),
        ) {
            let to = if all { To::All } else { To::Only(vec![party("RENDER"), Party::Operator]) };
            let draft = Msg { to, kind: MessageType::parse(&kind), locks, re: re.and_then(|re| Id::parse(&re)), note };
            let Ok(line) = msg(now(), &party("SENSOR"), &draft) else { return Ok(()) };
            prop_assert!(!line.contains(is_hidden), "{:?}", line);
            let entry = parsed(&line);
            let Body::Msg(read) = &entry.body else { panic!("{line:?}") };
            prop_assert_eq!(&entry.who, &party("SENSOR"));
            prop_assert_eq!(&read.to, &draft.to);
            prop_assert_eq!(&read.kind, &MessageType::parse(&field(&kind)));
            prop_assert_eq!(&read.locks, &super::super::read::locks(&field(&draft.locks.join(","))));
            if draft.re.is_some() {
                prop_assert_eq!(read.re, draft.re);
                prop_assert_eq!(&read.note, &one_line(&draft.note));
            }
            // Once read, it is written as it was.
            prop_assume!(!read.note.is_empty());
            let again = msg(now(), &entry.who, read).unwrap();
            prop_assert_eq!(&parsed(&again).body, &entry.body);
        }

        #[test]
        fn nobody_forges_a_field_of_an_end(value in text(), other in text()) {
            let fields = [("commit", value.as_str()), ("pushed", other.as_str())];
            let Ok(line) = end(now(), &party("A"), &fields) else { return Ok(()) };
            let entry = parsed(&line);
            let pairs = &entry.end().unwrap().fields;
            let expected = [("commit".to_owned(), field(&value)), ("pushed".to_owned(), field(&other))];
            prop_assert_eq!(pairs.as_slice(), &expected[..]);
        }
    }
}
