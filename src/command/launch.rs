//! `auraops launch`: the first words to a session, and its START in the chat.

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use crate::config;
use crate::domain::chat::{Presence, asked_of, in_order, open_requests, presence, sessions};
use crate::domain::codename::{Codename, OPERATOR};
use crate::domain::dispatch::{self, Dispatch};
use crate::domain::entry::{self, Party};
use crate::domain::hidden::escaped_lines;
use crate::domain::map::{Agent, Map};
use crate::domain::path::RepoPath;
use crate::error::hinted;
use crate::hook::{stashing, switched_off};
use crate::session::map_change::Current;
use crate::session::prompt::{self, Prompt, Request, Scope, Words};
use crate::session::verify_notice;
use crate::sys::env::Env;
use crate::ui::{Answer, missing};
use crate::workspace::{MapSource, Workspace, identity};

/// Print an agent's launch block and record its START
///
/// A second launch with no END in between resumes the session.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops launch SENSOR             # the block to paste, and a START in the chat
  auraops launch SENSOR --dry-run   # only the block
  auraops launch --migration        # for sessions from before directories had owners")]
pub struct Args {
    /// The agent's codename
    #[arg(value_name = "NAME", required_unless_present_any = ["all", "migration"])]
    name: Option<String>,
    /// Launch every agent in the map
    #[arg(long, conflicts_with_all = ["name", "migration"])]
    all: bool,
    /// Print only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the one-time migration prompt instead
    #[arg(long)]
    migration: bool,
}

/// What sessions are told.
#[derive(Debug, Serialize)]
pub struct Launched {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    launches: Vec<Launch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    migration: Option<String>,
    notes: Vec<String>,
}

/// What one agent is told.
#[derive(Debug, Serialize)]
pub struct Launch {
    #[serde(flatten)]
    told: Prompt,
    /// Where the block stands: a line of `DISPATCH.md`, or nowhere when it was made from the map.
    source: Option<String>,
    /// All of it as one text, to hand to a program.
    prompt: String,
}

pub fn run(args: &Args, env: &Env) -> Result<Launched> {
    let workspace = Workspace::open(env)?;
    let (proven, source) = workspace.proven_enforced()?;
    let map = &proven.map;
    let mut notes = proven.notes;
    let (dispatch, is_committed) = read_dispatch(&workspace, map, &mut notes)?;
    let named = args.name.as_deref().map(|name| agent(&workspace, map, name)).transpose()?;
    if args.migration {
        let block = dispatch.as_ref().and_then(|dispatch| dispatch.migration(named.as_ref()));
        if block.is_some() && !is_committed {
            notes.push(format!("{} is not committed: anybody here may have written this", dispatch::FILE));
        }
        let prompt = block.map_or_else(|| prompt::migration(named.as_ref()), |block| block.text.clone());
        return Ok(Launched { launches: Vec::new(), migration: Some(prompt), notes });
    }
    let agents: Vec<&Agent> =
        map.agents.iter().filter(|agent| named.as_ref().is_none_or(|name| agent.name == *name)).collect();
    if !args.dry_run {
        refuse_to_speak_for_another(env, &agents)?;
        notes.extend(claim_worktree(&workspace, named.as_ref())?);
    }
    notes.extend(verify_notice::notice(&workspace, agents.iter().copied()));
    let missing = workspace.missing_chat(map)?;
    let mut launches = Vec::new();
    for agent in agents {
        let block = dispatch.as_ref().and_then(|dispatch| dispatch.launch(&agent.name));
        if dispatch.is_some() && block.is_none() {
            notes.push(format!(
                "{} has no block for {}: this one is made from the map",
                dispatch::FILE,
                agent.name
            ));
        }
        let mut told = prompt_for(&workspace, map, agent, args.dry_run)?;
        told.block = block.map_or_else(|| prompt::made_block(map, agent), |block| block.text.clone());
        told.not_committed.extend(block.filter(|_| !is_committed).map(|_| Words::Block));
        told.not_committed
            .extend(matches!(source, MapSource::WorkTree | MapSource::Instead).then_some(Words::Scope));
        let source = block.map(|block| format!("{}:{}", dispatch::FILE, block.line));
        launches.push(Launch { prompt: escaped_lines(&told.to_string()), told, source });
    }
    notes.extend(switched_off::note(&workspace));
    notes.extend(stashing::warning(&workspace).map(|warning| warning.note()));
    let is_back = |path: &RepoPath| {
        launches.iter().any(|launch: &Launch| launch.told.started) && *path == map.chat.file
    };
    notes.extend(missing.iter().map(|missing| {
        if is_back(&missing.path) { missing::brought_back(missing) } else { missing::shown(missing) }
    }));
    if args.dry_run {
        notes.push("dry run: no START was written".to_owned());
    }
    Ok(Launched { launches, migration: None, notes })
}

/// The file of HEAD, as the map is; that of the work tree only while HEAD has none. Says which, by `true` for HEAD.
fn read_dispatch(
    workspace: &Workspace,
    map: &Map,
    notes: &mut Vec<String>,
) -> Result<(Option<Dispatch>, bool)> {
    let committed = match workspace.repo.head()? {
        Some(head) => workspace.repo.file_at(&head, dispatch::FILE)?,
        None => None,
    };
    let here = workspace.repo.ordinary().read(dispatch::FILE, dispatch::MOST);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let is_committed = committed.is_some();
    let words = match committed {
        Some(committed) => {
            let words = text(&committed);
            // Whatever stands in its place in the work tree, what HEAD has counts.
            if !here.is_ok_and(|here| here.is_some_and(|here| text(&here).lines().eq(words.lines()))) {
                notes.push(format!(
                    "the {} of HEAD counts; the work tree has another, which counts once it is committed, or none",
                    dispatch::FILE
                ));
            }
            Some(words)
        }
        None => here?.map(|here| text(&here)),
    };
    let dispatch = words.map(|words| Dispatch::parse(&words, map));
    notes.extend(dispatch.iter().flat_map(|dispatch| dispatch.notes.iter().cloned()));
    Ok((dispatch, is_committed))
}

/// The agent of that name. One that only the work tree's map has cannot start yet.
fn agent(workspace: &Workspace, map: &Map, name: &str) -> Result<Codename> {
    let unknown = match identity::agent(map, name) {
        Ok(agent) => return Ok(agent),
        Err(unknown) => unknown,
    };
    if workspace.shown_map().is_ok_and(|here| here.agent(name).is_some()) {
        return Err(hinted(
            format!("the map of HEAD has no agent `{}`", name.escape_debug()),
            format!("{} in the work tree has it: it counts once the user has committed it", config::FILE),
        ));
    }
    Err(unknown)
}

fn refuse_to_speak_for_another(env: &Env, agents: &[&Agent]) -> Result<()> {
    let claim = identity::claim(env, None, None)?;
    let Some(me) = claim.agent() else { return Ok(()) };
    match agents.iter().find(|agent| !agent.name.is(me)) {
        None => Ok(()),
        Some(other) => Err(hinted(
            format!(
                "this session is `{}` (AURAOPS_AGENT) and cannot start `{}`",
                me.escape_debug(),
                other.name
            ),
            "unset AURAOPS_AGENT in a separate shell, or add --dry-run to read the block",
        )),
    }
}

/// Remembers whose linked worktree this is, so that commands in it need no name.
fn claim_worktree(workspace: &Workspace, agent: Option<&Codename>) -> Result<Option<String>> {
    let (Some(agent), true) = (agent, workspace.repo.is_linked()) else { return Ok(None) };
    let before = identity::recorded(&workspace.repo)?;
    if before.as_deref().is_some_and(|before| agent.as_str() == before) {
        return Ok(None);
    }
    identity::remember(&workspace.repo, agent)?;
    Ok(match before {
        Some(before) if !agent.is(&before) => {
            Some(format!("this worktree was {}'s and is now {agent}'s", before.escape_debug()))
        }
        _ => None,
    })
}

/// What the chat knows of the agent; writes its START unless it is at work already.
fn prompt_for(workspace: &Workspace, map: &Map, agent: &Agent, dry_run: bool) -> Result<Prompt> {
    let me = Party::Agent(agent.name.clone());
    // From reading to writing, so that two launches at once make one START.
    let _lock = if dry_run { None } else { Some(workspace.store().lock("launch")?) };
    let log = workspace.log(map)?;
    let ordered = in_order(&log.posts, map.day);
    let sessions = sessions(&ordered);
    let mine = sessions.get(&me);
    let resumes = match presence(mine) {
        Presence::Live => mine.and_then(|mine| Some(mine.last()?.start?.post.entry.stamp.to_string())),
        Presence::NotStarted | Presence::Ended => None,
    };
    let remap = match Current::new(workspace)? {
        Some(current) => current.since(&agent.name, mine)?,
        None => None,
    };
    let started = resumes.is_none() && !dry_run;
    if started {
        start(workspace, map, &me)?;
    }
    let other = map.agents.iter().find(|other| other.name != agent.name);
    let asked = asked_of(&open_requests(&ordered), &me);
    let marks = workspace.operator_marks(map, asked.iter().copied())?;
    Ok(Prompt {
        agent: agent.name.clone(),
        block: String::new(),
        not_committed: Vec::new(),
        scope: Scope::new(map, agent),
        requests: asked.iter().filter_map(|post| Request::new(post, &marks)).collect(),
        resumes,
        map_changed: remap,
        other: other.map_or(OPERATOR, |other| other.name.as_str()).to_owned(),
        chat: map.chat.file.to_string(),
        started,
    })
}

fn start(workspace: &Workspace, map: &Map, me: &Party) -> Result<()> {
    let branch = workspace.repo.branch()?;
    let head = workspace.repo.head()?;
    let place = head.as_ref().map(|head| (branch.as_deref().unwrap_or("detached"), head));
    let blob = workspace.enforced_blob()?;
    let line = entry::start(map.day.at(workspace.env.now), me, place, blob.as_ref())?;
    workspace.say(map, &line)
}

impl Answer for Launched {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(migration) = &self.migration {
            return writeln!(out, "{}", migration.trim_end());
        }
        for (at, launch) in self.launches.iter().enumerate() {
            if self.launches.len() > 1 {
                writeln!(out, "{}=== {} ===\n", if at == 0 { "" } else { "\n" }, launch.told.agent)?;
            }
            write!(out, "{}", launch.prompt)?;
        }
        Ok(())
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
