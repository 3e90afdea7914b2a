//! What a shell text is made of.

use std::rc::Rc;

/// A shell text in pieces, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    pub tokens: Vec<Token>,
    /// The rest could not be read.
    pub is_broken: bool,
    /// A part is nested deeper than is read.
    pub is_too_deep: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Word(Word),
    Op(Op),
    Redirect(Redirect),
}

impl Token {
    pub fn word(&self) -> Option<&Word> {
        match self {
            Token::Word(word) => Some(word),
            Token::Op(_) | Token::Redirect(_) => None,
        }
    }
}

/// What separates and groups commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Newline,
    Semi,
    /// `;;` and its kin.
    CaseEnd,
    And,
    Or,
    /// `|`, `|&`.
    Pipe,
    Background,
    Open,
    Close,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub kind: RedirectKind,
    /// The file, what is copied, or the text that is read.
    pub target: Word,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectKind {
    Output,
    /// `>>`
    Append,
    Input,
    /// `>&`: a file, unless it is a number or `-`.
    Copy,
    /// A heredoc or a here-string.
    Text,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text {
        text: String,
        is_quoted: bool,
    },
    Param {
        name: String,
        change: Option<ParamChange>,
        is_quoted: bool,
    },
    /// `$(…)` and backticks.
    Output {
        script: Rc<Script>,
        is_quoted: bool,
    },
    /// `<(…)` and `>(…)`: the name of a pipe.
    Pipe(Rc<Script>),
    /// Arithmetic, an array: a value that is not followed.
    Other,
}

/// What `${name…}` makes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamChange {
    pub op: String,
    pub word: Word,
}

impl Word {
    pub fn literal(text: &str) -> Word {
        Word { pieces: vec![Piece::Text { text: text.to_owned(), is_quoted: true }] }
    }

    /// The text of a word that holds nothing but unquoted text, as a reserved word must.
    pub fn bare(&self) -> Option<&str> {
        match &self.pieces[..] {
            [Piece::Text { text, is_quoted: false }] => Some(text),
            _ => None,
        }
    }

    /// How many bytes its own text has.
    pub fn length(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Text { text, .. } => text.len(),
            _ => 1,
        };
        self.pieces.iter().map(length).sum()
    }

    /// What stands before and behind the first `/` that is not quoted.
    pub fn halves(&self) -> (Word, Word) {
        let mut halves = (Word::default(), Word::default());
        let mut is_behind = false;
        for piece in &self.pieces {
            match piece {
                Piece::Text { text, is_quoted: false } if !is_behind && text.contains('/') => {
                    let (before, behind) = text.split_once('/').unwrap_or((text, ""));
                    let piece = |text: &str| Piece::Text { text: text.to_owned(), is_quoted: false };
                    halves.0.pieces.push(piece(before));
                    halves.1.pieces.push(piece(behind));
                    is_behind = true;
                }
                piece if is_behind => halves.1.pieces.push(piece.clone()),
                piece => halves.0.pieces.push(piece.clone()),
            }
        }
        halves
    }

    /// `name` and the rest of `name=value`.
    pub fn assignment(&self) -> Option<(&str, Word)> {
        let Some(Piece::Text { text, is_quoted: false }) = self.pieces.first() else { return None };
        let (name, value) = text.split_once('=')?;
        let name = name.strip_suffix('+').unwrap_or(name);
        if !is_name(name) {
            return None;
        }
        let first = Piece::Text { text: value.to_owned(), is_quoted: false };
        let pieces = std::iter::once(first).chain(self.pieces[1..].iter().cloned()).collect();
        Some((name, Word { pieces }))
    }
}

/// Whether it is of the form `name=value`.
pub fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// Whether a variable may be called so.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
