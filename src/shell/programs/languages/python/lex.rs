//! Python's text → its statements, each a row of tokens.

use std::ops::Range;

use crate::shell::programs::languages::token::{FIELD, Kind, Token, pair};

/// A statement, or the head of a compound one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub indent: usize,
    pub tokens: Range<usize>,
}

#[derive(Debug, Default)]
pub struct Text {
    pub tokens: Vec<Token>,
    pub lines: Vec<Line>,
}

const OPS: [&str; 22] = [
    "**=", "//=", "<<=", ">>=", "...", ":=", "->", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
    "|=", "&=", "**", "//", "<<", ">>",
];

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    tokens: Vec<Token>,
}

/// The statements of a text; `None` where it is no Python.
pub fn read(text: &str) -> Option<Text> {
    let mut lexer = Lexer { text, at: 0, depth: 0, tokens: Vec::new() };
    let mut lines = Vec::new();
    while lexer.at < text.len() {
        let mut indent = lexer.blanks();
        let first = lexer.tokens.len();
        loop {
            let start = lexer.tokens.len();
            let goes_on = lexer.statement()?;
            if lexer.tokens.len() > start {
                lines.push(Line { indent, tokens: start..lexer.tokens.len() });
            }
            if !goes_on {
                break;
            }
        }
        // A head with its body behind it in the same line.
        let heads = lines.iter().position(|line| line.tokens.start >= first).unwrap_or(lines.len());
        let mut split = Vec::new();
        for line in lines.drain(heads..) {
            let Some(colon) = head(&lexer.tokens, &line.tokens) else {
                split.push(Line { indent, tokens: line.tokens });
                continue;
            };
            split.push(Line { indent, tokens: line.tokens.start..colon });
            if colon + 1 < line.tokens.end {
                indent += 1;
                split.push(Line { indent, tokens: colon + 1..line.tokens.end });
            }
        }
        lines.extend(split);
    }
    pair(&mut lexer.tokens).then_some(Text { tokens: lexer.tokens, lines })
}

/// Where the `:` of a compound statement's head stands.
fn head(tokens: &[Token], line: &Range<usize>) -> Option<usize> {
    let heads =
        ["if", "elif", "else", "for", "while", "with", "try", "except", "finally", "def", "class", "async"];
    let first = tokens.get(line.start).filter(|token| token.kind == Kind::Name)?;
    if !heads.contains(&first.text.as_str()) {
        return None;
    }
    let (mut depth, mut lambdas) = (0_usize, 0_usize);
    for at in line.clone() {
        match (tokens[at].kind, tokens[at].text.as_str()) {
            (Kind::Op, "(" | "[" | "{") => depth += 1,
            (Kind::Op, ")" | "]" | "}") => depth = depth.saturating_sub(1),
            (Kind::Name, "lambda") if depth == 0 => lambdas += 1,
            (Kind::Op, ":") if depth == 0 && lambdas > 0 => lambdas -= 1,
            (Kind::Op, ":") if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes past the blanks that a line begins with, and says how many they are.
    fn blanks(&mut self) -> usize {
        let count = self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        self.at += count;
        count
    }

    /// Reads up to the end of a line or a `;`, and says whether it was that.
    fn statement(&mut self) -> Option<bool> {
        loop {
            let Some(c) = self.rest().chars().next() else { return Some(false) };
            match c {
                '\n' if self.depth == 0 => {
                    self.at += 1;
                    return Some(false);
                }
                ';' if self.depth == 0 => {
                    self.at += 1;
                    return Some(true);
                }
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '"' | '\'' => self.string("")?,
                c if c.is_alphanumeric() || c == '_' || c == '\u{fffd}' => self.word()?,
                c => self.op(c),
            }
        }
    }

    fn op(&mut self, c: char) {
        let long = OPS.iter().find(|op| self.rest().starts_with(**op));
        let text = long.map_or_else(|| c.to_string(), |op| (*op).to_owned());
        self.at += text.len();
        match c {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.tokens.push(Token::new(Kind::Op, text));
    }

    /// A name, a number, or what stands before a string.
    fn word(&mut self) -> Option<()> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '\u{fffd}').unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        let is_prefix = word.len() <= 2 && word.chars().all(|c| "rRbBuUfFtT".contains(c));
        if is_prefix && self.rest().starts_with(['"', '\'']) {
            return self.string(&word.to_lowercase());
        }
        // It changes nothing of what is done.
        if word == "async" {
            return Some(());
        }
        let kind = if word.starts_with(|c: char| c.is_ascii_digit()) { Kind::Other } else { Kind::Name };
        self.tokens.push(Token::new(kind, word));
        Some(())
    }

    fn string(&mut self, prefix: &str) -> Option<()> {
        let (is_raw, is_format) = (prefix.contains('r'), prefix.contains(['f', 't']));
        let rest = self.rest();
        let quote = &rest[..1];
        let (end, length) =
            if rest.starts_with(&quote.repeat(3)) { (quote.repeat(3), 3) } else { (quote.to_owned(), 1) };
        self.at += length;
        let mut text = String::new();
        let mut fields = 0;
        loop {
            if self.rest().starts_with(&end) {
                self.at += length;
                break;
            }
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                '\n' if length == 1 => return None,
                '\\' if is_raw => {
                    text.push('\\');
                    let next = self.rest().chars().next()?;
                    text.push(next);
                    self.at += next.len_utf8();
                }
                '\\' => self.escape(&mut text)?,
                '{' if is_format && self.rest().starts_with('{') => {
                    self.at += 1;
                    text.push('{');
                }
                '{' if is_format => {
                    fields += 1;
                    self.field(&mut text)?;
                }
                '}' if is_format => {
                    self.at += usize::from(self.rest().starts_with('}'));
                    text.push('}');
                }
                FIELD => {}
                c => text.push(c),
            }
        }
        let kind = if fields > 0 { Kind::Format } else { Kind::Text };
        self.tokens.push(Token::new(kind, text));
        Some(())
    }

    /// What stands in the braces of a string: kept by its name where it is one.
    fn field(&mut self, text: &mut String) -> Option<()> {
        let rest = self.rest();
        let (mut depth, mut end) = (0_usize, None);
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                '}' => depth -= 1,
                '\n' => break,
                _ => {}
            }
        }
        let end = end?;
        let name = rest[..end].trim();
        text.extend([FIELD]);
        text.push_str(name);
        text.extend([FIELD]);
        self.at += end + 1;
        Some(())
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        match c {
            '\n' => {}
            'n' => text.push('\n'),
            't' => text.push('\t'),
            '\\' | '\'' | '"' => text.push(c),
            c => text.extend(['\\', c]),
        }
        Some(())
    }
}
