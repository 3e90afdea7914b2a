//! `pre-push`: the last look at what leaves, whatever was switched off when it was committed.
//!
//! Only what no remote has yet is judged: whoever pushes to a fork does not answer for the history of the project. Each
//! commit is its author's by its trailer, or else the owner's of what it touches, and whoever pushes answers for none: but
//! for what no branch here has. That was made to be pushed right away, past the other hooks, and is judged as a commit of
//! the agent's own.

use anyhow::Result;

use super::commit_message::own_name;
use super::decision::Decision;
use super::guard;
use crate::domain::asker::Asker;
use crate::domain::codename::Codename;
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
    guard::ask_or(
        env,
        "push",
        |workspace| map_before(workspace, &input),
        |workspace, enforced| leaving(workspace, enforced, &input, &args.remote),
    )
}

/// The map of what a push builds on, for where the branch that is checked out has none.
fn map_before(workspace: &Workspace, input: &[u8]) -> Result<Option<Enforced>> {
    let (new, known): (Vec<Oid>, Vec<Oid>) =
        pushed(input)?.into_iter().map(|pushed| (pushed.local, pushed.remote)).unzip();
    if new.is_empty() {
        return Ok(None);
    }
    let known: Vec<Oid> = known.into_iter().filter(|oid| !oid.is_null()).collect();
    let tips = Tips { new: &new, known: &known, references: &["--remotes"] };
    let commits = workspace.repo.commits(Selection::Behind(tips))?;
    workspace.enforced_before(&history::built_on(&commits), None)
}

fn leaving(workspace: &Workspace, enforced: &Enforced, input: &[u8], to: &str) -> Result<Decision> {
    let pushed = pushed(input)?;
    // The branch may have no upstream.
    let words = pushed.iter().map(|pushed| pushed.refspec.as_str());
    let words: Vec<String> = [to].into_iter().chain(words).map(quoted).collect();
    let again = Next::run(format!("git push {}", words.join(" "))).by_operator();
    let code: Vec<Oid> =
        pushed.iter().filter(|pushed| !pushed.is_notes).map(|pushed| pushed.local.clone()).collect();
    let (new, known): (Vec<Oid>, Vec<Oid>) =
        pushed.into_iter().map(|pushed| (pushed.local, pushed.remote)).unzip();
    if new.is_empty() {
        return Ok(Decision::allowed());
    }
    let known: Vec<Oid> = known.into_iter().filter(|oid| !oid.is_null()).collect();
    let tips = Tips { new: &new, known: &known, references: &["--remotes"] };
    let commits = workspace.repo.commits(Selection::Behind(tips))?;
    if !commits.is_empty()
        && !code.is_empty()
        && let Asker::Agent(name) = enforced.asker()
        && let Some(refusal) = strays(workspace, enforced, name, Tips { new: &code, ..tips })?
    {
        return Ok(refusal);
    }
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
        // Where there is no map, there is no chat to ask in.
        Asker::Agent(_) if !workspace.has_map()? => {
            let gone = Next::run("git log -1 -- auraops.toml");
            decision.then(gone.because("took the map away: the user can put it back"))
        }
        Asker::Agent(_) => decision.then(Next::auraops(ASK)),
        _ => decision.then(again.because("if that is what the user wants")),
    })
}

/// Why an agent may not push commits that are on no branch, in no worktree and in no fetch.
fn strays(
    workspace: &Workspace,
    enforced: &Enforced,
    name: &Codename,
    tips: Tips,
) -> Result<Option<Decision>> {
    let repo = &workspace.repo;
    let standing = repo.tips()?.into_iter().filter_map(|tip| Oid::parse(&tip)).chain(repo.fetched()?);
    let known: Vec<Oid> = tips.known.iter().cloned().chain(standing).collect();
    let tips = Tips { known: &known, references: &["--branches", "--remotes"], ..tips };
    let strays = repo.commits(Selection::Behind(tips))?;
    let mut maps = Maps::new(workspace, enforced.clone())?;
    let count = strays.len();
    let judged = history::judge_commits(&mut maps, strays, JudgeAs::Maker)?;
    let signed = judged.iter().find(|judged| !own_name(&judged.commit.agents, name).is_allowed());
    let show = |oid: &Oid| {
        Next::run(format!("git show --stat {}", oid.short()))
            .because("no branch here has it, so it counts as yours")
    };
    if let Some(bad) = judged.iter().find(|judged| !judged.is_allowed()) {
        let show = show(&bad.commit.oid);
        let paths = Judgement::of_history(enforced.asker(), judged, count, JudgeAs::Maker, Vec::new());
        return Ok(Some(Decision::of(paths).then(show)));
    }
    Ok(signed.map(|signed| own_name(&signed.commit.agents, name).then(show(&signed.commit.oid))))
}
