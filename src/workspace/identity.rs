//! Who is asking. One order, from top to bottom: `--agent`, `AURAOPS_AGENT`, the record of a linked worktree, nobody. The
//! claim can be asked for before any map is read; the map then says whether it knows the name.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Workspace;
use crate::domain::asker::{Asker, Claim, RECORD, VARIABLE};
use crate::domain::codename::{Codename, is_operator};
use crate::domain::map::Map;
use crate::error::hinted;
use crate::git::Repo;
use crate::sys::env::Env;
use crate::sys::file;

/// Whom the flag, the variable or this linked worktree names. Without a repository there is no worktree to ask.
pub fn claim(env: &Env, repo: Option<&Repo>, flag: Option<&str>) -> Result<Claim> {
    let claim = claimed(env, repo, flag)?;
    if let Some(name) = claim.name() {
        env.who.get_or_init(|| name.to_owned());
    }
    Ok(claim)
}

fn claimed(env: &Env, repo: Option<&Repo>, flag: Option<&str>) -> Result<Claim> {
    let variable = env.var(VARIABLE);
    if let Some(flag) = flag {
        return match &variable {
            // The operator may ask as anybody.
            Some(name) if !is_operator(name) && name.to_lowercase() != flag.to_lowercase() => Err(hinted(
                format!("this session is `{name}` ({VARIABLE}) and cannot speak as `{flag}`"),
                "leave out --agent",
            )),
            _ => Ok(Claim::of(Some(flag.to_owned()))),
        };
    }
    if variable.is_some() {
        return Ok(Claim::of(variable));
    }
    match repo {
        Some(repo) => recorded(repo).map(Claim::of),
        None => Ok(Claim::Nobody),
    }
}

/// Whether an agent asks, be its name right or wrong. A record that cannot be read is there.
pub fn is_agent(env: &Env, repo: Option<&Repo>) -> bool {
    !matches!(claim(env, repo, None), Ok(Claim::Operator | Claim::Nobody))
}

/// The codename that `launch` recorded for this linked worktree.
pub fn recorded(repo: &Repo) -> Result<Option<String>> {
    if !repo.is_linked() {
        return Ok(None);
    }
    let bytes = file::read(&record(repo)).context("reading whose worktree this is")?;
    let name = bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    Ok(name.filter(|name| !name.is_empty()))
}

/// Remembers whose linked worktree this is, so that commands in it need no name.
pub fn remember(repo: &Repo, agent: &Codename) -> Result<()> {
    file::replace(&record(repo), format!("{agent}\n").as_bytes())?;
    repo.sharing().let_in(&record(repo));
    Ok(())
}

/// In the worktree's own git directory, so that it goes when `git worktree remove` does.
fn record(repo: &Repo) -> PathBuf {
    repo.git_dir.join(RECORD)
}

/// The agent of that name as the map spells it.
pub fn agent(map: &Map, name: &str) -> Result<Codename> {
    let known = || map.agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ");
    match map.agent(name) {
        Some(agent) => Ok(agent.name.clone()),
        None => Err(hinted(
            format!("the map has no agent `{}`", name.escape_debug()),
            format!("use one of: {}", known()),
        )),
    }
}

impl Workspace<'_> {
    /// Who is asking, by the names of the map.
    pub fn asker(&self, map: &Map, flag: Option<&str>) -> Result<Asker> {
        match claim(self.env, Some(&self.repo), flag)? {
            Claim::Agent(name) => agent(map, &name).map(Asker::Agent),
            Claim::Operator => Ok(Asker::Operator),
            Claim::Nobody => Ok(Asker::Nobody),
        }
    }
}
