//! The commits of a range: which they are, and what was decided of each.

use anyhow::Result;

use super::{Args, Paths, Question};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::error::{Hint, hinted};
use crate::git::history::Selection;
use crate::review::history::{Authors, Maps, Reviewed, reviewed};
use crate::ui::ruling::{Row, Source};
use crate::workspace::Workspace;

/// How many commits without a trailer are named one by one.
const NAMED: usize = 5;

/// Judges each commit that `range` names.
pub fn judged(workspace: &Workspace, args: &Args, range: &str) -> Result<Paths> {
    if !range.contains("..") {
        return Err(hinted(
            format!("`{range}` is a revision, not a range"),
            format!("auraops check-path --range {range}..HEAD"),
        ));
    }
    if range.split("..").filter_map(Oid::parse).any(|side| side.is_null()) {
        return Err(hinted(
            "the id of zeros is no commit: it stands for a branch that was just made, or deleted",
            "auraops check-path --range origin/main..HEAD   # or whichever branch the new one left",
        ));
    }
    let mut maps = Maps::new(workspace, args.map.as_deref())?;
    let who = workspace.who(&maps.current(), args.asker.agent.as_deref())?;
    let commits = workspace.repo.commits(Selection::Revisions(&[range])).hint(
        format!("cannot read the range `{range}`"),
        "name two commits that are here: `git fetch --unshallow` brings those of a shallow clone",
    )?;
    // Somebody who asks for one agent wants to know whether all of it is that agent's.
    let authors = if args.asker.agent.is_some() { Authors::All(&who) } else { Authors::Own { asker: &who } };
    history(workspace, &mut maps, commits, authors)
}

/// What was decided of commits: those that leave with a push, or that a range names.
pub fn history(
    workspace: &Workspace,
    maps: &mut Maps,
    commits: Vec<Commit>,
    authors: Authors,
) -> Result<Paths> {
    let reviewed = reviewed(workspace, maps, commits, authors)?;
    maps.saw_all()?;
    let judged = reviewed.iter().map(|reviewed| reviewed.rulings.len()).sum();
    let mut notes = std::mem::take(&mut maps.notes);
    notes.extend(unsigned(&reviewed));
    let rows = reviewed.into_iter().flat_map(|reviewed| rows(reviewed, authors)).collect();
    let (Authors::Own { asker: who } | Authors::All(who)) = authors;
    Ok(Paths::new(who.clone(), judged, rows, Question::Range, notes))
}

/// The refused paths of one commit.
fn rows(reviewed: Reviewed, authors: Authors) -> impl Iterator<Item = Row> {
    let by = match authors {
        Authors::Own { .. } => reviewed.by.who(),
        Authors::All(who) => who.clone(),
    };
    let source = Source::new(&reviewed.commit, &by);
    let refused = reviewed.rulings.into_iter().filter(|ruling| !ruling.is_allowed()).map(Row::new);
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
    reviewed.rulings.iter().any(|ruling| !ruling.owner.agents().is_empty())
}
