//! Who may touch what: the one rule that every point of enforcement asks.

use serde::Serialize;

use super::append::Altered;
use super::asker::Asker;
use super::change::Change;
use super::codename::Codename;
use super::map::{Map, Owner};
use super::oid::Oid;
use super::path::RepoPath;

/// A path that somebody wants to touch, or has touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    pub place: Location,
    /// A directory is judged by who would own a new file in it.
    pub is_dir: bool,
    /// For an append-only path: what was done beside adding lines at its end.
    pub altered: Option<Altered>,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    At(RepoPath),
    /// Written `asked`, it reaches `real` through a symlink: judged there.
    Through {
        asked: String,
        real: RepoPath,
    },
    /// Not in the work tree; holds the path as it was asked for, or where it really leads.
    Outside {
        asked: String,
        real: Option<String>,
    },
}

/// What was decided of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub place: Location,
    pub owner: Owner,
    /// `None` where the path may be touched.
    pub refusal: Option<Refusal>,
}

/// Why a path may not be touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Refusal {
    /// Another agent owns it.
    Foreign,
    /// Several agents own it: the map has to be mended.
    Contested,
    /// Nobody owns it, so that only the operator changes it.
    Unowned,
    Outside,
    /// Nobody is known to ask, and the paths together have several owners.
    SeveralOwners {
        owners: Vec<Codename>,
    },
    /// More was done to an append-only file than adding lines at its end.
    Rewritten(Altered),
    /// The commit touches what somebody owns, and does not say whose it is.
    Unsigned,
    /// Only a map that came within the same history allows it, and the operator did not put it there by name.
    Borrowed {
        map_of: Oid,
    },
}

impl Touched {
    /// What a commit does to a path, its lines not looked at.
    pub fn by(change: &Change) -> Touched {
        Touched { is_dir: change.is_submodule(), ..Touched::file(change.path.clone()) }
    }

    pub fn file(path: RepoPath) -> Touched {
        Touched { place: Location::At(path), is_dir: false, altered: None }
    }
}

impl Location {
    /// The path that counts.
    pub fn path(&self) -> Option<&RepoPath> {
        match self {
            Location::At(path) | Location::Through { real: path, .. } => Some(path),
            Location::Outside { .. } => None,
        }
    }
}

impl Verdict {
    pub fn is_allowed(&self) -> bool {
        self.refusal.is_none()
    }

    /// Whether agents own the path, be it one or several in dispute.
    pub fn is_owned(&self) -> bool {
        !self.owner.agents().is_empty()
    }
}

/// Judges the paths of one commit, or of one question, together: without a known asker they must have one owner.
pub fn judge(map: &Map, who: &Asker, touched: Vec<Touched>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = touched.into_iter().map(|touched| rule(map, who, touched)).collect();
    if *who == Asker::Nobody {
        one_owner(&mut verdicts);
    }
    verdicts
}

/// Says only whose each path is, which nobody has to be known for.
pub fn whose(map: &Map, touched: Vec<Touched>) -> Vec<Verdict> {
    let verdict =
        |touched: Touched| Verdict { owner: owner(map, &touched), place: touched.place, refusal: None };
    touched.into_iter().map(verdict).collect()
}

/// The agents that own any of what is touched, each once, in order of appearance.
pub fn owners_of(map: &Map, touched: &[Touched]) -> Vec<Codename> {
    let owners: Vec<Owner> = touched.iter().map(|touched| owner(map, touched)).collect();
    each_once(owners.iter())
}

fn owner(map: &Map, touched: &Touched) -> Owner {
    match touched.place.path() {
        Some(path) if touched.is_dir => map.owner_of_dir(path),
        Some(path) => map.owner(path),
        None => Owner::Unowned,
    }
}

fn rule(map: &Map, who: &Asker, touched: Touched) -> Verdict {
    let owner = owner(map, &touched);
    let refusal = match (who, &touched.place) {
        (Asker::Operator, _) => None,
        (_, Location::Outside { .. }) => Some(Refusal::Outside),
        (who, _) => refusal(who, &owner, touched.altered),
    };
    Verdict { place: touched.place, owner, refusal }
}

fn refusal(who: &Asker, owner: &Owner, altered: Option<Altered>) -> Option<Refusal> {
    match (owner, who) {
        (Owner::Append { .. }, _) => altered.map(Refusal::Rewritten),
        (Owner::Agent { agent, .. }, Asker::Agent(name)) if agent != name => Some(Refusal::Foreign),
        (Owner::Contested { .. }, _) => Some(Refusal::Contested),
        (Owner::Unowned, Asker::Agent(_)) => Some(Refusal::Unowned),
        (Owner::Agent { .. } | Owner::Write { .. } | Owner::Unowned, _) => None,
    }
}

fn one_owner(verdicts: &mut [Verdict]) {
    let owners: Vec<Codename> = owners(verdicts);
    if owners.len() < 2 {
        return;
    }
    for verdict in verdicts.iter_mut().filter(|verdict| matches!(verdict.owner, Owner::Agent { .. })) {
        verdict.refusal = Some(Refusal::SeveralOwners { owners: owners.clone() });
    }
}

/// The agents that own any of the judged paths, each once, in order of appearance.
pub fn owners(verdicts: &[Verdict]) -> Vec<Codename> {
    each_once(verdicts.iter().map(|verdict| &verdict.owner))
}

fn each_once<'o>(owners: impl Iterator<Item = &'o Owner>) -> Vec<Codename> {
    let mut agents: Vec<Codename> = Vec::new();
    for agent in owners.flat_map(Owner::agents) {
        if !agents.contains(agent) {
            agents.push(agent.clone());
        }
    }
    agents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::append::What;
    use crate::domain::day::Zone;
    use crate::domain::map::{Agent, ChatFiles, Shared};
    use crate::domain::pattern::{Case, Pattern};

    fn globs(texts: &[&str]) -> Vec<Pattern> {
        texts.iter().map(|text| Pattern::parse(text, Case::Sensitive).unwrap()).collect()
    }

    fn path(text: &str) -> RepoPath {
        RepoPath::from_git(text.as_bytes()).unwrap()
    }

    fn map() -> Map {
        let agent = |name: &str, owns: &[&str], except: &[&str]| Agent {
            name: Codename::parse(name).unwrap(),
            owns: globs(owns),
            except: globs(except),
            mission: None,
            verify: Vec::new(),
        };
        Map {
            agents: vec![
                agent("SENSOR", &["src/s/**"], &["src/s/gen/**"]),
                agent("RENDER", &["src/r/**", "src/s/x"], &[]),
            ],
            shared: Shared { append: globs(&["log"]), write: globs(&["src/s/Cargo.lock"]) },
            chat: ChatFiles { file: path("groupchat.md"), journals: Vec::new(), case: Case::Sensitive },
            day: Zone::Local,
        }
    }

    fn sensor() -> Asker {
        Asker::Agent(Codename::parse("sensor").unwrap())
    }

    fn refusals(who: &Asker, paths: &[&str]) -> Vec<Option<Refusal>> {
        let touched = paths.iter().map(|text| Touched::file(path(text))).collect();
        judge(&map(), who, touched).into_iter().map(|verdict| verdict.refusal).collect()
    }

    #[test]
    fn an_agent_touches_its_own_and_the_shared_paths_only() {
        let paths = [
            "src/s/a",
            "src/r/a",
            "README.md",
            "groupchat.md",
            "log",
            "src/s/Cargo.lock",
            "src/s/gen/a",
            "src/s/x",
        ];
        let (foreign, unowned) = (Some(Refusal::Foreign), Some(Refusal::Unowned));
        let expected = [None, foreign, unowned.clone(), None, None, None, unowned, Some(Refusal::Contested)];
        assert_eq!(refusals(&sensor(), &paths), expected);
    }

    #[test]
    fn without_a_name_one_owner_at_a_time() {
        assert_eq!(refusals(&Asker::Nobody, &["src/s/a", "README.md", "log"]), [None, None, None]);
        let both = refusals(&Asker::Nobody, &["src/s/a", "src/r/a", "README.md"]);
        assert!(both[0].is_some() && both[1].is_some() && both[2].is_none());
    }

    #[test]
    fn the_operator_may_do_anything() {
        assert_eq!(
            refusals(&Asker::Operator, &["src/s/a", "src/r/a", "README.md", "src/s/x"]),
            [None, None, None, None]
        );
    }

    #[test]
    fn a_rewritten_line_is_refused_to_all_but_the_operator() {
        let altered = Some(Altered { what: What::Changed, line: 3, text: "x".into() });
        let touched = || vec![Touched { altered: altered.clone(), ..Touched::file(path("log")) }];
        assert!(!judge(&map(), &Asker::Nobody, touched())[0].is_allowed());
        assert!(!judge(&map(), &sensor(), touched())[0].is_allowed());
        assert!(judge(&map(), &Asker::Operator, touched())[0].is_allowed());
    }

    #[test]
    fn a_directory_belongs_to_whoever_owns_a_new_file_in_it() {
        let dir = Touched { is_dir: true, ..Touched::file(path("src/s")) };
        assert!(judge(&map(), &sensor(), vec![dir])[0].is_allowed());
        assert_eq!(refusals(&sensor(), &["src/s"]), [Some(Refusal::Unowned)]);
    }
}
