//! The commit that the index would become.

use anyhow::Result;

use super::commit;
use crate::domain::change::Change;
use crate::domain::path::RepoPath;
use crate::domain::verdict::Verdict;
use crate::git::changes::Staged;
use crate::workspace::{Enforced, Workspace};

/// What was decided of the paths of one commit that somebody is making.
pub struct CommitVerdicts {
    pub verdicts: Vec<Verdict>,
    /// None for the first commit, several for a merge.
    pub parents: usize,
    /// Whether the commit takes HEAD's place.
    pub is_amended: bool,
    /// What a merge has otherwise than one of its parents has it, and git's own merge as well.
    pub taken: Vec<(RepoPath, usize)>,
    /// What would silently become what it was before a commit that is in HEAD: the index was read before that.
    pub stale: Vec<RepoPath>,
}

/// The paths of a merge that it does not have as git's own merge does, each with the parent that has it so.
pub fn taken(changes: &[Change]) -> Vec<(RepoPath, usize)> {
    let taken = |change: &Change| Some((change.path.clone(), change.automatic_parent()?));
    changes.iter().filter_map(taken).collect()
}

/// Judges what `git commit` would commit.
pub fn staged(workspace: &Workspace, enforced: &Enforced) -> Result<CommitVerdicts> {
    index(workspace, enforced, workspace.repo.staged(workspace.env)?, false)
}

/// Judges what HEAD would become if the index was committed in its place.
pub fn amended(workspace: &Workspace, enforced: &Enforced) -> Result<CommitVerdicts> {
    index(workspace, enforced, workspace.repo.amended(workspace.env)?, true)
}

fn index(
    workspace: &Workspace,
    enforced: &Enforced,
    mut staged: Staged,
    is_amended: bool,
) -> Result<CommitVerdicts> {
    workspace.repo.tell_automatic_of_index(&mut staged)?;
    let verdicts = commit::verdicts(&workspace.repo, enforced, &staged.parents, &staged.changes)?;
    let taken = taken(&staged.changes);
    let stale = if is_amended { Vec::new() } else { workspace.repo.stale(&staged.changes)? };
    Ok(CommitVerdicts { verdicts, parents: staged.parents.len(), is_amended, taken, stale })
}
