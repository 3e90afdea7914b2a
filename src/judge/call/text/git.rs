//! What git is asked to do → the files that it would touch.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::TextEffects;
use crate::shell::{GitAction, GitCommand, Guard, How};
use crate::sys::links::resolve;

impl TextEffects<'_> {
    pub fn git(&mut self, git: GitCommand) -> Result<()> {
        // Another repository, inside this one or out of it: its files are asked of nobody here.
        if !self.is_ours(&git.dir) {
            self.effects.unclear += 1;
            return Ok(());
        }
        if !self.may_ask() {
            return Ok(());
        }
        // Neither takes the place of what nobody has committed.
        let merges = matches!(git.action, GitAction::Switch(_) | GitAction::Pop(_));
        match git.action {
            GitAction::Join(join) => return self.join(join),
            GitAction::Unstage { operands, paths } => return self.unstage(&git.dir, operands, paths),
            GitAction::Drop(stash) => {
                let stashed = self.stashed(&stash)?;
                self.loses(Guard::Stashes, stashed);
                return Ok(());
            }
            _ => {}
        }
        let paths = self.touched(&git.dir, git.action)?;
        for path in paths {
            self.write(path, if merges { How::Merge } else { How::Name });
        }
        Ok(())
    }

    fn is_ours(&self, dir: &Path) -> bool {
        let Ok(dir) = resolve(dir) else { return false };
        let inside = dir.ancestors().take_while(|dir| *dir != self.repo.root);
        dir.starts_with(&self.repo.root) && inside.into_iter().all(|dir| !dir.join(".git").exists())
    }

    fn touched(&mut self, dir: &Path, action: GitAction) -> Result<Vec<PathBuf>> {
        let repo = self.repo;
        match action {
            GitAction::Restore { from, paths, keeps_added } => {
                let Some(from) = from else { return repo.changed_from(dir, None, &paths, "") };
                let Some(from) = self.commit(&from)? else { return Ok(Vec::new()) };
                repo.changed_from(dir, Some(&from), &paths, if keeps_added { "a" } else { "" })
            }
            GitAction::Checkout { operands, is_forced } => self.checkout(dir, &operands, is_forced),
            GitAction::Reset(to) => {
                let Some(to) = self.commit(&to)? else { return Ok(Vec::new()) };
                repo.changed_from(&repo.root, Some(&to), &[], "")
            }
            GitAction::Switch(to) => self.switch(&to),
            GitAction::Clean(args) => {
                for path in repo.cleaned(dir, &args)? {
                    self.tree(&path)?;
                }
                Ok(Vec::new())
            }
            GitAction::Remove(paths) => repo.tracked_below(dir, &paths),
            GitAction::Stash { untracked, paths } => {
                let Some(head) = self.commit("HEAD")? else { return Ok(Vec::new()) };
                let dir = if paths.is_empty() { &repo.root } else { dir };
                let mut touched = repo.changed_from(dir, Some(&head), &paths, "")?;
                if untracked {
                    touched.extend(repo.untracked_below(dir, &paths)?);
                }
                Ok(touched)
            }
            GitAction::Pop(stash) => self.stashed(&stash),
            GitAction::ResetMerge(to) => {
                let Some(to) = self.commit(&to)? else { return Ok(Vec::new()) };
                let mut touched = repo.staged_below(&repo.root, &to, &[])?;
                touched.extend(self.switch(&to)?);
                Ok(touched)
            }
            GitAction::Drop(_) | GitAction::Unstage { .. } | GitAction::Join(_) => Ok(Vec::new()),
        }
    }

    /// `git checkout X …`: a revision, a revision and paths, or paths alone.
    fn checkout(&mut self, dir: &Path, operands: &[String], is_forced: bool) -> Result<Vec<PathBuf>> {
        let Some((first, rest)) = operands.split_first() else { return Ok(Vec::new()) };
        match self.commit(first)? {
            None => self.repo.changed_from(dir, None, operands, ""),
            Some(to) if !rest.is_empty() => self.repo.changed_from(dir, Some(&to), rest, "a"),
            Some(to) if is_forced => self.repo.changed_from(&self.repo.root, Some(&to), &[], ""),
            Some(_) => self.switch(first),
        }
    }

    fn switch(&self, to: &str) -> Result<Vec<PathBuf>> {
        let to = match self.commit(to)? {
            Some(to) => Some(to),
            // Git makes a branch of that name after a remote's.
            None => self.commit(&format!("origin/{to}"))?,
        };
        match (self.commit("HEAD")?, to) {
            (Some(head), Some(to)) => self.repo.differing_between(&head, &to),
            _ => Ok(Vec::new()),
        }
    }

    /// The commit that a revision names; only its id is ever given to git as an argument.
    pub fn commit(&self, revision: &str) -> Result<Option<String>> {
        let revision = if revision == "-" { "@{-1}" } else { revision };
        Ok(self.repo.commit(revision)?.map(|oid| oid.as_str().to_owned()))
    }
}
