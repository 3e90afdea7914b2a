//! The command line's shape. Never does anything.

use clap::{Args, Parser, Subcommand};

use crate::command;
use crate::ui::Format;

/// Directory ownership for several coding agents in one git repository
#[derive(Debug, Parser)]
#[command(name = "auraops", version, about, max_term_width = 100, propagate_version = true)]
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
    #[arg(long, global = true, display_order = 900)]
    pub json: bool,
    /// Use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 901)]
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
    End(command::end::Args),
    Audit(command::audit::Args),
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
