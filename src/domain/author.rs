//! Whose a commit is: one rule for a range, a push and the audit.
//!
//! Its one trailer says so. Without one, with several (commits were squashed), or with a name that the map does not
//! know, the owners of what it touches do: a name that nobody has must say neither more nor less than none.

use super::asker::Asker;
use super::codename::{Codename, is_operator};
use super::commit::Commit;
use super::map::Map;
use super::verdict::{Touched, owners_of};

/// Whose a commit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// As its trailer says, or as the paths that it touches say.
    Agent(Codename),
    /// The operator: by the trailer, or because it is the operator who asks.
    Operator,
    /// A person, as it seems: no owned path is touched, and no trailer tells.
    Person,
    /// No trailer tells, and the paths are of several agents.
    Collision,
}

impl Author {
    /// Whose a commit is that has these trailers and touches these paths.
    ///
    /// What neither explains is the asker's, where somebody known asks about a history of its own.
    pub fn of(map: &Map, trailers: &[String], owners: &[Codename], asker: &Asker) -> Author {
        if let Some(by) = Author::signed(map, trailers) {
            return by;
        }
        match (owners, asker) {
            ([], _) => Author::Person,
            ([one], Asker::Nobody) => Author::Agent(one.clone()),
            (_, Asker::Agent(name)) => Author::Agent(name.clone()),
            (_, Asker::Operator) => Author::Operator,
            (_, Asker::Nobody) => Author::Collision,
        }
    }

    /// Whose a commit is, by its trailer or by what this map says of its paths.
    pub fn of_commit(map: &Map, commit: &Commit) -> Author {
        Author::of(map, &commit.agents, &owners(map, commit), &Asker::Nobody)
    }

    /// The agent whose work commit this is, if it is one.
    pub fn of_work(map: &Map, commit: &Commit) -> Option<Codename> {
        let is_work = !owners(map, commit).is_empty();
        Author::of_commit(map, commit).agent().filter(|_| is_work).cloned()
    }

    /// Whom the trailers name, where that is one whom the map knows.
    pub fn signed(map: &Map, trailers: &[String]) -> Option<Author> {
        match trailers {
            [name] if is_operator(name) => Some(Author::Operator),
            [name] => map.agent(name).map(|agent| Author::Agent(agent.name.clone())),
            _ => None,
        }
    }

    /// Whether the operator made a commit by name: only then does what it does to the map count within its own history.
    pub fn is_named_operator(commit: &Commit) -> bool {
        matches!(&commit.agents[..], [name] if is_operator(name))
    }

    /// As whom its paths are judged. Whoever gave no name has no right to rewrite lines.
    pub fn asker(&self) -> Asker {
        match self {
            Author::Agent(name) => Asker::Agent(name.clone()),
            Author::Operator => Asker::Operator,
            Author::Person | Author::Collision => Asker::Nobody,
        }
    }

    pub fn agent(&self) -> Option<&Codename> {
        match self {
            Author::Agent(name) => Some(name),
            Author::Operator | Author::Person | Author::Collision => None,
        }
    }
}

/// Who owns what the commit itself changes.
fn owners(map: &Map, commit: &Commit) -> Vec<Codename> {
    let changes = commit.changes.iter().filter(|change| change.differs_from_every_parent());
    owners_of(map, &changes.map(Touched::by).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::RepoPath;

    fn said(trailers: &[&str], paths: &[&str], asker: &Asker) -> String {
        let map = Map::of(&[("SENSOR", "s/**"), ("RENDER", "r/**")]);
        let touched = paths.iter().map(|path| Touched::file(RepoPath::from_git(path.as_bytes()).unwrap()));
        let owners = owners_of(&map, &touched.collect::<Vec<_>>());
        let trailers: Vec<String> = trailers.iter().map(ToString::to_string).collect();
        match Author::of(&map, &trailers, &owners, asker) {
            Author::Agent(name) => name.to_string(),
            by => format!("{by:?}"),
        }
    }

    #[test]
    fn a_trailer_tells_then_ownership_then_whoever_asks() {
        let (nobody, sensor) = (Asker::Nobody, Asker::Agent(Codename::parse("SENSOR").unwrap()));
        for (trailers, paths, asker, by) in [
            (&["sensor"][..], &["r/a"][..], &nobody, "SENSOR"),
            (&["User"], &["r/a", "s/a"], &sensor, "Operator"),
            (&[], &["r/a", "README.md"], &nobody, "RENDER"),
            (&[], &["README.md"], &sensor, "Person"),
            (&[], &["r/a", "s/a"], &nobody, "Collision"),
            (&[], &["s/a"], &sensor, "SENSOR"),
            (&[], &["r/a"], &sensor, "SENSOR"),
            (&[], &["r/a", "s/a"], &sensor, "SENSOR"),
            (&[], &["r/a", "s/a"], &Asker::Operator, "Operator"),
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
