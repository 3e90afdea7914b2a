//! The last door before a terminal, for text that nobody has escaped: a branch, a glob, a word of the map. Only lines, tabs and
//! our own few styles pass as they are.

use std::io::{self, Write};

use crate::domain::hidden::is_hidden;

/// How the styles of `ui::text` begin and end.
const STYLES: [&str; 6] = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[36m"];

/// A writer that escapes what is hidden.
pub struct Sieve<'w> {
    pub out: &'w mut dyn Write,
}

impl Write for Sieve<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(sieved(bytes).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn sieved(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(c) = rest.chars().next() {
            let style = STYLES.iter().find(|style| rest.starts_with(**style));
            match style {
                Some(style) => shown.push_str(style),
                None if is_hidden(c) && !matches!(c, '\n' | '\t') => shown.extend(c.escape_default()),
                None => shown.push(c),
            }
            rest = &rest[style.map_or(c.len_utf8(), |style| style.len())..];
        }
        for byte in chunk.invalid() {
            shown.extend(std::ascii::escape_default(*byte).map(char::from));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::{BAD, BOLD, DIM, ERROR, GOOD, NOTE, styled};

    #[test]
    fn only_our_styles_and_lines_pass() {
        for style in [ERROR, NOTE, GOOD, BAD, DIM, BOLD] {
            let ours = format!("{}\n\t größe", styled(style, "x"));
            assert_eq!(sieved(ours.as_bytes()), ours);
        }
        assert_eq!(sieved(b"\x1b]0;x\x07\x1b[8m\x1b[2J\r\xff"), r"\u{1b}]0;x\u{7}\u{1b}[8m\u{1b}[2J\r\xff");
    }
}
