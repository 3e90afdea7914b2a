//! What was said, and what the chat must therefore hold.

use std::collections::BTreeMap;

/// A line that was to be written.
pub struct Line {
    /// Stands in no other line.
    pub token: String,
    /// Whether the command that wrote it said so.
    pub is_said: bool,
}

pub const HEADER: &str = "# chat";

/// Holds a chat against what was said: each line whole, each message once where its command said so, else at most once.
pub fn check(whose: &str, text: &str, said: &[Line]) {
    assert!(text.ends_with('\n'), "{whose}: the last line has no end");
    let mut wrong = Vec::new();
    let mut tokens: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let is_whole = if at == 0 { line == HEADER } else { is_entry(line) };
        if !is_whole {
            wrong.push(format!("line {} is torn: {line:?}", at + 1));
        }
        *lines.entry(line).or_default() += 1;
        if let Some((_, note)) = line.split_once("| note:") {
            *tokens.entry(note).or_default() += 1;
        }
    }
    for (line, times) in lines.into_iter().filter(|(_, times)| *times > 1) {
        wrong.push(format!("{times} times: {line}"));
    }
    for Line { token, is_said } in said {
        let times = tokens.remove(token.as_str()).unwrap_or(0);
        if times > 1 || *is_said && times == 0 {
            wrong.push(format!("{token} is there {times} times"));
        }
    }
    wrong.extend(tokens.into_keys().map(|token| format!("nobody said {token:?}")));
    assert!(wrong.is_empty(), "{whose}:\n{}", wrong.join("\n"));
}

fn is_entry(line: &str) -> bool {
    let fields: Vec<&str> = line.split(" | ").collect();
    let is_stamped = fields.len() >= 3 && fields[1].starts_with("2026-02-14 ") && fields[1].len() == 26;
    match fields[0] {
        "MSG" => {
            is_stamped && fields.len() == 7 && fields[6].starts_with("note:") && fields[6].ends_with('.')
        }
        "START" => is_stamped,
        "END" => is_stamped && fields.len() == 6 && fields[5].starts_with("verify: "),
        _ => false,
    }
}
