//! What runs within something else: a text in a text, a command of a command, a function.

use std::path::Path;
use std::rc::Rc;

use super::{DEEPEST, Machine, SimpleCommand, Stream};
use crate::shell::effect::ShellReading;
use crate::shell::syntax::lex;
use crate::shell::syntax::token::{Op, Script, Token};
use crate::shell::value::Value;

/// How much deeper a text within the text is than the one that it stands in.
const DEEPER: usize = 4;
/// How many texts may stand within one another.
const MOST_TEXTS: usize = 9;

impl Machine<'_> {
    /// Reads a whole text, and gives what it would do.
    pub fn read(mut self, text: &str) -> ShellReading {
        let script = Rc::new(lex::script(text, 0));
        self.steps += script.tokens.len();
        self.reading.unclear += usize::from(script.is_broken);
        self.run(&script, 0, false);
        if let Some(text) = self.trap.take() {
            self.state.resume();
            self.run_text(text);
        }
        self.reading
    }

    /// Keeps a text for the end; an earlier one is forgotten.
    pub fn run_at_end(&mut self, text: Option<Value>) {
        self.trap = text;
    }

    /// Runs a text in a shell of its own.
    pub fn run_text(&mut self, text: Value) {
        let (state, functions) = (self.state.clone(), self.functions.clone());
        self.run_text_here(text);
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
    pub fn run_text_here(&mut self, text: Value) {
        // Each level is read anew: few enough, and the whole stays linear.
        let Some(text) = text.filter(|_| self.depth < MOST_TEXTS) else {
            self.not_understood();
            return;
        };
        let script = Rc::new(lex::script(&text, self.depth * DEEPER));
        self.reading.unclear += usize::from(script.is_broken);
        self.run(&script, 0, false);
    }

    /// Runs a command that another one starts.
    pub fn run_command(&mut self, args: Vec<Value>) {
        if self.steps == 0 || self.depth >= DEEPEST {
            self.not_understood();
            return;
        }
        self.steps -= 1;
        self.depth += 1;
        let state = self.state.clone();
        self.command(args, &[], &mut Stream::default());
        self.state = state;
        self.depth -= 1;
    }

    /// Does something in another directory, in a shell of its own.
    pub fn within(&mut self, dir: &Path, act: impl FnOnce(&mut Self)) {
        let state = self.state.clone();
        self.state.place(dir);
        act(self);
        self.state = state;
    }

    /// Whether the text has a function of this name.
    pub fn has_function(&self, name: &str) -> bool {
        self.functions.contains_key(name)
    }

    /// Calls a function, `args` being what was written.
    pub fn run_function(&mut self, name: &str, args: Vec<Value>) {
        let Some((script, at)) = self.functions.get(name).cloned() else { return };
        let outer = self.state.replace_args(Some(Rc::new(args)));
        self.run(&script, at, true);
        self.state.replace_args(outer);
        // It returned, or a condition that nobody knows made it leave.
        self.state.resume();
    }

    /// Gives a command to its program.
    pub(super) fn command(&mut self, args: Vec<Value>, env: &[String], stream: &mut Stream) {
        (self.programs)(self, SimpleCommand { args, env, stream });
    }

    /// What a script prints that is run for that, in a shell of its own.
    pub(super) fn output(&mut self, script: &Rc<Script>) -> Value {
        let state = self.state.clone();
        let pipe = self.pipe.take();
        self.stdout = None;
        self.reading.unclear += usize::from(script.is_broken);
        let blanks = script.tokens.iter().rev().take_while(|token| **token == Token::Op(Op::Newline)).count();
        let is_one =
            !script.tokens[..script.tokens.len() - blanks].iter().any(|token| matches!(token, Token::Op(_)));
        let is_captured = std::mem::replace(&mut self.is_captured, is_one);
        self.run(script, 0, false);
        self.is_captured = is_captured;
        let stdout = self.stdout.take().filter(|_| is_one);
        self.state = state;
        self.pipe = pipe;
        stdout.map(|text| text.trim_end_matches('\n').to_owned())
    }
}
