//! Who pushes, what goes out, and how often it is tried.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::conflicts;
use super::forward::{self, Forward};
use super::outcome::{Apart, Blocked, Merge, PushOutcome, Pushed};
use crate::domain::codename::Codename;
use crate::domain::oid::Oid;
use crate::git::destination::{Destination, Upstream};
use crate::git::remotes::Push;
use crate::workspace::{Enforced, Workspace};

/// How often the remote may move while we merge: of sixteen clones that push at once, each gets through.
const TRIES: usize = 200;
/// How often the remote may fail to write a branch that has not moved: another's lock goes soon.
const STALLS: usize = 8;
/// The longest pause before the next try.
const PAUSE: Duration = Duration::from_millis(800);

/// Who pushes what.
pub struct Pusher<'a> {
    pub workspace: &'a Workspace<'a>,
    /// Asked by the agent.
    pub enforced: &'a Enforced,
    pub agent: &'a Codename,
}

/// What is pushed.
pub enum Outgoing {
    /// The branch as it is.
    Branch,
    /// The branch, merged with what the remote has more.
    Merge(Oid),
    /// The agent's own commits alone, on top of what the remote has.
    Apart(Oid, Apart),
}

/// What is to be done about what the remote has.
pub enum Step {
    Push(Outgoing),
    /// The remote has all that is here, and perhaps more.
    AlreadyThere,
    Blocked(Blocked),
}

impl Pusher<'_> {
    /// Pushes HEAD; merges what the remote has more.
    pub fn push(&self) -> Result<PushOutcome> {
        let repo = &self.workspace.repo;
        let to = match repo.destination()? {
            Destination::To(to) => to,
            Destination::Nowhere(why) => return Ok(PushOutcome::Nowhere(why)),
        };
        let branch = repo.branch()?.context("HEAD was detached just now")?;
        let head = repo.head()?.context("there is no commit to push")?;
        let mut outgoing = self.expected(&head, &to)?;
        let (mut stalls, mut last) = (0, None);
        for tries in 1..=TRIES {
            let what = match &outgoing {
                Outgoing::Branch => format!("refs/heads/{branch}"),
                Outgoing::Merge(commit) | Outgoing::Apart(commit, _) => commit.to_string(),
            };
            if let Outgoing::Merge(commit) = &outgoing {
                forward::expect(self.workspace, &branch, commit, &to.name())?;
            }
            match repo.push(&what, &to, self.agent.as_str())? {
                Push::Done => return self.arrived(&branch, &head, &to, outgoing).map(PushOutcome::Pushed),
                Push::Refused(why) => return Ok(PushOutcome::Blocked(Blocked::Refused { why })),
                Push::Unwritten(why) if stalls == STALLS => {
                    return Ok(PushOutcome::Blocked(Blocked::Refused { why }));
                }
                Push::Unwritten(_) => stalls += 1,
                Push::Moved => {}
            }
            if tries > 1 {
                pause(tries);
            }
            let Some(theirs) = repo.fetch_branch(&to)? else { continue };
            if last.as_ref() != Some(&theirs) {
                (stalls, last) = (0, Some(theirs.clone()));
            }
            // Always from the agent's own last commit: a merge that nobody got is no part of the history.
            match self.step(&head, &theirs, &to)? {
                Step::Push(next) => outgoing = next,
                Step::AlreadyThere => {
                    let there = Outgoing::Merge(theirs);
                    return self.arrived(&branch, &head, &to, there).map(PushOutcome::Pushed);
                }
                Step::Blocked(blocked) => return Ok(PushOutcome::Blocked(blocked)),
            }
        }
        Ok(PushOutcome::Blocked(Blocked::Moving { to: to.name(), times: TRIES }))
    }

    /// What goes out first: where it is known that the remote has moved, a push of the branch would only be refused.
    fn expected(&self, head: &Oid, to: &Upstream) -> Result<Outgoing> {
        let Some(theirs) = self.workspace.repo.last_heard(to)? else { return Ok(Outgoing::Branch) };
        Ok(match self.step(head, &theirs, to)? {
            Step::Push(outgoing) => outgoing,
            // Said only of what the remote has now.
            Step::AlreadyThere | Step::Blocked(_) => Outgoing::Branch,
        })
    }

    /// Brings into the checkout what was pushed, and what the remote had.
    fn arrived(&self, branch: &str, head: &Oid, to: &Upstream, outgoing: Outgoing) -> Result<Pushed> {
        // It has arrived, whether that can be noted or not: `end` asks the remote where it was not.
        drop(match &outgoing {
            Outgoing::Branch => self.workspace.repo.note_pushed(to, head),
            Outgoing::Merge(tip) | Outgoing::Apart(tip, _) => self.workspace.repo.note_pushed(to, tip),
        });
        let mut pushed = Pushed { to: to.name(), merged: None, waiting: None, apart: None, left: Vec::new() };
        let target = match outgoing {
            Outgoing::Branch => {
                conflicts::forget(self.workspace)?;
                return Ok(pushed);
            }
            Outgoing::Apart(_, apart) => {
                self.workspace.note_copies(&apart.copies)?;
                pushed.apart = Some(apart);
                return Ok(pushed);
            }
            Outgoing::Merge(target) => target,
        };
        conflicts::forget(self.workspace)?;
        let forward = Forward { branch, from: head, to: &target, agent: Some(self.agent) };
        let brought = forward::forward(self.workspace, &forward, &to.name())?;
        if let Some(files) = brought.files {
            pushed.merged = Some(Merge { from: to.name(), commit: target, files });
        }
        Ok(Pushed { waiting: brought.waiting, left: brought.left, ..pushed })
    }
}

/// Waits for a random time, the longer the more often it was tried: whoever pushes at the same time does not come again at
/// the same time.
fn pause(tries: usize) {
    let most = PAUSE.min(Duration::from_millis(25) * u32::try_from(tries).unwrap_or(u32::MAX));
    let most = u64::try_from(most.as_millis()).unwrap_or(0);
    sleep(Duration::from_millis(RandomState::new().build_hasher().finish() % (most + 1)));
}
