//! The hooks put in place, taken away, looked at: git's and the agents'.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::hooks_status::{Did, HooksStatus};
use super::settings::{self, Settings};
use super::{judge_place, stashing, switched_off};
use crate::agent::Vendor;
use crate::error::hinted;
use crate::git::hooks::{Hook, HookStatus, Hooks};
use crate::sys::env::Env;
use crate::sys::state::Lock;
use crate::workspace::Workspace;
use crate::workspace::identity::is_agent;

/// Puts every one of git's hooks in place; `init` does the same.
pub fn install(env: &Env) -> Result<HooksStatus> {
    install_with(env, &[])
}

/// Puts git's hooks in place, and those of these agents' programs.
pub fn install_with(env: &Env, vendors: &[Vendor]) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.install());
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let hooks = workspace.repo.hooks()?;
    let _alone = match alone(&workspace) {
        Ok(lock) => lock,
        // In a sandbox nothing can be locked, nor need it be where there is nothing to do.
        Err(_) if each(|hook| hooks.status(hook))?.iter().all(HookStatus::is_live) => {
            return Ok(answer(&workspace, Did::Install, &hooks, each(|_| Ok(false))?)?.with(rows));
        }
        Err(error) => return Err(error),
    };
    hooks.sweep();
    let changed = each(|hook| hooks.install(hook))?;
    switched_off::remember(&workspace.store());
    let warning = stashing::warning(&workspace).map(|warning| warning.note());
    let place = judge_place::warning(&workspace).map(|warning| warning.note());
    Ok(answer(&workspace, Did::Install, &hooks, changed)?.with(rows).and(warning).and(place))
}

/// Takes the hooks of these agents away; git's own, and every agent's, where none is named.
pub fn remove(env: &Env, chosen: &[Vendor]) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    refuse_agents(&workspace)?;
    let vendors = if chosen.is_empty() { &Vendor::ALL } else { chosen };
    let rows = vendors.iter().map(|vendor| Settings::new(&workspace, *vendor)?.remove());
    let mut rows = rows.collect::<Result<Vec<_>>>()?;
    let hooks = workspace.repo.hooks()?;
    if !chosen.is_empty() {
        return Ok(answer(&workspace, Did::Remove, &hooks, Vec::new())?.with(rows));
    }
    // Who named none is told of those that were there.
    rows.retain(|row| row.changed);
    let _alone = alone(&workspace)?;
    hooks.sweep();
    let changed = each(|hook| hooks.remove(hook))?;
    hooks.tidy();
    switched_off::forget(&workspace.store());
    Ok(answer(&workspace, Did::Remove, &hooks, changed)?.with(rows))
}

/// How every hook stands.
pub fn status(env: &Env) -> Result<HooksStatus> {
    let workspace = Workspace::open(env)?;
    let hooks = workspace.repo.hooks()?;
    let answer = answer(&workspace, Did::Status, &hooks, each(|_| Ok(false))?)?;
    Ok(answer.with(settings::status(&workspace)))
}

/// One run at a time changes the hooks of a repository, in all its work trees: what one puts aside for another's hook
/// may be what the other has just put there.
fn alone(workspace: &Workspace) -> Result<Lock> {
    workspace.store().lock("hooks")
}

/// Hooks are what holds agents to the map: no agent takes them away.
fn refuse_agents(workspace: &Workspace) -> Result<()> {
    if !is_agent(workspace.env, Some(&workspace.repo)) {
        return Ok(());
    }
    Err(hinted(
        "only the user removes hooks: they are what agents' writes are judged by",
        "for the user to run: AURAOPS_AGENT=user auraops hook remove",
    ))
}

/// How the hooks stand after what was done to them; not at all where nothing was to be done.
fn answer(workspace: &Workspace, did: Did, hooks: &Hooks, changed: Vec<bool>) -> Result<HooksStatus> {
    let statuses = if changed.is_empty() { Vec::new() } else { each(|hook| hooks.status(hook))? };
    Ok(HooksStatus::new(did, seen_from_root(workspace, hooks.edited()), hooks, changed, statuses))
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
