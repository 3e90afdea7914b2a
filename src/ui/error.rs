//! How an error looks: the message, why, the place in the file where there is one, and what to do.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anyhow::Error;
use serde_json::json;

use super::answer::SCHEMA;
use super::text;
use crate::config::{ConfigError, Label};
use crate::domain::hidden::is_hidden;
use crate::error::{Hint, causes, hint};

/// For a person.
pub fn human(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    if let Some(config) = config(error) {
        writeln!(out, "{}", snippet(config))?;
    } else {
        writeln!(out, "{}: {}", text::styled(text::ERROR, "error"), text::Plain(&error.to_string()))?;
        for cause in error.chain().skip(1) {
            for line in cause.to_string().lines() {
                writeln!(out, "  {}", text::Plain(line))?;
            }
        }
    }
    if let Some(hint) = hint(error) {
        let words = text::Plain(&hint.to_string()).to_string();
        writeln!(out, "{}: {words}", text::styled(text::NOTE, hint.label()))?;
    }
    Ok(())
}

/// For a program: one document.
pub fn json(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    let places: Vec<_> = config(error).map(places).unwrap_or_default();
    let document = json!({
        "schema": SCHEMA,
        "error": {
            "message": error.to_string(),
            "causes": error.chain().skip(1).map(ToString::to_string).collect::<Vec<_>>(),
            "places": places,
            "next": hint(error).and_then(Hint::next).map(ToString::to_string),
            "hint": hint(error).and_then(Hint::advice),
        },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// On one line, from the place in the map, where there is one, to the last cause; for an agent's program.
pub fn line(error: &Error) -> String {
    let place = config(error).and_then(|config| Some((config, config.labels.first()?)));
    let place = place.map(|(config, label)| {
        let (line, column) = config.line_column(label.span.start);
        format!("{}:{line}:{column}: ", config.file)
    });
    place.unwrap_or_default() + &causes(error)
}

fn config(error: &Error) -> Option<&ConfigError> {
    error.chain().find_map(|cause| cause.downcast_ref()).or_else(|| error.downcast_ref())
}

/// The lines of the TOML with carets under them.
fn snippet(error: &ConfigError) -> String {
    let mut labels = error.labels.iter();
    let primary =
        labels.next().map(|label| AnnotationKind::Primary.span(label.span.clone()).label(&label.text));
    let others = labels.map(|label| AnnotationKind::Context.span(label.span.clone()).label(&label.text));
    let source = blanked(&error.toml);
    let snippet = Snippet::source(&source).path(&error.file).annotations(primary.into_iter().chain(others));
    let report = &[Level::ERROR.primary_title(&error.message).element(snippet)];
    Renderer::styled().render(report)
}

/// The text with what is hidden in it replaced, each by as many bytes, so that places stay.
fn blanked(text: &str) -> String {
    let shown = |c: char| match c.len_utf8() {
        _ if !is_hidden(c) || matches!(c, '\n' | '\r' | '\t') => c.to_string(),
        1 => "?".to_owned(),
        2 => "·".to_owned(),
        3 => "\u{fffd}".to_owned(),
        _ => "··".to_owned(),
    };
    text.chars().map(shown).collect()
}

fn places(error: &ConfigError) -> Vec<serde_json::Value> {
    let place = |label: &Label| {
        let (line, column) = error.line_column(label.span.start);
        json!({ "file": error.file, "line": line, "column": column, "label": label.text })
    };
    error.labels.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{FILE, parse};
    use crate::domain::pattern::Case;

    #[test]
    fn no_text_makes_the_reader_or_the_renderer_fail() {
        for text in [
            "[",
            "\u{feff}",
            "a = ",
            "[agents.\"\u{1b}\"]\nowns=['a']",
            "é = é",
            "'",
            "\r",
            "a.b.c = [",
            "\0",
        ] {
            let error = Error::new(parse(text, FILE, Case::Sensitive).unwrap_err());
            let mut out = Vec::new();
            human(&error, &mut out).unwrap();
            assert!(!out.is_empty());
        }
    }
}
