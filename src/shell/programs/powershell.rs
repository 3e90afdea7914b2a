//! PowerShell's commands that write files, in the plain forms that agents use on Windows.

use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// Its commands and their short names that mean nothing else in other shells.
const COMMANDS: [(&str, Cmdlet); 22] = [
    ("set-content", Cmdlet::Content),
    ("add-content", Cmdlet::Content),
    ("clear-content", Cmdlet::Content),
    ("out-file", Cmdlet::Content),
    ("tee-object", Cmdlet::Content),
    ("export-csv", Cmdlet::Content),
    ("new-item", Cmdlet::New),
    ("ni", Cmdlet::New),
    ("md", Cmdlet::New),
    ("remove-item", Cmdlet::Remove),
    ("ri", Cmdlet::Remove),
    ("del", Cmdlet::Remove),
    ("erase", Cmdlet::Remove),
    ("rd", Cmdlet::Remove),
    ("copy-item", Cmdlet::Copy),
    ("cpi", Cmdlet::Copy),
    ("copy", Cmdlet::Copy),
    ("move-item", Cmdlet::Move),
    ("mi", Cmdlet::Move),
    ("move", Cmdlet::Move),
    ("rename-item", Cmdlet::Rename),
    ("ren", Cmdlet::Rename),
];

/// Parameters that take a value.
const VALUED: [&str; 16] = [
    "path",
    "literalpath",
    "filepath",
    "destination",
    "newname",
    "name",
    "itemtype",
    "type",
    "value",
    "encoding",
    "filter",
    "include",
    "exclude",
    "target",
    "width",
    "inputobject",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cmdlet {
    Content,
    New,
    Remove,
    Copy,
    Move,
    Rename,
}

/// The text as the other shells write it, where it is one for PowerShell: there `\` only parts names, and a backtick
/// at a line's end goes on in the next.
pub fn translated(text: &str) -> Option<String> {
    let begins = |part: &str| {
        let word = part.split_ascii_whitespace().next().unwrap_or_default();
        word.contains('-') && cmdlet(word).is_some()
    };
    let is_powershell = text.split(['\n', ';', '|', '{', '(', '&']).any(begins);
    is_powershell.then(|| text.replace("`\n", " ").replace('\\', "/"))
}

fn cmdlet(name: &str) -> Option<Cmdlet> {
    COMMANDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, cmdlet)| *cmdlet)
}

/// A command's arguments by name and by place.
#[derive(Default)]
struct Arguments {
    named: Vec<(String, Value)>,
    placed: Vec<Value>,
}

impl Arguments {
    fn parse(args: &[Value]) -> Arguments {
        let mut arguments = Arguments::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_deref().and_then(|text| text.strip_prefix('-')) {
                Some(name) => {
                    let name = name.to_lowercase();
                    let takes =
                        VALUED.iter().find(|known| name.len() > 2 && known.starts_with(name.as_str()));
                    let value = takes.and_then(|_| args.next().cloned()).flatten();
                    arguments.named.push((takes.map_or(name, |known| (*known).to_owned()), value));
                }
                None => arguments.placed.push(arg.clone()),
            }
        }
        arguments
    }

    fn has(&self, name: &str) -> bool {
        self.named.iter().any(|(known, _)| known.starts_with(name))
    }

    /// The value of one of these parameters, else the next one that is only placed.
    fn take(&mut self, names: &[&str]) -> Option<Value> {
        if let Some((_, value)) = self.named.iter().find(|(name, _)| names.contains(&name.as_str())) {
            return Some(value.clone());
        }
        (!self.placed.is_empty()).then(|| self.placed.remove(0))
    }
}

/// `a,b` is a list of two.
fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Some(text)) => text.split(',').map(|part| Some(part.trim().to_owned())).collect(),
        Some(None) => vec![None],
        None => Vec::new(),
    }
}

impl Machine<'_> {
    /// Runs one of PowerShell's commands; false where it is none.
    pub fn powershell(&mut self, name: &str, args: &[Value]) -> bool {
        let Some(cmdlet) = cmdlet(name) else { return false };
        let mut arguments = Arguments::parse(args);
        if arguments.has("whatif") {
            return true;
        }
        let paths = list(arguments.take(&["path", "literalpath", "filepath"]));
        match cmdlet {
            Cmdlet::Content => {
                let appends = name.eq_ignore_ascii_case("add-content") || arguments.has("append");
                for path in &paths {
                    self.write_at(path, if appends { How::Append } else { How::Content });
                }
            }
            Cmdlet::New => {
                let kind = arguments.take(&["itemtype", "type"]).flatten().unwrap_or_default();
                let below =
                    arguments.named.iter().find(|(name, _)| name == "name").map(|(_, value)| value.clone());
                for path in &paths {
                    let Some(mut path) = self.path(path) else { continue };
                    if let Some(Some(below)) = &below {
                        path.push(below);
                    }
                    let is_dir = name.eq_ignore_ascii_case("md") || kind.eq_ignore_ascii_case("directory");
                    if is_dir { self.make_dir(&path) } else { self.write(&path, How::Content) }
                }
            }
            Cmdlet::Remove => {
                for path in &paths {
                    if let Some(path) = self.target(path) {
                        self.write_tree(&path);
                    }
                }
            }
            Cmdlet::Copy | Cmdlet::Move => {
                let to = arguments.take(&["destination"]).unwrap_or(Some(".".to_owned()));
                let flags = if arguments.has("recurse") { vec![Some("-r".to_owned())] } else { Vec::new() };
                let program = if cmdlet == Cmdlet::Copy { "cp" } else { "mv" };
                let dashes = [Some("--".to_owned())];
                let args: Vec<Value> = flags.into_iter().chain(dashes).chain(paths).chain([to]).collect();
                self.transfer(program, &args);
            }
            Cmdlet::Rename => {
                let to = arguments.take(&["newname"]).flatten();
                for path in &paths {
                    let Some(from) = self.path(path) else { continue };
                    let Some(to) = &to else {
                        self.not_understood();
                        continue;
                    };
                    let to = from.parent().map_or_else(|| to.into(), |dir| dir.join(to));
                    self.write(&to, How::Name);
                    self.write_tree(&from);
                }
            }
        }
        true
    }
}
