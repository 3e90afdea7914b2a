//! `auraops inbox`: what others have said to one agent and it has not read.
//!
//! Messages are marked as read after they were printed, so that one may be seen twice but never missed.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

use super::AgentFlag;
use crate::chat::follow::Follow;
use crate::chat::read_marks::ReadMarks;
use crate::domain::chat::{Post, asked_of, in_order, open_requests, unread};
use crate::domain::entry::{MessageType, Party};
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::session::behind::behind;
use crate::sys::env::Env;
use crate::ui::chat::{Message, list, mark, messages_of};
use crate::ui::text::quoted;
use crate::ui::{Answer, SCHEMA, missing, next};
use crate::workspace::Workspace;

/// How many unread messages are shown at once, and how many bytes of them.
const SHOWN: usize = 50;
const BYTES: usize = 32 * 1024;
/// How many commands are proposed.
const NEXT: usize = 3;

/// Show what others have written to you
///
/// Messages that were shown to the agent itself count as read: whoever looks at another's inbox, with `--agent` alone, leaves
/// them unread. Of a long backlog, the newest come first: 50, or 32 KiB of
/// them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops inbox                          # what is new for this session's agent
  auraops inbox --agent user             # what the agents ask of you; stays unread
  auraops inbox --follow --json          # one JSON document per line, as messages arrive")]
pub struct Args {
    /// Show all messages, including those already read
    #[arg(long)]
    all: bool,
    /// Then wait, and show messages as they arrive
    #[arg(long)]
    follow: bool,
    /// Leave the messages unread
    #[arg(long)]
    peek: bool,
    #[command(flatten)]
    agent: AgentFlag,
}

/// Messages for one party.
#[derive(Serialize)]
pub struct Inbox {
    agent: Party,
    /// Oldest first.
    messages: Vec<Message>,
    /// How many unread ones before these were not shown.
    older: usize,
    /// Requests to this party that nobody has answered and that are not among the messages.
    awaiting: Vec<Message>,
    /// What to do now, a command each.
    next: Vec<Next>,
    #[serde(skip)]
    map: Map,
    /// What the next commands need to be by the same party.
    #[serde(skip)]
    by: Option<String>,
    #[serde(skip)]
    today: NaiveDate,
    /// Nothing where messages stay unread.
    #[serde(skip)]
    marks: Option<ReadMarks>,
    #[serde(skip)]
    follow: Option<RefCell<Follow>>,
    #[serde(skip)]
    notes: Vec<String>,
}

pub fn run(args: &Args, env: &Env) -> Result<Inbox> {
    let workspace = Workspace::open(env)?;
    let map = workspace.shown_map()?;
    let me = args.agent.party(&workspace, &map)?;
    let notes = behind(&workspace, workspace.asker(&map, args.agent.name()).ok().as_ref())?;
    let log = workspace.log(&map)?;
    let marks = ReadMarks::new(workspace.store(), &me, &log);
    let ordered = in_order(&log.posts, map.day);
    let asked = asked_of(&open_requests(&ordered), &me);
    let read = if args.all { BTreeSet::new() } else { marks.read()? };
    let found = unread(&ordered, &me, &read);
    let older = if args.all { 0 } else { found.len() - newest(&found) };
    let mut messages = messages_of(&map, &ordered, &found[older..], &asked);
    let seen: HashSet<Id> = messages.iter().map(Message::id).collect();
    let mut awaiting = messages_of(&map, &ordered, &asked, &asked);
    awaiting.retain(|message| !seen.contains(&message.id()));
    let beside =
        workspace.operator_marks(&map, messages.iter().chain(&awaiting).map(|message| &message.post))?;
    mark(&mut messages, &beside);
    mark(&mut awaiting, &beside);
    let is_mine = AgentFlag::is_itself(&workspace, &map, &me);
    let looks_on = !is_mine && AgentFlag::is_itself(&workspace, &map, &Party::Operator);
    // The operator answers for itself.
    let by = args.agent.by(&me).filter(|_| !looks_on);
    let missing = workspace.missing_chat(&map)?;
    let all = if is_mine && !args.peek { "inbox" } else { "inbox --all" };
    let older_ones = Next::auraops(all).by(args.agent.by(&me).as_deref());
    let mut next = commands(&messages, &awaiting, by.as_deref());
    next.extend((older > 0).then(|| older_ones.because("the older ones; `--all` shows everything")));
    next.extend(missing.iter().map(missing::restore));
    let stays_unread = (!is_mine && !args.peek && !messages.is_empty()).then(|| {
        format!(
            "this marks nothing as read: only {me} itself does, with AURAOPS_AGENT={}",
            quoted(me.as_str())
        )
    });
    Ok(Inbox {
        agent: me,
        next,
        messages,
        older,
        awaiting,
        today: map.day.date(env.now),
        marks: (is_mine && !args.peek).then_some(marks),
        follow: args.follow.then(|| workspace.chat(&map)?.follow(&log).map(RefCell::new)).transpose()?,
        map,
        by,
        notes: notes.into_iter().chain(stays_unread).chain(missing.iter().map(missing::shown)).collect(),
    })
}

/// How many of the newest messages are worth showing at once: one at least.
fn newest(found: &[&Post]) -> usize {
    let mut room = BYTES;
    let fits = |post: &&&Post| {
        let said = post
            .entry
            .msg()
            .map_or(0, |msg| msg.note.len() + msg.locks.iter().map(String::len).sum::<usize>());
        room.checked_sub(said).inspect(|left| room = *left).is_some()
    };
    found.iter().rev().take(SHOWN).take_while(fits).count().max(found.len().min(1))
}

fn commands(messages: &[Message], awaiting: &[Message], by: Option<&str>) -> Vec<Next> {
    let open = messages.iter().filter(|message| message.open).rev().chain(awaiting.iter().rev());
    open.take(NEXT).map(|message| message.answer().by(by)).collect()
}

impl Inbox {
    /// The messages to this party among entries that have just come.
    fn arrived(&self, posts: &[Post]) -> Vec<Message> {
        let ordered = in_order(posts, self.map.day);
        let found = unread(&ordered, &self.agent, &BTreeSet::new());
        let asks = |post: &&&Post| post.entry.msg().is_some_and(|msg| msg.kind == MessageType::Request);
        let open: Vec<&Post> = found.iter().filter(asks).copied().collect();
        messages_of(&self.map, &ordered, &found, &open)
    }

    /// Sends what was written on its way, then remembers it.
    fn delivered(&self, out: &mut dyn Write, messages: &[Message]) -> io::Result<()> {
        out.flush()?;
        let Some(marks) = &self.marks else { return Ok(()) };
        let marked = marks.add(messages.iter().map(Message::id));
        marked.map_err(|error| io::Error::other(format!("cannot mark messages as read: {error:#}")))
    }

    /// Waits for messages and shows them, until nobody reads any more.
    fn go_on(
        &self,
        out: &mut dyn Write,
        show: impl Fn(&mut dyn Write, &[Message]) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(follow) = &self.follow else { return Ok(()) };
        let mut follow = follow.borrow_mut();
        while let Some(posts) = follow.next().map_err(|error| io::Error::other(format!("{error:#}")))? {
            let messages = self.arrived(&posts);
            show(out, &messages)?;
            self.delivered(out, &messages)?;
        }
        Err(io::Error::other("the system no longer reports changes to the chat"))
    }

    fn lines(&self, out: &mut dyn Write, messages: &[Message]) -> io::Result<()> {
        list(out, messages, Some(&self.agent), self.today)
    }

    fn documents(&self, out: &mut dyn Write, messages: &[Message]) -> io::Result<()> {
        for message in messages {
            let document = Event { schema: SCHEMA, agent: &self.agent, message };
            writeln!(out, "{}", serde_json::to_string(&document)?)?;
        }
        Ok(())
    }

    /// What was asked earlier and is still open, the newest of it.
    fn reminder(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = self.awaiting.len();
        match count {
            0 => return Ok(()),
            1 => writeln!(out, "an earlier request awaits an answer:")?,
            _ => writeln!(out, "{count} earlier requests await an answer:")?,
        }
        if count > NEXT {
            writeln!(out, "…")?;
        }
        self.lines(out, &self.awaiting[count.saturating_sub(NEXT)..])
    }
}

/// One document of those that `--follow --json` writes.
#[derive(Serialize)]
struct Event<'a> {
    schema: u32,
    agent: &'a Party,
    #[serde(flatten)]
    message: &'a Message,
}

/// What `--json` shows without `--follow`.
#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    #[serde(flatten)]
    inbox: &'a Inbox,
}

impl Answer for Inbox {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.messages.is_empty() {
            writeln!(out, "nothing unread for {}", self.agent)?;
        }
        if self.older > 0 {
            writeln!(out, "{} older messages are also unread", self.older)?;
        }
        self.lines(out, &self.messages)?;
        self.reminder(out)?;
        next::write(&self.next, out)?;
        self.delivered(out, &self.messages)?;
        self.go_on(out, |out, messages| {
            self.lines(out, messages)?;
            let open = messages.iter().filter(|message| message.open).take(NEXT);
            let next: Vec<Next> = open.map(|message| message.answer().by(self.by.as_deref())).collect();
            next::write(&next, out)
        })
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.follow.is_some() {
            self.documents(out, &self.messages)?;
        } else {
            serde_json::to_writer_pretty(&mut *out, &Whole { schema: SCHEMA, inbox: self })?;
            writeln!(out)?;
        }
        self.delivered(out, &self.messages)?;
        self.go_on(out, |out, messages| self.documents(out, messages))
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
