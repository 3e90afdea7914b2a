//! Redirections: what a command reads from, and the files that the shell opens for it.

use std::path::Path;

use super::{Machine, Stream};
use crate::shell::effect::How;
use crate::shell::syntax::token::{Redirect, RedirectKind, Word};
use crate::shell::value::Value;

fn is_gits_lock(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "lock") && file.iter().any(|part| part == ".git")
}

impl Machine<'_> {
    /// Opens a file, or gives a text to read.
    pub(super) fn redirect(&mut self, redirect: &Redirect, stream: &mut Stream) {
        match redirect.kind {
            RedirectKind::Text => {
                let text = self.text(&redirect.target);
                stream.input = Some(Some(text));
                stream.input_file = None;
            }
            RedirectKind::Input => {
                let file = self.one(&redirect.target).and_then(|text| self.at(&text));
                // Whoever reads one of git's or ours does so to hold it.
                if let Some(lock) = file.as_deref().filter(|file| is_gits_lock(file)) {
                    self.lock(lock);
                }
                let known = file.as_deref().and_then(|file| self.ground.text(file));
                stream.input = Some(known.map(str::to_owned));
                stream.input_file = file;
            }
            RedirectKind::Append => {
                let target = self.one(&redirect.target);
                stream.output_file = self.write_at(&target, How::Append);
            }
            RedirectKind::Output | RedirectKind::Copy => {
                let Some(text) = self.one(&redirect.target) else {
                    self.not_understood();
                    return;
                };
                let is_descriptor =
                    text == "-" || text.trim_end_matches('-').bytes().all(|byte| byte.is_ascii_digit());
                if redirect.kind == RedirectKind::Copy && is_descriptor {
                    return;
                }
                stream.output_file = self.write_at(&Some(text), How::Content);
            }
        }
    }

    /// The one argument that a word stands for.
    fn one(&mut self, word: &Word) -> Value {
        let mut fields = self.fields(word);
        if fields.len() == 1 { fields.pop().flatten() } else { None }
    }
}
