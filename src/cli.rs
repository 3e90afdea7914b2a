//! The command line's shape. Never does anything.

use clap::{Args, Parser, Subcommand};

use crate::command;
use crate::ui::Format;

/// Directory ownership for several coding agents in one git repository
#[derive(Debug, Parser)]
#[command(name = "auraops", bin_name = "auraops", version, about, max_term_width = 100)]
#[command(after_help = "Example:
  auraops init            # once per repository
  auraops launch SENSOR   # at the start of a session
  auraops audit           # in the evening

Exit status: 0 yes or done, 1 no or something found, 2 no answer")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes
#[derive(Debug, Args)]
pub struct Global {
    /// Print one JSON document
    #[arg(long, global = true, help_heading = "Global options")]
    pub json: bool,
    /// Use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub color: Color,
}

/// When to use colour
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(command::init::Args),
    Map(command::map::Args),
    Launch(command::launch::Args),
    CheckPath(command::check_path::Args),
    Msg(command::msg::Args),
    Inbox(command::inbox::Args),
    Status(command::status::Args),
    Ship(command::ship::Args),
    End(command::end::Args),
    Audit(command::audit::Args),
    Doctor(command::doctor::Args),
    Hook(command::hook::Args),
    Completions(command::completions::Args),
    Man(command::completions::ManArgs),
}

impl Cli {
    /// The form of the answer: `--json`, or what the command's own `--format` says.
    pub fn format(&self) -> Format {
        match &self.command {
            _ if self.global.json => Format::Json,
            Command::CheckPath(args) => args.format.unwrap_or(Format::Human),
            _ => Format::Human,
        }
    }
}
