//! `auraops hook`: git's and the agents' hooks put in place, and answered.

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use crate::agent::Vendor;
use crate::hook::decision::Decision;
use crate::hook::hooks_status::HooksStatus;
use crate::hook::tool::{self, ProgramAnswer};
use crate::hook::{commit_message, fast_forward, install, pre_commit, pre_push, reference_transaction};
use crate::sys::env::Env;
use crate::ui::{Answer, Exit, document};

/// Install or remove git's and the agents' hooks, or show their status
///
/// Existing hooks keep running, after these: plain scripts, husky, lefthook, pre-commit, prek.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops hook install
  auraops hook install --claude --codex   # their programs ask before they write
  auraops hook status
  auraops hook remove")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Install the hooks, ahead of existing ones
    ///
    /// Installs git's hooks; with a flag, also the hook through which an agent's program asks before it writes.
    #[command(after_help = "Example:\n  auraops hook install\n  auraops hook install --claude --codex")]
    Install(Agents),
    /// Remove the hooks and restore what was there
    ///
    /// Removes git's hooks and every agent's; with a flag, only that agent's. Refused to an agent: only the user does it.
    #[command(after_help = "Example:\n  auraops hook remove\n  auraops hook remove --claude")]
    Remove(Agents),
    /// Show which hooks are installed; exit 1 if one is missing
    #[command(after_help = "Example:\n  auraops hook status --json")]
    Status,
    #[command(hide = true)]
    PreCommit,
    #[command(hide = true)]
    PreMergeCommit,
    #[command(hide = true)]
    PrepareCommitMsg(commit_message::Args),
    #[command(hide = true)]
    CommitMsg(commit_message::Args),
    #[command(hide = true)]
    ReferenceTransaction(reference_transaction::Args),
    #[command(hide = true)]
    PrePush(pre_push::Args),
    /// What `ship` starts to bring files into the checkout
    #[command(hide = true)]
    FastForward(fast_forward::Args),
    /// What agents' programs call
    #[command(flatten)]
    Asked(Asked),
}

/// An agent's program that asks
#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Asked {
    #[command(hide = true)]
    Claude,
    #[command(hide = true)]
    Codex,
    #[command(hide = true)]
    Gemini,
    #[command(hide = true)]
    Cursor,
    #[command(hide = true)]
    Copilot,
}

impl Args {
    /// Whether an agent's program asks, which must get its answer wherever it is.
    pub fn is_of_agent(&self) -> bool {
        matches!(self.action, Action::Asked(_))
    }
}

impl Asked {
    fn vendor(self) -> Vendor {
        match self {
            Asked::Claude => Vendor::Claude,
            Asked::Codex => Vendor::Codex,
            Asked::Gemini => Vendor::Gemini,
            Asked::Cursor => Vendor::Cursor,
            Asked::Copilot => Vendor::Copilot,
        }
    }
}

/// Which agents are meant
#[derive(Debug, Clone, Copy, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Agents {
    /// Claude Code, in .claude/settings.local.json
    #[arg(long)]
    claude: bool,
    /// Codex, in .codex/hooks.json
    #[arg(long)]
    codex: bool,
    /// Gemini CLI, in .gemini/settings.json
    #[arg(long)]
    gemini: bool,
    /// Cursor, in .cursor/hooks.json
    #[arg(long)]
    cursor: bool,
    /// GitHub Copilot CLI, in .github/hooks/auraops.json
    #[arg(long)]
    copilot: bool,
}

impl Agents {
    fn chosen(self) -> Vec<Vendor> {
        let is_chosen = |vendor: &Vendor| match vendor {
            Vendor::Claude => self.claude,
            Vendor::Codex => self.codex,
            Vendor::Gemini => self.gemini,
            Vendor::Cursor => self.cursor,
            Vendor::Copilot => self.copilot,
        };
        Vendor::ALL.into_iter().filter(is_chosen).collect()
    }
}

/// The answer of whichever hook command ran.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum HookAnswer {
    Status(HooksStatus),
    /// What git is to be told.
    Decision(Box<Decision>),
    /// What an agent's program is to be told.
    Program(ProgramAnswer),
    /// What another process of ours is to be told.
    Report(fast_forward::Reported),
}

pub fn run(args: &Args, env: &Env) -> Result<HookAnswer> {
    let decision = match &args.action {
        Action::Install(agents) => {
            return install::install_with(env, &agents.chosen()).map(HookAnswer::Status);
        }
        Action::Remove(agents) => return install::remove(env, &agents.chosen()).map(HookAnswer::Status),
        Action::Status => return install::status(env).map(HookAnswer::Status),
        Action::Asked(asked) => return Ok(HookAnswer::Program(tool::run(asked.vendor()))),
        Action::FastForward(args) => return fast_forward::run(args, env).map(HookAnswer::Report),
        Action::PreCommit | Action::PreMergeCommit => pre_commit::run(env)?,
        Action::PrepareCommitMsg(args) => commit_message::prepare(args, env)?,
        Action::CommitMsg(args) => commit_message::finish(args, env)?,
        Action::ReferenceTransaction(args) => reference_transaction::run(args, env)?,
        Action::PrePush(args) => pre_push::run(args, env)?,
    };
    Ok(HookAnswer::Decision(Box::new(decision)))
}

impl Answer for HookAnswer {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            HookAnswer::Status(status) => status.human(out),
            HookAnswer::Decision(decision) => decision.human(out),
            HookAnswer::Program(answer) => answer.human(out),
            HookAnswer::Report(report) => report.human(out),
        }
    }

    fn is_verbatim(&self) -> bool {
        matches!(self, HookAnswer::Program(_) | HookAnswer::Report(_))
    }

    fn exit(&self) -> Exit {
        match self {
            HookAnswer::Status(status) => status.exit(),
            HookAnswer::Decision(decision) => decision.exit(),
            HookAnswer::Program(answer) => answer.exit(),
            HookAnswer::Report(report) => report.exit(),
        }
    }

    fn notes(&self) -> &[String] {
        match self {
            HookAnswer::Status(status) => status.notes(),
            HookAnswer::Decision(decision) => decision.notes(),
            HookAnswer::Program(answer) => answer.notes(),
            HookAnswer::Report(report) => report.notes(),
        }
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            HookAnswer::Program(answer) => answer.json(out),
            answer => document(answer, out),
        }
    }
}
