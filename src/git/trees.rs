//! Two trees compared: only what differs is read.
//!
//! By hand, for libgit2's own diff of trees takes several times as long; the objects still come from it.

use std::collections::BTreeMap;

use git2::Odb;

use super::diff_raw::Record;
use super::repo::Repo;
use crate::domain::change::{Side, Status};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;

/// The mode of a directory.
const TREE: u32 = 0o040_000;
/// The bits of a mode that say what an entry is.
const KIND: u32 = 0o170_000;

/// One entry of a tree, as it stands in the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    mode: u32,
    id: git2::Oid,
}

impl Repo {
    /// What the tree `new` differs in from a commit; `None` where libgit2 cannot read one of the objects.
    pub fn trees(&self, commit: &Oid, new: &Oid) -> Option<Vec<Record>> {
        let lib = self.lib.as_ref()?;
        let id = |oid: &Oid| git2::Oid::from_str(oid.as_str()).ok();
        let old = lib.find_commit(id(commit)?).ok()?.tree_id();
        let mut walk = Walk { odb: lib.odb().ok()?, records: Vec::new() };
        walk.trees(&mut Vec::new(), Some(old), Some(id(new)?))?;
        Some(walk.records)
    }
}

struct Walk<'r> {
    odb: Odb<'r>,
    records: Vec<Record>,
}

impl Walk<'_> {
    /// Compares two trees that stand at `path`; one may be missing.
    fn trees(&mut self, path: &mut Vec<u8>, old: Option<git2::Oid>, new: Option<git2::Oid>) -> Option<()> {
        if old == new {
            return Some(());
        }
        let mut pairs: BTreeMap<Vec<u8>, [Option<Entry>; 2]> = BTreeMap::new();
        for (side, tree) in [old, new].into_iter().enumerate() {
            let Some(tree) = tree else { continue };
            let object = self.odb.read(tree).ok()?;
            for (name, entry) in entries(object.data())? {
                pairs.entry(name).or_default()[side] = Some(entry);
            }
        }
        for (name, [old, new]) in pairs.into_iter().filter(|(_, [old, new])| old != new) {
            let length = path.len();
            if length > 0 {
                path.push(b'/');
            }
            path.extend(name);
            self.entries(path, old, new)?;
            path.truncate(length);
        }
        Some(())
    }

    /// Compares what stands at `path`: directories by what is in them.
    fn entries(&mut self, path: &mut Vec<u8>, old: Option<Entry>, new: Option<Entry>) -> Option<()> {
        let tree = |entry: Option<Entry>| entry.filter(|entry| entry.mode == TREE).map(|entry| entry.id);
        let file = |entry: Option<Entry>| entry.filter(|entry| entry.mode != TREE);
        if let Some(status) = status(file(old), file(new)) {
            let path = RepoPath::from_git(path)?;
            self.records.push(Record { path, status, old: side(file(old))?, new: side(file(new))? });
        }
        self.trees(path, tree(old), tree(new))
    }
}

fn status(old: Option<Entry>, new: Option<Entry>) -> Option<Status> {
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => Some(Status::Added),
        (Some(_), None) => Some(Status::Deleted),
        (Some(old), Some(new)) if old.mode & KIND != new.mode & KIND => Some(Status::Retyped),
        (Some(_), Some(_)) => Some(Status::Modified),
    }
}

fn side(entry: Option<Entry>) -> Option<Side> {
    let Entry { mode, id } = entry.unwrap_or(Entry { mode: 0, id: git2::Oid::ZERO_SHA1 });
    Some(Side { mode, oid: Oid::parse(&id.to_string())? })
}

/// Reads `<mode> <name>\0<id>`, again and again.
fn entries(mut data: &[u8]) -> Option<Vec<(Vec<u8>, Entry)>> {
    const HASH: usize = 20;
    let mut entries = Vec::new();
    while !data.is_empty() {
        let space = data.iter().position(|&byte| byte == b' ')?;
        let mode = u32::from_str_radix(std::str::from_utf8(&data[..space]).ok()?, 8).ok()?;
        // Old programs wrote other permissions; git sees these two.
        let mode = match mode & KIND {
            0o100_000 if mode & 0o100 == 0 => 0o100_644,
            0o100_000 => 0o100_755,
            _ => mode,
        };
        let end = space + data[space..].iter().position(|&byte| byte == 0)?;
        let id = git2::Oid::from_bytes(data.get(end + 1..end + 1 + HASH)?).ok()?;
        entries.push((data[space + 1..end].to_vec(), Entry { mode, id }));
        data = &data[end + 1 + HASH..];
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::git::index::root_tree;
    use crate::git::repo::Repo;
    use crate::sys::process::Process;

    fn repo(dir: &Path) -> Repo {
        let root = dir.canonicalize().unwrap();
        let git = |args: &[&str]| Process::git(&root).elsewhere().args(args).stdout().unwrap();
        git(&["init", "-q", "-b", "main"]);
        git(&["config", "user.name", "Ada"]);
        git(&["config", "user.email", "ada@example.org"]);
        git(&["config", "core.autocrlf", "false"]);
        git(&["commit", "-q", "--allow-empty", "-m", "empty"]);
        let lib = git2::Repository::open(&root).unwrap();
        Repo { lib: Some(lib), ..Repo::in_test(&root) }
    }

    /// Changes one of a few paths, some of which are a file at one time and a directory at another.
    fn change(root: &Path, number: usize) {
        let path = root.join(["a", "a/b", "a/b/c", "d/e", "d/f.rs", "d-f", "d", "z/y/x/w"][number % 8]);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        } else {
            drop(fs::remove_file(&path));
        }
        if number.is_multiple_of(5) {
            return;
        }
        for parent in path.ancestors().skip(1).take_while(|parent| *parent != root) {
            if parent.is_file() || parent.is_symlink() {
                fs::remove_file(parent).unwrap();
            }
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[cfg(unix)]
        if number.is_multiple_of(7) {
            std::os::unix::fs::symlink("elsewhere", &path).unwrap();
            return;
        }
        crate::sys::file::replace(&path, format!("{}\n", number % 3).as_bytes()).unwrap();
        #[cfg(unix)]
        if number.is_multiple_of(11) {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_index_and_two_trees_say_what_git_says() {
        for version in ["2", "4"] {
            let dir = tempfile::tempdir().unwrap();
            let repo = repo(dir.path());
            let git = |args: &[&str]| repo.git().args(args).line().unwrap().unwrap();
            let mut seed = 1_usize;
            for round in 0..60 {
                for _ in 0..3 {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    change(&repo.root, seed >> 33);
                }
                git(&["add", "-A"]);
                git(&["update-index", "--index-version", version]);
                let written = git(&["write-tree"]);
                let tree =
                    root_tree(&fs::read(repo.git_dir.join("index")).unwrap()).expect("a tree up to date");
                assert_eq!(tree.as_str(), written);
                let head = repo.head().unwrap().unwrap();
                let mut ours = repo.trees(&head, &tree).expect("two trees");
                let mut gits = repo.index_against_tree(&head).unwrap();
                ours.sort_by(|one, other| one.path.cmp(&other.path));
                gits.sort_by(|one, other| one.path.cmp(&other.path));
                assert_eq!(ours, gits, "round {round}");
                if round % 4 == 0 {
                    git(&["commit", "-q", "--allow-empty", "-m", "next"]);
                }
            }
        }
    }

    #[test]
    fn an_index_that_is_not_plain_says_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let repo = repo(dir.path());
        let git = |args: &[&str]| drop(repo.git().args(args).stdout().unwrap());
        let tree = || root_tree(&fs::read(repo.git_dir.join("index")).unwrap());
        crate::sys::file::replace(&repo.root.join("a"), b"1\n").unwrap();
        git(&["add", "a"]);
        assert_eq!(tree(), None, "no tree was written yet");
        git(&["write-tree"]);
        assert!(tree().is_some());
        crate::sys::file::replace(&repo.root.join("b"), b"2\n").unwrap();
        git(&["add", "--intent-to-add", "b"]);
        git(&["write-tree"]);
        assert_eq!(tree(), None, "an entry that is not committed");
        git(&["update-index", "--split-index"]);
        assert_eq!(tree(), None, "a part of the index is in another file");
        for cut in [0, 3, 11, 40, 90] {
            let bytes = fs::read(repo.git_dir.join("index")).unwrap();
            assert_eq!(root_tree(&bytes[..cut.min(bytes.len())]), None, "{cut}");
        }
    }
}
