//! Expressions → words. One that is more than strings put together is not known.

use super::reader::{Reader, output, unknown};
use crate::shell::syntax::token::{Op, Piece, Token, Word};

/// How long the name of a type may be.
const LONGEST_TYPE: usize = 200;
/// Properties of a file that are its path.
const PATHS: [&str; 4] = ["fullname", "path", "pspath", "providerpath"];
/// What prints its arguments, each on a line.
pub const LINES: &str = "%s\\n";

impl Reader<'_> {
    /// Everything up to the end of the expression: the items of a list, or one value.
    pub fn expression(&mut self) -> Vec<Word> {
        let mut left = self.items();
        loop {
            self.blanks();
            let rest = self.rest();
            if rest.starts_with('+') && !rest.starts_with("++") && !rest.starts_with("+=") {
                self.at += 1;
                self.gaps();
                let mut right = self.items();
                match (&mut left[..], &mut right[..]) {
                    ([one], [other]) => one.pieces.append(&mut other.pieces),
                    _ => left.append(&mut right),
                }
                continue;
            }
            let length = operator(rest);
            if length == 0 {
                return left;
            }
            self.at += length;
            self.gaps();
            let right = self.items();
            left = vec![unknown(left.into_iter().chain(right))];
        }
    }

    /// Values with commas between them.
    fn items(&mut self) -> Vec<Word> {
        let mut items = self.primary();
        loop {
            self.blanks();
            if self.peek() != Some(b',') {
                return items;
            }
            self.at += 1;
            self.gaps();
            items.extend(self.primary());
        }
    }

    /// One value, with what is asked of it.
    pub fn primary(&mut self) -> Vec<Word> {
        let words = self.deeper(Reader::operand);
        self.members(words)
    }

    fn operand(&mut self) -> Vec<Word> {
        self.blanks();
        match (self.peek(), self.byte(1)) {
            (Some(b'\'' | b'"'), _) | (Some(b'@'), Some(b'\'' | b'"')) => vec![self.string()],
            (Some(b'@'), Some(b'(')) => {
                self.at += 2;
                words(self.nested(b')'))
            }
            (Some(b'@'), Some(b'{')) => {
                let table = self.table();
                vec![unknown(table)]
            }
            (Some(b'('), _) => {
                self.at += 1;
                words(self.nested(b')'))
            }
            (Some(b'{'), _) => {
                self.at += 1;
                vec![Word { pieces: vec![output(self.nested(b'}'))] }]
            }
            (Some(b'$'), _) => {
                let Some(piece) = self.variable() else {
                    self.at += 1;
                    return vec![unknown([])];
                };
                vec![Word { pieces: vec![piece] }]
            }
            (Some(b'['), _) => self.of_type(),
            (Some(b','), _) => {
                self.at += 1;
                self.primary()
            }
            (Some(b'!' | b'+' | b'-'), _) => {
                let length = operator(self.rest()).max(1);
                self.at += length;
                vec![unknown(self.primary())]
            }
            _ => vec![self.number()],
        }
    }

    /// A number, or a word where none is meant.
    fn number(&mut self) -> Word {
        let is_end = |c: char| c.is_whitespace() || ",;|(){}[]&<>=+*/'\"".contains(c);
        let rest = self.rest();
        let end = rest.find(is_end).unwrap_or(rest.len());
        let text = &rest[..end];
        self.at += end;
        if text.contains("..") { unknown([]) } else { Word::literal(text) }
    }

    /// `[type]::Member(…)`, or a value of a type.
    fn of_type(&mut self) -> Vec<Word> {
        let name = self.skip_brackets(b'[', b']').trim_matches(['[', ']', ' ']).to_lowercase();
        if name.len() > LONGEST_TYPE {
            return vec![unknown([])];
        }
        if !self.eat("::") {
            self.blanks();
            let is_value = matches!(self.peek(), Some(b'\'' | b'"' | b'@' | b'(' | b'$' | b'['))
                || self.peek().is_some_and(|byte| byte.is_ascii_digit());
            return if is_value { self.primary() } else { vec![unknown([])] };
        }
        let member = self.member_name();
        if self.peek() != Some(b'(') {
            let is_mode = name.ends_with("io.filemode");
            return vec![if is_mode { Word::literal(&member) } else { unknown([]) }];
        }
        let args = self.arguments();
        let name = name.strip_prefix("system.").unwrap_or(&name);
        match (name, member.as_str()) {
            ("io.path", "combine" | "join") => vec![joined(args)],
            ("io.path", "getfullpath") if args.len() == 1 => args,
            _ => {
                let call = Word::literal(&format!("[{name}]::{member}"));
                vec![ran(std::iter::once(call).chain(args))]
            }
        }
    }

    fn member_name(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_lowercase()
    }

    /// What stands in the brackets of a call, which open here.
    fn arguments(&mut self) -> Vec<Word> {
        self.at += 1;
        self.deeper(|reader| {
            let mut args = Vec::new();
            loop {
                reader.gaps();
                match reader.peek() {
                    Some(b')') => {
                        reader.at += 1;
                        return args;
                    }
                    Some(b',') => reader.at += 1,
                    Some(_) => {
                        let start = reader.at;
                        args.extend(reader.expression());
                        if reader.at == start {
                            reader.is_broken = true;
                            reader.take_char();
                        }
                    }
                    None => {
                        reader.is_broken = true;
                        return args;
                    }
                }
            }
        })
    }

    /// `.name`, `.name(…)`, `[…]`: of a path, its own is the path again, and of all else nothing is known.
    pub fn members(&mut self, mut words: Vec<Word>) -> Vec<Word> {
        loop {
            match (self.peek(), self.byte(1)) {
                (Some(b'.'), Some(next)) if next.is_ascii_alphabetic() => {
                    self.at += 1;
                    let name = self.member_name();
                    if self.peek() == Some(b'(') {
                        let args = self.arguments();
                        words = vec![called(&name, words, args)];
                    } else if !PATHS.contains(&name.as_str()) {
                        words = vec![unknown(words)];
                    }
                }
                (Some(b':'), Some(b':')) => {
                    self.at += 2;
                    self.member_name();
                    words = vec![unknown(words)];
                }
                (Some(b'['), _) => {
                    self.skip_brackets(b'[', b']');
                    words = vec![unknown(words)];
                }
                (Some(b'+'), Some(b'+')) | (Some(b'-'), Some(b'-')) => {
                    self.at += 2;
                    words = vec![unknown(words)];
                }
                _ => return words,
            }
        }
    }
}

/// A method of a value: of a file, those that write are commands as well.
fn called(method: &str, of: Vec<Word>, mut args: Vec<Word>) -> Word {
    let command = match method {
        "delete" => "remove-item",
        "moveto" => "move-item",
        "copyto" => "copy-item",
        "downloadfile" if args.len() == 2 => {
            args.remove(0);
            let words = [Word::literal("invoke-webrequest"), Word::literal("-outfile")];
            return unknown([ran(words.into_iter().chain(args).chain(of))]);
        }
        _ => return unknown(of.into_iter().chain(args)),
    };
    unknown([ran(std::iter::once(Word::literal(command)).chain(of).chain(args))])
}

/// What a command prints.
fn ran(words: impl Iterator<Item = Word>) -> Word {
    Word { pieces: vec![output(words.map(Token::Word).collect())] }
}

/// How long the operator is that stands here.
fn operator(rest: &str) -> usize {
    if rest.starts_with("*>") {
        return 0;
    }
    if let Some(name) = rest.strip_prefix('-') {
        let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
        return 1 + end;
    }
    let forms = ["..", "??", "?", ":", "*", "/", "%", "<", "==", "!="];
    forms.iter().find(|form| rest.starts_with(**form)).map_or(0, |form| form.len())
}

/// Paths put together.
pub fn joined(parts: Vec<Word>) -> Word {
    let mut pieces = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            pieces.push(Piece::Text { text: "/".to_owned(), is_quoted: true });
        }
        pieces.extend(part.pieces);
    }
    Word { pieces }
}

/// What commands print, as words where all of them are expressions.
pub fn words(mut tokens: Vec<Token>) -> Vec<Word> {
    while tokens.last() == Some(&Token::Op(Op::Newline)) {
        tokens.pop();
    }
    if tokens.is_empty() {
        return Vec::new();
    }
    if !tokens.split(|token| *token == Token::Op(Op::Newline)).all(is_values) {
        return vec![Word { pieces: vec![output(tokens)] }];
    }
    let mut values = Vec::new();
    let mut skip = 2;
    for token in tokens {
        match token {
            Token::Word(word) if skip == 0 => values.push(word),
            Token::Word(_) => skip -= 1,
            _ => skip = 2,
        }
    }
    values
}

/// Whether it is an expression and nothing else.
fn is_values(tokens: &[Token]) -> bool {
    let [Token::Word(name), Token::Word(form), rest @ ..] = tokens else { return false };
    name.bare() == Some("printf")
        && *form == Word::literal(LINES)
        && rest.iter().all(|token| token.word().is_some())
}
