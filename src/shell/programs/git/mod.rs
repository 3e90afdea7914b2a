//! What a git command would do to the work tree. Which files those are git itself is asked later.

mod action;
mod guard;
mod index;
mod prints;
mod setting;
mod writes;

use std::path::{Path, PathBuf};

use super::diff::{apply_file, apply_input};
use super::options::{Options, Spec};
use super::program::Invocation;
use super::transfer::{Way, transfer};
use crate::shell::effect::{DiffFrame, Effect, GitAction, GitCommand, How};
use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::value::Value;
use guard::guard;
use setting::Setting;

/// Commands that are read on.
const JUDGED: [&str; 12] = [
    "apply",
    "checkout",
    "checkout-index",
    "clean",
    "clone",
    "mv",
    "read-tree",
    "reset",
    "restore",
    "rm",
    "stash",
    "switch",
];
/// Commands that make no directory.
const MAKES_NOTHING: [&str; 7] = ["add", "commit", "status", "diff", "log", "show", "push"];
const APPLY: Spec =
    Spec::new("pC", &["directory", "exclude", "include", "whitespace", "build-fake-ancestor"]);

pub fn git(machine: &mut Machine, call: &mut Invocation) {
    let mut setting = Setting::new(machine, call);
    let mut args = call.args().iter();
    let command = loop {
        match args.next() {
            None => return,
            Some(None) => return machine.not_understood(),
            Some(Some(text)) if is_about_git(text) => return,
            Some(Some(text)) if text.starts_with('-') => setting.option(machine, text, &mut args),
            Some(Some(text)) => break text.as_str(),
        }
    };
    let args = args.as_slice();
    guard(machine, call, &setting, command, args);
    if command == "rev-parse" {
        return rev_parse(machine, args, &setting);
    }
    if let Some(dir) = setting.dir.as_deref() {
        prints::into_file(machine, command, args, dir);
        prints::runs(machine, command, args, dir);
        match command {
            "ls-files" => return prints::ls_files(machine, args, dir),
            "grep" => return prints::grep(machine, args),
            _ => {}
        }
    }
    if !JUDGED.contains(&command) {
        if !MAKES_NOTHING.contains(&command) {
            machine.run_other();
        }
        return;
    }
    let is_forced = setting.switch("clean.requireforce") == Some(false);
    let Some(dir) = setting.dir.filter(|_| !setting.is_tied) else { return machine.not_understood() };
    match actions(machine, call, command, args, &dir, is_forced) {
        Some(actions) => {
            for action in actions {
                machine.defer(Effect::Git(GitCommand { dir: dir.clone(), action }));
            }
        }
        None => machine.not_understood(),
    }
}

/// Options with which git only tells something of itself.
fn is_about_git(text: &str) -> bool {
    matches!(text, "--help" | "--version" | "-h" | "-v" | "--html-path" | "--man-path")
}

/// `git rev-parse --show-toplevel`
fn rev_parse(machine: &mut Machine, args: &[Value], setting: &Setting) {
    let is_top = matches!(args, [Some(flag)] if flag == "--show-toplevel");
    let is_here = setting.dir.as_deref().is_some_and(|dir| lexical(dir).starts_with(machine.root()));
    let top = machine.root().to_string_lossy().into_owned();
    machine.print((is_top && is_here && !setting.is_tied).then_some(top), None);
}

/// What it does; `None` where that cannot be told.
fn actions(
    machine: &mut Machine,
    call: &Invocation,
    command: &str,
    args: &[Value],
    dir: &Path,
    is_forced: bool,
) -> Option<Vec<GitAction>> {
    match command {
        "mv" => {
            mv(machine, args, dir);
            Some(Vec::new())
        }
        "clone" => {
            clone(machine, args, dir);
            Some(Vec::new())
        }
        "apply" => {
            apply(machine, call, args, dir)?;
            Some(Vec::new())
        }
        "checkout" => action::checkout(args),
        "restore" => action::restore(args),
        "switch" => action::switch(args),
        "reset" => action::reset(args),
        "clean" => action::clean(args, is_forced),
        "read-tree" => index::read_tree(args),
        "checkout-index" => index::checkout_index(machine, args, dir),
        "stash" => action::stash(args),
        _ => action::rm(args),
    }
}

fn mv(machine: &mut Machine, args: &[Value], dir: &Path) {
    let options = Options::parse(args, Spec::NONE);
    if !options.has(&["n", "dry-run"]) {
        let plain = Options { operands: options.operands, ..Options::default() };
        machine.within(dir, |machine| transfer(machine, Way::Move, &plain));
    }
}

/// `git clone address dir`
fn clone(machine: &mut Machine, args: &[Value], dir: &Path) {
    let options = Options::parse(
        args,
        Spec::new("boujc", &["branch", "origin", "depth", "reference", "filter", "config"]),
    );
    machine.run_other();
    if let Some(to) = options.operands.get(1) {
        machine.within(dir, |machine| {
            if let Some(to) = machine.target(to) {
                machine.make_dir(&to);
            }
        });
    } else if !options.operands.is_empty() {
        // Its name is that of the other repository.
        machine.write(dir, How::Below);
    }
}

fn apply(machine: &mut Machine, call: &Invocation, args: &[Value], dir: &Path) -> Option<()> {
    let options = Options::parse(args, APPLY);
    let only_looks = ["check", "stat", "numstat", "summary", "cached"];
    if options.has(&only_looks) && !options.has(&["apply"]) {
        return Some(());
    }
    let strip = match options.value(&["p"]) {
        Some(count) => count?.parse().ok()?,
        None => 1,
    };
    // Seen from the top, wherever git runs in it.
    let is_here = lexical(dir).starts_with(machine.root());
    let top = if is_here { machine.root().to_owned() } else { dir.to_owned() };
    let here = lexical(dir).strip_prefix(&top).map(PathBuf::from).unwrap_or_default();
    let below = here.join(options.value(&["directory"]).map_or(Some(String::new()), |dir| dir)?);
    let frame = DiffFrame { dir: top, strip: Some(strip), below };
    let files: Vec<&Value> = options.operands.iter().filter(|file| file.as_deref() != Some("-")).collect();
    if files.is_empty() {
        apply_input(machine, call, &frame);
    }
    for file in files {
        let file = machine.ground().disk().absolute(dir, file.as_deref()?);
        apply_file(machine, &file, &frame);
    }
    Some(())
}
