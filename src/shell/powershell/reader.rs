//! The place in a text, and what is skipped between its words.

use std::collections::HashMap;

use crate::shell::syntax::token::{Piece, Script, Token, Word};

/// How deep blocks, brackets and strings may nest.
const DEEPEST: usize = 60;

/// How many bytes of remembered words are put in, and what a word costs.
const MOST_COPIES: usize = 1 << 20;
const WORD: usize = 100;

pub struct Reader<'t> {
    pub text: &'t str,
    pub at: usize,
    pub depth: usize,
    /// How many blocks are open whose text may not run, or run more than once.
    pub blocks: usize,
    pub is_broken: bool,
    pub is_too_deep: bool,
    /// Variables that hold short lists whose every item is known.
    pub lists: HashMap<String, Vec<Word>>,
    /// Those that hold a table, as a command would be given it.
    pub tables: HashMap<String, Vec<Word>>,
    /// How many bytes of remembered words may still be put in.
    copies: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, depth: usize) -> Reader<'t> {
        let (lists, tables) = (HashMap::new(), HashMap::new());
        Reader {
            text,
            at: 0,
            depth,
            blocks: 0,
            is_broken: false,
            is_too_deep: false,
            lists,
            tables,
            copies: MOST_COPIES,
        }
    }

    /// Words that are remembered, once more.
    pub fn copy(&mut self, words: &[Word]) -> Option<Vec<Word>> {
        let cost: usize = words.iter().map(|word| WORD + word.length()).sum();
        self.copies = self.copies.checked_sub(cost)?;
        Some(words.to_vec())
    }

    pub fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    pub fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes one character, whatever it is.
    pub fn take_char(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Goes past a text that stands here.
    pub fn eat(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        self.at += if is_here { text.len() } else { 0 };
        is_here
    }

    /// Goes one level deeper for as long as `read` takes.
    pub fn deeper<T: Default>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEEPEST {
            self.is_too_deep = true;
            self.at = self.text.len();
            return T::default();
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Skips blanks, comments and the ends of lines that go on.
    pub fn blanks(&mut self) {
        loop {
            match (self.peek(), self.byte(1)) {
                (Some(b' ' | b'\t' | b'\r'), _) => self.at += 1,
                (Some(b'`'), Some(b'\n')) => self.at += 2,
                (Some(b'`'), Some(b'\r')) if self.byte(2) == Some(b'\n') => self.at += 3,
                (Some(b'<'), Some(b'#')) => {
                    let end = self.rest().find("#>").map_or(self.rest().len(), |end| end + 2);
                    self.at += end;
                }
                (Some(b'#'), _) => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => return,
            }
        }
    }

    /// Skips blanks and lines.
    pub fn gaps(&mut self) {
        loop {
            self.blanks();
            if self.peek() != Some(b'\n') {
                return;
            }
            self.at += 1;
        }
    }

    /// Skips what stands in brackets, which open here, and gives it.
    pub fn skip_brackets(&mut self, open: u8, close: u8) -> &'t str {
        let start = self.at;
        let mut depth = 0;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\'' | b'"' => {
                    let rest = self.rest();
                    self.at += rest.find(char::from(byte)).map_or(rest.len(), |end| end + 1);
                }
                b'`' => drop(self.take_char()),
                byte if byte == open => depth += 1,
                byte if byte == close => {
                    depth -= 1;
                    if depth == 0 {
                        return &self.text[start..self.at];
                    }
                }
                _ => {}
            }
        }
        self.is_broken = true;
        &self.text[start.min(self.text.len())..]
    }
}

pub fn bare(text: &str) -> Token {
    Token::Word(Word { pieces: vec![Piece::Text { text: text.to_owned(), is_quoted: false }] })
}

/// A word that is not known, but for what runs in it.
pub fn unknown(words: impl IntoIterator<Item = Word>) -> Word {
    let pieces = words.into_iter().flat_map(|word| word.pieces);
    let mut pieces: Vec<Piece> = pieces.filter(|piece| matches!(piece, Piece::Output { .. })).collect();
    pieces.push(Piece::Other);
    Word { pieces }
}

pub fn output(tokens: Vec<Token>) -> Piece {
    Piece::Output { script: Script { tokens, ..Script::default() }.into(), is_quoted: true }
}
