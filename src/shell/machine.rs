//! Goes through a text as a shell would: what is grouped, repeated, piped, and in which directory.
//!
//! Tokens are walked, not parsed into a tree: groups are a stack of frames, a loop goes back to its first token. So
//! depth costs no recursion. Only what is nested in a word (`$(…)`, `sh -c '…'`, a call of a function) runs a machine in
//! the machine, to a bounded depth.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::Surroundings;
use super::effect::{Disk, Effect};
use super::frame::{Frame, Kind, Pass, Stop};
use super::state::{Overlay, State, Value};
use super::token::{Op, Script, Token, Word};

/// How many groups may be open, and how deep texts may be nested.
const MOST_FRAMES: usize = 500;
pub const DEEPEST: usize = 24;
/// How many commands are looked at beyond one for each token: what loops and calls repeat.
const MOST_STEPS: usize = 20_000;

pub struct Machine<'d> {
    pub disk: &'d dyn Disk,
    pub root: &'d Path,
    pub home: Option<&'d Path>,
    pub state: State,
    pub made: Overlay,
    pub effects: Vec<Effect>,
    pub unclear: usize,
    pub functions: HashMap<String, (Rc<Script>, usize)>,
    pub depth: usize,
    /// How many commands may still be looked at.
    pub steps: usize,
    /// A program ran that may have made anything.
    pub ran_other: bool,
    /// What the last command printed, where that is known.
    pub printed: Value,
    /// The command at hand is read by the next one.
    pub is_read: bool,
    /// So is what a `$(…)` prints.
    pub is_captured: bool,
    /// What runs at the end.
    pub trap: Option<Value>,
    /// What the last command of a pipeline reads.
    pub piped: Option<Value>,
}

impl Machine<'_> {
    pub fn new(around: Surroundings) -> Machine {
        Machine {
            disk: around.disk,
            root: around.root,
            home: around.home,
            state: State::new(around.cwd),
            made: Overlay::default(),
            effects: Vec::new(),
            unclear: 0,
            functions: HashMap::new(),
            depth: 0,
            steps: MOST_STEPS,
            ran_other: false,
            printed: None,
            is_read: false,
            is_captured: false,
            trap: None,
            piped: None,
        }
    }

    /// Runs a script from one of its tokens on; a call ends with the group that stands there.
    pub fn run(&mut self, script: &Rc<Script>, at: usize, is_call: bool) {
        if self.depth >= DEEPEST {
            self.unclear += 1;
            return;
        }
        self.depth += 1;
        let top = Frame::new(Kind::Top, &self.state, false);
        let mut pass = Pass { script, at, began: at, frames: vec![top], is_call, closed: None };
        while let Ok(()) = self.step(&mut pass) {}
        self.depth -= 1;
    }

    /// What a script prints that is run for that, in a shell of its own.
    pub fn output(&mut self, script: &Rc<Script>) -> Value {
        let state = self.state.clone();
        let piped = self.piped.take();
        self.printed = None;
        if script.is_broken {
            self.unclear += 1;
        }
        let blanks = script.tokens.iter().rev().take_while(|token| **token == Token::Op(Op::Newline)).count();
        let is_one =
            !script.tokens[..script.tokens.len() - blanks].iter().any(|token| matches!(token, Token::Op(_)));
        let is_captured = std::mem::replace(&mut self.is_captured, is_one);
        self.run(script, 0, false);
        self.is_captured = is_captured;
        let printed = self.printed.take().filter(|_| is_one);
        self.state = state;
        self.piped = piped;
        printed.map(|text| text.trim_end_matches('\n').to_owned())
    }

    fn step(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let Some(token) = pass.script.tokens.get(pass.at) else {
            // A group that nothing closes is run by no shell, but what it holds was meant.
            self.unclear += usize::from(pass.frames.len() > 1 && !pass.script.is_broken);
            return Err(Stop::End);
        };
        pass.began = pass.at;
        if !matches!(token, Token::Redirect(_)) {
            pass.closed = None;
        }
        let result = match token {
            Token::Op(op) => self.op(*op, pass),
            Token::Word(word) => self.word(word, pass),
            Token::Redirect(_) => self.simple(pass),
        };
        if let Err(Stop::Confused) = result {
            self.unclear += 1;
        }
        result
    }

    fn op(&mut self, op: Op, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        let is_only = pass.frames.len() == 1;
        let Some(frame) = pass.frames.last_mut() else { return Err(Stop::Confused) };
        match op {
            Op::Open => return self.open(Kind::Subshell, pass),
            Op::Close => return self.close(pass),
            Op::Pipe => {
                self.state = frame.line.clone();
                frame.is_piped = true;
                self.piped = Some(self.printed.take());
                return Ok(());
            }
            Op::Background => self.state = frame.line.clone(),
            Op::Newline | Op::Semi | Op::CaseEnd | Op::And | Op::Or => {
                if frame.is_piped {
                    self.state = frame.line.clone();
                }
            }
        }
        frame.is_piped = false;
        self.piped = None;
        if op != Op::And
            && let Some(stayed) = frame.stayed.take()
        {
            self.state = stayed;
        }
        if op == Op::CaseEnd {
            if is_only {
                return Err(Stop::Confused);
            }
            frame.end_branch(&mut self.state);
            pass.patterns();
        }
        if let Some(frame) = pass.frames.last_mut() {
            frame.line = self.state.clone();
        }
        Ok(())
    }

    pub fn open(&mut self, kind: Kind, pass: &mut Pass) -> Result<(), Stop> {
        if pass.frames.len() >= MOST_FRAMES {
            return Err(Stop::Confused);
        }
        let is_skipped = pass.is_skipping() || matches!(kind, Kind::Function);
        let frame = Frame::new(kind, &self.state, is_skipped);
        pass.frames.push(Frame { is_conditional: pass.is_conditional(), ..frame });
        Ok(())
    }

    /// A `)`: of a subshell, or of a pattern.
    fn close(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        match pass.frames.last().map(|frame| &frame.kind) {
            Some(Kind::Subshell) => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    /// Leaves the innermost group.
    pub fn pop(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let Some(mut frame) = pass.frames.pop() else { return Err(Stop::Confused) };
        if let Some(stayed) = frame.stayed.take() {
            self.state = stayed;
        }
        if frame.is_piped {
            self.state = frame.line;
        }
        match frame.kind {
            Kind::Subshell => self.state = frame.entry.clone(),
            Kind::Branches { mut ends, has_else } => {
                ends.push(self.state.clone());
                if !has_else {
                    ends.push(frame.entry.clone());
                }
                self.state = State::merged(ends).unwrap_or_else(|| frame.entry.clone());
            }
            Kind::Case { mut ends } => {
                ends.extend([self.state.clone(), frame.entry.clone()]);
                self.state = State::merged(ends).unwrap_or_else(|| frame.entry.clone());
            }
            Kind::Loop => {
                let ways = vec![self.state.clone(), frame.entry.clone()];
                self.state = State::merged(ways).unwrap_or_else(|| frame.entry.clone());
            }
            Kind::Top | Kind::Group | Kind::Each { .. } | Kind::Function => {}
        }
        if frame.is_conditional && self.state.is_over {
            self.state = frame.entry.clone();
        }
        self.printed = None;
        if let Some(Kind::Function) = pass.frames.last().map(|frame| &frame.kind) {
            pass.frames.pop();
            return Ok(());
        }
        if pass.is_call && pass.frames.len() == 1 {
            return Err(Stop::End);
        }
        pass.closed = Some(frame.entry);
        Ok(())
    }

    /// A word where a command begins: a reserved one, or the command.
    fn word(&mut self, word: &Word, pass: &mut Pass) -> Result<(), Stop> {
        let Some(text) = word.bare() else { return self.simple(pass) };
        if self.defines(text, pass)? {
            return Ok(());
        }
        match text {
            "{" => self.group(Kind::Group, pass),
            "}" => self.ungroup(pass, |kind| matches!(kind, Kind::Group)),
            "if" => self.group(Kind::Branches { ends: Vec::new(), has_else: false }, pass),
            "then" | "elif" | "else" => self.branch(text, pass),
            "fi" => self.ungroup(pass, |kind| matches!(kind, Kind::Branches { .. })),
            "while" if self.each_line(pass)? => Ok(()),
            "while" | "until" => self.group(Kind::Loop, pass),
            "for" | "select" => self.each(pass),
            "do" => self.body(pass),
            "done" => self.repeat(pass),
            "case" => self.case(pass),
            "esac" => self.ungroup(pass, |kind| matches!(kind, Kind::Case { .. })),
            "!" | "coproc" => {
                pass.at += 1;
                Ok(())
            }
            "time" => {
                pass.at += 1;
                if pass.bare() == Some("-p") {
                    pass.at += 1;
                }
                Ok(())
            }
            _ => self.simple(pass),
        }
    }
}
