//! What a text of another language is made of, as far as the reader of expressions cares.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Name,
    /// A string that is written out.
    Text,
    /// A string with names in it that are replaced.
    Format,
    /// Anything else that is a value, such as a number.
    Other,
    /// An operator or a bracket.
    Op,
    /// The end of a statement.
    End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// Of a bracket: where the other one stands.
    pub at: usize,
}

impl Token {
    pub fn new(kind: Kind, text: impl Into<String>) -> Token {
        Token { kind, text: text.into(), at: 0 }
    }

    pub fn is_op(&self, text: &str) -> bool {
        self.kind == Kind::Op && self.text == text
    }
}

/// Marks a name in the text of a `Format`: what stands between two of them.
pub const FIELD: char = '\u{1}';

/// Tells each bracket where its other one is; false where one has none.
pub fn pair(tokens: &mut [Token]) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at].kind != Kind::Op {
            continue;
        }
        match tokens[at].text.as_str() {
            "(" | "[" | "{" => open.push(at),
            ")" | "]" | "}" => {
                let Some(mate) = open.pop() else { return false };
                if !matches!(
                    (tokens[mate].text.as_str(), tokens[at].text.as_str()),
                    ("(", ")") | ("[", "]") | ("{", "}")
                ) {
                    return false;
                }
                tokens[mate].at = at;
                tokens[at].at = mate;
            }
            _ => {}
        }
    }
    open.is_empty()
}
