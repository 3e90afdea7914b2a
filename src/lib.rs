//! auraops: directory ownership for several coding agents that work in one git repository at once.
//!
//! A run is parse → run → exit code: [`main`] reads the command line and the surroundings, a command turns them into
//! one answer, and the answer is printed. `Err` means that there is no answer; a refusal is an answer.

mod agent;
mod chat;
mod cli;
mod command;
mod config;
mod domain;
mod error;
mod git;
mod hook;
mod judge;
mod push;
mod session;
mod shell;
mod sys;
mod ui;
mod workspace;

/// The rules, for the benches alone: no promise to anybody.
#[doc(hidden)]
pub mod benches {
    pub use crate::domain::*;
}

use std::io;
use std::process::ExitCode;

use anstream::ColorChoice;
use anyhow::Result;
use clap::{CommandFactory, Parser};

use cli::{Cli, Color, Command};
use sys::env::{self, Env};
use sys::lock::Busy;
use ui::{Exit, Format, Ui};

/// Runs auraops on this process's arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            return usage(
                &error,
                env::args_have(&["--json"])
                    || env::args_have(&["--format", "json"])
                    || env::args_have(&["--format=json"]),
            );
        }
    };
    let color = match cli.global.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    color.write_global();
    let ui = Ui { format: cli.format(), color };
    let exit = run(cli.command, ui).unwrap_or_else(|error| {
        match error.chain().find_map(|cause| cause.downcast_ref::<Busy>()) {
            Some(busy) => ui.busy(busy, &env::args()),
            None => ui.error(&error),
        }
    });
    exit.into()
}

fn run(command: Command, ui: Ui) -> Result<Exit> {
    let mut env = match &command {
        // It reads its own, where that can keep it from nothing.
        Command::Hook(args) if args.is_of_agent() => Env::read_timeless(),
        _ => Env::read()?,
    };
    env.narrate = ui::narrate;
    let exit = match command {
        Command::Init(args) => ui.answer(&command::init::run(&args, &env)?),
        Command::Map(args) => ui.answer(&command::map::run(&args, &env)?),
        Command::Launch(args) => ui.answer(&command::launch::run(&args, &env)?),
        Command::CheckPath(args) => ui.answer(&command::check_path::run(&args, &env)?),
        Command::Msg(args) => ui.answer(&command::msg::run(&args, &env)?),
        Command::Inbox(args) => ui.answer(&command::inbox::run(&args, &env)?),
        Command::Status(args) => ui.answer(&command::status::run(&args, &env)?),
        Command::Ship(args) => ui.answer(&command::ship::run(&args, &env)?),
        Command::End(args) => ui.answer(&command::end::run(&args, &env)?),
        Command::Doctor(args) => ui.answer(&command::doctor::run(&args, &env)?),
        Command::Audit(args) => ui.answer(&command::audit::run(&args, &env)?),
        Command::Hook(args) => ui.answer(&command::hook::run(&args, &env)?),
        Command::Completions(args) => ui.answer(&command::completions::run(&args, Cli::command())),
        Command::Man(args) => ui.answer(&command::completions::man(&args, Cli::command())?),
    };
    exit.map_err(|error| match error.kind() {
        // Not the printing failed but what came with it, which says itself what it was.
        io::ErrorKind::Other => error.into(),
        _ => anyhow::Error::new(error).context("cannot write the answer to standard output"),
    })
}

/// Help and version are answers; anything else on the command line that is not understood has none.
fn usage(error: &clap::Error, json: bool) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe is the reader's choice.
        drop(error.print());
        return Exit::Yes.into();
    }
    if json {
        let message = error.to_string();
        let message = message.trim().trim_start_matches("error: ");
        let error = error::hinted(message, domain::next::Next::auraops("--help"));
        return Ui { format: Format::Json, color: ColorChoice::Never }.error(&error).into();
    }
    drop(error.print());
    Exit::Unanswered.into()
}
