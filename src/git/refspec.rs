//! Refspecs of a remote, as far as they say where one reference goes
//! (<https://git-scm.com/docs/git-push#Documentation/git-push.txt-refspec>).

/// What stands before a branch's name.
pub const HEADS: &str = "refs/heads/";

/// Where a fetch puts a reference of a remote; `None` where none of the refspecs has it.
pub fn mapped(refspecs: &[&str], name: &str) -> Option<String> {
    if is_excluded(refspecs, name) {
        return None;
    }
    refspecs.iter().find_map(|refspec| {
        let (from, to) = refspec.trim_start_matches('+').split_once(':')?;
        replaced(from, to, name).filter(|there| !there.is_empty())
    })
}

/// Where a push puts the branch that is checked out, whose full name this is.
pub fn pushed(refspecs: &[&str], name: &str) -> Option<String> {
    if is_excluded(refspecs, name) {
        return None;
    }
    refspecs.iter().find_map(|refspec| {
        let refspec = refspec.trim_start_matches('+');
        // Every branch that the remote has, too.
        if refspec == ":" {
            return Some(name.to_owned());
        }
        let (from, to) = refspec.split_once(':').unwrap_or((refspec, ""));
        let from = match from {
            "HEAD" | "@" => name.to_owned(),
            short if !short.is_empty() && !short.starts_with("refs/") => format!("{HEADS}{short}"),
            full => full.to_owned(),
        };
        let to = match to {
            "" => from.clone(),
            short if !short.starts_with("refs/") => format!("{HEADS}{short}"),
            full => full.to_owned(),
        };
        replaced(&from, &to, name)
    })
}

/// Whether a refspec like `^refs/heads/wip/*` takes a reference out.
fn is_excluded(refspecs: &[&str], name: &str) -> bool {
    let mut out = refspecs.iter().filter_map(|refspec| refspec.strip_prefix('^'));
    out.any(|from| replaced(from, from, name).is_some())
}

/// One side for the other, with what the star stands for.
fn replaced(from: &str, to: &str, name: &str) -> Option<String> {
    let Some((before, after)) = from.split_once('*') else {
        return (from == name).then(|| to.to_owned());
    };
    let star = name.strip_prefix(before)?.strip_suffix(after)?;
    Some(to.replacen('*', star, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetch_keeps_what_its_refspecs_name() {
        let there = |refspecs: &[&str], name: &str| mapped(refspecs, name).unwrap_or_default();
        let all = "+refs/heads/*:refs/remotes/origin/*";
        assert_eq!(there(&[all], "refs/heads/a/b"), "refs/remotes/origin/a/b");
        assert_eq!(there(&[all], "refs/tags/a"), "");
        assert_eq!(there(&[all, "^refs/heads/wip/*"], "refs/heads/wip/a"), "");
        let single = "+refs/heads/main:refs/remotes/origin/main";
        assert_eq!(there(&[single], "refs/heads/topic"), "");
        assert_eq!(there(&[single], "refs/heads/main"), "refs/remotes/origin/main");
        assert_eq!(there(&["refs/heads/main"], "refs/heads/main"), "", "it is fetched, and kept nowhere");
        assert_eq!(there(&["refs/heads/a*z:refs/remotes/o/*"], "refs/heads/a-z"), "refs/remotes/o/-");
    }

    #[test]
    fn a_push_goes_where_its_refspecs_say() {
        let there = |refspecs: &[&str]| pushed(refspecs, "refs/heads/f").unwrap_or_default();
        for (refspec, name) in [
            ("HEAD", "refs/heads/f"),
            ("@:refs/for/main", "refs/for/main"),
            (":", "refs/heads/f"),
            ("f", "refs/heads/f"),
            ("f:prod", "refs/heads/prod"),
            ("+refs/heads/*:refs/heads/qa/*", "refs/heads/qa/f"),
            ("refs/heads/main", ""),
            (":refs/heads/f", ""),
        ] {
            assert_eq!(there(&[refspec]), name, "{refspec}");
        }
        assert_eq!(there(&["refs/heads/*", "^refs/heads/f"]), "");
        assert_eq!(there(&["refs/heads/main:refs/heads/x", "HEAD"]), "refs/heads/f");
    }
}
