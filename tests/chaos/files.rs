//! Files as somebody left them: what is in them, whether they can be run, where links lead.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A path relative to the top, and what is there.
pub type Files = BTreeMap<String, Kept>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Plain(Vec<u8>),
    Program(Vec<u8>),
    Link(String),
}

/// Everything below a directory of `root`, whatever git thinks of it.
pub fn below(root: &Path, dir: &str) -> Files {
    let mut files = Files::new();
    collect(root, dir, &mut files);
    files
}

fn collect(root: &Path, dir: &str, files: &mut Files) {
    let Ok(entries) = fs::read_dir(root.join(dir)) else { return };
    for entry in entries.map(Result::unwrap) {
        let path = format!("{dir}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, files);
        } else {
            let kept = kept(&root.join(&path)).unwrap();
            files.insert(path, kept);
        }
    }
}

/// The file at a path; `None` where there is none.
pub fn kept(file: &Path) -> Option<Kept> {
    let metadata = fs::symlink_metadata(file).ok().filter(|metadata| !metadata.is_dir())?;
    Some(if metadata.is_symlink() {
        Kept::Link(fs::read_link(file).unwrap().to_str().unwrap().to_owned())
    } else if metadata.permissions().mode() & 0o100 == 0 {
        Kept::Plain(fs::read(file).unwrap())
    } else {
        Kept::Program(fs::read(file).unwrap())
    })
}

/// Puts a file in place, whole or not at all, as editors do it. `scratch` is a name of the same file system.
pub fn put(scratch: &Path, file: &Path, what: &Kept) -> io::Result<()> {
    let written = (|| {
        drop(fs::remove_file(scratch));
        fs::create_dir_all(file.parent().unwrap())?;
        match what {
            Kept::Link(target) => std::os::unix::fs::symlink(target, scratch)?,
            Kept::Plain(bytes) => fs::write(scratch, bytes)?,
            Kept::Program(bytes) => {
                fs::write(scratch, bytes)?;
                fs::set_permissions(scratch, fs::Permissions::from_mode(0o755))?;
            }
        }
        fs::rename(scratch, file)
    })();
    if written.is_err() {
        drop(fs::remove_file(scratch));
    }
    written
}

/// Where two states differ, in few words.
pub fn differences(was: &Files, is: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for path in was.keys().chain(is.keys().filter(|path| !was.contains_key(*path))) {
        let shown = |files: &Files| files.get(path).map_or_else(|| "nothing".to_owned(), short);
        if was.get(path) != is.get(path) {
            found.push(format!("{path}: {} became {}", shown(was), shown(is)));
        }
    }
    found
}

fn short(kept: &Kept) -> String {
    let (kind, bytes) = match kept {
        Kept::Plain(bytes) => ("file", bytes.as_slice()),
        Kept::Program(bytes) => ("program", bytes.as_slice()),
        Kept::Link(target) => ("link", target.as_bytes()),
    };
    let text: String = String::from_utf8_lossy(bytes).chars().take(60).collect();
    format!("{kind} {text:?} ({} bytes)", bytes.len())
}
