//! Ruby and Perl, line by line: what is assigned, called, and done for each value of a list. Of what stands under a
//! condition they tell as if it were done.

mod blocks;
mod lex;
mod library;

use std::ops::Range;

use super::expression::concat;
use super::reader::{Language, Reader};
use super::token::Kind;
use super::value::Known;
use crate::shell::machine::Machine;
use crate::shell::value::Value;
use lex::Dialect;

static LINE: Language = Language {
    call: library::call,
    method: library::method,
    member: |_, _| None,
    body: statements,
    special,
    skipped: &["my", "our", "return", "not"],
};

/// Words and operators before which the arguments of a command end.
const ENDS: [&str; 9] = ["or", "and", "if", "unless", "while", "||", "&&", "{", "}"];

pub fn ruby(machine: &mut Machine, text: &str, args: &[Value]) {
    read(machine, text, args.get(1..).unwrap_or_default(), Dialect::Ruby);
}

pub fn perl(machine: &mut Machine, text: &str, args: &[Value]) {
    read(machine, text, args.get(1..).unwrap_or_default(), Dialect::Perl);
}

fn read(machine: &mut Machine, text: &str, args: &[Value], dialect: Dialect) {
    let Some(tokens) = lex::read(text, dialect) else { return };
    let count = tokens.len();
    let mut reader = Reader::new(machine, &LINE, tokens);
    let args =
        Known::list(args.iter().map(|arg| arg.as_deref().map_or(Known::Nothing, Known::text)).collect());
    reader.bind("ARGV", args.clone());
    reader.bind("$ARGV", args);
    statements(&mut reader, 0..count);
}

fn statements(reader: &mut Reader, range: Range<usize>) {
    let mut at = range.start;
    while at < range.end {
        let mut end = at;
        while end < range.end && reader.tokens[end].kind != Kind::End {
            end = reader.next(end);
        }
        let end = end.min(range.end);
        reader.deeper(|reader| statement(reader, at..end));
        at = end + 1;
    }
}

fn statement(reader: &mut Reader, range: Range<usize>) {
    let word = |at: usize| reader.tokens.get(at).filter(|token| at < range.end && token.kind == Kind::Name);
    let first = word(range.start).map_or("", |token| token.text.as_str());
    match first {
        "my" | "our" | "local" => statement(reader, range.start + 1..range.end),
        "for" | "foreach" => each(reader, range),
        _ => assign(reader, range),
    }
}

/// `a = value`, `($a, $b) = (…)`, `a += value`, or a value alone.
fn assign(reader: &mut Reader, range: Range<usize>) {
    let Some(first) = reader.tokens.get(range.start).filter(|_| !range.is_empty()).cloned() else { return };
    let target = range.start..reader.next(range.start);
    let op = reader
        .tokens
        .get(target.end)
        .filter(|token| target.end < range.end && token.kind == Kind::Op)
        .cloned();
    let is_target = first.kind == Kind::Name || first.is_op("(");
    match op.filter(|_| is_target).map(|op| op.text).as_deref() {
        Some("=") => {
            let value = reader.values(target.end + 1..range.end);
            reader.unpack(target, &value);
        }
        Some("+=") => {
            let before = reader.value(target.clone());
            let value = reader.value(target.end + 1..range.end);
            reader.unpack(target, &concat(&before, &value));
        }
        _ => drop(reader.value(range)),
    }
}

/// Perl's `for my $name (values) { … }`, where no name stands for `$_`.
fn each(reader: &mut Reader, range: Range<usize>) {
    let Some(open) = reader.find(range.clone(), "(") else { return drop(reader.value(range)) };
    let close = reader.tokens[open].at;
    let name = reader.targets(range.start + 1..open).pop().unwrap_or_else(|| "$_".to_owned());
    let values = match reader.values(open + 1..close) {
        // One list among brackets is the list.
        Known::Nothing => Known::Nothing,
        value @ Known::List(_) => value,
        value => Known::list(vec![value]),
    };
    let Some(brace) = reader.find(close + 1..range.end, "{") else { return };
    let body = brace + 1..reader.tokens[brace].at;
    rounds(reader, &[name], &values, &body);
    let behind = reader.next(brace)..range.end;
    if !behind.is_empty() {
        statement(reader, behind);
    }
}

fn rounds(reader: &mut Reader, names: &[String], values: &Known, body: &Range<usize>) {
    let was_plain = std::mem::replace(&mut reader.is_plain, false);
    for item in values.rounds() {
        for (at, name) in names.iter().enumerate() {
            let item = if names.len() == 1 { item.clone() } else { item.at(at) };
            reader.bind(name, item);
        }
        statements(reader, body.clone());
    }
    reader.is_plain = was_plain;
}

/// A command without brackets, and `values.each { |name| … }`.
fn special(reader: &mut Reader, at: usize, end: usize) -> Option<(Known, usize)> {
    let behind = reader.next(at);
    let is_each = |place: usize| {
        let text = |at: usize| reader.tokens.get(at).map_or("", |token| token.text.as_str());
        text(place) == "."
            && matches!(text(place + 1), "each" | "each_pair" | "each_with_index")
            && text(place + 2) == "{"
    };
    if behind + 2 < end && is_each(behind) {
        let brace = behind + 2;
        let close = reader.tokens[brace].at;
        let values = reader.single(at);
        let bars: Vec<usize> =
            (brace + 1..close).filter(|at| reader.tokens[*at].is_op("|")).take(2).collect();
        let (names, start) = match bars[..] {
            [first, last] => (reader.targets(first..last), last + 1),
            _ => (Vec::new(), brace + 1),
        };
        rounds(reader, &names, &values, &(start..close));
        return Some((Known::Nothing, close + 1));
    }
    if reader.tokens[at].kind != Kind::Name {
        return None;
    }
    let (mut name, mut place) = (reader.tokens[at].text.clone(), at + 1);
    while place + 1 < end
        && reader.tokens[place].is_op(".")
        && reader.tokens[place + 1].kind == Kind::Name
        && name.len() < 40
    {
        name = format!("{name}.{}", reader.tokens[place + 1].text);
        place += 2;
    }
    let next = reader.tokens.get(place).filter(|_| place < end)?;
    let is_bare =
        matches!(next.kind, Kind::Text | Kind::Format | Kind::Name | Kind::Other) || next.is_op("[");
    if !is_bare || !library::is_command(&name) || ENDS.contains(&next.text.as_str()) {
        return None;
    }
    let mut stop = place;
    while stop < end
        && reader.tokens[stop].kind != Kind::End
        && !ENDS.contains(&reader.tokens[stop].text.as_str())
    {
        stop = reader.next(stop);
    }
    let given = reader.given(place..stop);
    Some((library::call(reader, &name, &given), stop))
}
