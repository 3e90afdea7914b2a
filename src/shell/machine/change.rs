//! What `${name…}` makes of a value.

use crate::shell::pattern::matcher;
use crate::shell::value::{Value, replaced};

/// `${name:-word}` and its kin.
pub fn change(value: Value, op: &str, argument: Value) -> Value {
    let is_empty = value.as_deref().map(str::is_empty);
    match op {
        ":-" | ":=" => {
            if is_empty? {
                argument
            } else {
                value
            }
        }
        "-" | "=" | ":?" | "?" => value,
        ":+" => {
            if is_empty? {
                Some(String::new())
            } else {
                argument
            }
        }
        "+" => argument,
        "#" | "##" | "%" | "%%" => cut(&value?, op, &argument?),
        ",," if argument.as_deref() == Some("") => Some(value?.to_lowercase()),
        "^^" if argument.as_deref() == Some("") => Some(value?.to_uppercase()),
        _ => None,
    }
}

/// `${name/text/other}` and its kin, where the text is no pattern.
pub fn replace(value: &str, op: &str, text: &str, with: &str) -> Value {
    if text.is_empty() || text.contains(['*', '?', '[', '\\']) || with.contains(['&', '\\']) {
        return None;
    }
    Some(match op {
        "//" => replaced(value, text, with)?,
        "/#" => value.strip_prefix(text).map_or(value.to_owned(), |rest| format!("{with}{rest}")),
        "/%" => value.strip_suffix(text).map_or(value.to_owned(), |rest| format!("{rest}{with}")),
        _ => value.replacen(text, with, 1),
    })
}

/// `${name%pattern}` and its kin. The argument has lost its quotes, which matters for a pattern of quoted stars alone.
fn cut(value: &str, op: &str, pattern: &str) -> Value {
    // `/` is a character like others here, and the matcher keeps it apart.
    if pattern.contains(['*', '?', '[']) && value.contains('/') && !pattern.contains('/') && pattern != "*/" {
        let (head, tail) = value.rsplit_once('/')?;
        return match op {
            "%" | "%%" if !pattern.starts_with('*') => Some(format!("{head}/{}", cut(tail, op, pattern)?)),
            _ => None,
        };
    }
    if let ("##", "*/") = (op, pattern) {
        return Some(value.rsplit('/').next().unwrap_or(value).to_owned());
    }
    if let ("%", "/*") = (op, pattern) {
        return Some(value.rsplit_once('/').map_or(value, |(head, _)| head).to_owned());
    }
    let matcher = matcher(pattern)?;
    if value.len() > 512 {
        return None;
    }
    let mut cuts: Vec<usize> = value.char_indices().map(|(at, _)| at).chain([value.len()]).collect();
    let (is_front, is_longest) = (op.starts_with('#'), op.len() == 2);
    // What is tried first wins: a short front ends early, a short tail begins late.
    if is_front == is_longest {
        cuts.reverse();
    }
    let hit = |at: &usize| {
        if is_front { matcher.is_match(&value[..*at]) } else { matcher.is_match(&value[*at..]) }
    };
    let Some(at) = cuts.into_iter().find(hit) else { return Some(value.to_owned()) };
    Some(if is_front { value[at..].to_owned() } else { value[..at].to_owned() })
}
