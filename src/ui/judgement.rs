//! How it is said what was decided of paths: of those somebody named, of a commit that is being made, or of a history.

use std::io::{self, Write};

use serde::Serialize;

use super::text::{self, count, styled};
use super::verdict::{CommitSource, PathRow};
use super::{Answer, Exit, annotation, borrowed, next};
use crate::domain::asker::Asker;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::map::{Map, Owner};
use crate::domain::next::Next;
use crate::domain::verdict::{Refusal, Verdict, owners};
use crate::judge::history::JudgeAs;
use crate::judge::staged::CommitVerdicts;
use crate::workspace::Enforced;

/// More paths than this make no command line that one would paste.
const MOST_NAMED: usize = 8;
/// How many commits without a trailer are named one by one.
const NAMED: usize = 5;
const UNOWNED: &str =
    "unowned paths alongside an agent's: say who is committing, with AURAOPS_AGENT=user or its codename";

/// What was decided of the paths.
#[derive(Debug, Serialize)]
pub struct Judgement {
    /// `null` where nobody is known to ask.
    agent: Asker,
    allowed: bool,
    /// How many commits were looked at, of a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    commits: Option<usize>,
    /// How many paths were judged.
    judged: usize,
    /// The refused ones; all where the question named them.
    #[serde(rename = "paths")]
    rows: Vec<PathRow>,
    /// What to do now, a command each.
    next: Vec<Next>,
    notes: Vec<String>,
    /// Those of the notes that say which commits rest on a map of the same history.
    #[serde(skip)]
    borrowed: Vec<String>,
    #[serde(skip)]
    question: Question,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Paths,
    Owner,
    Staged,
    Range,
}

impl Judgement {
    /// Of paths that somebody named, each shown.
    pub fn of_paths(enforced: &Enforced, verdicts: Vec<Verdict>) -> Judgement {
        let (judged, notes) = (verdicts.len(), enforced.notes().to_vec());
        let rows = verdicts.into_iter().map(PathRow::new).collect();
        Judgement::new(enforced.asker().clone(), judged, rows, Question::Paths, notes)
    }

    /// Of so many paths, those that are refused, each by itself.
    pub fn of_refused(enforced: &Enforced, judged: usize, refused: Vec<Verdict>) -> Judgement {
        let rows = refused.into_iter().filter(|verdict| !verdict.is_allowed()).map(PathRow::new).collect();
        Judgement::new(enforced.asker().clone(), judged, rows, Question::Paths, Vec::new())
    }

    /// Of nobody's question: only whose the paths are.
    pub fn of_owners(enforced: &Enforced, verdicts: Vec<Verdict>) -> Judgement {
        let (judged, notes) = (verdicts.len(), enforced.notes().to_vec());
        let rows = verdicts.into_iter().map(PathRow::new).collect();
        Judgement::new(Asker::Nobody, judged, rows, Question::Owner, notes)
    }

    /// Of one commit that somebody is making, and how to make a better one. `up` leads from the asker to the root.
    pub fn of_commit(enforced: &Enforced, commit: CommitVerdicts, up: &str) -> Judgement {
        let CommitVerdicts { verdicts, parents, is_amended, .. } = commit;
        let (asker, judged) = (enforced.asker().clone(), verdicts.len());
        let is_unowned = |verdict: &Verdict| verdict.owner == Owner::Unowned;
        let mut notes = Vec::new();
        if asker == Asker::Nobody && owners(&verdicts).len() == 1 && verdicts.iter().any(is_unowned) {
            notes.push(UNOWNED.to_owned());
        }
        let (kept, refused): (Vec<PathRow>, Vec<PathRow>) =
            verdicts.into_iter().map(PathRow::new).partition(|row| row.allowed);
        let mut answer = Judgement::new(asker, judged, refused, Question::Staged, notes);
        if !answer.allowed && parents < 2 {
            // Whoever swept too much wants to commit the rest; one way to ask is enough.
            answer.next.truncate(1);
            let next = commit_only(enforced.map(), &kept, &answer, is_amended, up);
            answer.next.insert(0, next);
        } else if !answer.allowed && answer.agent == Asker::Nobody {
            // Git commits no part of a merge.
            let commit = Next::run("git commit").by_operator();
            answer.next.push(commit.because("a merge across owners is the user's to make"));
        }
        answer
    }

    /// Of the commits of a history, so many of them.
    pub fn of_history(
        asker: &Asker,
        judged: Vec<JudgedCommit>,
        commits: usize,
        judge_as: JudgeAs,
        mut notes: Vec<String>,
    ) -> Judgement {
        let paths = judged.iter().map(|judged| judged.verdicts.len()).sum();
        // What the asker makes right now is the asker's, signed or not.
        if judge_as != JudgeAs::Maker {
            notes.extend(unsigned(&judged));
        }
        let borrowed = borrowed::notes(judged.iter());
        notes.extend(borrowed.iter().cloned());
        let rows = judged.into_iter().flat_map(|judged| commit_rows(judged, asker, judge_as)).collect();
        let answer = Judgement::new(asker.clone(), paths, rows, Question::Range, notes);
        Judgement { commits: Some(commits), borrowed, ..answer }
    }

    /// Says how to get out of what git began, where going on is refused.
    pub fn way_out(mut self, way: impl FnOnce(&[PathRow]) -> Next) -> Judgement {
        if !self.allowed {
            self.next.truncate(0);
            self.next.push(way(&self.rows));
        }
        self
    }

    /// Each commit of a history that breaks the rules, or would if it had not changed the map, in a line.
    pub fn breaches(&self) -> Vec<String> {
        let mut breaches: Vec<String> = Vec::new();
        for source in self.rows.iter().filter_map(|row| row.commit.as_ref()) {
            let CommitSource { oid, subject, .. } = source;
            let line = format!("{} by {} breaks the rules: {}", &oid[..7], source.by(), text::Plain(subject));
            if !breaches.contains(&line) {
                breaches.push(line);
            }
        }
        breaches.extend(self.borrowed.iter().cloned());
        breaches
    }

    /// Adds what is worth saying before the rest.
    pub fn after(mut self, notes: &[String]) -> Judgement {
        self.notes.splice(0..0, notes.iter().cloned());
        self
    }

    /// Adds a command to what to do now.
    pub fn and_then(mut self, next: Next) -> Judgement {
        self.next.push(next);
        self
    }

    /// Where the session says nobody, names in the next commands whoever was judged.
    pub fn by_judged(self, session: &Asker) -> Judgement {
        match (session, self.agent.clone()) {
            (Asker::Nobody, Asker::Agent(name)) => self.by(Some(name.as_str())),
            _ => self,
        }
    }

    /// Names in the next commands whom `--agent` named.
    pub fn by(mut self, name: Option<&str>) -> Judgement {
        self.next = self.next.into_iter().map(|next| next.by(name)).collect();
        self
    }

    fn new(
        agent: Asker,
        judged: usize,
        rows: Vec<PathRow>,
        question: Question,
        notes: Vec<String>,
    ) -> Judgement {
        let allowed = question == Question::Owner || rows.iter().all(|row| row.allowed);
        let mut next: Vec<Next> = Vec::new();
        for ask in rows.iter().filter(|row| !row.allowed && row.commit.is_none()).filter_map(PathRow::ask) {
            if next.len() < 3 && !next.contains(&ask) {
                next.push(ask);
            }
        }
        Judgement { agent, allowed, commits: None, judged, rows, next, notes, borrowed: Vec::new(), question }
    }

    fn refused(&self) -> Vec<&PathRow> {
        self.rows.iter().filter(|row| !row.allowed).collect()
    }

    fn title(&self) -> String {
        let refused = self.refused().len();
        let several = self.rows.iter().find_map(|row| match &row.refusal {
            Some(Refusal::SeveralOwners { owners }) if row.commit.is_none() => Some(owners.len()),
            _ => None,
        });
        let of = self.judged;
        match (&self.agent, several) {
            (_, Some(count)) => format!("one commit, one owner: these paths have {count}"),
            _ if self.question == Question::Range => {
                format!("the author may not touch {refused} of {}", count(of, "changed path"))
            }
            (Asker::Agent(name), _) if of == 1 => format!("{name} may not touch this path"),
            (Asker::Agent(name), _) => format!("{name} may not touch {refused} of {of} paths"),
            _ if of == 1 => "this path may not be changed".to_owned(),
            _ => format!("{refused} of {of} paths may not be changed"),
        }
    }
}

impl Answer for Judgement {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let width = self.rows.iter().map(PathRow::width).max().unwrap_or(0).min(60);
        if !self.allowed {
            writeln!(out, "{}: {}", styled(text::BAD, "refused"), self.title())?;
        } else if let Some(commits) = self.commits {
            // A log that says nothing would leave open whether anything was looked at.
            let (commits, paths) = (count(commits, "commit"), count(self.judged, "changed path"));
            writeln!(out, "{}: {commits}, {paths}", styled(text::GOOD, "ok"))?;
        }
        for row in &self.rows {
            let indent = if self.allowed { "" } else { "  " };
            let mark = match (self.allowed, row.allowed) {
                (false, true) => " (allowed)",
                _ => "",
            };
            let padding = width.saturating_sub(row.width());
            write!(out, "{indent}{}{:padding$}  {}{mark}", row.label(), "", row.reason())?;
            match &row.commit {
                Some(source) => {
                    let CommitSource { oid, subject, .. } = source;
                    writeln!(out, "  in {} by {}: {}", &oid[..7], source.by(), text::Plain(subject))?;
                }
                None => writeln!(out)?,
            }
        }
        next::write(&self.next, out)
    }

    fn github(&self, out: &mut dyn Write) -> io::Result<()> {
        annotation::github(&self.refused(), out)
    }

    fn gitlab(&self, out: &mut dyn Write) -> io::Result<()> {
        annotation::gitlab(&self.refused(), out)
    }

    fn exit(&self) -> Exit {
        if self.allowed { Exit::Yes } else { Exit::No }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// The command that commits what may be committed, and leaves everybody's index as it is.
fn commit_only(map: &Map, kept: &[PathRow], answer: &Judgement, is_amended: bool, up: &str) -> Next {
    let again = if is_amended { "git commit --amend --no-edit" } else { r#"git commit -m "…""# };
    let refused = &answer.rows;
    let is_rewritten = |row: &PathRow| matches!(row.refusal, Some(Refusal::Rewritten(_)));
    let first_owner = refused.iter().find_map(|row| match (&row.refusal, &row.owner) {
        (Some(Refusal::SeveralOwners { .. }), Owner::Agent { agent, .. }) => map.agent(agent.as_str()),
        _ => None,
    });
    let of_first = |row: &&PathRow| first_owner.is_some_and(|first| row.owner.agents() == [&first.name]);
    let paths: Vec<String> =
        kept.iter().chain(refused.iter().filter(of_first)).map(|row| format!("{up}{}", row.arg)).collect();
    match paths.len() {
        0 => Next::run(format!("git restore --staged -- {}", arguments(refused, up)))
            .because("nothing staged is yours to commit"),
        // The commit is nobody's known: it may be the other owner's.
        _ if first_owner.is_some() && is_amended => {
            Next::run(format!("{again} --only")).because("leaves out what is staged")
        }
        1..=MOST_NAMED => Next::run(format!("{again} -- {}", paths.join(" "))),
        _ if matches!(answer.agent, Asker::Agent(_)) && !refused.iter().any(is_rewritten) => {
            Next::auraops(r#"ship -m "…""#).because("commits everything that is yours")
        }
        many => Next::run("git diff --cached --name-only")
            .because(format!("commit the {many} paths that are yours by name")),
    }
}

/// Judgement for a command line, as long as it is one that a person would paste.
fn arguments(rows: &[PathRow], up: &str) -> String {
    match rows.len() {
        ..=MOST_NAMED => rows.iter().map(|row| format!("{up}{}", row.arg)).collect::<Vec<_>>().join(" "),
        _ if up.is_empty() => ".".to_owned(),
        _ => up.to_owned(),
    }
}

/// The refused paths of one commit.
fn commit_rows(judged: JudgedCommit, asker: &Asker, judge_as: JudgeAs) -> Vec<PathRow> {
    let by = if judge_as == JudgeAs::Author { judged.author.asker() } else { asker.clone() };
    let source = CommitSource::new(&judged.commit, &by);
    let refused = judged.verdicts.into_iter().filter(|verdict| !verdict.is_allowed()).map(PathRow::new);
    refused.map(|row| PathRow { commit: Some(source.clone()), ..row }).collect()
}

/// Commits of owned paths that no trailer explains: hooks add it, so these were made where none ran.
fn unsigned(judged: &[JudgedCommit]) -> Vec<String> {
    let unsigned: Vec<&JudgedCommit> =
        judged.iter().filter(|judged| !judged.is_signed && judged.is_work()).collect();
    let note = |judged: &&JudgedCommit| {
        let short = judged.commit.oid.short();
        match judged.author.agent() {
            Some(agent) => format!("{short} has no trailer that says whose it is: taken to be {agent}'s"),
            None => format!("{short} has no trailer that says whose it is"),
        }
    };
    let mut notes: Vec<String> = unsigned.iter().take(NAMED).map(note).collect();
    if unsigned.len() > NAMED {
        notes.push(format!("{} more commits have no such trailer", unsigned.len() - NAMED));
    }
    notes
}
