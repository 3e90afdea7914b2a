//! What is there: what the text itself has made so far, over what the disk has.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::shell::budget::Budget;
use crate::shell::disk::{Disk, PaidDisk};
use crate::shell::path::lexical;

/// As many links in a row as Linux follows.
const MOST_LINKS: usize = 40;

pub struct Ground<'d> {
    disk: PaidDisk<'d>,
    budget: Rc<Budget>,
    dirs: HashSet<PathBuf>,
    links: HashMap<PathBuf, PathBuf>,
    /// Files whose whole text is known.
    texts: HashMap<PathBuf, String>,
}

impl<'d> Ground<'d> {
    pub fn new(disk: &'d dyn Disk, budget: Rc<Budget>) -> Ground<'d> {
        let disk = PaidDisk::new(disk, Rc::clone(&budget));
        Ground { disk, budget, dirs: HashSet::new(), links: HashMap::new(), texts: HashMap::new() }
    }

    /// The disk as it was before the text.
    pub fn disk(&self) -> &dyn Disk {
        &self.disk
    }

    /// Notes a directory, with those that it lies in.
    pub fn add_dir(&mut self, dir: &Path) {
        for dir in lexical(dir).ancestors() {
            if !self.budget.make(dir.as_os_str().len()) || !self.dirs.insert(dir.to_owned()) {
                break;
            }
        }
    }

    pub fn add_link(&mut self, name: &Path, target: PathBuf) {
        if self.budget.make(target.as_os_str().len()) {
            self.links.insert(lexical(name), target);
        }
    }

    pub fn add_text(&mut self, path: &Path, text: String) {
        if self.budget.make(text.len()) {
            self.texts.insert(lexical(path), text);
        }
    }

    /// The text of a file that the text has written.
    pub fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(&lexical(path)).map(String::as_str)
    }

    pub fn forget(&mut self, path: &Path) {
        if self.links.is_empty() && self.dirs.is_empty() && self.texts.is_empty() {
            return;
        }
        let path = lexical(path);
        self.links.remove(&path);
        self.dirs.remove(&path);
        self.texts.remove(&path);
    }

    pub fn is_dir(&self, path: &Path) -> bool {
        let path = self.follow(path, true);
        self.dirs.contains(&lexical(&path)) || self.disk.is_dir(&path)
    }

    /// The path with the links followed that the text made; one in the last place only where asked.
    pub fn follow(&self, path: &Path, last: bool) -> PathBuf {
        let mut path = path.to_owned();
        if self.links.is_empty() {
            return path;
        }
        for _ in 0..MOST_LINKS {
            let length = path.as_os_str().len();
            // Each directory on the way is looked up by its whole path.
            if !self.budget.spend(length.saturating_mul(length)) {
                break;
            }
            let clean = lexical(&path);
            let skip = usize::from(!last);
            let link = clean.ancestors().skip(skip).find_map(|at| Some((at, self.links.get(at)?)));
            let Some((at, target)) = link else { break };
            let rest = clean.strip_prefix(at).unwrap_or(Path::new(""));
            let next = if rest.as_os_str().is_empty() { target.clone() } else { target.join(rest) };
            path = next;
        }
        path
    }
}
