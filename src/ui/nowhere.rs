//! Why a push has nowhere to go, and what to do about it.

use super::text::{Plain, quoted};
use crate::domain::next::Next;
use crate::error::Hint;
use crate::push::Nowhere;

/// Says both; `by` is whom `--agent` named.
pub fn words(nowhere: &Nowhere, by: Option<&str>) -> (String, Hint) {
    match nowhere {
        Nowhere::NoBranch { is_main, free } => {
            ("no branch is checked out".to_owned(), branch(*is_main, free, by))
        }
        Nowhere::NoRemote => ("there is no remote to push to".to_owned(), add_remote()),
        Nowhere::ManyRemotes(remotes) => {
            let names = remotes.join(", ");
            let why = format!("no remote is chosen for this branch: {}", Plain(&names));
            (why, "git config remote.pushDefault NAME, with one of these".into())
        }
        Nowhere::OnlyByName(to) => {
            let refspec = format!("HEAD:{}", to.branch);
            let push = Next::run(format!("git push {} {}", quoted(&to.remote), quoted(&refspec)));
            ("`push.default` is `nothing`".to_owned(), push.into())
        }
        Nowhere::LeftOut { remote, branch } => {
            let (remote, branch) = (Plain(remote), Plain(branch));
            let question = format!("remote.{remote}.push leaves {branch} out: where is it pushed?");
            (format!("`remote.{remote}.push` leaves {branch} out"), ask(&question, by))
        }
    }
}

/// How to get a branch. The main checkout is the user's to switch.
fn branch(is_main: bool, free: &str, by: Option<&str>) -> Hint {
    if is_main {
        ask("HEAD is detached in the main checkout: which branch is mine?", by)
    } else {
        Next::run(format!("git switch -c {}", quoted(free))).because("or another name").into()
    }
}

fn ask(question: &str, by: Option<&str>) -> Hint {
    let words = format!("msg {} --to user --type request --locks none", quoted(question));
    Next::auraops(words).by(by).into()
}

/// What to do for whoever has no remote.
fn add_remote() -> Hint {
    "git remote add origin URL && git push -u origin HEAD".into()
}
