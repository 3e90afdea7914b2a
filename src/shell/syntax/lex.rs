//! Text → tokens. Every character is read once; what is nested is read on the way, to a bounded depth.

use super::level::{Heredoc, Level};
use super::token::{Op, Piece, Redirect, RedirectKind, Script, Token, Word};

/// How deep quotes, substitutions and heredocs may nest.
const DEEPEST: usize = 40;
/// How far an arithmetic expression may reach, and how many may turn out to be none.
const LONGEST_SUM: usize = 4096;
const WRONG_SUMS: usize = 64;

/// The text cannot be read on from here.
#[derive(Debug)]
pub struct Broken;

pub struct Lexer<'t> {
    pub text: &'t str,
    pub at: usize,
    pub depth: usize,
    pub is_too_deep: bool,
    wrong_sums: usize,
}

/// Reads a whole text; what comes before a broken part is kept.
pub fn script(text: &str, depth: usize) -> Script {
    let mut lexer = Lexer::new(text, depth);
    let mut level = Level::default();
    let end = lexer.level(&mut level, None);
    let mut tokens = level.tokens;
    if end.is_err() {
        // A shell runs the lines before the one that it cannot read.
        let lines = tokens.iter().rposition(|token| *token == Token::Op(Op::Newline)).map_or(0, |at| at + 1);
        tokens.truncate(lines);
    }
    Script { tokens, is_broken: end.is_err(), is_too_deep: lexer.is_too_deep }
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, depth: usize) -> Lexer<'t> {
        Lexer { text, at: 0, depth, is_too_deep: false, wrong_sums: 0 }
    }
}

impl Lexer<'_> {
    pub fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    pub fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes one level deeper for as long as `read` takes.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Broken>) -> Result<T, Broken> {
        if self.depth >= DEEPEST {
            self.is_too_deep = true;
            return Err(Broken);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// The commands up to the `)` that closes them.
    pub fn substitution(&mut self) -> Result<Script, Broken> {
        self.enclosed(b')')
    }

    /// The commands up to the byte that closes them: `)`, or `}` where a command would begin.
    pub fn enclosed(&mut self, end: u8) -> Result<Script, Broken> {
        let mut level = Level::default();
        self.deeper(|lexer| lexer.level(&mut level, Some(end)))?;
        Ok(Script { tokens: level.tokens, ..Script::default() })
    }

    fn level(&mut self, level: &mut Level, end: Option<u8>) -> Result<(), Broken> {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.byte(1) == Some(b'\n') => self.at += 2,
                b'\n' => {
                    self.at += 1;
                    level.tokens.push(Token::Op(Op::Newline));
                    self.bodies(level);
                }
                b'#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                b'<' | b'>' if self.byte(1) != Some(b'(') => self.redirect(level)?,
                b'&' if self.byte(1) == Some(b'>') => self.redirect(level)?,
                b')' | b'}' if end == Some(byte) && level.is_closed_by(byte) => {
                    self.at += 1;
                    return if level.heredocs.is_empty() { Ok(()) } else { Err(Broken) };
                }
                b'(' if level.is_start() && self.byte(1) == Some(b'(') && self.skip_sum(2) => {
                    level.tokens.push(Token::Word(Word::literal("((")));
                }
                b';' | b'|' | b'&' | b'(' | b')' => {
                    let op = self.op(byte);
                    level.op(op);
                }
                _ => self.word_token(level)?,
            }
        }
        if end.is_some() {
            return Err(Broken);
        }
        self.bodies(level);
        Ok(())
    }

    fn op(&mut self, byte: u8) -> Op {
        let next = self.byte(1);
        let (op, length) = match (byte, next) {
            (b';', Some(b';')) if self.byte(2) == Some(b'&') => (Op::CaseEnd, 3),
            (b';', Some(b';' | b'&')) => (Op::CaseEnd, 2),
            (b';', _) => (Op::Semi, 1),
            (b'|', Some(b'|')) => (Op::Or, 2),
            (b'|', Some(b'&')) => (Op::Pipe, 2),
            (b'|', _) => (Op::Pipe, 1),
            (b'&', Some(b'&')) => (Op::And, 2),
            (b'&', _) => (Op::Background, 1),
            (b'(', _) => (Op::Open, 1),
            _ => (Op::Close, 1),
        };
        self.at += length;
        op
    }

    fn word_token(&mut self, level: &mut Level) -> Result<(), Broken> {
        let is_start = level.is_start();
        let word = self.word()?;
        // `2>` and `{fd}>`: the number belongs to the redirection, and which one it is does not matter.
        let is_descriptor = word.bare().is_some_and(|text| {
            text.bytes().all(|byte| byte.is_ascii_digit()) || text.starts_with('{') && text.ends_with('}')
        });
        if is_descriptor && matches!(self.peek(), Some(b'<' | b'>')) && self.byte(1) != Some(b'(') {
            return self.redirect(level);
        }
        let is_test = is_start && word.bare() == Some("[[");
        level.word(word, is_start);
        if is_test { self.test(level) } else { Ok(()) }
    }

    /// The inside of `[[ … ]]`, where `<` and `>` compare.
    fn test(&mut self, level: &mut Level) -> Result<(), Broken> {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b'<' | b'>' | b'(' | b')' | b'|' | b'&' | b';' => self.at += 1,
                _ => {
                    let word = self.word()?;
                    let is_end = word.bare() == Some("]]");
                    level.tokens.push(Token::Word(word));
                    if is_end {
                        return Ok(());
                    }
                }
            }
        }
        Err(Broken)
    }

    fn redirect(&mut self, level: &mut Level) -> Result<(), Broken> {
        let rest = self.rest();
        let forms = [
            ("<<<", RedirectKind::Text),
            ("<<-", RedirectKind::Text),
            ("<<", RedirectKind::Text),
            ("<>", RedirectKind::Output),
            ("<&", RedirectKind::Input),
            ("<", RedirectKind::Input),
            ("&>>", RedirectKind::Append),
            ("&>", RedirectKind::Output),
            (">&", RedirectKind::Copy),
            (">>", RedirectKind::Append),
            (">|", RedirectKind::Output),
            (">!", RedirectKind::Output),
            (">", RedirectKind::Output),
        ];
        let Some((form, kind)) = forms.into_iter().find(|(form, _)| rest.starts_with(form)) else {
            return Err(Broken);
        };
        // `>!x` is zsh's `>|`; elsewhere it is a file whose name begins so.
        let form = if form == ">!" && !matches!(self.byte(2), Some(b' ' | b'\t')) { ">" } else { form };
        self.at += form.len();
        self.blanks();
        let is_heredoc = form == "<<" || form == "<<-";
        let start = self.at;
        let word = self.word()?;
        if self.at == start {
            return Err(Broken);
        }
        if is_heredoc {
            let is_raw = self.text[start..self.at].contains(['\'', '"', '\\']);
            let delimiter = if is_raw { delimiter(&word) } else { self.text[start..self.at].to_owned() };
            let token = level.tokens.len();
            level.heredocs.push(Heredoc { token, delimiter, is_raw, strips_tabs: form == "<<-" });
        }
        level.tokens.push(Token::Redirect(Redirect { kind, target: word }));
        Ok(())
    }

    fn blanks(&mut self) {
        loop {
            match (self.peek(), self.byte(1)) {
                (Some(b' ' | b'\t'), _) => self.at += 1,
                (Some(b'\\'), Some(b'\n')) => self.at += 2,
                _ => return,
            }
        }
    }

    /// Reads the bodies of the heredocs of the line that just ended.
    fn bodies(&mut self, level: &mut Level) {
        for heredoc in std::mem::take(&mut level.heredocs) {
            let body = self.body(&heredoc);
            let target = if heredoc.is_raw { Word::literal(&body) } else { self.expand_body(&body) };
            if let Some(Token::Redirect(redirect)) = level.tokens.get_mut(heredoc.token) {
                redirect.target = target;
            }
        }
    }

    fn body(&mut self, heredoc: &Heredoc) -> String {
        let mut body = String::new();
        while self.at < self.text.len() {
            let rest = self.rest();
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = if heredoc.strips_tabs { rest[..end].trim_start_matches('\t') } else { &rest[..end] };
            let is_last = line.trim_end_matches('\n') == heredoc.delimiter;
            if !is_last {
                body.push_str(line);
            }
            self.at += end;
            if is_last {
                break;
            }
        }
        body
    }

    /// A body in which variables and commands are replaced, but no quotes are taken away.
    fn expand_body(&mut self, body: &str) -> Word {
        let mut lexer = Lexer::new(body, self.depth);
        let mut word = Word::default();
        let end = lexer.deeper(|lexer| lexer.until(None, &mut word));
        self.is_too_deep |= lexer.is_too_deep;
        match end {
            Ok(()) => word,
            Err(Broken) => Word::literal(body),
        }
    }

    /// Skips an arithmetic expression that begins with `((` at `skip` bytes before its text; false where it is none.
    pub fn skip_sum(&mut self, skip: usize) -> bool {
        if self.wrong_sums >= WRONG_SUMS {
            return false;
        }
        let mut depth = 0;
        let bytes = self.text.as_bytes();
        let start = self.at + skip;
        for at in start..bytes.len().min(start + LONGEST_SUM) {
            match bytes[at] {
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                b')' if bytes.get(at + 1) == Some(&b')') => {
                    self.at = at + 2;
                    return true;
                }
                b')' => break,
                _ => {}
            }
        }
        self.wrong_sums += 1;
        false
    }
}

/// A delimiter without its quotes.
fn delimiter(word: &Word) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        _ => String::new(),
    };
    word.pieces.iter().map(text).collect()
}
