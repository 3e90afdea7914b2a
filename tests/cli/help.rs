//! What `--help` says: the page in the docs is made from it.

use std::fmt::Write;

use snapbox::{assert_data_eq, file};

use crate::support::commands::{Described, every_command};
use crate::support::{World, text};

/// Every help under a heading of its own.
fn page(commands: &[Described]) -> String {
    let mut page = "# The command line\n\n\
        What `auraops --help` and the `--help` of every command print. `tests/cli/help.rs` holds this page against the\n\
        program; `SNAPSHOTS=overwrite cargo test --test cli help` writes it anew.\n"
        .to_owned();
    for command in commands {
        assert!(!command.help.contains("```"), "{}: a fence in the help", command.name());
        let level = "#".repeat(command.words.len().max(2));
        let help: Vec<&str> = command.help.trim_end().lines().map(str::trim_end).collect();
        write!(page, "\n{level} {}\n\n```text\n{}\n```\n", command.name(), help.join("\n")).unwrap();
    }
    page
}

#[test]
fn the_page_in_the_docs_is_what_the_commands_say() {
    let commands = every_command(&World::empty());
    assert!(commands.iter().any(|command| command.name() == "auraops hook install"), "the walk goes down");
    assert_data_eq!(page(&commands), file!["../../docs/cli.md"]);
}

#[test]
fn lines_are_no_longer_than_100_however_wide_the_terminal_is() {
    let world = World::empty();
    for command in every_command(&world) {
        let longest = command.help.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(100), "{} has a line of {longest:?}", command.name());
        let args = command.words[1..].iter().map(String::as_str).chain(["--help"]);
        let wide = world.auraops(args).env("COLUMNS", "400").assert().success();
        assert_eq!(text(&wide.get_output().stdout).replace("\r\n", "\n"), command.help, "{}", command.name());
    }
}
