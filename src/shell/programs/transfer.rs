//! Programs that bring something from one place to another: `cp`, `mv`, `install`, `ln`, `rsync`.

use std::path::Path;

use super::options::{Options, Spec};
use crate::shell::effect::{How, Removal};
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value};

const LONG: [&str; 9] =
    ["target-directory", "suffix", "mode", "owner", "group", "strip-program", "context", "sparse", "reflink"];
const CP: Spec = Spec { short: "tSmogZ", attached: "", long: &LONG, stops: false };
const CP_ITSELF: Spec = Spec { short: "tS", ..CP };
const RSYNC: Spec = Spec {
    short: "efBTM",
    attached: "",
    long: &[
        "rsh",
        "filter",
        "exclude",
        "include",
        "exclude-from",
        "include-from",
        "files-from",
        "temp-dir",
        "compare-dest",
        "link-dest",
        "log-file",
        "max-size",
        "min-size",
        "bwlimit",
        "port",
        "timeout",
        "chmod",
        "chown",
        "partial-dir",
        "backup-dir",
    ],
    stops: false,
};

/// What is done with each source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Copy { trees: bool },
    Move,
    Install,
    Link { symbolic: bool },
}

impl Machine<'_> {
    pub fn transfer(&mut self, name: &str, args: &[Value]) {
        if name == "rsync" {
            return self.rsync(args);
        }
        let name = name.trim_start_matches('g');
        let spec = if name == "install" { CP } else { CP_ITSELF };
        let options = Options::parse(args, spec);
        if name == "install" && options.has(&["d", "directory"]) {
            for dir in &options.operands {
                if let Some(dir) = self.path(dir) {
                    self.make_dir(&dir);
                }
            }
            return;
        }
        let way = match name {
            "mv" => Way::Move,
            "install" => Way::Install,
            "ln" => Way::Link { symbolic: options.has(&["s", "symbolic"]) },
            _ if options.has(&["s", "symbolic-link"]) => Way::Link { symbolic: true },
            _ => Way::Copy { trees: options.has(&["r", "R", "a", "recursive", "archive"]) },
        };
        let mut sources = options.operands.clone();
        let target = options.value(&["t", "target-directory"]);
        let is_given = target.is_some();
        let dest = match target {
            Some(dest) => dest,
            // `ln target`: a link of that name here.
            None if sources.len() == 1 && matches!(way, Way::Link { .. }) => Some(".".to_owned()),
            None => match sources.pop() {
                Some(dest) if !sources.is_empty() => dest,
                _ => return,
            },
        };
        let Some(to) = self.target(&dest) else {
            self.leave(way, &sources);
            return;
        };
        let is_plain = options.has(&["T", "no-target-directory"])
            || matches!(way, Way::Link { .. })
                && options.has(&["n", "h", "no-dereference"])
                && self.is_link(&to);
        let is_dir = !is_plain
            && (is_given
                || sources.len() > 1
                || dest.as_deref().is_some_and(|dest| dest.ends_with('/'))
                || self.ground().is_dir(&to));
        let keeps_parents = options.has(&["parents"]);
        for source in &sources {
            self.one_transfer(way, source, &to, is_dir, keeps_parents);
        }
    }

    /// Whether the text itself or the disk has a link there, which `ln -n` replaces.
    fn is_link(&self, path: &Path) -> bool {
        self.ground().follow(path, true) != self.ground().follow(path, false)
            || !self.ground().disk().is_dir(path)
            || self.ground().disk().is_link(path)
    }

    /// Where the destination is not known, what is moved still goes.
    fn leave(&mut self, way: Way, sources: &[Value]) {
        if way == Way::Move {
            for source in sources {
                if let Some(source) = self.target(source) {
                    self.write_tree(&source);
                }
            }
        }
    }

    fn one_transfer(&mut self, way: Way, source: &Value, to: &Path, is_dir: bool, keeps_parents: bool) {
        let Some(text) = source.as_deref().filter(|text| !text.contains(UNKNOWN)) else {
            self.not_understood();
            if way == Way::Move {
                self.target(source);
            }
            match way {
                // What comes may be a tree whose files are somewhere beneath.
                Way::Copy { trees: true } | Way::Move => {}
                _ if is_dir => self.write(to, How::Dir),
                _ => self.write(to, How::Content),
            }
            return;
        };
        let Some(from) = self.path(source) else {
            return;
        };
        let to = match base(text) {
            _ if !is_dir => to.to_owned(),
            Some(_) if keeps_parents => to.join(text.trim_start_matches('/')),
            Some(name) => to.join(name),
            // `cp -r a/. b`: what is in it.
            None => to.to_owned(),
        };
        match way {
            Way::Link { symbolic } => {
                let target = if symbolic { to.parent().unwrap_or(&to).join(text) } else { from };
                self.link(&to, target);
            }
            Way::Install => self.write(&to, How::Name),
            Way::Move => {
                self.copy(&from, &to, How::Name);
                self.remove(&from, Removal::Tree);
            }
            Way::Copy { trees: true } => self.copy(&from, &to, How::Content),
            Way::Copy { trees: false } => self.write(&to, How::Content),
        }
    }

    fn rsync(&mut self, args: &[Value]) {
        let options = Options::parse(args, RSYNC);
        if options.has(&["n", "dry-run", "list-only"]) {
            return;
        }
        let mut sources = options.operands.clone();
        let Some(dest) = sources.pop().filter(|_| !sources.is_empty()) else { return };
        if dest.as_deref().is_some_and(is_remote) {
            return;
        }
        let Some(to) = self.target(&dest) else { return };
        let has_filters =
            options.has(&["exclude", "include", "filter", "f", "files-from", "exclude-from", "C"]);
        let is_tree = options.has(&["a", "r", "archive", "recursive"]);
        if options.has(&["delete", "del", "delete-after", "delete-before", "delete-excluded"]) && !has_filters
        {
            self.write_tree(&to);
        }
        let is_dir = sources.len() > 1
            || dest.as_deref().is_some_and(|dest| dest.ends_with('/'))
            || self.ground().is_dir(&to);
        for source in &sources {
            let Some(text) = source.as_deref().filter(|text| !is_remote(text)) else {
                self.not_understood();
                continue;
            };
            let Some(from) = self.path(source) else { continue };
            let is_tree = is_tree && self.ground().is_dir(&from);
            if is_tree && has_filters {
                self.not_understood();
            } else if is_tree {
                let to = match base(text) {
                    Some(name) if !text.ends_with('/') => to.join(name),
                    _ => to.clone(),
                };
                self.copy(&from, &to, How::Name);
            } else if let Some(name) = base(text).filter(|_| !self.ground().is_dir(&from)) {
                self.write(&if is_dir { to.join(name) } else { to.clone() }, How::Name);
            }
        }
    }
}

/// The last name of a path, unless that is no name.
fn base(text: &str) -> Option<&str> {
    let name = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    (!matches!(name, "" | "." | "..")).then_some(name)
}

/// `host:path`, but not `C:\path`.
fn is_remote(text: &str) -> bool {
    text.find(':').is_some_and(|at| at > 1 && !text[..at].contains('/'))
}
