//! A checkout brought forward: from the commit that its branch has to one built on it that the remote has already.
//!
//! All of it or nothing of it: the branch moves only where each file that differs can be brought in, because a branch that
//! is ahead of its files would have the next commit take back what the remote changed. What cannot be brought in now is
//! waited for; the checkout stays behind, like one in which nobody has pulled, and nothing is lost by that: what is
//! committed meanwhile is merged in memory, too.
//!
//! New contents are made in scratch first, where a filter or a full disk fails without harm; then each file is renamed
//! into place, the index follows, and the branch moves last. Whoever is stopped in between leaves whole files with the
//! remote's content, which the next run takes for done. A process of its own does it, in its own process group: closing
//! a terminal or killing the session's group does not stop it halfway.

mod noted;
mod place;
mod plan;
mod report;
mod run;
mod sorting;

use anyhow::Result;

use crate::domain::asker::VARIABLE;
use crate::domain::codename::Codename;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::program;
use crate::sys::process::Process;
use crate::workspace::Workspace;
use noted::{Noted, note, noted};
pub use report::Report;
pub use run::run;

/// Which branch is to be brought from where to where.
#[derive(Debug, Clone, Copy)]
pub struct Forward<'a> {
    /// The branch that is checked out.
    pub branch: &'a str,
    pub from: &'a Oid,
    pub to: &'a Oid,
    /// Who does it.
    pub agent: Option<&'a Codename>,
}

/// What a checkout does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The remote branch.
    pub from: String,
    /// How many files differ.
    pub files: usize,
    pub why: Hindrance,
}

/// Why files cannot be brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Somebody's work is in the way: uncommitted, untracked or ignored.
    Work(Vec<RepoPath>),
    /// The files cannot be written, in these words.
    Unwritable(String),
    /// The branch is not where it was: somebody commits right now.
    Moving,
    /// Somebody else had the checkout all the time.
    Busy,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Brought {
    /// How many files changed here; `None` where the checkout stays behind.
    pub files: Option<usize>,
    pub waiting: Option<Waiting>,
    /// Files that stay as they are because git was told not to look at them.
    pub left: Vec<RepoPath>,
}

/// Brings the checkout forward, or notes that it waits.
pub fn forward(workspace: &Workspace, forward: &Forward, from: &str) -> Result<Brought> {
    let report = match apart(workspace, forward) {
        Some(report) => report,
        None => run(workspace, forward)?,
    };
    match report {
        Report::Done { files, left } => {
            forget_up_to(workspace, forward.branch, forward.to)?;
            Ok(Brought { files: Some(files), waiting: None, left })
        }
        Report::Waits { files, why } => {
            expect(workspace, forward.branch, forward.to, from)?;
            let waiting = Some(Waiting { from: from.to_owned(), files, why });
            Ok(Brought { waiting, ..Brought::default() })
        }
    }
}

/// Notes what is about to be pushed, so that the next run brings it in where this one is killed before it does.
pub fn expect(workspace: &Workspace, branch: &str, to: &Oid, from: &str) -> Result<()> {
    let new = Noted { branch: branch.to_owned(), to: to.clone(), from: from.to_owned() };
    let mut all = noted(workspace)?;
    all.retain(|noted| *noted != new);
    all.push(new);
    note(workspace, &all)
}

/// Forgets what was noted and did not arrive.
pub fn forget(workspace: &Workspace, to: &Oid) -> Result<()> {
    let mut all = noted(workspace)?;
    all.retain(|noted| noted.to != *to);
    note(workspace, &all)
}

/// Forgets what a branch has by now. What others are about to push stays.
pub fn forget_up_to(workspace: &Workspace, branch: &str, tip: &Oid) -> Result<()> {
    let mut left = Vec::new();
    for noted in noted(workspace)? {
        if noted.branch != branch
            || noted.to != *tip && !workspace.repo.is_ancestor(&noted.to, tip.as_str())?
        {
            left.push(noted);
        }
    }
    note(workspace, &left)
}

/// Brings in what an earlier run could not, where that is possible now and nobody else has the turn.
pub fn catch_up(workspace: &Workspace, agent: Option<&Codename>) -> Result<Option<Brought>> {
    if noted(workspace)?.is_empty() {
        return Ok(None);
    }
    match workspace.turn_if_free()? {
        Some(_turn) => caught_up(workspace, agent),
        None => Ok(None),
    }
}

/// The same for whoever has the turn.
pub fn caught_up(workspace: &Workspace, agent: Option<&Codename>) -> Result<Option<Brought>> {
    let all = noted(workspace)?;
    if all.is_empty() {
        return Ok(None);
    }
    let repo = &workspace.repo;
    let (Some(branch), Some(head)) = (repo.branch()?, repo.head()?) else { return Ok(None) };
    let (mut left, mut newest) = (Vec::new(), None::<Noted>);
    for noted in &all {
        if noted.branch != branch {
            left.push(noted.clone());
            continue;
        }
        let Some(to) = repo.commit(noted.to.as_str())? else { continue };
        // Whatever else came in between, the next `ship` merges it.
        if head == to || !repo.is_ancestor(&head, to.as_str())? {
            continue;
        }
        left.push(noted.clone());
        // A run that was killed may have noted what never arrived, and another's is on its way.
        if repo.remote_branch_with(&to)?.is_some()
            && newest.as_ref().map_or(Ok(true), |newest| repo.is_ancestor(&newest.to, to.as_str()))?
        {
            newest = Some(noted.clone());
        }
    }
    if left != all {
        note(workspace, &left)?;
    }
    let Some(Noted { branch, to, from }) = newest else { return Ok(None) };
    forward(workspace, &Forward { branch: &branch, from: &head, to: &to, agent }, &from).map(Some)
}

/// Lets another process do it; `None` where none can be started.
fn apart(workspace: &Workspace, forward: &Forward) -> Option<Report> {
    let Forward { branch, from, to, agent } = forward;
    let process = Process::new(program().ok()?, &workspace.repo.root).own_group();
    let process = process.args(["hook", "fast-forward", branch, from.as_str(), to.as_str()]);
    let process = agent.iter().fold(process, |process, agent| process.env(VARIABLE, agent.as_str()));
    let output = process.output().ok()?;
    Report::parse(&output.stdout)
}
