//! Strings and variables.

use super::reader::{Reader, output};
use crate::shell::syntax::token::{Piece, Word};

/// How long a name in braces may be.
const LONGEST_NAME: usize = 256;

impl<'t> Reader<'t> {
    /// `'…'`, `"…"`, `@'…'@` or `@"…"@`.
    pub fn string(&mut self) -> Word {
        if self.eat("@'") {
            let body = self.here("\n'@");
            return Word::literal(body);
        }
        if self.eat("@\"") {
            let body = self.here("\n\"@");
            let mut inner = Reader::new(body, self.depth);
            let word = inner.deeper(|inner| inner.expanded(None));
            self.is_too_deep |= inner.is_too_deep;
            self.is_broken |= inner.is_broken;
            return word;
        }
        if self.eat("'") {
            return self.plain();
        }
        self.at += 1;
        self.deeper(|reader| reader.expanded(Some('"')))
    }

    /// The lines of a here-string up to its end.
    fn here(&mut self, end: &str) -> &'t str {
        let rest = self.rest();
        let start = rest.find('\n').unwrap_or(rest.len());
        let end = rest[start..].find(end).map(|at| (start + at, start + at + end.len()));
        self.is_broken |= end.is_none();
        let (end, length) = end.unwrap_or((rest.len(), rest.len()));
        let body = &rest[start..end];
        self.at += length;
        body.strip_prefix('\n').unwrap_or(body)
    }

    fn plain(&mut self) -> Word {
        let mut text = String::new();
        loop {
            match self.take_char() {
                Some('\'') if self.peek() == Some(b'\'') => {
                    self.at += 1;
                    text.push('\'');
                }
                Some('\'') => return Word::literal(&text),
                Some(c) => text.push(c),
                None => {
                    self.is_broken = true;
                    return Word::literal(&text);
                }
            }
        }
    }

    /// Text in which variables are replaced, up to a quote or to the end.
    fn expanded(&mut self, end: Option<char>) -> Word {
        let mut pieces = Vec::new();
        let mut text = String::new();
        loop {
            if self.peek() == Some(b'$')
                && let Some(piece) = self.variable()
            {
                push(&mut pieces, &mut text);
                pieces.push(piece);
                continue;
            }
            match self.take_char() {
                Some('`') => text.extend(self.escaped()),
                Some(c) if Some(c) == end => {
                    if !self.rest().starts_with(c) {
                        break;
                    }
                    self.at += 1;
                    text.push(c);
                }
                Some(c) => text.push(c),
                None => {
                    self.is_broken |= end.is_some();
                    break;
                }
            }
        }
        push(&mut pieces, &mut text);
        if pieces.is_empty() {
            return Word::literal("");
        }
        Word { pieces }
    }

    /// What comes behind a backtick.
    pub fn escaped(&mut self) -> Option<char> {
        Some(match self.take_char()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => ' ',
            c => c,
        })
    }

    /// A variable or `$(…)`; `None` where the `$` is only a character.
    pub fn variable(&mut self) -> Option<Piece> {
        if self.byte(1) == Some(b'(') {
            self.at += 2;
            return Some(output(self.nested(b')')));
        }
        let name = self.variable_name()?;
        Some(match name.as_str() {
            "null" => Piece::Text { text: String::new(), is_quoted: true },
            "true" | "false" => Piece::Text { text: name, is_quoted: true },
            "args" | "input" | "?" | "$" | "^" => Piece::Other,
            _ => Piece::Param { name, change: None, is_quoted: true },
        })
    }

    /// The name of the variable that begins here: what the environment has is in upper case, PowerShell's own in lower.
    pub fn variable_name(&mut self) -> Option<String> {
        let rest = self.rest().strip_prefix('$')?;
        let (name, length) = if let Some(rest) = rest.strip_prefix('{') {
            let end = rest.bytes().take(LONGEST_NAME).position(|byte| byte == b'}')?;
            (&rest[..end], end + 3)
        } else if rest.starts_with(['?', '$', '^']) {
            (&rest[..1], 2)
        } else {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let mut end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let behind = rest[end..].strip_prefix(':').unwrap_or_default();
            if end > 0 && behind.starts_with(is_part) {
                end += 1 + behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            }
            (&rest[..end], end + 1)
        };
        if name.is_empty() {
            return None;
        }
        self.at += length;
        let (scope, own) = name.split_once(':').unwrap_or(("", name));
        if scope.eq_ignore_ascii_case("env") {
            let own = own.to_uppercase();
            return Some(if own == "USERPROFILE" { "HOME".to_owned() } else { own });
        }
        let own = own.to_lowercase();
        Some(match own.as_str() {
            "pwd" | "home" => own.to_uppercase(),
            "psitem" => "_".to_owned(),
            _ => own,
        })
    }
}

/// Ends a run of text.
pub fn push(pieces: &mut Vec<Piece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(Piece::Text { text: std::mem::take(text), is_quoted: true });
    }
}
