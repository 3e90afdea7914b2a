//! What `--help` says: the page in the docs is made from it, and its examples are commands that auraops takes.

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

/// The lines of a help's example.
fn examples(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Example:").skip(1);
    lines.take_while(|line| !line.is_empty()).map(str::trim).collect()
}

/// The arguments that a line gives to auraops, wherever in a pipe it stands; without comment and redirection.
fn arguments(line: &str) -> Option<Vec<String>> {
    let mut stages = vec![vec![String::new()]];
    let mut quote = None;
    for char in line.chars() {
        let stage = stages.last_mut().unwrap();
        let word = stage.last_mut().unwrap();
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None, '"' | '\'') => quote = Some(char),
            (None, '#') if word.is_empty() => break,
            (None, '|') => stages.push(vec![String::new()]),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => stage.push(String::new()),
            _ => word.push(char),
        }
    }
    let ours = stages.into_iter().find(|stage| stage[0] == "auraops")?;
    let words = ours.into_iter().skip(1).filter(|word| !word.is_empty());
    Some(words.take_while(|word| !word.starts_with('>')).collect())
}

#[test]
fn every_command_has_examples_that_it_takes() {
    let mut world = World::empty();
    let commands = every_command(&world);
    // Whatever is understood ends there for want of a repository, if not before with an answer.
    std::fs::create_dir(world.beside("nowhere")).unwrap();
    world.set_cwd(world.beside("nowhere"));
    let mut wrong = Vec::new();
    for command in commands {
        let examples = examples(&command.help);
        if examples.is_empty() {
            wrong.push(format!("{} has no example", command.name()));
        }
        for line in examples {
            let Some(arguments) = arguments(line) else {
                wrong.push(format!("{line}\n\tdoes not call auraops"));
                continue;
            };
            let output = world.auraops(&arguments).output().unwrap();
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            if !output.status.success() && !said.contains("no git repository at") {
                wrong.push(format!("{line}\n\t{arguments:?}: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
