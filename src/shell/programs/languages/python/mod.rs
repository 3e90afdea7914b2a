//! Python: its statements. What its library does is in `library`.

mod lex;
mod library;

use std::ops::Range;
use std::rc::Rc;

use super::expression::concat;
use super::reader::{Function, Language, Reader};
use super::token::Kind;
use super::value::Known;
use crate::shell::machine::Machine;
use crate::shell::value::Value;
use lex::{Line, Text};

static PYTHON: Language = Language {
    call: library::call,
    method: library::method,
    member: library::member,
    body: block,
    special: |_, _, _| None,
    skipped: &["await", "not", "yield", "from"],
};

/// Reads a text as Python would run it, `args` being `sys.argv`.
pub fn python(machine: &mut Machine, text: &str, args: &[Value]) {
    let Some(Text { tokens, lines }) = lex::read(text) else { return };
    let mut reader = Reader::new(machine, &PYTHON, tokens);
    let args = args.iter().map(|arg| arg.as_deref().map_or(Known::Nothing, Known::text)).collect();
    reader.bind("sys.argv", Known::list(args));
    let count = lines.len();
    reader.lines = Rc::new(lines.into_iter().map(|Line { indent, tokens }| (indent, tokens)).collect());
    block(&mut reader, 0..count);
}

/// Runs statements of one block.
fn block(reader: &mut Reader, lines: Range<usize>) {
    let mut at = lines.start;
    while at < lines.end && reader.returned.is_none() {
        let indent = reader.lines[at].0;
        let deeper = reader.lines[at + 1..lines.end].iter().take_while(|(more, _)| *more > indent).count();
        let body = at + 1..at + 1 + deeper;
        at = body.end;
        reader.deeper(|reader| statement(reader, body.start - 1, body));
    }
}

/// Runs a statement with the block that belongs to it.
fn statement(reader: &mut Reader, line: usize, body: Range<usize>) {
    let tokens = reader.lines[line].1.clone();
    let word = |at: usize| reader.tokens.get(at).filter(|token| token.kind == Kind::Name && at < tokens.end);
    let first = word(tokens.start).map(|token| token.text.clone()).unwrap_or_default();
    let rest = tokens.start + 1..tokens.end;
    match first.as_str() {
        "import" => import(reader, rest),
        "from" => import_from(reader, rest),
        "def" => define(reader, rest, body),
        "class" => {}
        "for" => each(reader, rest, body),
        "while" | "if" | "elif" | "else" | "except" => {
            reader.value(rest);
            reader.perhaps(|reader| block(reader, body));
        }
        "try" | "finally" => block(reader, body),
        "with" => {
            for part in reader.parts(rest) {
                let end = reader.find(part.clone(), "as").unwrap_or(part.end);
                reader.value(part.start..end);
                for name in reader.targets(end..part.end) {
                    reader.bind(&name, Known::Nothing);
                }
            }
            block(reader, body);
        }
        "return" => {
            let value = reader.values(rest);
            reader.leave(value);
        }
        "assert" | "raise" | "del" | "global" | "nonlocal" => drop(reader.value(rest)),
        _ => assign(reader, tokens),
    }
}

/// `a = b = value`, `a: str = value`, `a += value`, or a value alone.
fn assign(reader: &mut Reader, tokens: Range<usize>) {
    let mut start = tokens.start;
    let mut targets = Vec::new();
    while let Some(at) = reader.find(start..tokens.end, "=") {
        let end = reader.find(start..at, ":").unwrap_or(at);
        targets.push(start..end);
        start = at + 1;
    }
    let more = reader.find(start..tokens.end, "+=");
    if let Some(at) = more.filter(|_| targets.is_empty()) {
        let names = reader.targets(start..at);
        let before = reader.value(start..at);
        let added = reader.value(at + 1..tokens.end);
        if let [name] = &names[..] {
            reader.bind(name, concat(&before, &added));
        }
        return;
    }
    let value = reader.values(start..tokens.end);
    for target in targets {
        let is_plain = target.clone().all(|at| {
            let token = &reader.tokens[at];
            token.kind == Kind::Name || matches!(token.text.as_str(), "," | "(" | ")" | "*")
        });
        if is_plain {
            reader.unpack(target, &value);
        } else {
            reader.value(target);
        }
    }
}

/// `import a.b as c, d`
fn import(reader: &mut Reader, tokens: Range<usize>) {
    for part in reader.parts(tokens) {
        let (name, alias) = aliased(reader, part);
        if let Some(alias) = alias {
            reader.bind(&alias, Known::library(&name));
        } else if let Some(first) = name.split('.').next() {
            reader.bind(first, Known::library(first));
        }
    }
}

/// `from a.b import c as d, e`
fn import_from(reader: &mut Reader, tokens: Range<usize>) {
    let Some(at) = reader.find(tokens.clone(), "import") else { return };
    let module: String = reader.tokens[tokens.start..at].iter().map(|token| token.text.as_str()).collect();
    let is_enclosed = reader.tokens.get(at + 1).is_some_and(|token| token.is_op("("));
    let names = if is_enclosed { at + 2..tokens.end - 1 } else { at + 1..tokens.end };
    for part in reader.parts(names) {
        let (name, alias) = aliased(reader, part);
        reader.bind(alias.as_deref().unwrap_or(&name), Known::library(&format!("{module}.{name}")));
    }
}

fn aliased(reader: &Reader, part: Range<usize>) -> (String, Option<String>) {
    let end = reader.find(part.clone(), "as").unwrap_or(part.end);
    let text = |range: Range<usize>| -> String {
        reader.tokens[range].iter().map(|token| token.text.as_str()).collect()
    };
    (text(part.start..end), (end < part.end).then(|| text(end + 1..part.end)))
}

/// `def name(a, b=1): …`
fn define(reader: &mut Reader, tokens: Range<usize>, body: Range<usize>) {
    let Some(open) = reader.find(tokens.clone(), "(") else { return };
    let Some(name) = reader.targets(tokens.start..open).pop() else { return };
    let close = reader.tokens[open].at;
    let params = reader.parts(open + 1..close).into_iter();
    let params = params.filter_map(|part| reader.targets(part).into_iter().next()).collect();
    let function = reader.define(Function { params, body });
    reader.bind(&name, function);
}

/// `for a, b in values: …`
fn each(reader: &mut Reader, tokens: Range<usize>, body: Range<usize>) {
    let Some(at) = reader.find(tokens.clone(), "in") else { return };
    let values = reader.values(at + 1..tokens.end);
    let is_known = values.items().is_some();
    let run = |reader: &mut Reader| {
        for item in values.rounds() {
            reader.unpack(tokens.start..at, &item);
            block(reader, body.clone());
        }
    };
    let was_plain = std::mem::replace(&mut reader.is_plain, false);
    if is_known {
        run(reader);
    } else {
        reader.perhaps(run);
    }
    reader.is_plain = was_plain;
}
