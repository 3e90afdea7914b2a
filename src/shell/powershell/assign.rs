//! Values: what is put into variables, and what goes on as words.

use super::expression::{LINES, words};
use super::reader::{Reader, bare, output, unknown};
use crate::shell::syntax::token::{Op, Piece, Token, Word, is_name};
use crate::shell::value::LIST;

/// How long a list may be that is remembered item by item.
const LONGEST_LIST: usize = 64;
const ASSIGNMENTS: [&str; 7] = ["=", "+=", "-=", "*=", "/=", "%=", "??="];

impl Reader<'_> {
    /// The table that is put into a variable, where every value of it is known by its text.
    fn assigned_table(&mut self, form: &str) -> Option<Vec<Word>> {
        if form != "=" || self.blocks > 0 || !self.rest().starts_with("@{") {
            return None;
        }
        let table = self.table();
        (table.len() <= LONGEST_LIST).then_some(table)
    }

    /// `@{ name = value }`, which opens here, as a command would be given it.
    pub fn table(&mut self) -> Vec<Word> {
        self.at += 2;
        self.deeper(|reader| {
            let mut words = Vec::new();
            loop {
                reader.gaps();
                match reader.peek() {
                    Some(b'}') => {
                        reader.at += 1;
                        return words;
                    }
                    Some(b';' | b',') => {
                        reader.at += 1;
                        continue;
                    }
                    Some(_) => {}
                    None => {
                        reader.is_broken = true;
                        return words;
                    }
                }
                let start = reader.at;
                let key = reader.primary();
                reader.gaps();
                if reader.eat("=") {
                    reader.gaps();
                    let mut tokens = Vec::new();
                    reader.blocks += 1;
                    reader.statement(&mut tokens);
                    reader.blocks -= 1;
                    if let Some([Piece::Text { text, .. }]) = key.first().map(|key| &key.pieces[..]) {
                        words.push(Word::literal(&format!("-{text}")));
                    }
                    words.push(listed(self::words(tokens)));
                }
                if reader.at == start {
                    reader.is_broken = true;
                    reader.take_char();
                }
            }
        })
    }

    /// `$name = …`; false where something else stands here.
    pub fn assigned(&mut self, out: &mut Vec<Token>) -> bool {
        let start = self.at;
        let is_found = self.variable_name().and_then(|name| {
            self.blanks();
            let rest = self.rest();
            let form = ASSIGNMENTS.into_iter().find(|form| rest.starts_with(form))?;
            (is_name(&name) && !rest.starts_with("==")).then_some((name, form))
        });
        let Some((name, form)) = is_found else {
            self.at = start;
            return false;
        };
        self.at += form.len();
        self.gaps();
        let table = self.assigned_table(form);
        let mut tokens = self.deeper(|reader| {
            let mut tokens = Vec::new();
            reader.statement(&mut tokens);
            tokens
        });
        if matches!(&tokens[..], [Token::Word(word)] if word.assignment().is_some()) {
            // `$a = $b = …`
            out.append(&mut tokens);
            out.push(Token::Op(Op::Newline));
            out.push(assignment(&name, vec![Piece::Other]));
            return true;
        }
        let values = words(tokens);
        self.lists.remove(&name);
        self.tables.remove(&name);
        if let Some(table) = table {
            self.tables.insert(name.clone(), table);
        }
        if form != "=" {
            out.push(assignment(&name, unknown(values).pieces));
            return true;
        }
        if self.blocks == 0 && values.len() > 1 && values.len() <= LONGEST_LIST {
            self.lists.insert(name.clone(), values.clone());
        }
        out.push(assignment(&name, slashed(listed(values)).pieces));
        true
    }
}

/// Values as one word, from which a list can be told.
pub fn listed(values: Vec<Word>) -> Word {
    let mut pieces = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            pieces.push(Piece::Text { text: LIST.to_string(), is_quoted: true });
        }
        pieces.extend(value.pieces);
    }
    Word { pieces }
}

pub fn assignment(name: &str, pieces: Vec<Piece>) -> Token {
    let first = Piece::Text { text: format!("{name}="), is_quoted: false };
    Token::Word(Word { pieces: std::iter::once(first).chain(pieces).collect() })
}

/// A word in which what looks like a path has the separators of the others shells.
pub fn slashed(mut word: Word) -> Word {
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '.' | '-' | ':' | '\\' | '*' | '?' | '~' | '@' | '+' | LIST | ' ')
    };
    for piece in &mut word.pieces {
        if let Piece::Text { text, .. } = piece
            && text.contains('\\')
            && text.chars().all(is_part)
        {
            *text = text.replace('\\', "/");
        }
    }
    word
}

/// A command that prints values, each on a line.
pub fn printed(values: Vec<Word>) -> Vec<Token> {
    let mut tokens = vec![bare("printf"), Token::Word(Word::literal(LINES))];
    tokens.extend(values.into_iter().map(Token::Word));
    tokens
}

/// What another's commands print, as a word.
pub fn captured(tokens: Vec<Token>) -> Word {
    Word { pieces: vec![output(tokens)] }
}
