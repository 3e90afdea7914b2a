//! One command: its assignments, redirections and arguments.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::effect::{Effect, How, PathWrite};
use super::frame::{Pass, Stop};
use super::machine::Machine;
use super::path::is_device;
use super::state::ShellState;
use super::syntax::token::{Op, Redirect, RedirectKind, Token, Word};
use super::value::{UNKNOWN, Value, known_dir};

/// The variable that says whose session a command belongs to.
const IDENTITY: &str = "AURAOPS_AGENT";
/// Commands whose arguments are assignments.
const DECLARERS: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

/// What a command reads, and how it stands in its list.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// Its standard input, where that is redirected: the text with marks for what is not known, where it is known.
    pub input: Option<Value>,
    /// A file that it reads.
    pub file: Option<PathBuf>,
    /// Where its standard output goes.
    pub output: Option<PathBuf>,
    /// Where the directory changes, the one after a failure.
    pub failed: Option<ShellState>,
    /// It runs whatever the command before it did.
    pub is_certain: bool,
}

impl Machine<'_> {
    /// Runs the command that begins at hand.
    pub fn simple(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let script = Rc::clone(pass.script);
        let start = pass.at;
        let count = script.tokens[start..].iter().take_while(|token| !matches!(token, Token::Op(_))).count();
        pass.at += count;
        let closed = pass.closed();
        if pass.is_skipping() || self.state.is_over {
            return Ok(());
        }
        self.steps = self.steps.checked_sub(1).ok_or(Stop::Confused)?;
        let tokens = &script.tokens[start..start + count];
        let mut stream = Stream { input: self.piped.take(), ..Stream::default() };
        stream.is_certain = !pass.is_conditional();
        self.printed = None;
        self.is_read = match script.tokens.get(start + count) {
            Some(Token::Op(op)) => *op == Op::Pipe,
            _ => self.is_captured,
        };
        // Behind a group, redirections are seen from where the group began.
        let inner = closed.map(|entry| std::mem::replace(&mut self.state, entry));
        for token in tokens {
            if let Token::Redirect(redirect) = token {
                self.redirect(redirect, &mut stream);
            }
        }
        if let Some(inner) = inner {
            self.state = inner;
            return Ok(());
        }
        let words: Vec<&Word> = tokens
            .iter()
            .filter_map(|token| match token {
                Token::Word(word) => Some(word),
                _ => None,
            })
            .collect();
        self.words(&words, &mut stream);
        if let Some(failed) = stream.failed {
            pass.stay(failed);
        }
        Ok(())
    }

    fn words(&mut self, words: &[&Word], stream: &mut Stream) {
        let count = words.iter().take_while(|word| word.assignment().is_some()).count();
        let (assignments, words) = words.split_at(count);
        let mut env = Vec::new();
        for word in assignments {
            let Some((name, value)) = word.assignment() else { continue };
            let is_more = word.bare().is_some_and(|text| text.starts_with(&format!("{name}+=")));
            let value = self.value(&value).filter(|_| !is_more);
            self.sets_agent(name, &value);
            if words.is_empty() {
                self.state.set(name, value);
            } else {
                env.push(name.to_owned());
            }
        }
        let Some(first) = words.first() else { return };
        if first.bare() == Some("[[") {
            for word in words {
                self.text(word);
            }
            return;
        }
        if first.bare().is_some_and(|name| DECLARERS.contains(&name)) {
            return self.declare(&words[1..]);
        }
        let mut args = Vec::new();
        for word in words {
            args.extend(self.fields(word));
        }
        self.command(args, &env, stream);
    }

    fn declare(&mut self, words: &[&Word]) {
        for word in words {
            if let Some((name, value)) = word.assignment() {
                let value = self.value(&value);
                self.sets_agent(name, &value);
                self.state.set(name, value);
            } else {
                self.text(word);
            }
        }
    }

    /// Notes whose session a command is told to be.
    pub fn sets_agent(&mut self, variable: &str, value: &Value) {
        if let Some(name) = value.as_deref().filter(|name| !name.is_empty() && !name.contains(UNKNOWN))
            && variable == IDENTITY
        {
            self.effects.push(Effect::SetsAgent(name.to_owned()));
        }
    }

    fn redirect(&mut self, redirect: &Redirect, stream: &mut Stream) {
        match redirect.kind {
            RedirectKind::Text => {
                let text = self.text(&redirect.target);
                stream.input = Some(Some(text));
                stream.file = None;
            }
            RedirectKind::Input => {
                let file = self.one(&redirect.target).and_then(|text| self.at(&text));
                let known = file.as_deref().and_then(|file| self.made.text(file));
                stream.input = Some(known.map(str::to_owned));
                stream.file = file;
            }
            RedirectKind::Append => {
                let target = self.one(&redirect.target);
                stream.output = self.write_at(&target, How::Append);
            }
            RedirectKind::Output | RedirectKind::Copy => {
                let Some(text) = self.one(&redirect.target) else {
                    self.unclear += 1;
                    return;
                };
                let is_descriptor =
                    text == "-" || text.trim_end_matches('-').bytes().all(|byte| byte.is_ascii_digit());
                if redirect.kind == RedirectKind::Copy && is_descriptor {
                    return;
                }
                stream.output = self.content(&Some(text));
            }
        }
    }

    /// The one argument that a word stands for.
    fn one(&mut self, word: &Word) -> Value {
        let mut fields = self.fields(word);
        if fields.len() == 1 { fields.pop().flatten() } else { None }
    }

    /// A path as seen from the current directory, which may not be known.
    pub fn at(&self, text: &str) -> Option<PathBuf> {
        if text.is_empty() || text.contains(UNKNOWN) {
            return None;
        }
        match &self.state.cwd {
            Some(cwd) => Some(self.disk.absolute(cwd, text)),
            None => Some(self.disk.absolute(Path::new(""), text)).filter(|path| path.has_root()),
        }
    }

    /// The path of an argument; an unknown one is counted.
    pub fn path(&mut self, arg: &Value) -> Option<PathBuf> {
        let path = arg.as_deref().and_then(|text| self.at(text));
        if path.is_none() && arg.as_deref() != Some("") {
            self.unclear += 1;
        }
        path
    }

    /// The path of an argument that is written. Where only its directory is known, that is noted.
    pub fn target(&mut self, arg: &Value) -> Option<PathBuf> {
        let path = self.path(arg);
        if path.is_none()
            && let Some(dir) = arg.as_deref().and_then(known_dir).and_then(|dir| self.at(dir))
        {
            self.write(&dir, How::Below);
        }
        path
    }

    /// Writes to the file that an argument names.
    pub fn write_at(&mut self, arg: &Value, how: How) -> Option<PathBuf> {
        let path = self.target(arg)?;
        self.write(&path, how);
        Some(path)
    }

    /// Writes the content of a file.
    pub fn content(&mut self, arg: &Value) -> Option<PathBuf> {
        self.write_at(arg, How::Content)
    }

    /// Removes or replaces a name.
    pub fn name(&mut self, arg: &Value) -> Option<PathBuf> {
        self.write_at(arg, How::Name)
    }

    pub fn write(&mut self, path: &Path, how: How) {
        if is_device(path) {
            return;
        }
        let path = self.made.follow(path, !matches!(how, How::Name | How::Merge));
        let write = PathWrite { path, how };
        // Loops and appended logs write the same file again and again.
        if self.effects.last() != Some(&Effect::Write(write.clone())) {
            self.effects.push(Effect::Write(write));
        }
    }

    pub fn make(&mut self, dir: &Path) {
        let dir = self.made.follow(dir, true);
        if !self.made.is_dir(&dir, self.disk) {
            self.made.make(&dir);
            self.effects.push(Effect::Make(dir));
        }
    }

    pub fn tree(&mut self, path: &Path) {
        let ends_in_slash = path.as_os_str().to_str().is_some_and(|text| text.ends_with('/'));
        let path = self.made.follow(path, ends_in_slash);
        if !is_device(&path) {
            self.effects.push(Effect::Tree(path));
        }
    }
}
