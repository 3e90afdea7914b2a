//! What a function of a library does to files, in the machine's verbs.

use std::path::Path;

use super::value::{Given, Known};
use crate::shell::effect::{How, Removal};
use crate::shell::machine::Machine;
use crate::shell::programs::options::Options;
use crate::shell::programs::transfer::{Way, transfer};
use crate::shell::value::{UNKNOWN, Value};

/// What is done, the path being the first argument.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Opened in the way that the second argument says.
    Open,
    Write(How),
    Remove(Removal),
    /// A directory is made.
    Make,
    /// The second argument is where it goes.
    Move,
    Copy,
    CopyTree,
    /// The second argument is the new name.
    Link,
    /// The argument is a text for a shell.
    Shell,
    /// The argument is a list, or the arguments are one: a command.
    Command,
    /// Goes to another directory.
    Go,
}

/// How a mode opens a file for writing; `None` where it only reads.
pub fn mode(mode: &str) -> Option<How> {
    let mode = mode.split(':').next().unwrap_or_default();
    if mode.len() > 4 || mode.contains(UNKNOWN) {
        return None;
    }
    match mode {
        mode if mode.contains('a') => Some(How::Append),
        mode if mode.contains(['w', 'x', '+']) => Some(How::Content),
        _ => None,
    }
}

pub fn act(machine: &mut Machine, act: Act, given: &Given) {
    let Some(first) = given.get(0, &["path", "file", "filename", "src", "name", "args"]) else { return };
    let second = given.get(1, &["dst", "target"]);
    match act {
        Act::Open => {
            let how = given.get(1, &["mode"]).and_then(Known::spelled).and_then(mode);
            if let Some(how) = how {
                each(first, |path| drop(machine.write_at(&path, how)));
            }
        }
        Act::Write(how) => each(first, |path| drop(machine.write_at(&path, how))),
        Act::Remove(what) => each(first, |path| {
            if let Some(path) = machine.target(&path) {
                machine.remove(&path, what);
            }
        }),
        Act::Make => each(first, |path| {
            if let Some(path) = machine.target(&path) {
                machine.make_dir(&path);
            }
        }),
        Act::Move => bring(machine, Way::Move, first, second),
        Act::Copy => bring(machine, Way::Copy { trees: false }, first, second),
        Act::CopyTree => tree(machine, first, second),
        Act::Link => {
            if let Some(name) = second {
                each(name, |path| drop(machine.write_at(&path, How::Name)));
            }
        }
        Act::Shell => elsewhere(machine, given, |machine| machine.run_text(known(first))),
        Act::Command => command(machine, first, given),
        Act::Go => {
            let dir = known(first).and_then(|text| machine.at(&text));
            machine.state_mut().go(dir);
        }
    }
}

/// Each path of a list, or the one.
fn each(paths: &Known, mut does: impl FnMut(Value)) {
    match paths {
        Known::List(paths) => paths.values.iter().for_each(|path| {
            if let Some(text) = path.spelled() {
                does(Some(text.to_owned()));
            }
        }),
        path => {
            if let Some(text) = path.spelled() {
                does(Some(text.to_owned()));
            }
        }
    }
}

/// A text that is known from end to end.
fn known(value: &Known) -> Value {
    value.spelled().filter(|text| !text.contains(UNKNOWN)).map(str::to_owned)
}

fn bring(machine: &mut Machine, way: Way, from: &Known, to: Option<&Known>) {
    let Some(to) = to.and_then(Known::spelled) else {
        if way == Way::Move {
            each(from, |path| {
                if let Some(path) = machine.target(&path) {
                    machine.write_tree(&path);
                }
            });
        }
        return;
    };
    let mut operands = Vec::new();
    match from {
        Known::List(_) => each(from, |path| operands.push(path)),
        from => operands.push(Some(from.marked())),
    }
    operands.push(Some(to.to_owned()));
    transfer(machine, way, &Options { operands, ..Options::default() });
}

fn tree(machine: &mut Machine, from: &Known, to: Option<&Known>) {
    let to = to.and_then(Known::spelled).map(str::to_owned);
    let Some(to) = to.and_then(|to| machine.target(&Some(to))) else { return };
    match known(from).and_then(|from| machine.at(&from)) {
        Some(from) => machine.copy(&from, &to, How::Content),
        None => machine.write(&to, How::Below),
    }
}

/// A command as a list of its arguments, or as a text where a shell is asked for.
fn command(machine: &mut Machine, first: &Known, given: &Given) {
    let is_shell = given.named("shell").is_some();
    elsewhere(machine, given, |machine| match first {
        Known::List(args) => machine.run_command(args.values.iter().map(known).collect()),
        text if is_shell => machine.run_text(known(text)),
        text => machine.run_command(vec![known(text)]),
    });
}

/// Runs something in the directory that a call names; nowhere where nobody knows that.
fn elsewhere(machine: &mut Machine, given: &Given, run: impl FnOnce(&mut Machine)) {
    match given.named("cwd") {
        None => run(machine),
        Some(dir) => {
            if let Some(dir) = known(dir).and_then(|dir| machine.at(&dir)) {
                machine.within(&dir, run);
            }
        }
    }
}

/// `a/b`, as libraries join paths: an absolute one begins anew.
pub fn join(dir: &str, name: &str) -> String {
    match () {
        () if name.starts_with('/') || dir.is_empty() => name.to_owned(),
        () if dir.ends_with('/') => format!("{dir}{name}"),
        () => format!("{dir}/{name}"),
    }
}

/// The directory that a path lies in.
pub fn parent(path: &str) -> String {
    match Path::new(path).parent().and_then(Path::to_str) {
        Some("") | None => ".".to_owned(),
        Some(dir) => dir.to_owned(),
    }
}
