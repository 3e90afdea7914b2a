//! Entries that a call would put into the chat in another's name. Whoever reads them believes them, and so do `ship`, `end`
//! and the audit: the commit alone cannot tell who wrote a line.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;

use super::append_only::read;
use super::effects::{CallWrite, Proof};
use crate::agent::Content;
use crate::domain::asker::Asker;
use crate::domain::entry::{self, Party};
use crate::domain::path::RepoPath;
use crate::domain::verdict::Touched;
use crate::shell::patch::{self, PatchLine};
use crate::workspace::{Enforced, Workspace};

/// The chat to which a write would add an entry in another's name, and whose that is.
pub fn speaker(
    workspace: &Workspace,
    enforced: &Enforced,
    touched: &Touched,
    write: &CallWrite,
) -> Result<Option<(RepoPath, Party)>> {
    let chat = &enforced.map().chat;
    let Some(path) = touched.place.path().filter(|path| chat.has(path)) else { return Ok(None) };
    let Asker::Agent(agent) = enforced.asker() else { return Ok(None) };
    let me = |speaker: &Party| matches!(speaker, Party::Agent(name) if agent.is(name.as_str()));
    let other = |line: &str| entry::speaker(line).filter(|speaker| !me(speaker));
    let speaker = match &write.proof {
        // Some shells' `echo` makes a line break of it.
        Proof::Added(text) => text.replace("\\n", "\n").lines().find_map(other),
        Proof::Patch(text) => added(text, &write.path, &workspace.env.cwd).find_map(other),
        Proof::Edit(Content::Whole(text)) => {
            if !text.lines().any(|line| other(line).is_some()) {
                return Ok(None);
            }
            let old = read(&workspace.repo.file(path)?)?;
            new_lines(&old, text).find_map(other)
        }
        Proof::Edit(Content::Replaced(swaps)) => {
            swaps.iter().find_map(|swap| new_lines(&swap.old, &swap.new).find_map(other))
        }
        Proof::None | Proof::Edit(Content::Gone | Content::Unknown) => None,
    };
    Ok(speaker.map(|speaker| (path.clone(), speaker)))
}

/// The lines of a text that another does not have.
fn new_lines<'t>(old: &'t str, new: &'t str) -> impl Iterator<Item = &'t str> {
    let old: HashSet<&str> = old.lines().map(str::trim_end).collect();
    new.lines().filter(move |line| !old.contains(line.trim_end()))
}

/// The lines that a patch adds to a file.
fn added<'t>(text: &'t str, file: &'t Path, cwd: &'t Path) -> impl Iterator<Item = &'t str> {
    let mut is_ours = false;
    patch::lines(text).filter_map(move |line| match line {
        PatchLine::Header(_, path) => {
            is_ours = cwd.join(path) == cwd.join(file);
            None
        }
        PatchLine::Body(line) => line.strip_prefix('+').filter(|_| is_ours),
    })
}
