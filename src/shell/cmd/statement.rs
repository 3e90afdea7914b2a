//! Commands of `cmd`, one after the other.

use super::read::Reader;
use crate::shell::syntax::token::{Op, Piece, Redirect, RedirectKind, Token, Word, is_name};

/// Its own commands.
const OWN: [&str; 19] = [
    "cd", "chdir", "copy", "date", "del", "dir", "echo", "erase", "md", "mkdir", "mklink", "move", "popd",
    "pushd", "rd", "ren", "rename", "rmdir", "type",
];

fn bare(text: &str) -> Token {
    Token::Word(Word { pieces: vec![Piece::Text { text: text.to_owned(), is_quoted: false }] })
}

fn known(word: &Word) -> Option<&str> {
    match &word.pieces[..] {
        [Piece::Text { text, .. }] => Some(text),
        _ => None,
    }
}

impl Reader<'_> {
    /// Commands up to the end of the text or of the group.
    pub fn lines(&mut self, out: &mut Vec<Token>, is_group: bool) {
        loop {
            self.blanks();
            let rest = self.rest();
            let (op, length) = match (rest.as_bytes().first(), rest.as_bytes().get(1)) {
                (None, _) => {
                    self.is_broken |= is_group;
                    return;
                }
                (Some(b')'), _) => {
                    self.at += 1;
                    if is_group {
                        return;
                    }
                    continue;
                }
                (Some(b'&'), Some(b'&')) => (Some(Op::And), 2),
                (Some(b'|'), Some(b'|')) => (Some(Op::Or), 2),
                (Some(b'|'), _) => (Some(Op::Pipe), 1),
                (Some(b'&' | b'\n' | b';'), _) => (Some(Op::Newline), 1),
                _ => (None, 0),
            };
            self.at += length;
            if let Some(op) = op {
                out.push(Token::Op(op));
                continue;
            }
            let start = self.at;
            self.command(out);
            if self.at == start {
                self.take_char();
            }
        }
    }

    fn command(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        while self.eat("@") {}
        if self.eat("(") {
            out.extend([bare("{"), Token::Op(Op::Newline)]);
            self.deeper(|reader| reader.lines(out, true));
            out.extend([Token::Op(Op::Newline), bare("}")]);
            return self.redirects(out);
        }
        if self.eat_word("rem") || self.rest().starts_with("::") {
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        } else if self.eat_word("if") {
            self.deeper(|reader| reader.choice(out));
        } else if self.eat_word("for") {
            self.deeper(|reader| reader.each(out));
        } else if self.eat_word("set") {
            self.set(out);
        } else if self.eat_word("call") {
            self.deeper(|reader| reader.command(out));
        } else {
            self.simple(out);
        }
    }

    /// `if [not] exist file command [else command]` and its kin.
    fn choice(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        while self.eat_word("/i") || self.eat_word("not") {
            self.blanks();
        }
        if self.eat_word("exist") || self.eat_word("defined") || self.eat_word("errorlevel") {
            self.blanks();
            self.word();
        } else {
            // `a == b`, `a equ b`
            let first = self.word();
            self.blanks();
            if !known(&first).is_some_and(|text| text.contains("==") && !text.ends_with("==")) {
                self.word();
                self.blanks();
                if !self.rest().starts_with('(') && known(&first).is_none_or(|text| !text.ends_with("==")) {
                    self.word();
                }
            }
        }
        out.extend([bare("if"), Token::Op(Op::Semi), bare("then")]);
        self.command(out);
        out.push(Token::Op(Op::Semi));
        self.blanks();
        if self.eat_word("else") {
            out.push(bare("else"));
            self.command(out);
            out.push(Token::Op(Op::Semi));
        }
        out.extend([bare("fi"), Token::Op(Op::Semi)]);
    }

    /// `for %f in (a b) do command`; with a switch, what comes is not known.
    fn each(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        let mut is_known = true;
        let mut name = "_".to_owned();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '(' | '\n' | '&' | '|' | ')')) {
            if self.eat_word("in") {
                self.blanks();
                continue;
            }
            let word = self.word();
            is_known &= c != '/';
            if let [Piece::Param { name: variable, .. }] = &word.pieces[..] {
                name.clone_from(variable);
            }
            if word.length() == 0 {
                self.take_char();
            }
            self.blanks();
        }
        let mut values = Vec::new();
        if self.eat("(") {
            self.blanks();
            while let Some(c) = self.peek().filter(|c| *c != ')') {
                let word = self.word();
                if word.length() == 0 || c == '\n' {
                    self.take_char();
                } else {
                    values.push(word);
                }
                self.blanks();
            }
            self.eat(")");
        }
        if !is_known {
            values = vec![Word { pieces: vec![Piece::Other] }];
        }
        out.extend([bare("for"), bare(&name), bare("in")]);
        out.extend(values.into_iter().map(Token::Word));
        out.extend([Token::Op(Op::Semi), bare("do")]);
        self.blanks();
        self.eat_word("do");
        self.command(out);
        out.extend([Token::Op(Op::Semi), bare("done"), Token::Op(Op::Semi)]);
    }

    /// `set NAME=value`, `set "NAME=value"`; `/a` and `/p` give what is not known.
    fn set(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        let is_untold = self.rest().starts_with('/');
        while self.rest().starts_with('/') {
            self.word();
            self.blanks();
        }
        let is_quoted = self.rest().starts_with('"');
        let mut pieces = self.word().pieces;
        // A value goes on to the end of its line.
        while !is_quoted && self.rest().starts_with([' ', '\t', ',', ';']) {
            let blank = self.take_char().unwrap_or(' ');
            let mut more = self.word().pieces;
            pieces.push(Piece::Text { text: blank.to_string(), is_quoted: true });
            pieces.append(&mut more);
        }
        self.blanks();
        let Some(Piece::Text { text, .. }) = pieces.first() else { return };
        let Some((name, value)) = text.split_once('=') else { return };
        let name = name.trim().to_uppercase();
        if !is_name(&name) {
            return;
        }
        let value = value.to_owned();
        pieces[0] = Piece::Text { text: value, is_quoted: true };
        if is_untold {
            pieces = vec![Piece::Other];
        }
        pieces.insert(0, Piece::Text { text: format!("{name}="), is_quoted: false });
        out.push(Token::Word(Word { pieces }));
        out.push(Token::Op(Op::Newline));
    }

    fn simple(&mut self, out: &mut Vec<Token>) {
        let start = out.len();
        let mut is_first = true;
        loop {
            self.redirects(out);
            match self.peek() {
                None | Some('\n' | '&' | '|' | ')') => break,
                Some(';' | ',' | '<') => self.at += 1,
                Some(_) => {
                    let begin = self.at;
                    let mut word = self.word();
                    if self.at == begin {
                        break;
                    }
                    if is_first {
                        is_first = false;
                        name(&mut word, out);
                    }
                    out.push(Token::Word(word));
                }
            }
        }
        // `start "title" program`
        if let Some(Token::Word(word)) = out.get(start)
            && known(word) == Some("cmd:start")
        {
            out.remove(start);
            let is_option = |token: &Token| {
                let text = token.word().and_then(known);
                text.is_some_and(|text| text.is_empty() || text.starts_with('/'))
            };
            while out.get(start).is_some_and(is_option) {
                out.remove(start);
            }
        }
    }

    /// `> file`, `2>> file`, `2>&1`, as many as there are.
    fn redirects(&mut self, out: &mut Vec<Token>) {
        loop {
            self.blanks();
            let rest = self.rest();
            let number = usize::from(rest.starts_with(|c: char| c.is_ascii_digit()));
            let Some(behind) = rest[number..].strip_prefix('>') else { return };
            let is_more = behind.starts_with('>');
            self.at += number + 1 + usize::from(is_more);
            if self.eat("&") {
                self.take_char();
                continue;
            }
            self.blanks();
            let target = self.word();
            if target.length() == 0 || known(&target).is_some_and(|text| text.eq_ignore_ascii_case("nul")) {
                continue;
            }
            let kind = if is_more { RedirectKind::Append } else { RedirectKind::Output };
            out.push(Token::Redirect(Redirect { kind, target }));
        }
    }
}

/// A command's name as the table of programs has it. `cd..` and `echo.` need no blank.
fn name(word: &mut Word, out: &mut Vec<Token>) {
    let Some(text) = known(word) else { return };
    let name = text.to_lowercase();
    let letters = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let (head, tail) = name.split_at(letters);
    if OWN.contains(&head) && (tail.is_empty() || tail.starts_with(['.', '/', ':', '('])) {
        let name = if head == "echo" { "echo".to_owned() } else { format!("cmd:{head}") };
        if tail.is_empty() || head == "echo" {
            *word = Word { pieces: vec![Piece::Text { text: name, is_quoted: false }] };
            return;
        }
        out.push(Token::Word(Word::literal(&name)));
        *word = Word::literal(tail);
        return;
    }
    let name = if name == "start" { "cmd:start" } else { name.strip_suffix(".cmd").unwrap_or(&name) };
    *word = Word::literal(name);
}
