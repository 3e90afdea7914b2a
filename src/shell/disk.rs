//! What is asked of the disk, and where a text would run.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::budget::Budget;

/// What the text's meaning depends on and only the disk can tell.
pub trait Disk {
    fn is_dir(&self, path: &Path) -> bool;
    fn exists(&self, path: &Path) -> bool;
    fn is_link(&self, path: &Path) -> bool;
    /// The names in a directory.
    fn names(&self, dir: &Path) -> Vec<String>;
    /// The names that `git ls-files` prints there, or some of them where they are many.
    fn listed(&self, dir: &Path, args: &[String]) -> Vec<String>;
    /// The text of a small file.
    fn text(&self, file: &Path) -> Option<String>;
    /// A path as this platform's shells spell it.
    fn absolute(&self, dir: &Path, text: &str) -> PathBuf;
}

/// Where a text would run.
#[derive(Clone, Copy)]
pub struct Surroundings<'d> {
    pub cwd: &'d Path,
    pub home: Option<&'d Path>,
    /// The top of the work tree.
    pub root: &'d Path,
    pub disk: &'d dyn Disk,
}

/// What the text of a file costs, in questions.
const FILE: usize = 500;
/// What asking git for a listing counts as.
const LISTING: usize = 5_000;

/// A disk each answer of which is paid for; it has nothing more to say once there is nothing left.
pub struct PaidDisk<'d> {
    disk: &'d dyn Disk,
    budget: Rc<Budget>,
}

impl<'d> PaidDisk<'d> {
    pub fn new(disk: &'d dyn Disk, budget: Rc<Budget>) -> PaidDisk<'d> {
        PaidDisk { disk, budget }
    }
}

impl Disk for PaidDisk<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        self.budget.ask(1) && self.disk.is_dir(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.budget.ask(1) && self.disk.exists(path)
    }

    fn is_link(&self, path: &Path) -> bool {
        self.budget.ask(1) && self.disk.is_link(path)
    }

    fn names(&self, dir: &Path) -> Vec<String> {
        let names = if self.budget.ask(1) { self.disk.names(dir) } else { Vec::new() };
        self.budget.ask(names.len());
        names
    }

    fn listed(&self, dir: &Path, args: &[String]) -> Vec<String> {
        let names = if self.budget.ask(LISTING) { self.disk.listed(dir, args) } else { Vec::new() };
        self.budget.ask(names.len());
        names
    }

    fn text(&self, file: &Path) -> Option<String> {
        if self.budget.ask(FILE) { self.disk.text(file) } else { None }
    }

    fn absolute(&self, dir: &Path, text: &str) -> PathBuf {
        self.disk.absolute(dir, text)
    }
}
