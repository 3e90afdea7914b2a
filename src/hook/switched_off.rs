//! What a session is told where git runs no hook of ours, although it should.

use std::path::Path;

use crate::git::hooks::{Hook, HookState, HookStatus, Hooks};
use crate::sys::env::plain;
use crate::sys::file;
use crate::sys::state::Store;
use crate::workspace::Workspace;

/// Remembers that our hooks were installed, until somebody removes them.
const RECORD: &str = "hooks";

pub fn remember(store: &Store) {
    // Without it nothing is said of hooks that are gone, and no more.
    if file::read(&store.path(RECORD)).is_ok_and(|record| record.is_none()) {
        drop(store.replace(RECORD, b"installed\n"));
    }
}

pub fn forget(store: &Store) {
    drop(std::fs::remove_file(store.path(RECORD)));
}

/// That git runs no hook of ours, where they were installed or `core.hooksPath` leads past the place where they would be.
/// Looks at files alone, unless that is set.
pub fn note(workspace: &Workspace) -> Option<String> {
    let repo = &workspace.repo;
    let dir = repo.hooks_dir().ok()?;
    let ordinary = repo.common_dir.join("hooks");
    let is_default = dir == ordinary || ordinary.canonicalize().is_ok_and(|real| plain(real) == dir);
    if is_default && !workspace.store().path(RECORD).exists() {
        return None;
    }
    let hooks = repo.hooks();
    let statuses = hooks.as_ref().map(statuses).unwrap_or_default();
    if statuses.iter().any(HookStatus::is_live)
        || repo.hook_lines().ok()?.iter().any(|line| line.contains("auraops"))
    {
        return None;
    }
    let is_idle = statuses.iter().any(|status| status.state == HookState::Idle);
    let next = match &hooks {
        Ok(hooks) if hooks.are_huskys() && is_idle => "npx husky",
        Ok(_) => "auraops hook install",
        Err(_) => "auraops doctor",
    };
    let why = if is_default {
        "those in the git directory are gone".to_owned()
    } else {
        format!("`core.hooksPath` is `{}`", shown(workspace, &dir))
    };
    Some(format!("git runs no hook of auraops here, so that no commit is judged: {why}: {next}"))
}

fn statuses(hooks: &Hooks) -> Vec<HookStatus> {
    Hook::ALL.into_iter().filter_map(|hook| hooks.status(hook).ok()).collect()
}

fn shown(workspace: &Workspace, dir: &Path) -> String {
    let short = dir.strip_prefix(&workspace.repo.root).unwrap_or(dir);
    short.display().to_string()
}
