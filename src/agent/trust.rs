//! Whether a program runs the hooks that it finds, as far as its own files tell.

use crate::error::Hint;

/// A file of the user's, by which the program goes in every project.
#[derive(Debug, Clone, Copy)]
pub struct UserFile {
    /// The variable that names another directory.
    pub variable: Option<&'static str>,
    /// From the home directory.
    pub dir: &'static str,
    pub name: &'static str,
}

/// What a program does with our hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    Given,
    /// Why it does not run it, and what turns it on.
    Refused {
        why: String,
        next: Hint,
    },
    /// Its files do not tell.
    Unseen(&'static str),
}

/// The files by which trust is told, as text; what is not there is empty.
pub struct Files<'a> {
    /// The main checkout.
    pub root: &'a str,
    /// The program's own settings, of the user and of the project, each with its name.
    pub settings: &'a [(String, String)],
    /// What the user told it of projects.
    pub config: &'a str,
}
