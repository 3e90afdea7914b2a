//! One line of `CODEOWNERS`, and the globs of the map that match what its pattern matches.

use std::collections::HashSet;

use crate::domain::path::RepoPath;

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Nothing,
    /// GitLab's `[Section]`, with the owners of its lines that name none.
    Section(Vec<String>),
    Rule {
        pattern: Vec<Mark>,
        owners: Vec<String>,
    },
}

/// A character of a pattern; an escaped one stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    c: char,
    escaped: bool,
}

/// The files and directories of today, to tell `name` the file from `name` the directory.
pub struct Tree<'a> {
    files: HashSet<&'a [u8]>,
    dirs: HashSet<&'a [u8]>,
}

impl<'a> Tree<'a> {
    pub fn new(tracked: &'a [RepoPath]) -> Tree<'a> {
        let mut dirs = HashSet::new();
        for path in tracked {
            let bytes = path.as_bytes();
            for (at, _) in bytes.iter().enumerate().rev().filter(|(_, byte)| **byte == b'/') {
                if !dirs.insert(&bytes[..at]) {
                    break;
                }
            }
        }
        Tree { files: tracked.iter().map(RepoPath::as_bytes).collect(), dirs }
    }
}

/// Takes a line apart. A backslash makes the next character an ordinary one; `#` opens a comment at the start of
/// a word.
pub fn read(line: &str) -> Line {
    let line = line.trim();
    if let Some(owners) = section(line) {
        return Line::Section(owners);
    }
    let mut words = words(line).into_iter();
    let Some(pattern) = words.next() else { return Line::Nothing };
    let owners = words.map(|word| word.iter().map(|mark| mark.c).collect()).collect();
    Line::Rule { pattern, owners }
}

fn words(line: &str) -> Vec<Vec<Mark>> {
    let mut words = Vec::new();
    let mut word = Vec::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '#' if word.is_empty() => break,
            '\\' => word.push(Mark { c: chars.next().unwrap_or('\\'), escaped: true }),
            c if c.is_whitespace() => words.push(std::mem::take(&mut word)),
            c => word.push(Mark { c, escaped: false }),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `[Name]`, `^[Name]` or `[Name][2]`, then owners.
fn section(line: &str) -> Option<Vec<String>> {
    let (name, rest) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    let count = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let rest = count.filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit())).map_or(rest, |(_, rest)| rest);
    let alone = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let owners = words(rest).into_iter().map(|word| word.iter().map(|mark| mark.c).collect());
    (alone && !name.is_empty()).then(|| owners.collect())
}

/// The globs that match the same paths, or why there are none.
pub fn globs(pattern: &[Mark], tree: &Tree<'_>) -> Result<Vec<String>, &'static str> {
    let is = |mark: &Mark, c: char| mark.c == c && !mark.escaped;
    if pattern.first().is_some_and(|mark| is(mark, '!')) {
        return Err("`!` has no counterpart in the map");
    }
    let (rooted, body) = match pattern {
        [first, body @ ..] if is(first, '/') => (true, body),
        body => (false, body),
    };
    let (dir, body) = match body {
        [body @ .., last] if is(last, '/') => (true, body),
        body => (false, body),
    };
    if body.is_empty() {
        return Err("nothing is left of the pattern");
    }
    let anchored = rooted || body.iter().any(|mark| mark.c == '/');
    let text = escape(body)?;
    let text = if anchored { text } else { format!("**/{text}") };
    let name = body.rsplit(|mark| mark.c == '/').next().unwrap_or(body);
    let wild = |marks: &[Mark]| marks.iter().any(|mark| is(mark, '*') || is(mark, '?'));
    if dir {
        return Ok(vec![format!("{text}/**")]);
    }
    if text == "**/*" {
        return Ok(vec!["**".to_owned()]);
    }
    if wild(name) {
        return Ok(vec![text]);
    }
    let below = format!("{text}/**");
    let plain: String = body.iter().map(|mark| mark.c).collect();
    let known = |set: &HashSet<&[u8]>| anchored && !wild(body) && set.contains(plain.as_bytes());
    Ok(match (known(&tree.files), known(&tree.dirs)) {
        (true, false) => vec![text],
        (false, true) => vec![below],
        _ => vec![text, below],
    })
}

/// The body as a glob: what only a glob takes for special is put into a class of its own.
fn escape(body: &[Mark]) -> Result<String, &'static str> {
    let mut text = String::new();
    for mark in body {
        match mark.c {
            '\\' => return Err("a path cannot contain a backslash"),
            '[' if !mark.escaped => return Err("CODEOWNERS has no `[…]` ranges"),
            '*' | '?' if !mark.escaped => text.push(mark.c),
            '*' | '?' | '[' | ']' | '{' | '}' => text.extend(['[', mark.c, ']']),
            c => text.push(c),
        }
    }
    Ok(text)
}
