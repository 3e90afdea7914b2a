//! Agents that do nothing, and have things lying about: staged, changed, untracked, ignored.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::files::{self, Files, differences, kept};
use super::ground::Checkout;

/// Where all that is not committed lies.
const MESS: &str = "idle";
const SKIPPED: &str = "skipped/file.txt";
/// What git was told to leave out of work trees.
const README: &str = "README.md";

/// The bystanders' files as everybody has them at first.
pub const TRACKED: [&str; 11] = [
    "idle/staged.txt",
    "idle/both.txt",
    "idle/unstaged.txt",
    "idle/deleted.txt",
    "idle/gone.txt",
    "idle/renamed.txt",
    "idle/program.sh",
    "idle/clean.txt",
    "calm/f0.txt",
    SKIPPED,
    README,
];

/// Where the second clone gets in the bystanders' way.
pub const IN_THE_WAY: [&str; 12] = [
    "idle/staged.txt",
    "idle/both.txt",
    "idle/unstaged.txt",
    "idle/deleted.txt",
    "idle/gone.txt",
    "idle/staged-new.txt",
    "idle/untracked.txt",
    "idle/untracked/deep/file.txt",
    "idle/untracked",
    "idle/intent.txt",
    "idle/secret.log",
    "idle/build",
];

pub struct Bystanders {
    before: Snapshot,
}

#[derive(PartialEq, Eq)]
struct Snapshot {
    files: Files,
    /// What git has of them, line by line.
    index: String,
    flags: String,
    status: String,
}

impl Bystanders {
    pub fn new(repo: &Checkout) -> Bystanders {
        let write = |path: &str, text: &[u8]| {
            let path = repo.dir.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("idle/staged.txt", b"staged\n");
        write("idle/staged-new.txt", b"staged, and new\n");
        write("idle/both.txt", b"staged first\n");
        fs::set_permissions(repo.dir.join("idle/program.sh"), fs::Permissions::from_mode(0o755)).unwrap();
        repo.git(&["add", "idle"]);
        repo.git(&["rm", "-q", "idle/deleted.txt"]);
        repo.git(&["mv", "idle/renamed.txt", "idle/renamed-to.txt"]);
        write("idle/both.txt", b"staged first, then changed\n");
        write("idle/unstaged.txt", b"changed, without a last line's end");
        fs::remove_file(repo.dir.join("idle/gone.txt")).unwrap();
        write("idle/intent.txt", b"to be added\n");
        repo.git(&["add", "--intent-to-add", "idle/intent.txt"]);
        write("idle/untracked.txt", b"untracked\n");
        write("idle/untracked/deep/file.txt", b"untracked, deep\n");
        write("idle/untracked/bytes", &[0, 255, 13, 10, 0]);
        std::os::unix::fs::symlink("nowhere", repo.dir.join("idle/untracked/link")).unwrap();
        write("idle/secret.log", b"ignored\n");
        write("idle/build/out.o", b"ignored, in a directory\n");
        repo.git(&["update-index", "--skip-worktree", SKIPPED]);
        write(SKIPPED, b"for myself alone\n");
        write(README, b"the user's own change\n");
        Bystanders { before: Snapshot::of(repo) }
    }

    /// That every byte and every entry is as it was.
    pub fn assert_untouched(&self, repo: &Checkout) {
        let now = Snapshot::of(repo);
        let changed = differences(&self.before.files, &now.files);
        assert!(changed.is_empty(), "somebody touched the bystanders' files:\n{}", changed.join("\n"));
        assert_eq!(self.before.index, now.index, "somebody touched the bystanders' entries");
        assert_eq!(self.before.flags, now.flags, "somebody touched the flags of the bystanders' entries");
        assert_eq!(self.before.status, now.status, "somebody touched what the bystanders had staged");
    }

    /// The bystanders take back all their changes.
    pub fn take_back(repo: &Checkout) {
        repo.git(&["reset", "-q", "--", MESS, README]);
        repo.git(&["update-index", "--no-skip-worktree", SKIPPED]);
        repo.git(&["checkout", "-q", "--", MESS, README, SKIPPED]);
        repo.git(&["clean", "-qfdx", MESS]);
    }
}

impl Snapshot {
    fn of(repo: &Checkout) -> Snapshot {
        let mut files = files::below(&repo.dir, MESS);
        let alone = |path: &&str| Some(((*path).to_owned(), kept(&Path::new(&repo.dir).join(path))?));
        files.extend([SKIPPED, README].iter().filter_map(alone));
        Snapshot {
            files,
            index: repo.git(&["ls-files", "--stage", "--", MESS, README]),
            flags: repo.git(&["ls-files", "-v", "--", MESS, README, SKIPPED]),
            status: repo.git(&["status", "--porcelain", "--ignored", "-uall", "--", MESS, README]),
        }
    }
}
