//! `git diff --raw -z --no-renames` (<https://git-scm.com/docs/git-diff-index#_raw_output_format>), and the lists
//! against several parents brought together.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::domain::change::{Change, Origin, Side, Status};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;

/// The flags that make every diff of ours mean the same, whatever the user's configuration says.
pub const FLAGS: [&str; 5] = ["--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none"];

/// One record: what differs between one parent and the new side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub path: RepoPath,
    pub status: Status,
    pub old: Side,
    pub new: Side,
}

/// Reads `:mode mode oid oid S` fields, each followed by its path.
pub fn parse<'a>(mut fields: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    while let Some(head) = fields.next() {
        let path = fields.next().context("git's raw diff ended before a path")?;
        records.push(record(head, path)?);
    }
    Ok(records)
}

/// Reads one record from its two fields.
pub fn record(head: &[u8], path: &[u8]) -> Result<Record> {
    let text = String::from_utf8_lossy(head);
    let words: Vec<&str> = text.trim_start_matches(':').split(' ').collect();
    let [old_mode, new_mode, old_oid, new_oid, letter] = words[..] else {
        bail!("git printed an unexpected raw diff line: `{text}`")
    };
    let path = RepoPath::from_git(path)
        .with_context(|| format!("git listed a strange path: `{}`", path.escape_ascii()))?;
    let status = match letter.as_bytes().first() {
        Some(b'A') => Status::Added,
        Some(b'D') => Status::Deleted,
        Some(b'T') => Status::Retyped,
        Some(b'U') => Status::Unmerged,
        _ => Status::Modified,
    };
    Ok(Record { path, status, old: side(old_mode, old_oid)?, new: side(new_mode, new_oid)? })
}

fn side(mode: &str, oid: &str) -> Result<Side> {
    let mode = u32::from_str_radix(mode, 8).with_context(|| format!("git printed the file mode `{mode}`"))?;
    let oid = Oid::parse(oid).with_context(|| format!("git printed the object id `{oid}`"))?;
    Ok(Side { mode, oid })
}

/// Brings the lists against each parent together. A path that is missing in one list is there as in that parent.
pub fn combine(lists: Vec<Vec<Record>>) -> Vec<Change> {
    let parents = lists.len();
    let mut changes: BTreeMap<RepoPath, Change> = BTreeMap::new();
    for (parent, list) in lists.into_iter().enumerate() {
        for record in list {
            let change = changes.entry(record.path.clone()).or_insert_with(|| Change {
                path: record.path,
                status: record.status,
                old: vec![record.new.clone(); parents],
                new: record.new,
                origin: Origin::Parents,
            });
            change.old[parent] = record.old;
        }
    }
    changes.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zeros() -> String {
        "0".repeat(40)
    }

    #[test]
    fn every_byte_of_a_name_is_kept() {
        let head = format!(":000000 100644 {} {} A", zeros(), "a".repeat(40));
        let fields = [head.as_bytes(), b"a \"b\"\n:\xff"];
        let records = parse(fields.into_iter()).unwrap();
        assert_eq!(records[0].path.as_bytes(), b"a \"b\"\n:\xff");
        assert_eq!(records[0].status, Status::Added);
    }

    #[test]
    fn lists_that_are_not_raw_diffs_are_errors() {
        assert!(parse([b":100644".as_slice(), b"a"].into_iter()).is_err());
        assert!(parse([b":100644 100644 x y M".as_slice()].into_iter()).is_err());
    }

    #[test]
    fn a_path_that_one_parent_has_already_is_not_the_merges_own() {
        let head = format!(":100644 100644 {} {} M", "a".repeat(40), "b".repeat(40));
        let one = record(head.as_bytes(), b"x").unwrap();
        let both = combine(vec![vec![one.clone()], vec![one.clone()]]);
        assert!(both[0].differs_from_every_parent());
        assert!(!combine(vec![vec![one], vec![]])[0].differs_from_every_parent());
    }
}
