//! Texts in other languages, as far as they write files that they name.
//!
//! A language is a folder: its `lex` cuts the text into tokens, its `mod` goes through the statements, its `library` knows
//! what its own library does. What they share is here: a `reader` that goes through expressions with what is known of each
//! name, and `act`, which tells the machine what is done. Only what is written out counts: strings, what is put together
//! of them, loops over lists of them, and functions that are called with them. Everything else is a value of which nothing
//! is known, and a text that cannot be read does nothing here. So none of them is ever wholly understood, and each is
//! counted.

mod act;
mod expression;
mod line;
mod python;
mod reader;
mod script;
mod token;
mod value;

use super::in_place;
use super::program::Invocation;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// What an interpreter is to run, and what follows that.
enum Source<'c> {
    Text(Value, &'c [Value]),
    File(&'c Value, &'c [Value]),
    Input(&'c [Value]),
    Module(&'c [Value]),
    Nothing,
}

/// Which flags give an interpreter its text.
struct Flags {
    /// The letters of short ones.
    text: &'static str,
    long: &'static [&'static str],
    /// Short ones that take another value.
    valued: &'static str,
    module: Option<char>,
    /// A short one whose value stands in the same argument.
    attached: Option<char>,
}

impl Flags {
    fn source<'c>(&self, args: &'c [Value]) -> Source<'c> {
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            at += 1;
            let Some(text) = arg.as_deref() else { return Source::File(arg, &args[at..]) };
            let rest = &args[at..];
            if text == "-" {
                return Source::Input(rest);
            }
            if text == "--" {
                continue;
            }
            if let Some((_, value)) = text.split_once('=').filter(|(name, _)| self.long.contains(name)) {
                return Source::Text(Some(value.to_owned()), rest);
            }
            if self.long.contains(&text) {
                return Source::Text(rest.first().cloned().flatten(), rest.get(1..).unwrap_or_default());
            }
            let Some(letters) = text.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else {
                match text {
                    "--version" | "--help" => return Source::Nothing,
                    text if text.starts_with("--") => continue,
                    _ => return Source::File(&args[at - 1], rest),
                }
            };
            if matches!(letters, "V" | "h" | "v") {
                return Source::Nothing;
            }
            for (place, letter) in letters.char_indices() {
                let more = &letters[place + letter.len_utf8()..];
                if self.text.contains(letter) || self.module == Some(letter) {
                    let (value, behind) = match more {
                        "" => (rest.first().cloned().flatten(), rest.get(1..).unwrap_or_default()),
                        more => (Some(more.to_owned()), rest),
                    };
                    if self.module == Some(letter) {
                        return if more.is_empty() { Source::Module(rest) } else { Source::Nothing };
                    }
                    return Source::Text(value, behind);
                }
                if self.attached == Some(letter) {
                    break;
                }
                if self.valued.contains(letter) {
                    at += usize::from(more.is_empty());
                    break;
                }
            }
        }
        Source::Input(&[])
    }
}

/// Reads what an interpreter runs.
type Read = fn(&mut Machine, &str, &[Value]);

fn interpret(machine: &mut Machine, call: &Invocation, args: &[Value], flags: &Flags, read: Read) {
    let (text, args) = match flags.source(args) {
        Source::Nothing => return,
        Source::Module(command) => return machine.run_command(command.to_vec()),
        Source::Text(text, args) => (text, args),
        Source::Input(args) => (call.input().cloned().flatten(), args),
        Source::File(file, args) => {
            let file = file.as_deref().and_then(|file| machine.at(file));
            (file.and_then(|file| machine.ground().text(&file).map(str::to_owned)), args)
        }
    };
    machine.not_understood();
    if let Some(text) = text.filter(|text| machine.pays(text.len())) {
        // `sys.argv[0]` and its like come first.
        let args: Vec<Value> = std::iter::once(None).chain(args.iter().cloned()).collect();
        machine.apart(|machine| read(machine, &text, &args));
    }
}

pub fn python(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags = Flags { text: "c", long: &[], valued: "XWQ", module: Some('m'), attached: None };
    interpret(machine, call, call.args(), &FLAGS, python::python);
}

pub fn node(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags =
        Flags { text: "ep", long: &["--eval", "--print", "-pe"], valued: "rC", module: None, attached: None };
    interpret(machine, call, call.args(), &FLAGS, script::javascript);
}

/// `deno eval text`, `deno run file`, `bun -e text`, `bun file`
pub fn runtime(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags =
        Flags { text: "ep", long: &["--eval", "--print", "eval"], valued: "", module: None, attached: None };
    let args = call.args();
    let is_run = args.first().and_then(Option::as_deref) == Some("run");
    interpret(machine, call, &args[usize::from(is_run)..], &FLAGS, script::javascript);
}

pub fn lua(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags = Flags { text: "e", long: &[], valued: "l", module: None, attached: None };
    interpret(machine, call, call.args(), &FLAGS, script::lua);
}

pub fn ruby(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags = Flags { text: "e", long: &[], valued: "rIC", module: None, attached: None };
    interpret(machine, call, call.args(), &FLAGS, line::ruby);
}

/// `perl -e text`, `perl <<EOF`; with `-i`, the files that come behind are rewritten.
pub fn perl(machine: &mut Machine, call: &mut Invocation) {
    const FLAGS: Flags = Flags { text: "eE", long: &[], valued: "MmIFDx", module: None, attached: Some('i') };
    if !in_place::perl(machine, call) {
        interpret(machine, call, call.args(), &FLAGS, line::perl);
    }
}
