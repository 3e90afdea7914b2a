//! Where a push of the branch that is checked out goes: where `git push` would send it.
//!
//! Git answers this in pieces only (`%(push:remotename)` knows no remote that was not chosen, `%(push:remoteref)` no
//! refspec of `HEAD`), or by asking the network. So its rules are said again here, and held against git itself in the
//! tests. In two places git pushes nothing, and we push to a branch of the same name: where that has no upstream, and
//! where its upstream has another name (a branch that was made from `origin/main`). The other branch is never meant, unless
//! `push.default` says so.
//!
//! Rules: <https://git-scm.com/docs/git-config#Documentation/git-config.txt-pushdefault>.

use anyhow::Result;

use super::listing::split;
use super::refspec::{HEADS, mapped, pushed};
use super::repo::Repo;
use crate::domain::oid::Oid;

/// The remote that git takes where nobody chose one of several.
const ORIGIN: &str = "origin";

/// A branch of a remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    pub remote: String,
    /// The branch's full name over there: `refs/heads/main`.
    pub branch: String,
}

/// Where a push goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    To(Upstream),
    Nowhere(Nowhere),
}

/// Why a push has nowhere to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nowhere {
    /// HEAD is detached.
    NoBranch {
        /// Whether that is so in the main checkout, which is not an agent's to switch.
        is_main: bool,
        /// A name that no branch has, here or on a remote.
        free: String,
    },
    NoRemote,
    /// Nobody has chosen one of these remotes.
    ManyRemotes(Vec<String>),
    /// `push.default` is `nothing`: only what is named is pushed, such as this.
    OnlyByName(Upstream),
    /// `remote.*.push` has refspecs, and none for this branch.
    LeftOut {
        remote: String,
        branch: String,
    },
}

impl Repo {
    /// The branch that HEAD is on; `None` when it is detached.
    pub fn branch(&self) -> Result<Option<String>> {
        let full = self.git().args(["symbolic-ref", "--quiet", "HEAD"]).line()?;
        Ok(full.map(|full| full.strip_prefix(HEADS).unwrap_or(&full).to_owned()))
    }

    /// Where a push of the current branch goes.
    pub fn destination(&self) -> Result<Destination> {
        if let Some(branch) = self.branch()? {
            return Ok(self.push_settings()?.destination(&branch));
        }
        let (is_main, free) = (!self.is_in_linked()?, self.free_branch()?);
        Ok(Destination::Nowhere(Nowhere::NoBranch { is_main, free }))
    }

    /// Where a push of the current branch goes, if anywhere.
    pub fn upstream(&self) -> Result<Option<Upstream>> {
        Ok(match self.destination()? {
            Destination::To(to) => Some(to),
            Destination::Nowhere(_) => None,
        })
    }

    /// Whether `git push` alone sends the current branch there; with `push.default=simple` it refuses where the upstream
    /// has another name.
    pub fn pushes_plainly(&self) -> Result<bool> {
        let asked = self.git().args(["rev-parse", "--quiet", "--verify", "@{push}"]).output()?;
        Ok(asked.status.success())
    }

    pub(super) fn push_settings(&self) -> Result<Settings> {
        let listed =
            self.git().args(["config", "-z", "--get-regexp", r"^(branch|remote|push)\."]).output()?;
        Ok(Settings::read(&listed.stdout))
    }

    /// A repository that [`Repo::sibling`] made does not know by its paths what it is.
    fn is_in_linked(&self) -> Result<bool> {
        Ok(self.is_linked()
            || self.root.join(".git").is_file() && {
                let asked = self.git().args(["rev-parse", "--git-dir", "--git-common-dir"]).stdout()?;
                let asked = String::from_utf8_lossy(&asked).into_owned();
                let mut dirs = asked.lines();
                dirs.next() != dirs.next()
            })
    }

    /// A name for a branch that begins at HEAD, and that nobody has used yet.
    fn free_branch(&self) -> Result<String> {
        let head = self.head()?;
        let wish = head.as_ref().map_or_else(|| "work".to_owned(), |head| format!("work-{}", head.short()));
        let format = "--format=%(refname:lstrip=2)";
        let listed = self.git().args(["for-each-ref", format, "refs/heads", "refs/remotes"]).stdout()?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let is_used = |name: &str| listed.lines().any(|used| used.split('/').any(|part| part == name));
        let numbered = (2..).map(|number| format!("{wish}-{number}"));
        Ok(std::iter::once(wish.clone()).chain(numbered).find(|name| !is_used(name)).unwrap_or(wish))
    }
}

/// What is set of branches, remotes and pushes: keys and values, in git's order.
#[derive(Debug, Default)]
pub struct Settings(Vec<(String, String)>);

impl Settings {
    /// Reads `key\nvalue` fields; a key alone is `true`.
    fn read(listed: &[u8]) -> Settings {
        let pair = |field: &[u8]| {
            let text = String::from_utf8_lossy(field).into_owned();
            match text.split_once('\n') {
                Some((key, value)) => (key.to_owned(), value.to_owned()),
                None => (text, "true".to_owned()),
            }
        };
        Settings(split(listed).map(pair).collect())
    }

    /// Every value of a key, the empty ones left out.
    pub fn all(&self, key: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(name, value)| name == key && !value.is_empty());
        values.map(|(_, value)| value.as_str()).collect()
    }

    /// The value that counts, which is the last one.
    fn last(&self, key: &str) -> Option<&str> {
        self.all(key).pop()
    }

    /// The remotes that have an address.
    fn remotes(&self) -> Vec<&str> {
        let mut remotes: Vec<&str> = Vec::new();
        for (key, _) in &self.0 {
            let name = key.strip_prefix("remote.").and_then(|rest| rest.rsplit_once('.'));
            if let Some((name, "url" | "pushurl")) = name
                && !remotes.contains(&name)
            {
                remotes.push(name);
            }
        }
        remotes
    }

    /// Whether this names a remote, and is not itself an address.
    pub fn is_remote(&self, name: &str) -> bool {
        self.remotes().contains(&name)
    }

    pub fn destination(&self, branch: &str) -> Destination {
        let of_branch =
            |name: &str| self.last(&format!("branch.{branch}.{name}")).filter(|value| *value != ".");
        let upstreams = of_branch("remote");
        // Who works in a fork pulls from one remote and pushes to another.
        let chosen = of_branch("pushremote").or_else(|| self.last("remote.pushdefault")).or(upstreams);
        let remotes = self.remotes();
        let remote = match (chosen, &remotes[..]) {
            (Some(chosen), _) => chosen,
            (None, []) => return Destination::Nowhere(Nowhere::NoRemote),
            (None, [only]) => only,
            (None, several) if several.contains(&ORIGIN) => ORIGIN,
            (None, several) => {
                let several = several.iter().map(|name| (*name).to_owned()).collect();
                return Destination::Nowhere(Nowhere::ManyRemotes(several));
            }
        };
        let to = |branch: String| Upstream { remote: remote.to_owned(), branch };
        let same = format!("{HEADS}{branch}");
        let refspecs = self.all(&format!("remote.{remote}.push"));
        if !refspecs.is_empty() {
            return match pushed(&refspecs, &same) {
                Some(there) => Destination::To(to(there)),
                None => Destination::Nowhere(Nowhere::LeftOut {
                    remote: remote.to_owned(),
                    branch: branch.to_owned(),
                }),
            };
        }
        match self.last("push.default") {
            Some("nothing") => Destination::Nowhere(Nowhere::OnlyByName(to(same))),
            Some("upstream" | "tracking") if upstreams == Some(remote) => {
                match self.all(&format!("branch.{branch}.merge"))[..] {
                    [only] => Destination::To(to(only.to_owned())),
                    _ => Destination::To(to(same)),
                }
            }
            _ => Destination::To(to(same)),
        }
    }

    /// The remote-tracking branch that a fetch keeps for a branch of a remote.
    pub fn tracking(&self, of: &Upstream) -> Option<String> {
        let refspecs = self.all(&format!("remote.{}.fetch", of.remote));
        mapped(&refspecs, &of.branch).filter(|there| there.starts_with("refs/remotes/"))
    }

    /// Where to ask what a push to a remote did: pushes may go elsewhere than fetches.
    pub fn push_address<'s>(&'s self, remote: &'s str) -> &'s str {
        self.last(&format!("remote.{remote}.pushurl")).unwrap_or(remote)
    }
}

impl Upstream {
    /// Where the branch is, in what `git ls-remote` printed.
    pub fn tip(&self, listed: &[u8]) -> Option<Oid> {
        let tip = |line: &str| {
            let (oid, name) = line.split_once('\t')?;
            (name == self.branch).then(|| Oid::parse(oid)).flatten()
        };
        String::from_utf8_lossy(listed).lines().find_map(tip)
    }

    /// The remote branch as people write it: `origin/main`. Of a remote that has only an address not that, which may hold
    /// a password.
    pub fn name(&self) -> String {
        if self.remote.contains(':') {
            self.short().to_owned()
        } else {
            format!("{}/{}", self.remote, self.short())
        }
    }

    /// The branch without `refs/heads/`.
    pub fn short(&self) -> &str {
        self.branch.strip_prefix(HEADS).unwrap_or(&self.branch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process::Process;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        Settings(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    fn said(pairs: &[(&str, &str)]) -> String {
        match settings(pairs).destination("f") {
            Destination::To(to) => format!("{} {}", to.remote, to.branch),
            Destination::Nowhere(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn a_branch_made_from_another_goes_to_a_branch_of_its_own_name() {
        let made = [
            ("remote.origin.url", "u"),
            ("branch.f.remote", "origin"),
            ("branch.f.merge", "refs/heads/main"),
        ];
        assert_eq!(said(&made), "origin refs/heads/f");
        for (default, branch) in
            [("simple", "f"), ("current", "f"), ("matching", "f"), ("upstream", "main"), ("tracking", "main")]
        {
            let set = [&made[..], &[("push.default", default)]].concat();
            assert_eq!(said(&set), format!("origin refs/heads/{branch}"), "{default}");
        }
    }

    #[test]
    fn what_has_nowhere_to_go_says_why() {
        assert_eq!(said(&[]), "NoRemote");
        assert_eq!(said(&[("remote.origin.fetch", "+refs/pull/*:refs/pull/*")]), "NoRemote");
        assert_eq!(said(&[("remote.a.url", "a"), ("remote.b.url", "b")]), r#"ManyRemotes(["a", "b"])"#);
        let nothing = said(&[("remote.a.url", "a"), ("push.default", "nothing")]);
        assert!(nothing.starts_with("OnlyByName"), "{nothing}");
        let left_out = said(&[("remote.a.url", "a"), ("remote.a.push", "refs/heads/main")]);
        assert!(left_out.starts_with("LeftOut"), "{left_out}");
    }

    #[test]
    fn a_local_upstream_is_no_remote() {
        let local = [("branch.f.remote", "."), ("branch.f.merge", "refs/heads/main")];
        assert_eq!(said(&local), "NoRemote");
        assert_eq!(said(&[&local[..], &[("remote.hub.url", "u")]].concat()), "hub refs/heads/f");
    }

    #[test]
    fn an_address_is_not_shown() {
        let to = Upstream {
            remote: "https://me:secret@example.org/x".to_owned(),
            branch: "refs/heads/f".to_owned(),
        };
        assert_eq!(to.name(), "f");
    }

    /// Real repositories, each with these settings; `git push` says where it would go.
    #[test]
    fn the_answer_is_that_of_git() {
        let dir = tempfile::tempdir().unwrap();
        let git = |words: &str| {
            let git = Process::git(dir.path()).elsewhere().env("GIT_CONFIG_NOSYSTEM", "1");
            let git = git.env("GIT_CONFIG_GLOBAL", dir.path().join("none")).env("GIT_AUTHOR_NAME", "A");
            let git = git.env("GIT_AUTHOR_EMAIL", "a@a").env("GIT_COMMITTER_NAME", "A");
            git.env("GIT_COMMITTER_EMAIL", "a@a").args(words.split(' ')).output().unwrap()
        };
        git("init -q -b we]ird .");
        git("commit -q --allow-empty -m one");
        let repo = Repo::in_test(dir.path());
        for remote in ["origin", "fork", "third"] {
            git(&format!("init -q --bare {remote}.git"));
        }
        let one = "remote.fork.url=fork.git";
        let two = "remote.origin.url=origin.git remote.fork.url=fork.git";
        for (set, is_refused) in [
            (one.to_owned(), true),
            (two.to_owned(), true),
            (format!("{one} push.default=current"), false),
            (format!("{two} push.default=current"), false),
            (format!("{one} push.autoSetupRemote=true"), false),
            (format!("{one} branch.we]ird.remote=fork branch.we]ird.merge=refs/heads/we]ird"), false),
            (format!("{one} branch.we]ird.remote=fork branch.we]ird.merge=refs/heads/main"), true),
            (
                format!(
                    "{one} branch.we]ird.remote=fork branch.we]ird.merge=refs/heads/main push.default=upstream"
                ),
                false,
            ),
            (
                format!(
                    "{two} branch.we]ird.remote=origin branch.we]ird.merge=refs/heads/main remote.pushDefault=fork"
                ),
                false,
            ),
            (
                format!(
                    "{two} branch.we]ird.remote=origin branch.we]ird.merge=refs/heads/main branch.we]ird.pushRemote=fork"
                ),
                false,
            ),
            (format!("{two} remote.pushDefault=third.git push.default=current"), false),
            (format!("{one} remote.fork.push=HEAD"), false),
            (format!("{one} remote.fork.push=HEAD:refs/for/main"), false),
            (format!("{one} remote.fork.push=+refs/heads/*:refs/heads/qa/*"), false),
            (format!("{one} remote.fork.push=we]ird:refs/heads/other"), false),
            (format!("{one} remote.fork.push=we]ird"), false),
        ] {
            let keys: Vec<(&str, &str)> = set.split(' ').map(|pair| pair.split_once('=').unwrap()).collect();
            for (key, value) in &keys {
                git(&format!("config --add {key} {value}"));
            }
            let Destination::To(ours) = repo.destination().unwrap() else { panic!("{set}: nowhere") };
            let gits = git("push --dry-run --porcelain");
            let printed = String::from_utf8_lossy(&gits.stdout).into_owned();
            assert_eq!(!gits.status.success(), is_refused, "{set}: {printed}{}", gits.stderr);
            let there = printed.lines().find_map(|line| line.split('\t').nth(1)?.split_once(':'));
            let remote = ours.remote.trim_end_matches(".git");
            if let Some((_, there)) = there {
                assert_eq!(there, ours.branch, "{set}");
                assert!(printed.contains(&format!("{remote}.git")), "{set}: {printed}");
            } else {
                assert!(is_refused && ours.branch == "refs/heads/we]ird", "{set}: {ours:?}");
            }
            for (key, _) in &keys {
                git(&format!("config --unset-all {key}"));
            }
        }
    }
}
