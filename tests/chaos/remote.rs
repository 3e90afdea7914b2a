//! The remote, looked at past everybody's clone.

use super::files::{Files, Kept};
use super::ground::Checkout;

impl Checkout<'_> {
    /// The files below a path as a commit has them.
    pub fn files_at(&self, commit: &str, below: &str) -> Files {
        let listed = self.git(&["ls-tree", "-r", "-z", commit, "--", below]);
        let entry = |field: &str| {
            let (kind, path) = field.split_once('\t').unwrap();
            let mut kind = kind.split(' ');
            let (mode, _, oid) = (kind.next().unwrap(), kind.next(), kind.next().unwrap());
            if mode == "160000" {
                return None;
            }
            let blob = self.git(&["cat-file", "blob", oid]);
            let kept = match mode {
                "120000" => Kept::Link(blob),
                "100755" => Kept::Program(blob.into_bytes()),
                _ => Kept::Plain(blob.into_bytes()),
            };
            Some((path.to_owned(), kept))
        };
        listed.split('\0').filter(|field| !field.is_empty()).filter_map(entry).collect()
    }

    /// What stands in a file of a commit.
    pub fn text_at(&self, commit: &str, path: &str) -> String {
        self.git(&["cat-file", "blob", &format!("{commit}:{path}")])
    }
}
