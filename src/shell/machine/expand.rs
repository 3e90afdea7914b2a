//! Words → the arguments that a program would get.

use std::path::Path;

use super::Machine;
use super::change::{change, replace};
use super::field::Field;
use crate::shell::budget::LONGEST_PATH;
use crate::shell::pattern;
use crate::shell::syntax::braces::braces;
use crate::shell::syntax::token::{Piece, Word, is_assignment};
use crate::shell::value::{LIST, LONGEST, UNKNOWN, Value, known_dir};

/// The name of the pipe that `<(…)` makes.
const PIPE: &str = "/dev/fd/63";
/// What a pattern costs, and each letter of it.
const PATTERN: usize = 10_000;
const PATTERN_LETTER: usize = 200;

impl Machine<'_> {
    /// The arguments that a word stands for.
    pub(super) fn fields(&mut self, word: &Word) -> Vec<Value> {
        self.split_up(word).into_iter().flat_map(|field| self.names(field)).collect()
    }

    /// The same before names on the disk are put in the place of patterns.
    pub(super) fn split_up(&mut self, word: &Word) -> Vec<Field> {
        let mut fields = Vec::new();
        let Some(words) = braces(word) else {
            self.budget.exceed();
            let mut unknown = Field::default();
            unknown.push_unknown();
            return vec![unknown];
        };
        for word in &words {
            self.split(word, &mut fields);
        }
        fields
    }

    /// The value of a word that stays one, as in an assignment.
    pub(super) fn value(&mut self, word: &Word) -> Value {
        let text = self.text(word);
        (!text.contains(UNKNOWN)).then_some(text)
    }

    /// The value of a word that stays one, with a mark where something is not known.
    pub(super) fn text(&mut self, word: &Word) -> String {
        let mut text = String::new();
        if !self.budget.make(word.length()) {
            return UNKNOWN.to_string();
        }
        for (index, piece) in word.pieces.iter().enumerate() {
            match piece {
                Piece::Text { text: more, is_quoted } if index == 0 && !is_quoted => match self.tilde(more) {
                    Some(Some(more)) => text.push_str(&more),
                    Some(None) => text.push(UNKNOWN),
                    None => text.push_str(more),
                },
                Piece::Text { text: more, .. } => text.push_str(more),
                piece => match self.piece(piece).filter(|more| text.len() + more.len() <= LONGEST) {
                    Some(more) => text.push_str(&more),
                    None => text.push(UNKNOWN),
                },
            }
        }
        text
    }

    fn split(&mut self, word: &Word, fields: &mut Vec<Field>) {
        let mut field = Field::default();
        if !self.budget.make(word.length()) {
            return;
        }
        for (index, piece) in word.pieces.iter().enumerate() {
            match piece {
                Piece::Text { text, is_quoted: true } => field.push_quoted(text),
                Piece::Text { text, .. } if index == 0 => match self.tilde(text) {
                    Some(Some(text)) => field.push_quoted(&text),
                    Some(None) => field.push_unknown(),
                    None => field.push_bare(text),
                },
                Piece::Text { text, .. } => field.push_bare(text),
                Piece::Param { name, change: None, is_quoted }
                    if name == "@" || name == "*" && !is_quoted =>
                {
                    self.all(&mut field, fields);
                }
                piece => {
                    let value = self.piece(piece).filter(|more| field.text.len() + more.len() <= LONGEST);
                    match (value, piece) {
                        (None, _) => field.push_unknown(),
                        (
                            Some(text),
                            Piece::Param { is_quoted: false, .. } | Piece::Output { is_quoted: false, .. },
                        ) => {
                            field.spread(&text, fields);
                        }
                        (Some(text), _) => field.push_quoted(&text),
                    }
                }
            }
        }
        if field.is_there || field.is_unknown {
            fields.push(field);
        }
    }

    /// `"$@"`: every argument a field of its own.
    fn all(&mut self, field: &mut Field, fields: &mut Vec<Field>) {
        let Some(args) = self.state.args() else {
            field.push_unknown();
            return;
        };
        for (index, arg) in args.iter().skip(1).enumerate() {
            if !self.budget.make(arg.as_deref().map_or(0, str::len)) {
                return;
            }
            if index > 0 {
                fields.push(std::mem::take(field));
            }
            match arg {
                Some(text) => field.push_quoted(text),
                None => field.push_unknown(),
            }
        }
    }

    pub(super) fn names(&mut self, field: Field) -> Vec<Value> {
        if field.is_unknown {
            // The directory, the name of a variable, or a part of a list may be all that counts.
            let text = &field.text;
            let is_placed = known_dir(text).is_some() || is_assignment(text) || text.contains(LIST);
            return vec![Some(field.text).filter(|_| !field.has_glob && is_placed)];
        }
        if !field.has_glob {
            return vec![Some(field.text)];
        }
        let Some(cwd) = self.state.cwd() else { return vec![None] };
        if field.pattern.len() > LONGEST_PATH || !self.pay_pattern(&field.pattern, 0) {
            return vec![None];
        }
        match pattern::expand(cwd, &field.pattern, self.ground.disk(), &self.budget) {
            Some(names) if names.is_empty() => vec![Some(field.text)],
            Some(names) => names.into_iter().map(Some).collect(),
            None => vec![None],
        }
    }

    /// The paths that a pattern stands for which a program itself replaces; the pattern where it stands for none.
    pub fn matching(&mut self, pattern: &str) -> Vec<Value> {
        let mut field = Field::default();
        field.push_bare(pattern);
        self.names(field)
    }

    fn pay_pattern(&self, pattern: &str, more: usize) -> bool {
        self.budget.spend(PATTERN + pattern.len() * PATTERN_LETTER + more)
    }

    /// What the text begins with where that is `~`; an outer `None` where it does not.
    #[expect(clippy::option_option, reason = "no tilde, and a tilde of an unknown home, are different")]
    fn tilde(&self, text: &str) -> Option<Option<String>> {
        let rest = text.strip_prefix('~')?;
        let end = rest.find('/').unwrap_or(rest.len());
        let home = match &rest[..end] {
            "" => self.variable("HOME"),
            "+" => self.variable("PWD"),
            "-" => self.variable("OLDPWD"),
            _ => None,
        };
        Some(home.map(|home| home + &rest[end..]))
    }

    fn piece(&mut self, piece: &Piece) -> Value {
        self.unpaid_piece(piece).filter(|text| self.budget.make(text.len()))
    }

    fn unpaid_piece(&mut self, piece: &Piece) -> Value {
        match piece {
            Piece::Text { text, .. } => Some(text.clone()),
            Piece::Param { name, change: None, .. } => self.variable(name),
            Piece::Param { name, change: Some(edit), .. } => {
                let value = self.variable(name);
                // What is not known of it may be what is cut.
                if value.as_deref().is_some_and(|value| value.contains(UNKNOWN)) {
                    return None;
                }
                if edit.op.starts_with('/') {
                    let (pattern, with) = edit.word.halves();
                    return replace(&value?, &edit.op, &self.value(&pattern)?, &self.value(&with)?);
                }
                let argument = self.value(&edit.word);
                if argument.as_deref().is_some_and(|text| text.contains(['*', '?', '['])) {
                    let length = value.as_deref().map_or(0, str::len);
                    self.pay_pattern(argument.as_deref().unwrap_or_default(), length * length);
                }
                change(value, &edit.op, argument)
            }
            Piece::Output { script, .. } => self.output(script),
            Piece::Pipe(script) => {
                if let Some(text) = self.output(script) {
                    self.ground.add_text(Path::new(PIPE), text);
                }
                Some(PIPE.to_owned())
            }
            Piece::Other => None,
        }
    }
}
