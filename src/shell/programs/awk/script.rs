//! Where a program of `awk` prints to: `print > "file"`, `printf … >> "file"`.

use crate::shell::effect::How;
use crate::shell::value::{UNKNOWN, Value};

/// The files with a mark for what is not known, `None` where nothing is.
pub fn files(program: &str) -> Vec<(Value, How)> {
    let mut reader = AwkReader { rest: program, last: '\n', depth: 0, printing: None };
    let mut files = Vec::new();
    while let Some(c) = reader.next() {
        files.extend(reader.after(c));
    }
    files
}

struct AwkReader<'p> {
    rest: &'p str,
    /// The last character that counts: behind some a `/` begins a pattern.
    last: char,
    depth: usize,
    /// How deep in parentheses the `print` at hand stands; deeper, `>` compares.
    printing: Option<usize>,
}

impl AwkReader<'_> {
    fn after(&mut self, c: char) -> Option<(Value, How)> {
        match c {
            '"' => drop(self.text('"')),
            '/' if "\n({,;!~&|".contains(self.last) => drop(self.text('/')),
            '#' => self.skip(|c| c != '\n'),
            '(' => self.depth += 1,
            ')' => self.depth = self.depth.saturating_sub(1),
            '{' | '}' | ';' | '\n' => (self.depth, self.printing) = (0, None),
            '>' if self.printing == Some(self.depth) => return Some(self.target()),
            c if c.is_alphabetic() || c == '_' => {
                let is_name = |c: char| c.is_alphanumeric() || c == '_';
                let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
                let name = &self.rest[..end];
                if c == 'p' && matches!(name, "rint" | "rintf") {
                    self.printing = Some(self.depth);
                }
                self.rest = &self.rest[end..];
            }
            _ => {}
        }
        if c == '\n' || !c.is_whitespace() {
            self.last = c;
        }
        None
    }

    /// The file behind `>`.
    fn target(&mut self) -> (Value, How) {
        let how = if self.rest.starts_with('>') { How::Append } else { How::Content };
        self.skip(|c| "> \t(".contains(c));
        self.printing = None;
        if !self.rest.starts_with('"') {
            return (None, how);
        }
        self.next();
        let mut name = self.text('"');
        self.skip(|c| " \t)".contains(c));
        // Another text stuck to its end.
        if !self.rest.starts_with([';', '}', '\n', '#']) && !self.rest.is_empty() {
            name.push(UNKNOWN);
        }
        (Some(name), how)
    }

    fn text(&mut self, end: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.next().filter(|c| *c != end) {
            text.push(if c == '\\' { self.next().unwrap_or(c) } else { c });
        }
        text
    }

    fn skip(&mut self, goes: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(goes);
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn only_a_print_goes_to_a_file() {
        for (program, expected) in [
            (r#"{print > "x"}"#, vec![Some("x")]),
            (r#"{ print $1, "y > z" >> "x" } END { printf("%s", 1) > "e" }"#, vec![Some("x"), Some("e")]),
            (r#"$1 > "x" { print }"#, vec![]),
            (r#"{ if ($1 > "x") print; print ($1 > "x") }"#, vec![]),
            (r#"/print > "x"/ { n++ } # print > "x""#, vec![]),
            (r#"{ print > "out/" $1 ".txt" }"#, vec![Some("out/\u{fffd}")]),
            (r#"{ print > ("x"); print > ("out/" $1) }"#, vec![Some("x"), Some("out/\u{fffd}")]),
            (r#"{ print > $1; x = 1 > "y" }"#, vec![None]),
            (r#"{ print 4 / 2 > "x"; a = b / 2 }"#, vec![Some("x")]),
            (r#"print > "x"#, vec![Some("x")]),
            (r#"{ sprint > "x" }"#, vec![]),
        ] {
            let found: Vec<_> = files(program).into_iter().map(|(file, _)| file).collect();
            let expected: Vec<_> = expected.into_iter().map(|file| file.map(str::to_owned)).collect();
            assert_eq!(found, expected, "{program}");
        }
    }
}
