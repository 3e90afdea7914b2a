//! `auraops completions` and `auraops man`: what the command line's shape alone tells.

use std::io::{self, Write};

use anyhow::Result;
use clap::Command;
use clap_complete::Shell;
use serde::Serialize;

use crate::domain::next::Next;
use crate::error::hinted;
use crate::ui::Answer;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops completions bash > ~/.local/share/bash-completion/completions/auraops
  auraops completions powershell >> $PROFILE")]
pub struct Args {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page of auraops or of one command
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops man | man -l -
  auraops man check-path > auraops-check-path.1")]
pub struct ManArgs {
    /// The command whose page to print
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// A text that is printed as it is.
#[derive(Debug, Serialize)]
pub struct Text {
    text: String,
}

pub fn run(args: &Args, mut cli: Command) -> Text {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli, "auraops", &mut script);
    Text { text: String::from_utf8_lossy(&script).into_owned() }
}

pub fn man(args: &ManArgs, mut cli: Command) -> Result<Text> {
    cli.build();
    let command = match &args.command {
        None => cli,
        Some(name) => match cli.find_subcommand(name).filter(|command| !command.is_hide_set()) {
            Some(command) => command.clone(),
            None => {
                return Err(hinted(format!("no command `{}`", name.escape_debug()), Next::auraops("--help")));
            }
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .source(concat!("auraops ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(Text { text: String::from_utf8_lossy(&page).into_owned() })
}

impl Answer for Text {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.text.as_bytes())
    }

    fn is_verbatim(&self) -> bool {
        true
    }
}
