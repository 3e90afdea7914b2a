//! Who pushes, what goes out, and how often it is tried.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::conflicts::{self, Noted};
use super::forward::{self, Forward, Hindrance, Waiting};
use super::outcome::{Apart, Blocked, Merge, PushOutcome, Pushed};
use crate::domain::codename::Codename;
use crate::domain::oid::Oid;
use crate::git::destination::{Destination, Upstream};
use crate::git::remotes::Push;
use crate::workspace::{Enforced, Turn, Workspace};

/// How often the remote may move while we merge: of sixteen clones that push at once, each gets through.
const TRIES: usize = 1000;
/// How often the remote may fail to write a branch that has not moved: another's lock goes soon.
const STALLS: usize = 8;
/// The longest pause before the next try.
const PAUSE: Duration = Duration::from_millis(150);

/// Who pushes what.
pub struct Pusher<'a> {
    pub workspace: &'a Workspace<'a>,
    /// Asked by the agent.
    pub enforced: &'a Enforced,
    pub agent: &'a Codename,
    /// Had whenever something here is looked at or changed, and given up while the remote is spoken to.
    pub turn: &'a Turn<'a>,
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

/// What the remote said.
struct Reply {
    push: Push,
    /// What it has instead.
    theirs: Option<Oid>,
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
        let _queue = self.away(|| Ok(self.workspace.queue().ok().flatten()))?;
        // Nothing goes out twice: whoever pushed meanwhile took it along.
        if let Some(theirs) = repo.last_heard(&to)?
            && repo.is_ancestor(&head, theirs.as_str())?
        {
            let arrival = Arrival { branch: &branch, head: &head, to: &to, resolved: &[] };
            return self.arrived(&arrival, Outgoing::Merge(theirs), true).map(PushOutcome::Pushed);
        }
        let mut head = self.tip(&branch, head)?;
        let mut outgoing = self.expected(&head, &to)?;
        let mut resolved = conflicts::noted(self.workspace)?;
        let (mut stalls, mut last) = (0, None);
        for tries in 1..=TRIES {
            let what = match &outgoing {
                Outgoing::Branch => format!("refs/heads/{branch}"),
                Outgoing::Merge(commit) | Outgoing::Apart(commit, _) => commit.to_string(),
            };
            if let Outgoing::Merge(commit) = &outgoing {
                forward::expect(self.workspace, &branch, commit, &to.name())?;
            }
            self.turn.pause();
            let reply = self.ask(&what, &to, tries, stalls == STALLS);
            let resumed = self.turn.resume();
            let Reply { push, theirs } = reply?;
            if push == Push::Done {
                let arrival = Arrival { branch: &branch, head: &head, to: &to, resolved: &resolved };
                return self.arrived(&arrival, outgoing, resumed.is_ok()).map(PushOutcome::Pushed);
            }
            resumed?;
            if let Outgoing::Merge(commit) = &outgoing {
                forward::forget(self.workspace, commit)?;
            }
            match push {
                Push::Refused(why) => return Ok(PushOutcome::Blocked(Blocked::Refused { why })),
                Push::Unwritten(why) if stalls == STALLS => {
                    return Ok(PushOutcome::Blocked(Blocked::Refused { why }));
                }
                Push::Unwritten(_) => stalls += 1,
                Push::Moved | Push::Done => {}
            }
            let Some(theirs) = theirs else { continue };
            if last.as_ref() != Some(&theirs) {
                (stalls, last) = (0, Some(theirs.clone()));
            }
            // Always from what is committed here: a merge that nobody got is no part of the history.
            head = self.tip(&branch, head)?;
            resolved = conflicts::noted(self.workspace)?;
            match self.step(&head, &theirs, &to)? {
                Step::Push(next) => outgoing = next,
                Step::AlreadyThere => {
                    let there = Outgoing::Merge(theirs);
                    let arrival = Arrival { branch: &branch, head: &head, to: &to, resolved: &resolved };
                    return self.arrived(&arrival, there, true).map(PushOutcome::Pushed);
                }
                Step::Blocked(blocked) => return Ok(PushOutcome::Blocked(blocked)),
            }
        }
        Ok(PushOutcome::Blocked(Blocked::Moving { to: to.name(), times: TRIES }))
    }

    /// Pushes, and asks the remote what it has where it has something else. Without the turn: this takes as long as the
    /// remote likes.
    fn ask(&self, what: &str, to: &Upstream, tries: usize, is_last: bool) -> Result<Reply> {
        let (repo, narrate) = (&self.workspace.repo, self.workspace.env.narrate);
        let push = repo.push(what, to, self.agent.as_str(), narrate)?;
        let theirs = match &push {
            Push::Done | Push::Refused(_) => None,
            Push::Unwritten(_) if is_last => None,
            Push::Unwritten(_) | Push::Moved => {
                if tries > 1 {
                    pause(tries);
                }
                repo.fetch_branch(to, narrate)?
            }
        };
        Ok(Reply { push, theirs })
    }

    /// Does something while others may have the turn.
    fn away<T>(&self, meanwhile: impl FnOnce() -> Result<T>) -> Result<T> {
        self.turn.pause();
        let done = meanwhile();
        self.turn.resume()?;
        done
    }

    /// Where the branch is now: whatever else was committed on top goes along. Where it was taken back, `head` counts.
    fn tip(&self, branch: &str, head: Oid) -> Result<Oid> {
        let tip = self.workspace.repo.reference(&format!("refs/heads/{branch}"))?;
        Ok(match tip {
            Some(tip) if tip != head && self.workspace.repo.is_ancestor(&head, tip.as_str())? => tip,
            _ => head,
        })
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

    /// Brings into the checkout what was pushed, and what the remote had; leaves that to others where the turn could not be
    /// had again.
    fn arrived(&self, arrival: &Arrival, outgoing: Outgoing, has_turn: bool) -> Result<Pushed> {
        let Arrival { branch, head, to, resolved } = arrival;
        // It has arrived, whether that can be noted or not: `end` asks the remote where it was not.
        drop(match &outgoing {
            Outgoing::Branch => self.workspace.repo.note_pushed(to, head),
            Outgoing::Merge(tip) | Outgoing::Apart(tip, _) => self.workspace.repo.note_pushed(to, tip),
        });
        let mut pushed = Pushed { to: to.name(), merged: None, waiting: None, apart: None, left: Vec::new() };
        let target = match outgoing {
            Outgoing::Branch => {
                conflicts::forget(self.workspace, resolved)?;
                return Ok(pushed);
            }
            Outgoing::Apart(_, apart) => {
                self.workspace.note_copies(&apart.copies)?;
                pushed.apart = Some(apart);
                return Ok(pushed);
            }
            Outgoing::Merge(target) => target,
        };
        if !has_turn {
            pushed.waiting = Some(self.waiting(head, &target, to, Hindrance::Busy)?);
            return Ok(pushed);
        }
        conflicts::forget(self.workspace, resolved)?;
        let repo = &self.workspace.repo;
        let here = self.tip(branch, (*head).clone())?;
        if repo.is_ancestor(&target, here.as_str())? {
            // Another session has brought it in.
            forward::forget_up_to(self.workspace, branch, &here)?;
            return Ok(pushed);
        }
        let is_checked_out = repo.branch()?.as_deref() == Some(*branch);
        if !is_checked_out || !repo.is_ancestor(&here, target.as_str())? {
            // What was committed on top is merged with it by whoever pushes that.
            pushed.waiting = Some(self.waiting(&here, &target, to, Hindrance::Moving)?);
            return Ok(pushed);
        }
        let forward = Forward { branch, from: &here, to: &target, agent: Some(self.agent) };
        let brought = forward::forward(self.workspace, &forward, &to.name())?;
        if let Some(files) = brought.files {
            pushed.merged = Some(Merge { from: to.name(), commit: target, files });
        }
        Ok(Pushed { waiting: brought.waiting, left: brought.left, ..pushed })
    }

    fn waiting(&self, here: &Oid, target: &Oid, to: &Upstream, why: Hindrance) -> Result<Waiting> {
        let files = self.workspace.repo.between(here, target)?.len();
        Ok(Waiting { from: to.name(), files, why })
    }
}

/// What has arrived, and what was known when it was made.
struct Arrival<'a> {
    branch: &'a str,
    head: &'a Oid,
    to: &'a Upstream,
    /// Conflicts that it resolves.
    resolved: &'a [Noted],
}

/// Waits for a random time, the longer the more often it was tried: whoever pushes at the same time does not come again at
/// the same time.
fn pause(tries: usize) {
    let most = PAUSE.min(Duration::from_millis(25) * u32::try_from(tries).unwrap_or(u32::MAX));
    let most = u64::try_from(most.as_millis()).unwrap_or(0);
    sleep(Duration::from_millis(RandomState::new().build_hasher().finish() % (most + 1)));
}
