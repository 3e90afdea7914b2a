//! How it is said that a commit rests on a map which came within the same history.

use super::text::{count, listed};
use super::verdict::CommitSource;
use crate::domain::judged_commit::{Borrowed, JudgedCommit};
use crate::domain::oid::Oid;

/// How many commits are named one by one.
const NAMED: usize = 5;
/// How many paths of each.
const SHOWN: usize = 10;

/// Each commit that does what only such a map allows: what it touches, and which commit changed the map.
pub fn notes<'j>(judged: impl Iterator<Item = &'j JudgedCommit>) -> Vec<String> {
    let borrowed: Vec<&JudgedCommit> = judged.filter(|judged| !judged.borrowed.is_empty()).collect();
    let mut notes: Vec<String> = borrowed.iter().take(NAMED).flat_map(|judged| of_commit(judged)).collect();
    if borrowed.len() > NAMED {
        notes.push(format!("{} like that", count(borrowed.len() - NAMED, "more commit")));
    }
    notes
}

fn of_commit(judged: &JudgedCommit) -> Vec<String> {
    let mut lenders: Vec<&Oid> = Vec::new();
    for Borrowed { by, .. } in &judged.borrowed {
        if !lenders.contains(&by) {
            lenders.push(by);
        }
    }
    let source = CommitSource::new(&judged.commit, &judged.author.asker());
    let author = source.by();
    let short = judged.commit.oid.short();
    let note = |lender: &Oid| {
        let paths = judged.borrowed.iter().filter(|borrowed| borrowed.by == *lender);
        let paths = paths.filter_map(|borrowed| borrowed.verdict.place.path()).map(ToString::to_string);
        let paths: Vec<String> = paths.collect();
        let (paths, lender) = (listed(paths.into_iter(), SHOWN, ", "), lender.short());
        format!(
            "{short} by {author} may touch {paths} only by the map of {lender}, which the user did not sign"
        )
    };
    lenders.into_iter().map(note).collect()
}
