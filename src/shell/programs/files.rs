//! Programs that write files, and which of their arguments those are.

use std::path::{Path, PathBuf};

use super::awk;
use super::options::{Options, Spec};
use super::sed;
use crate::shell::effect::{DiffFrame, Effect, How, Removal};
use crate::shell::machine::Machine;
use crate::shell::machine::Stream;
use crate::shell::patch::{self, PatchAction};
use crate::shell::value::{UNKNOWN, Value};

const fn spec(short: &'static str, long: &'static [&'static str]) -> Spec {
    Spec { short, long, attached: "", stops: false }
}

const TOUCH: Spec = spec("dtrA", &["date", "time", "reference"]);
const MKDIR: Spec = spec("mZ", &["mode"]);
const SED: Spec =
    Spec { short: "efl", attached: "i", long: &["expression", "file", "line-length"], stops: false };
const PERL: Spec = Spec { short: "eEIMmFC", attached: "i0lDx", long: &[], stops: false };
const PATCH: Spec = spec(
    "piodrBYzDFVg",
    &["strip", "input", "output", "directory", "reject-file", "prefix", "suffix", "fuzz", "ifdef"],
);
const TAR: Spec = spec(
    "fCTXIbHgLNVK",
    &["file", "directory", "files-from", "exclude-from", "exclude", "transform", "strip-components"],
);

/// Programs that take part in no write of ours, so that directories are where they were.
const READERS: [&str; 39] = [
    "[", "test", "true", "false", ":", "ls", "grep", "egrep", "fgrep", "rg", "head", "tail", "wc", "sort",
    "uniq", "diff", "cmp", "stat", "file", "which", "type", "sleep", "date", "set", "shopt", "wait", "kill",
    "cut", "tr", "nl", "less", "more", "tree", "du", "df", "realpath", "readlink", "jq", "umask",
];

impl Machine<'_> {
    /// A program that works on files.
    pub fn file_command(&mut self, name: &str, args: &[Value], stream: &Stream) {
        match name {
            "touch" | "truncate" | "tee" | "sponge" | "shred" => {
                let spec = match name {
                    "touch" => TOUCH,
                    "truncate" => spec("sr", &["size", "reference"]),
                    "shred" => spec("ns", &["iterations", "size", "random-source"]),
                    _ => Spec::default(),
                };
                let options = Options::parse(args, spec);
                let how = match name {
                    "touch" => How::Append,
                    "tee" | "sponge" if options.has(&["a", "append"]) => How::Append,
                    _ => How::Content,
                };
                for file in options.operands {
                    let file = self.write_at(&file, how);
                    if let (Some(file), Some(Some(text)), "tee") = (file, &stream.input, name) {
                        self.keep_text(&file, text.clone());
                    }
                }
            }
            "rm" | "unlink" | "rmdir" => self.rm(name, args),
            "mkdir" => {
                for dir in Options::parse(args, MKDIR).operands {
                    if let Some(dir) = self.target(&dir) {
                        self.make_dir(&dir);
                    }
                }
            }
            "cp" | "gcp" | "mv" | "gmv" | "install" | "ln" | "rsync" => self.transfer(name, args),
            "sed" | "gsed" => self.sed(args),
            "perl" => self.perl(args),
            "awk" | "gawk" => self.awk(args),
            "dd" => {
                let appends = args.iter().flatten().any(|arg| arg.starts_with("oflag=append"));
                let how = if appends { How::Append } else { How::Content };
                for arg in args.iter().flatten() {
                    if let Some(file) = arg.strip_prefix("of=") {
                        self.write_at(&Some(file.to_owned()), how);
                    }
                }
            }
            "chmod" | "chown" | "chgrp" => self.chmod(args),
            "patch" | "gpatch" => self.patch(args, stream),
            "apply_patch" | "applypatch" => self.apply_patch(args, stream),
            "tar" | "gtar" | "bsdtar" => self.tar(args),
            "curl" | "wget" | "sort" | "gsort" => {
                let spec = match name {
                    "curl" => spec("oHXdbcuAeFTKmrtwxyzCDEPQUYp", &["output", "header", "data", "request"]),
                    "wget" => spec("OoaPtTQUew", &["output-document", "output-file"]),
                    _ => spec("okStTS", &["output", "key", "field-separator"]),
                };
                let flags: &[&str] =
                    if name == "wget" { &["O", "output-document"] } else { &["o", "output"] };
                if let Some(file) = Options::parse(args, spec).value(flags)
                    && file.as_deref() != Some("-")
                {
                    self.write_at(&file, How::Content);
                }
            }
            "unzip" | "7z" | "cpio" | "pax" => self.not_understood(),
            name if READERS.contains(&name) => {}
            name if self.powershell(name, args) => {}
            _ => self.run_other(),
        }
    }

    fn rm(&mut self, name: &str, args: &[Value]) {
        let options = Options::parse(args, Spec::default());
        let is_tree = name == "rm" && options.has(&["r", "R", "recursive", "d", "dir"]);
        for arg in &options.operands {
            let Some(path) = self.target(arg) else { continue };
            let what = match name {
                "rm" if is_tree => Removal::Tree,
                "rmdir" => Removal::Dir,
                _ => Removal::Name,
            };
            self.remove(&path, what);
        }
    }

    /// `sed -i`, `sed -i.bak`, BSD's `sed -i ''`.
    fn sed(&mut self, args: &[Value]) {
        let mut args = args.to_vec();
        // BSD's suffix is an argument of its own, GNU's never is: no script looks like one.
        let at = args.iter().position(|arg| {
            arg.as_deref().is_some_and(|text| {
                text.starts_with('-')
                    && !text.starts_with("--")
                    && text.ends_with(['i', 'I'])
                    && !text.contains(['e', 'f', 'l'])
            })
        });
        let mut suffix = None;
        if let Some(at) = at
            && let Some(Some(next)) = args.get(at + 1)
            && is_suffix(next)
        {
            suffix = Some(next.clone());
            args.remove(at + 1);
        }
        let options = Options::parse(&args, SED);
        let has_script = options.has(&["e", "f", "expression", "file"]);
        let scripts = options.flags.iter().filter(|(flag, _)| matches!(flag.as_str(), "e" | "expression"));
        let scripts: Vec<Value> = if has_script {
            scripts.map(|(_, script)| script.clone()).collect()
        } else {
            options.operands.first().cloned().into_iter().collect()
        };
        for file in scripts.iter().flatten().flat_map(|script| sed::files(script)) {
            self.write_at(&Some(file), How::Content);
        }
        let Some(given) = options.value(&["i", "in-place", "I"]) else { return };
        let suffix = suffix.or(given).unwrap_or_default();
        self.in_place(&options.operands[usize::from(!has_script).min(options.operands.len())..], &suffix);
    }

    fn in_place(&mut self, files: &[Value], suffix: &str) {
        for file in files {
            let Some(path) = self.write_at(file, How::Name) else { continue };
            if !suffix.is_empty() {
                let name =
                    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let backup = if suffix.contains('*') { suffix.replace('*', &name) } else { name + suffix };
                let backup = path.parent().map_or_else(PathBuf::new, Path::to_owned).join(backup);
                self.write(&backup, How::Name);
            }
        }
    }

    /// `perl -pi -e`, `perl -i.bak -pe`; any other text of perl's is its own.
    fn perl(&mut self, args: &[Value]) {
        let options = Options::parse(args, Spec { stops: true, ..PERL });
        let Some(given) = options.value(&["i"]) else {
            self.not_understood();
            return;
        };
        let has_script = options.has(&["e", "E"]);
        self.in_place(
            &options.operands[usize::from(!has_script).min(options.operands.len())..],
            &given.unwrap_or_default(),
        );
    }

    fn awk(&mut self, args: &[Value]) {
        let options =
            Options::parse(args, Spec { stops: true, ..spec("iFvfe", &["include", "assign", "file"]) });
        let has_script = options.has(&["f", "file"]);
        if let Some(Some(program)) = options.operands.first().filter(|_| !has_script) {
            for (file, how) in awk::files(program) {
                self.write_at(&file, how);
            }
        }
        if options.value(&["i", "include"]).flatten().as_deref() == Some("inplace") {
            self.in_place(&options.operands[usize::from(!has_script).min(options.operands.len())..], "");
        }
    }

    fn chmod(&mut self, args: &[Value]) {
        // `chmod -x file`: a mode, not an option.
        let is_mode = |text: &str| {
            text.len() > 1 && text.starts_with('-') && text[1..].chars().all(|c| "rwxXstugoa,+=-".contains(c))
        };
        let mode = args.iter().position(|arg| arg.as_deref().is_some_and(is_mode));
        let mut args = args.to_vec();
        if let Some(mode) = mode {
            args.remove(mode);
        }
        let options = Options::parse(&args, spec("", &["reference", "from"]));
        let skip = usize::from(mode.is_none() && !options.has(&["reference"]));
        let is_tree = options.has(&["R", "recursive"]);
        for arg in options.operands.iter().skip(skip) {
            let Some(path) = self.target(arg) else { continue };
            if is_tree { self.write_tree(&path) } else { self.write(&path, How::Append) }
        }
    }

    fn patch(&mut self, args: &[Value], stream: &Stream) {
        let options = Options::parse(args, PATCH);
        if options.has(&["dry-run", "C", "v", "version", "help"]) {
            return;
        }
        if let Some(out) = options.value(&["o", "output"]) {
            self.write_at(&out, How::Content);
            return;
        }
        let dir = options.value(&["d", "directory"]).unwrap_or(Some(".".to_owned()));
        let Some(dir) = self.path(&dir) else { return };
        let mut operands = options.operands.iter();
        if let Some(file) = operands.next() {
            if let Some(file) = file.as_deref().map(|file| self.ground().disk().absolute(&dir, file)) {
                self.write(&file, How::Merge);
            }
            return;
        }
        let strip = options
            .value(&["p", "strip"])
            .flatten()
            .and_then(|count| count.trim_start_matches('=').parse().ok());
        let frame = DiffFrame { dir, strip, below: PathBuf::new() };
        match options.value(&["i", "input"]) {
            Some(file) => {
                if let Some(file) = self.path(&file) {
                    self.diff_file(file, frame);
                }
            }
            None => self.diff_input(stream, &frame),
        }
    }

    /// A diff that comes in.
    pub fn diff_input(&mut self, stream: &Stream, frame: &DiffFrame) {
        match (&stream.input, &stream.input_file) {
            (Some(Some(text)), _) => self.diff(&text.clone(), frame),
            (_, Some(file)) => self.diff_file(file.clone(), frame.clone()),
            _ => self.not_understood(),
        }
    }

    pub fn diff_file(&mut self, file: PathBuf, frame: DiffFrame) {
        match self.ground().text(&file).map(str::to_owned) {
            Some(text) => self.diff(&text, &frame),
            None => self.defer(Effect::Diff { file, frame }),
        }
    }

    fn diff(&mut self, text: &str, frame: &DiffFrame) {
        for name in patch::diff_names(text, frame.strip) {
            if name.contains(UNKNOWN) {
                self.not_understood();
                continue;
            }
            let path = self.ground().disk().absolute(&frame.dir.join(&frame.below), &name);
            self.write(&path, How::Merge);
        }
    }

    fn apply_patch(&mut self, args: &[Value], stream: &Stream) {
        let text = match (args.first(), &stream.input) {
            (Some(text), _) | (None, Some(text)) => text.clone(),
            (None, None) => None,
        };
        let Some(text) = text else {
            self.not_understood();
            return;
        };
        for (action, name) in patch::names(&text) {
            let how = match action {
                PatchAction::Add => How::Content,
                PatchAction::Update => How::Append,
                PatchAction::Delete | PatchAction::MoveTo => How::Name,
            };
            self.write_at(&Some(name), how);
        }
    }

    fn tar(&mut self, args: &[Value]) {
        let mut args = args.to_vec();
        // `tar xf a.tar`: the first argument needs no dash.
        if let Some(Some(first)) = args.first_mut()
            && !first.starts_with('-')
        {
            first.insert(0, '-');
        }
        let options = Options::parse(&args, TAR);
        if options.has(&["c", "create", "r", "u", "append", "update"]) {
            if let Some(file) = options.value(&["f", "file"])
                && file.as_deref() != Some("-")
            {
                self.write_at(&file, How::Content);
            }
        } else if options.has(&["x", "extract", "get"]) {
            // What is in it only the archive knows.
            self.not_understood();
        }
    }
}

/// A suffix for backups, as BSD's `sed` takes it.
fn is_suffix(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix('.').is_some_and(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_alphanumeric() || c == '~' || c == '_')
        })
}
