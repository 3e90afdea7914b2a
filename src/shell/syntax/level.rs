//! The tokens of one level of nesting, and what is open in it.

use super::token::{Op, Token, Word};

/// Words after which a command begins.
const OPENERS: [&str; 11] = ["for", "if", "then", "elif", "else", "while", "until", "do", "{", "!", "time"];

/// What is open at one level of nesting.
enum Open {
    Group,
    /// `case`, before `in`.
    Subject,
    /// Where `)` ends a pattern.
    Pattern,
    Clause,
}

/// A heredoc whose body begins after this line.
pub struct Heredoc {
    /// The place of its redirection among the tokens.
    pub token: usize,
    pub delimiter: String,
    pub is_raw: bool,
    pub strips_tabs: bool,
}

/// The tokens of one level.
#[derive(Default)]
pub struct Level {
    pub tokens: Vec<Token>,
    open: Vec<Open>,
    /// How many `{` no `}` has closed.
    braces: usize,
    pub heredocs: Vec<Heredoc>,
}

impl Level {
    /// Whether this byte ends the level here, which is enclosed in it.
    pub fn is_closed_by(&self, end: u8) -> bool {
        self.open.is_empty() && (end != b'}' || self.braces == 0 && self.is_start())
    }

    /// Whether a command begins here.
    pub fn is_start(&self) -> bool {
        match self.tokens.last() {
            None | Some(Token::Op(_)) => !matches!(self.open.last(), Some(Open::Pattern)),
            Some(Token::Word(word)) => {
                word.bare().is_some_and(|text| OPENERS.contains(&text)) && self.starts_before_last()
            }
            Some(Token::Redirect(_)) => false,
        }
    }

    /// Whether the last token itself stands where a command begins; `echo then` opens nothing.
    fn starts_before_last(&self) -> bool {
        let before = self.tokens.len().checked_sub(2).and_then(|at| self.tokens.get(at));
        match before {
            None | Some(Token::Op(_)) => true,
            Some(Token::Word(word)) => word.bare().is_some_and(|text| OPENERS.contains(&text)),
            Some(Token::Redirect(_)) => false,
        }
    }

    /// Adds an operator.
    pub fn op(&mut self, op: Op) {
        match (op, self.open.last()) {
            (Op::Open, Some(Open::Pattern)) => {}
            (Op::Open, _) => self.open.push(Open::Group),
            (Op::Close, Some(Open::Pattern)) => self.reopen_as(Open::Clause),
            (Op::Close, Some(Open::Group)) => drop(self.open.pop()),
            (Op::CaseEnd, Some(Open::Clause)) => self.reopen_as(Open::Pattern),
            _ => {}
        }
        self.tokens.push(Token::Op(op));
    }

    /// Adds a word, which may be a reserved one.
    pub fn word(&mut self, word: Word, is_start: bool) {
        match (word.bare(), self.open.last()) {
            (Some("esac"), Some(Open::Pattern)) => drop(self.open.pop()),
            (Some("esac"), Some(Open::Clause)) if is_start => drop(self.open.pop()),
            (Some("in"), Some(Open::Subject)) => self.reopen_as(Open::Pattern),
            (Some("case"), _) if is_start => self.open.push(Open::Subject),
            (Some("{"), _) if is_start => self.braces += 1,
            (Some("}"), _) if is_start => self.braces = self.braces.saturating_sub(1),
            _ => {}
        }
        self.tokens.push(Token::Word(word));
    }

    fn reopen_as(&mut self, open: Open) {
        self.open.pop();
        self.open.push(open);
    }
}
