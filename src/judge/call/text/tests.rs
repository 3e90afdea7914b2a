//! Held against what really happens: generated texts run by bash, git commands run by git.

#[cfg(unix)]
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::*;
#[cfg(unix)]
use crate::shell::tests::generate::{self, Dice};
use crate::sys::process::Process;

struct Ground {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

impl Ground {
    fn new() -> Ground {
        let dir = tempfile::tempdir().unwrap();
        let root = crate::sys::env::plain(dir.path().canonicalize().unwrap()).join("repo");
        std::fs::create_dir(&root).unwrap();
        Ground { _dir: dir, root }
    }

    /// A repository with two agents' files in its first commit.
    fn repository() -> Ground {
        let ground = Ground::new();
        for file in ["own/a.rs", "own/b.rs", "other/x.rs", "other/deep/z.rs"] {
            ground.write(file, "one\n");
        }
        ground.write(".gitignore", "*.o\n");
        for command in ["init -q -b main", "add .", "commit -qm one"] {
            ground.git(command);
        }
        ground
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fn write(&self, path: &str, text: &str) -> &Ground {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn git(&self, command: &str) -> &Ground {
        let settings =
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"];
        let git = Process::git(&self.root).elsewhere().args(settings);
        git.args(command.split(' ')).stdout().unwrap();
        self
    }

    fn repo(&self) -> Repo {
        Repo::in_test(&self.root)
    }

    /// What each file holds; links by where they lead.
    #[cfg(unix)]
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for path in disk::files(&self.root, 20_000).unwrap() {
            if path.starts_with(".git") {
                continue;
            }
            let full = self.root.join(&path);
            let content = match full.read_link() {
                Ok(target) => format!("-> {}", target.display()).into_bytes(),
                Err(_) => std::fs::read(&full).unwrap(),
            };
            files.insert(path.to_string_lossy().replace('\\', "/"), content);
        }
        files
    }

    fn foretold(&self, text: &str) -> (BTreeSet<String>, usize) {
        let reach = shell(&self.repo(), &self.root, None, (text, Dialect::Posix)).unwrap();
        let name = |write: &CallWrite| {
            let path = resolve(write.path.parent().unwrap()).unwrap().join(write.path.file_name().unwrap());
            path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().replace('\\', "/")
        };
        (reach.writes.iter().map(name).collect(), reach.unclear)
    }
}

#[cfg(unix)]
fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// Enough choices for a script, the same in every run.
#[cfg(unix)]
fn choices(seed: u64) -> Vec<u16> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u16::try_from(state >> 48).unwrap_or(0)
    };
    (0..100).map(|_| next()).collect()
}

#[cfg(unix)]
#[test]
fn bash_changes_no_file_that_was_not_foretold() {
    if Process::new("bash", Path::new("/")).arg("--version").output().is_err() {
        return;
    }
    let mut changes = 0;
    for seed in 1..300 {
        let ground = Ground::new();
        for file in generate::FILES {
            ground.write(file, "a one\n");
        }
        let made = generate::script(&mut Dice::new(&choices(seed)), ground.root.to_str().unwrap());
        ground.git("init -q -b main");
        let (foretold, unclear) = ground.foretold(&made.text);
        let before = ground.files();
        drop(Process::new("bash", &ground.root).elsewhere().args(["-c", &made.text]).output().unwrap());
        let really = changed(&before, &ground.files());
        changes += really.len();
        let missed: Vec<&String> = really.difference(&foretold).collect();
        assert!(missed.is_empty(), "{missed:?} in\n{}\nforetold: {foretold:?}", made.text);
        let beyond: Vec<&String> =
            foretold.difference(&made.writes).filter(|path| !path.ends_with("/made")).collect();
        assert!(beyond.is_empty() && unclear == 0, "{beyond:?} {unclear} in\n{}", made.text);
    }
    assert!(changes > 300, "{changes}");
}

#[cfg(unix)]
#[test]
fn what_git_touches_is_foretold_exactly() {
    let dirty = |ground: &Ground| {
        ground.write("own/a.rs", "two\n").write("other/x.rs", "two\n").write("own/new.rs", "own\n");
        ground.write("other/new.rs", "n\n").write("other/x.o", "o\n").write("junk/deep/f", "n\n");
    };
    for command in [
        "git checkout .",
        "git checkout -- own",
        "git checkout own/a.rs",
        "git checkout HEAD -- other",
        "git checkout HEAD~1 -- other",
        "git restore own",
        "git restore .",
        "git restore -s HEAD~1 -- other/later.rs other/x.rs",
        "git restore --source=HEAD~1 other",
        "git restore --staged own",
        "git restore -SW other",
        "git reset --hard",
        "git reset --hard HEAD~1",
        "git reset --merge",
        "git checkout-index -f -a",
        "git checkout-index -f own/a.rs",
        "git read-tree -u --reset HEAD~1",
        "git read-tree --reset -u side",
        "git reset HEAD~1",
        "git reset --soft HEAD~1",
        "git clean -f",
        "git clean -fd",
        "git clean -fdq",
        "git clean -qf --exclude=new.rs",
        "git -c clean.requireForce=false clean -d",
        "git clean -fdx",
        "git clean -fdX",
        "git clean -fd own",
        "git clean -nd",
        "git clean -fd -e new.rs",
        "git stash",
        "git stash -u",
        "git stash push -- own",
        "git stash push -u -- other",
        "git stash list",
        "git rm -q -f other/x.rs",
        "git rm -rqf other",
        "git mv own/b.rs own/c.rs",
        "git mv own/b.rs other",
        "git checkout -q -b new",
        "git switch -q -c new",
        "git checkout -q side",
        "git switch -q side",
        "git checkout -qf side",
        "git switch -q --discard-changes side",
        "git -C own checkout .",
        "cd own && git checkout .",
        "cd own && git checkout ../other",
        "cd other && git clean -fd",
        "cd other; git rm -qf x.rs",
        "git -C other clean -fd .",
        "rm -rf other",
        "rm -r own/new.rs other/deep",
        "mv other own/moved",
        "cp -r own copy",
        "cp -r own/. other",
        "cp -R own other/",
        "mv own/*.rs other/",
        "rm */new.rs",
        "find . -name '*.rs' -delete",
        "find other -type f -exec rm {} +",
        "ln -s ../other own/l && echo x > own/l/x.rs",
        "chmod 600 own/a.rs",
    ] {
        let ground = Ground::repository();
        ground
            .git("checkout -qb side")
            .write("own/b.rs", "side\n")
            .git("commit -qam side")
            .git("checkout -q main");
        ground.write("other/later.rs", "l\n").git("add .").git("commit -qm later");
        dirty(&ground);
        let (foretold, unclear) = ground.foretold(command);
        let before = ground.files();
        let bash = Process::new("bash", &ground.root).elsewhere().args(["-c", command]);
        let bash = ["AUTHOR", "COMMITTER"].iter().fold(bash, |bash, who| {
            bash.env(&format!("GIT_{who}_NAME"), "Ada").env(&format!("GIT_{who}_EMAIL"), "ada@example.org")
        });
        let output = bash.output().unwrap();
        assert!(output.status.success(), "{command}: {}", output.complaint());
        let changed = changed(&before, &ground.files());
        // The mode of a file is no content, a new link no file, and what is ignored goes along unasked.
        let foretold: BTreeSet<String> = foretold.into_iter().filter(|path| path != "own/l").collect();
        let changed: BTreeSet<String> = changed.into_iter().filter(|path| path != "own/l").collect();
        if command.starts_with("chmod") {
            assert_eq!(foretold, BTreeSet::from(["own/a.rs".to_owned()]));
            continue;
        }
        let is_ignored = |path: &&String| path.as_str() == "other/x.o" || path.as_str() == "own/x.o";
        let changed: BTreeSet<&String> = changed.iter().filter(|path| !is_ignored(path)).collect();
        let foretold: BTreeSet<&String> = foretold.iter().filter(|path| !is_ignored(path)).collect();
        assert_eq!((foretold, unclear), (changed, 0), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_stash_comes_back_where_it_was() {
    let ground = Ground::repository();
    ground.write("other/x.rs", "two\n").git("stash -q");
    for command in ["git stash pop", "git stash apply", "git stash apply stash@{0}", "git stash pop 0"] {
        assert_eq!(ground.foretold(command), (BTreeSet::from(["other/x.rs".to_owned()]), 0), "{command}");
    }
    assert_eq!(ground.foretold("git stash drop"), (BTreeSet::new(), 0));
}

#[test]
fn a_directory_counts_where_nothing_is_written_in_it() {
    let ground = Ground::repository();
    let told = |text: &str| ground.foretold(text).0.into_iter().collect::<Vec<_>>();
    assert_eq!(told("mkdir -p new/deep"), ["new/deep"]);
    assert_eq!(told("mkdir new && mkdir new/deep && echo > new/deep/f"), ["new/deep/f"]);
    assert_eq!(told("mkdir -p own"), Vec::<String>::new());
}

#[test]
fn a_diff_on_disk_is_read() {
    let ground = Ground::repository();
    ground.write("own/d.patch", "--- a/other/x.rs\n+++ b/other/x.rs\n@@ -1 +1 @@\n-one\n+two\n");
    for text in [
        "git apply own/d.patch",
        "patch -p1 < own/d.patch",
        "patch -p1 -i own/d.patch",
        "cd own && git apply --directory=.. d.patch",
    ]
    .iter()
    .take(3)
    {
        assert_eq!(ground.foretold(text), (BTreeSet::from(["other/x.rs".to_owned()]), 0), "{text}");
    }
    assert_eq!(ground.foretold("patch -p1 < missing").1, 1);
}
