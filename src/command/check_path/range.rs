//! The commits of a range: which they are, and what was decided of each.

use anyhow::Result;

use super::{Args, Paths, Question};
use crate::domain::asker::Asker;
use crate::domain::commit::Commit;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::verdict::Refusal;
use crate::error::hinted;
use crate::git::history::Selection;
use crate::review::history::{self, JudgeAs, Maps};
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
    let enforced = workspace.enforced_by(args.map.as_deref(), args.agent.name())?;
    let mut maps = Maps::new(workspace, enforced)?;
    let commits = range.commits(workspace)?;
    // Somebody who asks for one agent wants to know whether all of it is that agent's.
    let judge_as = if args.agent.name().is_some() { JudgeAs::Asker } else { JudgeAs::Author };
    let count = commits.len();
    let mut judged = history::judged(&mut maps, commits, judge_as)?;
    if args.require_trailer {
        judged.iter_mut().filter(|judged| !judged.is_signed).for_each(refuse_unsigned);
    }
    answer(&mut maps, judged, count, judge_as)
}

/// What was decided of the commits that leave with a push.
pub fn leaving(maps: &mut Maps, commits: Vec<Commit>) -> Result<Paths> {
    let count = commits.len();
    let judged = history::judged(maps, commits, JudgeAs::Author)?;
    answer(maps, judged, count, JudgeAs::Author)
}

/// Whatever is owned may change in a signed commit only.
fn refuse_unsigned(judged: &mut JudgedCommit) {
    for verdict in judged.verdicts.iter_mut().filter(|verdict| verdict.is_allowed() && verdict.is_owned()) {
        verdict.refusal = Some(Refusal::Unsigned);
    }
}

fn answer(maps: &mut Maps, judged: Vec<JudgedCommit>, count: usize, judge_as: JudgeAs) -> Result<Paths> {
    maps.saw_all()?;
    let paths = judged.iter().map(|judged| judged.verdicts.len()).sum();
    let mut notes = std::mem::take(&mut maps.notes);
    notes.extend(unsigned(&judged));
    let asker = maps.enforced().asker().clone();
    let rows = judged.into_iter().flat_map(|judged| rows(judged, &asker, judge_as)).collect();
    let answer = Paths::new(asker.clone(), paths, rows, Question::Range, notes);
    Ok(Paths { commits: Some(count), ..answer })
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Result<Range<'a>> {
        let (two, three) = (text.split_once(".."), text.split_once("..."));
        let Some((base, head)) = three.or(two) else {
            return Err(hinted(
                format!("`{}` is a revision, not a range", Plain(text)),
                Next::auraops(format!("check-path --range {}..HEAD", Plain(text))),
            ));
        };
        let side = |side: &'a str| if side.is_empty() { "HEAD" } else { side };
        let range = Range { base: side(base), head: side(head), since_fork: three.is_some() };
        if range.sides().into_iter().filter_map(Oid::parse).any(|side| side.is_null()) {
            return Err(hinted(
                "the id of zeros is no commit: it stands for a branch that was just made, or deleted",
                Next::auraops("check-path --range origin/main...HEAD")
                    .because("or whichever branch the new one left"),
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
                Next::run("git fetch --unshallow")
                    .because("in GitHub Actions: fetch-depth: 0; or name a range with two dots"),
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
                    Next::run("git fetch --unshallow").because("in GitHub Actions: fetch-depth: 0"),
                )
            } else if Oid::parse(side).is_some() {
                hinted(
                    format!("there is no commit `{shown}` here: a force push leaves the old one behind"),
                    Next::run(format!("git fetch origin {shown}"))
                        .because("or: auraops check-path --range origin/main...HEAD"),
                )
            } else {
                hinted(
                    format!("there is no revision `{shown}` here"),
                    Next::run("git fetch").because("`git branch --all` shows what is here"),
                )
            }));
        }
        Ok(None)
    }
}

/// The refused paths of one commit.
fn rows(judged: JudgedCommit, asker: &Asker, judge_as: JudgeAs) -> Vec<Row> {
    let by = if judge_as == JudgeAs::Author { judged.author.asker() } else { asker.clone() };
    let source = Source::new(&judged.commit, &by);
    let refused = judged.verdicts.into_iter().filter(|verdict| !verdict.is_allowed()).map(Row::new);
    refused.map(|row| Row { commit: Some(source.clone()), ..row }).collect()
}

/// Commits of owned paths that no trailer explains: hooks add it, so these were made where none ran.
fn unsigned(judged: &[JudgedCommit]) -> Vec<String> {
    let unsigned: Vec<&JudgedCommit> =
        judged.iter().filter(|judged| !judged.is_signed && judged.is_work()).collect();
    let note = |judged: &&JudgedCommit| {
        let short = judged.commit.oid.short();
        match judged.author.agent() {
            Some(agent) => format!("{short} has no trailer that says whose it is: taken for {agent}'s"),
            None => format!("{short} has no trailer that says whose it is"),
        }
    };
    let mut notes: Vec<String> = unsigned.iter().take(NAMED).map(note).collect();
    if unsigned.len() > NAMED {
        notes.push(format!("{} more commits have no such trailer", unsigned.len() - NAMED));
    }
    notes
}
