//! What a program does: its effects, and what they leave for the commands behind it.

use crate::domain::asker::VARIABLE;
use std::path::{Path, PathBuf};

use super::Machine;
use crate::shell::effect::{Effect, How, PathWrite, Removal};
use crate::shell::guards::{Guard, Taken};
use crate::shell::path::{is_device, lexical};
use crate::shell::value::{LONGEST, UNKNOWN, Value};
use crate::sys::env::CLOCK;

/// The variable that says whose session a command belongs to.
const IDENTITY: &str = VARIABLE;
/// Stands between the columns of a line.
const COLUMN: char = '|';
/// What a write costs: somebody has to follow its path and judge it.
const WRITE: usize = 5_000;

impl Machine<'_> {
    pub fn write(&mut self, path: &Path, how: How) {
        if is_device(path) {
            return;
        }
        let path = self.ground.follow(path, !matches!(how, How::Name | How::Merge | How::Special));
        if !self.budget.spend(WRITE + path.as_os_str().len()) {
            return;
        }
        let write = PathWrite { path, how };
        // Loops and appended logs write the same file again and again.
        if self.reading.effects.last() != Some(&Effect::Write(write.clone())) {
            self.reading.effects.push(Effect::Write(write));
        }
    }

    /// Writes to the file that an argument names.
    pub fn write_at(&mut self, arg: &Value, how: How) -> Option<PathBuf> {
        let path = self.target(arg)?;
        self.write(&path, how);
        Some(path)
    }

    /// Notes the whole text of a file that was written.
    pub fn keep_text(&mut self, path: &Path, text: String) {
        self.gets(path, &text);
        self.ground.add_text(path, text);
    }

    /// Notes what a file gets, where that may not be all that it holds. Who asks looks for lines in columns.
    pub fn gets(&mut self, path: &Path, text: &str) {
        let file = self.ground.follow(path, true);
        if text.contains(COLUMN) && self.budget.spend(WRITE) && self.budget.make(text.len()) {
            self.reading.effects.push(Effect::Text { file, text: text.to_owned() });
        }
    }

    /// Notes what is printed to no file.
    pub fn keep_printed(&mut self, text: &str) {
        if text.contains(COLUMN) && self.printed.len() + text.len() <= LONGEST {
            self.printed.push_str(text);
        }
    }

    /// Notes that a file gets, among other things, what was printed.
    pub fn gets_what_was_printed(&mut self, path: &Path) {
        let printed = self.printed.clone();
        self.gets(path, &printed);
    }

    /// Notes that a file is locked.
    pub fn lock(&mut self, path: &Path) {
        let path = self.ground.follow(path, true);
        self.defer(Effect::Lock(path));
    }

    pub fn make_dir(&mut self, dir: &Path) {
        let dir = self.ground.follow(dir, true);
        if self.budget.spend(WRITE) && !self.ground.is_dir(&dir) {
            self.ground.add_dir(&dir);
            self.reading.effects.push(Effect::Make(dir));
        }
    }

    pub fn link(&mut self, name: &Path, target: PathBuf) {
        self.write(name, How::Name);
        self.ground.add_link(name, target);
    }

    /// Brings everything beneath a directory, or one file, to another place.
    pub fn copy(&mut self, from: &Path, to: &Path, how: How) {
        let real = self.ground.follow(from, how != How::Name);
        if self.ground.is_dir(from) && !self.ground.disk().is_link(from) {
            let place = self.ground.follow(to, true);
            self.ground.add_dir(&place);
            self.reading.effects.push(Effect::Copy { from: real, to: place });
        } else {
            let text = self.ground.text(from).map(str::to_owned);
            self.write(to, how);
            if let Some(text) = text {
                self.ground.add_text(to, text);
            }
        }
    }

    /// Touches everything beneath a directory, or one file.
    pub fn write_tree(&mut self, path: &Path) {
        let ends_in_slash = path.as_os_str().to_str().is_some_and(|text| text.ends_with('/'));
        let path = self.ground.follow(path, ends_in_slash);
        if !is_device(&path) && self.budget.spend(WRITE) {
            self.reading.effects.push(Effect::Tree(path));
        }
    }

    pub fn remove(&mut self, path: &Path, what: Removal) {
        match what {
            Removal::Name => self.write(path, How::Name),
            Removal::Dir => self.write(path, How::Dir),
            Removal::Tree => self.write_tree(path),
        }
        self.ground.forget(path);
    }

    /// Leaves to later what only git or a file on disk can tell.
    pub fn defer(&mut self, effect: Effect) {
        if self.budget.spend(WRITE) {
            self.reading.effects.push(effect);
        }
    }

    /// Counts a part whose effects nobody can tell.
    pub fn not_understood(&mut self) {
        self.reading.unclear += 1;
    }

    /// Ends the reading: what comes is more than is read.
    pub fn give_up(&mut self) {
        self.budget.exceed();
    }

    /// A program ran that may have made anything, but writes nothing that the text names.
    pub fn run_other(&mut self) {
        self.ran_other = true;
    }

    /// Prints a text, where it is known, to the file that standard output goes to.
    pub fn print(&mut self, text: Value, to: Option<&Path>) {
        let text = text.filter(|text| self.budget.make(text.len()));
        match (&text, to) {
            (Some(text), Some(file)) => self.keep_text(file, text.clone()),
            (Some(text), None) => self.keep_printed(text),
            (None, _) => {}
        }
        self.stdout = text;
    }

    /// Notes that a guard goes, from where a command runs.
    pub fn takes(&mut self, guard: Guard, dir: Option<PathBuf>) {
        let taken = Effect::Takes(Taken { guard, dir });
        if self.reading.effects.last() != Some(&taken) {
            self.defer(taken);
        }
    }

    /// Notes that commands no longer get a variable.
    pub fn takes_off(&mut self, variable: &str) {
        if variable == IDENTITY {
            self.state.set(variable, Some(String::new()));
        }
    }

    /// Whether commands have lost the name of their session.
    pub fn is_nameless(&self) -> bool {
        self.state.get(IDENTITY) == Some(Some(String::new()))
    }

    /// Whether what is done writes beneath this directory; what it would write is forgotten then.
    pub fn would_write_below(&mut self, dir: &Path, act: impl FnOnce(&mut Self)) -> bool {
        let before = self.reading.effects.len();
        self.apart(act);
        let is_below = |effect: &Effect| match effect {
            Effect::Write(PathWrite { path, .. }) | Effect::Tree(path) | Effect::Make(path) => {
                lexical(path).starts_with(dir)
            }
            _ => false,
        };
        let writes = self.reading.effects[before..].iter().any(is_below);
        self.reading.effects.truncate(before);
        writes
    }

    /// Notes whose session a command is told to be, and that it is told another time.
    pub fn sets_agent(&mut self, variable: &str, value: &Value) {
        if variable == CLOCK && value.as_deref() != Some("") {
            self.reading.effects.push(Effect::SetsClock);
        }
        if let Some(name) = value.as_deref().filter(|name| !name.is_empty() && !name.contains(UNKNOWN))
            && variable == IDENTITY
        {
            self.reading.effects.push(Effect::SetsAgent(name.to_owned()));
        }
    }
}
