//! One argument in the making.

use crate::shell::value::UNKNOWN;

/// Its text so far, and the pattern that it is.
#[derive(Default)]
pub struct Field {
    pub text: String,
    pub pattern: String,
    pub has_glob: bool,
    pub is_unknown: bool,
    /// There even where it is empty.
    pub is_there: bool,
}

impl Field {
    pub fn push_quoted(&mut self, text: &str) {
        self.is_there = true;
        self.text.push_str(text);
        for c in text.chars() {
            if matches!(c, '*' | '?' | '[' | ']' | '\\' | '{' | '}' | '!' | '-' | '^') {
                self.pattern.push('\\');
            }
            self.pattern.push(c);
        }
    }

    pub fn push_unknown(&mut self) {
        self.is_unknown = true;
        self.text.push(UNKNOWN);
    }

    pub fn push_bare(&mut self, text: &str) {
        self.is_there |= !text.is_empty();
        self.has_glob |= text.contains(['*', '?', '[']);
        self.text.push_str(text);
        self.pattern.push_str(&text.replace('\\', "\\\\"));
    }

    /// Adds an unquoted value, which falls apart at blanks.
    pub fn spread(&mut self, text: &str, fields: &mut Vec<Field>) {
        let starts_blank = text.starts_with([' ', '\t', '\n']);
        if starts_blank && self.is_there {
            fields.push(std::mem::take(self));
        }
        for (index, part) in text.split_ascii_whitespace().enumerate() {
            if index > 0 {
                fields.push(std::mem::take(self));
            }
            self.push_bare(part);
        }
        if text.ends_with([' ', '\t', '\n']) && self.is_there {
            fields.push(std::mem::take(self));
        }
    }
}
