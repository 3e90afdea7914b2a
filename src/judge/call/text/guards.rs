//! The guards that a text takes away: those of this repository, and what would be lost with them.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::TextEffects;
use crate::judge::call::effects::GuardTaken;
use crate::shell::{Guard, Join, Taken};
use crate::sys::links::resolve;

impl TextEffects<'_> {
    pub fn takes(&mut self, Taken { guard, dir }: Taken) -> Result<()> {
        let is_ours = match dir {
            Some(dir) => self.shares_guards(&dir)?,
            None => true,
        };
        if is_ours {
            self.effects.guards.push(GuardTaken { guard, of: None });
        }
        Ok(())
    }

    /// Whether what runs there has the settings, hooks and stashes of this repository.
    fn shares_guards(&self, dir: &Path) -> Result<bool> {
        let Ok(dir) = resolve(dir) else { return Ok(false) };
        let repo = self.repo;
        if [&repo.git_dir, &repo.common_dir].iter().any(|git_dir| dir.starts_with(git_dir)) {
            return Ok(true);
        }
        // Another repository may lie inside of this one.
        let Some(top) = dir.ancestors().find(|dir| dir.join(".git").exists()) else { return Ok(false) };
        Ok(top == repo.root || repo.worktrees()?.iter().any(|worktree| worktree.root == top))
    }

    pub fn loses(&mut self, guard: Guard, of: Vec<PathBuf>) {
        if !of.is_empty() {
            self.effects.guards.push(GuardTaken { guard, of: Some(of) });
        }
    }

    /// A rebase or merge, before which the configuration has all changes put aside.
    pub fn join(&mut self, join: Join) -> Result<()> {
        let repo = self.repo;
        let rebases = match join {
            Join::Rebase => true,
            Join::Merge => false,
            Join::Either => repo.config("pull.rebase")?.is_some_and(|value| value != "false"),
        };
        if repo.config_bool(if rebases { "rebase.autostash" } else { "merge.autostash" })?
            && let Some(head) = self.commit("HEAD")?
        {
            let changed = repo.changed_from(&repo.root, Some(&head), &[], "")?;
            self.loses(Guard::Autostash, changed);
        }
        Ok(())
    }

    /// What is staged of these paths, or of all, where the first operand may be a revision.
    pub fn unstage(&mut self, dir: &Path, operands: Vec<String>, paths: Vec<String>) -> Result<()> {
        let is_revision = match operands.first() {
            Some(first) => self.commit(first)?.is_some(),
            None => false,
        };
        let mut named: Vec<String> = operands.into_iter().skip(usize::from(is_revision)).collect();
        named.extend(paths);
        let dir = if named.is_empty() { &self.repo.root } else { dir };
        let staged = self.repo.staged_below(dir, "HEAD", &named)?;
        self.loses(Guard::Index, staged);
        Ok(())
    }

    /// What a stash holds.
    pub fn stashed(&self, stash: &str) -> Result<Vec<PathBuf>> {
        let Some(commit) = self.commit(stash)? else { return Ok(Vec::new()) };
        let Some(base) = self.commit(&format!("{commit}^1"))? else { return Ok(Vec::new()) };
        let mut files = self.repo.differing_between(&base, &commit)?;
        if let Some(untracked) = self.commit(&format!("{commit}^3"))? {
            files.extend(self.repo.files_of(&untracked)?);
        }
        Ok(files)
    }
}
