//! What git commands print: into a file that an option names, or the names of tracked files.

use std::path::Path;

use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::programs::options::{Options, Spec};
use crate::shell::value::{UNKNOWN, Value};

const FILE: Spec = Spec::new("o", &["output", "output-directory", "prefix", "format", "remote"]);
/// Options of `git ls-files` that say which files, and what stands between them.
const LISTING: [&str; 10] =
    ["c", "cached", "d", "deleted", "m", "modified", "o", "others", "exclude-standard", "z"];

/// `git archive -o file`, `git format-patch -o dir`, `git diff --output=file`, `git bundle create file`
pub fn into_file(machine: &mut Machine, command: &str, args: &[Value], dir: &Path) {
    let options = Options::parse(args, FILE);
    let file = match command {
        "archive" => options.value(&["o", "output"]),
        "bundle" if options.operands.first().and_then(Option::as_deref) == Some("create") => {
            options.operands.get(1).cloned()
        }
        "diff" | "log" | "show" | "diff-tree" | "diff-index" | "diff-files" => options.value(&["output"]),
        "format-patch" => {
            if let Some(to) = options.value(&["o", "output-directory"]) {
                machine.within(dir, |machine| {
                    if let Some(to) = machine.target(&to) {
                        machine.write(&to, How::Below);
                    }
                });
            }
            return;
        }
        _ => return,
    };
    if let Some(file) = file.filter(|file| file.as_deref() != Some("-")) {
        machine.within(dir, |machine| drop(machine.write_at(&file, How::Content)));
    }
}

/// `git ls-files paths`, where something reads it.
pub fn ls_files(machine: &mut Machine, args: &[Value], dir: &Path) {
    let options = Options::parse(args, Spec::NONE);
    let known: Option<Vec<String>> =
        args.iter().map(|arg| arg.clone().filter(|text| !text.contains(UNKNOWN))).collect();
    let is_plain = options.flags.iter().all(|(flag, _)| LISTING.contains(&flag.as_str()));
    let is_here = machine.state().cwd().is_some_and(|cwd| cwd == dir);
    let text = known.filter(|_| machine.is_read() && is_plain && is_here).map(|args| {
        let is_nul = options.has(&["z"]);
        let end = if is_nul { '\0' } else { '\n' };
        // Git quotes some of the others, and `xargs` takes them apart.
        let is_whole = |name: &String| is_nul || name.bytes().all(|byte| byte.is_ascii_graphic());
        machine
            .ground()
            .disk()
            .listed(dir, &args)
            .into_iter()
            .filter(is_whole)
            .map(|name| name + &end.to_string())
            .collect()
    });
    machine.print(text, None);
}

/// `git grep -l text -- paths`, where something reads it: names in the directories that it goes through.
pub fn grep(machine: &mut Machine, args: &[Value]) {
    let options = Options::parse(args, Spec::new("efmABC", &["max-depth", "threads"]));
    if !machine.is_read() || !options.has(&["l", "files-with-matches", "name-only"]) {
        return machine.print(None, None);
    }
    let paths = match args.iter().position(|arg| arg.as_deref() == Some("--")) {
        Some(dashes) => &args[dashes + 1..],
        None => &[],
    };
    let end = if options.has(&["z", "null"]) { '\0' } else { '\n' };
    let dirs: Option<Vec<&str>> = paths.iter().map(Option::as_deref).collect();
    let text = dirs.map(|dirs| {
        let dirs = if dirs.is_empty() { vec!["."] } else { dirs };
        let names = dirs.into_iter().map(|dir| format!("{}/{UNKNOWN}{end}", dir.trim_end_matches('/')));
        names.collect::<Vec<String>>().concat()
    });
    machine.print(text, None);
}

/// `git rebase --exec text`, `git bisect run command`
pub fn runs(machine: &mut Machine, command: &str, args: &[Value], dir: &Path) {
    match command {
        "rebase" => {
            let options =
                Options::parse(args, Spec::new("xsXC", &["exec", "onto", "strategy", "strategy-option"]));
            let texts = options.flags.into_iter().filter(|(flag, _)| flag == "x" || flag == "exec");
            for (_, text) in texts {
                machine.within(dir, |machine| machine.run_text(text));
            }
        }
        "bisect" if args.first().and_then(Option::as_deref) == Some("run") => {
            machine.within(dir, |machine| machine.run_command(args[1..].to_vec()));
        }
        _ => {}
    }
}
