//! Commands that run a text or a program.

use super::super::program::Invocation;
use super::arguments::Arguments;
use crate::shell::dialect::Dialect;
use crate::shell::machine::Machine;
use crate::shell::value::{LIST, Value};

/// Options of the program itself that take a value.
const VALUED: [&str; 9] = [
    "executionpolicy",
    "ep",
    "ex",
    "inputformat",
    "outputformat",
    "windowstyle",
    "workingdirectory",
    "configurationname",
    "version",
];

/// `powershell -NoProfile -Command text`
pub fn powershell(machine: &mut Machine, call: &mut Invocation) {
    let mut args = call.args().iter();
    let mut text: Vec<Value> = Vec::new();
    while let Some(arg) = args.next() {
        let Some(name) = arg.as_deref().and_then(|arg| arg.strip_prefix(['-', '/'])) else {
            // A file of commands, or the commands.
            text.push(arg.clone());
            break;
        };
        let name = name.trim_start_matches('-').to_lowercase();
        if !name.is_empty() && "command".starts_with(&name) || name == "cwa" {
            break;
        }
        if name.len() > 1 && "file".starts_with(&name)
            || name == "f"
            || name == "ec"
            || !name.is_empty() && "encodedcommand".starts_with(&name)
        {
            return machine.not_understood();
        }
        if VALUED.iter().any(|known| name.len() > 1 && known.starts_with(&name)) {
            args.next();
        }
    }
    text.extend(args.cloned());
    if matches!(&text[..], [] | [Some(_)]) && text.first().cloned().flatten().is_none_or(|text| text == "-") {
        return match call.input() {
            Some(input) => machine.run_text_of(input.clone(), Dialect::PowerShell),
            None if text.is_empty() => {}
            None => machine.not_understood(),
        };
    }
    let words: Option<Vec<String>> = text.into_iter().collect();
    machine.run_text_of(words.map(|words| words.join(" ")), Dialect::PowerShell);
}

/// `cmd /c text`
pub fn cmd(machine: &mut Machine, call: &mut Invocation) {
    let mut args = call.args().iter();
    // `//c` is how Unix shells on Windows have to write it.
    let is_start = |arg: &Value| {
        let name = arg.as_deref().map(|arg| arg.trim_start_matches('/').to_lowercase());
        name.is_some_and(|name| matches!(name.as_str(), "c" | "k" | "r"))
    };
    if !args.any(is_start) {
        if let Some(input) = call.input() {
            machine.run_text_of(input.clone(), Dialect::Cmd);
        }
        return;
    }
    let words: Option<Vec<String>> = args.cloned().collect();
    let text = words.map(|words| words.join(" ").replace(LIST, ","));
    let text = text.map(|text| match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner.to_owned(),
        _ => text,
    });
    machine.run_text_of(text, Dialect::Cmd);
}

pub fn invoke_expression(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    let text = arguments.take(&["command"]).or_else(|| call.input().cloned()).flatten();
    machine.run_text_here(text, Dialect::PowerShell);
}

/// `Start-Process program -ArgumentList a, b`
pub fn start_process(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    let program = arguments.take(&["filepath"]).flatten();
    let args = arguments.take(&["argumentlist"]);
    for file in ["redirectstandardoutput", "redirectstandarderror"] {
        if let Some(file) = arguments.value_of(&[file]) {
            machine.write_at(&file, crate::shell::effect::How::Content);
        }
    }
    if arguments.is_only_said() {
        return;
    }
    let mut command = vec![program];
    match args {
        None => {}
        Some(None) => command.push(None),
        Some(Some(text)) if text.contains(LIST) => {
            command.extend(text.split(LIST).map(|item| Some(item.trim_matches('"').to_owned())));
        }
        // One string is the whole rest of the command.
        Some(Some(text)) => match shell_words(&text) {
            Some(words) => command.extend(words),
            None => command.push(None),
        },
    }
    machine.run_command(command);
}

/// A line of arguments as Windows cuts it; `None` where a quote is open.
fn shell_words(text: &str) -> Option<Vec<Value>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !is_quoted => words.extend(word.take().map(Some)),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.map(Some));
    (!is_quoted).then_some(words)
}
