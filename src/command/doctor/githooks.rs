//! Git itself, and its hooks.

use anyhow::Result;

use super::repository::failed;
use crate::domain::next::Next;
use crate::git::hooks::{Hook, HookManager, HookState, HookStatus, Hooks};
use crate::hook::hooks_status::whose;
use crate::hook::{judge_place, stashing};
use crate::sys::process::Process;
use crate::ui::doctor::{Check, Point};
use crate::workspace::Workspace;

/// What all of it was tried with; before 2.28 nothing asks `reference-transaction`.
const OLDEST: (u32, u32) = (2, 36);
/// From here on `git merge-tree --write-tree` is there.
const MERGES: (u32, u32) = (2, 38);

pub fn checks(workspace: &Workspace) -> Vec<Check> {
    let (says, found) = version(workspace);
    let mut checks = vec![git(says, found)];
    match workspace.repo.hooks().and_then(|hooks| statuses(&hooks).map(|statuses| (hooks, statuses))) {
        Ok((hooks, statuses)) => checks.extend(hook_checks(&hooks, statuses)),
        Err(error) => checks.push(failed(Point::Hooks, "git hooks", &error)),
    }
    let place = judge_place::warning(workspace);
    checks.extend(place.map(|warning| Check::missing(Point::Hooks, warning.says, warning.advice)));
    let warning = stashing::warning(workspace);
    checks.extend(warning.map(|warning| Check::missing(Point::Hooks, warning.says, warning.advice)));
    checks
}

/// What git calls itself, and the first two numbers of it.
fn version(workspace: &Workspace) -> (String, (u32, u32)) {
    let said = Process::git(&workspace.repo.root).arg("--version").line().ok().flatten().unwrap_or_default();
    let version = said.strip_prefix("git version ").unwrap_or(&said);
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
    let found = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    (format!("git {version}"), found)
}

fn git(says: String, found: (u32, u32)) -> Check {
    if found >= OLDEST {
        return Check::ok(Point::Git, says);
    }
    let next = format!("install git {}.{} or newer", OLDEST.0, OLDEST.1);
    Check::missing(Point::Git, format!("{says} is too old to run all the hooks"), next)
}

/// That a merge which takes one side whole is not seen, where git cannot say what it would have merged.
pub fn merges(workspace: &Workspace) -> Option<Check> {
    let (says, found) = version(workspace);
    (found < MERGES).then(|| {
        Check::cannot(
            Point::Git,
            format!(
                "{says} cannot say what it would merge by itself ({}.{} can): a merge is held against each of its parents",
                MERGES.0, MERGES.1
            ),
        )
    })
}

fn statuses(hooks: &Hooks) -> Result<Vec<HookStatus>> {
    Hook::ALL.into_iter().map(|hook| hooks.status(hook)).collect()
}

/// One line for all that run, one for each that does not.
fn hook_checks(hooks: &Hooks, statuses: Vec<HookStatus>) -> Vec<Check> {
    let (live, dead): (Vec<HookStatus>, Vec<HookStatus>) =
        statuses.into_iter().partition(HookStatus::is_live);
    let mut checks = Vec::new();
    if !live.is_empty() {
        let names: Vec<&str> = live.iter().map(|status| status.hook.name()).collect();
        let mut managers: Vec<HookManager> = live.iter().flat_map(others).collect();
        managers.dedup();
        let mut whose: Vec<String> = managers.iter().map(|manager| whose(*manager)).collect();
        whose.dedup();
        let beside =
            if whose.is_empty() { String::new() } else { format!("; alongside {}", whose.join(", ")) };
        let all = if dead.is_empty() { "all of them" } else { &*names.join(", ") };
        checks.push(Check::ok(Point::Hooks, format!("git hooks: {all}{beside}")));
    }
    let install = Next::auraops("hook install");
    let next = if hooks.are_huskys() { install.after("npx husky") } else { install };
    if live.is_empty() && dead.iter().all(|status| status.state == HookState::Missing) {
        return vec![Check::missing(Point::Hooks, "git hooks: none of ours is installed", next)];
    }
    for status in dead {
        let says = match status.state {
            HookState::Replaced { manager } => {
                format!("git hook: {} is there but does not run ours", whose(manager))
            }
            HookState::Idle => "git hook: installed, but git does not run it".to_owned(),
            HookState::Missing | HookState::Installed | HookState::RunBy { .. } => {
                "git hook: not installed".to_owned()
            }
        };
        checks.push(Check::missing(Point::Hooks, says, next.clone()).of(status.hook.name()));
    }
    checks
}

/// Who else is in a hook.
fn others(status: &HookStatus) -> Vec<HookManager> {
    let runs = match status.state {
        HookState::RunBy { manager } => Some(manager),
        _ => None,
    };
    runs.into_iter().chain(status.chained.iter().copied()).collect()
}
