//! How a finding of the audit is said, and the command that mends it or shows more.

use std::io::{self, Write};
use std::path::Path;

use super::text::{Plain, count, listed, more, quoted_dir, quoted_path, said, said_path};
use super::verdict::{Whose, alteration};
use super::{next, submodule};
use crate::domain::audit::{Breach, Finding};
use crate::domain::codename::Codename;
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::error::Hint;
use crate::judge::submodules::Unpushed;

/// As many paths as a person reads; the JSON has all.
const SHOWN: usize = 10;

/// Where the one who reads it stands, for commands that can be pasted there.
#[derive(Debug)]
pub struct Here {
    /// `../` for each directory below the root.
    pub up: String,
    /// The main checkout, if that is another work tree.
    pub main: Option<String>,
    /// The agent that asks, if one does.
    pub agent: Option<Codename>,
    /// What pushes the branch that is checked out.
    pub push: Hint,
    /// The commits of submodules that no remote has.
    pub submodules: Vec<Unpushed>,
}

/// Writes one finding: what it is, its paths, the next command.
pub fn write(finding: &Finding, here: &Here, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", title(finding))?;
    if let Finding::Outside { paths, .. } | Finding::Collision { paths, .. } = finding {
        for Breach { path, owner } in paths.iter().take(SHOWN) {
            writeln!(out, "    {}  {}", said(path), Whose(owner))?;
        }
        if let Some(more) = more(paths.len(), SHOWN) {
            writeln!(out, "    {more} (--json lists them all)")?;
        }
    }
    next::hint("    ", &mended(finding, here), out)
}

fn title(finding: &Finding) -> String {
    match finding {
        Finding::NotActive { agent } => format!("{agent}: no START, MSG or commit"),
        Finding::MissingCommit { agent } => format!("{agent}: no work commit"),
        Finding::MissingPush { agent, commits } => {
            let names = listed(commits.iter().map(|oid| short(oid).to_owned()), SHOWN, " ");
            format!("{agent}: {} on no remote branch: {names}", count(commits.len(), "commit"))
        }
        Finding::SubmoduleNotPushed { agent, path, commit } => {
            format!("{agent}: {}", submodule::title(path, commit))
        }
        Finding::MissingEnd { agent } => format!("{agent}: no END"),
        Finding::WorkAfterEnd { agent, commit, end } => {
            format!("{agent}: {} was committed after END {}", short(commit), end.format("%H:%M"))
        }
        Finding::Uncommitted { agent, worktree, paths } => {
            let place = worktree.as_ref().map(|tree| format!(" in {}", Plain(tree))).unwrap_or_default();
            format!("{agent}: not committed{place}: {}", list(paths))
        }
        Finding::Outside { agent, commit, subject, .. } => {
            format!("{agent}: {} touches paths that are not {agent}'s: {}", short(commit), Plain(subject))
        }
        Finding::Collision { owners, commit, subject, .. } if owners.len() > 1 => {
            let owners: Vec<&str> = owners.iter().map(Codename::as_str).collect();
            format!("collision: {} spans {}: {}", short(commit), owners.join(" and "), Plain(subject))
        }
        Finding::Collision { commit, subject, .. } => {
            format!("collision: {} touches disputed paths: {}", short(commit), Plain(subject))
        }
        Finding::AnothersName { agent, commit, path, line, entry } => {
            let (commit, path) = (short(commit), said_path(path));
            format!(
                "{agent}: {commit} has an entry in another's name, which no auraops here wrote: {path}:{line}: {entry}"
            )
        }
        Finding::Rewritten { agent, commit, path, altered } => {
            let by = agent.as_ref().map(|agent| format!("{agent}: ")).unwrap_or_default();
            let place = commit.as_deref().map_or("the work tree", short);
            format!("{by}{}", alteration(altered, Some((path, place))))
        }
    }
}

/// What mends it, in words where it is another's to do, or nobody's before there is a remote.
fn mended(finding: &Finding, here: &Here) -> Hint {
    let next = command(finding, here);
    match (finding, &here.agent) {
        (Finding::MissingPush { .. }, _) => here.push.clone(),
        (Finding::SubmoduleNotPushed { path, .. }, _) => {
            let unpushed = here.submodules.iter().find(|unpushed| unpushed.path == *path);
            unpushed.map_or_else(|| next.into(), |unpushed| submodule::words(unpushed, &here.up).1)
        }
        (Finding::NotActive { .. }, Some(_)) => format!("it is the user's to run: {}", next.command()).into(),
        (Finding::Outside { is_merge: false, .. }, Some(_)) => {
            format!("agree with the owner, or it is the user's to run: {}", next.command()).into()
        }
        (
            Finding::MissingCommit { agent }
            | Finding::MissingEnd { agent }
            | Finding::WorkAfterEnd { agent, .. }
            | Finding::Uncommitted { agent, .. },
            Some(asker),
        ) if agent != asker => format!("it is {agent}'s to run: {}", next.command()).into(),
        _ => next.into(),
    }
}

fn command(finding: &Finding, here: &Here) -> Next {
    match finding {
        Finding::NotActive { agent } => Next::auraops(format!("launch {agent}")),
        Finding::MissingCommit { agent } => {
            Next::auraops(format!(r#"end --agent {agent} --no-commit "why""#))
                .because("or commit its work first")
        }
        Finding::SubmoduleNotPushed { .. } => Next::run("git submodule status"),
        Finding::MissingPush { .. } => here.push.next().cloned().unwrap_or_else(|| Next::run("git push")),
        Finding::MissingEnd { agent } | Finding::WorkAfterEnd { agent, .. } => {
            Next::auraops(format!("end --agent {agent}"))
        }
        Finding::Uncommitted { agent, worktree, .. } => {
            let tree = worktree.as_ref().or(here.main.as_ref());
            let ship = Next::auraops(format!(r#"ship --agent {agent} -m "…""#));
            match tree {
                Some(tree) => ship.after(&format!("cd {}", quoted_dir(Path::new(tree)))),
                None => ship,
            }
        }
        // To revert a merge takes out what came with it, too.
        Finding::Outside { commit, is_merge: true, .. } => {
            Next::run(format!("git show --remerge-diff {}", short(commit)))
                .because("shows what was done beyond git's own merge")
        }
        Finding::Outside { commit, .. } => {
            // What was done to the paths of several is not one owner's to take back.
            let revert = Next::run(format!("git revert --no-edit {}", short(commit))).by_operator();
            revert.because("or agree with the owner")
        }
        Finding::Collision { commit, .. } => Next::run(format!("git show --stat {}", short(commit))),
        Finding::AnothersName { commit, path, .. }
        | Finding::Rewritten { commit: Some(commit), path, .. } => {
            Next::run(format!("git show {} -- {}{}", short(commit), here.up, quoted_path(path)))
        }
        Finding::Rewritten { commit: None, path, .. } => {
            Next::run(format!("git diff -- {}{}", here.up, quoted_path(path)))
        }
    }
}

fn short(oid: &str) -> &str {
    oid.get(..7).unwrap_or(oid)
}

fn list(paths: &[RepoPath]) -> String {
    listed(paths.iter().map(ToString::to_string), SHOWN, ", ")
}
