//! Ruby's `do … end` as braces, so that both are one.

use crate::shell::programs::languages::token::{Kind, Token};

/// Writes `do … end` as braces. What else an `end` closes is left as it is.
pub fn blocks(tokens: &mut [Token]) {
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut is_start = true;
    let mut is_loop = false;
    for at in 0..tokens.len() {
        let token = &tokens[at];
        let word = if token.kind == Kind::Name { token.text.as_str() } else { "" };
        match word {
            "do" if !is_loop => open.push(Some(at)),
            "def" | "class" | "module" | "begin" | "case" => open.push(None),
            "if" | "unless" if is_start => open.push(None),
            "while" | "until" | "for" if is_start => {
                open.push(None);
                is_loop = true;
            }
            "end" => {
                if let Some(Some(start)) = open.pop() {
                    tokens[start] = Token::new(Kind::Op, "{");
                    tokens[at] = Token::new(Kind::Op, "}");
                }
            }
            _ => {}
        }
        let token = &tokens[at];
        is_loop &= token.kind != Kind::End;
        is_start = token.kind == Kind::End
            || token.kind == Kind::Op && matches!(token.text.as_str(), "=" | "(" | "|" | "{");
    }
}
