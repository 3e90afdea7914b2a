//! `prepare-commit-msg` and `commit-msg`: the trailer that says whose commit it is.
//!
//! The first runs whatever `--no-verify` says, and adds the trailer to every message that is there already. To an
//! empty one, and to a template, it adds nothing: whoever leaves the editor without a word would then make a commit
//! that says only the trailer, where git would stop. Those get it from the second, when they are written.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::decision::Decision;
use super::{guard, pre_commit, way_out};
use crate::domain::asker::Asker;
use crate::domain::author::Author;
use crate::domain::codename::{Codename, OPERATOR};
use crate::domain::next::Next;
use crate::git::commit_message::Doing;
use crate::git::trailer::TRAILER;
use crate::judge::staged::{amended as judge_amended, staged as judge_staged};
use crate::sys::env::Env;
use crate::ui::judgement::Judgement;
use crate::workspace::{Enforced, Workspace};

/// What git hands to the hook
#[derive(Debug, clap::Args)]
pub struct Args {
    file: PathBuf,
    /// Where the message came from
    source: Option<String>,
    /// The commit whose message is reused
    commit: Option<String>,
}

/// Judges what pre-commit is not asked about, and adds the trailer.
pub fn prepare(args: &Args, env: &Env) -> Result<Decision> {
    guard::ask_of_commit(env, |workspace, enforced| begin(workspace, enforced, args))
}

/// Adds the trailer to a message that came out of the editor.
pub fn finish(args: &Args, env: &Env) -> Result<Decision> {
    guard::ask_of_commit(env, |workspace, enforced| sign(workspace, enforced, args))
}

fn begin(workspace: &Workspace, enforced: &Enforced, args: &Args) -> Result<Decision> {
    // Git moves other people's commits here, as they are.
    if workspace.repo.doing() == Doing::Rebase {
        return Ok(Decision::allowed());
    }
    let decision = match enforced.asker() {
        Asker::Operator => Decision::allowed(),
        Asker::Agent(_) | Asker::Nobody => decide(workspace, enforced, args)?,
    };
    if decision.is_allowed() {
        trailer(workspace, args, enforced.asker())?;
    }
    Ok(decision)
}

fn decide(workspace: &Workspace, enforced: &Enforced, args: &Args) -> Result<Decision> {
    let decision = match workspace.repo.doing() {
        Doing::CherryPick => return picked(workspace, enforced, args),
        Doing::Revert => reverted(workspace, enforced)?,
        _ => in_place_of_others(workspace, enforced)?,
    };
    if !decision.is_allowed() {
        return Ok(decision);
    }
    let second = if amends(workspace, args)? {
        amended(workspace, enforced)?
    } else if let Asker::Agent(name) = enforced.asker() {
        own_name(&trailers(workspace, args)?, name)
    } else {
        Decision::allowed()
    };
    Ok(second.after(decision))
}

/// Judges what the hooks before this one would have, where somebody put them aside.
fn in_place_of_others(workspace: &Workspace, enforced: &Enforced) -> Result<Decision> {
    // A hooks directory outside the repository is its owner's business.
    let missing = workspace.repo.missing_judges().unwrap_or_default();
    let Some(hook) = missing.first() else { return Ok(Decision::allowed()) };
    let decision = pre_commit::decide(workspace, enforced)?;
    Ok(decision.and(format!("`{}` is not installed: auraops hook install", hook.name())))
}

fn sign(workspace: &Workspace, enforced: &Enforced, args: &Args) -> Result<Decision> {
    // Nearly every message has it by now.
    if workspace.repo.doing() == Doing::Rebase || !trailers(workspace, args)?.is_empty() {
        return Ok(Decision::allowed());
    }
    let asker = enforced.asker();
    if *asker != Asker::Nobody && !is_template(workspace, args)? {
        trailer(workspace, args, asker)?;
    }
    Ok(Decision::allowed())
}

/// Whether the message is `commit.template` as it was offered, which git will not commit.
fn is_template(workspace: &Workspace, args: &Args) -> Result<bool> {
    let Some(template) = workspace.repo.template()? else { return Ok(false) };
    let mark = workspace.repo.comment_mark()?;
    let said = |text: &str| -> Vec<String> {
        let lines =
            text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with(&mark));
        lines.map(str::to_owned).collect()
    };
    Ok(said(&template) == said(&text(workspace, args)?))
}

fn amends(workspace: &Workspace, args: &Args) -> Result<bool> {
    match args.source.as_deref() {
        Some("commit") => workspace.repo.amends(workspace.env, args.commit.as_deref()),
        Some("message") => workspace.repo.amends(workspace.env, None),
        _ => Ok(false),
    }
}

/// An amended commit still holds what it held: it must be the asker's as a whole.
fn amended(workspace: &Workspace, enforced: &Enforced) -> Result<Decision> {
    let Some(head) = workspace.repo.head_commit()? else { return Ok(Decision::allowed()) };
    if let Asker::Agent(name) = enforced.asker()
        && let Some(other) = other(&head.agents, name)
    {
        return Ok(Decision::refused(format!(
            "this would amend {other}'s commit {} ({}): make a new one, without --amend",
            head.oid.short(),
            head.subject
        )));
    }
    let signed = signed_for(enforced, &head.agents);
    let judgement = Judgement::of_commit(&signed, judge_amended(workspace, &signed)?, &workspace.up());
    Ok(Decision::of(judgement.by_judged(enforced.asker())))
}

/// What an agent picks is its own doing, whoever made it first. A person picks as whom the message names.
fn picked(workspace: &Workspace, enforced: &Enforced, args: &Args) -> Result<Decision> {
    let names = trailers(workspace, args)?;
    let signed = signed_for(enforced, &names);
    let commit = judge_staged(workspace, &signed)?;
    let way = way_out::of_pick(workspace, &commit.verdicts)?;
    let paths = Judgement::of_commit(&signed, commit, &workspace.up());
    let decision = Decision::of(paths.way_out(|_| way));
    match (decision.is_allowed(), enforced.asker()) {
        (true, Asker::Agent(name)) if other(&names, name).is_some() => {
            Ok(own_name(&names, name).after(decision).then(Next::run("git cherry-pick --abort")))
        }
        _ => Ok(decision),
    }
}

/// Where nobody is known to ask, as whom the trailers name.
fn signed_for(enforced: &Enforced, names: &[String]) -> Enforced {
    match (enforced.asker(), Author::signed(enforced.map(), names)) {
        (Asker::Nobody, Some(author)) => enforced.asked_by(author.asker()),
        _ => enforced.clone(),
    }
}

/// `git revert` does not ask pre-commit, and leaves what it staged.
fn reverted(workspace: &Workspace, enforced: &Enforced) -> Result<Decision> {
    let commit = judge_staged(workspace, enforced)?;
    let way = way_out::undo(workspace, &commit.verdicts)?;
    let paths = Judgement::of_commit(enforced, commit, &workspace.up());
    Ok(Decision::of(match way {
        Some(way) => paths.way_out(|_| way),
        None => paths,
    }))
}

/// An agent does not sign for another.
pub fn own_name(names: &[String], name: &Codename) -> Decision {
    match other(names, name) {
        Some(other) => {
            Decision::refused(format!("the message says `{TRAILER}: {other}`, but this session is {name}"))
        }
        None => Decision::allowed(),
    }
}

fn other<'a>(names: &'a [String], name: &Codename) -> Option<&'a String> {
    names.iter().find(|other| !name.is(other))
}

fn trailers(workspace: &Workspace, args: &Args) -> Result<Vec<String>> {
    workspace.repo.trailers(&text(workspace, args)?)
}

fn trailer(workspace: &Workspace, args: &Args, who: &Asker) -> Result<()> {
    let name = match who {
        Asker::Agent(name) => name.as_str(),
        Asker::Operator => OPERATOR,
        Asker::Nobody => return Ok(()),
    };
    if args.source.as_deref() != Some("template") && says_something(workspace, args)? {
        workspace.repo.add_trailer(&path(workspace, args), name)?;
    }
    Ok(())
}

/// Whether there is more than comments, as far as the line below which git cuts.
fn says_something(workspace: &Workspace, args: &Args) -> Result<bool> {
    let text = text(workspace, args)?;
    let Some(first) = text.lines().find(|line| !line.trim().is_empty()) else { return Ok(false) };
    if first.chars().next().is_some_and(char::is_alphanumeric) {
        return Ok(true);
    }
    let mark = workspace.repo.comment_mark()?;
    let mut lines =
        text.lines().take_while(|line| !line.starts_with(&format!("{mark} ------------------------ >8")));
    Ok(lines.any(|line| !line.trim().is_empty() && !line.starts_with(&mark)))
}

fn text(workspace: &Workspace, args: &Args) -> Result<String> {
    let bytes = std::fs::read(path(workspace, args)).context("reading the commit message")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn path(workspace: &Workspace, args: &Args) -> PathBuf {
    workspace.env.absolute(&args.file)
}
