//! `auraops doctor`: which points of enforcement are active here, and what turns on the others.

mod agents;
mod githooks;
mod limits;
mod repository;

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use crate::session::verify_notice;
use crate::sys::env::Env;
use crate::ui::doctor::{Check, CheckState, Point, list};
use crate::ui::text::count;
use crate::ui::{Answer, Exit};
use crate::workspace::Workspace;

/// Show which points of enforcement are active here, and how to turn on the others
///
/// Looks at git's hooks, the agents' programs and their hooks, the map, the chat, the remote and CI. Changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops doctor
  auraops doctor --workflow github > .github/workflows/auraops.yml")]
pub struct Args {
    /// Print a ready-made CI file instead
    #[arg(long, value_name = "SERVER")]
    workflow: Option<Server>,
}

/// What runs CI
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Server {
    /// For .github/workflows/auraops.yml
    Github,
    /// For .gitlab-ci.yml
    Gitlab,
}

/// What was found.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Doctor {
    Found { ok: bool, checks: Vec<Check> },
    Workflow { workflow: &'static str },
}

pub fn run(args: &Args, env: &Env) -> Result<Doctor> {
    match args.workflow {
        Some(Server::Github) => {
            return Ok(Doctor::Workflow { workflow: include_str!("../../../docs/github-actions.yml") });
        }
        Some(Server::Gitlab) => {
            return Ok(Doctor::Workflow { workflow: include_str!("../../../docs/gitlab-ci.yml") });
        }
        None => {}
    }
    let workspace = Workspace::open(env)?;
    let mut checks = githooks::checks(&workspace);
    let proven = workspace.proven_map();
    match &proven {
        Ok(proven) => {
            let agents = count(proven.map.agents.len(), "agent");
            checks.push(Check::ok(Point::Map, format!("the map: {agents}, and no path has two owners")));
            checks.extend(proven.notes.iter().map(|note| Check::cannot(Point::Map, note)));
            let notice = verify_notice::notice(&workspace, &proven.map.agents);
            checks.extend(notice.map(|notice| Check::ok(Point::Map, notice)));
        }
        Err(error) => checks.push(repository::failed(Point::Map, "the map", error)),
    }
    checks.extend(agents::checks(&workspace));
    if let Ok(proven) = &proven {
        checks.push(repository::identity(&workspace, &proven.map));
        checks.extend(repository::chat(&workspace, &proven.map)?);
    }
    checks.extend(repository::remote(&workspace)?);
    if let Ok(proven) = &proven {
        checks.extend(limits::checks(&workspace, &proven.map)?);
    }
    // What nothing can be done about comes last.
    checks.sort_by_key(|check| check.state == CheckState::Cannot);
    let ok = checks.iter().all(|check| check.state != CheckState::Missing);
    Ok(Doctor::Found { ok, checks })
}

impl Answer for Doctor {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Doctor::Found { checks, .. } => list(checks, out),
            Doctor::Workflow { workflow } => write!(out, "{workflow}"),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Doctor::Found { ok: false, .. } => Exit::No,
            Doctor::Found { .. } | Doctor::Workflow { .. } => Exit::Yes,
        }
    }
}
