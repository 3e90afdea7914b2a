//! Programs that print names of files: `ls`, and `grep -rl`.

use super::options::Options;
use super::program::Invocation;
use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::value::{UNKNOWN, Value};

pub fn ls(machine: &mut Machine, call: &mut Invocation) {
    let text = call.texts().filter(|_| machine.is_read()).and_then(|args| names(machine, &args));
    machine.print(text, call.output_file());
}

/// `grep -rl text dir`
pub fn grep(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let goes_down = options.has(&["r", "R", "recursive", "dereference-recursive"]);
    search(machine, call, &options, goes_down, true);
}

/// `rg -l text dir`
pub fn rg(machine: &mut Machine, call: &mut Invocation) {
    search(machine, call, &call.options(), true, false);
}

/// `grep` by a name that only some systems have for it.
pub fn ggrep(machine: &mut Machine, call: &mut Invocation) {
    if machine.is_read() { grep(machine, call) } else { machine.run_other() }
}

fn search(machine: &mut Machine, call: &Invocation, options: &Options, goes_down: bool, is_grep: bool) {
    if machine.is_read() {
        let text = if goes_down { matches(machine, options, is_grep) } else { None };
        machine.print(text, call.output_file());
    }
}

/// What `ls` prints: the files that it is given, or the names in one directory.
fn names(machine: &Machine, args: &[&str]) -> Value {
    let (flags, files): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| arg.starts_with('-'));
    if flags.iter().any(|flag| *flag != "-1") {
        return None;
    }
    let (ground, disk) = (machine.ground(), machine.ground().disk());
    let file = files.first().copied().unwrap_or(".");
    let path = machine.at(file)?;
    let mut names = match files.len() {
        0 | 1 if ground.is_dir(&path) => disk.names(&path),
        _ if files.iter().all(|file| machine.at(file).is_some_and(|path| !disk.is_dir(&path))) => {
            files.into_iter().map(str::to_owned).collect()
        }
        _ => return None,
    };
    names.retain(|name| !name.starts_with('.') || name.contains('/'));
    names.sort();
    Some(names.into_iter().map(|name| name + "\n").collect())
}

/// What a search for files prints: names in the directories that it goes through.
fn matches(machine: &Machine, options: &Options, is_grep: bool) -> Value {
    if !options.has(&["l", "files-with-matches"]) {
        return None;
    }
    let skip = usize::from(!options.has(&["e", "f", "regexp", "file"]));
    let dirs = options.operands.get(skip..).filter(|dirs| !dirs.is_empty())?;
    let end = if options.has(&["Z", "null", "0"]) { '\0' } else { '\n' };
    let mut text = String::new();
    for dir in dirs {
        let is_dir = |dir: &str| machine.at(dir).is_some_and(|dir| machine.ground().disk().is_dir(&dir));
        let dir = dir.as_deref().filter(|dir| is_dir(dir))?;
        text.extend([dir.trim_end_matches('/'), "/"]);
        text.extend([UNKNOWN, end]);
        if is_grep && goes_into_git(machine, options, dir) {
            text.extend([dir.trim_end_matches('/'), "/.git/"]);
            text.extend([UNKNOWN, end]);
        }
    }
    Some(text)
}

/// Whether git's own directory is searched, too.
fn goes_into_git(machine: &Machine, options: &Options, dir: &str) -> bool {
    let is_top = machine.at(dir).is_some_and(|dir| lexical(&dir) == machine.root());
    is_top && !options.has(&["include", "exclude-dir", "glob", "type"])
}
