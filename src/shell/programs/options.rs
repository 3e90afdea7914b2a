//! A program's arguments as options and operands, the GNU way: options may stand anywhere before `--`.

use crate::shell::value::Value;

/// The options of a program that take a value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spec {
    pub short: &'static str,
    /// Short ones whose value must be in the same argument (`-i.bak`).
    pub attached: &'static str,
    pub long: &'static [&'static str],
    /// Everything from the first operand on is one, as for a program that runs another.
    pub stops: bool,
}

impl Spec {
    /// No option takes a value.
    pub const NONE: Spec = Spec { short: "", attached: "", long: &[], stops: false };

    pub const fn new(short: &'static str, long: &'static [&'static str]) -> Spec {
        Spec { short, long, ..Spec::NONE }
    }

    /// With short ones whose value must be in the same argument.
    pub const fn attaching(self, attached: &'static str) -> Spec {
        Spec { attached, ..self }
    }

    /// With everything from the first operand on as one.
    pub const fn stopping(self) -> Spec {
        Spec { stops: true, ..self }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Short ones as one letter, long ones without their dashes.
    pub flags: Vec<(String, Value)>,
    pub operands: Vec<Value>,
}

impl Options {
    /// Splits what follows the program's name.
    pub fn parse(args: &[Value], spec: Spec) -> Options {
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(text) = arg else {
                options.operands.push(None);
                continue;
            };
            if text == "--" {
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                options.long(long, &mut args, spec);
            } else if text.len() > 1 && text.starts_with('-') {
                options.short(&text[1..], &mut args, spec);
            } else {
                options.operands.push(arg.clone());
                if spec.stops {
                    break;
                }
            }
        }
        options.operands.extend(args.cloned());
        options
    }

    fn long<'a>(&mut self, text: &str, args: &mut impl Iterator<Item = &'a Value>, spec: Spec) {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(Some(value.to_owned()))),
            None => (text, None),
        };
        // GNU takes any beginning that names one option.
        let is_known = |known: &&&str| **known == name || name.len() > 3 && known.starts_with(name);
        let known = spec.long.iter().find(is_known).copied();
        let value = match (value, known) {
            (Some(value), _) => value,
            (None, Some(_)) => args.next().cloned().flatten(),
            (None, None) => None,
        };
        self.flags.push((known.unwrap_or(name).to_owned(), value));
    }

    fn short<'a>(&mut self, text: &str, args: &mut impl Iterator<Item = &'a Value>, spec: Spec) {
        for (at, letter) in text.char_indices() {
            let rest = &text[at + letter.len_utf8()..];
            if spec.attached.contains(letter) {
                self.flags.push((letter.to_string(), Some(rest.to_owned())));
                return;
            }
            if spec.short.contains(letter) {
                let value =
                    if rest.is_empty() { args.next().cloned().flatten() } else { Some(rest.to_owned()) };
                self.flags.push((letter.to_string(), value));
                return;
            }
            self.flags.push((letter.to_string(), None));
        }
    }

    /// Whether one of these is given.
    pub fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|(flag, _)| names.contains(&flag.as_str()))
    }

    /// The last value given to one of these; an outer `None` where none is given.
    pub fn value(&self, names: &[&str]) -> Option<Value> {
        self.flags
            .iter()
            .rev()
            .find(|(flag, _)| names.contains(&flag.as_str()))
            .map(|(_, value)| value.clone())
    }
}
