//! What a shell remembers from one command to the next.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::shell::value::{LONGEST, Value};

/// Beyond so many variables, further ones are not followed.
const MOST_VARS: usize = 256;
/// How many directories may lie on the stack of `pushd`.
const MOST_DIRS: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellState {
    cwd: Option<Rc<Path>>,
    old: Option<Rc<Path>>,
    dirs: Vec<Option<Rc<Path>>>,
    vars: Rc<HashMap<Rc<str>, Option<Rc<str>>>>,
    /// `$0` and what follows; `None` where they are not known.
    args: Option<Rc<Vec<Value>>>,
    /// After `exit`.
    is_over: bool,
}

impl ShellState {
    pub fn new(cwd: &Path) -> ShellState {
        ShellState {
            cwd: Some(cwd.into()),
            old: None,
            dirs: Vec::new(),
            vars: Rc::default(),
            args: None,
            is_over: false,
        }
    }

    /// The current directory, where it is known.
    pub fn cwd(&self) -> Option<&Path> {
        self.cwd.as_deref()
    }

    /// The directory before the last `cd`.
    pub fn old(&self) -> Option<&Path> {
        self.old.as_deref()
    }

    /// `cd`: to a directory that may not be known.
    pub fn go(&mut self, target: Option<PathBuf>) {
        self.old = std::mem::replace(&mut self.cwd, target.map(Rc::from));
    }

    /// `pushd dir`
    pub fn push(&mut self, target: Option<PathBuf>) {
        self.go(target);
        if self.dirs.len() < MOST_DIRS {
            self.dirs.push(self.old.clone());
        }
    }

    /// `pushd`: changes places with the top of the stack.
    pub fn swap(&mut self) {
        let top = self.dirs.pop().flatten();
        self.push(top.map(|top| top.to_path_buf()));
    }

    /// `popd`
    pub fn pop(&mut self) {
        if let Some(top) = self.dirs.pop() {
            self.cwd = top;
        }
    }

    /// Is in a directory without having gone there.
    pub fn place(&mut self, dir: &Path) {
        self.cwd = Some(dir.into());
    }

    pub fn set(&mut self, name: &str, value: Value) {
        let is_new = !self.vars.contains_key(name);
        if is_new && self.vars.len() >= MOST_VARS {
            return;
        }
        let value = value.filter(|value| value.len() <= LONGEST);
        if self.vars.get(name).map(Option::as_deref) != Some(value.as_deref()) {
            Rc::make_mut(&mut self.vars).insert(name.into(), value.map(Rc::from));
        }
    }

    /// Gives a variable back what it had: nothing where the text had not set it.
    pub fn put_back(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => self.set(name, value),
            None if self.vars.contains_key(name) => drop(Rc::make_mut(&mut self.vars).remove(name)),
            None => {}
        }
    }

    /// The value of a variable that the text has set.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.vars.get(name).map(|value| value.as_deref().map(str::to_owned))
    }

    /// How many variables it has.
    pub fn size(&self) -> usize {
        self.vars.len()
    }

    /// `$0` and what follows, where they are known.
    pub fn args(&self) -> Option<&[Value]> {
        self.args.as_deref().map(Vec::as_slice)
    }

    /// Sets `$0` and what follows, and gives those before.
    pub fn replace_args(&mut self, args: Option<Rc<Vec<Value>>>) -> Option<Rc<Vec<Value>>> {
        std::mem::replace(&mut self.args, args)
    }

    /// Whether it has come to an `exit`, so that nothing more runs.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// `exit`
    pub fn leave(&mut self) {
        self.is_over = true;
    }

    /// Goes on behind an `exit`.
    pub fn resume(&mut self) {
        self.is_over = false;
    }

    /// What is known after one of several ways was taken.
    pub fn merge(ways: Vec<ShellState>) -> Option<ShellState> {
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
                vars.entry(Rc::clone(name)).or_insert(None);
            }
            self.vars = Rc::new(vars);
        }
        self
    }
}
