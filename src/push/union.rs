//! Append-only files in a merge: both sides only added lines, and all of them stay, in each side's order.

use anyhow::Result;

use crate::domain::append;
use crate::git::Repo;

/// The merged content: ours, then what only they have. `None` where no order keeps both.
pub fn merged(repo: &Repo, [base, ours, theirs]: [&[u8]; 3]) -> Result<Option<Vec<u8>>> {
    if let Some(at) = whole([ours, theirs]) {
        return Ok(Some([ours, theirs][at].to_vec()));
    }
    let both = repo.union(base, ours, theirs)?;
    let keeps_all = append::keeps(ours, &both).is_ok() && append::keeps(theirs, &both).is_ok();
    Ok(keeps_all.then_some(both))
}

/// Which of two texts has every line of the other, if one does.
pub fn whole([one, other]: [&[u8]; 2]) -> Option<usize> {
    if append::keeps(other, one).is_ok() {
        return Some(0);
    }
    append::keeps(one, other).is_ok().then_some(1)
}

/// The merged content with the lines behind it that are in the work tree and in no commit yet; `None` where the work tree
/// has more than new lines at its end.
pub fn carried(ours: &[u8], merged: &[u8], work_tree: &[u8]) -> Option<Vec<u8>> {
    if append::only_adds(merged, work_tree).is_ok() {
        // Written by a run that was stopped.
        return Some(work_tree.to_vec());
    }
    append::only_adds(ours, work_tree).ok()?;
    let known = ours.split_inclusive(|&byte| byte == b'\n').count();
    let new: Vec<&[u8]> = work_tree.split_inclusive(|&byte| byte == b'\n').skip(known).collect();
    let mut all = merged.to_vec();
    if !new.is_empty() && !all.ends_with(b"\n") && !all.is_empty() {
        all.push(b'\n');
    }
    all.extend(new.concat());
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_committed_yet_stays_at_the_end() {
        let carried = |work_tree: &str| {
            carried(b"a\nb\n", b"a\nx\nb\n", work_tree.as_bytes()).map(|all| String::from_utf8(all).unwrap())
        };
        assert_eq!(carried("a\nb\n").as_deref(), Some("a\nx\nb\n"));
        assert_eq!(carried("a\nb\nc\nd").as_deref(), Some("a\nx\nb\nc\nd"));
        assert_eq!(carried("a\nx\nb\nc\n").as_deref(), Some("a\nx\nb\nc\n"), "done before");
        assert_eq!(carried("a\n"), None);
        assert_eq!(carried("a\nB\n"), None);
    }
}
