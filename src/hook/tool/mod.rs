//! `auraops hook claude|codex|…`: what an agent's program asks before a tool runs, and when a session begins or stops.
//!
//! All these programs let a call through when their hook crashes, exits with 1 or says something unforeseen. So every
//! way out of here is an answer in the program's own form: for a known agent one that blocks, for a person one that
//! allows. A session's beginning and end are never blocked by a mistake: that could keep an agent at it for ever.

mod reason;

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use serde::Serialize;

use super::unclear;
use crate::agent::{Call, Event, Reply, Tool, Vendor};
use crate::domain::asker::{Asker, Claim};
use crate::error::hint;
use crate::git::Repo;
use crate::judge::call;
use crate::session::reply::{SessionReply, ToMark};
use crate::session::{start::start, stop::stop};
use crate::sys::env::{Env, stdin};
use crate::ui::{self, Answer, Exit};
use crate::workspace::Workspace;
use crate::workspace::identity::{claim, is_agent};

/// What goes back to the program.
#[derive(Debug, Serialize)]
pub struct ProgramAnswer {
    /// Standard output, in the program's form.
    answer: Option<String>,
    notes: Vec<String>,
    /// What counts as read once the answer was written.
    #[serde(skip)]
    to_mark: Option<ToMark>,
}

/// Answers the call on standard input.
pub fn run(vendor: Vendor, env: &Env) -> ProgramAnswer {
    // A panic's exit status is one at which every program goes on.
    let answered = catch_unwind(AssertUnwindSafe(|| answer(vendor, env)));
    answered.unwrap_or_else(|_| {
        let failed = AssertUnwindSafe(|| failed(vendor, env, None, &broken()));
        catch_unwind(failed)
            .unwrap_or_else(|_| ProgramAnswer::new(vendor, &Reply::Deny(unanswered(&broken()))))
    })
}

fn broken() -> anyhow::Error {
    anyhow!("auraops itself failed, which is a bug")
}

fn answer(vendor: Vendor, env: &Env) -> ProgramAnswer {
    let bytes = match stdin() {
        Ok(bytes) => bytes,
        Err(error) => return failed(vendor, env, None, &error),
    };
    let call = match vendor.read(&bytes) {
        Ok(call) => call,
        Err(malformed) if vendor.is_of_session(&bytes) => {
            return ProgramAnswer::new(vendor, &Reply::Nothing).and(malformed.to_string());
        }
        Err(malformed) => return failed(vendor, env, None, &malformed.into()),
    };
    match &call.event {
        Event::Tool(Tool::Other) => ProgramAnswer::new(vendor, &Reply::Allow),
        Event::Tool(tool) => before(vendor, env, &call, tool),
        Event::Start { fresh } => of_session(vendor, env, &call, |workspace| start(workspace, *fresh)),
        Event::Stop { again } => of_session(vendor, env, &call, |workspace| stop(workspace, &call, *again)),
        Event::Other => ProgramAnswer::new(vendor, &Reply::Nothing),
    }
}

/// Judges a tool call.
fn before(vendor: Vendor, env: &Env, call: &Call, tool: &Tool) -> ProgramAnswer {
    // The operator needs no judgement; nor does a program outside of all repositories, unless it is an agent's.
    if claim(env, None, None).is_ok_and(|claim| claim == Claim::Operator) {
        return ProgramAnswer::new(vendor, &Reply::Allow);
    }
    let here = seen_from(env, call);
    let workspace = match open(vendor, env, call) {
        Ok(repo) => Workspace { env: &here, repo },
        Err(error) => return failed(vendor, env, None, &error),
    };
    match refusal(&workspace, tool) {
        Ok(None) => ProgramAnswer::new(vendor, &Reply::Allow),
        Ok(Some(reason)) => ProgramAnswer::new(vendor, &Reply::Deny(reason)),
        Err(error) => failed(vendor, env, Some(&workspace), &error),
    }
}

/// Why the call is refused, if it is.
fn refusal(workspace: &Workspace, tool: &Tool) -> Result<Option<String>> {
    if !is_agent(workspace.env, Some(&workspace.repo)) {
        return Ok(None);
    }
    // Without a map there are no rules.
    let Some(enforced) = workspace.enforced_if_any()? else { return Ok(None) };
    let Asker::Agent(name) = enforced.asker() else { return Ok(None) };
    let effects = call::effects(workspace, tool)?;
    if effects.unclear > 0 {
        // Not to be able to count is no reason to keep anybody from anything.
        drop(unclear::count(&workspace.store(), name));
    }
    if let Some(other) = effects.agents.iter().find(|other| !name.is(other)) {
        return Ok(Some(reason::borrowed(name, other)));
    }
    let refused = call::refused(workspace, &enforced, &effects.writes)?;
    if refused.is_empty() && effects.is_beyond {
        return Ok(Some(reason::beyond()));
    }
    Ok((!refused.is_empty()).then(|| reason::refusal(enforced.map(), name, refused)))
}

/// Says something at a session's beginning or end, or nothing; never keeps it from anything by a mistake.
fn of_session(
    vendor: Vendor,
    env: &Env,
    call: &Call,
    says: impl Fn(&Workspace) -> Result<SessionReply>,
) -> ProgramAnswer {
    let here = seen_from(env, call);
    let said = || {
        let workspace = Workspace { env: &here, repo: open(vendor, env, call)? };
        if is_agent(env, Some(&workspace.repo)) { says(&workspace) } else { Ok(Reply::Nothing.into()) }
    };
    // Caught here, where nothing is blocked by it.
    let said = catch_unwind(AssertUnwindSafe(said)).unwrap_or_else(|_| Err(broken()));
    match said {
        Ok(SessionReply { reply, to_mark }) => {
            ProgramAnswer { to_mark, ..ProgramAnswer::new(vendor, &reply) }
        }
        Err(_) if !is_agent(env, None) => ProgramAnswer::new(vendor, &Reply::Nothing),
        Err(error) => ProgramAnswer::new(vendor, &Reply::Nothing).and(unanswered(&error)),
    }
}

/// The surroundings in which the call's relative paths are meant.
fn seen_from(env: &Env, call: &Call) -> Env {
    let dir = call.cwd.as_ref().or(call.project.as_ref());
    dir.map_or_else(|| env.at(&env.cwd), |dir| env.at(dir.as_ref()))
}

/// The session's repository: where the program says that its project is, or runs its hooks; not where the call has its
/// relative paths, which an agent can choose.
fn open(vendor: Vendor, env: &Env, call: &Call) -> Result<Repo> {
    let named = vendor.project_variable().and_then(|name| env.var(name)).or_else(|| call.project.clone());
    let named = named.map(|dir| env.absolute(dir.as_ref())).filter(|dir| *dir != env.cwd);
    if let Some(Ok(repo)) = named.map(|dir| Repo::open_at(env, &dir)) {
        return Ok(repo);
    }
    Repo::open(env).or_else(|error| match &call.cwd {
        Some(cwd) => Repo::open_at(env, &PathBuf::from(cwd)).map_err(|_| error),
        None => Err(error),
    })
}

/// The answer where there is none: closed for an agent, open for a person.
fn failed(vendor: Vendor, env: &Env, workspace: Option<&Workspace>, error: &anyhow::Error) -> ProgramAnswer {
    let opened = if workspace.is_none() { Repo::open(env).ok() } else { None };
    let known = is_agent(env, workspace.map(|workspace| &workspace.repo).or(opened.as_ref()));
    let told = unanswered(error);
    if known {
        ProgramAnswer::new(vendor, &Reply::Deny(told))
    } else {
        ProgramAnswer::new(vendor, &Reply::Allow).and(told)
    }
}

fn unanswered(error: &anyhow::Error) -> String {
    reason::unanswered(&ui::error::line(error), hint(error))
}

impl ProgramAnswer {
    fn new(vendor: Vendor, reply: &Reply) -> ProgramAnswer {
        ProgramAnswer { answer: vendor.says(reply), notes: Vec::new(), to_mark: None }
    }

    fn and(mut self, note: String) -> ProgramAnswer {
        self.notes.push(note);
        self
    }
}

impl Answer for ProgramAnswer {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(answer) = &self.answer else { return Ok(()) };
        let written = writeln!(out, "{answer}").and_then(|()| out.flush());
        // A reader that went away is no success here: what it did not read cannot block. The exit status can.
        written.map_err(|error| io::Error::other(format!("cannot answer the hook: {error}; {answer}")))?;
        // A message that stays unread is shown twice; that is no reason to fail.
        self.to_mark.iter().for_each(|to_mark| drop(to_mark.mark()));
        Ok(())
    }

    fn exit(&self) -> Exit {
        Exit::Yes
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The program's own form is the only one it reads.
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        self.human(out)
    }
}
