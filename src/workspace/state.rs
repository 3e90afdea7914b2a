//! What is remembered of the repository, and whose turn it is.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::Result;

use super::Workspace;
use super::identity::claim;
use crate::sys::state::{Lock, Store};

/// How long one push waits for another.
const QUEUE: Duration = Duration::from_secs(5);

/// A session's turn to commit, to merge and to bring files in. It is given up while git talks to a remote: what that takes
/// is between the two of them.
#[must_use = "the turn is over as soon as this is dropped"]
pub struct Turn<'w> {
    workspace: &'w Workspace<'w>,
    lock: RefCell<Option<Lock>>,
}

impl Turn<'_> {
    /// Lets others have theirs. Whatever was looked at before has to be looked at again afterwards.
    pub fn pause(&self) {
        self.lock.take();
    }

    /// Waits for it once more.
    pub fn resume(&self) -> Result<()> {
        let lock = self.workspace.store().lock("ship")?;
        // Who had it last may be gone, and what brings files into the checkout for it not done yet.
        drop(self.workspace.checkout()?);
        self.lock.replace(Some(lock));
        Ok(())
    }
}

impl Workspace<'_> {
    /// Waits for its turn to commit and push: one session at a time in all work trees, so that none meets another's
    /// `index.lock` or pushes over it.
    pub fn turn(&self) -> Result<Turn<'_>> {
        let turn = Turn { workspace: self, lock: RefCell::new(None) };
        turn.resume()?;
        Ok(turn)
    }

    /// Waits shortly until nobody else of this repository pushes: who comes next has less to merge. Whose remote does not
    /// answer keeps nobody for long.
    pub fn queue(&self) -> Result<Option<Lock>> {
        self.store().lock_within("push", QUEUE)
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
