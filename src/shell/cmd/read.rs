//! The place in a text, and the words there.

use crate::shell::syntax::token::{Piece, Word, is_name};

/// How deep groups may nest.
const DEEPEST: usize = 40;

pub struct Reader<'t> {
    text: &'t str,
    pub at: usize,
    depth: usize,
    pub is_broken: bool,
    pub is_too_deep: bool,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, depth: usize) -> Reader<'t> {
        Reader { text, at: 0, depth, is_broken: false, is_too_deep: false }
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn take_char(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Goes past a text that stands here.
    pub fn eat(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        self.at += if is_here { text.len() } else { 0 };
        is_here
    }

    /// Goes past a word that stands here, whatever its case.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let is_here = rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word))
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '.');
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    pub fn deeper(&mut self, read: impl FnOnce(&mut Self)) {
        if self.depth >= DEEPEST {
            self.is_too_deep = true;
            self.at = self.text.len();
            return;
        }
        self.depth += 1;
        read(self);
        self.depth -= 1;
    }

    /// Skips blanks and the ends of lines that go on.
    pub fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r' | ',') => self.at += 1,
                Some('^') if self.rest()[1..].starts_with('\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// One word, up to a blank or an operator that is not quoted.
    pub fn word(&mut self) -> Word {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut is_quoted = false;
        while let Some(c) = self.peek() {
            match c {
                '"' => is_quoted = !is_quoted,
                '^' if !is_quoted => {
                    self.at += 1;
                    text.extend(self.take_char().filter(|c| *c != '\n'));
                    continue;
                }
                '\n' => break,
                ' ' | '\t' | '\r' | '&' | '|' | '<' | '>' | ')' | ',' | ';' if !is_quoted => break,
                '%' | '!' => {
                    if let Some(piece) = self.variable(c) {
                        if !text.is_empty() {
                            pieces.push(Piece::Text { text: std::mem::take(&mut text), is_quoted: true });
                        }
                        pieces.push(piece);
                        continue;
                    }
                    text.push(c);
                }
                '\\' => text.push('/'),
                c => text.push(c),
            }
            self.take_char();
        }
        self.is_broken |= is_quoted;
        if !text.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text { text, is_quoted: true });
        }
        Word { pieces }
    }

    /// `%NAME%`, `!NAME!`, and `%f` or `%%f` of a loop.
    fn variable(&mut self, mark: char) -> Option<Piece> {
        let rest = &self.rest()[1..];
        let param = |name: String| Piece::Param { name, change: None, is_quoted: true };
        if let Some(end) =
            rest.find([mark, '\n', ' ', '"', '\\', '/']).filter(|end| rest[*end..].starts_with(mark))
            && end > 0
        {
            let name = rest[..end].to_uppercase();
            self.at += end + 2;
            return Some(match name.as_str() {
                "CD" => param("PWD".to_owned()),
                "USERPROFILE" => param("HOME".to_owned()),
                _ if is_name(&name) => param(name),
                _ => Piece::Other,
            });
        }
        if mark == '!' {
            return None;
        }
        let rest = rest.strip_prefix('%').unwrap_or(rest);
        let name =
            rest.strip_prefix('~').map_or(rest, |rest| rest.trim_start_matches(['d', 'p', 'n', 'x', 'f']));
        let letter = name.chars().next().filter(char::is_ascii_alphanumeric)?;
        self.at = self.text.len() - name.len() + 1;
        if name.len() < rest.len() || letter.is_ascii_digit() {
            return Some(Piece::Other);
        }
        Some(param(format!("_{}", letter.to_ascii_lowercase())))
    }
}
