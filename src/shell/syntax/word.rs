//! One word: quotes, escapes, variables and substitutions.

use std::rc::Rc;

use super::ansi;
use super::lex::{Broken, Lexer, script};
use super::token::{Op, ParamChange, Piece, Script, Token, Word, is_name};

impl Lexer<'_> {
    /// Reads one word; it is empty where none begins.
    pub fn word(&mut self) -> Result<Word, Broken> {
        let mut word = Word::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'<' | b'>' if self.byte(1) == Some(b'(') => {
                    self.at += 2;
                    let script = self.substitution()?;
                    word.pieces.push(Piece::Pipe(Rc::new(script)));
                }
                b'(' if word.is_array() => {
                    self.at += 1;
                    self.substitution()?;
                    word.pieces.push(Piece::Other);
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>' => break,
                _ => self.piece(byte, &mut word, b" \t\r\n|&;()<>")?,
            }
        }
        Ok(word)
    }

    /// Reads one piece outside of double quotes. Plain text ends before any byte of `ends`.
    fn piece(&mut self, byte: u8, word: &mut Word, ends: &[u8]) -> Result<(), Broken> {
        match byte {
            b'\\' => {
                self.at += 1;
                match self.rest().chars().next() {
                    Some('\n') => self.at += 1,
                    Some(next) => {
                        self.at += next.len_utf8();
                        word.text(next.encode_utf8(&mut [0; 4]), true);
                    }
                    None => word.text("\\", true),
                }
            }
            b'\'' => {
                self.at += 1;
                let end = self.rest().find('\'').ok_or(Broken)?;
                let text = &self.rest()[..end];
                word.text(text, true);
                self.at += end + 1;
            }
            b'"' => {
                self.at += 1;
                word.text("", true);
                self.deeper(|lexer| lexer.until(Some(b'"'), word))?;
            }
            b'$' => self.dollar(word, false)?,
            b'`' => self.backticks(word, false)?,
            _ => {
                let rest = self.rest();
                let is_end =
                    |byte: u8| matches!(byte, b'\\' | b'\'' | b'"' | b'$' | b'`') || ends.contains(&byte);
                let end = rest.bytes().position(is_end).unwrap_or(rest.len());
                // One of the ends that somebody else has let through.
                let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
                let text = &rest[..end];
                word.text(text, false);
                self.at += end;
            }
        }
        Ok(())
    }

    /// Reads as inside double quotes, to their end or the text's.
    pub fn until(&mut self, end: Option<u8>, word: &mut Word) -> Result<(), Broken> {
        while let Some(byte) = self.peek() {
            if Some(byte) == end {
                self.at += 1;
                return Ok(());
            }
            match byte {
                b'\\' => {
                    let next = self.byte(1);
                    let is_escape = matches!(next, Some(b'$' | b'`' | b'\\')) || next == end && end.is_some();
                    match next {
                        Some(b'\n') => {}
                        Some(next) if is_escape => word.text(char::from(next).encode_utf8(&mut [0; 4]), true),
                        _ => word.text("\\", true),
                    }
                    self.at += if is_escape || next == Some(b'\n') { 2 } else { 1 };
                }
                b'$' => self.dollar(word, true)?,
                b'`' => self.backticks(word, true)?,
                _ => {
                    let rest = self.rest();
                    let is_end = |byte: u8| matches!(byte, b'\\' | b'$' | b'`') || Some(byte) == end;
                    let end = rest.bytes().position(is_end).unwrap_or(rest.len());
                    let text = &rest[..end];
                    word.text(text, true);
                    self.at += end;
                }
            }
        }
        if end.is_some() { Err(Broken) } else { Ok(()) }
    }

    fn dollar(&mut self, word: &mut Word, is_quoted: bool) -> Result<(), Broken> {
        self.at += 1;
        match self.peek() {
            Some(b'(') if self.byte(1) == Some(b'(') && self.skip_sum(2) => word.pieces.push(Piece::Other),
            Some(b'(') => {
                self.at += 1;
                let script = Rc::new(self.substitution()?);
                word.pieces.push(Piece::Output { script, is_quoted });
            }
            Some(b'{') if matches!(self.byte(1), Some(b' ' | b'\t' | b'\n' | b'|')) => {
                self.at += 1;
                let script = Rc::new(self.in_place()?);
                word.pieces.push(Piece::Output { script, is_quoted });
            }
            Some(b'{') => {
                self.at += 1;
                self.deeper(|lexer| lexer.braced(word, is_quoted))?;
            }
            Some(b'\'') if !is_quoted => {
                self.at += 1;
                let (text, length) = ansi::unescape(self.rest()).ok_or(Broken)?;
                word.text(&text, true);
                self.at += length;
            }
            // `$"…"` is translated text.
            Some(b'"') if !is_quoted => {}
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                let name = self.name();
                word.pieces.push(Piece::Param { name, change: None, is_quoted });
            }
            Some(byte @ (b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-')) => {
                self.at += 1;
                let name = char::from(byte).to_string();
                word.pieces.push(Piece::Param { name, change: None, is_quoted });
            }
            _ => word.text("$", true),
        }
        Ok(())
    }

    /// `${ command; }` and `${| command; }`, which the shell runs in itself.
    fn in_place(&mut self) -> Result<Script, Broken> {
        let is_reply = self.peek() == Some(b'|');
        self.at += 1;
        let mut script = self.enclosed(b'}')?;
        while script.tokens.pop_if(|token| matches!(token, Token::Op(Op::Semi | Op::Newline))).is_some() {}
        if is_reply {
            // Its value is a variable, not what it prints.
            script.tokens.extend([Token::Op(Op::Semi), Token::Word(Word::literal(":"))]);
        }
        Ok(script)
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.at += end;
        name
    }

    /// `${name}`, `${name:-word}`, …
    fn braced(&mut self, word: &mut Word, is_quoted: bool) -> Result<(), Broken> {
        let mut name = self.name();
        if name.is_empty() {
            // `${#name}`, `${!name}`, `${@}`: not followed, unless it is the plain `${@}`.
            name = self.rest().chars().next().map(String::from).unwrap_or_default();
            self.at += name.len();
        }
        let rest = self.rest();
        let ops = [
            ":-", ":=", ":+", ":?", "##", "%%", "//", "/#", "/%", ",,", "^^", "-", "=", "+", "?", "#", "%",
            "/",
        ];
        let op = ops.into_iter().find(|op| rest.starts_with(op)).unwrap_or_default();
        self.at += op.len();
        let mut argument = Word::default();
        loop {
            match self.peek() {
                None => return Err(Broken),
                Some(b'}') => break,
                Some(b'\'') if is_quoted => {
                    argument.text("'", true);
                    self.at += 1;
                }
                Some(byte) => self.piece(byte, &mut argument, b"}")?,
            }
        }
        self.at += 1;
        let is_plain = op.is_empty() && argument.pieces.is_empty();
        let change = (!is_plain).then(|| ParamChange { op: op.to_owned(), word: argument });
        word.pieces.push(Piece::Param { name, change, is_quoted });
        Ok(())
    }

    fn backticks(&mut self, word: &mut Word, is_quoted: bool) -> Result<(), Broken> {
        self.at += 1;
        let mut inner = String::new();
        let mut chars = self.rest().char_indices();
        let end = loop {
            match chars.next() {
                None => return Err(Broken),
                Some((at, '`')) => break at,
                Some((_, '\\')) => match chars.next() {
                    Some((_, c @ ('`' | '\\' | '$'))) => inner.push(c),
                    Some((_, '"')) if is_quoted => inner.push('"'),
                    Some((_, c)) => inner.extend(['\\', c]),
                    None => return Err(Broken),
                },
                Some((_, c)) => inner.push(c),
            }
        };
        self.at += end + 1;
        let script = self.deeper(|lexer| Ok(script(&inner, lexer.depth)))?;
        self.is_too_deep |= script.is_too_deep;
        word.pieces.push(Piece::Output { script: Rc::new(script), is_quoted });
        Ok(())
    }
}

impl Word {
    /// Adds text to the last piece, or as a piece of its own.
    fn text(&mut self, more: &str, quoted: bool) {
        match self.pieces.last_mut() {
            Some(Piece::Text { text, is_quoted }) if *is_quoted == quoted => text.push_str(more),
            _ => self.pieces.push(Piece::Text { text: more.to_owned(), is_quoted: quoted }),
        }
    }

    /// Whether a `(` here begins a list of values.
    fn is_array(&self) -> bool {
        self.bare().and_then(|text| text.strip_suffix('=')).is_some_and(|name| {
            let name = name.strip_suffix('+').unwrap_or(name);
            is_name(name)
        })
    }
}
