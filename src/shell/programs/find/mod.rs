//! `find … -delete` and `-exec`: the tree is walked for the tests that a name alone answers.

mod git_dir;
mod query;

use std::path::PathBuf;

use super::program::Invocation;
use crate::shell::effect::How;
use crate::shell::guards::Guard;
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value, replaced};
use query::{FindAction, Query};

/// How many names are looked at.
const MOST_NAMES: usize = 20_000;
/// What the patterns of a query cost, as much as making a text so long, and each letter of them.
const QUERY: usize = 1_000;
const QUERY_LETTER: usize = 25;

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// As `find` spells it.
    text: String,
    path: PathBuf,
    is_dir: bool,
}

pub fn find(machine: &mut Machine, call: &mut Invocation) {
    let length: usize = call.args().iter().flatten().map(String::len).sum();
    if !machine.pays(QUERY + QUERY_LETTER * length) {
        return;
    }
    let query = Query::parse(call.args());
    for action in &query.actions {
        if let FindAction::Write(file) = action {
            machine.write_at(file, How::Content);
        }
    }
    let writes = query.actions.iter().any(|action| match action {
        FindAction::Delete => true,
        FindAction::Run { command, .. } => may_write(command),
        FindAction::Write(_) => false,
    });
    let is_list = query.actions.is_empty() && machine.is_read();
    if !writes && !is_list {
        return;
    }
    let in_git = git_dir::found(machine, &query.starts, call.args());
    if writes && in_git.iter().any(|found| reaches(machine, &query, found)) {
        machine.takes(Guard::GitDir, Some(machine.root().to_owned()));
    }
    let found = if query.is_unclear { None } else { search(machine, &query) };
    match found {
        Some(found) if is_list => {
            let end = if query.is_nul { '\0' } else { '\n' };
            let names = found.into_iter().map(|found| found.text).chain(in_git);
            machine.print(Some(names.map(|name| name + &end.to_string()).collect()), None);
        }
        Some(found) => act(machine, &query, &found),
        None if writes => {
            machine.not_understood();
            act_below(machine, &query);
        }
        None => {}
    }
}

fn act(machine: &mut Machine, query: &Query, found: &[Found]) {
    for action in &query.actions {
        match action {
            FindAction::Delete => {
                for found in found.iter().filter(|found| !found.is_dir) {
                    machine.write(&found.path, How::Name);
                }
            }
            FindAction::Run { command, at_once: true } => {
                let all = found.iter().map(|found| Some(found.text.clone()));
                let args = command.iter().filter(|arg| arg.as_deref() != Some("{}")).cloned();
                let args: Vec<Value> = args.chain(all).collect();
                if !found.is_empty() {
                    machine.run_command(args);
                }
            }
            FindAction::Run { command, .. } => {
                for found in found {
                    machine.run_command(with(command, &found.text));
                }
            }
            FindAction::Write(_) => {}
        }
    }
}

/// Whether something is done to what is found in git's directory.
fn reaches(machine: &mut Machine, query: &Query, found: &str) -> bool {
    let git_dir = machine.root().join(".git");
    query.actions.iter().any(|action| match action {
        FindAction::Delete => true,
        FindAction::Run { command, .. } => {
            let command = with(command, found);
            machine.would_write_below(&git_dir, |machine| machine.run_command(command))
        }
        FindAction::Write(_) => false,
    })
}

/// Where nobody knows what is found, it is still somewhere in the trees that are walked.
fn act_below(machine: &mut Machine, query: &Query) {
    let starts = query.starts.iter().flatten();
    let found: Vec<String> =
        starts.map(|start| format!("{}/{UNKNOWN}", start.trim_end_matches('/'))).collect();
    for action in &query.actions {
        for found in &found {
            match action {
                FindAction::Delete => drop(machine.write_at(&Some(found.clone()), How::Name)),
                FindAction::Run { command, .. } => machine.run_command(with(command, found)),
                FindAction::Write(_) => {}
            }
        }
    }
}

/// A command with what is found in place of `{}`.
fn with(command: &[Value], found: &str) -> Vec<Value> {
    command.iter().map(|arg| replaced(arg.as_deref()?, "{}", found)).collect()
}

/// Walks the trees; `None` where what is found cannot be told.
fn search(machine: &Machine, query: &Query) -> Option<Vec<Found>> {
    let disk = machine.ground().disk();
    let mut found = Vec::new();
    let mut left = MOST_NAMES;
    for start in &query.starts {
        let text = start.clone()?;
        let path = machine.at(&text)?;
        let mut open = vec![(text, path, 0)];
        while let Some((text, path, depth)) = open.pop() {
            left = left.checked_sub(1)?;
            let is_dir = disk.is_dir(&path) && !disk.is_link(&path);
            if !is_dir && depth == 0 && !disk.exists(&path) {
                continue;
            }
            if is_dir && query.max.is_none_or(|max| depth < max) {
                for name in disk.names(&path) {
                    // Nothing that a person wants found is there.
                    if name == ".git" {
                        continue;
                    }
                    let text = format!("{}/{name}", text.trim_end_matches('/'));
                    open.push((text, path.join(&name), depth + 1));
                }
            }
            if query.matches(&text, depth, is_dir) {
                found.push(Found { text, path, is_dir });
            }
        }
    }
    found.sort();
    Some(found)
}

/// Whether it is worth to walk a tree for this command.
fn may_write(command: &[Value]) -> bool {
    let readers = [
        "grep",
        "egrep",
        "rg",
        "cat",
        "head",
        "tail",
        "wc",
        "ls",
        "echo",
        "stat",
        "file",
        "md5sum",
        "sha256sum",
        "du",
    ];
    !command.first().and_then(Option::as_deref).is_some_and(|name| readers.contains(&name))
}
