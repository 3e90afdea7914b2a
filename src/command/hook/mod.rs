//! `auraops hook`: git's and the agents' hooks put in place, and answered.

pub mod agents;
mod answer;
mod dropped;
mod judge;
mod message;
mod push;
mod refs;
mod session;
pub mod tool;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::agent::Vendor;
use crate::env::Env;
use crate::git::hooks::{Hook, Hooks, State};
use crate::workspace::Workspace;
use agents::{Agents, Settings};
use answer::Did;
pub use answer::{HookAnswer, Standing};

/// Put git's and the agents' hooks in place, take them away, or say how they stand
///
/// Hooks that are there already keep running, after these: plain scripts, husky, lefthook, pre-commit, prek.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops hook install
  auraops hook install --claude --codex   # their programs ask before they write
  auraops hook status
  auraops hook remove")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Put the hooks in place, before those that are there
    ///
    /// Git's hooks always; with a flag also the hook of an agent's program, which is asked before it writes.
    #[command(after_help = "Example:\n  auraops hook install\n  auraops hook install --claude --codex")]
    Install(Agents),
    /// Take the hooks away and put back what was there
    ///
    /// Git's hooks and every agent's; with a flag that agent's alone.
    #[command(after_help = "Example:\n  auraops hook remove\n  auraops hook remove --claude")]
    Remove(Agents),
    /// Say which hooks are in place; exit 1 if one is missing
    #[command(after_help = "Example:\n  auraops hook status --json")]
    Status,
    #[command(hide = true)]
    PreCommit,
    #[command(hide = true)]
    PreMergeCommit,
    #[command(hide = true)]
    PrepareCommitMsg(message::Args),
    #[command(hide = true)]
    CommitMsg(message::Args),
    #[command(hide = true)]
    ReferenceTransaction(refs::Args),
    #[command(hide = true)]
    PrePush(push::Args),
    /// What agents' programs call
    #[command(flatten)]
    Asked(Asked),
}

/// An agent's program that asks
#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Asked {
    #[command(hide = true)]
    Claude,
    #[command(hide = true)]
    Codex,
    #[command(hide = true)]
    Gemini,
    #[command(hide = true)]
    Cursor,
    #[command(hide = true)]
    Copilot,
}

impl Args {
    /// Whether an agent's program asks, which must get its answer wherever it is.
    pub fn is_of_agent(&self) -> bool {
        matches!(self.action, Action::Asked(_))
    }
}

impl Asked {
    fn vendor(self) -> Vendor {
        match self {
            Asked::Claude => Vendor::Claude,
            Asked::Codex => Vendor::Codex,
            Asked::Gemini => Vendor::Gemini,
            Asked::Cursor => Vendor::Cursor,
            Asked::Copilot => Vendor::Copilot,
        }
    }
}

pub fn run(args: &Args, env: &Env) -> Result<HookAnswer> {
    match &args.action {
        Action::Install(agents) => install_with(env, &agents.chosen()).map(HookAnswer::Standing),
        Action::Remove(agents) => remove(env, *agents).map(HookAnswer::Standing),
        Action::Status => status(env).map(HookAnswer::Standing),
        Action::PreCommit | Action::PreMergeCommit => judge::committing(env, judge::staged),
        Action::PrepareCommitMsg(args) => {
            judge::committing(env, |workspace, enforced| message::prepare(workspace, enforced, args))
        }
        Action::CommitMsg(args) => {
            judge::committing(env, |workspace, enforced| message::finish(workspace, enforced, args))
        }
        Action::ReferenceTransaction(args) => refs::run(args, env),
        Action::PrePush(args) => push::run(args, env),
        Action::Asked(asked) => Ok(HookAnswer::Spoken(tool::run(asked.vendor(), env))),
    }
}

/// Puts every one of git's hooks in place; `init` does the same.
pub fn install(env: &Env) -> Result<Standing> {
    install_with(env, &[])
}

fn install_with(env: &Env, vendors: &[Vendor]) -> Result<Standing> {
    let workspace = Workspace::open(env)?;
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.install());
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(done(&workspace, Did::Install, |hooks| each(|hook| hooks.install(hook)))?.with(rows))
}

fn remove(env: &Env, agents: Agents) -> Result<Standing> {
    let workspace = Workspace::open(env)?;
    let chosen = agents.chosen();
    let vendors = if chosen.is_empty() { Agents::ALL.chosen() } else { chosen.clone() };
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.remove());
    let mut rows = rows.collect::<Result<Vec<_>>>()?;
    if !chosen.is_empty() {
        return Ok(done(&workspace, Did::Remove, |_| Ok(Vec::new()))?.with(rows));
    }
    // Who named none is told of those that were there.
    rows.retain(|row| row.changed);
    let standing = done(&workspace, Did::Remove, |hooks| {
        let changed = each(|hook| hooks.remove(hook))?;
        hooks.tidy();
        Ok(changed)
    });
    Ok(standing?.with(rows))
}

/// How every hook stands.
pub fn status(env: &Env) -> Result<Standing> {
    let workspace = Workspace::open(env)?;
    Ok(done(&workspace, Did::Status, |_| each(|_| Ok(false)))?.with(agents::status(&workspace)))
}

fn done(workspace: &Workspace, did: Did, change: impl Fn(&Hooks) -> Result<Vec<bool>>) -> Result<Standing> {
    let hooks = workspace.repo.hooks()?;
    let changed = change(&hooks)?;
    let states: Vec<State> = if changed.is_empty() { Vec::new() } else { each(|hook| hooks.state(hook))? };
    Ok(Standing::new(did, shown(workspace, hooks.edited()), &hooks, changed, states))
}

fn each<T>(question: impl Fn(Hook) -> Result<T>) -> Result<Vec<T>> {
    Hook::ALL.into_iter().map(question).collect()
}

/// The directory as a person at the top of the work tree would write it.
fn shown(workspace: &Workspace, dir: &Path) -> String {
    let short: PathBuf =
        dir.strip_prefix(&workspace.repo.root).map_or_else(|_| dir.to_owned(), PathBuf::from);
    short.display().to_string()
}
