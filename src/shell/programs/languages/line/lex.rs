//! Ruby's and Perl's text → tokens.

use super::blocks::blocks;
use crate::shell::programs::languages::token::{FIELD, Kind, Token, pair};

const OPS: [&str; 20] = [
    "<=>", "**=", "||=", "&&=", "...", "=>", "==", "!=", "=~", "!~", "<=", ">=", "+=", "-=", ".=", "&&",
    "||", "..", "<<", "**",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Ruby,
    Perl,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    dialect: Dialect,
    /// The ends of texts that begin with the next line.
    heredocs: Vec<String>,
}

/// The tokens of a text; `None` where it cannot be read.
pub fn read(text: &str, dialect: Dialect) -> Option<Vec<Token>> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), dialect, heredocs: Vec::new() };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.token(c)?;
    }
    if dialect == Dialect::Ruby {
        blocks(&mut lexer.tokens);
    }
    pair(&mut lexer.tokens).then_some(lexer.tokens)
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>) {
        self.tokens.push(Token::new(kind, text));
    }

    fn token(&mut self, c: char) -> Option<()> {
        let rest = self.rest();
        let is_ruby = self.dialect == Dialect::Ruby;
        match c {
            '\n' => {
                self.at += 1;
                self.push(Kind::End, "\n");
                for end in std::mem::take(&mut self.heredocs) {
                    self.skip_heredoc(&end);
                }
            }
            ';' => {
                self.at += 1;
                self.push(Kind::End, ";");
            }
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            '=' if self.is_line_start() && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let end = if is_ruby { "\n=end" } else { "\n=cut" };
                self.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
            }
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '\'' | '"' | '`' => {
                self.at += 1;
                self.quoted(c, c, c != '\'', c == '`')?;
            }
            '<' if rest.starts_with("<<") && self.heredoc() => {}
            '/' if self.begins_value() => {
                self.at += 1;
                self.skip('/', '/')?;
                self.push(Kind::Other, "/");
            }
            '%' if is_ruby && self.begins_value() => self.percent()?,
            ':' if is_ruby && rest.starts_with("::") => {
                self.at += 2;
                self.push(Kind::Op, ".");
            }
            ':' if is_ruby && rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                self.at += 1;
                self.word();
                if let Some(token) = self.tokens.last_mut() {
                    token.kind = Kind::Other;
                }
            }
            '-' if rest.starts_with("->") => {
                self.at += 2;
                self.push(Kind::Op, if is_ruby { "->" } else { "." });
            }
            '$' | '@' => {
                self.at += 1;
                let start = self.tokens.len();
                self.word();
                match self.tokens.get_mut(start) {
                    Some(token) if !token.text.is_empty() => token.text.insert(0, '$'),
                    // `$_`, `$!` and the like.
                    _ => {
                        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                        self.push(Kind::Other, "$");
                    }
                }
            }
            c if c.is_alphanumeric() || c == '_' || c == '\u{fffd}' => self.name()?,
            c => {
                let op = OPS
                    .iter()
                    .find(|op| rest.starts_with(**op))
                    .map_or_else(|| c.to_string(), |op| (*op).to_owned());
                self.at += op.len();
                let op = if op == ".=" { "+=".to_owned() } else { op };
                // Perl joins strings by a dot.
                let joins = op == "." && !is_ruby && !self.rest().starts_with('.');
                self.push(Kind::Op, if joins { "+".to_owned() } else { op });
            }
        }
        Some(())
    }

    fn is_line_start(&self) -> bool {
        self.at == 0 || self.text.as_bytes()[self.at - 1] == b'\n'
    }

    fn begins_value(&self) -> bool {
        let words = [
            "split", "grep", "if", "unless", "and", "or", "not", "when", "return", "in", "each", "puts",
            "print",
        ];
        match self.tokens.last() {
            None => true,
            Some(token) => match token.kind {
                Kind::End => true,
                Kind::Op => !matches!(token.text.as_str(), ")" | "]" | "}"),
                Kind::Name => words.contains(&token.text.as_str()),
                _ => false,
            },
        }
    }

    fn word(&mut self) {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '\u{fffd}').unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        if end > 0 {
            self.at += end;
            self.push(Kind::Name, word);
        }
    }

    /// A name, a number, or what one of Perl's quotes begins.
    fn name(&mut self) -> Option<()> {
        let start = self.tokens.len();
        self.word();
        let is_perl = self.dialect == Dialect::Perl;
        let word = self.tokens[start].text.clone();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            self.tokens[start].kind = Kind::Other;
            return Some(());
        }
        if !is_perl {
            if self.rest().starts_with(['?', '!']) && !self.rest()[1..].starts_with('=') {
                self.at += 1;
            }
            return Some(());
        }
        if let Some(rest) = self.rest().strip_prefix("::") {
            let is_more = rest.starts_with(|c: char| c.is_alphanumeric());
            self.at += 2;
            if is_more {
                self.push(Kind::Op, ".");
            }
            return Some(());
        }
        let quotes = ["q", "qq", "qw", "m", "qr", "s", "tr", "y"];
        let is_member = start.checked_sub(1).is_some_and(|at| self.tokens[at].is_op("."));
        if !quotes.contains(&word.as_str()) || is_member {
            return Some(());
        }
        let trimmed = self.rest().trim_start();
        let open = trimmed
            .chars()
            .next()
            .filter(|c| c.is_ascii_punctuation() && !matches!(c, ',' | ';' | ')' | '=' | '_' | '$' | '@'));
        let Some(open) = open.filter(|open| *open != '#' || trimmed.len() == self.rest().len()) else {
            return Some(());
        };
        self.at += self.rest().len() - trimmed.len() + open.len_utf8();
        self.tokens.pop();
        let close = closing(open);
        match word.as_str() {
            "q" | "qq" => self.quoted(open, close, word == "qq", false)?,
            "qw" => self.words(open, close)?,
            "s" | "tr" | "y" => {
                self.skip(open, close)?;
                if open == close {
                    self.skip(open, close)?;
                } else {
                    self.at += self.rest().find(|c: char| !c.is_whitespace()).unwrap_or(0);
                    let open = self.rest().chars().next()?;
                    self.at += open.len_utf8();
                    self.skip(open, closing(open))?;
                }
                self.flags();
            }
            _ => {
                self.skip(open, close)?;
                self.flags();
            }
        }
        Some(())
    }

    fn flags(&mut self) {
        let rest = self.rest();
        self.at += rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        self.push(Kind::Other, "/");
    }

    /// Ruby's `%w[a b]` and `%q(text)`.
    fn percent(&mut self) -> Option<()> {
        let mut chars = self.rest().chars().skip(1);
        let kind = chars.next()?;
        let (kind, open) = if kind.is_ascii_alphabetic() { (kind, chars.next()?) } else { ('Q', kind) };
        if !open.is_ascii_punctuation() {
            self.at += 1;
            self.push(Kind::Op, "%");
            return Some(());
        }
        self.at += if self.rest()[1..].starts_with(kind) && kind != open { 3 } else { 2 };
        let close = closing(open);
        match kind {
            'w' | 'i' | 'W' | 'I' => self.words(open, close),
            'q' | 'Q' => self.quoted(open, close, kind == 'Q', false),
            'x' => self.quoted(open, close, true, true),
            _ => {
                self.skip(open, close)?;
                self.flags();
                Some(())
            }
        }
    }

    /// What stands up to the end of a quote, which may hold itself where it is a bracket.
    fn skip(&mut self, open: char, close: char) -> Option<String> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut chars = self.rest().char_indices();
        loop {
            let (at, c) = chars.next()?;
            match c {
                '\\' => drop(chars.next()?),
                c if c == close && depth == 0 => {
                    self.at += at + c.len_utf8();
                    return Some(self.text[start..start + at].to_owned());
                }
                c if c == close => depth -= 1,
                c if c == open => depth += 1,
                _ => {}
            }
        }
    }

    fn words(&mut self, open: char, close: char) -> Option<()> {
        let text = self.skip(open, close)?;
        self.push(Kind::Op, "[");
        for word in text.split_whitespace() {
            self.push(Kind::Text, word);
            self.push(Kind::Op, ",");
        }
        self.push(Kind::Op, "]");
        Some(())
    }

    fn quoted(&mut self, open: char, close: char, fills: bool, is_command: bool) -> Option<()> {
        let raw = self.skip(open, close)?;
        let (mut text, mut fields) = (String::new(), false);
        let mut rest = raw.as_str();
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' => {
                    let next = rest.chars().next().unwrap_or('\\');
                    rest = rest.get(next.len_utf8()..).unwrap_or_default();
                    match next {
                        'n' if fills => text.push('\n'),
                        next if fills || matches!(next, '\\' | '\'') => text.push(next),
                        next => text.extend(['\\', next]),
                    }
                }
                '#' if fills && self.dialect == Dialect::Ruby && rest.starts_with('{') => {
                    let end = rest.find('}').unwrap_or(rest.len() - 1);
                    text.extend([FIELD]);
                    text.push_str(rest[1..end.max(1)].trim());
                    text.extend([FIELD]);
                    rest = rest.get(end + 1..).unwrap_or_default();
                    fields = true;
                }
                '$' | '@'
                    if fills
                        && self.dialect == Dialect::Perl
                        && rest.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '{') =>
                {
                    let inner = rest.trim_start_matches('{');
                    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
                    text.extend([FIELD, '$']);
                    text.push_str(&inner[..end]);
                    text.extend([FIELD]);
                    rest = if inner.len() < rest.len() {
                        inner[end..].strip_prefix('}').unwrap_or(&inner[end..])
                    } else {
                        &inner[end..]
                    };
                    fields = true;
                }
                FIELD => {}
                c => text.push(c),
            }
        }
        let token = Token::new(if fields { Kind::Format } else { Kind::Text }, text);
        if is_command {
            self.push(Kind::Name, "system");
            self.push(Kind::Op, "(");
            self.tokens.push(token);
            self.push(Kind::Op, ")");
        } else {
            self.tokens.push(token);
        }
        Some(())
    }

    /// `<<~'END'`: its text begins with the next line.
    fn heredoc(&mut self) -> bool {
        let rest = self.rest()[2..].trim_start_matches(['~', '-']);
        let skipped = self.rest().len() - rest.len();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let name = quote.map_or(rest, |quote| &rest[quote.len_utf8()..]);
        let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        let name = &name[..length];
        let is_name =
            name.starts_with(|c: char| c.is_ascii_uppercase() || quote.is_some() && c.is_ascii_alphabetic());
        if !is_name || !self.begins_value() && quote.is_none() {
            return false;
        }
        self.heredocs.push(name.to_owned());
        self.at += skipped + length + 2 * usize::from(quote.is_some());
        self.at = self.at.min(self.text.len());
        self.push(Kind::Other, "<<");
        true
    }

    fn skip_heredoc(&mut self, end: &str) {
        while self.at < self.text.len() {
            let rest = self.rest();
            let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
            let is_end = rest[..length].trim() == end;
            self.at += length;
            if is_end {
                break;
            }
        }
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        c => c,
    }
}
