//! Goes through a text of another language: names and what is known of them, functions, and what may not happen.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::act::{Act, act};
use super::token::Token;
use super::value::{Given, Known};
use crate::shell::machine::Machine;

/// How deep expressions may be nested, and calls of the text's own functions.
const DEEPEST: usize = 60;
const MOST_CALLS: usize = 6;
/// How many names are followed.
const MOST_NAMES: usize = 256;
/// What a value costs, as much as making a text so long.
const VALUE: usize = 20;

/// What is of one language alone.
pub struct Language {
    /// Does what a function of its library does, and gives what comes of it.
    pub call: fn(&mut Reader, &str, &Given) -> Known,
    /// The same for what belongs to a value.
    pub method: fn(&mut Reader, &Known, &str, &Given) -> Known,
    /// What belongs to a value without being called.
    pub member: fn(&Known, &str) -> Option<Known>,
    /// Runs the statements of a function's body.
    pub body: fn(&mut Reader, Range<usize>),
    /// Reads a value of a form of its own that begins at a place and ends before another, and says where it does.
    pub special: fn(&mut Reader, usize, usize) -> Option<(Known, usize)>,
    /// Words that stand before a value and change nothing.
    pub skipped: &'static [&'static str],
}

/// A function of the text.
#[derive(Clone)]
pub struct Function {
    pub params: Vec<String>,
    /// Its statements, in the language's own count.
    pub body: Range<usize>,
}

pub struct Reader<'m, 'd> {
    pub machine: &'m mut Machine<'d>,
    pub language: &'static Language,
    pub tokens: Rc<Vec<Token>>,
    pub names: HashMap<String, Known>,
    functions: Vec<Function>,
    /// What the function at hand returns.
    pub returned: Option<Known>,
    /// Statements, for a language that has them by lines: how far each is indented, and its tokens.
    pub lines: Rc<Vec<(usize, Range<usize>)>>,
    /// Whether what is at hand runs once, whatever comes.
    pub is_plain: bool,
    /// How many conditions the statement at hand stands under in its function.
    branches: usize,
    depth: usize,
    calls: usize,
}

impl<'m, 'd> Reader<'m, 'd> {
    pub fn new(
        machine: &'m mut Machine<'d>,
        language: &'static Language,
        tokens: Vec<Token>,
    ) -> Reader<'m, 'd> {
        Reader {
            machine,
            language,
            tokens: Rc::new(tokens),
            names: HashMap::new(),
            functions: Vec::new(),
            returned: None,
            lines: Rc::default(),
            is_plain: true,
            branches: 0,
            depth: 0,
            calls: 0,
        }
    }

    pub fn bind(&mut self, name: &str, value: Known) {
        if self.names.len() < MOST_NAMES || self.names.contains_key(name) {
            self.names.insert(name.to_owned(), value);
        }
    }

    /// Binds the names in `a`, `a, b` or `a, (b, c)` to a value or its parts.
    pub fn unpack(&mut self, range: Range<usize>, value: &Known) {
        let Some(first) = self.tokens.get(range.start).filter(|_| !range.is_empty()) else { return };
        let is_enclosed = matches!(first.text.as_str(), "(" | "[") && first.at + 1 == range.end;
        let range = if is_enclosed { range.start + 1..range.end - 1 } else { range };
        let parts = self.parts(range.clone());
        match &parts[..] {
            [one] if *one == range && !is_enclosed => {
                let names = self.targets(range);
                for name in &names {
                    self.bind(name, if names.len() == 1 { value.clone() } else { Known::Nothing });
                }
            }
            several => {
                let items = value.items().filter(|items| items.len() == several.len());
                for (at, part) in several.iter().enumerate() {
                    let item = items.as_ref().and_then(|items| items.get(at)).cloned();
                    self.deeper(|reader| reader.unpack(part.clone(), &item.unwrap_or(Known::Nothing)));
                }
            }
        }
    }

    /// Does something that may not happen: what it binds otherwise is not known afterwards.
    pub fn perhaps(&mut self, does: impl FnOnce(&mut Self)) {
        let before = self.names.clone();
        if !self.machine.pays(VALUE * before.len()) {
            return;
        }
        let was_plain = std::mem::replace(&mut self.is_plain, false);
        self.branches += 1;
        does(self);
        self.branches -= 1;
        self.is_plain = was_plain;
        for (name, value) in &mut self.names {
            if before.get(name) != Some(value) {
                *value = Known::Nothing;
            }
        }
    }

    /// Calls a function of the text.
    pub fn call_function(&mut self, at: usize, given: &Given) -> Known {
        let Some(function) = self.functions.get(at).cloned().filter(|_| self.calls < MOST_CALLS) else {
            return Known::Nothing;
        };
        if !self.machine.pays(VALUE * self.names.len()) {
            return Known::Nothing;
        }
        let outer = self.names.clone();
        let outer_plain = std::mem::replace(&mut self.is_plain, false);
        let outer_returned = self.returned.take();
        let outer_branches = std::mem::take(&mut self.branches);
        self.calls += 1;
        for (place, name) in function.params.iter().enumerate() {
            let value = given.get(place, &[name]).cloned();
            self.bind(name, value.unwrap_or(Known::Nothing));
        }
        (self.language.body)(self, function.body);
        self.calls -= 1;
        self.names = outer;
        self.is_plain = outer_plain;
        self.branches = outer_branches;
        std::mem::replace(&mut self.returned, outer_returned).unwrap_or(Known::Nothing)
    }

    /// Notes a function of the text.
    pub fn define(&mut self, function: Function) -> Known {
        self.functions.push(function);
        Known::Function(self.functions.len() - 1)
    }

    /// Leaves the function at hand, if it is sure to come here.
    pub fn leave(&mut self, value: Known) {
        if self.calls > 0 && self.branches == 0 {
            self.returned = Some(value);
        }
    }

    /// Goes one level deeper; no further where that is too deep or too much.
    pub fn deeper(&mut self, does: impl FnOnce(&mut Self)) {
        if self.depth >= DEEPEST {
            self.machine.give_up();
        }
        if self.machine.pays(VALUE) {
            self.depth += 1;
            does(self);
            self.depth -= 1;
        }
    }

    /// Does what a library's function does. A change of the directory counts where it is plain, else nobody knows it.
    pub fn act(&mut self, what: Act, given: &Given) {
        match what {
            Act::Go if !self.is_plain => self.machine.state_mut().go(None),
            what => act(self.machine, what, given),
        }
    }
}
