//! A tool call → the paths that it would write → those that the agent may not.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::Result;

use super::append::{self, Proof};
use super::outside::Outside;
use super::reason::Refused;
use crate::agent::{Content, Tool, settings};
use crate::domain::asker::Asker;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Place, Refusal, Touched, Verdict, judge};
use crate::reach::{self, How};
use crate::workspace::{Enforced, Workspace};

/// What a call would write.
#[derive(Default)]
pub struct Reach {
    pub writes: Vec<Write>,
    /// Parts of it that nobody understood.
    pub unclear: usize,
    /// Whose sessions its commands are told to be of.
    pub speaks: Vec<String>,
}

/// One path, and what is known of what it will hold.
pub struct Write {
    pub path: PathBuf,
    pub how: How,
    pub proof: Proof,
}

/// The paths that a call would write.
pub fn reach(workspace: &Workspace, tool: &Tool) -> Result<Reach> {
    let cwd = &workspace.env.cwd;
    Ok(match tool {
        Tool::Other => Reach::default(),
        Tool::Edit(edits) => {
            let write = |edit: &crate::agent::Edit| Write {
                path: edit.path.clone().into(),
                how: if edit.content == Content::Gone { How::Name } else { How::Content },
                proof: Proof::Edit(edit.content.clone()),
            };
            Reach { writes: edits.iter().map(write).collect(), ..Reach::default() }
        }
        Tool::Patch(text) => Reach::of(reach::patch(cwd, text), &Proof::Patch(text.clone())),
        Tool::Shell { text, dir } => {
            let dir = dir.as_ref().map_or_else(|| cwd.clone(), |dir| workspace.env.absolute(dir.as_ref()));
            let home = workspace.env.home();
            let reach = reach::shell(&workspace.repo, &dir, home.as_deref(), text)?;
            Reach::of(reach, &Proof::None)
        }
    })
}

impl Reach {
    fn of(reach: reach::Reach, proof: &Proof) -> Reach {
        let write = |write: reach::Write| Write { path: write.path, how: write.how, proof: proof.clone() };
        let writes = reach.writes.into_iter().map(write).collect();
        Reach { writes, unclear: reach.unclear, speaks: reach.speaks }
    }
}

/// The writes that `agent` may not make.
pub fn refused(workspace: &Workspace, enforced: &Enforced, writes: &[Write]) -> Result<Vec<Refused>> {
    let map = enforced.map();
    let mut refused = Vec::new();
    let mut touched = Vec::new();
    let mut outside = Outside::new(workspace);
    for write in writes {
        match find(workspace, write) {
            found if write.how == How::Below && !found.as_ref().is_ok_and(|dir| is_barred(enforced, dir)) => {
            }
            Ok(found) => {
                if !matches!(found.place, Place::Outside { .. }) {
                    touched.push(append::proven(workspace, map, found, write)?);
                } else if !outside.allows(&write.path)? {
                    touched.push(found);
                }
            }
            Err(error) => refused.push(Refused::unfound(&write.path, &error)),
        }
    }
    let dirs: Vec<bool> = touched.iter().map(|touched| touched.is_dir).collect();
    let verdicts = judge(map, enforced.asker(), touched).into_iter().zip(dirs);
    let mut verdicts: Vec<_> = verdicts.filter(|(verdict, _)| !verdict.is_allowed()).collect();
    retain_what_can_be_committed(workspace, &mut verdicts)?;
    refused.extend(verdicts.into_iter().map(|(verdict, _)| Refused::new(map, verdict)));
    let mut told = HashSet::new();
    refused.retain(|refused| told.insert(refused.clone()));
    Ok(refused)
}

/// Whether the agent may write nothing beneath a directory, whatever its name.
fn is_barred(enforced: &Enforced, dir: &Touched) -> bool {
    let map = enforced.map();
    let Asker::Agent(agent) = enforced.asker() else { return false };
    let Some(dir) = dir.place.path() else { return false };
    let Some(path) = dir.as_str() else { return false };
    let owns = map.agent(agent.as_str()).map(|agent| agent.owns.iter()).into_iter().flatten();
    let shared = map.shared.append.iter().chain(&map.shared.write);
    !dir.contains(&map.chat.file) && !owns.chain(shared).any(|glob| glob.reaches_below(path))
}

fn find(workspace: &Workspace, write: &Write) -> Result<Touched> {
    match write.how {
        How::Content | How::Append => workspace.touched(write.path.as_os_str()),
        How::Name | How::Merge => workspace.renamed(&write.path),
        How::Dir | How::Below => {
            let mut slashed = write.path.clone().into_os_string();
            slashed.push(OsStr::new("/"));
            workspace.touched(&slashed)
        }
    }
}

/// What git ignores can't be committed; git is asked only where something else would be refused. A directory comes
/// with `true`.
fn retain_what_can_be_committed(workspace: &Workspace, verdicts: &mut Vec<(Verdict, bool)>) -> Result<()> {
    let path = |(verdict, is_dir): &(Verdict, bool)| match verdict.refusal {
        Some(Refusal::Rewritten(_)) | None => None,
        // Files of this name are ignored as a rule, and the hook that asks stands in them.
        Some(_) => {
            let path = verdict.place.path().filter(|path| !settings::is_settings(path));
            path.map(|path| (path.clone(), *is_dir))
        }
    };
    let paths: Vec<(RepoPath, bool)> = verdicts.iter().filter_map(path).collect();
    let mut ignored = workspace.repo.ignored(&paths)?.into_iter();
    verdicts.retain(|verdict| path(verdict).is_none() || !ignored.next().unwrap_or(false));
    Ok(())
}
