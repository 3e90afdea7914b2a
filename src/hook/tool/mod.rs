//! `auraops hook claude|codex|…`: what an agent's program asks before a tool runs, and when a session begins or stops.
//!
//! All these programs let a call through when their hook crashes, exits with 1 or says something unforeseen. So every
//! way out of here is an answer in the program's own form: for a known agent one that blocks, for a person one that
//! allows. A session's beginning and end are never blocked by a mistake: that could keep an agent at it for ever.
//!
//! They let it through, too, when the answer is late. So the work is done beside the thread that answers, and given up at
//! a deadline of our own, whatever it waits for: a lock, git, a file, standard input.

mod afterwards;
mod guards;
mod reason;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, anyhow};
use serde::Serialize;

use crate::agent::{Call, Event, Reply, Tool, Vendor};
use crate::domain::asker::{Asker, Claim};
use crate::error::{hint, hinted};
use crate::git::Repo;
use crate::judge::call;
use crate::session::reply::SessionReply;
use crate::session::{start::start, stop::stop};
use crate::sys::deadline::{GaveUp, within};
use crate::sys::env::{Env, stdin_into};
use crate::sys::process;
use crate::ui::{self, Answer, Exit};
use crate::workspace::Workspace;
use crate::workspace::identity::{claim, is_agent};
use afterwards::Afterwards;

/// How long the work may take, and how long it may take after that to find out whether an agent asks. The programs wait for
/// ten seconds at the least, if their users set nothing else.
const WORK: Duration = Duration::from_secs(4);
const GRACE: Duration = Duration::from_millis(500);
/// How many bytes a program sends at most.
const MOST: usize = 64 << 20;

/// What goes back to the program.
#[derive(Debug, Serialize)]
pub struct ProgramAnswer {
    /// Standard output, in the program's form.
    answer: Option<String>,
    notes: Vec<String>,
    /// What is noted once the answer was written.
    #[serde(skip)]
    afterwards: Vec<Afterwards>,
}

/// What a program has sent so far.
type Payload = Mutex<Vec<u8>>;

/// Answers the call on standard input, before its time is over.
pub fn run(vendor: Vendor) -> ProgramAnswer {
    process::hold_all();
    let payload = Arc::new(Payload::default());
    let sent = Arc::clone(&payload);
    let answered = within(WORK, move || answer(vendor, &Env::read_anywhere(), &sent));
    answered.unwrap_or_else(|gave_up| {
        process::stop_all();
        unready(vendor, gave_up, &payload)
    })
}

/// The answer where none came in time, or something broke.
fn unready(vendor: Vendor, gave_up: GaveUp, payload: &Payload) -> ProgramAnswer {
    let error = move || match gave_up {
        GaveUp::Late => hinted(
            format!("it took longer than {} s", WORK.as_secs()),
            "try again, in smaller steps; where that does not help either, tell the user to run: auraops doctor",
        ),
        GaveUp::Broken => anyhow!("auraops itself failed, which is a bug"),
    };
    let is_of_session = vendor.is_of_session(&payload.lock().unwrap_or_else(PoisonError::into_inner));
    if is_of_session {
        return ProgramAnswer::new(vendor, &Reply::Nothing).and(unanswered(&error()));
    }
    let asked = within(GRACE, move || failed(vendor, &Env::read_timeless(), None, &error()));
    asked.unwrap_or_else(|_| {
        let is_agent = is_agent(&Env::read_timeless(), None);
        failed_for(vendor, is_agent, &error())
    })
}

fn answer(vendor: Vendor, env: &Env, payload: &Payload) -> ProgramAnswer {
    if let Err(error) = stdin_into(payload, MOST) {
        return failed(vendor, env, None, &error);
    }
    let bytes = payload.lock().unwrap_or_else(PoisonError::into_inner).clone();
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
    let mut afterwards = Vec::new();
    let answer = match refusal(&workspace, tool, &mut afterwards) {
        Ok(None) => ProgramAnswer::new(vendor, &Reply::Allow),
        Ok(Some(reason)) => ProgramAnswer::new(vendor, &Reply::Deny(reason)),
        Err(error) => failed(vendor, env, Some(&workspace), &error),
    };
    ProgramAnswer { afterwards, ..answer }
}

/// Why the call is refused, if it is.
fn refusal(workspace: &Workspace, tool: &Tool, afterwards: &mut Vec<Afterwards>) -> Result<Option<String>> {
    if !is_agent(workspace.env, Some(&workspace.repo)) {
        return Ok(None);
    }
    // Without a map there are no rules.
    let Some(enforced) = workspace.enforced_if_any()? else { return Ok(None) };
    let Asker::Agent(name) = enforced.asker() else { return Ok(None) };
    let effects = call::effects(workspace, tool)?;
    if effects.unclear > 0 {
        afterwards.push(Afterwards::Count { store: workspace.store(), agent: name.clone() });
    }
    if let Some(other) = effects.agents.iter().find(|other| !name.is(other)) {
        return Ok(Some(reason::borrowed(name, other)));
    }
    if effects.sets_clock {
        return Ok(Some(reason::at_another_time()));
    }
    if let Some(guard) = call::taken(workspace, &enforced, &effects)? {
        return Ok(Some(guards::refusal(enforced.map(), name, guard)));
    }
    let refused = call::refused(workspace, &enforced, &effects.writes)?;
    if refused.is_empty() && effects.is_beyond {
        return Ok(Some(reason::beyond()));
    }
    let narrowed = || reason::narrowed(workspace, enforced.map(), name, &effects.rewriters);
    Ok((!refused.is_empty()).then(|| reason::refusal(enforced.map(), name, refused, narrowed())))
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
    match said() {
        Ok(SessionReply { reply, to_mark }) => {
            let afterwards = to_mark.map(Afterwards::Mark).into_iter().collect();
            ProgramAnswer { afterwards, ..ProgramAnswer::new(vendor, &reply) }
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
    let is_agent = is_agent(env, workspace.map(|workspace| &workspace.repo).or(opened.as_ref()));
    failed_for(vendor, is_agent, error)
}

fn failed_for(vendor: Vendor, is_agent: bool, error: &anyhow::Error) -> ProgramAnswer {
    let told = unanswered(error);
    if is_agent {
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
        ProgramAnswer { answer: vendor.says(reply), notes: Vec::new(), afterwards: Vec::new() }
    }

    fn and(mut self, note: String) -> ProgramAnswer {
        self.notes.push(note);
        self
    }
}

impl Answer for ProgramAnswer {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(answer) = &self.answer {
            let written = writeln!(out, "{answer}").and_then(|()| out.flush());
            // A reader that went away is no success here: what it did not read cannot block. The exit status can.
            written
                .map_err(|error| io::Error::other(format!("cannot answer the hook: {error}; {answer}")))?;
        }
        let afterwards = self.afterwards.clone();
        if !afterwards.is_empty() {
            // Whoever waits for this process to end waits no longer for a lock that somebody holds.
            let _ = within(GRACE, move || afterwards.into_iter().for_each(Afterwards::note));
        }
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
