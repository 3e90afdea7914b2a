//! `auraops hook`: git's hooks put in place, and answered.

mod answer;
mod dropped;
mod judge;
mod message;
mod push;
mod refs;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::env::Env;
use crate::git::hooks::{Hook, Hooks, State};
use crate::workspace::Workspace;
use answer::Did;
pub use answer::{HookAnswer, Standing};

/// What most hooks judge, as it is called where that fails.
const COMMIT: &str = "commit";

/// Put git's hooks in place, take them away, or say how they stand
///
/// Hooks that are there already keep running, after these: plain scripts, husky, lefthook, pre-commit, prek.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops hook install
  auraops hook status
  auraops hook remove")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Put the hooks in place, before those that are there
    #[command(after_help = "Example:\n  auraops hook install")]
    Install,
    /// Take the hooks away and put back what was there
    #[command(after_help = "Example:\n  auraops hook remove")]
    Remove,
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
}

pub fn run(args: &Args, env: &Env) -> Result<HookAnswer> {
    match &args.action {
        Action::Install => install(env).map(HookAnswer::Standing),
        Action::Remove => remove(env).map(HookAnswer::Standing),
        Action::Status => status(env).map(HookAnswer::Standing),
        Action::PreCommit | Action::PreMergeCommit => judge::answered(env, COMMIT, judge::staged),
        Action::PrepareCommitMsg(args) => {
            judge::answered(env, COMMIT, |workspace, ruled| message::prepare(workspace, &ruled, args))
        }
        Action::CommitMsg(args) => {
            judge::answered(env, COMMIT, |workspace, ruled| message::finish(workspace, &ruled, args))
        }
        Action::ReferenceTransaction(args) => refs::run(args, env),
        Action::PrePush(args) => push::run(args, env),
    }
}

/// Puts every hook in place; `init` does the same.
pub fn install(env: &Env) -> Result<Standing> {
    done(env, Did::Install, |hooks| each(|hook| hooks.install(hook)))
}

fn remove(env: &Env) -> Result<Standing> {
    done(env, Did::Remove, |hooks| {
        let changed = each(|hook| hooks.remove(hook))?;
        hooks.tidy();
        Ok(changed)
    })
}

/// How every hook stands.
pub fn status(env: &Env) -> Result<Standing> {
    done(env, Did::Status, |_| each(|_| Ok(false)))
}

fn done(env: &Env, did: Did, change: impl Fn(&Hooks) -> Result<Vec<bool>>) -> Result<Standing> {
    let workspace = Workspace::open(env)?;
    let hooks = workspace.repo.hooks()?;
    let changed = change(&hooks)?;
    let states: Vec<State> = each(|hook| hooks.state(hook))?;
    Ok(Standing::new(did, shown(&workspace, hooks.edited()), &hooks, changed, states))
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
