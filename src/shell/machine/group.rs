//! The groups that are open at one place of a text.

use std::rc::Rc;

use super::state::ShellState;
use crate::shell::syntax::token::{Op, Script, Token};
use crate::shell::value::Value;

/// What is open.
pub struct OpenGroup {
    pub kind: GroupKind,
    /// As it was where the group began.
    pub entry: ShellState,
    /// As it was where the current pipeline began.
    pub line: ShellState,
    pub is_piped: bool,
    /// Where the shell still is if a `cd` failed.
    pub if_cd_fails: Option<ShellState>,
    pub is_skipped: bool,
    /// It stands behind `&&`, `||` or `|`, so that it may not run.
    pub is_conditional: bool,
}

pub enum GroupKind {
    Top,
    Plain,
    Subshell,
    Branches {
        ends: Vec<ShellState>,
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
        ends: Vec<ShellState>,
    },
    /// The next group is the body of a function, not run here.
    Function,
}

/// One pass over a script.
pub struct Pass<'s> {
    pub script: &'s Rc<Script>,
    pub at: usize,
    /// Where the command or group at hand began.
    pub start: usize,
    pub groups: Vec<OpenGroup>,
    /// Ends with the first group that closes.
    pub is_call: bool,
    /// Where the group began that just closed: redirections that follow it are seen from there.
    pub group_entry: Option<ShellState>,
}

/// The script ends, or cannot be followed on.
pub enum Stop {
    End,
    Confused,
}

impl OpenGroup {
    pub fn new(kind: GroupKind, state: &ShellState, is_skipped: bool) -> OpenGroup {
        OpenGroup {
            kind,
            entry: state.clone(),
            line: state.clone(),
            is_piped: false,
            if_cd_fails: None,
            is_skipped,
            is_conditional: false,
        }
    }

    /// Notes where one branch ended; the next begins as the first did.
    pub fn end_branch(&mut self, state: &mut ShellState) {
        if let GroupKind::Branches { ends, .. } | GroupKind::Case { ends } = &mut self.kind {
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

    /// Whether what began here runs only after something else went well, or did not.
    pub fn is_conditional(&self) -> bool {
        let before = self.start.checked_sub(1).and_then(|at| self.script.tokens.get(at));
        matches!(before, Some(Token::Op(Op::And | Op::Or | Op::Pipe)))
    }

    pub fn is_skipping(&self) -> bool {
        self.groups.last().is_some_and(|group| group.is_skipped)
    }

    /// Notes where the shell still is if the `cd` at hand fails.
    pub fn stay(&mut self, state: ShellState) {
        if let Some(group) = self.groups.last_mut() {
            group.if_cd_fails.get_or_insert(state);
        }
    }

    pub fn take_group_entry(&mut self) -> Option<ShellState> {
        self.group_entry.take()
    }

    pub fn newlines(&mut self) {
        while let Some(Token::Op(Op::Newline | Op::Semi)) = self.script.tokens.get(self.at) {
            self.at += 1;
        }
    }

    /// Goes past the patterns of a clause of `case`, unless the `case` ends here.
    pub fn patterns(&mut self) {
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
