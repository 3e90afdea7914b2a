//! Which commits a range names.

use anyhow::Result;

use crate::domain::commit::Commit;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::error::hinted;
use crate::git::history::Selection;
use crate::workspace::Workspace;

/// What `A..B` and `A...B` name.
#[derive(Debug)]
pub struct Range<'a> {
    pub base: &'a str,
    head: &'a str,
    /// Three dots: what `head` has since it left `base`, as reviews show it. To `git log` they mean the commits of
    /// either side, but nobody's pull request is to blame for what the other branch did.
    since_fork: bool,
}

impl<'a> Range<'a> {
    pub fn parse(text: &'a str) -> Result<Range<'a>> {
        let (two, three) = (text.split_once(".."), text.split_once("..."));
        let Some((base, head)) = three.or(two) else {
            return Err(hinted(
                format!("`{}` is a revision, not a range", text.escape_debug()),
                Next::auraops(format!("check-path --range {}..HEAD", text.escape_debug())),
            ));
        };
        let side = |side: &'a str| if side.is_empty() { "HEAD" } else { side };
        let range = Range { base: side(base), head: side(head), since_fork: three.is_some() };
        if range.sides().into_iter().filter_map(Oid::parse).any(|side| side.is_null()) {
            return Err(hinted(
                "the all-zero id is not a commit: it stands for a branch that was just created or deleted",
                Next::auraops("check-path --range origin/main...HEAD")
                    .because("or whichever branch the new one started from"),
            ));
        }
        Ok(range)
    }

    fn sides(&self) -> [&'a str; 2] {
        [self.base, self.head]
    }

    /// Newest first.
    pub fn commits(&self, workspace: &Workspace) -> Result<Vec<Commit>> {
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
            let none = self.parted();
            if workspace.repo.shallow()?.is_empty() {
                return Err(hinted(none, "name a range with two dots"));
            }
            let deepen = Next::run("git fetch --unshallow");
            let reason = "in GitHub Actions: fetch-depth: 0; or name a range with two dots";
            return Err(hinted(none, deepen.because(reason)));
        }
        let forks: Vec<String> = forks.iter().map(|fork| format!("^{fork}")).collect();
        let revisions: Vec<&str> = [self.head].into_iter().chain(forks.iter().map(String::as_str)).collect();
        workspace.repo.commits(Selection::Revisions(&revisions))
    }

    /// That the sides have nothing in common.
    pub fn parted(&self) -> String {
        let (base, head) = (self.base.escape_debug(), self.head.escape_debug());
        format!("`{base}` and `{head}` have no commit in common here")
    }

    /// Which side is not here, and what brings it.
    fn missing(&self, workspace: &Workspace) -> Result<Option<anyhow::Error>> {
        for side in self.sides() {
            if workspace.repo.commit(side)?.is_some() {
                continue;
            }
            let shown = side.escape_debug();
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
