//! JavaScript and TypeScript, and as much of Lua as looks like them: their statements. What the libraries do is in
//! `library`.

mod lex;
mod library;

use std::ops::Range;

use super::expression::concat;
use super::reader::{Function, Language, Reader};
use super::token::Kind;
use super::value::Known;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

static SCRIPT: Language = Language {
    call: library::call,
    method: library::method,
    member: library::member,
    body,
    special,
    skipped: &["await", "async", "new", "typeof", "void", "yield", "local", "export", "return"],
};

/// Operators behind which a line goes on, and before which one did.
const OPEN: [&str; 18] =
    ["=", ",", "+", "-", "*", "/", "=>", ".", "?.", "&&", "||", "??", "?", ":", "+=", "==", "===", "!"];
const GOES_ON: [&str; 14] = [".", "?.", "+", "&&", "||", "??", "?", ":", ",", "=", "=>", "*", "===", ".."];

/// How many empty lines may stand within a statement.
const MOST_BLANK: usize = 64;

pub fn javascript(machine: &mut Machine, text: &str, args: &[Value]) {
    read(machine, text, args, false);
}

pub fn lua(machine: &mut Machine, text: &str, args: &[Value]) {
    read(machine, text, args, true);
}

fn read(machine: &mut Machine, text: &str, args: &[Value], is_lua: bool) {
    let Some(tokens) = lex::read(text, is_lua) else { return };
    let count = tokens.len();
    let mut reader = Reader::new(machine, &SCRIPT, tokens);
    // `process.argv[0]` is the program.
    let args = args.iter().map(|arg| arg.as_deref().map_or(Known::Nothing, Known::text));
    reader.bind("process.argv", Known::list(std::iter::once(Known::Nothing).chain(args).collect()));
    statements(&mut reader, 0..count);
}

/// A function's body: statements in braces, or one value.
fn body(reader: &mut Reader, range: Range<usize>) {
    let is_block = range.start.checked_sub(1).is_some_and(|at| reader.tokens[at].is_op("{"));
    if is_block {
        return statements(reader, range);
    }
    let value = reader.value(range);
    reader.leave(value);
}

fn statements(reader: &mut Reader, range: Range<usize>) {
    let mut at = range.start;
    while at < range.end && reader.returned.is_none() {
        let mut next = range.end;
        reader.deeper(|reader| next = statement(reader, at, range.end));
        at = next.max(at + 1);
    }
}

/// Runs the statement that begins at hand, and says where the next one does.
fn statement(reader: &mut Reader, at: usize, end: usize) -> usize {
    let token = &reader.tokens[at];
    if token.kind == Kind::End {
        return at + 1;
    }
    if token.is_op("{") {
        let inner = at + 1..token.at;
        let next = reader.next(at);
        statements(reader, inner);
        return next;
    }
    let word = if token.kind == Kind::Name { token.text.clone() } else { String::new() };
    let is_call = reader.tokens.get(at + 1).is_some_and(|token| token.is_op("(") || token.is_op("."));
    match word.as_str() {
        // What they stand before is a statement of its own.
        "export" | "default" | "async" | "local" | "try" | "finally" | "do" => at + 1,
        "import" if !is_call => {
            let stop = end_of(reader, at, end);
            import(reader, at + 1..stop);
            stop
        }
        "const" | "let" | "var" => {
            let stop = end_of(reader, at, end);
            for part in reader.parts(at + 1..stop) {
                declare(reader, part);
            }
            stop
        }
        "function" => define(reader, at, end).map_or(at + 1, |(_, next)| next),
        "class" | "interface" | "type" => skip_block(reader, at, end),
        "for" => each(reader, at, end),
        "if" | "while" | "switch" | "catch" | "else" => {
            let head = at + 1;
            let has_head = reader.tokens.get(head).is_some_and(|token| token.is_op("(")) && word != "else";
            let start = if has_head { reader.next(head) } else { head };
            reader.value(head..start);
            let (inner, next) = block(reader, start, end);
            reader.perhaps(|reader| statements(reader, inner));
            next
        }
        "return" => {
            let stop = end_of(reader, at, end);
            let value = reader.value(at + 1..stop);
            reader.leave(value);
            stop
        }
        _ => {
            let stop = end_of(reader, at, end);
            assign(reader, at..stop);
            stop
        }
    }
}

/// Where the statement at hand ends: at a `;`, or at a line's end behind which nothing goes on.
fn end_of(reader: &Reader, at: usize, end: usize) -> usize {
    let tokens = &reader.tokens;
    let mut place = at;
    while place < end {
        let token = &tokens[place];
        if token.kind == Kind::End {
            let before = place.checked_sub(1).map(|at| &tokens[at]);
            let after = tokens[place..end].iter().take(MOST_BLANK).find(|token| token.text != "\n");
            let goes_on = before
                .is_some_and(|token| token.kind == Kind::Op && OPEN.contains(&token.text.as_str()))
                || after
                    .is_some_and(|token| token.kind == Kind::Op && GOES_ON.contains(&token.text.as_str()));
            if token.text == ";" || !goes_on {
                return place;
            }
        }
        place = reader.next(place);
    }
    end
}

/// What is in the braces at hand, or else one statement, and where the next one begins.
fn block(reader: &Reader, at: usize, end: usize) -> (Range<usize>, usize) {
    let start = (at..end).find(|at| reader.tokens[*at].kind != Kind::End).unwrap_or(end);
    match reader.tokens.get(start).filter(|_| start < end) {
        Some(token) if token.is_op("{") => (start + 1..token.at, reader.next(start)),
        _ => {
            let stop = end_of(reader, start, end);
            (start..stop, stop)
        }
    }
}

fn skip_block(reader: &Reader, at: usize, end: usize) -> usize {
    let open = reader.find(at..end, "{");
    open.map_or(end, |open| reader.next(open)).min(end_of(reader, at, end).max(at + 1))
}

/// `name = value`, `name: type = value`, `{ a, b: c } = value`, `[a, b] = value`
fn declare(reader: &mut Reader, range: Range<usize>) {
    let Some(at) = reader.find(range.clone(), "=") else { return };
    let value = reader.value(at + 1..range.end);
    bind(reader, range.start..at, &value);
}

fn bind(reader: &mut Reader, target: Range<usize>, value: &Known) {
    let Some(first) = reader.tokens.get(target.start).filter(|_| !target.is_empty()).cloned() else { return };
    match first.text.as_str() {
        "{" => {
            for part in reader.parts(target.start + 1..first.at) {
                let names = reader.targets(part);
                if let (Some(key), Some(name)) = (names.first(), names.last()) {
                    let value = reader.member(value.clone(), key);
                    reader.bind(name, value);
                }
            }
        }
        "[" => reader.unpack(target.start..first.at + 1, value),
        _ if first.kind == Kind::Name => reader.bind(&first.text, value.clone()),
        _ => {}
    }
}

/// `name = value`, `name += value`, or a value alone.
fn assign(reader: &mut Reader, range: Range<usize>) {
    let target = range.start..range.start + 1;
    let op = reader.tokens.get(range.start + 1).filter(|_| range.len() > 2).cloned();
    let is_name = reader.tokens[range.start].kind == Kind::Name;
    match op.filter(|op| is_name && op.kind == Kind::Op) {
        Some(op) if op.text == "=" => {
            let value = reader.value(range.start + 2..range.end);
            bind(reader, target, &value);
        }
        Some(op) if op.text == "+=" => {
            let before = reader.value(target.clone());
            let value = reader.value(range.start + 2..range.end);
            bind(reader, target, &concat(&before, &value));
        }
        _ => drop(reader.value(range)),
    }
}

/// `import a, { b as c } from 'm'`, `import * as a from 'm'`
fn import(reader: &mut Reader, range: Range<usize>) {
    let Some(module) = reader.tokens[range.clone()].iter().rev().find(|token| token.kind == Kind::Text)
    else {
        return;
    };
    let module = Known::library(&library::module(&module.text));
    let end = reader.find(range.clone(), "from").unwrap_or(range.start);
    for part in reader.parts(range.start..end) {
        let open = reader.tokens[part.start].clone();
        if !open.is_op("{") {
            if let Some(name) = reader.targets(part).pop() {
                reader.bind(&name, module.clone());
            }
            continue;
        }
        for part in reader.parts(part.start + 1..open.at) {
            let names = reader.targets(part);
            if let (Some(key), Some(name)) = (names.first(), names.last()) {
                let value = reader.member(module.clone(), key);
                reader.bind(name, value);
            }
        }
    }
}

/// `for (const a of values) …`; any other loop runs once, of nothing known.
fn each(reader: &mut Reader, at: usize, end: usize) -> usize {
    let Some(open) = reader.find(at..end, "(") else { return at + 1 };
    let close = reader.tokens[open].at;
    let (inner, next) = block(reader, close + 1, end);
    let Some(of) = reader.find(open + 1..close, "of") else {
        reader.perhaps(|reader| statements(reader, inner));
        return next;
    };
    let words = ["const", "let", "var"];
    let start = open + 1 + usize::from(words.contains(&reader.tokens[open + 1].text.as_str()));
    let values = reader.value(of + 1..close);
    let is_known = values.items().is_some();
    let run = |reader: &mut Reader| {
        for item in values.rounds() {
            bind(reader, start..of, &item);
            statements(reader, inner.clone());
        }
    };
    let was_plain = std::mem::replace(&mut reader.is_plain, false);
    if is_known {
        run(reader);
    } else {
        reader.perhaps(run);
    }
    reader.is_plain = was_plain;
    next
}

/// `function name(a, b) { … }`
fn define(reader: &mut Reader, at: usize, end: usize) -> Option<(Known, usize)> {
    let open = reader.find(at..end, "(").filter(|open| open - at < 4)?;
    let close = reader.tokens[open].at;
    let brace = reader.find(close..end, "{")?;
    let params = params(reader, open + 1..close);
    let function = reader.define(Function { params, body: brace + 1..reader.tokens[brace].at });
    if let Some(name) = reader.targets(at + 1..open).pop() {
        reader.bind(&name, function.clone());
    }
    Some((function, reader.next(brace)))
}

fn params(reader: &Reader, range: Range<usize>) -> Vec<String> {
    let name = |part: Range<usize>| reader.targets(part).into_iter().next().unwrap_or_default();
    reader.parts(range).into_iter().map(name).collect()
}

/// `(a, b) => …`, `a => …` and `function (a) { … }` within an expression.
fn special(reader: &mut Reader, at: usize, end: usize) -> Option<(Known, usize)> {
    let token = reader.tokens.get(at)?.clone();
    if token.kind == Kind::Name && token.text == "function" {
        return define(reader, at, end);
    }
    let behind = reader.next(at);
    if behind >= end || !reader.tokens[behind].is_op("=>") {
        return None;
    }
    let params = if token.is_op("(") { params(reader, at + 1..token.at) } else { vec![token.text.clone()] };
    let start = (behind + 1..end).find(|at| reader.tokens[*at].kind != Kind::End)?;
    let first = &reader.tokens[start];
    let (body, next) =
        if first.is_op("{") { (start + 1..first.at, reader.next(start)) } else { (start..end, end) };
    Some((reader.define(Function { params, body }), next))
}
