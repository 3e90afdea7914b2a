//! Follows symlinks as the operating system does, not by the text of a path: `link/../x` is where the link leads. What
//! does not exist yet is taken as written, and a link to nowhere leads to the place that a write would create.

use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::env::plain;

/// As many links to nowhere in a row as Linux follows links at all.
const MAX_LINKS: usize = 40;

/// The real path of what exists, with what does not exist yet behind it.
pub fn resolve(path: &Path) -> Result<PathBuf> {
    follow(path, MAX_LINKS)
}

/// The path as its text reads, without `.` and `..` and without a look at the disk.
pub fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(clean.pop()),
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

fn follow(path: &Path, links: usize) -> Result<PathBuf> {
    let existing = path.ancestors().find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    let Some((existing, real)) = existing else { bail!("no part of `{}` exists", path.display()) };
    let mut real = plain(real);
    let mut rest = path.strip_prefix(existing).unwrap_or(Path::new("")).components();
    while let Some(part) = rest.next() {
        let next = match part {
            Component::ParentDir => {
                real.pop();
                continue;
            }
            Component::Normal(name) => real.join(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => continue,
        };
        let Ok(target) = std::fs::read_link(&next) else {
            real = next;
            continue;
        };
        if links == 0 {
            bail!("too many symlinks on the way to `{}`", path.display());
        }
        return follow(&real.join(target).join(rest.as_path()), links - 1);
    }
    Ok(real)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_as_the_system_does() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(top.join("b/c")).unwrap();
        std::os::unix::fs::symlink("b/c", top.join("link")).unwrap();
        std::os::unix::fs::symlink("b/new", top.join("dangling")).unwrap();
        std::os::unix::fs::symlink("loop", top.join("loop")).unwrap();
        for (written, real) in [
            ("link/x", "b/c/x"),
            ("link/../x", "b/x"),
            ("dangling", "b/new"),
            ("dangling/y", "b/new/y"),
            ("n/../x", "x"),
        ] {
            assert_eq!(resolve(&top.join(written)).unwrap(), top.join(real), "{written}");
        }
        assert!(resolve(&top.join("loop/x")).is_err());
    }
}
