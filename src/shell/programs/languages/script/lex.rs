//! JavaScript's, TypeScript's and Lua's text → tokens.

use crate::shell::programs::languages::token::{FIELD, Kind, Token, pair};

const OPS: [&str; 26] = [
    ">>>=", "===", "!==", "**=", "...", "??=", "&&=", "||=", "=>", "==", "!=", "<=", ">=", "+=", "-=", "*=",
    "/=", "&&", "||", "??", "?.", "++", "--", "**", "..", "~=",
];

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    is_lua: bool,
}

/// The tokens of a text; `None` where it cannot be read.
pub fn read(text: &str, is_lua: bool) -> Option<Vec<Token>> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), is_lua };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.token(c)?;
    }
    pair(&mut lexer.tokens).then_some(lexer.tokens)
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&mut self, c: char) -> Option<()> {
        let rest = self.rest();
        let comment = if self.is_lua { "--" } else { "//" };
        if rest.starts_with(comment) || self.at == 0 && rest.starts_with("#!") {
            self.at += rest.find('\n').unwrap_or(rest.len());
            return Some(());
        }
        match c {
            '\n' | ';' => {
                self.at += 1;
                self.tokens.push(Token::new(Kind::End, c));
            }
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '/' if rest.starts_with("/*") => self.at += rest[2..].find("*/")? + 4,
            '/' if !self.is_lua && self.begins_value() => self.regex()?,
            '[' if self.is_lua && rest.starts_with("[[") => {
                let end = rest.find("]]")?;
                let text = rest[2..end].to_owned();
                self.at += end + 2;
                self.tokens.push(Token::new(Kind::Text, text));
            }
            '"' | '\'' | '`' => self.string(c)?,
            c if c.is_alphanumeric() || matches!(c, '_' | '$' | '\u{fffd}') => self.word(),
            c => {
                let op = OPS.iter().find(|op| rest.starts_with(**op));
                let op = op.map_or_else(|| c.to_string(), |op| (*op).to_owned());
                self.at += op.len();
                self.tokens.push(Token::new(Kind::Op, op));
            }
        }
        Some(())
    }

    /// Whether a value begins here, so that a `/` does not divide.
    fn begins_value(&self) -> bool {
        match self.tokens.iter().rev().find(|token| token.kind != Kind::End) {
            None => true,
            Some(token) if token.kind == Kind::Op => !matches!(token.text.as_str(), ")" | "]" | "}"),
            Some(token) => matches!(token.text.as_str(), "return" | "typeof" | "case" | "in" | "of"),
        }
    }

    fn regex(&mut self) -> Option<()> {
        let mut is_class = false;
        let mut chars = self.rest().char_indices().skip(1);
        let end = loop {
            let (at, c) = chars.next()?;
            match c {
                '\\' => drop(chars.next()?),
                '[' => is_class = true,
                ']' => is_class = false,
                '/' if !is_class => break at,
                '\n' => return None,
                _ => {}
            }
        };
        self.at += end + 1;
        let rest = self.rest();
        self.at += rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        self.tokens.push(Token::new(Kind::Other, "/"));
        Some(())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '\u{fffd}');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        let kind = if word.starts_with(|c: char| c.is_ascii_digit()) { Kind::Other } else { Kind::Name };
        self.tokens.push(Token::new(kind, word));
    }

    fn string(&mut self, quote: char) -> Option<()> {
        self.at += 1;
        let (mut text, mut fields) = (String::new(), false);
        loop {
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                c if c == quote => break,
                '\n' if quote != '`' => return None,
                '\\' => {
                    let c = self.rest().chars().next()?;
                    self.at += c.len_utf8();
                    match c {
                        '\n' => {}
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        c => text.push(c),
                    }
                }
                '$' if quote == '`' && self.rest().starts_with('{') => {
                    fields = true;
                    let rest = self.rest();
                    let (mut depth, mut end) = (0_usize, None);
                    for (at, c) in rest.char_indices() {
                        match c {
                            '{' => depth += 1,
                            '}' if depth == 1 => {
                                end = Some(at);
                                break;
                            }
                            '}' => depth -= 1,
                            _ => {}
                        }
                    }
                    let end = end?;
                    text.extend([FIELD]);
                    text.push_str(rest[1..end].trim());
                    text.extend([FIELD]);
                    self.at += end + 1;
                }
                FIELD => {}
                c => text.push(c),
            }
        }
        self.tokens.push(Token::new(if fields { Kind::Format } else { Kind::Text }, text));
        Some(())
    }
}
