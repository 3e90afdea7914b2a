//! Words → the arguments that a program would get.

use super::machine::Machine;
use super::pattern::{expand, matcher};
use super::syntax::braces::braces;
use super::syntax::token::{Piece, Word};
use super::value::{UNKNOWN, Value, known_dir};

/// One argument in the making: its text, and the pattern that it is.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    has_glob: bool,
    is_unknown: bool,
    /// There even where it is empty.
    is_there: bool,
}

impl Field {
    fn quoted(&mut self, text: &str) {
        self.is_there = true;
        self.text.push_str(text);
        for c in text.chars() {
            if matches!(c, '*' | '?' | '[' | ']' | '\\' | '{' | '}' | '!' | '-' | '^') {
                self.pattern.push('\\');
            }
            self.pattern.push(c);
        }
    }

    fn unknown(&mut self) {
        self.is_unknown = true;
        self.text.push(UNKNOWN);
    }

    fn bare(&mut self, text: &str) {
        self.is_there |= !text.is_empty();
        self.has_glob |= text.contains(['*', '?', '[']);
        self.text.push_str(text);
        self.pattern.push_str(&text.replace('\\', "\\\\"));
    }
}

impl Machine<'_> {
    /// The arguments that a word stands for.
    pub fn fields(&mut self, word: &Word) -> Vec<Value> {
        let Some(words) = braces(word) else { return vec![None] };
        let mut fields = Vec::new();
        for word in &words {
            self.split(word, &mut fields);
        }
        fields.into_iter().flat_map(|field| self.names(field)).collect()
    }

    /// The value of a word that stays one, as in an assignment.
    pub fn value(&mut self, word: &Word) -> Value {
        let text = self.text(word);
        (!text.contains(UNKNOWN)).then_some(text)
    }

    /// The same with a mark where something is not known.
    pub fn text(&mut self, word: &Word) -> String {
        let mut text = String::new();
        for (index, piece) in word.pieces.iter().enumerate() {
            match piece {
                Piece::Text { text: more, is_quoted } if index == 0 && !is_quoted => match self.tilde(more) {
                    Some(Some(more)) => text.push_str(&more),
                    Some(None) => text.push(UNKNOWN),
                    None => text.push_str(more),
                },
                Piece::Text { text: more, .. } => text.push_str(more),
                piece => match self.piece(piece) {
                    Some(more) => text.push_str(&more),
                    None => text.push(UNKNOWN),
                },
            }
        }
        text
    }

    fn split(&mut self, word: &Word, fields: &mut Vec<Field>) {
        let mut field = Field::default();
        for (index, piece) in word.pieces.iter().enumerate() {
            match piece {
                Piece::Text { text, is_quoted: true } => field.quoted(text),
                Piece::Text { text, .. } if index == 0 => match self.tilde(text) {
                    Some(Some(text)) => field.quoted(&text),
                    Some(None) => field.unknown(),
                    None => field.bare(text),
                },
                Piece::Text { text, .. } => field.bare(text),
                Piece::Param { name, change: None, is_quoted }
                    if name == "@" || name == "*" && !is_quoted =>
                {
                    self.all(&mut field, fields);
                }
                piece => {
                    let value = self.piece(piece);
                    match (value, piece) {
                        (None, _) => field.unknown(),
                        (
                            Some(text),
                            Piece::Param { is_quoted: false, .. } | Piece::Output { is_quoted: false, .. },
                        ) => {
                            spread(&text, &mut field, fields);
                        }
                        (Some(text), _) => field.quoted(&text),
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
        let Some(args) = self.state.args.clone() else {
            field.unknown();
            return;
        };
        for (index, arg) in args.iter().skip(1).enumerate() {
            if index > 0 {
                fields.push(std::mem::take(field));
            }
            match arg {
                Some(text) => field.quoted(text),
                None => field.unknown(),
            }
        }
    }

    fn names(&mut self, field: Field) -> Vec<Value> {
        if field.is_unknown {
            // The directory may be all that counts.
            let is_placed = !field.has_glob && known_dir(&field.text).is_some();
            return vec![Some(field.text).filter(|_| is_placed)];
        }
        if !field.has_glob {
            return vec![Some(field.text)];
        }
        let Some(cwd) = self.state.cwd.clone() else { return vec![None] };
        match expand(&cwd, &field.pattern, self.disk) {
            Some(names) if names.is_empty() => vec![Some(field.text)],
            Some(names) => names.into_iter().map(Some).collect(),
            None => vec![None],
        }
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
        match piece {
            Piece::Text { text, .. } => Some(text.clone()),
            Piece::Param { name, change: None, .. } => self.variable(name),
            Piece::Param { name, change: Some(change), .. } => {
                let value = self.variable(name);
                // What is not known of it may be what is cut.
                if value.as_deref().is_some_and(|value| value.contains(UNKNOWN)) {
                    return None;
                }
                if change.op.starts_with('/') {
                    let (pattern, with) = change.word.halves();
                    return replaced(&value?, &change.op, &self.value(&pattern)?, &self.value(&with)?);
                }
                let argument = self.value(&change.word);
                changed(value, &change.op, argument)
            }
            Piece::Output { script, .. } => self.output(script),
            Piece::Pipe(script) => {
                self.output(script);
                Some("/dev/fd/63".to_owned())
            }
            Piece::Other => None,
        }
    }

    pub fn variable(&self, name: &str) -> Value {
        if let Some(value) = self.state.vars.get(name) {
            return value.clone();
        }
        match name {
            "PWD" => Some(self.state.cwd.as_ref()?.to_str()?.to_owned()),
            "OLDPWD" => Some(self.state.old.as_ref()?.to_str()?.to_owned()),
            "HOME" => Some(self.home?.to_str()?.to_owned()),
            "@" | "*" => {
                let args = self.state.args.as_ref()?;
                let known: Option<Vec<&str>> = args.iter().skip(1).map(Option::as_deref).collect();
                Some(known?.join(" "))
            }
            _ => self.state.args.as_ref()?.get(name.parse::<usize>().ok()?)?.clone(),
        }
    }
}

/// An unquoted value falls apart at blanks.
fn spread(text: &str, field: &mut Field, fields: &mut Vec<Field>) {
    let starts_blank = text.starts_with([' ', '\t', '\n']);
    if starts_blank && field.is_there {
        fields.push(std::mem::take(field));
    }
    for (index, part) in text.split_ascii_whitespace().enumerate() {
        if index > 0 {
            fields.push(std::mem::take(field));
        }
        field.bare(part);
    }
    if text.ends_with([' ', '\t', '\n']) && field.is_there {
        fields.push(std::mem::take(field));
    }
}

fn changed(value: Value, op: &str, argument: Value) -> Value {
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
fn replaced(value: &str, op: &str, text: &str, with: &str) -> Value {
    if text.is_empty() || text.contains(['*', '?', '[', '\\']) || with.contains(['&', '\\']) {
        return None;
    }
    Some(match op {
        "//" => value.replace(text, with),
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
