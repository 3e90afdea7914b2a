//! Statements: what is grouped and repeated.

use super::assign::assignment;
use super::expression::words;
use super::reader::{Reader, bare};
use crate::shell::syntax::token::{Op, Piece, Token, Word, is_name};

impl Reader<'_> {
    /// Statements up to what closes them.
    pub fn statements(&mut self, out: &mut Vec<Token>, close: Option<u8>) {
        loop {
            self.gaps();
            match self.peek() {
                Some(b';') => self.at += 1,
                None => {
                    self.is_broken |= close.is_some();
                    return;
                }
                byte @ Some(b'}' | b')') => {
                    self.at += 1;
                    if byte == close {
                        return;
                    }
                    self.is_broken = true;
                }
                Some(_) => {
                    let start = self.at;
                    self.statement(out);
                    out.push(Token::Op(Op::Newline));
                    if self.at == start {
                        self.is_broken = true;
                        self.take_char();
                    }
                }
            }
        }
    }

    /// What stands in brackets that have opened.
    pub fn nested(&mut self, close: u8) -> Vec<Token> {
        self.deeper(|reader| {
            let mut tokens = Vec::new();
            reader.blocks += 1;
            reader.statements(&mut tokens, Some(close));
            reader.blocks -= 1;
            tokens
        })
    }

    /// A block, which opens here or behind a gap.
    pub fn block(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        if !self.eat("{") {
            self.is_broken = true;
            return;
        }
        out.append(&mut self.nested(b'}'));
    }

    pub fn statement(&mut self, out: &mut Vec<Token>) {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let behind = rest[end..].chars().next();
        // `if.exe` and `for-me` are commands.
        let is_word = behind.is_none_or(|c| c.is_whitespace() || "({;}$'\"[".contains(c));
        let keyword = if is_word && end < 10 { rest[..end].to_ascii_lowercase() } else { String::new() };
        let start = self.at;
        self.at += end;
        match keyword.as_str() {
            "if" => self.choice(out),
            "while" => self.repeated(out),
            "for" => self.counted(out),
            "foreach" => {
                self.blanks();
                if self.peek() == Some(b'(') {
                    self.each(out);
                } else {
                    self.at = start;
                    self.chain(out);
                }
            }
            "do" => {
                out.extend([bare("while"), Token::Op(Op::Semi), bare("do")]);
                self.block(out);
                out.extend([Token::Op(Op::Semi), bare("done"), Token::Op(Op::Semi)]);
                self.gaps();
                for word in ["while", "until"] {
                    if self.eat(word) {
                        self.condition(out);
                    }
                }
            }
            "switch" => self.switch(out),
            "try" | "finally" | "begin" | "process" | "end" | "else" | "trap" => self.block(out),
            "catch" => {
                self.gaps();
                while self.peek() == Some(b'[') {
                    self.skip_brackets(b'[', b']');
                    self.gaps();
                    self.eat(",");
                    self.gaps();
                }
                out.extend([bare("if"), Token::Op(Op::Semi), bare("then")]);
                self.block(out);
                out.extend([Token::Op(Op::Semi), bare("fi")]);
            }
            "function" | "filter" => self.function(out),
            "param" => self.parameters(out),
            "exit" => {
                self.value(out);
                out.push(Token::Word(Word::literal("exit")));
            }
            "return" | "throw" => self.value(out),
            "break" | "continue" | "using" => {
                let rest = self.rest();
                self.at += rest.find(['\n', ';', '}']).unwrap_or(rest.len());
            }
            _ => {
                self.at = start;
                self.chain(out);
            }
        }
    }

    /// What a statement gives back, on its line.
    fn value(&mut self, out: &mut Vec<Token>) {
        self.blanks();
        if !matches!(self.peek(), None | Some(b'\n' | b';' | b'}' | b')')) {
            self.chain(out);
            out.push(Token::Op(Op::Newline));
        }
    }

    /// A condition in brackets.
    fn condition(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        if self.eat("(") {
            out.append(&mut self.nested(b')'));
        } else {
            self.is_broken = true;
        }
        out.push(Token::Op(Op::Semi));
    }

    fn choice(&mut self, out: &mut Vec<Token>) {
        out.push(bare("if"));
        loop {
            self.condition(out);
            out.push(bare("then"));
            self.block(out);
            out.push(Token::Op(Op::Semi));
            let start = self.at;
            self.gaps();
            if self.eat_word("elseif") {
                out.push(bare("elif"));
                continue;
            }
            if self.eat_word("else") {
                out.push(bare("else"));
                self.block(out);
                out.push(Token::Op(Op::Semi));
            } else {
                self.at = start;
            }
            out.push(bare("fi"));
            return;
        }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let is_here = rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word))
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    fn repeated(&mut self, out: &mut Vec<Token>) {
        out.push(bare("while"));
        self.condition(out);
        self.body(out);
    }

    /// `for (start; condition; step) { … }`
    fn counted(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        let mut head = Vec::new();
        if self.eat("(") {
            head = self.nested(b')');
        } else {
            self.is_broken = true;
        }
        out.append(&mut head);
        out.extend([bare("while"), Token::Op(Op::Semi)]);
        self.body(out);
    }

    fn body(&mut self, out: &mut Vec<Token>) {
        out.push(bare("do"));
        self.block(out);
        out.extend([Token::Op(Op::Semi), bare("done")]);
    }

    /// `foreach ($name in values) { … }`
    fn each(&mut self, out: &mut Vec<Token>) {
        self.at += 1;
        self.gaps();
        let name = self.variable_name().unwrap_or_default();
        self.gaps();
        self.eat_word("in");
        let values = self.nested(b')');
        let mut values = words(values);
        if let [Word { pieces }] = &mut values[..]
            && let [piece] = &mut pieces[..]
        {
            match piece {
                Piece::Param { name, .. } => {
                    let name = name.clone();
                    let list = self.lists.remove(&name);
                    if let Some(copy) = list.as_deref().and_then(|list| self.copy(list)) {
                        values = copy;
                    }
                    self.lists.extend(list.map(|list| (name, list)));
                }
                // Each line that is printed is a value.
                Piece::Output { is_quoted, .. } => *is_quoted = false,
                _ => {}
            }
        }
        if is_name(&name) {
            out.extend([bare("for"), bare(&name), bare("in")]);
        } else {
            out.extend([bare("for"), bare("_"), bare("in")]);
        }
        out.extend(values.into_iter().map(Token::Word));
        out.push(Token::Op(Op::Semi));
        self.body(out);
    }

    /// `switch (value) { pattern { … } }`: any of them may run.
    fn switch(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        while self.peek() == Some(b'-') {
            let rest = self.rest();
            self.at += rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len());
            self.gaps();
        }
        self.condition(out);
        self.gaps();
        if !self.eat("{") {
            self.is_broken = true;
            return;
        }
        let mut inner = self.deeper(|reader| {
            let mut inner = Vec::new();
            loop {
                reader.gaps();
                match reader.peek() {
                    Some(b'}') => {
                        reader.at += 1;
                        return inner;
                    }
                    None => {
                        reader.is_broken = true;
                        return inner;
                    }
                    Some(b';') => reader.at += 1,
                    Some(_) => {
                        reader.primary();
                        inner.extend([bare("if"), Token::Op(Op::Semi), bare("then")]);
                        let start = reader.at;
                        reader.block(&mut inner);
                        inner.extend([Token::Op(Op::Semi), bare("fi"), Token::Op(Op::Semi)]);
                        if reader.at == start {
                            reader.take_char();
                        }
                    }
                }
            }
        });
        out.append(&mut inner);
    }

    fn function(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || c == '(' || c == '{').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        self.at += end;
        self.gaps();
        let mut parameters = Vec::new();
        if self.peek() == Some(b'(') {
            self.parameters(&mut parameters);
        }
        if name.is_empty() {
            self.is_broken = true;
            return;
        }
        out.extend([bare(&name), Token::Op(Op::Open), Token::Op(Op::Close), bare("{")]);
        out.push(Token::Op(Op::Newline));
        out.append(&mut parameters);
        self.block(out);
        out.extend([Token::Op(Op::Newline), bare("}")]);
    }

    /// `param($name, …)`: what a caller gives is not known.
    fn parameters(&mut self, out: &mut Vec<Token>) {
        self.gaps();
        if self.peek() != Some(b'(') {
            return;
        }
        for part in self.skip_brackets(b'(', b')').split('$').skip(1) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
            let name = part[..end].to_lowercase();
            if is_name(&name) {
                out.push(assignment(&name, vec![Piece::Other]));
                out.push(Token::Op(Op::Newline));
            }
        }
    }
}
