//! `pre-push`: the last look at what leaves, whatever was switched off when it was committed.
//!
//! Only what no remote has yet is judged: whoever pushes to a fork does not answer for the history of the project. Each
//! commit is its author's by its trailer, or else the owner's of what it touches, and whoever pushes answers for none.

use anyhow::Result;

use super::answer::Decision;
use super::{HookAnswer, judge};
use crate::command::check_path;
use crate::domain::oid::Oid;
use crate::domain::verdict::Asker;
use crate::env::{Env, stdin};
use crate::git::history::{Selection, Tips};
use crate::git::refs::pushed;
use crate::review::history::{JudgeAs, Maps};
use crate::workspace::{Ruled, Workspace};

/// What an agent does about a commit that is in its way and that it cannot take back.
const ASK: &str =
    r#"auraops msg "no push goes through with these commits: …" --to user --type request --locks none"#;

/// What git hands to the hook
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The remote's name, or its URL where it has none
    remote: String,
    url: Option<String>,
}

pub fn run(_: &Args, env: &Env) -> Result<HookAnswer> {
    let input = stdin()?;
    if input.is_empty() {
        return Ok(HookAnswer::of(Decision::allowed()));
    }
    judge::answered(env, "push", |workspace, ruled| leaving(workspace, ruled, &input))
}

fn leaving(workspace: &Workspace, ruled: Ruled, input: &[u8]) -> Result<Decision> {
    let (new, known): (Vec<Oid>, Vec<Oid>) =
        pushed(input)?.into_iter().map(|pushed| (pushed.local, pushed.remote)).unzip();
    if new.is_empty() {
        return Ok(Decision::allowed());
    }
    let who = workspace.asker(&ruled.map, None)?;
    let known: Vec<Oid> = known.into_iter().filter(|oid| !oid.is_null()).collect();
    let tips = Tips { new: &new, known: &known, references: &["--remotes"] };
    let commits = workspace.repo.commits(Selection::Behind(tips))?;
    let mut maps = Maps::by(workspace, ruled)?;
    let authors = JudgeAs::Own { asker: &Asker::Nobody };
    let paths = check_path::range::history(workspace, &mut maps, commits, authors)?;
    if who == Asker::Operator {
        return Ok(paths.breaches().into_iter().fold(Decision::allowed(), Decision::and));
    }
    let verdict = Decision::of(paths);
    Ok(match who {
        _ if verdict.is_allowed() => verdict,
        Asker::Agent(_) => verdict.then(ASK),
        _ => verdict.then("AURAOPS_AGENT=user git push   # if that is what the user wants"),
    })
}
