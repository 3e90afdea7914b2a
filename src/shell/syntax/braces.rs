//! Braces: the words that one word stands for.

use super::token::{Piece, Word};

/// How many words one may stand for, and how many braces it may hold.
const MOST_WORDS: usize = 512;
const MOST_BRACES: usize = 16;
/// How long all of them may be together, steps on the way to them included.
const MOST_BYTES: usize = 4 << 20;

/// The words that `a{b,c}d` stands for; `None` where they are too many.
pub fn braces(word: &Word) -> Option<Vec<Word>> {
    let is_open =
        |piece: &Piece| matches!(piece, Piece::Text { text, is_quoted: false } if text.contains('{'));
    if !word.pieces.iter().any(is_open) {
        return Some(vec![word.clone()]);
    }
    let mut open = vec![word.clone()];
    let mut done = Vec::new();
    let mut bytes = 0;
    while let Some(word) = open.pop() {
        bytes += size(&word);
        if done.len() + open.len() > MOST_WORDS || bytes > MOST_BYTES {
            return None;
        }
        match split(&word)? {
            Some(words) => open.extend(words.into_iter().rev()),
            None => done.push(word),
        }
    }
    Some(done)
}

/// About how many bytes a word takes.
fn size(word: &Word) -> usize {
    let size = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.len(),
        _ => 0,
    };
    word.pieces.iter().map(|piece| size(piece) + 128).sum()
}

/// Replaces the first brace that stands for several words; an outer `None` where there are too many braces.
#[expect(clippy::option_option, reason = "too many, and none at all, are different")]
fn split(word: &Word) -> Option<Option<Vec<Word>>> {
    let marks = marks(word);
    if marks.iter().filter(|(_, _, mark)| *mark == '{').count() > MOST_BRACES {
        return None;
    }
    for (at, &(piece, byte, mark)) in marks.iter().enumerate() {
        if mark != '{' {
            continue;
        }
        let mut depth = 0;
        let mut cuts = vec![(piece, byte)];
        for &(piece, byte, mark) in &marks[at + 1..] {
            match mark {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' if depth == 0 => cuts.push((piece, byte)),
                '}' => {
                    cuts.push((piece, byte));
                    if cuts.len().saturating_mul(size(word)) > MOST_BYTES {
                        return None;
                    }
                    if let Some(words) = alternatives(word, &cuts) {
                        return Some(Some(words));
                    }
                    break;
                }
                _ => {}
            }
        }
    }
    Some(None)
}

/// Where `{`, `,` and `}` stand outside of quotes.
fn marks(word: &Word) -> Vec<(usize, usize, char)> {
    let mut marks = Vec::new();
    for (index, piece) in word.pieces.iter().enumerate() {
        if let Piece::Text { text, is_quoted: false } = piece {
            let found = text.char_indices().filter(|(_, c)| matches!(c, '{' | ',' | '}'));
            marks.extend(found.map(|(at, c)| (index, at, c)));
        }
    }
    marks
}

fn alternatives(word: &Word, cuts: &[(usize, usize)]) -> Option<Vec<Word>> {
    let (first, last) = (*cuts.first()?, *cuts.last()?);
    let end = (usize::MAX, 0);
    let before = slice(word, (0, 0), first);
    let after = slice(word, (last.0, last.1 + 1), end);
    let mut inner: Vec<Vec<Piece>> =
        cuts.windows(2).map(|cut| slice(word, (cut[0].0, cut[0].1 + 1), cut[1])).collect();
    if let [only] = &inner[..] {
        inner = range(only)?;
    }
    let join = |inner: Vec<Piece>| {
        let pieces = before.iter().cloned().chain(inner).chain(after.iter().cloned());
        Word { pieces: join(pieces) }
    };
    Some(inner.into_iter().map(join).collect())
}

fn slice(word: &Word, from: (usize, usize), to: (usize, usize)) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, piece) in word.pieces.iter().enumerate() {
        if index < from.0 || index > to.0 {
            continue;
        }
        match piece {
            Piece::Text { text, is_quoted: false } => {
                let start = if index == from.0 { from.1 } else { 0 };
                let end = if index == to.0 { to.1 } else { text.len() };
                let text = text.get(start..end).unwrap_or_default().to_owned();
                if !text.is_empty() {
                    pieces.push(Piece::Text { text, is_quoted: false });
                }
            }
            piece => pieces.push(piece.clone()),
        }
    }
    pieces
}

/// Unquoted texts side by side are one again.
fn join(pieces: impl Iterator<Item = Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (all.last_mut(), piece) {
            (Some(Piece::Text { text, is_quoted: false }), Piece::Text { text: more, is_quoted: false }) => {
                text.push_str(&more);
            }
            (_, piece) => all.push(piece),
        }
    }
    all
}

/// `{1..3}` and `{a..c}`.
fn range(inner: &[Piece]) -> Option<Vec<Vec<Piece>>> {
    let [Piece::Text { text, is_quoted: false }] = inner else { return None };
    let (from, to) = text.split_once("..")?;
    let piece = |text: String| vec![Piece::Text { text, is_quoted: false }];
    if let (Ok(from), Ok(to)) = (from.parse::<i32>(), to.parse::<i32>()) {
        let count = from.abs_diff(to) as usize;
        let ups = (0..=count).map(|step| i64::try_from(step).unwrap_or(0));
        let sign = if from <= to { 1 } else { -1 };
        return (count < MOST_WORDS)
            .then(|| ups.map(|step| piece((i64::from(from) + sign * step).to_string())).collect());
    }
    match (from.as_bytes(), to.as_bytes()) {
        ([from @ b'a'..=b'z'], [to @ b'a'..=b'z']) | ([from @ b'A'..=b'Z'], [to @ b'A'..=b'Z']) => {
            let letters: Vec<u8> =
                if from <= to { (*from..=*to).collect() } else { (*to..=*from).rev().collect() };
            Some(letters.into_iter().map(|letter| piece(char::from(letter).to_string())).collect())
        }
        _ => None,
    }
}
