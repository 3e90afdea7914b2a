//! Somebody's hand in a checkout: changes files of its own, and remembers how it left each.

use std::fs;
use std::path::PathBuf;

use super::files::{Files, Kept, differences, kept, put};
use super::random::Random;

/// How many files there are in a directory: few, so that most are changed again.
const NAMES: usize = 6;

pub struct Hand {
    root: PathBuf,
    scratch: PathBuf,
    name: String,
    /// Only of paths that are there.
    pub files: Files,
    /// Also those that were there once.
    touched: Vec<String>,
    changes: usize,
}

impl Hand {
    /// `scratch` is a file beside the checkouts.
    pub fn new(root: PathBuf, scratch: PathBuf, name: &str) -> Hand {
        let (files, touched) = (Files::new(), Vec::new());
        Hand { root, scratch, name: name.to_owned(), files, touched, changes: 0 }
    }

    /// Changes, makes, renames or deletes a file of a directory, or leaves it alone where the disk is full.
    pub fn change(&mut self, dir: &str, random: &mut Random) {
        self.changes += 1;
        let number = random.below(NAMES);
        let path = format!("{dir}/f{number}.txt");
        let inner = format!("{dir}/f{number}.txt/inner");
        match random.below(10) {
            0 => self.remove(&path),
            1 => {
                let there = self.files.get(&path).cloned();
                let other = format!("{dir}/f{}.txt", random.below(NAMES));
                if let Some(kept) = there.filter(|_| other != path) {
                    self.write(&other, kept);
                    self.remove(&path);
                }
            }
            // A file becomes a directory, a directory a file.
            2 => self.write(&inner, self.content(random)),
            _ => self.write(&path, self.content(random)),
        }
    }

    pub fn write(&mut self, path: &str, what: Kept) {
        let is_above =
            |one: &str, other: &str| other.strip_prefix(one).is_some_and(|rest| rest.starts_with('/'));
        let meets = |other: &&String| is_above(other, path) || is_above(path, other);
        for met in self.files.keys().filter(meets).cloned().collect::<Vec<_>>() {
            self.remove(&met);
        }
        if put(&self.scratch, &self.root.join(path), &what).is_ok() {
            self.touch(path);
            self.files.insert(path.to_owned(), what);
        }
    }

    pub fn remove(&mut self, path: &str) {
        if self.files.remove(path).is_some() || kept(&self.root.join(path)).is_some() {
            fs::remove_file(self.root.join(path)).unwrap();
            let mut parent = self.root.join(path);
            while parent.pop() && parent != self.root && fs::remove_dir(&parent).is_ok() {}
            self.touch(path);
        }
    }

    /// Where files are not as they were left.
    pub fn undone(&self, is: &Files) -> Vec<String> {
        let touched = |files: &Files| {
            let ours = self.touched.iter().filter_map(|path| files.get_key_value(path));
            ours.map(|(path, kept)| (path.clone(), kept.clone())).collect()
        };
        differences(&touched(&self.files), &touched(is))
    }

    /// The files that are there now.
    pub fn look(&self) -> Files {
        let here = |path: &String| Some((path.clone(), kept(&self.root.join(path))?));
        self.touched.iter().filter_map(here).collect()
    }

    fn touch(&mut self, path: &str) {
        if !self.touched.iter().any(|touched| touched == path) {
            self.touched.push(path.to_owned());
        }
    }

    fn content(&self, random: &mut Random) -> Kept {
        let line = format!("{} {}\n", self.name, self.changes);
        let text = line.repeat(*random.of(&[1, 1, 5, 40, 2000]));
        match random.below(8) {
            0 => Kept::Link(format!("to-{}-{}", self.name, self.changes)),
            1 => Kept::Program(text.into_bytes()),
            _ => Kept::Plain(text.into_bytes()),
        }
    }
}
