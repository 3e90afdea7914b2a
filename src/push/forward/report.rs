//! What the process that brings a checkout forward tells the one that started it.

use super::Hindrance;
use crate::domain::path::RepoPath;

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    Done { files: usize, left: Vec<RepoPath> },
    Waits { files: usize, why: Hindrance },
}

impl Report {
    /// A line a field: a word, a number, and paths or words. Printers leave out bytes that terminals do not show: those are
    /// written as `%1b`.
    pub fn to_text(&self) -> String {
        let (word, files, rest): (&str, usize, Vec<&[u8]>) = match self {
            Report::Done { files, left } => ("done", *files, left.iter().map(RepoPath::as_bytes).collect()),
            Report::Waits { files, why: Hindrance::Work(paths) } => {
                ("work", *files, paths.iter().map(RepoPath::as_bytes).collect())
            }
            Report::Waits { files, why: Hindrance::Unwritable(why) } => {
                ("unwritable", *files, vec![why.as_bytes()])
            }
            Report::Waits { files, why: Hindrance::Moving } => ("moving", *files, Vec::new()),
            Report::Waits { files, why: Hindrance::Busy } => ("busy", *files, Vec::new()),
        };
        let rest: String = rest.into_iter().map(|field| escaped(field) + "\n").collect();
        format!("{word}\n{files}\n{rest}.\n")
    }

    /// `None` where the process ended before it had said everything.
    pub fn parse(bytes: &[u8]) -> Option<Report> {
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix(".\n")?;
        let mut lines = text.lines();
        let (word, files) = (lines.next()?, lines.next()?.parse().ok()?);
        let rest: Vec<Vec<u8>> = lines.map(unescaped).collect();
        let paths = || rest.iter().filter_map(|path| RepoPath::from_git(path)).collect();
        Some(match word {
            "done" => Report::Done { files, left: paths() },
            "work" => Report::Waits { files, why: Hindrance::Work(paths()) },
            "unwritable" => {
                let why = String::from_utf8_lossy(rest.first()?).into_owned();
                Report::Waits { files, why: Hindrance::Unwritable(why) }
            }
            "moving" => Report::Waits { files, why: Hindrance::Moving },
            "busy" => Report::Waits { files, why: Hindrance::Busy },
            _ => return None,
        })
    }
}

fn escaped(field: &[u8]) -> String {
    let each = |&byte: &u8| match byte {
        b' '..=b'~' if byte != b'%' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    };
    field.iter().map(each).collect()
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut parts = line.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend(code);
        bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let path = RepoPath::from_git(b"src/a \"%41\n\x1b\xff").unwrap();
        for report in [
            Report::Done { files: 0, left: Vec::new() },
            Report::Done { files: 3, left: vec![path.clone()] },
            Report::Waits { files: 2, why: Hindrance::Work(vec![path.clone(), path]) },
            Report::Waits { files: 1, why: Hindrance::Unwritable("no space\nleft".to_owned()) },
            Report::Waits { files: 1, why: Hindrance::Moving },
            Report::Waits { files: 1, why: Hindrance::Busy },
        ] {
            let text = report.to_text();
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
            assert_eq!(Report::parse(text.as_bytes()).as_ref(), Some(&report));
            assert_eq!(Report::parse(&text.as_bytes()[..text.len() - 1]), None, "cut");
        }
        assert_eq!(Report::parse(b""), None);
    }
}
