//! The commits of a range: which they are, and what was decided of each.

use anyhow::Result;

use super::{Args, Paths, Question};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::domain::verdict::{Refusal, Verdict};
use crate::error::hinted;
use crate::git::history::Selection;
use crate::review::history::{JudgeAs, Maps, Reviewed, reviewed};
use crate::ui::text::Plain;
use crate::ui::verdict::{Row, Source};
use crate::workspace::Workspace;

/// How many commits without a trailer are named one by one.
const NAMED: usize = 5;

/// What `A..B` and `A...B` name.
#[derive(Debug)]
struct Range<'a> {
    base: &'a str,
    head: &'a str,
    /// Three dots: what `head` has since it left `base`, as reviews show it. To `git log` they mean the commits of
    /// either side, but nobody's pull request is to blame for what the other branch did.
    since_fork: bool,
}

/// Judges each commit that `range` names.
pub fn judged(workspace: &Workspace, args: &Args, range: &str) -> Result<Paths> {
    let range = Range::parse(range)?;
    let mut maps = Maps::new(workspace, args.map.as_deref())?;
    let who = workspace.asker(&maps.current(), args.agent.name())?;
    let commits = range.commits(workspace)?;
    // Somebody who asks for one agent wants to know whether all of it is that agent's.
    let authors = if args.agent.name().is_some() { JudgeAs::All(&who) } else { JudgeAs::Own { asker: &who } };
    let count = commits.len();
    let mut reviewed = reviewed(workspace, &mut maps, commits, authors)?;
    if args.require_trailer {
        reviewed.iter_mut().filter(|reviewed| !reviewed.is_signed).for_each(refuse_unsigned);
    }
    said(&mut maps, reviewed, count, authors)
}

/// What was decided of the commits that leave with a push.
pub fn history(
    workspace: &Workspace,
    maps: &mut Maps,
    commits: Vec<Commit>,
    authors: JudgeAs,
) -> Result<Paths> {
    let count = commits.len();
    let reviewed = reviewed(workspace, maps, commits, authors)?;
    said(maps, reviewed, count, authors)
}

/// Whatever is owned may change in a signed commit only.
fn refuse_unsigned(reviewed: &mut Reviewed) {
    let owned = |verdict: &&mut Verdict| verdict.is_allowed() && !verdict.owner.agents().is_empty();
    for verdict in reviewed.verdicts.iter_mut().filter(owned) {
        verdict.refusal = Some(Refusal::Unsigned);
    }
}

fn said(maps: &mut Maps, reviewed: Vec<Reviewed>, count: usize, authors: JudgeAs) -> Result<Paths> {
    maps.saw_all()?;
    let judged = reviewed.iter().map(|reviewed| reviewed.verdicts.len()).sum();
    let mut notes = std::mem::take(&mut maps.notes);
    notes.extend(unsigned(&reviewed));
    let rows = reviewed.into_iter().flat_map(|reviewed| rows(reviewed, authors)).collect();
    let (JudgeAs::Own { asker: who } | JudgeAs::All(who)) = authors;
    let paths = Paths::new(who.clone(), judged, rows, Question::Range, notes);
    Ok(Paths { commits: Some(count), ..paths })
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Result<Range<'a>> {
        let (two, three) = (text.split_once(".."), text.split_once("..."));
        let Some((base, head)) = three.or(two) else {
            return Err(hinted(
                format!("`{}` is a revision, not a range", Plain(text)),
                format!("auraops check-path --range {}..HEAD", Plain(text)),
            ));
        };
        let side = |side: &'a str| if side.is_empty() { "HEAD" } else { side };
        let range = Range { base: side(base), head: side(head), since_fork: three.is_some() };
        if range.sides().into_iter().filter_map(Oid::parse).any(|side| side.is_null()) {
            return Err(hinted(
                "the id of zeros is no commit: it stands for a branch that was just made, or deleted",
                "auraops check-path --range origin/main...HEAD   # or whichever branch the new one left",
            ));
        }
        Ok(range)
    }

    fn sides(&self) -> [&'a str; 2] {
        [self.base, self.head]
    }

    /// Newest first.
    fn commits(&self, workspace: &Workspace) -> Result<Vec<Commit>> {
        let listed = if self.since_fork {
            self.since_fork(workspace)
        } else {
            workspace.repo.commits(Selection::Revisions(&[self.head, &format!("^{}", self.base)]))
        };
        listed.or_else(|error| Err(self.missing(workspace)?.unwrap_or(error)))
    }

    fn since_fork(&self, workspace: &Workspace) -> Result<Vec<Commit>> {
        let forks = workspace.repo.merge_bases(self.base, self.head)?;
        if forks.is_empty() {
            return Err(hinted(
                format!("`{}` and `{}` have no commit in common here", Plain(self.base), Plain(self.head)),
                "git fetch --unshallow   # in GitHub Actions: fetch-depth: 0; or name a range with two dots",
            ));
        }
        let forks: Vec<String> = forks.iter().map(|fork| format!("^{fork}")).collect();
        let revisions: Vec<&str> = [self.head].into_iter().chain(forks.iter().map(String::as_str)).collect();
        workspace.repo.commits(Selection::Revisions(&revisions))
    }

    /// Which side is not here, and what brings it.
    fn missing(&self, workspace: &Workspace) -> Result<Option<anyhow::Error>> {
        for side in self.sides() {
            if workspace.repo.commit(side)?.is_some() {
                continue;
            }
            let shown = Plain(side);
            return Ok(Some(if !workspace.repo.shallow()?.is_empty() {
                hinted(
                    format!("this clone is shallow and has no commit `{shown}`"),
                    "git fetch --unshallow   # in GitHub Actions: fetch-depth: 0",
                )
            } else if Oid::parse(side).is_some() {
                hinted(
                    format!("there is no commit `{shown}` here: a force push leaves the old one behind"),
                    format!("git fetch origin {shown}   # or: auraops check-path --range origin/main...HEAD"),
                )
            } else {
                hinted(
                    format!("there is no revision `{shown}` here"),
                    "git fetch   # `git branch --all` shows what is here",
                )
            }));
        }
        Ok(None)
    }
}

/// The refused paths of one commit.
fn rows(reviewed: Reviewed, authors: JudgeAs) -> impl Iterator<Item = Row> {
    let by = match authors {
        JudgeAs::Own { .. } => reviewed.by.asker(),
        JudgeAs::All(who) => who.clone(),
    };
    let source = Source::new(&reviewed.commit, &by);
    let refused = reviewed.verdicts.into_iter().filter(|verdict| !verdict.is_allowed()).map(Row::new);
    refused.map(move |row| Row { commit: Some(source.clone()), ..row })
}

/// Commits of owned paths that no trailer explains: hooks add it, so these were made where none ran.
fn unsigned(reviewed: &[Reviewed]) -> Vec<String> {
    let unsigned: Vec<&Reviewed> =
        reviewed.iter().filter(|reviewed| !reviewed.is_signed && is_work(reviewed)).collect();
    let said = |reviewed: &&Reviewed| {
        let short = reviewed.commit.oid.short();
        match reviewed.by.agent() {
            Some(agent) => format!("{short} has no trailer that says whose it is: taken for {agent}'s"),
            None => format!("{short} has no trailer that says whose it is"),
        }
    };
    let mut notes: Vec<String> = unsigned.iter().take(NAMED).map(said).collect();
    if unsigned.len() > NAMED {
        notes.push(format!("{} more commits have no such trailer", unsigned.len() - NAMED));
    }
    notes
}

fn is_work(reviewed: &Reviewed) -> bool {
    reviewed.verdicts.iter().any(|verdict| !verdict.owner.agents().is_empty())
}
