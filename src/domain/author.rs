//! Whose a commit is: one rule for a range, a push and the audit.
//!
//! Its one trailer says so. Without one, with several (commits were squashed), or with a name that the map does not
//! know, the owners of what it touches do: a name that nobody has must say neither more nor less than none.

use super::codename::{Codename, is_operator};
use super::map::Map;
use super::verdict::{Ruling, Who, owners};

/// Whose a commit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// As its trailer says, or as the paths that it touches say.
    Agent(Codename),
    /// The operator: by the trailer, or because it is the operator who asks.
    User,
    /// A person, as it seems: no owned path is touched, and no trailer tells.
    Person,
    /// No trailer tells, and the paths are of several agents.
    Collision,
}

impl By {
    /// Whose a commit is that has these trailers and touches these paths.
    ///
    /// What neither explains is the asker's, where somebody known asks about a history of its own.
    pub fn of(map: &Map, trailers: &[String], rulings: &[Ruling], asker: &Who) -> By {
        if let Some(by) = By::signed(map, trailers) {
            return by;
        }
        match (&owners(rulings)[..], asker) {
            ([], _) => By::Person,
            ([one], Who::Nobody) => By::Agent(one.clone()),
            (_, Who::Agent(name)) => By::Agent(name.clone()),
            (_, Who::User) => By::User,
            (_, Who::Nobody) => By::Collision,
        }
    }

    /// Whom the trailers name, where that is one whom the map knows.
    pub fn signed(map: &Map, trailers: &[String]) -> Option<By> {
        match trailers {
            [name] if is_operator(name) => Some(By::User),
            [name] => map.agent(name).map(|agent| By::Agent(agent.name.clone())),
            _ => None,
        }
    }

    /// As whom its paths are judged. Whoever gave no name has no right to rewrite lines.
    pub fn who(&self) -> Who {
        match self {
            By::Agent(name) => Who::Agent(name.clone()),
            By::User => Who::User,
            By::Person | By::Collision => Who::Nobody,
        }
    }

    pub fn agent(&self) -> Option<&Codename> {
        match self {
            By::Agent(name) => Some(name),
            By::User | By::Person | By::Collision => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::domain::path::RepoPath;
    use crate::domain::pattern::Case;
    use crate::domain::verdict::{Touched, judge};

    const MAP: &str = "[agents.SENSOR]\nowns = [\"s/**\"]\n[agents.RENDER]\nowns = [\"r/**\"]\n";

    fn said(trailers: &[&str], paths: &[&str], asker: &Who) -> String {
        let map = config::parse(MAP, "map", Case::Sensitive).unwrap();
        let touched = paths.iter().map(|path| Touched::file(RepoPath::from_git(path.as_bytes()).unwrap()));
        let rulings = judge(&map, &Who::User, touched.collect());
        let trailers: Vec<String> = trailers.iter().map(ToString::to_string).collect();
        match By::of(&map, &trailers, &rulings, asker) {
            By::Agent(name) => name.to_string(),
            by => format!("{by:?}"),
        }
    }

    #[test]
    fn a_trailer_tells_then_ownership_then_whoever_asks() {
        let (nobody, sensor) = (Who::Nobody, Who::Agent(Codename::parse("SENSOR").unwrap()));
        for (trailers, paths, asker, by) in [
            (&["sensor"][..], &["r/a"][..], &nobody, "SENSOR"),
            (&["User"], &["r/a", "s/a"], &sensor, "User"),
            (&[], &["r/a", "README.md"], &nobody, "RENDER"),
            (&[], &["README.md"], &sensor, "Person"),
            (&[], &["r/a", "s/a"], &nobody, "Collision"),
            (&[], &["s/a"], &sensor, "SENSOR"),
            (&[], &["r/a"], &sensor, "SENSOR"),
            (&[], &["r/a", "s/a"], &sensor, "SENSOR"),
            (&[], &["r/a", "s/a"], &Who::User, "User"),
            (&["GHOST"], &["r/a"], &nobody, "RENDER"),
            (&["GHOST"], &["README.md"], &nobody, "Person"),
            (&["SENSOR", "RENDER"], &["r/a", "s/a"], &nobody, "Collision"),
            (&["SENSOR", "RENDER"], &["s/a"], &nobody, "SENSOR"),
            (&["user", "RENDER"], &["r/a", "s/a"], &nobody, "Collision"),
        ] {
            assert_eq!(said(trailers, paths, asker), by, "{trailers:?} {paths:?} {asker:?}");
        }
    }
}
