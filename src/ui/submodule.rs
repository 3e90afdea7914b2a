//! A submodule's commit that no remote has, and what makes it everybody's.

use super::text::quoted;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::error::Hint;
use crate::judge::submodules::Unpushed;

/// What is wrong.
pub fn title(path: &RepoPath, commit: &Oid) -> String {
    format!("{path} is recorded at {}, which no remote of it has", commit.short())
}

/// What is wrong and what mends it; `up` leads to the root.
pub fn words(unpushed: &Unpushed, up: &str) -> (String, Hint) {
    let Unpushed { path, commit, to } = unpushed;
    let why = title(path, commit);
    let here = quoted(&format!("{up}{path}"));
    let next = match to {
        Some(to) => {
            let refspec = quoted(&format!("{commit}:{}", to.branch));
            Next::run(format!("git -C {here} push {} {refspec}", quoted(&to.remote))).into()
        }
        None => format!("git -C {here} remote add origin URL && git -C {here} push origin HEAD").into(),
    };
    (why, next)
}
