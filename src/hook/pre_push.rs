//! `pre-push`: the last look at what leaves, whatever was switched off when it was committed.
//!
//! Only what no remote has yet is judged: whoever pushes to a fork does not answer for the history of the project. Each
//! commit is its author's by its trailer, or else the owner's of what it touches, and whoever pushes answers for none.

use anyhow::Result;

use super::decision::Decision;
use super::guard;
use crate::domain::asker::Asker;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::git::history::{Selection, Tips};
use crate::git::refs::pushed;
use crate::judge::history::{self, JudgeAs, Maps};
use crate::sys::env::{Env, stdin};
use crate::ui::judgement::Judgement;
use crate::ui::text::quoted;
use crate::workspace::{Enforced, Workspace};

/// What an agent does about a commit that is in its way and that it cannot take back.
const ASK: &str = r#"msg "no push goes through with these commits: …" --to user --type request --locks none"#;

/// What git hands to the hook
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The remote's name, or its URL where it has none
    remote: String,
    url: Option<String>,
}

pub fn run(args: &Args, env: &Env) -> Result<Decision> {
    let input = stdin()?;
    if input.is_empty() {
        return Ok(Decision::allowed());
    }
    guard::ask(env, "push", |workspace, enforced| leaving(workspace, enforced, &input, &args.remote))
}

fn leaving(workspace: &Workspace, enforced: &Enforced, input: &[u8], to: &str) -> Result<Decision> {
    let pushed = pushed(input)?;
    // The branch may have no upstream.
    let words = pushed.iter().map(|pushed| pushed.refspec.as_str());
    let words: Vec<String> = [to].into_iter().chain(words).map(quoted).collect();
    let again = Next::run(format!("git push {}", words.join(" "))).by_operator();
    let (new, known): (Vec<Oid>, Vec<Oid>) =
        pushed.into_iter().map(|pushed| (pushed.local, pushed.remote)).unzip();
    if new.is_empty() {
        return Ok(Decision::allowed());
    }
    let known: Vec<Oid> = known.into_iter().filter(|oid| !oid.is_null()).collect();
    let tips = Tips { new: &new, known: &known, references: &["--remotes"] };
    let commits = workspace.repo.commits(Selection::Behind(tips))?;
    // Whoever pushes is not the author of what the commits leave open.
    let mut maps = Maps::new(workspace, enforced.asked_by(Asker::Nobody))?;
    let count = commits.len();
    let judged = history::judge_commits(&mut maps, commits, JudgeAs::Author)?;
    maps.saw_all()?;
    let paths = Judgement::of_history(&Asker::Nobody, judged, count, JudgeAs::Author, maps.notes);
    if *enforced.asker() == Asker::Operator {
        return Ok(paths.breaches().into_iter().fold(Decision::allowed(), Decision::and));
    }
    let decision = Decision::of(paths);
    Ok(match enforced.asker() {
        _ if decision.is_allowed() => decision,
        Asker::Agent(_) => decision.then(Next::auraops(ASK)),
        _ => decision.then(again.because("if that is what the user wants")),
    })
}
