//! `find … -delete` and `-exec`: the tree is walked for the tests that a name alone answers.

use std::path::PathBuf;

use globset::GlobMatcher;

use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::pattern::matcher;
use crate::shell::value::{UNKNOWN, Value};

/// How many names are looked at.
const MOST_NAMES: usize = 20_000;

/// What to do with what is found.
enum Action {
    Delete,
    Run { command: Vec<Value>, at_once: bool },
    Write(Value),
}

#[derive(Default)]
struct Query {
    starts: Vec<Value>,
    name: Option<GlobMatcher>,
    path: Option<GlobMatcher>,
    kind: Option<char>,
    min: usize,
    max: Option<usize>,
    /// A test that only running it answers.
    is_unclear: bool,
    actions: Vec<Action>,
    is_nul: bool,
}

impl Machine<'_> {
    pub fn find(&mut self, args: &[Value]) {
        let query = Query::parse(args);
        for action in &query.actions {
            if let Action::Write(file) = action {
                self.write_at(file, How::Content);
            }
        }
        let writes = query.actions.iter().any(|action| match action {
            Action::Delete => true,
            Action::Run { command, .. } => may_write(command),
            Action::Write(_) => false,
        });
        let is_list = query.actions.is_empty() && self.is_read();
        if !writes && !is_list {
            return;
        }
        let found = if query.is_unclear { None } else { self.found(&query) };
        let Some(found) = found else {
            if writes {
                self.not_understood();
                self.act_below(&query);
            }
            return;
        };
        if is_list {
            let end = if query.is_nul { '\0' } else { '\n' };
            let mut list = String::new();
            for (text, ..) in &found {
                list.push_str(text);
                list.push(end);
            }
            self.print(Some(list), None);
            return;
        }
        for action in &query.actions {
            match action {
                Action::Delete => {
                    for (_, path, is_dir) in &found {
                        if !is_dir {
                            self.write(path, How::Name);
                        }
                    }
                }
                Action::Run { command, at_once: true } => {
                    let all = found.iter().map(|(text, ..)| Some(text.clone()));
                    let mut args: Vec<Value> =
                        command.iter().filter(|arg| arg.as_deref() != Some("{}")).cloned().collect();
                    args.extend(all);
                    if !found.is_empty() {
                        self.run_command(args);
                    }
                }
                Action::Run { command, .. } => {
                    for (text, ..) in &found {
                        let put = |arg: &Value| arg.as_ref().map(|arg| arg.replace("{}", text));
                        self.run_command(command.iter().map(put).collect());
                    }
                }
                Action::Write(_) => {}
            }
        }
    }

    /// Where nobody knows what is found, it is still somewhere in the trees that are walked.
    fn act_below(&mut self, query: &Query) {
        let starts = query.starts.iter().flatten();
        let found: Vec<String> =
            starts.map(|start| format!("{}/{UNKNOWN}", start.trim_end_matches('/'))).collect();
        for (action, found) in
            query.actions.iter().flat_map(|action| found.iter().map(move |found| (action, found)))
        {
            match action {
                Action::Delete => drop(self.write_at(&Some(found.clone()), How::Name)),
                Action::Run { command, .. } => {
                    let put = |arg: &Value| arg.as_ref().map(|arg| arg.replace("{}", found));
                    self.run_command(command.iter().map(put).collect());
                }
                Action::Write(_) => {}
            }
        }
    }

    /// What is found: as `find` spells it, where it is, whether it is a directory.
    fn found(&mut self, query: &Query) -> Option<Vec<(String, PathBuf, bool)>> {
        let mut found = Vec::new();
        let mut left = MOST_NAMES;
        for start in &query.starts {
            let text = start.clone()?;
            let path = self.at(&text)?;
            let mut open = vec![(text, path, 0)];
            while let Some((text, path, depth)) = open.pop() {
                left = left.checked_sub(1)?;
                let is_dir = self.ground().disk().is_dir(&path) && !self.ground().disk().is_link(&path);
                if !is_dir && depth == 0 && !self.ground().disk().exists(&path) {
                    continue;
                }
                if is_dir && query.max.is_none_or(|max| depth < max) {
                    for name in self.ground().disk().names(&path) {
                        // Nothing that a person wants found is there.
                        if name == ".git" {
                            continue;
                        }
                        let text = format!("{}/{name}", text.trim_end_matches('/'));
                        open.push((text, path.join(&name), depth + 1));
                    }
                }
                if query.matches(&text, depth, is_dir) {
                    found.push((text, path, is_dir));
                }
            }
        }
        found.sort();
        Some(found)
    }
}

impl Query {
    fn parse(args: &[Value]) -> Query {
        let mut query = Query::default();
        let mut args = args.iter().peekable();
        while let Some(arg) = args.next_if(|arg| {
            arg.as_deref().is_none_or(|text| !text.starts_with('-') && !matches!(text, "(" | "!"))
                || matches!(arg.as_deref(), Some("-L" | "-H" | "-P" | "-E"))
        }) {
            if !arg.as_deref().is_some_and(|text| text.starts_with('-')) {
                query.starts.push(arg.clone());
            }
        }
        if query.starts.is_empty() {
            query.starts.push(Some(".".to_owned()));
        }
        while let Some(arg) = args.next() {
            let mut pattern =
                || args.next().cloned().flatten().and_then(|text| matcher(&text.replace('/', "\u{1}")));
            match arg.as_deref() {
                Some("-name") => query.name = pattern().or_else(|| query.not_understood()),
                Some("-path" | "-wholename") => query.path = pattern().or_else(|| query.not_understood()),
                Some("-type") => {
                    query.kind = args.next().cloned().flatten().and_then(|text| text.chars().next());
                }
                Some("-maxdepth") => query.max = number(args.next()),
                Some("-mindepth") => query.min = number(args.next()).unwrap_or(0),
                Some("-print0") => query.is_nul = true,
                Some("-a" | "-and" | "-print" | "-depth" | "-ls") => {}
                Some("-delete") => query.actions.push(Action::Delete),
                Some("-fprint" | "-fls" | "-fprint0") => {
                    let file = args.next().cloned().flatten();
                    query.actions.push(Action::Write(file));
                }
                Some("-exec" | "-execdir" | "-ok" | "-okdir") => {
                    let mut command = Vec::new();
                    let mut at_once = false;
                    for arg in args.by_ref() {
                        match arg.as_deref() {
                            Some(";") => break,
                            Some("+") if command.last() == Some(&Some("{}".to_owned())) => {
                                at_once = true;
                                break;
                            }
                            _ => command.push(arg.clone()),
                        }
                    }
                    query.is_unclear |= arg.as_deref().is_some_and(|text| text.ends_with("dir"));
                    query.actions.push(Action::Run { command, at_once });
                }
                _ => query.is_unclear = true,
            }
        }
        query
    }

    fn not_understood<T>(&mut self) -> Option<T> {
        self.is_unclear = true;
        None
    }

    fn matches(&self, text: &str, depth: usize, is_dir: bool) -> bool {
        let name = text.trim_end_matches('/').rsplit('/').next().unwrap_or(text);
        depth >= self.min
            && self.name.as_ref().is_none_or(|glob| glob.is_match(name))
            && self.path.as_ref().is_none_or(|glob| glob.is_match(text.replace('/', "\u{1}")))
            && match self.kind {
                None => true,
                Some('f') => !is_dir,
                Some('d') => is_dir,
                Some(_) => false,
            }
    }
}

fn number(arg: Option<&Value>) -> Option<usize> {
    arg?.as_deref()?.parse().ok()
}

/// Whether it is worth to walk a tree for this command.
fn may_write(command: &[Value]) -> bool {
    let readers = [
        "grep",
        "egrep",
        "rg",
        "cat",
        "head",
        "tail",
        "wc",
        "ls",
        "echo",
        "stat",
        "file",
        "md5sum",
        "sha256sum",
        "du",
    ];
    !command.first().and_then(Option::as_deref).is_some_and(|name| readers.contains(&name))
}
