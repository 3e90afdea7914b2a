//! References: what git is about to do to them, and what is reachable without it.

use anyhow::{Context, Result, bail};

use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::sys::file;

const HEADS: &str = "refs/heads/";

/// One line that git tells `reference-transaction`: a branch, or HEAD, that is given a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    pub name: String,
    pub new: Oid,
}

impl Update {
    /// The branch's name; `None` for HEAD.
    pub fn branch(&self) -> Option<&str> {
        self.name.strip_prefix(HEADS)
    }
}

/// The branches that a transaction gives commits to (<https://git-scm.com/docs/githooks#_reference_transaction>).
///
/// Deletions bring nothing in, symbolic values (`ref:…`) name another branch, and all other references no one builds on.
pub fn updates(input: &[u8]) -> Result<Vec<Update>> {
    let text = String::from_utf8_lossy(input);
    let mut updates = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let mut fields = line.splitn(3, ' ');
        let (Some(_), Some(new), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
            bail!("git reported a reference as `{line}`")
        };
        let is_head = name == "HEAD" || name.starts_with(HEADS);
        if !is_head || new.starts_with("ref:") {
            continue;
        }
        let new = Oid::parse(new).with_context(|| format!("git gave `{name}` the commit `{new}`"))?;
        if !new.is_null() {
            updates.push(Update { name: name.to_owned(), new });
        }
    }
    Ok(updates)
}

/// A branch, or HEAD, that is made another name for a reference; git tells so from 2.46 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbolic {
    pub name: String,
    pub target: String,
}

impl Symbolic {
    /// Whether it is a name for a branch, all of which are judged.
    pub fn is_for_branch(&self) -> bool {
        self.target.starts_with(HEADS)
    }
}

/// The branches that a transaction makes symbolic, and HEAD. HEAD that names a branch is somebody who switches.
pub fn symbolic(input: &[u8]) -> Vec<Symbolic> {
    let text = String::from_utf8_lossy(input);
    let symbolic = |line: &str| {
        let mut fields = line.splitn(3, ' ').skip(1);
        let (target, name) = (fields.next()?.strip_prefix("ref:")?, fields.next()?);
        let symbolic = Symbolic { name: name.to_owned(), target: target.to_owned() };
        let is_switch = name == "HEAD" && symbolic.is_for_branch();
        ((name == "HEAD" || name.starts_with(HEADS)) && !is_switch).then_some(symbolic)
    };
    text.lines().filter_map(symbolic).collect()
}

/// One line that git tells `pre-push`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// What to name for git, to push just this.
    pub refspec: String,
    pub local: Oid,
    /// What the remote has there, which may be no object of this repository.
    pub remote: Oid,
    /// Notes are commits of a kind of their own, which no branch ever has.
    pub is_notes: bool,
}

/// What leaves (<https://git-scm.com/docs/githooks#_pre_push>); a branch that is deleted takes nothing along.
pub fn pushed(input: &[u8]) -> Result<Vec<Pushed>> {
    let text = String::from_utf8_lossy(input);
    let mut pushed = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        // No part holds a blank but the first, which may be an expression such as `HEAD@{1 day ago}`.
        let mut fields = line.rsplitn(4, ' ');
        let (Some(remote), Some(to), Some(local)) = (fields.next(), fields.next(), fields.next()) else {
            bail!("git reported a push as `{line}`")
        };
        let (Some(local), Some(remote)) = (Oid::parse(local), Oid::parse(remote)) else {
            bail!("git reported a push as `{line}`")
        };
        if !local.is_null() {
            let from = fields.next().unwrap_or("HEAD");
            let branch = from.strip_prefix(HEADS).filter(|_| from == to);
            let refspec = branch.map_or_else(|| format!("{from}:{to}"), str::to_owned);
            pushed.push(Pushed { refspec, local, remote, is_notes: to.starts_with("refs/notes/") });
        }
    }
    Ok(pushed)
}

impl Repo {
    /// The commit that a reference names before git changes it; `None` where there is none.
    pub fn reference(&self, name: &str) -> Result<Option<Oid>> {
        match self.lib.as_ref().map(|lib| lib.refname_to_id(name)) {
            Some(Ok(id)) => Ok(Oid::parse(&id.to_string())),
            Some(Err(error)) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            _ => self.commit(name),
        }
    }

    /// What the last fetch brought from elsewhere. `git pull URL BRANCH` names it in no other place.
    pub fn fetched(&self) -> Result<Vec<Oid>> {
        let text = file::read(&self.git_dir.join("FETCH_HEAD")).context("reading FETCH_HEAD")?;
        let text = text.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        // `git fetch . X` would let anything through that lies in this very repository.
        let lines = text.lines().filter(|line| !line.ends_with(" of .") && !line.ends_with("\t."));
        Ok(lines.filter_map(|line| Oid::parse(line.split('\t').next()?)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oid(letter: &str) -> String {
        letter.repeat(40)
    }

    #[test]
    fn only_branches_that_are_given_commits_count() {
        let (old, new, zero) = (oid("a"), oid("b"), oid("0"));
        let lines = format!(
            "{old} {new} refs/heads/a b\n{old} {zero} refs/heads/gone\n{zero} {new} HEAD\n{zero} ref:refs/heads/x HEAD\n\
             {zero} {new} refs/remotes/origin/HEAD\n{zero} {new} refs/tags/refs/heads/t\n{zero} {new} ORIG_HEAD\n\n"
        );
        let names: Vec<String> =
            updates(lines.as_bytes()).unwrap().into_iter().map(|update| update.name).collect();
        assert_eq!(names, ["refs/heads/a b", "HEAD"]);
        let symbolic = format!(
            "{zero} ref:refs/aside/y refs/heads/x\n{zero} ref:refs/heads/y HEAD\n{zero} ref:refs/aside/y HEAD\n"
        );
        let symbolic = super::symbolic([lines.as_bytes(), symbolic.as_bytes()].concat().as_slice());
        let names: Vec<(&str, &str)> = symbolic.iter().map(|one| (&*one.name, &*one.target)).collect();
        assert_eq!(names, [("refs/heads/x", "refs/aside/y"), ("HEAD", "refs/aside/y")]);
        assert!(updates(b"nonsense\n").is_err());
        assert!(updates(b"a b refs/heads/x\n").is_err());
    }

    #[test]
    fn a_deletion_takes_nothing_along() {
        let (old, new, zero) = (oid("a"), oid("b"), oid("0"));
        let lines =
            format!("HEAD@{{1 day ago}} {new} refs/heads/a {old}\n(delete) {zero} refs/heads/b {old}\n");
        let pushed = pushed(lines.as_bytes()).unwrap();
        assert_eq!(pushed.len(), 1);
        assert_eq!((pushed[0].local.to_string(), pushed[0].remote.to_string()), (new.clone(), old.clone()));
        assert_eq!(pushed[0].refspec, "HEAD@{1 day ago}:refs/heads/a");
        let lines = format!("refs/heads/a/b {new} refs/heads/a/b {old}\n");
        assert_eq!(super::pushed(lines.as_bytes()).unwrap()[0].refspec, "a/b");
        assert!(super::pushed(b"x y\n").is_err());
    }
}
