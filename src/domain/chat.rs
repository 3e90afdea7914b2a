//! What a chat amounts to: the order of its entries, the sessions in it, what is unread and what is still asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::day::Zone;
use super::entry::{Body, Entry, MessageType, Msg, Party, To};
use super::id::Id;

/// An entry and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    #[serde(flatten)]
    pub entry: Entry,
    /// The file's name, for people.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
}

/// An entry in its place in time.
#[derive(Debug, Clone, Copy)]
pub struct Timed<'a> {
    /// In the zone of the day.
    pub at: DateTime<FixedOffset>,
    pub post: &'a Post,
}

/// One agent at work, from START to END as far as the chat has them.
#[derive(Debug, Clone)]
pub struct Session<'a> {
    pub start: Option<Timed<'a>>,
    /// Further STARTs with no END before them.
    pub resumes: Vec<Timed<'a>>,
    /// Mostly one; somebody may have written it twice.
    pub ends: Vec<Timed<'a>>,
}

/// Whether an agent is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    NotStarted,
    Live,
    Ended,
}

impl Session<'_> {
    pub fn presence(&self) -> Presence {
        if self.ends.is_empty() { Presence::Live } else { Presence::Ended }
    }
}

/// Whether the one whose sessions these are is at work.
pub fn presence(sessions: Option<&Vec<Session<'_>>>) -> Presence {
    sessions.and_then(|sessions| sessions.last()).map_or(Presence::NotStarted, Session::presence)
}

/// The entries by time; those of one instant stay in the order given.
///
/// A stamp without seconds, or without a time, is taken for the time of the entry above it in its file as far as it
/// can mean that: an END at `18:22` closes the session that began at `18:22:12` on the line before.
pub fn in_order(posts: &[Post], zone: Zone) -> Vec<Timed<'_>> {
    let mut above: HashMap<&str, DateTime<FixedOffset>> = HashMap::new();
    let mut timed = Vec::with_capacity(posts.len());
    for post in posts {
        let (earliest, latest) = (post.entry.stamp.earliest(zone), post.entry.stamp.latest(zone));
        let at =
            above.get(&*post.file).map_or(earliest, |above| *above.clamp(&earliest, &latest.max(earliest)));
        above.insert(&post.file, at);
        timed.push(Timed { at: zone.at(at), post });
    }
    timed.sort_by_key(|timed| timed.at);
    timed
}

/// Everyone's sessions, oldest first, from entries in order.
///
/// An END with no START before it is a session of its own, or one more END of the session that ended that same day.
pub fn sessions<'a>(ordered: &[Timed<'a>]) -> BTreeMap<Party, Vec<Session<'a>>> {
    let mut all: BTreeMap<Party, Vec<Session<'a>>> = BTreeMap::new();
    for &timed in ordered {
        let entry = &timed.post.entry;
        match entry.body {
            Body::Msg(_) => {}
            Body::Start(_) => {
                let sessions = all.entry(entry.who.clone()).or_default();
                match sessions.last_mut() {
                    Some(open) if open.ends.is_empty() => open.resumes.push(timed),
                    _ => sessions.push(Session { start: Some(timed), resumes: vec![], ends: vec![] }),
                }
            }
            Body::End(_) => {
                let sessions = all.entry(entry.who.clone()).or_default();
                let belongs = |session: &Session| {
                    session.ends.last().is_none_or(|end| end.at.date_naive() == timed.at.date_naive())
                };
                match sessions.last_mut() {
                    Some(session) if belongs(session) => session.ends.push(timed),
                    _ => sessions.push(Session { start: None, resumes: vec![], ends: vec![timed] }),
                }
            }
        }
    }
    all
}

/// Messages for `me`, alone or among others, that are not its own and not in `read`.
pub fn unread<'a>(ordered: &[Timed<'a>], me: &Party, read: &BTreeSet<Id>) -> Vec<&'a Post> {
    let mut met = HashSet::new();
    let posts = ordered.iter().map(|timed| timed.post);
    let mine = posts.filter(|post| {
        let entry = &post.entry;
        entry.msg().is_some_and(|msg| msg.to.reaches(me)) && entry.who != *me && !read.contains(&entry.id)
    });
    mine.filter(|post| met.insert(identity(post))).collect()
}

/// Requests that nobody has answered, oldest first.
///
/// An entry with `re:ID` answers that one, if its writer [may](may_answer). Without naming one, an ack, handoff or release answers all
/// earlier requests of whom it goes to, if its writer is one of those who were asked.
pub fn open_requests<'a>(ordered: &[Timed<'a>]) -> Vec<&'a Post> {
    let known: HashSet<Id> = ordered.iter().map(|timed| timed.post.entry.id).collect();
    let mut named: HashMap<Id, Vec<&Party>> = HashMap::new();
    let mut later = Answers::default();
    let mut open = Vec::new();
    let mut met = HashSet::new();
    for Timed { post, .. } in ordered {
        if let Some(id) = post.entry.msg().and_then(|msg| msg.re) {
            named.entry(id).or_default().push(&post.entry.who);
        }
    }
    for Timed { post, .. } in ordered.iter().rev() {
        let Some(msg) = post.entry.msg() else { continue };
        let who = &post.entry.who;
        let is_named =
            || named.get(&post.entry.id).is_some_and(|by| by.iter().any(|by| may_answer(by, &post.entry)));
        if msg.kind == MessageType::Request && !is_named() && !later.settle(who, msg) {
            open.push(*post);
        }
        // One that names another entry is about that entry; a name that nobody has is a slip of the pen.
        if msg.kind.settles() && !msg.re.is_some_and(|id| known.contains(&id)) {
            later.add(who, msg);
        }
    }
    open.reverse();
    open.retain(|post| met.insert(identity(post)));
    open
}

/// Whether an answer of this one closes a request: who was asked, who asked and the operator may.
pub fn may_answer(who: &Party, request: &Entry) -> bool {
    let is_asked = request.msg().is_some_and(|msg| msg.to.reaches(who));
    *who == Party::Operator || *who == request.who || is_asked
}

/// What tells one message from another; two that share an id by chance both count.
fn identity(post: &Post) -> (Id, Option<&str>) {
    (post.entry.id, post.entry.msg().map(|msg| msg.note.as_str()))
}

/// The requests of one who was asked: those that [`open_requests`] found and that are for `party`.
pub fn asked_of<'a>(open: &[&'a Post], party: &Party) -> Vec<&'a Post> {
    let for_party =
        |post: &&&Post| post.entry.who != *party && post.entry.msg().is_some_and(|msg| msg.to.reaches(party));
    open.iter().filter(for_party).copied().collect()
}

/// Who has answered whom, among the entries after the one looked at.
#[derive(Default)]
struct Answers<'a> {
    to_all: HashSet<&'a Party>,
    to_one: HashMap<&'a Party, HashSet<&'a Party>>,
}

impl<'a> Answers<'a> {
    fn add(&mut self, who: &'a Party, msg: &'a Msg) {
        match &msg.to {
            To::All => _ = self.to_all.insert(who),
            To::Only(parties) => {
                for party in parties {
                    self.to_one.entry(party).or_default().insert(who);
                }
            }
        }
    }

    /// Whether someone whom `msg` of `asker` was for has answered.
    fn settle(&self, asker: &Party, msg: &Msg) -> bool {
        let back = self.to_one.get(asker);
        match &msg.to {
            To::All => back.into_iter().flatten().chain(&self.to_all).any(|who| *who != asker),
            To::Only(parties) => parties.iter().any(|asked| {
                self.to_all.contains(asked) || back.is_some_and(|answerers| answerers.contains(asked))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Reading, read};
    use super::*;

    const ZONE: Zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());

    /// Posts from lines `KEYWORD TIME REST`, where the time is one of 14 February unless it has a date.
    fn posts(lines: &[&str]) -> Vec<Post> {
        let post = |(index, line): (usize, &&str)| match read(line.as_bytes()) {
            Reading::Entry(entry) => Post { entry: *entry, file: "chat".into(), line: index + 1 },
            reading => panic!("{line:?} is {reading:?}"),
        };
        lines.iter().enumerate().map(post).collect()
    }

    fn story(lines: &[&str]) -> Vec<String> {
        let posts = posts(lines);
        let mut story = Vec::new();
        for (who, sessions) in sessions(&in_order(&posts, ZONE)) {
            let presence = presence(Some(&sessions));
            for session in sessions {
                let start = session.start.map_or(0, |start| start.post.line);
                let ends: Vec<_> = session.ends.iter().map(|end| end.post.line).collect();
                story.push(format!("{who} {start}+{}..{ends:?}", session.resumes.len()));
            }
            story.push(format!("{who} {presence:?}"));
        }
        story
    }

    #[test]
    fn sessions_go_from_start_to_end() {
        assert_eq!(presence(None), Presence::NotStarted);
        for (lines, expected) in [
            (&["START | 2026-02-14 08:00 | A"][..], &["A 1+0..[]", "A Live"][..]),
            (&["START | 2026-02-14 08:00 | A", "END | 2026-02-14 09:00 | a"], &["A 1+0..[2]", "A Ended"]),
            (
                &[
                    "START | 2026-02-14 08:00 | A",
                    "START | 2026-02-14 08:10 | A",
                    "END | 2026-02-14 | A",
                    "END | 2026-02-14 | A",
                ],
                &["A 1+1..[3, 4]", "A Ended"],
            ),
            (&["END | 2026-02-14 | A", "END | 2026-02-15 | A"], &["A 0+0..[1]", "A 0+0..[2]", "A Ended"]),
            (
                &[
                    "END | 2026-02-14 09:00 | A",
                    "START | 2026-02-14 10:00 | A",
                    "START | 2026-02-14 08:00 | A",
                ],
                &["A 3+0..[1]", "A 2+0..[]", "A Live"],
            ),
            (&["START | 2026-02-14 18:22:12 | A", "END | 2026-02-14 18:22 | A"], &["A 1+0..[2]", "A Ended"]),
            (
                &["START | 2026-02-14T18:00Z | A", "END | 2026-02-14 18:30:00 | A", "MSG | 2026-02-14 | B"],
                &["A 0+0..[2]", "A 1+0..[]", "A Live"],
            ),
        ] {
            assert_eq!(story(lines), expected, "{lines:?}");
        }
    }

    fn lines(found: &[&Post]) -> Vec<usize> {
        found.iter().map(|post| post.line).collect()
    }

    #[test]
    fn a_request_is_open_until_somebody_answers() {
        let request = "MSG | 2026-02-14 08:00:00 | A | to:B | type:request | note:please";
        let (id, other) = (Id::of(request.as_bytes()), "MSG | 2026-02-14 07:00:00 | A | to:B | note:x");
        let to = |who: &str, to: &str, kind: &str, note: &str| {
            format!("MSG | 2026-02-14 09:00:00 | {who} | to:{to} | type:{kind} | note:{note}")
        };
        let re = |id: Id| format!("re:{id} x");
        for (answer, open) in [
            (to("B", "A", "ack", "x"), false),
            (to("b", "a", "handoff", "x"), false),
            (to("B", "all", "release", "x"), false),
            (to("B", "A", "info", "x"), true),
            (to("B", "C", "ack", "x"), true),
            (to("C", "A", "ack", "x"), true),
            (to("A", "B", "ack", "x"), true),
            (to("C", "all", "info", &re(id)), true),
            (to("C", "A", "ack", &re(id)), true),
            (to("B", "C", "info", &re(id)), false),
            (to("A", "all", "info", &re(id)), false),
            (to("user", "all", "info", &re(id)), false),
            (to("B", "A", "ack", &re(Id::of(other.as_bytes()))), true),
            (to("B", "A", "ack", "re:222222 a slip"), false),
            ("MSG | 2026-02-14 07:30:00 | B | to:A | type:ack | note:before".to_owned(), true),
        ] {
            let posts = posts(&[other, request, &answer]);
            let expected: &[usize] = if open { &[2] } else { &[] };
            assert_eq!(lines(&open_requests(&in_order(&posts, ZONE))), expected, "{answer}");
        }
    }

    #[test]
    fn a_request_to_all_is_answered_by_any_other() {
        for (to, from, open) in [
            ("all", "C", false),
            ("all", "A", true),
            ("user", "user", false),
            ("user", "B", true),
            ("B,C", "C", false),
        ] {
            let request = format!("MSG | 2026-02-14 08:00:00 | A | to:{to} | type:request | note:please");
            let answer = format!("MSG | 2026-02-14 08:00:00 | {from} | to:A | type:ack | note:x");
            let posts = posts(&[&request, &request, &answer]);
            let found = open_requests(&in_order(&posts, ZONE)).len();
            assert_eq!(found, usize::from(open), "{to} {from}");
        }
    }

    #[test]
    fn unread_is_what_others_said_to_me() {
        let read_before = "MSG | 2026-02-14 | A | to:B | note:read";
        let posts = posts(&[
            read_before,
            "MSG | 2026-02-14 | A | to:b | note:mine",
            "MSG | 2026-02-14 | A | to:all | note:everyone's",
            "MSG | 2026-02-14 | A | to:C | note:not mine",
            "MSG | 2026-02-14 | B | to:all | note:my own",
            "MSG | 2026-02-14 | A | to:b | note:mine",
            "START | 2026-02-14 | A",
        ]);
        let read = BTreeSet::from([Id::of(read_before.as_bytes())]);
        let me = Party::parse("B").unwrap();
        assert_eq!(lines(&unread(&in_order(&posts, ZONE), &me, &read)), [2, 3]);
    }
}
