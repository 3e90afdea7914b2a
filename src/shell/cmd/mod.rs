//! The texts of Windows' `cmd` → the tokens that the machine runs.
//!
//! One pass. `^` takes away the meaning of what follows, `%NAME%` is a variable, and `(` opens a group where a command
//! begins. Names of `cmd`'s own commands get `cmd:` before them, so that no program of another shell is meant.

mod read;
mod statement;

use crate::shell::syntax::token::Script;
use read::Reader;

/// Reads a whole text.
pub fn script(text: &str, depth: usize) -> Script {
    let mut reader = Reader::new(text, depth);
    let mut tokens = Vec::new();
    reader.lines(&mut tokens, false);
    Script { tokens, is_broken: reader.is_broken, is_too_deep: reader.is_too_deep }
}
