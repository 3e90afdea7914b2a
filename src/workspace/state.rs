//! What is remembered of the repository, and whose turn it is.

use anyhow::Result;

use super::Workspace;
use super::identity::claim;
use crate::sys::state::{Lock, Store};

impl Workspace<'_> {
    /// Waits for its turn to commit and push: one session at a time in all work trees, so that none meets another's
    /// `index.lock` or pushes over it.
    pub fn turn(&self) -> Result<Lock> {
        let turn = self.store().lock("ship")?;
        // Who had it last may be gone, and what brings files into the checkout for it not done yet.
        drop(self.checkout()?);
        Ok(turn)
    }

    /// The turn, unless somebody has it.
    pub fn turn_if_free(&self) -> Result<Option<Lock>> {
        self.store().try_lock("ship")
    }

    /// Waits until nobody else brings files into a checkout.
    pub fn checkout(&self) -> Result<Lock> {
        self.store().lock("checkout")
    }

    /// The name under which this work tree's own share of something is kept.
    pub fn state_name(&self, name: &str) -> String {
        let tree = self.repo.git_dir.strip_prefix(&self.repo.common_dir).unwrap_or(&self.repo.git_dir);
        match tree.file_name() {
            Some(tree) => format!("{name}-{}", tree.to_string_lossy()),
            None => name.to_owned(),
        }
    }

    /// The state that all worktrees share.
    pub fn store(&self) -> Store {
        let claimed = || claim(self.env, Some(&self.repo), None).ok()?.name().map(str::to_owned);
        let who = self.env.who.get().cloned().or_else(claimed).unwrap_or_else(|| "-".to_owned());
        let store = Store::new(&self.repo.common_dir).shared(self.repo.sharing());
        store.asked_by(who, self.env.narrate)
    }
}
