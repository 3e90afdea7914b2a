//! Goes through a text as a shell would: what is grouped, repeated, piped, and in which directory.
//!
//! Tokens are walked, not parsed into a tree: groups are a stack of groups, a loop goes back to its first token. So
//! depth costs no recursion. Only what is nested in a word (`$(…)`, `sh -c '…'`, a call of a function) runs a machine in
//! the machine, to a bounded depth.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::disk::{Disk, Surroundings};
use super::effect::Effect;
use super::frame::{Group, GroupKind, Pass, Stop};
use super::state::{Overlay, ShellState};
use super::syntax::token::{Op, Script, Token, Word};
use super::value::Value;

/// How many groups may be open, and how deep texts may be nested.
const MOST_FRAMES: usize = 500;
pub const DEEPEST: usize = 24;
/// How many commands are looked at beyond one for each token: what loops and calls repeat.
const MOST_STEPS: usize = 20_000;

pub struct Machine<'d> {
    pub disk: &'d dyn Disk,
    pub root: &'d Path,
    pub home: Option<&'d Path>,
    pub state: ShellState,
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
            state: ShellState::new(around.cwd),
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
        let top = Group::new(GroupKind::Top, &self.state, false);
        let mut pass = Pass { script, at, began: at, groups: vec![top], is_call, closed: None };
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
            self.unclear += usize::from(pass.groups.len() > 1 && !pass.script.is_broken);
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
        let is_only = pass.groups.len() == 1;
        let Some(group) = pass.groups.last_mut() else { return Err(Stop::Confused) };
        match op {
            Op::Open => return self.open(GroupKind::Subshell, pass),
            Op::Close => return self.close(pass),
            Op::Pipe => {
                self.state = group.line.clone();
                group.is_piped = true;
                self.piped = Some(self.printed.take());
                return Ok(());
            }
            Op::Background => self.state = group.line.clone(),
            Op::Newline | Op::Semi | Op::CaseEnd | Op::And | Op::Or => {
                if group.is_piped {
                    self.state = group.line.clone();
                }
            }
        }
        group.is_piped = false;
        self.piped = None;
        if op != Op::And
            && let Some(stayed) = group.stayed.take()
        {
            self.state = stayed;
        }
        if op == Op::CaseEnd {
            if is_only {
                return Err(Stop::Confused);
            }
            group.end_branch(&mut self.state);
            pass.patterns();
        }
        if let Some(group) = pass.groups.last_mut() {
            group.line = self.state.clone();
        }
        Ok(())
    }

    pub fn open(&mut self, kind: GroupKind, pass: &mut Pass) -> Result<(), Stop> {
        if pass.groups.len() >= MOST_FRAMES {
            return Err(Stop::Confused);
        }
        let is_skipped = pass.is_skipping() || matches!(kind, GroupKind::Function);
        let group = Group::new(kind, &self.state, is_skipped);
        pass.groups.push(Group { is_conditional: pass.is_conditional(), ..group });
        Ok(())
    }

    /// A `)`: of a subshell, or of a pattern.
    fn close(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        match pass.groups.last().map(|group| &group.kind) {
            Some(GroupKind::Subshell) => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    /// Leaves the innermost group.
    pub fn pop(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let Some(mut group) = pass.groups.pop() else { return Err(Stop::Confused) };
        if let Some(stayed) = group.stayed.take() {
            self.state = stayed;
        }
        if group.is_piped {
            self.state = group.line;
        }
        match group.kind {
            GroupKind::Subshell => self.state = group.entry.clone(),
            GroupKind::Branches { mut ends, has_else } => {
                ends.push(self.state.clone());
                if !has_else {
                    ends.push(group.entry.clone());
                }
                self.state = ShellState::merged(ends).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Case { mut ends } => {
                ends.extend([self.state.clone(), group.entry.clone()]);
                self.state = ShellState::merged(ends).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Loop => {
                let ways = vec![self.state.clone(), group.entry.clone()];
                self.state = ShellState::merged(ways).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Top | GroupKind::Plain | GroupKind::Each { .. } | GroupKind::Function => {}
        }
        if group.is_conditional && self.state.is_over {
            self.state = group.entry.clone();
        }
        self.printed = None;
        if let Some(GroupKind::Function) = pass.groups.last().map(|group| &group.kind) {
            pass.groups.pop();
            return Ok(());
        }
        if pass.is_call && pass.groups.len() == 1 {
            return Err(Stop::End);
        }
        pass.closed = Some(group.entry);
        Ok(())
    }

    /// A word where a command begins: a reserved one, or the command.
    fn word(&mut self, word: &Word, pass: &mut Pass) -> Result<(), Stop> {
        let Some(text) = word.bare() else { return self.simple(pass) };
        if self.defines(text, pass)? {
            return Ok(());
        }
        match text {
            "{" => self.group(GroupKind::Plain, pass),
            "}" => self.ungroup(pass, |kind| matches!(kind, GroupKind::Plain)),
            "if" => self.group(GroupKind::Branches { ends: Vec::new(), has_else: false }, pass),
            "then" | "elif" | "else" => self.branch(text, pass),
            "fi" => self.ungroup(pass, |kind| matches!(kind, GroupKind::Branches { .. })),
            "while" if self.each_line(pass)? => Ok(()),
            "while" | "until" => self.group(GroupKind::Loop, pass),
            "for" | "select" => self.each(pass),
            "do" => self.body(pass),
            "done" => self.repeat(pass),
            "case" => self.case(pass),
            "esac" => self.ungroup(pass, |kind| matches!(kind, GroupKind::Case { .. })),
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
