//! Who pushes, and how often it is tried.

use anyhow::{Context, Result};

use super::outcome::{Blocked, Integration, Merge, PushOutcome};
use crate::domain::codename::Codename;
use crate::git::Repo;
use crate::git::destination::{Destination, Upstream};
use crate::git::remotes::Push;
use crate::sys::state::Store;
use crate::workspace::Enforced;

/// How often the remote may move while we merge: of as many clones that push at once, each gets through.
const TRIES: usize = 24;
/// How often the remote may fail to write a branch that has not moved: another's lock goes soon.
const STALLS: usize = 4;

/// Who pushes what.
pub struct Pusher<'a> {
    pub repo: &'a Repo,
    pub store: &'a Store,
    /// Asked by the agent.
    pub enforced: &'a Enforced,
    pub agent: &'a Codename,
}

impl Pusher<'_> {
    /// Pushes HEAD; merges what the remote has more.
    pub fn push(&self) -> Result<PushOutcome> {
        let to = match self.repo.destination()? {
            Destination::To(to) => to,
            Destination::Nowhere(why) => return Ok(PushOutcome::Nowhere(why)),
        };
        let branch = self.repo.branch()?.context("HEAD was detached just now")?;
        let mut merged: Option<Merge> = None;
        let mut unwritten = 0;
        for _ in 0..TRIES {
            let complaint = match self.repo.push(&to, self.agent.as_str())? {
                Push::Done => {
                    // It has arrived, whether that can be noted or not: `end` asks the remote where it was not.
                    drop(self.note(&to));
                    return Ok(PushOutcome::Pushed { to: to.name(), merged });
                }
                Push::Refused(why) => return Ok(PushOutcome::Blocked(Blocked::Refused { why })),
                Push::Moved => None,
                Push::Unwritten(why) => Some(why),
            };
            let integration = match self.repo.fetch_branch(&to)? {
                Some(theirs) => self.integrate(&branch, &to.name(), &theirs)?,
                None => Integration::TryAgain,
            };
            match (integration, complaint) {
                (Integration::Merged(merge), _) => {
                    let files = merged.map_or(0, |merged| merged.files) + merge.files;
                    merged = Some(Merge { files, ..merge });
                }
                (Integration::TryAgain, Some(why)) => {
                    unwritten += 1;
                    if unwritten == STALLS {
                        return Ok(PushOutcome::Blocked(Blocked::Refused { why }));
                    }
                }
                (Integration::TryAgain, None) => {}
                (Integration::AlreadyThere, _) => return Ok(PushOutcome::Pushed { to: to.name(), merged }),
                (Integration::Blocked(blocked), _) => return Ok(PushOutcome::Blocked(blocked)),
            }
        }
        Ok(PushOutcome::Blocked(Blocked::Moving { to: to.name(), times: TRIES }))
    }

    fn note(&self, to: &Upstream) -> Result<()> {
        self.repo.head()?.map_or(Ok(()), |head| self.repo.note_pushed(to, &head))
    }
}
