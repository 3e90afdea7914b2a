//! What enforcement needs around it: somebody who asks, a chat that merges, a remote, CI.

use std::path::Path;

use anyhow::Result;

use crate::domain::asker::{Asker, VARIABLE};
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::error::{causes, hint};
use crate::sys::ordinary::MIB;
use crate::ui::doctor::{Check, Point};
use crate::workspace::Workspace;

/// What could not be looked at, with the error's own way out.
pub fn failed(point: Point, what: &str, error: &anyhow::Error) -> Check {
    // A map's error draws the place: the first line says it.
    let said = causes(error).lines().next().unwrap_or_default().to_owned();
    let next = hint(error).cloned().unwrap_or_else(|| Next::auraops("map").into());
    Check::missing(point, format!("{what}: {said}"), next)
}

pub fn identity(workspace: &Workspace, map: &Map) -> Check {
    let from = if workspace.env.var(VARIABLE).is_some() { VARIABLE } else { "this worktree" };
    match workspace.asker(map, None) {
        Ok(Asker::Agent(name)) => Check::ok(Point::Identity, format!("identified here as {name} ({from})")),
        Ok(Asker::Operator) => Check::ok(Point::Identity, "identified here as the user, who may do anything"),
        Ok(Asker::Nobody) => Check::ok(
            Point::Identity,
            "no agent is identified here: each commit may touch one owner's paths (agents: export AURAOPS_AGENT=NAME)",
        ),
        Err(error) => failed(Point::Identity, "who is asking", &error),
    }
}

/// Whether the chat can travel with git, and merges by itself.
pub fn chat(workspace: &Workspace, map: &Map) -> Result<Vec<Check>> {
    let file = map.chat.file.to_string();
    let mut checks = Vec::new();
    if workspace.repo.is_ignored(&file)? {
        let says = format!("{file}: git ignores it, so messages stay on this machine");
        checks.push(Check::missing(Point::Chat, says, format!("remove {file} from .gitignore")));
    }
    if workspace.repo.merges_by_union(&file)? {
        checks.push(Check::ok(Point::Chat, format!("{file}: git merges it line by line (merge=union)")));
    } else {
        let says = format!("{file}: two branches that both add lines will conflict");
        let next = Next::run(format!("echo '{file} merge=union' >> .gitattributes"));
        checks.push(Check::missing(Point::Chat, says, next));
    }
    Ok(checks)
}

/// Where work is pushed, and who looks at it there.
pub fn remote(workspace: &Workspace) -> Result<Vec<Check>> {
    let Some(upstream) = workspace.repo.upstream()? else {
        let detached = workspace.repo.branch()?.is_none();
        let says = if detached {
            "no branch is checked out: nothing can be pushed"
        } else {
            "no remote: nothing can be pushed"
        };
        let next = if detached { "git switch BRANCH" } else { "git remote add origin URL" };
        return Ok(vec![
            Check::missing(Point::Remote, says, next),
            Check::unneeded(Point::Ci, "no CI without a remote"),
        ]);
    };
    let branch = upstream.branch.strip_prefix("refs/heads/").unwrap_or(&upstream.branch);
    let remote = Check::ok(Point::Remote, format!("work is pushed to {}/{branch}", upstream.remote));
    Ok(vec![remote, ci(workspace)?])
}

/// Whether a file of a CI server runs the check.
fn ci(workspace: &Workspace) -> Result<Check> {
    let listed = workspace.repo.tracked()?;
    let is_ci = |path: &str| {
        let extension = Path::new(path).extension().unwrap_or_default();
        (extension == "yml" || extension == "yaml")
            && (path.starts_with(".github/workflows/") || path.starts_with(".gitlab"))
    };
    let mut files: Vec<&str> =
        listed.iter().filter_map(|path| path.as_str()).filter(|path| is_ci(path)).collect();
    // Just written, and not added yet.
    files.extend([".github/workflows/auraops.yml", ".gitlab-ci.yml"]);
    for file in files {
        let text = workspace.repo.ordinary().read(file, 4 * MIB).unwrap_or_default().unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        if text.contains("auraops") && text.contains("check-path") || text.contains("/auraops@") {
            return Ok(Check::ok(Point::Ci, format!("CI: {file} runs check-path")));
        }
    }
    let file = ".github/workflows/auraops.yml";
    let write = format!("mkdir -p .github/workflows && auraops doctor --workflow github > {file}");
    let next = Next::run(write).because("or: --workflow gitlab");
    Ok(Check::missing(Point::Ci, "CI: nothing checks what was pushed with the hooks switched off", next))
}
