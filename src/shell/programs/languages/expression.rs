//! Expressions, from left to right, every call in them included. What is no string, path, list or name is a value of
//! which nothing is known.

use std::ops::Range;
use std::rc::Rc;

use super::act::join;
use super::reader::Reader;
use super::token::{FIELD, Kind, Token};
use super::value::{Given, Known};
use crate::shell::value::UNKNOWN;

impl Reader<'_, '_> {
    /// The parts of a range between commas.
    pub fn parts(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut at) = (range.start, range.start);
        if !self.machine.pays(range.len() / 8) {
            return parts;
        }
        while at < range.end {
            let token = &self.tokens[at];
            if token.is_op(",") {
                parts.push(start..at);
                start = at + 1;
            }
            at = self.next(at);
        }
        if start < range.end {
            parts.push(start..range.end);
        }
        parts
    }

    /// The place behind a token, and behind the whole of what a bracket opens.
    pub fn next(&self, at: usize) -> usize {
        let token = &self.tokens[at];
        let is_open = token.kind == Kind::Op && matches!(token.text.as_str(), "(" | "[" | "{");
        if is_open { token.at.max(at) + 1 } else { at + 1 }
    }

    /// Where an operator or a word stands outside of brackets.
    pub fn find(&self, range: Range<usize>, text: &str) -> Option<usize> {
        let mut at = range.start;
        if !self.machine.pays(range.len() / 8) {
            return None;
        }
        while at < range.end {
            let token = &self.tokens[at];
            if matches!(token.kind, Kind::Op | Kind::Name) && token.text == text {
                return Some(at);
            }
            at = self.next(at);
        }
        None
    }

    /// The value of several expressions with commas between them.
    pub fn values(&mut self, range: Range<usize>) -> Known {
        let parts = self.parts(range);
        match &parts[..] {
            [one] => self.value(one.clone()),
            several => {
                let values = several.iter().map(|part| self.value(part.clone())).collect();
                Known::list(values)
            }
        }
    }

    /// The value of an expression.
    pub fn value(&mut self, range: Range<usize>) -> Known {
        let mut value = Known::Nothing;
        self.deeper(|reader| value = reader.operands(range));
        value
    }

    fn operands(&mut self, range: Range<usize>) -> Known {
        let mut at = range.start;
        let mut value: Option<Known> = None;
        let mut op: Option<String> = None;
        while at < range.end {
            let token = &self.tokens[at];
            if token.kind == Kind::End
                || token.kind == Kind::Name && self.language.skipped.contains(&token.text.as_str())
            {
                at += 1;
                continue;
            }
            let is_value = match token.kind {
                Kind::Op => matches!(token.text.as_str(), "(" | "[" | "{"),
                _ => true,
            };
            if !is_value {
                op = Some(token.text.clone());
                at += 1;
                continue;
            }
            let (next, end) = self.chain(at, range.end);
            value = Some(match (value, op.take().as_deref()) {
                (None, None) => next,
                (Some(before), Some("+" | "..")) => concat(&before, &next),
                (Some(Known::Path(dir)), Some("/")) => Known::path(join(&dir, &next.marked())),
                // Strings side by side are one.
                (Some(Known::Text(before)), None) if matches!(next, Known::Text(_)) => {
                    Known::text(format!("{before}{}", next.marked()))
                }
                // `a or b`, `a if b else c`, a comparison.
                _ => Known::Nothing,
            });
            at = end;
        }
        // `*a`, `-1`, `!a`
        value.filter(|_| op.is_none()).unwrap_or(Known::Nothing)
    }

    /// A value with all that hangs on it: members, calls, places.
    fn chain(&mut self, at: usize, end: usize) -> (Known, usize) {
        let (mut value, mut at) =
            (self.language.special)(self, at, end).unwrap_or_else(|| (self.single(at), self.next(at)));
        while at < end {
            let token = &self.tokens[at];
            match (token.kind, token.text.as_str()) {
                (Kind::Op, "." | "?.") if at + 1 < end => {
                    let name = self.tokens[at + 1].text.clone();
                    value = self.member(value, &name);
                    at += 2;
                }
                (Kind::Op, "(") => {
                    let given = self.given(at + 1..token.at);
                    at = self.next(at);
                    value = self.call(&value, &given);
                }
                (Kind::Op, "[") => {
                    let inner = at + 1..token.at;
                    at = self.next(at);
                    value = self.place(&value, inner);
                }
                _ => break,
            }
        }
        (value, at)
    }

    /// A value without what hangs on it.
    pub fn single(&mut self, at: usize) -> Known {
        let tokens = Rc::clone(&self.tokens);
        let token = &tokens[at];
        match token.kind {
            Kind::Text => Known::text(&token.text),
            Kind::Format => Known::text(self.filled(&token.text)),
            Kind::Name => self.names.get(&token.text).cloned().unwrap_or_else(|| Known::library(&token.text)),
            Kind::Op if token.text == "(" => {
                if self.find(at + 1..token.at, "for").is_some() {
                    return self.every(at + 1..token.at);
                }
                let is_list = tokens.get(token.at.wrapping_sub(1)).is_some_and(|token| token.is_op(","));
                match self.values(at + 1..token.at) {
                    value @ Known::List(_) => value,
                    value if is_list => Known::list(vec![value]),
                    value => value,
                }
            }
            Kind::Op if token.text == "[" => {
                if self.find(at + 1..token.at, "for").is_some() {
                    return self.every(at + 1..token.at);
                }
                let parts = self.parts(at + 1..token.at);
                Known::list(parts.into_iter().map(|part| self.value(part)).collect())
            }
            Kind::Op => self.pairs(at + 1..token.at),
            Kind::Other | Kind::End => Known::Nothing,
        }
    }

    /// `{key: value}`
    fn pairs(&mut self, range: Range<usize>) -> Known {
        let mut pairs = Vec::new();
        for part in self.parts(range) {
            let Some(colon) = self.find(part.clone(), ":") else {
                self.value(part);
                continue;
            };
            let key = self.value(part.start..colon);
            let value = self.value(colon + 1..part.end);
            pairs.push((key, value));
        }
        Known::pairs(pairs)
    }

    /// `value for name in values if …`
    fn every(&mut self, range: Range<usize>) -> Known {
        let (Some(each), Some(within)) = (self.find(range.clone(), "for"), self.find(range.clone(), "in"))
        else {
            return Known::Nothing;
        };
        let end = self
            .find(within..range.end, "if")
            .or(self.find(within + 1..range.end, "for"))
            .unwrap_or(range.end);
        let values = self.value(within + 1..end);
        let mut made = Vec::new();
        self.perhaps(|reader| {
            for item in values.rounds() {
                reader.unpack(each + 1..within, &item);
                made.push(reader.value(range.start..each));
            }
        });
        if end == range.end && values.items().is_some() { Known::list(made) } else { Known::Nothing }
    }

    /// The names in a range.
    pub fn targets(&self, range: Range<usize>) -> Vec<String> {
        let names =
            range.filter(|at| self.tokens[*at].kind == Kind::Name).map(|at| self.tokens[at].text.clone());
        names.collect()
    }

    /// What stands between the brackets of a call.
    pub fn given(&mut self, range: Range<usize>) -> Given {
        let mut given = Given::default();
        if self.find(range.clone(), "for").is_some() {
            given.by_place.push(self.every(range));
            return given;
        }
        for part in self.parts(range) {
            let is_named = part.len() > 2
                && self.tokens[part.start].kind == Kind::Name
                && self.tokens[part.start + 1].is_op("=");
            if is_named {
                let name = self.tokens[part.start].text.clone();
                let value = self.value(part.start + 2..part.end);
                given.by_name.push((name, value));
            } else {
                let value = self.value(part);
                given.by_place.push(value);
            }
        }
        given
    }

    /// What belongs to a value.
    pub fn member(&mut self, value: Known, name: &str) -> Known {
        if let Some(member) = (self.language.member)(&value, name) {
            return member;
        }
        match value {
            Known::Library(library) => {
                let whole = format!("{library}.{name}");
                self.names.get(&whole).cloned().unwrap_or_else(|| Known::library(&whole))
            }
            Known::Nothing | Known::Member(..) => Known::Nothing,
            value => Known::Member(Rc::new(value), name.into()),
        }
    }

    fn call(&mut self, callee: &Known, given: &Given) -> Known {
        match callee {
            Known::Function(at) => self.call_function(*at, given),
            Known::Library(name) => (self.language.call)(self, name, given),
            Known::Member(value, name) => (self.language.method)(self, value, name, given),
            // Nobody knows what it does, but what it is given may be called.
            _ => (self.language.call)(self, "", given),
        }
    }

    /// `value[1]`, `value[1:]`
    fn place(&mut self, value: &Known, range: Range<usize>) -> Known {
        let number = |token: Option<&Token>| token.and_then(|token| token.text.parse::<usize>().ok());
        let Known::List(list) = value else {
            let key = self.value(range);
            let (Known::Pairs(pairs), Some(key)) = (value, key.spelled()) else { return Known::Nothing };
            let pair = pairs.values.iter().find(|pair| pair.at(0).spelled() == Some(key));
            return pair.map_or(Known::Nothing, |pair| pair.at(1));
        };
        match &self.tokens[range] {
            [one] => number(Some(one)).and_then(|at| list.values.get(at)).cloned().unwrap_or(Known::Nothing),
            [from, colon] if colon.is_op(":") => {
                let rest = number(Some(from)).and_then(|at| list.values.get(at..)).map(<[_]>::to_vec);
                rest.map_or(Known::Nothing, Known::list)
            }
            _ => Known::Nothing,
        }
    }

    /// A string with the names in it replaced by what is known of them.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        for (at, part) in text.split(FIELD).enumerate() {
            if at % 2 == 0 {
                filled.push_str(part);
            } else {
                filled.push_str(&self.names.get(part).map_or_else(|| UNKNOWN.to_string(), Known::marked));
            }
        }
        filled
    }
}

/// `before + next`
pub fn concat(before: &Known, next: &Known) -> Known {
    match (before, next) {
        (Known::List(before), Known::List(next)) => {
            Known::list(before.values.iter().chain(&next.values).cloned().collect())
        }
        (Known::Text(_), _) | (_, Known::Text(_)) => Known::text(before.marked() + &next.marked()),
        _ => Known::Nothing,
    }
}
