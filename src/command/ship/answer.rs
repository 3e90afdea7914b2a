//! What `auraops ship` says.

use std::io::{self, Write};

use serde::Serialize;

use crate::domain::codename::Codename;
use crate::domain::map::Owner;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::status::{Pending, PendingKind};
use crate::judge::pending::Selection;
use crate::ui::judgement::Judgement;
use crate::ui::push::{Pushing, words};
use crate::ui::text::{GOOD, Plain, count, listed, more, said_path, styled};
use crate::ui::verdict::Whose;
use crate::ui::{Answer, Exit, next};

/// As many paths as a person reads.
const MOST_PATHS: usize = 50;
/// As many as fit a line.
const MOST_NAMED: usize = 8;

/// What went, and where it is.
#[derive(Debug, Serialize)]
pub struct Shipment {
    agent: Codename,
    pub dry_run: bool,
    /// The commit; `null` where there was none to make.
    pub shipped: Option<Shipped>,
    /// What goes, or would.
    paths: Vec<Going>,
    /// What else is not as in HEAD, and stays so.
    stays: Vec<Staying>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// `null` where there was nothing to push, or it was not asked for.
    #[serde(rename = "published")]
    pub pushing: Option<Pushing>,
    pub notes: Vec<String>,
}

/// A commit that was made.
#[derive(Debug, Serialize)]
pub struct Shipped {
    pub commit: Oid,
    pub subject: String,
    pub files: usize,
}

#[derive(Debug, Serialize)]
struct Going {
    path: RepoPath,
    change: PendingKind,
    /// Where a new file was before, with the same content; only a dry run looks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<RepoPath>,
}

#[derive(Debug, Serialize)]
struct Staying {
    path: RepoPath,
    change: PendingKind,
    owner: Owner,
}

/// Why nothing was committed.
#[derive(Debug, Serialize)]
pub struct Refused {
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Judgement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
}

impl Refused {
    /// The rules say no.
    pub fn by_rules(paths: Judgement) -> Refused {
        Refused { reason: "these paths may not be shipped".to_owned(), paths: Some(paths), next: None }
    }

    /// A hook says no, in its own words.
    pub fn by_git(why: String) -> Refused {
        Refused { reason: why, paths: None, next: None }
    }

    /// Both sides of a merge are still in these files.
    pub fn unresolved(paths: &[RepoPath]) -> Refused {
        let paths = listed(paths.iter().map(ToString::to_string), MOST_NAMED, ", ");
        Refused {
            reason: format!("conflict markers are still in {paths}"),
            paths: None,
            next: Some(
                Next::run("git diff").because("take out the markers and what is not wanted, then ship"),
            ),
        }
    }

    /// Git commits no part of what it is in the middle of.
    pub fn busy(doing: &str) -> Refused {
        let reason = format!("{doing} is in progress here, and git cannot commit part of it");
        Refused {
            reason,
            paths: None,
            next: Some(Next::run("git status").because("whoever began it finishes it first")),
        }
    }
}

impl Shipment {
    pub fn new(agent: &Codename, selection: &Selection) -> Shipment {
        let going =
            |pending: &Pending| Going { path: pending.path.clone(), change: pending.kind, from: None };
        let stays = selection.stays.iter().map(|(pending, verdict)| Staying {
            path: pending.path.clone(),
            change: pending.kind,
            owner: verdict.owner.clone(),
        });
        Shipment {
            agent: agent.clone(),
            dry_run: false,
            shipped: None,
            paths: selection.changes().map(going).collect(),
            stays: stays.collect(),
            refused: None,
            pushing: None,
            notes: selection.notes.clone(),
        }
    }

    /// Shows both sides of a rename as one.
    pub fn rename(&mut self, renames: Vec<(RepoPath, RepoPath)>) {
        for (from, to) in renames {
            self.paths.retain(|going| going.path != from);
            if let Some(going) = self.paths.iter_mut().find(|going| going.path == to) {
                going.from = Some(from);
            }
        }
    }

    fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.paths.len() {
            0 => writeln!(out, "{}: nothing would be shipped", self.agent)?,
            some => writeln!(out, "{} would ship {}", self.agent, files(some))?,
        }
        for going in self.paths.iter().take(MOST_PATHS) {
            match &going.from {
                Some(from) => writeln!(out, "  R {} -> {}", said_path(from), said_path(&going.path))?,
                None => writeln!(out, "  {} {}", letter(going.change), said_path(&going.path))?,
            }
        }
        rest(out, self.paths.len())?;
        if !self.stays.is_empty() {
            writeln!(out, "stays")?;
        }
        for staying in self.stays.iter().take(MOST_PATHS) {
            let (change, path) = (letter(staying.change), said_path(&staying.path));
            writeln!(out, "  {change} {path}  {}", Whose(&staying.owner))?;
        }
        rest(out, self.stays.len())
    }
}

/// A number of files, in words.
pub fn files(number: usize) -> String {
    count(number, "file")
}

fn rest(out: &mut dyn Write, all: usize) -> io::Result<()> {
    more(all, MOST_PATHS).map_or(Ok(()), |more| writeln!(out, "  {more}"))
}

fn letter(kind: PendingKind) -> char {
    match kind {
        PendingKind::Added | PendingKind::Nested => 'A',
        PendingKind::Modified | PendingKind::Inside | PendingKind::Behind => 'M',
        PendingKind::Deleted | PendingKind::Withdrawn | PendingKind::Kept => 'D',
        PendingKind::Unmerged => 'U',
    }
}

impl Answer for Refused {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.paths {
            Some(paths) => paths.human(out)?,
            None => words(out, "refused", &self.reason)?,
        }
        next::write(&self.next, out)
    }
}

impl Answer for Shipment {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(refused) = &self.refused {
            return refused.human(out);
        }
        if self.dry_run {
            return self.list(out);
        }
        match &self.shipped {
            Some(Shipped { commit, subject, files: number }) => {
                let done = styled(GOOD, "shipped");
                writeln!(
                    out,
                    "{} {done} {} {} ({})",
                    self.agent,
                    commit.short(),
                    Plain(subject),
                    files(*number)
                )?;
            }
            None if self.pushing.is_some() => {
                writeln!(out, "{}: nothing to commit", self.agent)?;
            }
            None => writeln!(out, "{}: nothing to ship", self.agent)?,
        }
        self.pushing.as_ref().map_or(Ok(()), |pushing| pushing.human(out))
    }

    fn exit(&self) -> Exit {
        match (&self.refused, &self.pushing) {
            (Some(_), _) => Exit::No,
            (None, pushing) => pushing.as_ref().map_or(Exit::Yes, Answer::exit),
        }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
