//! The steps, in the order that harms nobody.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::place::Placed;
use super::plan::{Grown, Plan};
use super::{Forward, Hindrance, Report, sorting};
use crate::chat;
use crate::domain::path::RepoPath;
use crate::git::Repo;
use crate::git::fast_forward::IndexFlag;
use crate::sys::lock::Busy;
use crate::workspace::Workspace;

/// Where new contents are made: one run at a time has it, and clears what a killed one left.
const SCRATCH: &str = "incoming";

/// Brings the checkout forward, all of it or nothing.
pub fn run(workspace: &Workspace, forward: &Forward) -> Result<Report> {
    let _checkout = match workspace.checkout() {
        Err(error) if error.is::<Busy>() => {
            let files = workspace.repo.between(forward.from, forward.to)?.len();
            return Ok(Report::Waits { files, why: Hindrance::Busy });
        }
        lock => lock?,
    };
    let scratch = workspace.store().empty_dir(SCRATCH)?;
    let report = steps(workspace, forward, &scratch);
    // What cannot be removed now is removed later.
    drop(fs::remove_dir_all(&scratch));
    report
}

fn steps(workspace: &Workspace, forward: &Forward, scratch: &Path) -> Result<Report> {
    let repo = &workspace.repo;
    let name = format!("refs/heads/{}", forward.branch);
    let changes = repo.between(forward.from, forward.to)?;
    let files = changes.len();
    let waits = |why| Ok(Report::Waits { files, why });
    let has_moved = || Ok::<bool, anyhow::Error>(repo.commit(&name)?.as_ref() != Some(forward.from));
    if has_moved()? {
        return waits(Hindrance::Moving);
    }
    let plan = match sorting::plan(workspace, forward, &changes, scratch)? {
        Ok(plan) => plan,
        Err(why) => return waits(why),
    };
    // Filters take their time.
    if has_moved()? {
        return waits(Hindrance::Moving);
    }
    let mut placed = match Placed::all(&plan, &scratch.join("old")) {
        Ok(placed) => placed,
        Err(why) => return waits(why),
    };
    for grown in &plan.grown {
        if !brought(workspace, grown)? {
            placed.undo();
            return waits(Hindrance::Work(vec![grown.change.path.clone()]));
        }
    }
    if let Some(why) = repo.forward_index(forward.from, forward.to)? {
        placed.undo();
        return waits(Hindrance::Unwritable(why));
    }
    let agent = forward.agent.map_or("", |agent| agent.as_str());
    if !repo.advance(forward.branch, [forward.from, forward.to], agent)? {
        // Somebody has just committed.
        drop(repo.forward_index(forward.to, forward.from));
        placed.undo();
        return waits(Hindrance::Moving);
    }
    settle(repo, &plan)?;
    Ok(Report::Done { files, left: plan.left })
}

/// Adds the remote's lines to an append-only file, beside what was written since.
fn brought(workspace: &Workspace, grown: &Grown) -> Result<bool> {
    chat::merge::replace(&workspace.store(), &grown.file, |text| Some(grown.with(text)))
}

/// What only makes later commands quick, or tells git again what it was told.
fn settle(repo: &Repo, plan: &Plan) -> Result<()> {
    for flag in [IndexFlag::SkipWorktree, IndexFlag::AssumeUnchanged] {
        let has = |(path, own): &(RepoPath, IndexFlag)| (*own == flag).then(|| path.clone());
        let paths: Vec<RepoPath> = plan.flags.iter().filter_map(has).collect();
        repo.flag(flag, &paths.iter().collect::<Vec<_>>())?;
    }
    repo.refresh_index()
}
