//! What is known of a value of another language.

use std::rc::Rc;

use crate::shell::value::{LONGEST, UNKNOWN};

/// How deep lists may lie in one another, how many values one may have, and how long the name of a library's part may be.
const DEEPEST: u8 = 4;
const LONGEST_LIST: usize = 1000;
const LONGEST_NAME: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    Nothing,
    /// A string, with a mark for what is not known of it.
    Text(Rc<str>),
    /// An object that stands for a path.
    Path(Rc<str>),
    List(Rc<Items>),
    /// Keys and values, each two a list.
    Pairs(Rc<Items>),
    /// A module, a class or a function of the language's own library, by its whole name.
    Library(Rc<str>),
    /// A function of the text, by its place among them.
    Function(usize),
    /// Something that belongs to a value.
    Member(Rc<Known>, Rc<str>),
}

/// The values of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Items {
    pub values: Vec<Known>,
    depth: u8,
}

impl Items {
    fn new(mut values: Vec<Known>) -> Rc<Items> {
        values.truncate(LONGEST_LIST);
        let depth = |value: &Known| match value {
            Known::List(items) | Known::Pairs(items) => items.depth,
            _ => 0,
        };
        for value in &mut values {
            if depth(value) >= DEEPEST {
                *value = Known::Nothing;
            }
        }
        let depth = values.iter().map(depth).max().unwrap_or(0) + 1;
        Rc::new(Items { values, depth })
    }
}

impl Known {
    pub fn list(values: Vec<Known>) -> Known {
        Known::List(Items::new(values))
    }

    pub fn pairs(pairs: Vec<(Known, Known)>) -> Known {
        Known::Pairs(Items::new(
            pairs.into_iter().map(|(key, value)| Known::list(vec![key, value])).collect(),
        ))
    }

    pub fn library(name: &str) -> Known {
        if name.len() > LONGEST_NAME { Known::Nothing } else { Known::Library(name.into()) }
    }

    pub fn text(text: impl AsRef<str>) -> Known {
        match text.as_ref() {
            text if text.len() > LONGEST => Known::Nothing,
            text => Known::Text(text.into()),
        }
    }

    pub fn path(text: impl AsRef<str>) -> Known {
        match text.as_ref() {
            text if text.len() > LONGEST => Known::Nothing,
            text => Known::Path(text.into()),
        }
    }

    /// The text of a string or a path.
    pub fn spelled(&self) -> Option<&str> {
        match self {
            Known::Text(text) | Known::Path(text) => Some(text),
            _ => None,
        }
    }

    /// The same with a mark where nothing is known.
    pub fn marked(&self) -> String {
        self.spelled().map_or_else(|| UNKNOWN.to_string(), str::to_owned)
    }

    /// A part of a list.
    pub fn at(&self, place: usize) -> Known {
        match self {
            Known::List(items) => items.values.get(place).cloned().unwrap_or(Known::Nothing),
            _ => Known::Nothing,
        }
    }

    /// The same, or one value of which nothing is known.
    pub fn rounds(&self) -> Vec<Known> {
        self.items().unwrap_or_else(|| vec![Known::Nothing])
    }

    /// What a loop goes through; `None` where that is not known.
    pub fn items(&self) -> Option<Vec<Known>> {
        match self {
            Known::List(items) => Some(items.values.clone()),
            Known::Pairs(pairs) => Some(pairs.values.iter().map(|pair| pair.at(0)).collect()),
            _ => None,
        }
    }
}

/// What a call is given.
#[derive(Debug, Default, Clone)]
pub struct Given {
    pub by_place: Vec<Known>,
    pub by_name: Vec<(String, Known)>,
}

impl Given {
    /// An argument by its place, or by one of its names.
    pub fn get(&self, place: usize, names: &[&str]) -> Option<&Known> {
        let by_name = || names.iter().find_map(|name| self.named(name));
        self.by_place.get(place).or_else(by_name)
    }

    pub fn named(&self, name: &str) -> Option<&Known> {
        self.by_name.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}
