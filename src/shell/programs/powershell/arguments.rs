//! What a command of PowerShell is given: by name, which may be cut short, and by place.

use super::super::program::Invocation;
use crate::shell::machine::Machine;
use crate::shell::value::{LIST, UNKNOWN, Value, argument};

/// Parameters that take a value. Where a beginning means several, the first is meant.
const VALUED: &[&str] = &[
    "path",
    "literalpath",
    "lp",
    "pspath",
    "filepath",
    "argumentlist",
    "destination",
    "destinationpath",
    "newname",
    "name",
    "itemtype",
    "type",
    "value",
    "outfile",
    "o",
    "encoding",
    "filter",
    "include",
    "exclude",
    "target",
    "width",
    "inputobject",
    "variable",
    "uri",
    "method",
    "body",
    "headers",
    "useragent",
    "contenttype",
    "timeoutsec",
    "compressionlevel",
    "delimiter",
    "depth",
    "totalcount",
    "tail",
    "stream",
    "credential",
    "command",
    "workingdirectory",
    "verb",
    "windowstyle",
    "erroraction",
    "ea",
    "errorvariable",
    "ev",
    "warningaction",
    "wa",
    "informationaction",
    "outvariable",
    "ov",
    "typename",
    "stackname",
    "redirectstandardoutput",
    "redirectstandarderror",
];

#[derive(Default)]
pub struct Arguments {
    by_name: Vec<(String, Value)>,
    by_place: Vec<Value>,
}

impl Arguments {
    pub fn of(call: &Invocation) -> Arguments {
        let mut arguments = Arguments::default();
        let mut args = call.args().iter().peekable();
        while let Some(arg) = args.next() {
            let text = arg.as_deref().unwrap_or_default();
            match text.strip_prefix('-').filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) {
                Some(name) => {
                    let (name, given) =
                        name.split_once(':').map_or((name, None), |(name, rest)| (name, Some(rest)));
                    let name = name.to_lowercase();
                    let known = VALUED.iter().find(|known| **known == name);
                    let begins = |known: &&&str| name.len() > 1 && known.starts_with(&name);
                    let known = known.or_else(|| VALUED.iter().find(begins));
                    let value = match (given, known) {
                        (Some(text), _) => argument(text),
                        (None, Some(_)) => args.next().cloned().flatten(),
                        (None, None) => None,
                    };
                    arguments.by_name.push((known.map_or(name, |known| (*known).to_owned()), value));
                }
                // A switch of `cmd`, which people write here, too.
                None if is_switch(text) => {}
                None => arguments.by_place.push(arg.clone()),
            }
        }
        arguments
    }

    /// Whether a switch is on.
    pub fn has(&self, name: &str) -> bool {
        let is_off =
            |value: &Value| value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("false"));
        self.by_name.iter().any(|(known, value)| {
            !known.is_empty()
                && (known.starts_with(name) || name.starts_with(known.as_str()))
                && !is_off(value)
        })
    }

    /// Whether it only says what it would do.
    pub fn is_only_said(&self) -> bool {
        self.by_name.iter().any(|(name, value)| {
            (name == "wi" || name.len() > 1 && "whatif".starts_with(name.as_str()))
                && value.as_deref().is_none_or(|value| !value.eq_ignore_ascii_case("false"))
        })
    }

    /// The value of one of these parameters.
    pub fn value_of(&self, names: &[&str]) -> Option<Value> {
        self.by_name.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.clone())
    }

    /// The value of one of these parameters, else the next one that only its place tells.
    pub fn take(&mut self, names: &[&str]) -> Option<Value> {
        self.value_of(names).or_else(|| (!self.by_place.is_empty()).then(|| self.by_place.remove(0)))
    }

    /// The paths that it is given, with the names that patterns stand for.
    pub fn paths(&mut self, machine: &mut Machine) -> Vec<Value> {
        if let Some(literal) = self.value_of(&["literalpath", "lp", "pspath"]) {
            return list(literal);
        }
        let given = self.take(&["path", "filepath"]);
        let is_some = self.value_of(&["filter", "include", "exclude"]).is_some();
        let mut paths = Vec::new();
        for path in given.into_iter().flat_map(list) {
            match path {
                Some(path) if is_some => paths.push(some_of(&path)),
                Some(path) if path.contains(['*', '?', '[']) => paths.extend(machine.matching(&path)),
                path => paths.push(path),
            }
        }
        paths
    }

    /// What is left that only its place tells.
    pub fn others(&self) -> &[Value] {
        &self.by_place
    }
}

/// Some of what a path stands for: of which names, only the disk tells.
fn some_of(path: &str) -> Value {
    let end = path.find(['*', '?', '[', UNKNOWN]).map_or(path.len(), |at| path[..at].rfind('/').unwrap_or(0));
    argument(&format!("{}/{UNKNOWN}", path[..end].trim_end_matches('/'))).filter(|_| end > 0)
}

fn is_switch(text: &str) -> bool {
    let letters = text.strip_prefix('/').unwrap_or_default();
    matches!(letters.len(), 1..=2) && letters.chars().all(|c| c.is_ascii_alphabetic())
}

/// The items of a list, as paths of the other shells.
pub fn list(value: Value) -> Vec<Value> {
    let Some(text) = value else { return vec![None] };
    text.split(LIST).map(|item| argument(&item.trim().replace('\\', "/"))).collect()
}

/// Whether a path is of no file system: `env:NAME`, `HKLM:\…`. Drives have one letter.
pub fn is_elsewhere(path: &Value) -> bool {
    let drive = path.as_deref().and_then(|path| path.split_once(':'));
    drive.is_some_and(|(drive, _)| drive.len() > 1 && drive.chars().all(char::is_alphanumeric))
}
