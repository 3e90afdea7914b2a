//! Pipelines and commands.

use super::assign::{captured, listed, printed, slashed};
use super::names::{is_cmdlet, whole};
use super::reader::{Reader, bare, unknown};
use super::string::push;
use crate::shell::syntax::token::{Op, Piece, Redirect, RedirectKind, Token, Word};

/// What a command has that is no argument of its own.
#[derive(Default)]
struct Rest {
    redirects: Vec<Token>,
    blocks: Vec<Vec<Token>>,
}

impl Reader<'_> {
    /// Pipelines with `&&` and `||` between them.
    pub fn chain(&mut self, out: &mut Vec<Token>) {
        loop {
            self.pipeline(out);
            self.blanks();
            if self.eat("&&") {
                out.push(Token::Op(Op::And));
            } else if self.eat("||") {
                out.push(Token::Op(Op::Or));
            } else {
                if self.eat("&") {
                    out.push(Token::Op(Op::Background));
                }
                return;
            }
            self.gaps();
        }
    }

    fn pipeline(&mut self, out: &mut Vec<Token>) {
        loop {
            self.element(out);
            self.blanks();
            let start = self.at;
            // A line may begin with the bar of the one before.
            self.gaps();
            if self.peek() != Some(b'|') || self.byte(1) == Some(b'|') {
                self.at = start;
                return;
            }
            self.at += 1;
            out.push(Token::Op(Op::Pipe));
            self.gaps();
        }
    }

    fn element(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        match (self.peek(), self.byte(1)) {
            (Some(b'&'), Some(b'&')) => {}
            (Some(b'&'), _) | (Some(b'.'), Some(b' ' | b'\t' | b'\'' | b'"' | b'$' | b'{' | b'(')) => {
                self.at += 1;
                self.blanks();
                if self.eat("{") {
                    out.extend([bare("{"), Token::Op(Op::Newline)]);
                    out.append(&mut self.nested(b'}'));
                    out.push(bare("}"));
                } else {
                    self.command(out);
                }
            }
            (Some(b'$'), _) if self.assigned(out) => {}
            (Some(b'@'), _) if self.rest()[1..].starts_with(|c: char| c.is_alphabetic()) => self.command(out),
            (Some(b'['), _) => {
                let start = self.at;
                self.skip_brackets(b'[', b']');
                self.blanks();
                if self.peek() != Some(b'$') || !self.assigned(out) {
                    self.at = start;
                    self.values(out);
                }
            }
            (Some(b'$' | b'\'' | b'"' | b'(' | b'@' | b'!' | b'-' | b',' | b'{' | b'+'), _) => {
                self.values(out);
            }
            (Some(byte), _) if byte.is_ascii_digit() && self.is_number() => self.values(out),
            _ => self.command(out),
        }
    }

    /// Whether what begins with a digit is a value and no command.
    fn is_number(&self) -> bool {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let behind = &rest[end..];
        !behind.starts_with('>') && !behind.starts_with(|c: char| c.is_alphabetic() || c == '-')
    }

    /// An expression, the values of which go on.
    fn values(&mut self, out: &mut Vec<Token>) {
        let mut values = self.expression();
        self.blanks();
        // `$x.name = …`
        if self.peek() == Some(b'=') {
            self.at += 1;
            self.gaps();
            let tokens = self.deeper(|reader| {
                let mut tokens = Vec::new();
                reader.chain(&mut tokens);
                tokens
            });
            values.push(captured(tokens));
        }
        out.append(&mut printed(values));
        let mut rest = Rest::default();
        while self.redirect(&mut rest) {
            self.blanks();
        }
        out.append(&mut rest.redirects);
    }

    /// A command with its arguments.
    fn command(&mut self, out: &mut Vec<Token>) {
        let mut rest = Rest::default();
        while self.redirect(&mut rest) {
            self.blanks();
        }
        let mut words = Vec::new();
        loop {
            self.blanks();
            match (self.peek(), self.byte(1)) {
                (None | Some(b'\n' | b';' | b'|' | b')' | b'}' | b'&'), _) => break,
                (Some(b'{'), _) => {
                    self.at += 1;
                    let block = self.nested(b'}');
                    rest.blocks.push(block);
                }
                (Some(b'@'), Some(next)) if next.is_ascii_alphabetic() => words.append(&mut self.splatted()),
                _ if self.redirect(&mut rest) => {}
                _ if !words.is_empty() && self.eat("--%") => self.raw(&mut words),
                _ => {
                    let start = self.at;
                    let word = self.argument(words.is_empty());
                    if self.at == start {
                        // `<`, and what else stands alone.
                        self.take_char();
                        continue;
                    }
                    words.push(word);
                }
            }
        }
        finish(words, rest, out);
    }

    /// `@name`: what a table holds.
    fn splatted(&mut self) -> Vec<Word> {
        let rest = &self.rest()[1..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        self.at += 1 + end;
        let table = self.tables.remove(&name);
        let words = table.as_deref().and_then(|table| self.copy(table));
        self.tables.extend(table.map(|table| (name, table)));
        words.unwrap_or_else(|| vec![unknown([])])
    }

    /// What follows `--%`, which PowerShell does not read.
    fn raw(&mut self, words: &mut Vec<Word>) {
        let rest = self.rest();
        let end = rest.find(['\n', '|']).unwrap_or(rest.len());
        self.at += end;
        words.extend(rest[..end].split_whitespace().map(|word| Word::literal(word.trim_matches('"'))));
    }

    /// `> file` and its kin; false where none stands here.
    fn redirect(&mut self, rest: &mut Rest) -> bool {
        let text = self.rest();
        let number = usize::from(text.starts_with(|c: char| c.is_ascii_digit() || c == '*'));
        let Some(behind) = text[number..].strip_prefix('>') else { return false };
        let is_more = behind.starts_with('>');
        self.at += number + 1 + usize::from(is_more);
        if self.peek() == Some(b'&') {
            self.at += 1;
            while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.at += 1;
            }
            return true;
        }
        self.blanks();
        let target = slashed(self.argument(false));
        let is_nothing =
            target.pieces.iter().all(|piece| matches!(piece, Piece::Text { text, .. } if text.is_empty()));
        if !is_nothing {
            let kind = if is_more { RedirectKind::Append } else { RedirectKind::Output };
            rest.redirects.push(Token::Redirect(Redirect { kind, target }));
        }
        true
    }

    /// One argument; `a, b` is a list in one.
    fn argument(&mut self, is_name: bool) -> Word {
        let mut items = self.atom(is_name);
        if is_name {
            return items.pop().unwrap_or_default();
        }
        loop {
            let start = self.at;
            self.blanks();
            if self.peek() != Some(b',') {
                self.at = start;
                break;
            }
            self.at += 1;
            self.gaps();
            items.extend(self.atom(false));
        }
        if items.len() == 1 { items.remove(0) } else { listed(items) }
    }

    fn atom(&mut self, is_name: bool) -> Vec<Word> {
        match (self.peek(), self.byte(1)) {
            (Some(b'('), _) | (Some(b'@'), Some(b'(' | b'{' | b'\'' | b'"')) => return self.primary(),
            _ => {}
        }
        let start = self.at;
        let mut word = Word::default();
        let mut text = String::new();
        while let Some(byte) = self.peek() {
            match byte {
                b',' if !is_name => break,
                b'(' if text.starts_with('-') && text.ends_with(':') && word.pieces.is_empty() => {
                    push(&mut word.pieces, &mut text);
                    let value = listed(self.primary());
                    word.pieces.extend(value.pieces);
                }
                b'{' if text.ends_with('@') => text.push_str(self.skip_brackets(b'{', b'}')),
                b'`' if matches!(self.byte(1), Some(b'\n' | b'\r')) => break,
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|' | b'(' | b')' | b'{' | b'}' | b'&' | b'<'
                | b'>' => {
                    break;
                }
                b'`' => {
                    self.at += 1;
                    text.extend(self.escaped());
                }
                b'\'' | b'"' => {
                    push(&mut word.pieces, &mut text);
                    word.pieces.append(&mut self.string().pieces);
                }
                b'$' => {
                    let is_first = self.at == start;
                    let Some(piece) = self.variable() else {
                        self.at += 1;
                        text.push('$');
                        continue;
                    };
                    push(&mut word.pieces, &mut text);
                    if is_first {
                        let mut words = self.members(vec![Word { pieces: vec![piece] }]);
                        word.pieces.append(&mut words.remove(0).pieces);
                    } else {
                        word.pieces.push(piece);
                    }
                }
                b'[' if is_name && text.is_empty() => {
                    text.push_str(self.skip_brackets(b'[', b']'));
                }
                b'~' if self.at == start
                    && matches!(self.byte(1), None | Some(b'/' | b'\\' | b' ' | b'\n')) =>
                {
                    self.at += 1;
                    let name = "HOME".to_owned();
                    word.pieces.push(Piece::Param { name, change: None, is_quoted: true });
                }
                _ => text.extend(self.take_char()),
            }
        }
        push(&mut word.pieces, &mut text);
        vec![word]
    }
}

/// Puts a command together as the machine is to run it.
fn finish(mut words: Vec<Word>, rest: Rest, out: &mut Vec<Token>) {
    let name = match words.first().map(|word| &word.pieces[..]) {
        Some([Piece::Text { text, .. }]) => whole(text),
        Some(_) => String::new(),
        None => ":".to_owned(),
    };
    if name == "foreach-object" && !rest.blocks.is_empty() {
        out.extend(["while", "read", "-r", "_"].map(bare));
        out.extend([Token::Op(Op::Semi), bare("do")]);
        for mut block in rest.blocks {
            out.append(&mut block);
            out.push(Token::Op(Op::Semi));
        }
        out.push(bare("done"));
        out.extend(rest.redirects);
        return;
    }
    if !name.is_empty() && !words.is_empty() {
        words[0] = Word::literal(&name);
    }
    // A cmdlet's paths are told from its texts by their parameters, but for those that are not wholly known.
    let is_program = !is_cmdlet(&name) || name == "start-process";
    let slashed = |word: Word| if is_program || word.pieces.len() > 1 { slashed(word) } else { word };
    words = words.into_iter().map(slashed).collect();
    words.extend(rest.blocks.into_iter().map(captured));
    match name.as_str() {
        "write-output" => out.append(&mut printed(words.split_off(1))),
        "join-path" => {
            let parts = words.split_off(1);
            let is_flag =
                |word: &Word| matches!(&word.pieces[..], [Piece::Text { text, .. }] if text.starts_with('-'));
            let parts = parts.into_iter().filter(|part| !is_flag(part)).collect();
            out.append(&mut printed(vec![super::expression::joined(parts)]));
        }
        ":" | "set-variable" | "remove-variable" => out.push(Token::Word(Word::literal(":"))),
        _ => out.extend(words.into_iter().map(Token::Word)),
    }
    out.extend(rest.redirects);
}
