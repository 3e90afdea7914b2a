//! Steps from token to token: operators, groups, and where a command begins.

use std::rc::Rc;

use super::group::{GroupKind, OpenGroup, Pass, Stop};
use super::{DEEPEST, Machine, ShellState};
use crate::shell::syntax::token::{Op, Script, Token, Word};

/// How many groups may be open.
const MOST_GROUPS: usize = 500;

impl Machine<'_> {
    /// Runs a script from one of its tokens on; a call ends with the group that stands there.
    pub(super) fn run(&mut self, script: &Rc<Script>, at: usize, is_call: bool) {
        if self.depth >= DEEPEST {
            self.budget.exceed();
            return;
        }
        self.depth += 1;
        let top = OpenGroup::new(GroupKind::Top, &self.state, false);
        let mut pass = Pass { script, at, start: at, groups: vec![top], is_call, group_entry: None };
        while let Ok(()) = self.step(&mut pass) {}
        self.depth -= 1;
    }

    fn step(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let Some(token) = pass.script.tokens.get(pass.at) else {
            // A group that nothing closes is run by no shell, but what it holds was meant.
            self.reading.unclear += usize::from(pass.groups.len() > 1 && !pass.script.is_broken);
            return Err(Stop::End);
        };
        pass.start = pass.at;
        if !matches!(token, Token::Redirect(_)) {
            pass.group_entry = None;
        }
        let result = match token {
            Token::Op(op) => self.op(*op, pass),
            Token::Word(word) => self.word(word, pass),
            Token::Redirect(_) => self.simple(pass),
        };
        if let Err(Stop::Confused) = result {
            self.not_understood();
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
                self.pipe = Some(self.stdout.take());
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
        self.pipe = None;
        if op != Op::And
            && let Some(if_cd_fails) = group.if_cd_fails.take()
        {
            self.state = if_cd_fails;
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

    pub(super) fn open(&mut self, kind: GroupKind, pass: &mut Pass) -> Result<(), Stop> {
        if pass.groups.len() >= MOST_GROUPS {
            self.budget.exceed();
            return Err(Stop::Confused);
        }
        let is_skipped = pass.is_skipping() || matches!(kind, GroupKind::Function);
        let group = OpenGroup::new(kind, &self.state, is_skipped);
        pass.groups.push(OpenGroup { is_conditional: pass.is_conditional(), ..group });
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
    pub(super) fn pop(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let Some(mut group) = pass.groups.pop() else { return Err(Stop::Confused) };
        if let Some(if_cd_fails) = group.if_cd_fails.take() {
            self.state = if_cd_fails;
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
                self.state = ShellState::merge(ends).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Case { mut ends } => {
                ends.extend([self.state.clone(), group.entry.clone()]);
                self.state = ShellState::merge(ends).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Loop => {
                let ways = vec![self.state.clone(), group.entry.clone()];
                self.state = ShellState::merge(ways).unwrap_or_else(|| group.entry.clone());
            }
            GroupKind::Top | GroupKind::Plain | GroupKind::Each { .. } | GroupKind::Function => {}
        }
        if group.is_conditional && self.state.is_over() {
            self.state = group.entry.clone();
        }
        self.stdout = None;
        if let Some(GroupKind::Function) = pass.groups.last().map(|group| &group.kind) {
            pass.groups.pop();
            return Ok(());
        }
        if pass.is_call && pass.groups.len() == 1 {
            return Err(Stop::End);
        }
        pass.group_entry = Some(group.entry);
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
