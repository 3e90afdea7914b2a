//! Blobs by name: from libgit2 where it can, the rest from one `git cat-file --batch`.

use anyhow::{Context, Result, bail};

use super::repo::Repo;
use crate::domain::change::Side;
use crate::domain::oid::Oid;
use crate::sys::file::{MOST, too_large};

/// The bits of a mode that say what an entry is, and those of a regular file.
const KIND: i32 = 0o170_000;
const FILE: i32 = 0o100_000;

/// How a blob is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    Blob(&'a Oid),
    /// The regular file at a path in a commit: a symlink there is none. The path holds no line break.
    File(&'a Oid, &'a str),
    /// The root directory of a commit, as git stores it.
    Tree(&'a Oid),
}

impl Repo {
    /// The contents of many blobs, in order; `None` for a file that is not in its commit.
    pub fn blobs(&self, names: &[Name]) -> Result<Vec<Option<Vec<u8>>>> {
        let lib = |name: &Name| self.lib.as_ref().and_then(|lib| from_lib(lib, name));
        let mut contents: Vec<Option<Option<Vec<u8>>>> = names.iter().map(lib).collect();
        let missing: Vec<usize> = (0..names.len()).filter(|&at| contents[at].is_none()).collect();
        if !missing.is_empty() {
            let asked: Vec<Name> = missing.iter().map(|&at| names[at]).collect();
            let is_file = self.are_files(&asked)?;
            for ((at, content), is_file) in missing.into_iter().zip(self.cat_file(&asked)?).zip(is_file) {
                contents[at] = Some(content.filter(|_| is_file));
            }
        }
        Ok(contents.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The content of one file in a commit, if it is there.
    pub fn file_at(&self, commit: &Oid, path: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.blobs(&[Name::File(commit, path)])?.pop().flatten())
    }

    /// What stands under a name in the root of each commit, whatever it is.
    pub fn root_entries(&self, commits: &[&Oid], name: &str) -> Result<Vec<Option<Side>>> {
        let lib = |commit: &&Oid| self.lib.as_ref().and_then(|lib| root_entry(lib, commit, name));
        let mut entries: Vec<Option<Option<Side>>> = commits.iter().map(lib).collect();
        let missing: Vec<usize> = (0..commits.len()).filter(|&at| entries[at].is_none()).collect();
        if !missing.is_empty() {
            let asked: Vec<Name> = missing.iter().map(|&at| Name::Tree(commits[at])).collect();
            for (at, tree) in missing.into_iter().zip(self.cat_file(&asked)?) {
                let digits = commits[at].as_str().len();
                entries[at] = Some(tree.and_then(|tree| entry_of(&tree, name, digits / 2)));
            }
        }
        Ok(entries.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The id of the file at a path in a commit, if it is there.
    pub fn blob_at(&self, commit: &Oid, path: &str) -> Result<Option<Oid>> {
        if let Some(lib) = &self.lib
            && let Ok(id) = git2::Oid::from_str(commit.as_str())
            && let Ok(tree) = lib.find_commit(id).and_then(|commit| commit.tree())
        {
            return Ok(tree
                .get_path(path.as_ref())
                .ok()
                .and_then(|entry| Oid::parse(&entry.id().to_string())));
        }
        let named = format!("{commit}:{path}");
        let line =
            self.git().args(["rev-parse", "--quiet", "--verify", "--end-of-options", &named]).line()?;
        Ok(line.and_then(|line| Oid::parse(&line)))
    }

    /// The id that a file of the work tree would have in a commit.
    pub fn blob_of(&self, path: &str) -> Result<Option<Oid>> {
        let line = self.git().args(["hash-object", "--", path]).line()?;
        Ok(line.and_then(|line| Oid::parse(&line)))
    }

    /// The blob whose id begins with these digits, where there is one and no second.
    pub fn blob_named(&self, digits: &str) -> Result<Option<Vec<u8>>> {
        let output = self.git().args(["cat-file", "blob", digits]).output()?;
        Ok(output.status.success().then_some(output.stdout))
    }

    fn cat_file(&self, names: &[Name]) -> Result<Vec<Option<Vec<u8>>>> {
        let sizes =
            self.git().args(["cat-file", "--batch-check=%(objectsize)"]).input(lines(names)).stdout()?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        // A missing one has none.
        if sizes.lines().filter_map(|size| size.parse::<u64>().ok()).any(|size| size > MOST) {
            return Err(too_large(MOST)).context("reading what git has of a file");
        }
        let printed = self.git().args(["cat-file", "--batch"]).input(lines(names)).stdout()?;
        let mut rest = printed.as_slice();
        names.iter().map(|_| next_object(&mut rest)).collect()
    }

    /// Which of the names stand for themselves. Git tells no modes here, but what it finds at a symlink is another object
    /// once it follows that.
    fn are_files(&self, names: &[Name]) -> Result<Vec<bool>> {
        if !names.iter().any(|name| matches!(name, Name::File(..))) {
            return Ok(vec![true; names.len()]);
        }
        let check = "--batch-check=%(objecttype) %(objectname)";
        let plain = self.git().args(["cat-file", check]).input(lines(names)).stdout()?;
        let args = ["cat-file", check, "--follow-symlinks"];
        let followed = self.git().args(args).input(lines(names)).stdout()?;
        let mut followed = followed.split(|&byte| byte == b'\n');
        let mut plain = plain.split(|&byte| byte == b'\n');
        Ok(names
            .iter()
            .map(|_| {
                let (one, other) = (plain.next().unwrap_or_default(), followed.next().unwrap_or_default());
                // Where a link leads out of the tree, or nowhere, that is in a line of its own.
                if [&b"symlink "[..], b"dangling ", b"loop ", b"notdir "]
                    .iter()
                    .any(|word| other.starts_with(word))
                {
                    followed.next();
                }
                one == other && one.starts_with(b"blob ")
            })
            .collect())
    }
}

/// One name a line, as `git cat-file` reads them.
fn lines(names: &[Name]) -> Vec<u8> {
    let line = |name: &Name| match name {
        Name::Blob(oid) => format!("{oid}\n"),
        Name::File(commit, path) => format!("{commit}:{path}\n"),
        Name::Tree(commit) => format!("{commit}^{{tree}}\n"),
    };
    names.iter().map(line).collect::<String>().into_bytes()
}

/// Reads `<oid> <type> <size>\n<content>\n`, or `<name> missing\n`.
fn next_object(rest: &mut &[u8]) -> Result<Option<Vec<u8>>> {
    let end = rest.iter().position(|&byte| byte == b'\n').context("git cat-file ended early")?;
    let head = String::from_utf8_lossy(&rest[..end]).into_owned();
    *rest = &rest[end + 1..];
    if head.ends_with(" missing") {
        return Ok(None);
    }
    let size: Option<usize> = head.rsplit(' ').next().and_then(|size| size.parse().ok());
    let Some(content) = size.and_then(|size| rest.get(..size)) else {
        bail!("git cat-file printed `{head}`")
    };
    *rest = rest.get(content.len() + 1..).context("git cat-file ended early")?;
    Ok(Some(content.to_vec()))
}

/// `None` where libgit2 cannot tell, `Some(None)` where there is no such file.
#[expect(clippy::option_option, reason = "two different ways to have nothing, said above")]
fn from_lib(lib: &git2::Repository, name: &Name) -> Option<Option<Vec<u8>>> {
    let id = match name {
        Name::Tree(_) => return None,
        Name::Blob(oid) => git2::Oid::from_str(oid.as_str()).ok()?,
        Name::File(commit, path) => {
            let commit = git2::Oid::from_str(commit.as_str()).ok()?;
            match lib.find_commit(commit).ok()?.tree().ok()?.get_path(path.as_ref()) {
                Ok(entry) if entry.filemode() & KIND != FILE => return Some(None),
                Ok(entry) => entry.id(),
                Err(error) if error.code() == git2::ErrorCode::NotFound => return Some(None),
                Err(_) => return None,
            }
        }
    };
    let is_large = lib.odb().and_then(|odb| odb.read_header(id)).is_ok_and(|(size, _)| size as u64 > MOST);
    if is_large { None } else { Some(Some(lib.find_blob(id).ok()?.content().to_vec())) }
}

/// As [`from_lib`].
#[expect(clippy::option_option, reason = "two different ways to have nothing, said above")]
fn root_entry(lib: &git2::Repository, commit: &Oid, name: &str) -> Option<Option<Side>> {
    let commit = git2::Oid::from_str(commit.as_str()).ok()?;
    let tree = lib.find_commit(commit).ok()?.tree().ok()?;
    let Some(entry) = tree.get_name(name) else { return Some(None) };
    let mode = u32::try_from(entry.filemode_raw()).ok()?;
    Some(Some(Side { mode, oid: Oid::parse(&entry.id().to_string())? }))
}

/// Looks for a name among the `<mode> <name>\0<id>` of a directory
/// (<https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>).
fn entry_of(tree: &[u8], name: &str, id_bytes: usize) -> Option<Side> {
    let mut rest = tree;
    loop {
        let space = rest.iter().position(|&byte| byte == b' ')?;
        let end = space + rest[space..].iter().position(|&byte| byte == 0)?;
        let id = rest.get(end + 1..end + 1 + id_bytes)?;
        if rest[space + 1..end] == *name.as_bytes() {
            let mode = u32::from_str_radix(std::str::from_utf8(&rest[..space]).ok()?, 8).ok()?;
            let digits: Vec<String> = id.iter().map(|byte| format!("{byte:02x}")).collect();
            return Some(Side { mode, oid: Oid::parse(&digits.concat())? });
        }
        rest = &rest[end + 1 + id_bytes..];
    }
}
