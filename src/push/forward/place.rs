//! Files put in place by renaming, and put back where one of them cannot be.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Hindrance;
use super::plan::{Plan, Stamp, Target};
use crate::sys::file::patiently;

/// What was done to the work tree so far.
pub struct Placed {
    root: PathBuf,
    undo: Vec<Undo>,
}

/// How a step is taken back.
enum Undo {
    /// The old file is kept under another name.
    Restore {
        file: PathBuf,
        old: PathBuf,
    },
    /// There was none.
    Remove(PathBuf),
    RemoveDir(PathBuf),
}

impl Placed {
    /// Carries out a plan, or none of it. `keep` is where old files are kept meanwhile.
    pub fn all(plan: &Plan, keep: &Path) -> Result<Placed, Hindrance> {
        let mut placed = Placed { root: plan.root.clone(), undo: Vec::new() };
        match placed.each(plan, keep) {
            Ok(()) => Ok(placed),
            Err(error) => {
                placed.undo();
                Err(Hindrance::Unwritable(error.to_string()))
            }
        }
    }

    fn each(&mut self, plan: &Plan, keep: &Path) -> io::Result<()> {
        fs::create_dir_all(keep)?;
        for (at, target) in plan.removals.iter().enumerate() {
            self.remove(target, &keep.join(format!("removed-{at}")))?;
        }
        for (at, (target, new)) in plan.writes.iter().enumerate() {
            self.write(target, new, &keep.join(format!("replaced-{at}")))?;
        }
        for directory in &plan.directories {
            self.make_dirs(directory)?;
        }
        Ok(())
    }

    fn remove(&mut self, target: &Target, old: &Path) -> io::Result<()> {
        is_untouched(target)?;
        kept(&target.file, old)?;
        patiently(|| fs::remove_file(&target.file)).map_err(|error| at(&target.file, &error))?;
        self.undo.push(Undo::Restore { file: target.file.clone(), old: old.to_owned() });
        for parent in target.file.ancestors().skip(1).take_while(|parent| **parent != self.root) {
            // One with anything in it stays.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, target: &Target, new: &Path, old: &Path) -> io::Result<()> {
        let file = &target.file;
        if let Some(parent) = file.parent() {
            self.make_dirs(parent)?;
        }
        is_untouched(target)?;
        if target.file.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            remove_empty(file).map_err(|error| at(file, &error))?;
        }
        let undo = if target.found.is_there() {
            kept(file, old)?;
            Undo::Restore { file: file.clone(), old: old.to_owned() }
        } else {
            Undo::Remove(file.clone())
        };
        moved(new, file).map_err(|error| at(file, &error))?;
        self.undo.push(undo);
        Ok(())
    }

    fn make_dirs(&mut self, directory: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            directory.ancestors().take_while(|dir| dir.symlink_metadata().is_err()).collect();
        for directory in missing.into_iter().rev() {
            fs::create_dir(directory).map_err(|error| at(directory, &error))?;
            self.undo.push(Undo::RemoveDir(directory.to_owned()));
        }
        Ok(())
    }

    /// Puts everything back as it was, the last step first.
    pub fn undo(&mut self) {
        while let Some(step) = self.undo.pop() {
            // Best effort: what cannot be put back now is whole all the same, and the next run takes it for done.
            drop(match step {
                Undo::Restore { file, old } => {
                    file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| moved(&old, &file))
                }
                Undo::Remove(file) => fs::remove_file(file),
                Undo::RemoveDir(directory) => fs::remove_dir(directory),
            });
        }
    }
}

/// Removes a directory that only held files which this change took away, and directories.
fn remove_empty(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(directory)
}

/// That nobody has touched a file since it was found to be nobody's work.
fn is_untouched(target: &Target) -> io::Result<()> {
    if Stamp::of(&target.file) == target.found {
        return Ok(());
    }
    Err(at(&target.file, &io::Error::other("somebody is writing it")))
}

/// Keeps the old file under another name too, so that there is no instant without one.
fn kept(file: &Path, old: &Path) -> io::Result<()> {
    if file.is_symlink() || fs::hard_link(file, old).is_err() {
        copied(file, old).map_err(|error| at(file, &error))?;
    }
    Ok(())
}

fn copied(file: &Path, copy: &Path) -> io::Result<()> {
    match fs::read_link(file) {
        Ok(target) => link(&target, copy),
        Err(_) => fs::copy(file, copy).map(drop),
    }
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Renames; where the git directory is on another file system, by way of a file beside the target.
fn moved(from: &Path, to: &Path) -> io::Result<()> {
    match patiently(|| fs::rename(from, to)) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let parent = to.parent().unwrap_or(to);
            let beside = tempfile::Builder::new().prefix(".auraops-").tempdir_in(parent)?;
            let beside = beside.path().join("new");
            copied(from, &beside)?;
            patiently(|| fs::rename(&beside, to))
        }
        done => done,
    }
}

fn at(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", file.display()))
}
