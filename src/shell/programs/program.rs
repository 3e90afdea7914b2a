//! A program as the table has it, and one call of it.

use std::path::Path;

use super::options::{Options, Spec};
use crate::shell::machine::{Machine, ShellState, Stream};
use crate::shell::value::Value;

/// A row of the table.
pub struct ProgramRow {
    pub names: &'static [&'static str],
    pub style: ArgumentStyle,
    pub behavior: Behavior,
}

/// How a program reads its arguments.
#[derive(Clone, Copy)]
pub enum ArgumentStyle {
    /// As options and operands.
    Unix(Spec),
    /// As PowerShell does, to which the case of names is one.
    PowerShell,
}

/// What comes of a call.
#[derive(Clone, Copy)]
pub enum Behavior {
    /// The program itself does something.
    Does(fn(&mut Machine, &mut Invocation)),
    /// It runs the command that is left when its own options are gone; none where nothing is.
    Wraps(fn(&mut Machine, &Invocation) -> Vec<Value>),
}

/// A program that does something.
pub const fn does(
    names: &'static [&'static str],
    spec: Spec,
    run: fn(&mut Machine, &mut Invocation),
) -> ProgramRow {
    ProgramRow { names, style: ArgumentStyle::Unix(spec), behavior: Behavior::Does(run) }
}

/// A program that only runs another one. Everything from its first operand on is that one's.
pub const fn wraps(
    names: &'static [&'static str],
    spec: Spec,
    rest: fn(&mut Machine, &Invocation) -> Vec<Value>,
) -> ProgramRow {
    ProgramRow { names, style: ArgumentStyle::Unix(spec.stopping()), behavior: Behavior::Wraps(rest) }
}

/// One of PowerShell's commands, its names in lower case.
pub const fn cmdlet(names: &'static [&'static str], run: fn(&mut Machine, &mut Invocation)) -> ProgramRow {
    ProgramRow { names, style: ArgumentStyle::PowerShell, behavior: Behavior::Does(run) }
}

impl ProgramRow {
    /// Whether the row is that of a name.
    pub fn is_called(&self, name: &str) -> bool {
        match self.style {
            ArgumentStyle::Unix(_) => self.names.contains(&name),
            ArgumentStyle::PowerShell => self.names.iter().any(|known| known.eq_ignore_ascii_case(name)),
        }
    }
}

/// One call of a program.
pub struct Invocation<'c> {
    style: ArgumentStyle,
    name: &'c str,
    args: &'c [Value],
    env: &'c [String],
    stream: &'c mut Stream,
}

impl<'c> Invocation<'c> {
    /// `args` are the name, as it was written, and what follows it.
    pub fn new(
        program: &ProgramRow,
        args: &'c [Value],
        env: &'c [String],
        stream: &'c mut Stream,
    ) -> Invocation<'c> {
        let name = args.first().and_then(Option::as_deref).unwrap_or_default();
        Invocation { style: program.style, name, args: args.get(1..).unwrap_or_default(), env, stream }
    }

    /// The name as it was written.
    pub fn name(&self) -> &'c str {
        self.name
    }

    /// Whether it was written so, whatever the case.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// What follows the name.
    pub fn args(&self) -> &'c [Value] {
        self.args
    }

    /// What follows the name, where all of it is known.
    pub fn texts(&self) -> Option<Vec<&'c str>> {
        self.args.iter().map(Option::as_deref).collect()
    }

    /// The arguments as the program's row in the table has them read.
    pub fn options(&self) -> Options {
        self.options_of(self.args)
    }

    /// Other arguments, read like the program's own.
    pub fn options_of(&self, args: &[Value]) -> Options {
        match self.style {
            ArgumentStyle::Unix(spec) => Options::parse(args, spec),
            ArgumentStyle::PowerShell => Options::default(),
        }
    }

    /// Whether one of these variables is set for this call alone.
    pub fn sets(&self, names: &[&str]) -> bool {
        self.env.iter().any(|name| names.contains(&name.as_str()))
    }

    /// What comes in, where standard input is redirected, and as far as it is known.
    pub fn input(&self) -> Option<&Value> {
        self.stream.input.as_ref()
    }

    /// The file that comes in.
    pub fn input_file(&self) -> Option<&Path> {
        self.stream.input_file.as_deref()
    }

    /// The file that standard output goes to.
    pub fn output_file(&self) -> Option<&Path> {
        self.stream.output_file.as_deref()
    }

    /// What follows the name of a program that prints that, with marks for what is not known.
    pub fn said(&self) -> &[String] {
        self.stream.said.get(1..).unwrap_or_default()
    }

    /// Whether it runs whatever the command before it did.
    pub fn is_certain(&self) -> bool {
        self.stream.is_certain
    }

    /// Notes how the shell is should this fail.
    pub fn on_failure(&mut self, state: ShellState) {
        self.stream.on_failure = Some(state);
    }
}
