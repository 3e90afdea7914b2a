//! Programs that run a text or what they read: `sh -c text`, `sh <<EOF`, `xargs`.

use super::options::{Options, Spec};
use super::program::Invocation;
use crate::shell::dialect::Dialect;
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value, argument, replaced};

/// `sh -c text name args`, `sh <<EOF`, `sh script`.
pub fn shell(machine: &mut Machine, call: &mut Invocation) {
    let is_plus = |arg: &Value| arg.as_deref().is_some_and(|text| text.starts_with('+') && text.len() > 1);
    let args: Vec<Value> = call.args().iter().filter(|arg| !is_plus(arg)).cloned().collect();
    let options = call.options_of(&args);
    if options.has(&["n", "version", "help"]) {
        return;
    }
    if options.has(&["c"]) {
        let mut operands = options.operands.into_iter();
        let Some(text) = operands.next() else { return };
        let given: Vec<Value> = operands.collect();
        let given = if given.is_empty() { vec![Some("sh".to_owned())] } else { given };
        return machine.run_text_with(text, given);
    }
    let reads_input = options.operands.is_empty() || options.has(&["s"]);
    match call.input() {
        Some(text) if reads_input => {
            machine.run_text(text.clone().filter(|text| !text.contains(UNKNOWN)));
        }
        _ => machine.not_understood(),
    }
}

/// `xargs rm`: what is read becomes arguments, where it is known.
pub fn xargs(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    // `parallel command ::: items`
    let mut command = options.operands.clone();
    let marker = command.iter().position(|word| word.as_deref() == Some(":::"));
    let listed = marker.map(|at| command.split_off(at));
    if let Some(listed) = listed {
        return each(machine, &command, &listed[1..]);
    }
    let items = items(call, &options);
    let mark = match options.value(&["I", "i", "replace"]) {
        Some(Some(mark)) if !mark.is_empty() => Some(mark),
        Some(_) => Some("{}".to_owned()),
        None => None,
    };
    match (items, mark) {
        (Some(items), None) if items.is_empty() => {}
        (Some(items), None) => {
            command.extend(items);
            machine.run_command(command);
        }
        (Some(items), Some(mark)) => {
            for item in items {
                let put = |arg: &Value| replaced(arg.as_deref()?, &mark, item.as_deref()?);
                machine.run_command(command.iter().map(put).collect());
            }
        }
        (None, None) => {
            command.push(None);
            machine.run_command(command);
        }
        (None, Some(mark)) => {
            let put = |arg: Value| arg.filter(|text| !text.contains(&mark));
            machine.run_command(command.into_iter().map(put).collect());
        }
    }
}

/// Runs a command, which may be a text, for each item.
fn each(machine: &mut Machine, command: &[Value], items: &[Value]) {
    for item in items {
        let has_mark = command.iter().flatten().any(|word| word.contains("{}"));
        let quoted = item.as_deref().map(|item| format!("'{}'", item.replace('\'', r"'\''")));
        let put = |word: &Value| replaced(word.as_deref()?, "{}", quoted.as_deref()?);
        let mut words: Vec<Value> = command.iter().map(put).collect();
        if !has_mark {
            words.push(quoted.clone());
        }
        match words.into_iter().collect::<Option<Vec<String>>>() {
            Some(words) => machine.run_text(Some(words.join(" "))),
            None => machine.not_understood(),
        }
    }
}

/// What `xargs` reads, one argument each.
fn items(call: &Invocation, options: &Options) -> Option<Vec<Value>> {
    let end = options.value(&["d", "delimiter"]).flatten();
    let is_line = end.as_deref().is_some_and(|end| matches!(end, "\\n" | "\n"));
    if options.has(&["a", "arg-file"]) || options.has(&["d", "delimiter"]) && !is_line {
        return None;
    }
    let text = call.input().cloned().flatten()?;
    let is_nul = options.has(&["0", "null"]);
    let is_by_line = is_line || options.has(&["I", "i", "replace"]);
    let is_end = |c: char| {
        if is_nul {
            c == '\0'
        } else if is_by_line {
            c == '\n'
        } else {
            c.is_ascii_whitespace()
        }
    };
    let words = text.split(is_end).map(|word| if is_nul { word } else { word.trim_matches(['\'', '"']) });
    Some(words.filter(|word| !word.is_empty()).map(argument).collect())
}

/// `source file`, where its text is known.
pub fn source(machine: &mut Machine, call: &mut Invocation) {
    let file = call.args().first().and_then(Option::as_deref).and_then(|file| machine.at(file));
    let text = file.and_then(|file| machine.ground().text(&file).map(str::to_owned));
    machine.run_text_here(text, Dialect::Posix);
}

/// `at now <<< text`
pub fn at(machine: &mut Machine, call: &mut Invocation) {
    machine.run_text(call.input().cloned().flatten());
}

/// `tmux send-keys -t 0 text Enter`
pub fn tmux(machine: &mut Machine, call: &mut Invocation) {
    let words: Vec<&str> = call.args().iter().flatten().map(String::as_str).collect();
    match &words[..] {
        ["send-keys" | "send", "-t", _, text, ..] | ["send-keys" | "send", text, ..] => {
            machine.run_text(Some((*text).to_owned()));
        }
        ["new-session" | "new-window" | "split-window" | "new" | "neww" | "splitw", ..] => {
            let options = Options::parse(&call.args()[1..], Spec::new("censtxyFfl", &[]));
            match &options.operands[..] {
                [] => {}
                [text] => machine.run_text(text.clone()),
                command => machine.run_command(command.to_vec()),
            }
        }
        _ => {}
    }
}
