//! One agent's own commits, put on top of what the remote has without the commits of others between them: those collide
//! with the remote's, and whoever owns them resolves that. Nobody else waits for it.
//!
//! The branch here keeps its commits. Once the others' are merged it is pushed whole, and what went ahead is the same on
//! both sides.

use anyhow::Result;

use super::Pusher;
use super::conflicts::Conflicts;
use super::outcome::{Apart, Blocked};
use super::pusher::{Outgoing, Step};
use crate::domain::author::Author;
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::domain::verdict::Verdict;
use crate::git::destination::Upstream;
use crate::git::history::Selection;

impl Pusher<'_> {
    /// The agent's own commits of `head` that `theirs` does not have, on top of it.
    pub fn apart(&self, head: &Oid, theirs: &Oid, from: &Upstream, verdicts: Vec<Verdict>) -> Result<Step> {
        let mut tip = theirs.clone();
        let mut copies = Vec::new();
        for commit in self.own(head, theirs)? {
            let merged = self.repo().pick_tree(&tip, &commit)?;
            let Some(parent) = self.repo().commit(&format!("{commit}^"))? else { continue };
            let (entries, open) = self.resolved(&merged, [&parent, &tip, &commit], &Conflicts::none())?;
            // It builds on the commits that are left out.
            if !open.is_empty() {
                return Ok(Step::Blocked(Blocked::BothChanged { from: from.name(), verdicts }));
            }
            let tree = self.repo().tree_with(&merged.tree, &entries)?;
            if !self.repo().between(&tip, &tree)?.is_empty() {
                let message = self.repo().message_of(&commit)?;
                tip = self.commit(&tree, &[&tip], &message, Some(&commit))?;
            }
            copies.push((commit, tip.clone()));
        }
        Ok(Step::Push(Outgoing::Apart(tip, Apart { copies, verdicts })))
    }

    /// The agent's commits that are no merges, oldest first.
    fn own(&self, head: &Oid, theirs: &Oid) -> Result<Vec<Oid>> {
        let range = format!("{theirs}..{head}");
        let mut commits = self.repo().commits(Selection::Revisions(&[&range]))?;
        commits.reverse();
        let is_own = |commit: &Commit| {
            let author = Author::of_commit(self.enforced.map(), commit);
            commit.parents.len() == 1 && author.agent() == Some(self.agent)
        };
        Ok(commits.into_iter().filter(is_own).map(|commit| commit.oid).collect())
    }
}
