//! HEAD → its remote branch: pushed, and where the remote has moved, its commits merged in first.
//!
//! Never by force, and nobody's commits are rewritten: others in this checkout stand on them. Callers hold
//! [`Workspace::turn`], so that one session pushes at a time.
//!
//! [`Workspace::turn`]: crate::workspace::Workspace::turn

mod files;
mod lines;
mod merge;
mod stuck;

use anyhow::Result;
use serde::Serialize;

use crate::domain::codename::Codename;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::git::Repo;
use crate::git::remotes::Push;
use crate::store::Store;
use merge::Integration;

/// How often the remote may move while we merge: of as many clones that push at once, each gets through.
const TRIES: usize = 24;
/// How often the remote may fail to write a branch that has not moved: another's lock goes soon.
const STALLS: usize = 4;

/// Who pushes what.
pub struct Publisher<'a> {
    pub repo: &'a Repo,
    pub store: &'a Store,
    pub map: &'a Map,
    pub agent: &'a Codename,
    /// What a command needs to be by the same agent.
    pub by: &'a str,
}

/// Where HEAD is now.
#[derive(Debug, Serialize)]
#[serde(tag = "push", rename_all = "kebab-case")]
pub enum Published {
    /// The remote branch has it.
    Pushed { to: String, merged: Option<Merge> },
    /// There is no branch to push, or no remote to push to.
    Nowhere { why: String, next: String },
    /// Not pushed; what is committed stays.
    Stuck { why: String, next: Vec<String> },
}

/// The remote's commits that were merged on the way.
#[derive(Debug, Clone, Serialize)]
pub struct Merge {
    pub from: String,
    pub commit: Oid,
    /// How many files of the work tree it changed.
    pub files: usize,
}

impl Publisher<'_> {
    /// Pushes HEAD; merges what the remote has more.
    pub fn publish(&self) -> Result<Published> {
        let Some(branch) = self.repo.branch()? else {
            let why = "no branch is checked out".to_owned();
            return Ok(Published::Nowhere { why, next: "git push REMOTE HEAD:refs/heads/BRANCH".to_owned() });
        };
        let Some(to) = self.repo.upstream()? else {
            let next = "git remote add origin URL && git push -u origin HEAD".to_owned();
            return Ok(Published::Nowhere { why: "there is no remote to push to".to_owned(), next });
        };
        let mut merged: Option<Merge> = None;
        let mut unwritten = 0;
        for _ in 0..TRIES {
            let complaint = match self.repo.push(&to, self.agent.as_str())? {
                Push::Done => return Ok(Published::Pushed { to: to.name(), merged }),
                Push::Refused(why) => return Ok(self.refused(why)),
                Push::Moved => None,
                Push::Unwritten(why) => Some(why),
            };
            let integration = match self.repo.fetch_branch(&to)? {
                Some(theirs) => self.integrate(&branch, &to.name(), &theirs)?,
                None => Integration::Again,
            };
            match (integration, complaint) {
                (Integration::Merged(merge), _) => {
                    let files = merged.map_or(0, |merged| merged.files) + merge.files;
                    merged = Some(Merge { files, ..merge });
                }
                (Integration::Again, Some(why)) => {
                    unwritten += 1;
                    if unwritten == STALLS {
                        return Ok(self.refused(why));
                    }
                }
                (Integration::Again, None) => {}
                (Integration::Known, _) => return Ok(Published::Pushed { to: to.name(), merged }),
                (Integration::Stuck { why, next }, _) => return Ok(Published::Stuck { why, next }),
            }
        }
        let why = format!("{} moved {TRIES} times while this was pushed", to.name());
        Ok(Published::Stuck { why, next: vec![format!("auraops ship{}", self.by)] })
    }

    fn refused(&self, why: String) -> Published {
        Published::Stuck { why, next: vec![format!("auraops ship{}   # once that is mended", self.by)] }
    }
}
