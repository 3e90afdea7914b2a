//! The map as a picture: a table of the agents, the tree of what they own, and what nobody does.

use super::text::listed;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::text::{BAD, BOLD, DIM, styled};
use crate::domain::survey::{Branch, Count, Group, Share, Survey, Whose};

/// As much as a person looks through; the JSON has all.
const MAX_GLOBS: usize = 6;
const MAX_LINES: usize = 60;
const MAX_GROUPS: usize = 20;

/// One line of the table.
struct OwnerRow {
    name: String,
    files: usize,
    globs: String,
}

/// One line of the tree.
struct TreeLine {
    /// The directory's own name, indented.
    label: String,
    files: usize,
    whose: Vec<Share>,
}

pub fn write(survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    table(survey, out)?;
    tree(&survey.tree, out)?;
    unowned(&survey.unowned, out)
}

fn table(survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(survey);
    let name = rows.iter().map(|row| row.name.width()).max().unwrap_or(0);
    let files = rows.iter().map(|row| digits(row.files)).max().unwrap_or(0);
    for OwnerRow { name: text, files: count, globs } in &rows {
        let padding = name - text.width();
        let line =
            format!("{}{:padding$}  {count:files$} {}  {globs}", styled(BOLD, text), "", plural(*count));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn rows(survey: &Survey) -> Vec<OwnerRow> {
    let mut rows: Vec<OwnerRow> = Vec::new();
    for holding in &survey.agents {
        let mut globs = list(&holding.owns, "");
        if !holding.except.is_empty() {
            globs.extend(["  except ", &list(&holding.except, "")]);
        }
        rows.push(OwnerRow { name: holding.agent.to_string(), files: holding.files, globs });
    }
    let of = |whose: &Whose| {
        survey.tree.shares.iter().find(|share| share.whose == *whose).map_or(0, |share| share.files)
    };
    let shared = [list(&survey.write, ""), list(&survey.append, " (append)")];
    let globs =
        shared.iter().filter(|globs| !globs.is_empty()).map(String::as_str).collect::<Vec<_>>().join("  ");
    let globs = if globs.is_empty() { "the chat".to_owned() } else { globs };
    rows.push(OwnerRow { name: "shared".to_owned(), files: of(&Whose::Write) + of(&Whose::Append), globs });
    rows
}

fn list(globs: &[Count], mark: &str) -> String {
    listed(globs.iter().map(|count| format!("{}{mark}", count.glob)), MAX_GLOBS, "  ")
}

/// Directories of one owner are a line; the others are opened. What nobody owns has a list of its own.
fn tree(root: &Branch, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    if root.shares.len() > 1 {
        open(root, 0, &mut lines);
    } else {
        add(root, "*", 0, &mut lines);
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let label = lines.iter().take(MAX_LINES).map(|line| line.label.width()).max().unwrap_or(0);
    let files = lines.iter().take(MAX_LINES).map(|line| digits(line.files)).max().unwrap_or(0);
    for line in lines.iter().take(MAX_LINES) {
        let padding = label - line.label.width();
        let text = format!("{}{:padding$}  {:files$}  {}", line.label, "", line.files, whose(&line.whose));
        writeln!(out, "{}", text.trim_end())?;
    }
    if lines.len() > MAX_LINES {
        writeln!(out, "… {} more lines: auraops map --json", lines.len() - MAX_LINES)?;
    }
    Ok(())
}

fn open(branch: &Branch, depth: usize, lines: &mut Vec<TreeLine>) {
    for dir in &branch.dirs {
        let name = dir.dir.strip_prefix(branch.dir.as_str()).unwrap_or(&dir.dir);
        add(dir, name, depth, lines);
    }
    let loose: Vec<Share> =
        branch.loose.iter().filter(|share| share.whose != Whose::Unowned).cloned().collect();
    if !loose.is_empty() {
        let files = loose.iter().map(|share| share.files).sum();
        lines.push(TreeLine { label: format!("{:1$}*", "", depth * 2), files, whose: loose });
    }
}

fn add(branch: &Branch, name: &str, depth: usize, lines: &mut Vec<TreeLine>) {
    let label = format!("{:1$}{name}", "", depth * 2);
    match branch.shares.as_slice() {
        [Share { whose: Whose::Unowned, .. }] | [] => {}
        [_] => lines.push(TreeLine { label, files: branch.files, whose: branch.shares.clone() }),
        _ => {
            lines.push(TreeLine { label, files: branch.files, whose: Vec::new() });
            open(branch, depth + 1, lines);
        }
    }
}

fn whose(shares: &[Share]) -> String {
    let name = |share: &Share| match &share.whose {
        Whose::Agent(agent) => agent.to_string(),
        Whose::Contested => styled(BAD, "two owners").to_string(),
        Whose::Append => "shared (append)".to_owned(),
        Whose::Write => "shared".to_owned(),
        Whose::Unowned => "unowned".to_owned(),
    };
    match shares {
        [one] => name(one),
        several => several
            .iter()
            .map(|share| format!("{} {}", name(share), share.files))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// Written as globs, so that a line can be pasted into the map.
fn unowned(groups: &[Group], out: &mut dyn Write) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let total: usize = groups.iter().map(|group| group.files).sum();
    let them = if total == 1 { "it" } else { "them" };
    writeln!(out, "\nunowned: {total} {}, only the user may change {them}", plural(total).trim_end())?;
    let shown = &groups[..groups.len().min(MAX_GROUPS)];
    let width = shown.iter().map(|group| group.to_string().width()).max().unwrap_or(0);
    let files = shown.iter().map(|group| digits(group.files)).max().unwrap_or(0);
    for group in shown {
        let glob = group.to_string();
        let padding = width - glob.width();
        writeln!(out, "  {glob}{:padding$}  {}", "", styled(DIM, format!("{:files$}", group.files)))?;
    }
    if groups.len() > MAX_GROUPS {
        writeln!(out, "  and {} more places: auraops map --json", groups.len() - MAX_GROUPS)?;
    }
    Ok(())
}

/// As wide for one as for many.
fn plural(count: usize) -> &'static str {
    if count == 1 { "file " } else { "files" }
}

fn digits(count: usize) -> usize {
    count.to_string().len()
}
