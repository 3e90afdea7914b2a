//! A shell text or a patch → what it would do, as far as that can be told without running it.
//!
//! The texts are read by `shell`, which is pure; this file answers what they ask of the disk and of git, and only where a
//! command occurs that needs it. What is not understood is no error: it is counted, and the other points of enforcement
//! decide.

mod disk;
mod git;
mod guards;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::effects::{CallWrite, Effects, Proof};
use crate::git::Repo;
use crate::shell::{self, Dialect, DiffFrame, Effect, How, PathWrite, Rewritten, Surroundings, patch};
use crate::sys::links::resolve;
use disk::Disk;

/// How much of diffs that lie on disk is read.
const LARGEST_DIFFS: u64 = 8 << 20;
/// How often git is asked, how many files of trees that are copied are looked at, and how many a diff may name.
const MOST_QUESTIONS: usize = 50;
const MOST_COPIED: usize = 20_000;
const MOST_NAMED: usize = 20_000;

/// What a shell would write that runs `text` in `cwd`.
pub fn shell(
    repo: &Repo,
    cwd: &Path,
    home: Option<&Path>,
    (text, dialect): (&str, Dialect),
) -> Result<Effects> {
    let cwd = inside(repo, cwd);
    let disk = Disk(Some(repo));
    let reading = shell::read(text, dialect, Surroundings { cwd: &cwd, home, root: &repo.root, disk: &disk });
    let mut reader = TextEffects {
        repo,
        effects: Effects::default(),
        known: HashSet::new(),
        made: Vec::new(),
        questions: MOST_QUESTIONS,
        copied: MOST_COPIED,
        diffs: LARGEST_DIFFS,
    };
    (reader.effects.unclear, reader.effects.is_beyond) = (reading.unclear, reading.is_beyond);
    for effect in reading.effects {
        reader.effect(effect)?;
    }
    Ok(reader.end())
}

/// What `apply_patch` would write in `cwd`.
pub fn patch(cwd: &Path, text: &str) -> Effects {
    let path = |name: String| shell::Disk::absolute(&Disk(None), cwd, &name);
    let write = |(_, name)| PathWrite { path: path(name), how: How::Content };
    let mut known = HashSet::new();
    let writes = patch::names(text).into_iter().map(write).filter(|write| known.insert(write.clone()));
    let proof = Proof::Patch(text.to_owned());
    Effects {
        writes: writes.map(|write| CallWrite::new(write, proof.clone())).collect(),
        ..Effects::default()
    }
}

/// The directory by the name that git has for the work tree, where it lies in that.
fn inside(repo: &Repo, cwd: &Path) -> PathBuf {
    let real = resolve(cwd).ok().filter(|real| real.starts_with(&repo.root));
    real.filter(|_| !cwd.starts_with(&repo.root)).unwrap_or_else(|| cwd.to_owned())
}

/// Effects on their way to paths.
struct TextEffects<'r> {
    repo: &'r Repo,
    effects: Effects,
    known: HashSet<PathWrite>,
    made: Vec<PathBuf>,
    /// How often git may still be asked.
    questions: usize,
    /// How many copied files may still be looked at.
    copied: usize,
    /// How many bytes of diffs may still be read.
    diffs: u64,
}

impl TextEffects<'_> {
    fn effect(&mut self, effect: Effect) -> Result<()> {
        match effect {
            Effect::Write(PathWrite { path, how }) => self.write(path, how),
            Effect::Make(dir) => self.made.push(dir),
            Effect::Tree(path) => self.tree(&path)?,
            Effect::Copy { from, to } => self.copy(&from, &to),
            Effect::Git(git) => self.git(git)?,
            Effect::Rewrite(rewritten) => self.rewrite(rewritten)?,
            Effect::SetsAgent(name) => self.effects.agents.push(name),
            Effect::SetsClock => self.effects.sets_clock = true,
            Effect::Takes(taken) => self.takes(taken)?,
            Effect::Lock(path) => self.lock(path),
            Effect::Text { file, text } => self.text(&file, &text),
            Effect::Diff { file, frame } => self.diff(&file, &frame),
        }
        Ok(())
    }

    fn write(&mut self, path: PathBuf, how: How) {
        let write = PathWrite { path, how };
        if self.known.insert(write.clone()) {
            self.effects.writes.push(CallWrite::new(write, Proof::None));
        }
    }

    /// Whoever holds a file of git's, or of ours there, keeps all others waiting: as good as a write.
    fn lock(&mut self, path: PathBuf) {
        let Ok(real) = resolve(&path) else { return };
        let is_gits = [&self.repo.git_dir, &self.repo.common_dir].iter().any(|dir| real.starts_with(dir));
        if is_gits || real.iter().any(|part| part == ".git") {
            self.write(path, How::Append);
        }
    }

    /// Says what comes to a file with the write that brings it.
    fn text(&mut self, file: &Path, text: &str) {
        let Some(write) = self.effects.writes.iter_mut().rfind(|write| write.path == file) else { return };
        match &mut write.proof {
            Proof::Added(added) => added.push_str(text),
            proof => *proof = Proof::Added(text.to_owned()),
        }
    }

    /// Whether git may be asked once more.
    fn may_ask(&mut self) -> bool {
        match self.questions.checked_sub(1) {
            Some(left) => self.questions = left,
            None => self.effects.is_beyond = true,
        }
        !self.effects.is_beyond
    }

    /// A file, or everything in a directory that git does not ignore.
    fn tree(&mut self, path: &Path) -> Result<()> {
        let follows = path.to_str().is_some_and(|text| text.ends_with('/'));
        let is_link = path.is_symlink() && !follows;
        if !path.is_dir() || is_link {
            let how = if is_link || path.exists() { How::Name } else { How::Dir };
            self.write(path.to_owned(), how);
            return Ok(());
        }
        let real = resolve(path)?;
        let Ok(relative) = real.strip_prefix(&self.repo.root) else {
            self.write(path.to_owned(), How::Dir);
            return Ok(());
        };
        if !self.may_ask() {
            return Ok(());
        }
        let files = self.repo.files_below(relative)?;
        if files.is_empty() {
            self.write(path.to_owned(), How::Dir);
        }
        for file in files {
            self.write(file, How::Name);
        }
        Ok(())
    }

    /// Every file of a kind that git does not ignore.
    fn rewrite(&mut self, rewritten: Rewritten) -> Result<()> {
        let real = resolve(&rewritten.dir)?;
        let Ok(relative) = real.strip_prefix(&self.repo.root) else { return Ok(()) };
        if !self.may_ask() {
            return Ok(());
        }
        let files = self.repo.files_below(relative)?;
        let rewritten = Rewritten { dir: real, ..rewritten };
        let files: Vec<PathBuf> = files.into_iter().filter(|file| rewritten.takes(file)).collect();
        // Whoever formats where there is nothing yet means what comes.
        if files.is_empty() {
            self.write(rewritten.dir, How::Dir);
        }
        for file in files {
            self.write(file, How::Content);
        }
        self.effects.rewriters.push(rewritten.words);
        Ok(())
    }

    fn copy(&mut self, from: &Path, to: &Path) {
        let is_outside = resolve(to).is_ok_and(|to| !to.starts_with(&self.repo.root));
        let files = if is_outside { Some(Vec::new()) } else { disk::files(from, self.copied) };
        let Some(files) = files else {
            self.effects.unclear += 1;
            return;
        };
        self.copied -= files.len();
        if files.is_empty() {
            self.write(to.to_owned(), How::Dir);
        }
        for file in files {
            self.write(to.join(file), How::Content);
        }
    }

    fn diff(&mut self, file: &Path, frame: &DiffFrame) {
        let is_small = file.metadata().is_ok_and(|data| data.is_file() && data.len() <= self.diffs);
        let Some(text) = is_small.then(|| std::fs::read(file).ok()).flatten() else {
            self.effects.unclear += 1;
            return;
        };
        self.diffs -= text.len() as u64;
        let names = patch::diff_names(&String::from_utf8_lossy(&text), frame.strip);
        self.effects.is_beyond |= names.len() > MOST_NAMED;
        for name in names.into_iter().take(MOST_NAMED) {
            self.write(frame.dir.join(&frame.below).join(name), How::Merge);
        }
    }

    /// Of the directories that are made, those count that nothing is written in: the rest is judged by that.
    fn end(mut self) -> Effects {
        let made = std::mem::take(&mut self.made);
        let mut holders = HashSet::new();
        for path in self.effects.writes.iter().map(|write| &write.path).chain(&made) {
            for holder in path.ancestors().skip(1) {
                if !holders.insert(holder.to_owned()) {
                    break;
                }
            }
        }
        for dir in made.into_iter().filter(|dir| !holders.contains(dir)) {
            self.write(dir, How::Dir);
        }
        self.effects
    }
}
