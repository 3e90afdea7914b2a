//! An END on its way to the others: in the chat of this work tree, committed alone, pushed with its branch.
//!
//! The chat that everybody reads is the main checkout's, and END is written there first. But the branch that is checked out
//! there is the user's: in a linked worktree it is neither committed to nor pushed. The line goes a second time into the
//! worktree's own copy, and travels with the agent's own branch; where both meet, a merge keeps it once.

use anyhow::Result;

use super::end_conditions::{Condition, committable};
use crate::domain::codename::Codename;
use crate::domain::next::Next;
use crate::error::Hint;
use crate::git::commit::{Attempt, Message, Whereabouts};
use crate::judge::along::{Along, along};
use crate::push::Pusher;
use crate::ui::push::Pushing;
use crate::ui::text::{quoted_dir, quoted_path};
use crate::workspace::{Enforced, Turn, Workspace};

/// Whose END it is.
pub struct EndRecord<'a> {
    pub workspace: &'a Workspace<'a>,
    pub enforced: &'a Enforced,
    pub agent: &'a Codename,
    /// Whom `--agent` named.
    pub by: Option<&'a str>,
    pub turn: &'a Turn<'a>,
}

/// How far it came.
#[derive(Debug, Default)]
pub struct Sent {
    /// The remote branch that has it.
    pub to: Option<String>,
    /// What others had not pushed yet.
    pub along: Vec<Along>,
    /// The step that failed. It can be done again: the END stands.
    pub failed: Option<Condition>,
    pub note: Option<String>,
}

impl EndRecord<'_> {
    /// Commits the chat alone and pushes it.
    pub fn send(&self, line: &str) -> Result<Sent> {
        let map = self.enforced.map();
        let (repo, file) = (&self.workspace.repo, &map.chat.file);
        let name = file.as_str().unwrap_or_default();
        if repo.is_ignored(name)? {
            return Ok(Sent::noting(format!("git ignores {file}: the END is neither committed nor pushed")));
        }
        let is_elsewhere = self.workspace.chat_root()? != repo.root;
        if is_elsewhere && !repo.is_tracked(file)? {
            return Ok(Sent::noting(format!(
                "this branch has no {file}: the END is in the main checkout's, and is not pushed"
            )));
        }
        let committable = committable(self.workspace, map, self.by)?;
        if !committable.holds {
            return Ok(Sent::failing(committable));
        }
        if is_elsewhere && !repo.has(file)? {
            let why = format!("{file} is not in this work tree");
            let restore =
                Next::run(format!("git -C {} restore -- {}", quoted_dir(&repo.root), quoted_path(file)));
            return Ok(Sent::failing(unfinished("chat committed", &why, restore.into())));
        }
        if is_elsewhere {
            self.workspace.say_here(map, line)?;
        }
        let text = format!("END {}", self.agent);
        let message = Message { agent: self.agent.as_str(), text: &text, is_signed: false };
        let why = match repo.commit_alone(file, message) {
            Ok(Attempt::Made(_) | Attempt::Nothing) => return self.push(),
            Ok(Attempt::Refused(why)) => why,
            Err(error) => format!("{error:#}"),
        };
        Ok(Sent::failing(unfinished("chat committed", &why, self.status().into())))
    }

    fn push(&self) -> Result<Sent> {
        let (repo, map) = (&self.workspace.repo, self.enforced.map());
        match repo.remote_branch_of(&map.chat.file)? {
            Whereabouts::NotCommitted => return Ok(Sent::default()),
            Whereabouts::Remote(branch) => return Ok(Sent { to: Some(branch), ..Sent::default() }),
            Whereabouts::Here => {}
        }
        let along = along(repo, map, self.agent)?;
        let EndRecord { workspace, enforced, agent, turn, .. } = *self;
        let pusher = Pusher { workspace, enforced, agent, turn };
        let (why, next) = match pusher.push().map(|outcome| Pushing::new(outcome, self.by)) {
            Ok(Pushing::Pushed { to, .. }) => return Ok(Sent { to: Some(to), along, ..Sent::default() }),
            Ok(Pushing::Nowhere { why, next, .. }) => (why, next),
            Ok(Pushing::Stuck { why, next }) => {
                (why, next.into_iter().next().unwrap_or_else(|| self.status()).into())
            }
            Err(error) => (format!("{error:#}"), self.status().into()),
        };
        Ok(Sent::failing(unfinished("chat pushed", &why, next)))
    }

    fn status(&self) -> Next {
        Next::run(format!("git -C {} status", quoted_dir(&self.workspace.repo.root)))
    }
}

impl Sent {
    fn noting(note: String) -> Sent {
        Sent { note: Some(note), ..Sent::default() }
    }

    fn failing(condition: Condition) -> Sent {
        Sent { failed: Some(condition), ..Sent::default() }
    }
}

fn unfinished(name: &'static str, why: &str, next: Hint) -> Condition {
    let detail = format!("the END is written, but this step failed: {why}");
    Condition { name, holds: false, detail, next: Some(next.because("then: auraops end")) }
}
