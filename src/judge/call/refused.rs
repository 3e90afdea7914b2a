//! The writes of a tool call → those that the agent may not make.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::append_only;
use super::effects::CallWrite;
use super::forged;
use super::outside::Outside;
use super::trees::{Tree, Trees};
use crate::agent::settings;
use crate::domain::asker::Asker;
use crate::domain::entry::Party;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Location, Refusal, Touched, Verdict};
use crate::git::Repo;
use crate::shell::How;
use crate::sys::links::resolve;
use crate::workspace::{Enforced, Workspace};

/// A write that the agent may not make.
pub enum RefusedWrite {
    Verdict {
        verdict: Verdict,
        /// The other work tree in which the path lies.
        tree: Option<PathBuf>,
        /// Whether nothing is there yet.
        is_new: bool,
    },
    /// It puts an entry into the chat that another is to write.
    Forged { chat: RepoPath, speaker: Party },
    /// Its path leads nowhere that could be judged.
    Unfound { path: PathBuf, why: String },
}

/// The writes that `agent` may not make, each by the work tree in which it lies.
pub fn refused(
    workspace: &Workspace,
    enforced: &Enforced,
    writes: &[CallWrite],
) -> Result<Vec<RefusedWrite>> {
    let trees = Trees::new(workspace)?;
    let (mut here, mut refused) = (Vec::new(), Vec::new());
    let mut elsewhere: BTreeMap<PathBuf, Vec<&CallWrite>> = BTreeMap::new();
    for write in writes {
        match trees.of(&write.path)? {
            Tree::Own => here.push(write),
            Tree::Linked(root) => elsewhere.entry(root).or_default().push(write),
            Tree::Main => refused.push(RefusedWrite::Unfound {
                path: write.path.clone(),
                why: "it lies in the main checkout, and this session works in a worktree of its own"
                    .to_owned(),
            }),
        }
    }
    refused.extend(refused_in(workspace, enforced, &here)?);
    for (root, writes) in elsewhere {
        let repo = Repo::open_at(workspace.env, &root)?;
        let there = Workspace { env: workspace.env, repo };
        // Its own map counts there; where its branch has none, ours.
        let own = there.enforced_if_any()?.map(|own| own.asked_by(enforced.asker().clone()));
        let verdicts = refused_in(&there, own.as_ref().unwrap_or(enforced), &writes)?;
        refused.extend(verdicts.into_iter().map(|refused| refused.in_tree(&root)));
    }
    Ok(refused)
}

fn refused_in(
    workspace: &Workspace,
    enforced: &Enforced,
    writes: &[&CallWrite],
) -> Result<Vec<RefusedWrite>> {
    let map = enforced.map();
    let mut refused = Vec::new();
    let mut touched = Vec::new();
    let mut outside = Outside::new(workspace);
    for write in writes {
        match find(workspace, write) {
            found
                if write.how == How::Below
                    && !is_gits(workspace, write)
                    && !found.as_ref().is_ok_and(|dir| is_barred(enforced, dir)) => {}
            Ok(found) => {
                if let Some((chat, speaker)) = forged::speaker(workspace, enforced, &found, write)? {
                    refused.push(RefusedWrite::Forged { chat, speaker });
                } else if !matches!(found.place, Location::Outside { .. }) {
                    touched.push(append_only::prove(workspace, map, found, write)?);
                } else if !outside.allows(&write.path)? {
                    touched.push(found);
                }
            }
            Err(error) => {
                refused.push(RefusedWrite::Unfound { path: write.path.clone(), why: error.to_string() });
            }
        }
    }
    let dirs: Vec<bool> = touched.iter().map(|touched| touched.is_dir).collect();
    let verdicts = enforced.judge(touched).into_iter().zip(dirs);
    let mut verdicts: Vec<_> = verdicts.filter(|(verdict, _)| !verdict.is_allowed()).collect();
    retain_what_can_be_committed(workspace, &mut verdicts)?;
    refused.extend(verdicts.into_iter().map(|(verdict, _)| {
        let file = verdict.place.path().and_then(|path| workspace.repo.file(path).ok());
        let is_new = file.is_some_and(|file| file.symlink_metadata().is_err());
        RefusedWrite::Verdict { verdict, tree: None, is_new }
    }));
    Ok(refused)
}

/// Whether it is somewhere in git's own directory.
fn is_gits(workspace: &Workspace, write: &CallWrite) -> bool {
    let repo = &workspace.repo;
    resolve(&workspace.env.absolute(&write.path))
        .is_ok_and(|real| [&repo.git_dir, &repo.common_dir].iter().any(|dir| real.starts_with(dir)))
}

impl RefusedWrite {
    fn in_tree(mut self, root: &Path) -> RefusedWrite {
        if let RefusedWrite::Verdict { tree, .. } = &mut self {
            *tree = Some(root.to_owned());
        }
        self
    }
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

fn find(workspace: &Workspace, write: &CallWrite) -> Result<Touched> {
    match write.how {
        How::Content | How::Append => workspace.touched(write.path.as_os_str()),
        How::Name | How::Merge | How::Special => workspace.renamed(&write.path),
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
