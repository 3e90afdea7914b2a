//! The proof at day's end: every active session has commit, push and END, and nobody wrote outside its directories.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::append::Altered;
use super::chat::{Session, Timed, sessions};
use super::codename::Codename;
use super::day::Zone;
use super::entry::{Body, Party};
use super::id::Id;
use super::judged_commit::JudgedCommit;
use super::map::{Map, Owner};
use super::oid::Oid;
use super::path::RepoPath;
use super::verdict::{Refusal, owners};

/// What the audit looks at.
pub struct Facts<'a> {
    /// The map that counts now: its agents are the ones who can be active.
    pub map: &'a Map,
    pub date: NaiveDate,
    /// Every codename has to be active.
    pub strict: bool,
    /// All entries of the chat and the journals, in order.
    pub talk: &'a [Timed<'a>],
    /// The day's commits, oldest first, without those from before the rules.
    pub commits: &'a [DayCommit],
    /// Commits of submodules that they recorded, and that no remote of the submodule has.
    pub submodules: &'a [UnpushedSubmodule],
    /// What is not committed now; nothing when another day than today is looked at.
    pub dirty: &'a [Dirty],
}

/// A commit of the day.
#[derive(Debug)]
pub struct DayCommit {
    pub judged: JudgedCommit,
    /// The END entries whose lines it brought into the chat.
    pub ends: HashSet<Id>,
    /// Whether a remote-tracking branch has it.
    pub is_pushed: bool,
}

/// A commit of a submodule that nobody else can get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpushedSubmodule {
    /// Who recorded it.
    pub agent: Codename,
    pub path: RepoPath,
    pub commit: Oid,
}

/// A path that is not committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirty {
    /// The work tree as a person knows it; `None` for the main checkout.
    pub worktree: Option<String>,
    pub path: RepoPath,
}

/// What the audit found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub agents: Vec<AgentRow>,
    pub findings: Vec<Finding>,
}

/// One agent's day.
#[derive(Debug, Serialize)]
pub struct AgentRow {
    pub agent: Codename,
    pub active: bool,
    /// Work commits: those that touch an owned path.
    pub commits: usize,
    /// Commits of any kind that no remote-tracking branch has.
    pub unpushed: usize,
    /// The last work commit, or the last of any kind where there is none.
    pub last_commit: Option<String>,
    pub end: Option<DateTime<FixedOffset>>,
    pub findings: usize,
}

/// Something that must not be at day's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    NotActive {
        agent: Codename,
    },
    MissingCommit {
        agent: Codename,
    },
    MissingPush {
        agent: Codename,
        commits: Vec<String>,
    },
    SubmoduleNotPushed {
        agent: Codename,
        path: RepoPath,
        commit: Oid,
    },
    MissingEnd {
        agent: Codename,
    },
    WorkAfterEnd {
        agent: Codename,
        commit: String,
        end: DateTime<FixedOffset>,
    },
    Uncommitted {
        agent: Codename,
        worktree: Option<String>,
        paths: Vec<RepoPath>,
    },
    Outside {
        agent: Codename,
        commit: String,
        subject: String,
        paths: Vec<Breach>,
        /// A merge is not taken back as other commits are.
        #[serde(skip)]
        is_merge: bool,
    },
    Collision {
        owners: Vec<Codename>,
        commit: String,
        subject: String,
        paths: Vec<Breach>,
    },
    /// An entry that the one whom it names did not write.
    AnothersName {
        /// Whose commit brought it.
        agent: Codename,
        commit: String,
        path: RepoPath,
        line: usize,
        /// `END` and the name.
        entry: String,
    },
    /// `commit` is `None` where the change is not committed yet.
    Rewritten {
        agent: Option<Codename>,
        commit: Option<String>,
        path: RepoPath,
        #[serde(flatten)]
        altered: Altered,
    },
}

/// A path that somebody had no right to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breach {
    pub path: String,
    pub owner: Owner,
}

impl Finding {
    /// The agent whose row it counts in.
    pub fn agent(&self) -> Option<&Codename> {
        match self {
            Finding::NotActive { agent }
            | Finding::MissingCommit { agent }
            | Finding::MissingPush { agent, .. }
            | Finding::SubmoduleNotPushed { agent, .. }
            | Finding::MissingEnd { agent }
            | Finding::WorkAfterEnd { agent, .. }
            | Finding::Uncommitted { agent, .. }
            | Finding::AnothersName { agent, .. }
            | Finding::Outside { agent, .. } => Some(agent),
            Finding::Rewritten { agent, .. } => agent.as_ref(),
            Finding::Collision { .. } => None,
        }
    }
}

impl DayCommit {
    fn is_by(&self, agent: &Codename) -> bool {
        self.agent() == Some(agent)
    }

    fn agent(&self) -> Option<&Codename> {
        self.judged.author.agent()
    }
}

/// Looks at the day of every agent of the map.
pub fn audit(facts: &Facts) -> Report {
    let mut findings: Vec<Finding> = Vec::new();
    let mut rows: Vec<AgentRow> = Vec::new();
    let sessions = sessions(facts.talk);
    for agent in &facts.map.agents {
        let mine = sessions.get(&Party::Agent(agent.name.clone()));
        let day = AgentDay::new(facts, &agent.name, mine.map_or(&[], Vec::as_slice));
        findings.extend(day.findings(facts));
        rows.push(day.row());
    }
    findings.extend(left_behind(facts));
    findings.extend(facts.commits.iter().flat_map(|day| breaches(&day.judged)));
    for row in &mut rows {
        row.findings = findings.iter().filter(|finding| finding.agent() == Some(&row.agent)).count();
    }
    Report { agents: rows, findings }
}

/// Commits on no remote branch by agents that the map has no more: nobody is there to END, but their work must not be
/// lost.
fn left_behind(facts: &Facts) -> Vec<Finding> {
    let mut unpushed: BTreeMap<&Codename, Vec<String>> = BTreeMap::new();
    for day in facts.commits.iter().filter(|day| !day.is_pushed) {
        if let Some(agent) = day.agent().filter(|agent| facts.map.agent(agent.as_str()).is_none()) {
            unpushed.entry(agent).or_default().push(day.judged.commit.oid.to_string());
        }
    }
    unpushed
        .into_iter()
        .map(|(agent, commits)| Finding::MissingPush { agent: agent.clone(), commits })
        .collect()
}

/// What one agent did on the day.
struct AgentDay<'a> {
    agent: &'a Codename,
    active: bool,
    commits: Vec<&'a DayCommit>,
    work: Vec<&'a DayCommit>,
    end: Option<Ended<'a>>,
}

/// The END of the day's last session.
struct Ended<'a> {
    entry: Timed<'a>,
    /// The last instant that its stamp can mean.
    latest: DateTime<FixedOffset>,
}

impl<'a> AgentDay<'a> {
    fn new(facts: &'a Facts, agent: &'a Codename, sessions: &[Session<'a>]) -> AgentDay<'a> {
        let party = Party::Agent(agent.clone());
        let zone = facts.map.day;
        let commits: Vec<&DayCommit> = facts.commits.iter().filter(|commit| commit.is_by(agent)).collect();
        let spoke = |timed: &Timed| {
            let entry = &timed.post.entry;
            timed.at.date_naive() == facts.date && entry.who == party && !matches!(entry.body, Body::End(_))
        };
        let active = !commits.is_empty() || facts.talk.iter().any(spoke);
        let work = commits.iter().copied().filter(|commit| commit.judged.is_work()).collect();
        let end = last_end(sessions, zone, facts.date);
        AgentDay { agent, active, commits, work, end }
    }

    fn row(&self) -> AgentRow {
        AgentRow {
            agent: self.agent.clone(),
            active: self.active,
            commits: self.work.len(),
            unpushed: self.commits.iter().filter(|commit| !commit.is_pushed).count(),
            last_commit: self
                .work
                .last()
                .or(self.commits.last())
                .map(|last| last.judged.commit.oid.to_string()),
            end: self.end.as_ref().map(|end| end.entry.at),
            findings: 0,
        }
    }

    fn findings(&self, facts: &Facts) -> Vec<Finding> {
        let agent = self.agent.clone();
        if !self.active {
            return if facts.strict { vec![Finding::NotActive { agent }] } else { Vec::new() };
        }
        let mut findings = Vec::new();
        if self.work.is_empty() && !self.end.as_ref().is_some_and(|end| end.excuses(facts.date)) {
            findings.push(Finding::MissingCommit { agent: agent.clone() });
        }
        let unpushed = self.commits.iter().filter(|commit| !commit.is_pushed);
        let unpushed: Vec<String> = unpushed.map(|commit| commit.judged.commit.oid.to_string()).collect();
        if !unpushed.is_empty() {
            findings.push(Finding::MissingPush { agent: agent.clone(), commits: unpushed });
        }
        let recorded = facts.submodules.iter().filter(|recorded| recorded.agent == agent);
        findings.extend(recorded.map(|recorded| Finding::SubmoduleNotPushed {
            agent: recorded.agent.clone(),
            path: recorded.path.clone(),
            commit: recorded.commit.clone(),
        }));
        findings.extend(self.end_finding());
        findings.extend(self.uncommitted(facts));
        findings
    }

    fn end_finding(&self) -> Option<Finding> {
        let Some(end) = &self.end else { return Some(Finding::MissingEnd { agent: self.agent.clone() }) };
        let after = |work: &&&DayCommit| {
            work.judged.commit.time > end.latest.timestamp() && !work.ends.contains(&end.entry.post.entry.id)
        };
        let late = self.work.iter().rfind(after)?;
        Some(Finding::WorkAfterEnd {
            agent: self.agent.clone(),
            commit: late.judged.commit.oid.to_string(),
            end: end.entry.at,
        })
    }

    /// What lies uncommitted in this agent's directories, one finding a work tree.
    fn uncommitted(&self, facts: &Facts) -> Vec<Finding> {
        let mut found: Vec<(Option<String>, Vec<RepoPath>)> = Vec::new();
        for dirty in facts.dirty {
            if !facts.map.owner(&dirty.path).agents().contains(&self.agent) {
                continue;
            }
            match found.iter_mut().find(|(worktree, _)| *worktree == dirty.worktree) {
                Some((_, paths)) => paths.push(dirty.path.clone()),
                None => found.push((dirty.worktree.clone(), vec![dirty.path.clone()])),
            }
        }
        let finding = |(worktree, paths)| Finding::Uncommitted { agent: self.agent.clone(), worktree, paths };
        found.into_iter().map(finding).collect()
    }
}

impl Ended<'_> {
    /// Whether no work commit is missing on the day: there was none to make, or the session made it after midnight.
    fn excuses(&self, date: NaiveDate) -> bool {
        let Some(fields) = self.entry.post.entry.end() else { return false };
        fields.no_commit().is_some() || self.entry.at.date_naive() > date && fields.commit_oid().is_some()
    }
}

/// The END of the last session that began before the day was over; written after midnight it still counts.
fn last_end<'a>(sessions: &[Session<'a>], zone: Zone, date: NaiveDate) -> Option<Ended<'a>> {
    let day = zone.day(date);
    let begin = |session: &Session| session.start.or(session.ends.first().copied()).map(|first| first.at);
    let last = sessions.iter().rfind(|session| begin(session).is_some_and(|at| at < day.end))?;
    let entry = *last.ends.last()?;
    let latest = entry.post.entry.stamp.latest(zone);
    (latest >= day.start).then_some(Ended { entry, latest })
}

/// What a commit did that its author had no right to.
fn breaches(judged: &JudgedCommit) -> Vec<Finding> {
    let (commit, subject) = (judged.commit.oid.to_string(), judged.commit.subject.clone());
    let mut findings = Vec::new();
    let mut paths = Vec::new();
    for verdict in &judged.verdicts {
        let Some(path) = verdict.place.path() else { continue };
        match &verdict.refusal {
            None => {}
            Some(Refusal::Rewritten(altered)) => findings.push(Finding::Rewritten {
                agent: judged.author.agent().cloned(),
                commit: Some(commit.clone()),
                path: path.clone(),
                altered: altered.clone(),
            }),
            Some(_) => paths.push(Breach { path: path.to_string(), owner: verdict.owner.clone() }),
        }
    }
    if !paths.is_empty() {
        findings.push(match judged.author.agent() {
            Some(agent) => Finding::Outside {
                agent: agent.clone(),
                commit,
                subject,
                paths,
                is_merge: judged.commit.parents.len() > 1,
            },
            None => Finding::Collision { owners: owners(&judged.verdicts), commit, subject, paths },
        });
    }
    findings
}
