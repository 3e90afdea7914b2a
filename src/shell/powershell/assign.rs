//! Values: what is put into variables, and what goes on as words.

use super::expression::{LINES, words};
use super::reader::{Reader, bare, output, unknown};
use crate::shell::syntax::token::{Op, Piece, Token, Word, is_name};
use crate::shell::value::LIST;

/// How long a list may be that is remembered item by item.
const LONGEST_LIST: usize = 64;
const ASSIGNMENTS: [&str; 7] = ["=", "+=", "-=", "*=", "/=", "%=", "??="];

impl Reader<'_> {
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
