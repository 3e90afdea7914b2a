//! How the next commands are shown: a line each, behind the same word everywhere.

use std::io::{self, Write};

use super::text::{NOTE, styled};
use crate::domain::next::Next;
use crate::error::Hint;

/// Writes the commands, one a line.
pub fn write<'n>(nexts: impl IntoIterator<Item = &'n Next>, out: &mut dyn Write) -> io::Result<()> {
    write_below("", nexts, out)
}

/// Writes the commands below something that is indented.
pub fn write_below<'n>(
    indent: &str,
    nexts: impl IntoIterator<Item = &'n Next>,
    out: &mut dyn Write,
) -> io::Result<()> {
    nexts.into_iter().try_for_each(|next| writeln!(out, "{indent}{}: {next}", styled(NOTE, "next")))
}

/// Writes what mends an error: a command, or words.
pub fn hint(indent: &str, hint: &Hint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{indent}{}: {hint}", styled(NOTE, hint.label()))
}
