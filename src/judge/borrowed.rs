//! No history rules itself: what a commit may only by a map that came within the same history, it has borrowed from whoever
//! changed the map. The operator's name is worth that, nobody else's.

use std::collections::HashMap;
use std::rc::Rc;

use anyhow::Result;

use super::lineage::Lineage;
use super::maps::Maps;
use super::ruling::{JudgeAs, Ruling, rule};
use crate::domain::change::Side;
use crate::domain::commit::Commit;
use crate::domain::judged_commit::Borrowed;
use crate::domain::map::Map;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Refusal, Verdict};

/// What a map makes of a path of a commit, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Allowed,
    /// Allowed to somebody who did not sign it.
    Unsigned,
    Refused,
}

/// What a commit does that the map by which it was judged allows, and that of its base does not.
pub fn borrowed(
    maps: &mut Maps,
    lineage: &Lineage,
    commit: &Commit,
    (map, ruling): (&Rc<Map>, &Ruling),
    judge_as: JudgeAs,
) -> Result<Vec<Borrowed>> {
    let bases = maps.of_base(lineage, &commit.oid);
    let Some(parent) = commit.parents.first() else { return Ok(Vec::new()) };
    if bases.is_empty() || bases.iter().any(|base| Rc::ptr_eq(base, map)) {
        return Ok(Vec::new());
    }
    let by = |map: Rc<Map>| rule(&maps.workspace.repo, &maps.enforced.under(map), commit, judge_as);
    let here = grades(ruling);
    let mut worse: Vec<(RepoPath, (Grade, Verdict))> =
        grades(&by(Rc::clone(&bases[0]))?).into_iter().collect();
    for other in &bases[1..] {
        let mut other = grades(&by(Rc::clone(other))?);
        // What one of several bases allows is allowed.
        worse.retain_mut(|(path, grade)| {
            let Some(other) = other.remove(path) else { return false };
            if other.0 < grade.0 {
                *grade = other;
            }
            true
        });
    }
    worse.retain(|(path, (grade, _))| grade_of(&here, path) < *grade);
    worse.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut graded: HashMap<Side, HashMap<RepoPath, (Grade, Verdict)>> = HashMap::new();
    let mut borrowed = Vec::new();
    for (path, (grade, verdict)) in worse {
        let lender = lineage.lender(parent, |side| {
            let (Some(side), Some(map)) = (side, maps.map(side)) else { return Ok(false) };
            if !graded.contains_key(side) {
                graded.insert(side.clone(), grades(&by(map)?));
            }
            Ok(grade_of(&graded[side], &path) < grade)
        })?;
        borrowed.extend(lender.cloned().map(|lender| Borrowed { verdict, by: lender }));
    }
    Ok(borrowed)
}

/// What a map does not simply allow.
fn grades(ruling: &Ruling) -> HashMap<RepoPath, (Grade, Verdict)> {
    let mut grades = HashMap::new();
    for verdict in &ruling.verdicts {
        let Some(path) = verdict.place.path() else { continue };
        if !verdict.is_allowed() {
            grades.insert(path.clone(), (Grade::Refused, verdict.clone()));
        } else if verdict.is_owned() && !ruling.is_signed {
            let unsigned = Verdict { refusal: Some(Refusal::Unsigned), ..verdict.clone() };
            grades.insert(path.clone(), (Grade::Unsigned, unsigned));
        }
    }
    grades
}

fn grade_of(grades: &HashMap<RepoPath, (Grade, Verdict)>, path: &RepoPath) -> Grade {
    grades.get(path).map_or(Grade::Allowed, |(grade, _)| *grade)
}
