//! The files that a script of `sed` writes: `w file`, and `s/…/…/w file`.

/// As the script spells them, as far as it is understood.
pub fn files(script: &str) -> Vec<String> {
    let mut reader = SedReader { rest: script };
    let mut files = Vec::new();
    while let Some(file) = reader.command() {
        files.extend(file);
    }
    files
}

struct SedReader<'s> {
    rest: &'s str,
}

impl SedReader<'_> {
    /// Reads one command, and gives the file that it writes; an outer `None` at the end.
    #[expect(clippy::option_option, reason = "the end, and a command that writes none, are different")]
    fn command(&mut self) -> Option<Option<String>> {
        self.address()?;
        match self.next()? {
            's' => {
                self.sections(2)?;
                self.rest =
                    self.rest.trim_start_matches(|c: char| c.is_ascii_digit() || "gpiImMe".contains(c));
                if self.rest.starts_with('w') {
                    self.next();
                    return Some(self.file());
                }
            }
            'y' => self.sections(2)?,
            'w' | 'W' => return Some(self.file()),
            'a' | 'i' | 'c' => while self.line().ends_with('\\') && !self.rest.is_empty() {},
            'r' | 'R' | ':' | '#' => drop(self.line()),
            'b' | 't' | 'T' | 'q' | 'Q' | 'l' | 'L' => {
                self.rest = self.rest.trim_start_matches(|c| !matches!(c, ';' | '\n' | '}'));
            }
            _ => {}
        }
        Some(None)
    }

    /// Goes past `1,/re/!` and what stands between commands.
    fn address(&mut self) -> Option<()> {
        loop {
            match self.rest.chars().next()? {
                '/' => self.sections(1)?,
                '\\' => {
                    self.next();
                    self.sections(1)?;
                }
                c if c.is_whitespace() || c.is_ascii_digit() || ";$,~+!IM".contains(c) => drop(self.next()),
                _ => return Some(()),
            }
        }
    }

    /// Goes past so many texts, each with the character behind it that stands at hand.
    fn sections(&mut self, count: usize) -> Option<()> {
        let end = self.next()?;
        for _ in 0..count {
            loop {
                match self.next()? {
                    '\\' => drop(self.next()?),
                    c if c == end => break,
                    _ => {}
                }
            }
        }
        Some(())
    }

    fn file(&mut self) -> Option<String> {
        let name = self.line().trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn line(&mut self) -> &str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line
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
    fn only_what_a_script_writes_is_a_file() {
        for (script, expected) in [
            ("w out", vec!["out"]),
            ("/a/w out.txt\np", vec!["out.txt"]),
            ("s/a/b/w out", vec!["out"]),
            ("s|a|w no|gw out\ns/x/y/", vec!["out"]),
            ("1,$!{s/a/b/;w a b\n}", vec!["a b"]),
            ("\\,w no,d;s/w no/w no/g", vec![]),
            ("a\\\nw no\nw out", vec!["out"]),
            ("s/\\/w no/x/;y/w/ w/;b end;: end", vec![]),
            ("r w\n:w\nq;w out", vec!["out"]),
            ("s/a", vec![]),
            ("w", vec![]),
            ("ä/w é", vec![]),
        ] {
            assert_eq!(files(script), expected, "{script:?}");
        }
    }
}
