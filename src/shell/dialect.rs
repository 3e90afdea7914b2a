//! In which language a text is meant, and the one form in which all of them are run.

use super::syntax::lex;
use super::syntax::token::{Piece, Script, Token, Word};
use super::{cmd, powershell};

/// Which shell runs a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Posix,
    PowerShell,
    Cmd,
}

/// Commands of `cmd` whose switches no other shell takes.
const SWITCHED: [&str; 7] = ["rd", "rmdir", "del", "erase", "copy", "move", "ren"];

/// Commands that the other shells have not.
const ONLY_WINDOWS: [&str; 16] = [
    "gci", "gc", "ni", "ri", "mi", "cpi", "rni", "iwr", "iex", "del", "erase", "ren", "robocopy", "mklink",
    "icacls", "certutil",
];

impl Dialect {
    /// The text in pieces that a machine runs.
    pub fn script(self, text: &str, depth: usize) -> Script {
        match self {
            Dialect::Posix => lex::script(text, depth),
            Dialect::PowerShell => powershell::script(text, depth),
            Dialect::Cmd => cmd::script(text, depth),
        }
    }

    /// The language that a text is written in, where that is plainly another one than its shell's.
    pub fn of(self, text: &str) -> Dialect {
        match self {
            Dialect::Cmd => Dialect::Cmd,
            Dialect::PowerShell if is_cmd(text) => Dialect::Cmd,
            Dialect::Posix if text.contains('\\') && is_cmd(text) => Dialect::Cmd,
            Dialect::Posix if has_powershell(text) => Dialect::PowerShell,
            dialect => dialect,
        }
    }
}

/// Whether a command in it is one that only PowerShell has; what is quoted is none.
fn has_powershell(text: &str) -> bool {
    let script = lex::script(text, 0);
    // A backtick at a line's end is half of something else there.
    let first = text.split_ascii_whitespace().next().unwrap_or_default();
    if script.is_broken && powershell::is_cmdlet(first) {
        return true;
    }
    let tokens = script.tokens;
    let is_start = |at: usize| at == 0 || matches!(tokens[at - 1], Token::Op(_));
    let mut starts = tokens.iter().enumerate().filter(|(at, _)| is_start(*at));
    starts.any(|(_, token)| token.word().is_some_and(begins_powershell))
}

fn begins_powershell(word: &Word) -> bool {
    if let [Piece::Param { name, .. }, Piece::Text { text, .. }, ..] = &word.pieces[..] {
        return name.eq_ignore_ascii_case("env") && text.starts_with(':');
    }
    let Some(text) = word.bare() else { return false };
    powershell::is_cmdlet(text)
        || text.starts_with("[IO.")
        || text.starts_with("[System.IO.")
        || ONLY_WINDOWS.iter().any(|name| name.eq_ignore_ascii_case(text))
}

/// Whether it begins with a command that only `cmd` has.
fn is_cmd(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let (Some(name), Some(next)) = (words.next(), words.next()) else { return false };
    let (name, next) = (name.to_ascii_lowercase(), next.to_ascii_lowercase());
    let is_switch = matches!(next.strip_prefix('/').map(str::len), Some(1 | 2)) && !next[1..].contains('/');
    match name.as_str() {
        "if" => next == "exist" || next == "not" && words.next().is_some_and(|word| word == "exist"),
        "for" => next.starts_with('%') || is_switch,
        "cd" | "chdir" => next == "/d",
        name => is_switch && SWITCHED.contains(&name),
    }
}
