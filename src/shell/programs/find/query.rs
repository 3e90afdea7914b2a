//! What `find` is asked for.

use globset::GlobMatcher;

use crate::shell::pattern::matcher;
use crate::shell::value::Value;

/// What to do with what is found.
pub enum FindAction {
    Delete,
    Run { command: Vec<Value>, at_once: bool },
    Write(Value),
}

#[derive(Default)]
pub struct Query {
    pub starts: Vec<Value>,
    name: Option<GlobMatcher>,
    path: Option<GlobMatcher>,
    kind: Option<char>,
    min: usize,
    pub max: Option<usize>,
    /// A test that only running it answers.
    pub is_unclear: bool,
    pub actions: Vec<FindAction>,
    pub is_nul: bool,
}

impl Query {
    pub fn parse(args: &[Value]) -> Query {
        let mut query = Query::default();
        let mut args = args.iter().peekable();
        while let Some(arg) = args.next_if(|arg| is_start(arg.as_deref())) {
            if !arg.as_deref().is_some_and(|text| text.starts_with('-')) {
                query.starts.push(arg.clone());
            }
        }
        if query.starts.is_empty() {
            query.starts.push(Some(".".to_owned()));
        }
        while let Some(arg) = args.next() {
            query.expression(arg.as_deref(), &mut args);
        }
        query
    }

    /// Reads a test or an action with what belongs to it.
    fn expression<'a>(&mut self, arg: Option<&str>, args: &mut impl Iterator<Item = &'a Value>) {
        let mut next = || args.next().cloned().flatten();
        match arg {
            Some("-name") => self.name = self.pattern(next()),
            Some("-path" | "-wholename") => self.path = self.pattern(next()),
            Some("-type") => self.kind = next().and_then(|text| text.chars().next()),
            Some("-maxdepth") => self.max = next().and_then(|text| text.parse().ok()),
            Some("-mindepth") => self.min = next().and_then(|text| text.parse().ok()).unwrap_or(0),
            Some("-print0") => self.is_nul = true,
            Some("-a" | "-and" | "-print" | "-depth" | "-ls") => {}
            Some("-delete") => self.actions.push(FindAction::Delete),
            Some("-fprint" | "-fls" | "-fprint0") => self.actions.push(FindAction::Write(next())),
            Some("-exec" | "-ok") => self.actions.push(run(args)),
            Some("-execdir" | "-okdir") => {
                self.is_unclear = true;
                self.actions.push(run(args));
            }
            _ => self.is_unclear = true,
        }
    }

    /// In paths, `*` goes past a slash.
    fn pattern(&mut self, text: Option<String>) -> Option<GlobMatcher> {
        let pattern = text.and_then(|text| matcher(&text.replace('/', "\u{1}")));
        self.is_unclear |= pattern.is_none();
        pattern
    }

    /// Whether what is found there, so deep, is asked for.
    pub fn matches(&self, text: &str, depth: usize, is_dir: bool) -> bool {
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

/// Whether it says where to look, or how to go there.
fn is_start(arg: Option<&str>) -> bool {
    arg.is_none_or(|text| !text.starts_with('-') && !matches!(text, "(" | "!"))
        || matches!(arg, Some("-L" | "-H" | "-P" | "-E"))
}

/// The command of an `-exec`, up to its `;` or `+`.
fn run<'a>(args: &mut impl Iterator<Item = &'a Value>) -> FindAction {
    let mut command = Vec::new();
    let mut at_once = false;
    for arg in args {
        match arg.as_deref() {
            Some(";") => break,
            Some("+") if command.last() == Some(&Some("{}".to_owned())) => {
                at_once = true;
                break;
            }
            _ => command.push(arg.clone()),
        }
    }
    FindAction::Run { command, at_once }
}
