//! What runs within something else: a text in a text, a command of a command, a function.

use std::path::Path;
use std::rc::Rc;

use super::{DEEPEST, MOST_CALLS, Machine, SimpleCommand, Stream};
use crate::shell::dialect::Dialect;
use crate::shell::effect::ShellReading;
use crate::shell::syntax::token::{Op, Script, Token, Word};
use crate::shell::value::Value;

/// How much deeper a text within the text is than the one that it stands in.
const DEEPER: usize = 4;
/// How many texts may stand within one another.
const MOST_TEXTS: usize = 9;
/// What a letter of such a text costs, a function that its shell knows, and an argument of a command.
const LETTER: usize = 50;
const FUNCTION: usize = 100;
const ARGUMENT: usize = 50;

impl Machine<'_> {
    /// Reads a whole text, and gives what it would do.
    pub fn read(mut self, text: &str, dialect: Dialect) -> ShellReading {
        let script = self.script(text, dialect, 0);
        self.steps += script.tokens.len();
        self.run(&script, 0, false);
        if let Some(text) = self.trap.take() {
            self.state.resume();
            self.run_text(text);
        }
        self.reading.is_beyond = self.budget.is_exceeded();
        self.reading.unclear += usize::from(self.reading.is_beyond);
        self.reading
    }

    fn script(&mut self, text: &str, dialect: Dialect, depth: usize) -> Rc<Script> {
        let script = dialect.script(text, depth);
        self.reading.unclear += usize::from(script.is_broken);
        if script.is_too_deep {
            self.budget.exceed();
        }
        Rc::new(script)
    }

    /// Keeps a text for the end; an earlier one is forgotten.
    pub fn run_at_end(&mut self, text: Option<Value>) {
        self.trap = text;
    }

    /// Runs a text in a shell of its own.
    pub fn run_text(&mut self, text: Value) {
        self.run_text_of(text, Dialect::Posix);
    }

    /// Runs a text in a shell of its own, which has this language.
    pub fn run_text_of(&mut self, text: Value, dialect: Dialect) {
        let (state, functions) = (self.state.clone(), self.functions.clone());
        if self.budget.spend(self.functions.len() * FUNCTION) {
            self.run_text_here(text, dialect);
        }
        self.state = state;
        self.functions = functions;
    }

    /// Runs a text in a shell of its own that has been given these arguments, `$0` first.
    pub fn run_text_with(&mut self, text: Value, args: Vec<Value>) {
        let outer = self.state.replace_args(Some(Rc::new(args)));
        self.run_text(text);
        self.state.replace_args(outer);
    }

    /// Runs a text in this shell.
    pub fn run_text_here(&mut self, text: Value, dialect: Dialect) {
        let Some(text) = text else { return self.not_understood() };
        // Each level is read anew: few enough, and the whole stays linear.
        if self.depth >= MOST_TEXTS || !self.budget.spend(text.len() * LETTER) {
            self.budget.exceed();
            return;
        }
        let script = self.script(&text, dialect, self.depth * DEEPER);
        self.run(&script, 0, false);
    }

    /// Runs a command that another one starts.
    pub fn run_command(&mut self, args: Vec<Value>) {
        if self.depth >= DEEPEST {
            self.budget.exceed();
        }
        if self.pay_step().is_err() {
            return;
        }
        self.depth += 1;
        let state = self.state.clone();
        self.command(args, &[], &mut Stream::default());
        self.state = state;
        self.depth -= 1;
    }

    /// Does something in a process of its own.
    pub fn apart(&mut self, act: impl FnOnce(&mut Self)) {
        let state = self.state.clone();
        act(self);
        self.state = state;
    }

    /// Does something in another directory, in a process of its own.
    pub fn within(&mut self, dir: &Path, act: impl FnOnce(&mut Self)) {
        self.apart(|machine| {
            machine.state.place(dir);
            act(machine);
        });
    }

    /// Whether the text has a function of this name.
    pub fn has_function(&self, name: &str) -> bool {
        self.functions.contains_key(name)
    }

    /// Calls a function, `args` being what was written.
    pub fn run_function(&mut self, name: &str, args: Vec<Value>) {
        let Some((script, at)) = self.functions.get(name).cloned() else { return };
        if self.calls.iter().filter(|call| *call == name).count() >= MOST_CALLS {
            return self.not_understood();
        }
        self.calls.push(name.to_owned());
        let outer = self.state.replace_args(Some(Rc::new(args)));
        self.run(&script, at, true);
        self.calls.pop();
        self.state.replace_args(outer);
        // It returned, or a condition that nobody knows made it leave.
        self.state.resume();
    }

    /// Gives a command to its program.
    pub(super) fn command(&mut self, args: Vec<Value>, env: &[String], stream: &mut Stream) {
        let length: usize = args.iter().map(|arg| ARGUMENT + arg.as_deref().map_or(0, str::len)).sum();
        if !self.budget.spend(length) {
            return;
        }
        (self.programs)(self, SimpleCommand { args, env, stream });
    }

    /// What a script prints that is run for that, in a shell of its own.
    pub(super) fn output(&mut self, script: &Rc<Script>) -> Value {
        let state = self.state.clone();
        let pipe = self.pipe.take();
        self.stdout = None;
        self.reading.unclear += usize::from(script.is_broken);
        let blanks = script.tokens.iter().rev().take_while(|token| **token == Token::Op(Op::Newline)).count();
        // `cd dir && pwd`: what the last command prints, where the others print nothing.
        let commands: Vec<&[Token]> = script.tokens[..script.tokens.len() - blanks]
            .split(|token| matches!(token, Token::Op(Op::And | Op::Semi)))
            .collect();
        let is_silent =
            |command: &&[Token]| command.first().and_then(Token::word).and_then(Word::bare) == Some("cd");
        let is_one = commands.split_last().is_some_and(|(last, before)| {
            before.iter().all(is_silent) && !last.iter().any(|token| matches!(token, Token::Op(_)))
        });
        let is_captured = std::mem::replace(&mut self.is_captured, is_one);
        self.run(script, 0, false);
        self.is_captured = is_captured;
        let stdout = self.stdout.take().filter(|_| is_one);
        self.state = state;
        self.pipe = pipe;
        stdout.map(|text| text.trim_end_matches('\n').to_owned())
    }
}
