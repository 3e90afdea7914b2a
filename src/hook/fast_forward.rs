//! The process that brings a checkout forward for `ship`, which may be gone before it is done.

use std::io::{self, Write};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::domain::asker::Asker;
use crate::domain::oid::Oid;
use crate::push::forward::{Forward, Report, run as bring};
use crate::sys::env::Env;
use crate::ui::{Answer, Exit};
use crate::workspace::Workspace;

/// Bring the checked-out branch from one commit to another
#[derive(Debug, clap::Args)]
pub struct Args {
    branch: String,
    from: String,
    to: String,
}

/// How it ended, for the process that asked.
#[derive(Debug, Serialize)]
pub struct Reported {
    #[serde(skip)]
    report: Report,
}

pub fn run(args: &Args, env: &Env) -> Result<Reported> {
    let workspace = Workspace::open(env)?;
    let commit = |text: &str| Oid::parse(text).with_context(|| format!("`{text}` is no commit"));
    let (from, to) = (commit(&args.from)?, commit(&args.to)?);
    let enforced = workspace.enforced_if_any()?;
    let agent = enforced.and_then(|enforced| match enforced.asker() {
        Asker::Agent(name) => Some(name.clone()),
        Asker::Operator | Asker::Nobody => None,
    });
    let forward = Forward { branch: &args.branch, from: &from, to: &to, agent: agent.as_ref() };
    Ok(Reported { report: bring(&workspace, &forward)? })
}

impl Answer for Reported {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", self.report.to_text())
    }

    fn exit(&self) -> Exit {
        Exit::Yes
    }
}
