//! Git itself, and its hooks.

use anyhow::Result;

use super::repository::failed;
use crate::domain::next::Next;
use crate::git::hooks::{Hook, Hooks, Maker, Place, State};
use crate::process::Process;
use crate::ui::doctor::{Check, Point};
use crate::workspace::Workspace;

/// What all of it was tried with; before 2.28 nothing asks `reference-transaction`.
const OLDEST: (u32, u32) = (2, 36);

pub fn checks(workspace: &Workspace) -> Vec<Check> {
    let mut checks = vec![version(workspace)];
    match workspace.repo.hooks().and_then(|hooks| states(&hooks).map(|states| (hooks, states))) {
        Ok((hooks, states)) => checks.extend(hook_checks(&hooks, states)),
        Err(error) => checks.push(failed(Point::Hooks, "git hooks", &error)),
    }
    checks
}

fn version(workspace: &Workspace) -> Check {
    let said = Process::git(&workspace.repo.root).arg("--version").line().ok().flatten().unwrap_or_default();
    let version = said.strip_prefix("git version ").unwrap_or(&said);
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
    let found = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let says = format!("git {version}");
    if found >= OLDEST {
        return Check::ok(Point::Git, says);
    }
    let next = format!("install git {}.{} or newer", OLDEST.0, OLDEST.1);
    Check::missing(Point::Git, format!("{says} is too old for all of the hooks"), next)
}

fn states(hooks: &Hooks) -> Result<Vec<State>> {
    Hook::ALL.into_iter().map(|hook| hooks.state(hook)).collect()
}

/// One line for all that run, one for each that does not.
fn hook_checks(hooks: &Hooks, states: Vec<State>) -> Vec<Check> {
    let (live, dead): (Vec<State>, Vec<State>) = states.into_iter().partition(State::is_live);
    let mut checks = Vec::new();
    if !live.is_empty() {
        let names: Vec<&str> = live.iter().map(|state| state.hook.name()).collect();
        let mut makers: Vec<Maker> = live.iter().flat_map(others).collect();
        makers.dedup();
        let mut whose: Vec<String> = makers.iter().map(|maker| whose(*maker)).collect();
        whose.dedup();
        let beside = if whose.is_empty() { String::new() } else { format!("; beside {}", whose.join(", ")) };
        let all = if dead.is_empty() { "all of them" } else { &*names.join(", ") };
        checks.push(Check::ok(Point::Hooks, format!("git hooks: {all}{beside}")));
    }
    let install = Next::auraops("hook install");
    let next = if hooks.are_huskys() { install.after("npx husky") } else { install };
    if live.is_empty() && dead.iter().all(|state| state.place == Place::Missing) {
        return vec![Check::missing(Point::Hooks, "git hooks: none of ours is installed", next)];
    }
    for state in dead {
        let says = match state.place {
            Place::Replaced { maker } => format!("git hook: {} is there and does not run ours", whose(maker)),
            Place::Idle => "git hook: it is there, and git does not run it".to_owned(),
            Place::Missing | Place::Installed | Place::RunBy { .. } => "git hook: not installed".to_owned(),
        };
        checks.push(Check::missing(Point::Hooks, says, next.clone()).of(state.hook.name()));
    }
    checks
}

/// Who else is in a hook.
fn others(state: &State) -> Vec<Maker> {
    let runs = match state.place {
        Place::RunBy { maker } => Some(maker),
        _ => None,
    };
    runs.into_iter().chain(state.chained.iter().copied()).collect()
}

fn whose(maker: Maker) -> String {
    match maker {
        Maker::Other => "another hook".to_owned(),
        maker => format!("{maker}'s hook"),
    }
}
