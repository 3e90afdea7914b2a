//! Two trees compared by libgit2, which walks only what differs.

use git2::{Delta, DiffDelta, DiffFile, DiffOptions};

use super::Repo;
use super::raw::Record;
use crate::domain::change::{Side, Status};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;

impl Repo {
    /// What `new` differs in from a commit; `None` where libgit2 cannot tell.
    pub fn trees(&self, commit: &Oid, new: &Oid) -> Option<Vec<Record>> {
        let lib = self.lib.as_ref()?;
        let id = |oid: &Oid| git2::Oid::from_str(oid.as_str()).ok();
        let old = lib.find_commit(id(commit)?).ok()?.tree().ok()?;
        let new = lib.find_tree(id(new)?).ok()?;
        let mut options = DiffOptions::new();
        options.include_typechange(true);
        let diff = lib.diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options)).ok()?;
        diff.deltas().map(|delta| record(&delta)).collect()
    }
}

fn record(delta: &DiffDelta) -> Option<Record> {
    let status = match delta.status() {
        Delta::Added => Status::Added,
        Delta::Deleted => Status::Deleted,
        Delta::Modified => Status::Modified,
        Delta::Typechange => Status::Retyped,
        _ => return None,
    };
    let path = RepoPath::from_git(delta.new_file().path_bytes()?)?;
    Some(Record { path, status, old: side(&delta.old_file())?, new: side(&delta.new_file())? })
}

fn side(file: &DiffFile) -> Option<Side> {
    let mode = u32::try_from(i32::from(file.mode())).ok()?;
    Some(Side { mode, oid: Oid::parse(&file.id().to_string())? })
}

#[cfg(test)]
mod tests {
    use std::cell::OnceCell;
    use std::fs;
    use std::path::Path;

    use crate::git::index::root_tree;
    use crate::git::{Repo, Tie};
    use crate::process::Process;

    fn repo(dir: &Path) -> Repo {
        let root = dir.canonicalize().unwrap();
        let git = |args: &[&str]| Process::git(&root).elsewhere().args(args).stdout().unwrap();
        git(&["init", "-q", "-b", "main"]);
        git(&["config", "user.name", "Ada"]);
        git(&["config", "user.email", "ada@example.org"]);
        git(&["config", "core.autocrlf", "false"]);
        git(&["commit", "-q", "--allow-empty", "-m", "empty"]);
        let git_dir = root.join(".git");
        let lib = git2::Repository::open(&root).unwrap();
        let (common_dir, worktrees) = (git_dir.clone(), OnceCell::new());
        Repo { root, git_dir, common_dir, lib: Some(lib), tie: Tie::Cut, worktrees }
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
        crate::store::replace(&path, format!("{}\n", number % 3).as_bytes()).unwrap();
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
        crate::store::replace(&repo.root.join("a"), b"1\n").unwrap();
        git(&["add", "a"]);
        assert_eq!(tree(), None, "no tree was written yet");
        git(&["write-tree"]);
        assert!(tree().is_some());
        crate::store::replace(&repo.root.join("b"), b"2\n").unwrap();
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
