//! PowerShell's texts → the tokens that the machine runs.
//!
//! One pass, nothing is read twice: what is nested goes a level deeper, to the depth that the other shells have. Nothing
//! fails: what nobody closes ends with the text and is counted. A value that is an expression is a `printf` of its words,
//! a script block that a command gets is run where it stands, and whatever only running would tell is
//! [`Piece::Other`](crate::shell::syntax::token::Piece::Other), a value that is not known.

mod assign;
mod command;
mod expression;
mod names;
mod reader;
mod statement;
mod string;

pub use names::is_cmdlet;

use crate::shell::syntax::token::Script;
use reader::Reader;

/// Reads a whole text.
pub fn script(text: &str, depth: usize) -> Script {
    // PowerShell takes the quotes of word processors for its own.
    let plain = |c: char| match c {
        '\u{2018}'..='\u{201b}' => '\'',
        '\u{201c}'..='\u{201e}' => '"',
        c => c,
    };
    let text: String = text.chars().map(plain).collect();
    let mut reader = Reader::new(&text, depth);
    let mut tokens = Vec::new();
    reader.statements(&mut tokens, None);
    Script { tokens, is_broken: reader.is_broken, is_too_deep: reader.is_too_deep }
}
