//! Commands: those that run others, those of the shell itself, and then the programs.

use std::path::{Path, PathBuf};

use super::options::{Options, Spec};
use crate::shell::effect::How;
use crate::shell::machine::Stream;
use crate::shell::machine::{Command, Machine};
use crate::shell::path::lexical;
use crate::shell::syntax::token::is_name;
use crate::shell::value::{UNKNOWN, Value, argument};

/// How many programs may run one another.
const MOST_WRAPPERS: usize = 16;

/// Programs that only run another one, with the options that take a value, and how many operands come before it.
const WRAPPERS: [(&str, Spec, usize); 18] = [
    (
        "sudo",
        Spec {
            short: "ughpCrtTURD",
            long: &["user", "group", "host", "prompt", "chdir"],
            attached: "",
            stops: true,
        },
        0,
    ),
    ("doas", Spec { short: "uC", long: &[], attached: "", stops: true }, 0),
    ("env", Spec { short: "uCS", long: &["unset", "chdir", "split-string"], attached: "", stops: true }, 0),
    ("nice", Spec { short: "n", long: &["adjustment"], attached: "", stops: true }, 0),
    ("ionice", Spec { short: "cnp", long: &["class", "classdata"], attached: "", stops: true }, 0),
    ("nohup", Spec { short: "", long: &[], attached: "", stops: true }, 0),
    ("time", Spec { short: "fo", long: &["format", "output"], attached: "", stops: true }, 0),
    ("gtime", Spec { short: "fo", long: &["format", "output"], attached: "", stops: true }, 0),
    ("timeout", Spec { short: "sk", long: &["signal", "kill-after"], attached: "", stops: true }, 1),
    ("gtimeout", Spec { short: "sk", long: &["signal", "kill-after"], attached: "", stops: true }, 1),
    ("exec", Spec { short: "a", long: &[], attached: "", stops: true }, 0),
    ("command", Spec { short: "", long: &[], attached: "", stops: true }, 0),
    ("builtin", Spec { short: "", long: &[], attached: "", stops: true }, 0),
    ("stdbuf", Spec { short: "ioe", long: &["input", "output", "error"], attached: "", stops: true }, 0),
    ("setsid", Spec { short: "", long: &[], attached: "", stops: true }, 0),
    ("caffeinate", Spec { short: "tw", long: &[], attached: "", stops: true }, 0),
    ("busybox", Spec { short: "", long: &[], attached: "", stops: true }, 0),
    (
        "flock",
        Spec { short: "wE", long: &["timeout", "wait", "conflict-exit-code"], attached: "", stops: true },
        1,
    ),
];

/// Shells that take a text as we read it.
const SHELLS: [&str; 6] = ["sh", "bash", "zsh", "dash", "ksh", "ash"];

/// Programs whose text is in a language of their own.
const OTHER_LANGUAGES: [&str; 14] = [
    "python",
    "python3",
    "node",
    "deno",
    "bun",
    "ruby",
    "php",
    "lua",
    "osascript",
    "pwsh",
    "powershell",
    "ed",
    "ex",
    "fish",
];

/// Runs a command whose arguments are known as far as they can be.
pub fn run(machine: &mut Machine, command: Command) {
    machine.program(command.args, command.env, command.stream);
}

impl Machine<'_> {
    fn program(&mut self, mut args: Vec<Value>, env: &[String], stream: &mut Stream) {
        // A program that runs another one takes its own name and options away.
        for turn in 0.. {
            let Some(rest) = self.unwrapped(&args) else { break };
            args = rest;
            if turn == MOST_WRAPPERS {
                self.not_understood();
                return;
            }
        }
        let Some(first) = args.first() else { return };
        let Some(name) = first.as_deref().map(program).filter(|name| !name.contains(UNKNOWN)) else {
            self.not_understood();
            return;
        };
        let name = name.to_owned();
        let rest = &args[1..];
        if self.has_function(&name) {
            return self.run_function(&name, args);
        }
        match name.as_str() {
            "cd" | "pushd" | "chdir" => self.cd(&name, rest, stream),
            "popd" => self.state_mut().pop(),
            "exit" | "return" if stream.is_certain => self.state_mut().leave(),
            "read" | "mapfile" | "readarray" | "getopts" => self.forget(rest),
            "unset" => {
                for name in rest.iter().flatten() {
                    self.state_mut().set(name, Some(String::new()));
                }
            }
            "eval" => self.eval(rest),
            "trap" => self.run_at_end(rest.first().cloned().filter(|text| text.as_deref() != Some("-"))),
            "." | "source" => self.not_understood(),
            "git" => self.git(rest, env, stream),
            "find" | "gfind" => self.find(rest),
            "xargs" | "parallel" => self.xargs(rest, stream),
            name if SHELLS.contains(&name) => self.shell(rest, stream),
            name if OTHER_LANGUAGES.contains(&name) => self.not_understood(),
            name if self.prints(name, rest, stream) => {}
            name => self.file_command(name, rest, stream),
        }
    }

    /// The command that a wrapper runs; `None` where this is none.
    fn unwrapped(&mut self, args: &[Value]) -> Option<Vec<Value>> {
        let name = program(args.first()?.as_deref()?);
        let &(name, spec, skip) = WRAPPERS.iter().find(|(wrapper, ..)| *wrapper == name)?;
        if self.has_function(name) {
            return None;
        }
        let options = Options::parse(&args[1..], spec);
        if name == "command" && options.has(&["v", "V"]) {
            return Some(Vec::new());
        }
        if matches!(name, "time" | "gtime")
            && let Some(file) = options.value(&["o", "output"])
        {
            self.write_at(&file, How::Content);
        }
        if let Some(text) = options.value(&["S", "split-string"]).filter(|_| name == "env") {
            self.run_text(text);
            return Some(Vec::new());
        }
        let is_elsewhere = matches!(name, "env") && options.has(&["C", "chdir"])
            || name == "sudo" && options.has(&["D", "chdir"]);
        let mut rest: Vec<Value> = options.operands.into_iter().skip(skip).collect();
        if matches!(name, "env" | "sudo" | "doas") {
            let is_assignment = |arg: &Value| {
                arg.as_deref().and_then(|text| text.split_once('=')).is_some_and(|(name, _)| is_name(name))
            };
            let count = rest.iter().take_while(|arg| is_assignment(arg)).count();
            for arg in rest.drain(..count).flatten() {
                if let Some((name, value)) = arg.split_once('=') {
                    self.sets_agent(name, &Some(value.to_owned()));
                }
            }
        }
        if is_elsewhere {
            // Rare enough: what runs in another directory than the shell is not followed.
            self.not_understood();
            return Some(Vec::new());
        }
        if name == "flock"
            && let [Some(flag), text, ..] = &rest[..]
            && flag == "-c"
        {
            self.run_text(text.clone());
            return Some(Vec::new());
        }
        Some(rest)
    }

    fn cd(&mut self, name: &str, args: &[Value], stream: &mut Stream) {
        let options = Options::parse(args, Spec::default());
        let target = match options.operands.first() {
            None if name == "pushd" => return self.state_mut().swap(),
            None => self.variable("HOME").map(PathBuf::from),
            Some(Some(text)) if text == "-" => self.state().old().map(Path::to_owned),
            Some(Some(text)) => self.at(text),
            Some(None) => None,
        };
        // The shell goes by names: `link/..` is where the link is.
        let target = target.map(|target| if options.has(&["P"]) { target } else { lexical(&target) });
        let is_there = target.as_deref().is_none_or(|target| self.ground().is_dir(target));
        // Something else may have made it meanwhile.
        if !is_there && self.is_ground_certain() {
            stream.on_failure = Some(self.state().clone());
        }
        match name {
            "pushd" => self.state_mut().push(target),
            _ => self.state_mut().go(target),
        }
    }

    /// `read a b`: what comes in is not known.
    fn forget(&mut self, args: &[Value]) {
        for name in args.iter().flatten().filter(|name| is_name(name)) {
            self.state_mut().set(name, None);
        }
    }

    fn eval(&mut self, args: &[Value]) {
        let words: Option<Vec<&str>> = args.iter().map(Option::as_deref).collect();
        self.run_text_here(words.map(|words| words.join(" ")));
    }

    /// `sh -c text name args`, `sh <<EOF`, `sh script`.
    fn shell(&mut self, args: &[Value], stream: &Stream) {
        let spec = Spec { short: "oO", long: &["rcfile", "init-file"], attached: "", stops: true };
        let plus = |arg: &Value| arg.as_deref().is_some_and(|text| text.starts_with('+') && text.len() > 1);
        let args: Vec<Value> = args.iter().filter(|arg| !plus(arg)).cloned().collect();
        let options = Options::parse(&args, spec);
        if options.has(&["n", "version", "help"]) {
            return;
        }
        if options.has(&["c"]) {
            let mut operands = options.operands.into_iter();
            let Some(text) = operands.next() else { return };
            let given: Vec<Value> = operands.collect();
            let given = if given.is_empty() { vec![Some("sh".to_owned())] } else { given };
            self.run_text_with(text, given);
            return;
        }
        let reads_input = options.operands.is_empty() || options.has(&["s"]);
        match &stream.input {
            Some(text) if reads_input => {
                self.run_text(text.clone().filter(|text| !text.contains(UNKNOWN)));
            }
            _ => self.not_understood(),
        }
    }

    /// `xargs rm`: what is read becomes arguments, where it is known.
    fn xargs(&mut self, args: &[Value], stream: &Stream) {
        let spec = Spec {
            short: "aEILnPsdj",
            attached: "iel",
            long: &[
                "arg-file",
                "delimiter",
                "max-args",
                "max-procs",
                "max-lines",
                "replace",
                "max-chars",
                "jobs",
            ],
            stops: true,
        };
        let options = Options::parse(args, spec);
        let mut command = options.operands.clone();
        let known = stream.input.clone().flatten();
        let is_nul = options.has(&["0", "null"]);
        let is_plain = !options.has(&["d", "delimiter", "a", "arg-file"]);
        let by_line = options.has(&["I", "i", "replace"]);
        let known: Option<Vec<Value>> = known.filter(|_| is_plain).map(|text| {
            let is_end = |c: char| {
                if is_nul {
                    c == '\0'
                } else if by_line {
                    c == '\n'
                } else {
                    c.is_ascii_whitespace()
                }
            };
            let words =
                text.split(is_end).map(|word| if is_nul { word } else { word.trim_matches(['\'', '"']) });
            words.filter(|word| !word.is_empty()).map(argument).collect()
        });
        let mark = match options.value(&["I", "i", "replace"]) {
            Some(Some(mark)) if !mark.is_empty() => Some(mark),
            Some(_) => Some("{}".to_owned()),
            None => None,
        };
        match (known, mark) {
            (Some(known), None) if known.is_empty() => {}
            (Some(known), None) => {
                command.extend(known);
                self.run_command(command);
            }
            (Some(known), Some(mark)) => {
                for value in known {
                    let put = |arg: &Value| Some(arg.as_deref()?.replace(&mark, value.as_deref()?));
                    self.run_command(command.iter().map(put).collect());
                }
            }
            (None, None) => {
                command.push(None);
                self.run_command(command);
            }
            (None, Some(mark)) => {
                let put = |arg: Value| arg.filter(|text| !text.contains(&mark));
                self.run_command(command.into_iter().map(put).collect());
            }
        }
    }
}

/// The name of a program without its directory.
fn program(text: &str) -> &str {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name.strip_suffix(".exe").unwrap_or(name)
}
