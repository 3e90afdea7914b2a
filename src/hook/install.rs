//! The hooks put in place, taken away, looked at: git's and the agents'.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::hooks_status::{Did, HooksStatus};
use super::settings::{self, Settings};
use crate::agent::Vendor;
use crate::git::hooks::{Hook, HookStatus, Hooks};
use crate::sys::env::Env;
use crate::workspace::Workspace;

/// Puts every one of git's hooks in place; `init` does the same.
pub fn install(env: &Env) -> Result<HooksStatus> {
    install_with(env, &[])
}

/// Puts git's hooks in place, and those of these agents' programs.
pub fn install_with(env: &Env, vendors: &[Vendor]) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.install());
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(change(&workspace, Did::Install, |hooks| each(|hook| hooks.install(hook)))?.with(rows))
}

/// Takes the hooks of these agents away; git's own, and every agent's, where none is named.
pub fn remove(env: &Env, chosen: &[Vendor]) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    let vendors = if chosen.is_empty() { &Vendor::ALL } else { chosen };
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.remove());
    let mut rows = rows.collect::<Result<Vec<_>>>()?;
    if !chosen.is_empty() {
        return Ok(change(&workspace, Did::Remove, |_| Ok(Vec::new()))?.with(rows));
    }
    // Who named none is told of those that were there.
    rows.retain(|row| row.changed);
    let standing = change(&workspace, Did::Remove, |hooks| {
        let changed = each(|hook| hooks.remove(hook))?;
        hooks.tidy();
        Ok(changed)
    });
    Ok(standing?.with(rows))
}

/// How every hook stands.
pub fn status(env: &Env) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    Ok(change(&workspace, Did::Status, |_| each(|_| Ok(false)))?.with(settings::status(&workspace)))
}

fn change(
    workspace: &Workspace,
    did: Did,
    change: impl Fn(&Hooks) -> Result<Vec<bool>>,
) -> Result<HooksStatus> {
    let hooks = workspace.repo.hooks()?;
    let changed = change(&hooks)?;
    let statuses: Vec<HookStatus> =
        if changed.is_empty() { Vec::new() } else { each(|hook| hooks.status(hook))? };
    Ok(HooksStatus::new(did, seen_from_root(workspace, hooks.edited()), &hooks, changed, statuses))
}

fn each<T>(question: impl Fn(Hook) -> Result<T>) -> Result<Vec<T>> {
    Hook::ALL.into_iter().map(question).collect()
}

/// The directory as a person at the top of the work tree would write it.
fn seen_from_root(workspace: &Workspace, dir: &Path) -> String {
    let short: PathBuf =
        dir.strip_prefix(&workspace.repo.root).map_or_else(|_| dir.to_owned(), PathBuf::from);
    short.display().to_string()
}
