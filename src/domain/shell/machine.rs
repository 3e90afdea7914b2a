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
    /// What the last command of a pipeline reads.
    pub piped: Option<Value>,
}

/// What is open.
struct Frame {
    kind: Kind,
    /// As it was where the frame began.
    entry: State,
    /// As it was where the current pipeline began.
    line: State,
    is_piped: bool,
    /// Where the shell still is if a `cd` failed.
    stayed: Option<State>,
    is_skipped: bool,
}

enum Kind {
    Top,
    Group,
    Subshell,
    Branches {
        ends: Vec<State>,
        has_else: bool,
    },
    Loop,
    Each {
        name: String,
        values: Vec<Value>,
        next: usize,
        body: Option<usize>,
    },
    Case {
        ends: Vec<State>,
    },
    /// The next group is the body of a function, not run here.
    Function,
}

/// One pass over a script.
pub struct Pass<'s> {
    pub script: &'s Rc<Script>,
    pub at: usize,
    frames: Vec<Frame>,
    /// Ends with the first group that closes.
    is_call: bool,
    /// Redirections that follow a group are seen from where it began.
    closed: Option<State>,
}

/// The script ends, or cannot be followed on.
pub enum Stop {
    End,
    Confused,
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
        let mut pass = Pass { script, at, frames: vec![top], is_call, closed: None };
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
        self.run(script, 0, false);
        let blanks = script.tokens.iter().rev().take_while(|token| **token == Token::Op(Op::Newline)).count();
        let is_one =
            !script.tokens[..script.tokens.len() - blanks].iter().any(|token| matches!(token, Token::Op(_)));
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

    fn open(&mut self, kind: Kind, pass: &mut Pass) -> Result<(), Stop> {
        if pass.frames.len() >= MOST_FRAMES {
            return Err(Stop::Confused);
        }
        let is_skipped = pass.is_skipping() || matches!(kind, Kind::Function);
        pass.frames.push(Frame::new(kind, &self.state, is_skipped));
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
    fn pop(&mut self, pass: &mut Pass) -> Result<(), Stop> {
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

    fn group(&mut self, kind: Kind, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        self.open(kind, pass)
    }

    fn ungroup(&mut self, pass: &mut Pass, is_mine: impl Fn(&Kind) -> bool) -> Result<(), Stop> {
        pass.at += 1;
        match pass.frames.last() {
            Some(frame) if is_mine(&frame.kind) => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    fn branch(&mut self, word: &str, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        let Some(frame) = pass.frames.last_mut() else { return Err(Stop::Confused) };
        if let Some(stayed) = frame.stayed.take() {
            self.state = stayed;
        }
        match &mut frame.kind {
            // What the condition did holds in every branch.
            Kind::Branches { .. } if word == "then" => frame.entry = self.state.clone(),
            Kind::Branches { has_else, .. } => {
                *has_else |= word == "else";
                frame.end_branch(&mut self.state);
            }
            _ => return Err(Stop::Confused),
        }
        frame.line = self.state.clone();
        Ok(())
    }

    /// `name() …` and `function name …`.
    fn defines(&mut self, text: &str, pass: &mut Pass) -> Result<bool, Stop> {
        let ops = |at: usize| match (pass.script.tokens.get(at), pass.script.tokens.get(at + 1)) {
            (Some(Token::Op(Op::Open)), Some(Token::Op(Op::Close))) => 2,
            _ => 0,
        };
        let (name, mut at) = match text {
            "function" => match pass.script.tokens.get(pass.at + 1) {
                Some(Token::Word(word)) => (word.bare().unwrap_or_default(), pass.at + 2 + ops(pass.at + 2)),
                _ => return Err(Stop::Confused),
            },
            _ if ops(pass.at + 1) > 0 => (text, pass.at + 3),
            _ => return Ok(false),
        };
        while let Some(Token::Op(Op::Newline)) = pass.script.tokens.get(at) {
            at += 1;
        }
        if !pass.is_skipping() {
            self.functions.insert(name.to_owned(), (Rc::clone(pass.script), at));
        }
        pass.at = at;
        self.open(Kind::Function, pass)?;
        Ok(true)
    }

    /// `for name in words`.
    fn each(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let is_select = pass.bare() == Some("select");
        pass.at += 1;
        let name = pass.bare().unwrap_or_default().to_owned();
        pass.at += 1;
        if name.is_empty() {
            // `for ((…))`
            return self.open(Kind::Loop, pass);
        }
        pass.newlines();
        let mut values =
            self.state.args.as_ref().map_or(vec![None], |args| args.iter().skip(1).cloned().collect());
        if pass.bare() == Some("in") {
            pass.at += 1;
            values.clear();
            while let Some(Token::Word(word)) = pass.script.tokens.get(pass.at) {
                if !pass.is_skipping() {
                    values.extend(self.fields(word));
                }
                pass.at += 1;
            }
        }
        if is_select {
            values = vec![None];
        }
        self.open(Kind::Each { name, values, next: 0, body: None }, pass)
    }

    fn body(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        let at = pass.at;
        let Some(frame) = pass.frames.last_mut() else { return Err(Stop::Confused) };
        match &mut frame.kind {
            Kind::Loop => {}
            Kind::Each { name, values, next, body } => {
                *body = Some(at);
                *next = 1;
                match values.first() {
                    Some(value) => self.state.set(name, value.clone()),
                    None => frame.is_skipped = true,
                }
            }
            _ => return Err(Stop::Confused),
        }
        frame.line = self.state.clone();
        Ok(())
    }

    fn repeat(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let at = pass.at + 1;
        let is_skipping = pass.is_skipping();
        let Some(frame) = pass.frames.last_mut() else { return Err(Stop::Confused) };
        if let Kind::Each { name, values, next, body: Some(body) } = &mut frame.kind
            && let Some(value) = values.get(*next).filter(|_| !is_skipping)
        {
            self.steps = self.steps.checked_sub(1).ok_or(Stop::Confused)?;
            *next += 1;
            if let Some(stayed) = frame.stayed.take() {
                self.state = stayed;
            }
            self.state.set(name, value.clone());
            pass.at = *body;
            frame.line = self.state.clone();
            return Ok(());
        }
        pass.at = at;
        match frame.kind {
            Kind::Loop | Kind::Each { .. } => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    fn case(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        if let Some(Token::Word(word)) = pass.script.tokens.get(pass.at) {
            if !pass.is_skipping() {
                self.value(word);
            }
            pass.at += 1;
        }
        pass.newlines();
        if pass.bare() != Some("in") {
            return Err(Stop::Confused);
        }
        pass.at += 1;
        self.open(Kind::Case { ends: Vec::new() }, pass)?;
        pass.patterns();
        Ok(())
    }
}

impl Frame {
    fn new(kind: Kind, state: &State, is_skipped: bool) -> Frame {
        Frame { kind, entry: state.clone(), line: state.clone(), is_piped: false, stayed: None, is_skipped }
    }

    /// Notes where one branch ended; the next begins as the first did.
    fn end_branch(&mut self, state: &mut State) {
        if let Kind::Branches { ends, .. } | Kind::Case { ends } = &mut self.kind {
            ends.push(std::mem::replace(state, self.entry.clone()));
        }
    }
}

impl Pass<'_> {
    /// The unquoted text of the token at hand.
    pub fn bare(&self) -> Option<&str> {
        match self.script.tokens.get(self.at) {
            Some(Token::Word(word)) => word.bare(),
            _ => None,
        }
    }

    pub fn is_skipping(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.is_skipped)
    }

    /// Notes where the shell still is if the `cd` at hand fails.
    pub fn stay(&mut self, state: State) {
        if let Some(frame) = self.frames.last_mut() {
            frame.stayed.get_or_insert(state);
        }
    }

    pub fn closed(&mut self) -> Option<State> {
        self.closed.take()
    }

    fn newlines(&mut self) {
        while let Some(Token::Op(Op::Newline | Op::Semi)) = self.script.tokens.get(self.at) {
            self.at += 1;
        }
    }

    /// Goes past the patterns of a clause of `case`, unless the `case` ends here.
    fn patterns(&mut self) {
        self.newlines();
        if self.bare() == Some("esac") {
            return;
        }
        while let Some(token) = self.script.tokens.get(self.at) {
            self.at += 1;
            if *token == Token::Op(Op::Close) {
                return;
            }
        }
    }
}
