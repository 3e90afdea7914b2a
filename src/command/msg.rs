//! `auraops msg`: says something to another agent, in one line of the chat.

use std::collections::HashSet;
use std::hash::Hash;
use std::io::{self, Write};
use std::path::{Component, Path};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::AgentFlag;
use crate::chat::Log;
use crate::domain::chat::may_answer;
use crate::domain::codename::{Codename, is_operator};
use crate::domain::entry::{self, ComposeError, Entry, MessageType, Msg, Party, Reading, To};
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::verdict::Location;
use crate::error::hinted;
use crate::sys::env::{Env, stdin};
use crate::ui::{Answer, missing, text};
use crate::workspace::Workspace;

/// Write a message to the chat
///
/// The note becomes one line: line breaks and control characters become spaces.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops msg \"may I add a field to Gauge?\" --to RENDER --type request --locks src/render/gauge.rs
  auraops msg \"go ahead\" --re k3f9wa        # an ack to whoever wrote k3f9wa
  git log -1 --format=%s | auraops msg - --to all")]
pub struct Args {
    /// What to say; `-` reads it from standard input
    #[arg(value_name = "NOTE", required = true)]
    note: Vec<String>,
    /// Who it is for: a codename, `user` or `all` [default: the author of the entry that `--re` names]
    #[arg(long, value_name = "NAME", value_delimiter = ',', required_unless_present = "re")]
    to: Vec<String>,
    /// What kind of message it is [default: `info`; `ack` if `--re` names a request]
    #[arg(long = "type", value_name = "TYPE", ignore_case = true)]
    #[arg(value_parser = ["request", "ack", "info", "handoff", "release"])]
    kind: Option<String>,
    /// The paths it is about, separated by commas, or `none`
    #[arg(long, value_name = "PATHS", value_delimiter = ',', default_value = "none")]
    locks: Vec<String>,
    /// The entry it answers, by the id that `inbox` and `status` print
    #[arg(long, value_name = "ID")]
    re: Option<String>,
    #[command(flatten)]
    agent: AgentFlag,
}

/// The message as it was written.
#[derive(Debug, Serialize)]
pub struct Written {
    #[serde(flatten)]
    entry: Entry,
    file: String,
    /// The line as it stands in the file.
    text: String,
    #[serde(skip)]
    notes: Vec<String>,
}

pub fn run(args: &Args, env: &Env) -> Result<Written> {
    let workspace = Workspace::open(env)?;
    let map = workspace.shown_map()?;
    let from = args.agent.party(&workspace, &map)?;
    let answered = match &args.re {
        Some(id) => Some(entry(workspace.log(&map)?, id, args.agent.by(&from).as_deref())?),
        None => None,
    };
    let stays_open = answered.as_ref().and_then(|entry| stays_open(entry, &from));
    let msg = Msg {
        to: receivers(&map, &args.to, answered.as_ref(), &from)?,
        kind: kind(args.kind.as_deref(), answered.as_ref(), &from),
        locks: each_once(args.locks.iter().map(|path| lock(&workspace, path)).collect::<Result<_>>()?),
        re: answered.map(|entry| entry.id),
        note: note(&args.note)?,
    };
    let text = entry::msg(map.day.at(env.now), &from, &msg).map_err(|error| match error {
        ComposeError::EmptyNote => {
            hinted(error, "give the note as an argument, or on standard input with `-`")
        }
        ComposeError::TooLong(_) => error.into(),
    })?;
    let Reading::Entry(entry) = entry::read(text.as_bytes()) else {
        bail!("nobody could read the line this would write: `{}`", text.escape_debug())
    };
    let mut missing = workspace.missing_chat(&map)?;
    missing.retain(|missing| missing.path == map.chat.file);
    workspace.say(&map, &text)?;
    let notes = missing.iter().map(missing::brought_back).chain(stays_open).collect();
    Ok(Written { entry: *entry, file: map.chat.file.to_string(), text, notes })
}

/// The entry of that id; the last one where two share it.
fn entry(log: Log, id: &str, by: Option<&str>) -> Result<Entry> {
    let unknown =
        |what: &str| hinted(format!("`{}` {what}", id.escape_debug()), Next::auraops("inbox --all").by(by));
    let wanted = Id::parse(id).ok_or_else(|| unknown("is not an id such as `k3f9wa`"))?;
    let found = log.posts.into_iter().rfind(|post| post.entry.id == wanted);
    Ok(found.ok_or_else(|| unknown("is not the id of any entry in the chat"))?.entry)
}

/// That somebody who was not asked has answered.
fn stays_open(entry: &Entry, from: &Party) -> Option<String> {
    let is_request = entry.msg().is_some_and(|msg| msg.kind == MessageType::Request);
    (is_request && !may_answer(from, entry)).then(|| {
        format!(
            "{} stays open: who was asked, {} or the user closes it",
            entry.id,
            text::Plain(entry.who.as_str())
        )
    })
}

/// Whom the message is for, as the map spells them.
fn receivers(map: &Map, names: &[String], answered: Option<&Entry>, from: &Party) -> Result<To> {
    let names = match answered {
        Some(entry) if names.is_empty() => back(entry, from),
        _ => names.to_vec(),
    };
    let mut parties = Vec::new();
    for name in &names {
        match name.trim().trim_start_matches('@') {
            all if all.eq_ignore_ascii_case("all") => return Ok(To::All),
            user if is_operator(user) => parties.push(Party::Operator),
            name => parties.push(Party::Agent(receiver(map, name)?)),
        }
    }
    let parties = each_once(parties);
    if parties.iter().all(|party| party == from) {
        return Err(hinted(
            "the message would reach nobody but its author",
            "name another agent, `user` or `all` with --to",
        ));
    }
    Ok(To::Only(parties))
}

fn receiver(map: &Map, name: &str) -> Result<Codename> {
    let found = map.agent(name).map(|agent| agent.name.clone());
    found.ok_or_else(|| {
        let agents: Vec<_> = map.agents.iter().map(|agent| agent.name.as_str()).collect();
        hinted(
            format!("nobody in the map is called `{}`", name.escape_debug()),
            format!("--to takes one of: {}, user, all", agents.join(", ")),
        )
    })
}

/// To whom an answer goes: back to its author, or on to its readers when the author adds something.
fn back(entry: &Entry, from: &Party) -> Vec<String> {
    match entry.msg() {
        Some(msg) if entry.who == *from => msg.to.to_string().split(',').map(str::to_owned).collect(),
        _ => vec![entry.who.to_string()],
    }
}

fn kind(given: Option<&str>, answered: Option<&Entry>, from: &Party) -> MessageType {
    let asked = |entry: &Entry| {
        entry.who != *from && entry.msg().is_some_and(|msg| matches!(msg.kind, MessageType::Request))
    };
    match given {
        Some(word) => MessageType::parse(word),
        None if answered.is_some_and(asked) => MessageType::Ack,
        None => MessageType::Info,
    }
}

/// A path as everybody in the repository can find it; what is none stays as it was written.
fn lock(workspace: &Workspace, written: &str) -> Result<String> {
    let written = written.trim();
    if written.is_empty() || written.eq_ignore_ascii_case("none") {
        return Ok("none".to_owned());
    }
    // Hints and the chat name paths from the root, wherever one happens to stand.
    let from_root = match Path::new(written).components().next() {
        Some(Component::Normal(name)) => {
            let there = |dir: &Path| dir.join(name).symlink_metadata().is_ok();
            !there(&workspace.env.cwd) && there(&workspace.repo.root)
        }
        _ => false,
    };
    let path = if from_root { workspace.repo.root.join(written) } else { written.into() };
    let place = workspace.touched(path.as_os_str()).context("reading --locks")?.place;
    Ok(match place {
        Location::At(path) | Location::Through { real: path, .. } => path.to_string(),
        Location::Outside { .. } => written.to_owned(),
    })
}

fn each_once<T: Clone + Eq + Hash>(mut list: Vec<T>) -> Vec<T> {
    let mut met = HashSet::new();
    list.retain(|item| met.insert(item.clone()));
    list
}

fn note(words: &[String]) -> Result<String> {
    match words {
        [dash] if dash == "-" => Ok(String::from_utf8_lossy(&stdin()?).into_owned()),
        words => Ok(words.join(" ")),
    }
}

impl Answer for Written {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}  {}", text::styled(text::BOLD, self.entry.id), text::Plain(&self.text))
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
