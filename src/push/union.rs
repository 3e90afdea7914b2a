//! An append-only file of the work tree, which has lines that are in no commit yet, after a merge.

use crate::domain::line_merge;

/// The merged content with what the work tree's file has beside HEAD's: lines that are not committed yet stay behind those
/// that came, and what is taken out there stays out. A file that has all of it already, by a run that was stopped, stays.
pub fn carried(ours: &[u8], merged: &[u8], work_tree: &[u8]) -> Vec<u8> {
    line_merge::merged(ours, merged, work_tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_committed_yet_stays_at_the_end() {
        let carried = |work_tree: &str| {
            String::from_utf8(carried(b"a\nb\n", b"a\nx\nb\n", work_tree.as_bytes())).unwrap()
        };
        assert_eq!(carried("a\nb\n"), "a\nx\nb\n");
        assert_eq!(carried("a\nb\nc\nd"), "a\nx\nb\nc\nd");
        assert_eq!(carried("a\nx\nb\nc\n"), "a\nx\nb\nc\n", "done before");
        assert_eq!(carried("a\nB\n"), "a\nx\nB\n", "being changed by the operator");
        assert_eq!(carried("a\n"), "a\nx\n", "being archived by the operator");
    }
}
