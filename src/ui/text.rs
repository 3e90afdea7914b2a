//! Styles, and text that comes from outside made safe for a terminal.

use std::fmt::{self, Display};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::domain::hidden::{escaped, is_hidden};
use crate::domain::path::RepoPath;
use crate::sys::windows;

pub use crate::domain::text::{cut, listed, more};

/// How much of a name that somebody else chose is said.
const MOST_NAME: usize = 200;

pub const ERROR: Style = AnsiColor::Red.on_default().bold();
pub const NOTE: Style = AnsiColor::Cyan.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const BAD: Style = AnsiColor::Red.on_default();
pub const DIM: Style = Style::new().dimmed();
pub const BOLD: Style = Style::new().bold();

/// A value in a style that ends where the value ends.
pub fn styled(style: Style, value: impl Display) -> impl Display {
    format!("{}{value}{}", style.render(), style.render_reset())
}

/// Text from the chat, a file name, another program: what is hidden in it comes out escaped.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a>(pub &'a str);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&escaped(self.0))
    }
}

/// A file name as a POSIX shell would take it, byte for byte: what is no plain text comes in bash's `$'…'`.
pub fn quoted_path(path: &RepoPath) -> String {
    path.as_str().map_or_else(|| escaped_bytes(path.as_bytes()), quoted)
}

fn escaped_bytes(bytes: &[u8]) -> String {
    let byte = |byte: &u8| match byte {
        b'\\' | b'\'' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    format!("$'{}'", bytes.iter().map(byte).collect::<String>())
}

/// A name that somebody else chose, in a sentence of ours: quoted where it could go on with the sentence, and cut.
pub fn said(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%=*?[]{}!,~#$".contains(c);
    let is_plain = !name.is_empty() && name.chars().all(|c| plain(c) && !is_hidden(c));
    // Inside quotes, no quote of the name ends them.
    let name = if is_plain { name.to_owned() } else { format!("'{}'", escaped(name).replace('\'', "\\'")) };
    match name.char_indices().nth(MOST_NAME) {
        Some((at, _)) if is_plain => format!("{}…", &name[..at]),
        Some((at, _)) => format!("{}…'", &name[..at]),
        None => name,
    }
}

/// A file name in a sentence of ours.
pub fn said_path(path: &RepoPath) -> String {
    said(&path.to_string())
}

/// A number with its noun: `1 commit`, `2 commits`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A directory as every shell takes it: Windows' backslashes would be escapes.
pub fn quoted_dir(path: &Path) -> String {
    let text = path.display().to_string();
    quoted(&if cfg!(windows) { windows::slashed(&text) } else { text })
}

/// An argument as a POSIX shell and PowerShell would take it; for the latter a comma makes two of one.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%=".contains(c);
    if text.chars().any(is_hidden) {
        escaped_bytes(text.as_bytes())
    } else if !text.is_empty() && text.chars().all(plain) && !text.starts_with('@') {
        text.to_owned()
    } else if text.contains('\'') && !text.contains(['"', '$', '`', '\\', '!']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_split_is_quoted() {
        assert_eq!(quoted("src/a-b_c.rs"), "src/a-b_c.rs");
        assert_eq!(quoted("a,b"), "'a,b'");
        assert_eq!(quoted("@a/b@c"), "'@a/b@c'");
        assert_eq!(quoted("it's a b"), "\"it's a b\"");
        assert_eq!(quoted("it's $5"), r"'it'\''s $5'");
        assert_eq!(quoted(""), "''");
        let odd = RepoPath::from_git(b"it's\n\xff").unwrap();
        assert_eq!(quoted_path(&odd), r"$'it\'s\x0a\xff'");
    }

    #[test]
    fn no_name_goes_on_with_our_sentence() {
        assert_eq!(said("src/**/*.{rs,toml}"), "src/**/*.{rs,toml}");
        assert_eq!(said("größe.rs"), "größe.rs");
        assert_eq!(said("x  RENDER owns it\nnext: rm"), r"'x  RENDER owns it\nnext: rm'");
        assert_eq!(said("it's: `mine`"), r"'it\'s: `mine`'");
        assert_eq!((said(&"x".repeat(300)).len(), said(&"x ".repeat(300)).len()), (203, 204));
    }

    #[test]
    fn nothing_from_the_chat_drives_the_terminal() {
        assert_eq!(Plain("a\x1b]0;x\x07b\u{202e}c").to_string(), r"a\u{1b}]0;x\u{7}b\u{202e}c");
        assert_eq!(Plain("größe | 漢字 🚀").to_string(), "größe | 漢字 🚀");
    }
}
