//! Commands that print what can be told, for those that read it.

use super::options::{Options, Spec};
use crate::shell::machine::Machine;
use crate::shell::machine::Stream;
use crate::shell::value::{UNKNOWN, Value};

const GREP: Spec = Spec {
    short: "efmABCdDgtTj",
    attached: "",
    long: &["regexp", "file", "include", "exclude", "exclude-dir", "glob", "type", "type-not", "max-count"],
    stops: false,
};

impl Machine<'_> {
    /// Commands that print what can be told.
    pub fn prints(&mut self, name: &str, args: &[Value], stream: &Stream) -> bool {
        let known: Option<Vec<&str>> = args.iter().map(Option::as_deref).collect();
        let printed = match (name, known) {
            ("pwd", _) => self.variable("PWD"),
            ("echo", Some(args)) => {
                let skip = args.iter().take_while(|arg| matches!(**arg, "-n" | "-e" | "-E")).count();
                Some(args[skip..].join(" ") + "\n")
            }
            ("printf", Some(args)) => match args[..] {
                ["%s" | "%s\\n", one] => Some(format!("{one}\n")),
                [format] if !format.contains('%') => Some(format.replace("\\n", "\n")),
                ["%s\\n", ref several @ ..] => Some(several.join("\n") + "\n"),
                _ => None,
            },
            ("cat", Some(args)) => match (&args[..], &stream.input) {
                ([] | ["-"], Some(text)) => text.clone(),
                ([file], _) => self.at(file).and_then(|file| self.ground().text(&file).map(str::to_owned)),
                _ => None,
            },
            ("dirname", Some(args)) => match args[..] {
                [path] if !path.contains(UNKNOWN) => path
                    .rsplit_once('/')
                    .map_or(Some("."), |(dir, _)| Some(if dir.is_empty() { "/" } else { dir }))
                    .map(str::to_owned),
                _ => None,
            },
            ("basename", Some(args)) => match args[..] {
                [path] => path.trim_end_matches('/').rsplit('/').next().map(str::to_owned),
                [path, tail] => {
                    path.rsplit('/').next().map(|name| name.strip_suffix(tail).unwrap_or(name).to_owned())
                }
                _ => None,
            },
            ("ls", Some(args)) if self.is_read() => self.listed(&args),
            ("grep" | "egrep" | "fgrep" | "ggrep" | "rg", _) if self.is_read() => self.matching(name, args),
            ("echo" | "printf" | "cat" | "dirname" | "basename" | "ls", _) => None,
            _ => return false,
        };
        self.print(printed, stream.output_file.as_deref());
        true
    }

    /// What `ls` prints: the files that it is given, or the names in one directory.
    fn listed(&self, args: &[&str]) -> Value {
        let (flags, files): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| arg.starts_with('-'));
        if flags.iter().any(|flag| *flag != "-1") {
            return None;
        }
        let file = files.first().copied().unwrap_or(".");
        let path = self.at(file)?;
        let mut names = match files.len() {
            0 | 1 if self.ground().is_dir(&path) => self.ground().disk().names(&path),
            _ if files
                .iter()
                .all(|file| self.at(file).is_some_and(|path| !self.ground().disk().is_dir(&path))) =>
            {
                files.into_iter().map(str::to_owned).collect()
            }
            _ => return None,
        };
        names.retain(|name| !name.starts_with('.') || name.contains('/'));
        names.sort();
        Some(names.into_iter().map(|name| name + "\n").collect())
    }

    /// What a search for files prints: names in the directories that it goes through.
    fn matching(&self, name: &str, args: &[Value]) -> Value {
        let options = Options::parse(args, GREP);
        let lists = options.has(&["l", "files-with-matches"]);
        let goes_down = name == "rg" || options.has(&["r", "R", "recursive", "dereference-recursive"]);
        if !lists || !goes_down {
            return None;
        }
        let skip = usize::from(!options.has(&["e", "f", "regexp", "file"]));
        let dirs = options.operands.get(skip..).filter(|dirs| !dirs.is_empty())?;
        let end = if options.has(&["Z", "null", "0"]) { '\0' } else { '\n' };
        let mut printed = String::new();
        for dir in dirs {
            let dir = dir
                .as_deref()
                .filter(|dir| self.at(dir).is_some_and(|dir| self.ground().disk().is_dir(&dir)))?;
            printed.extend([dir.trim_end_matches('/'), "/"]);
            printed.extend([UNKNOWN, end]);
        }
        Some(printed)
    }
}
