//! What a shell remembers from one command to the next.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::disk::Disk;
use super::path::lexical;
use super::value::Value;

/// Beyond so many variables, further ones are not followed.
const MOST_VARS: usize = 256;
/// As many links in a row as Linux follows.
const MOST_LINKS: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellState {
    pub cwd: Option<PathBuf>,
    pub old: Option<PathBuf>,
    pub dirs: Vec<Option<PathBuf>>,
    pub vars: Rc<HashMap<String, Value>>,
    /// `$0` and what follows; `None` where they are not known.
    pub args: Option<Rc<Vec<Value>>>,
    /// After `exit`.
    pub is_over: bool,
}

impl ShellState {
    pub fn new(cwd: &Path) -> ShellState {
        ShellState {
            cwd: Some(cwd.to_owned()),
            old: None,
            dirs: Vec::new(),
            vars: Rc::default(),
            args: None,
            is_over: false,
        }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        let is_new = !self.vars.contains_key(name);
        if is_new && self.vars.len() >= MOST_VARS {
            return;
        }
        if self.vars.get(name) != Some(&value) {
            Rc::make_mut(&mut self.vars).insert(name.to_owned(), value);
        }
    }

    /// What is known after one of several ways was taken.
    pub fn merged(ways: Vec<ShellState>) -> Option<ShellState> {
        let mut ways = ways.into_iter();
        let mut one = ways.next()?;
        for way in ways {
            one = match (one.is_over, way.is_over) {
                (true, _) => way,
                (_, true) => one,
                _ => one.with(&way),
            };
        }
        Some(one)
    }

    fn with(mut self, other: &ShellState) -> ShellState {
        if self.cwd != other.cwd {
            self.cwd = None;
        }
        if self.old != other.old {
            self.old = None;
        }
        if !Rc::ptr_eq(&self.vars, &other.vars) {
            let mut vars = (*self.vars).clone();
            for (name, value) in &mut vars {
                if other.vars.get(name) != Some(value) {
                    *value = None;
                }
            }
            for name in other.vars.keys() {
                vars.entry(name.clone()).or_insert(None);
            }
            self.vars = Rc::new(vars);
        }
        self
    }
}

/// What the text itself has made so far, over what the disk has.
#[derive(Default)]
pub struct Overlay {
    dirs: HashSet<PathBuf>,
    links: HashMap<PathBuf, PathBuf>,
    /// Files whose whole text is known.
    texts: HashMap<PathBuf, String>,
}

impl Overlay {
    pub fn make(&mut self, dir: &Path) {
        for dir in lexical(dir).ancestors() {
            if !self.dirs.insert(dir.to_owned()) {
                break;
            }
        }
    }

    pub fn link(&mut self, name: &Path, target: PathBuf) {
        self.links.insert(lexical(name), target);
    }

    pub fn write(&mut self, path: &Path, text: String) {
        self.texts.insert(lexical(path), text);
    }

    pub fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(&lexical(path)).map(String::as_str)
    }

    pub fn remove(&mut self, path: &Path) {
        if self.links.is_empty() && self.dirs.is_empty() && self.texts.is_empty() {
            return;
        }
        let path = lexical(path);
        self.links.remove(&path);
        self.dirs.remove(&path);
        self.texts.remove(&path);
    }

    pub fn is_dir(&self, path: &Path, disk: &dyn Disk) -> bool {
        let path = self.follow(path, true);
        self.dirs.contains(&lexical(&path)) || disk.is_dir(&path)
    }

    /// The path with the links followed that the text made; one in the last place only where asked.
    pub fn follow(&self, path: &Path, last: bool) -> PathBuf {
        let mut path = path.to_owned();
        if self.links.is_empty() {
            return path;
        }
        for _ in 0..MOST_LINKS {
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
