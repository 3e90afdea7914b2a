//! Programs that print what can be told, for those that read it.

use super::program::Invocation;
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value};

pub fn pwd(machine: &mut Machine, call: &mut Invocation) {
    machine.print(machine.variable("PWD"), call.output_file());
}

pub fn echo(machine: &mut Machine, call: &mut Invocation) {
    let text = call.texts().map(|args| {
        let skip = args.iter().take_while(|arg| matches!(**arg, "-n" | "-e" | "-E")).count();
        args[skip..].join(" ") + "\n"
    });
    if text.is_none() {
        let words = call.said().iter().skip_while(|word| matches!(word.as_str(), "-n" | "-e" | "-E"));
        prints(machine, call, &words.cloned().collect::<Vec<_>>().join(" "));
    }
    machine.print(text, call.output_file());
}

pub fn printf(machine: &mut Machine, call: &mut Invocation) {
    let text = call.texts().and_then(|args| match args[..] {
        ["%s" | "%s\\n", one] => Some(format!("{one}\n")),
        [format] if !format.contains('%') => Some(format.replace("\\n", "\n")),
        ["%s\\n", ref several @ ..] => Some(several.join("\n") + "\n"),
        _ => None,
    });
    if text.is_none() {
        prints(machine, call, &call.said().join("\n"));
    }
    machine.print(text, call.output_file());
}

/// Notes what is printed and not wholly known.
fn prints(machine: &mut Machine, call: &Invocation, text: &str) {
    match call.output_file() {
        Some(file) => machine.gets(file, &format!("{text}\n")),
        None => machine.keep_printed(&format!("{text}\n")),
    }
}

pub fn cat(machine: &mut Machine, call: &mut Invocation) {
    let text = call.texts().and_then(|args| match (&args[..], call.input()) {
        ([] | ["-"], Some(text)) => text.clone(),
        ([file], _) => machine.at(file).and_then(|file| machine.ground().text(&file).map(str::to_owned)),
        _ => None,
    });
    if let (None, Some(file)) = (&text, call.output_file()) {
        machine.gets_what_was_printed(file);
    }
    machine.print(text, call.output_file());
}

pub fn dirname(machine: &mut Machine, call: &mut Invocation) {
    let text = call.texts().and_then(|args| match args[..] {
        [path] if !path.contains(UNKNOWN) => Some(directory(path).to_owned()),
        _ => None,
    });
    machine.print(text, call.output_file());
}

fn directory(path: &str) -> &str {
    match path.rsplit_once('/') {
        None => ".",
        Some(("", _)) => "/",
        Some((dir, _)) => dir,
    }
}

pub fn basename(machine: &mut Machine, call: &mut Invocation) {
    let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
    let text: Value = call.texts().and_then(|args| match args[..] {
        [path] => last(path.trim_end_matches('/')),
        [path, tail] => last(path).map(|name| name.strip_suffix(tail).unwrap_or(&name).to_owned()),
        _ => None,
    });
    machine.print(text, call.output_file());
}
