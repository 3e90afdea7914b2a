//! Texts and lists made as short as they are worth.

/// The beginning of a text, as far as it is worth repeating.
pub fn cut(text: &str, most: usize) -> String {
    let mut beginning: String = text.chars().take(most).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    beginning
}

/// How many are left out of a list that shows so many at most.
pub fn more(all: usize, most: usize) -> Option<String> {
    (all > most).then(|| format!("and {} more", all - most))
}

/// The first few of a list, and how many more there are.
pub fn listed(items: impl ExactSizeIterator<Item = String>, most: usize, separator: &str) -> String {
    let more = more(items.len(), most);
    items.take(most).chain(more).collect::<Vec<String>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted() {
        let list = |words: &str, most| {
            listed(words.split(' ').map(str::to_owned).collect::<Vec<_>>().into_iter(), most, ", ")
        };
        assert_eq!(list("a b", 2), "a, b");
        assert_eq!(list("a b c d", 2), "a, b, and 2 more");
        assert_eq!((cut("größe", 3), cut("größe", 5)), ("grö…".to_owned(), "größe".to_owned()));
    }
}
