//! One file a subcommand: arguments in, an answer out. Nothing here prints or knows git.

pub mod audit;
pub mod check_path;
pub mod completions;
pub mod end;
pub mod hook;
pub mod init;
pub mod launch;
pub mod map;

/// Who asks, where a command lets one say it
#[derive(Debug, clap::Args)]
pub struct Asker {
    /// Answer for this agent, or for `user` [default: `AURAOPS_AGENT`, else this linked worktree's agent]
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
}
