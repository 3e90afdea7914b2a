//! Refused paths as the systems that run checks show them: beside the changed file, in the review.

use std::io::{self, Write};

use serde::Serialize;

use super::text::count;
use super::verdict::{CommitSource, PathRow};
use crate::domain::id::fingerprint;
use crate::domain::verdict::Refusal;

/// How many errors of one step GitHub shows.
const SHOWN: usize = 10;
/// How many of the others are named in the last one.
const LISTED: usize = 100;

/// Writes GitHub workflow commands
/// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
pub fn github(rows: &[&PathRow], out: &mut dyn Write) -> io::Result<()> {
    let marked = if rows.len() > SHOWN { SHOWN - 1 } else { rows.len() };
    let (marked, rest) = rows.split_at(marked);
    for row in marked {
        let line = line(row).map(|line| format!(",line={line}")).unwrap_or_default();
        let file = property(row.judged_path());
        writeln!(out, "::error file={file}{line},title=auraops::{}", data(&message(row)))?;
    }
    if rest.is_empty() {
        return Ok(());
    }
    let mut lines = vec![format!("{} may not be changed", count(rest.len(), "more path"))];
    lines.extend(rest.iter().take(LISTED).map(|row| message(row)));
    if rest.len() > LISTED {
        lines.push("…".to_owned());
    }
    writeln!(out, "::error title=auraops::{}", data(&lines.join("\n")))
}

/// What is said beside an answer, or in place of one. Every line that a step prints is read for commands: outside the data
/// of one, nothing of a repository's may stand.
pub fn said(kind: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "::{kind} title=auraops::{}", data(text.trim_end()))
}

/// One entry of GitLab's code quality report (<https://docs.gitlab.com/ci/testing/code_quality/>).
#[derive(Debug, Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Debug, Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: usize,
}

impl<'a> Issue<'a> {
    fn new(row: &'a PathRow) -> Issue<'a> {
        let description = message(row);
        let commit = row.commit.as_ref().map(|source| source.oid.as_str()).unwrap_or_default();
        Issue {
            // The commit as a whole: two commits may do the same to a path, and GitLab shows one of a kind.
            fingerprint: format!("{:016x}", fingerprint(format!("{commit} {description}").as_bytes())),
            description,
            check_name: "auraops",
            severity: "blocker",
            location: Location { path: row.judged_path(), lines: Lines { begin: line(row).unwrap_or(1) } },
        }
    }
}

/// Writes a GitLab code quality report, which is an empty list where nothing is wrong.
pub fn gitlab(rows: &[&PathRow], out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue> = rows.iter().copied().map(Issue::new).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

/// The line that is not as it was.
fn line(row: &PathRow) -> Option<usize> {
    match &row.refusal {
        Some(Refusal::Rewritten(altered)) if altered.line > 0 => Some(altered.line),
        _ => None,
    }
}

fn message(row: &PathRow) -> String {
    let by = |source: &CommitSource| {
        format!(" (commit {} by {})", source.oid.get(..7).unwrap_or(&source.oid), source.by())
    };
    format!("{}: {}{}", row.label(), row.reason(), row.commit.as_ref().map(by).unwrap_or_default())
}

/// Also without the older form of a command, `##[…]`, which is read wherever it stands.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace("##[", "# #[")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::map::Owner;

    fn row(path: &str) -> PathRow {
        PathRow {
            path: path.into(),
            arg: String::new(),
            real: None,
            allowed: false,
            owner: Owner::Unowned,
            refusal: Some(Refusal::Unowned),
            commit: None,
        }
    }

    fn shown(rows: &[PathRow]) -> String {
        let mut out = Vec::new();
        github(&rows.iter().collect::<Vec<_>>(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_file_name_cannot_forge_a_workflow_command() {
        let shown = shown(&[row("a\n::error::x,y:%")]);
        assert_eq!(shown.lines().count(), 1);
        assert!(
            shown.starts_with("::error file=a%0A%3A%3Aerror%3A%3Ax%2Cy%3A%25,title=auraops::"),
            "{shown}"
        );
    }

    #[test]
    fn what_is_said_beside_the_answer_is_the_data_of_one_command() {
        let mut out = Vec::new();
        said("notice", "1 commit: a\n::add-mask::x ##[error]y\n", &mut out).unwrap();
        let line = "::notice title=auraops::1 commit: a%0A::add-mask::x # #[error]y\n";
        assert_eq!(String::from_utf8(out).unwrap(), line);
    }

    #[test]
    fn what_github_would_not_show_is_told_in_the_last_one() {
        let rows = |count: usize| (0..count).map(|at| row(&format!("f{at}"))).collect::<Vec<_>>();
        assert_eq!(shown(&rows(0)), "");
        assert_eq!(shown(&rows(10)).lines().filter(|line| line.contains("file=")).count(), 10);
        let many = shown(&rows(12));
        assert_eq!(many.lines().count(), 10);
        let last = many.lines().last().unwrap();
        assert!(last.starts_with("::error title=auraops::3 more paths may not be changed%0Af9: "), "{last}");
        assert!(last.contains("%0Af11: "), "{last}");
    }
}
