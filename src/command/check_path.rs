//! `auraops check-path`: may this agent touch these paths?

pub mod range;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::AgentFlag;
use crate::domain::asker::Asker;
use crate::domain::map::{Map, Owner};
use crate::domain::next::Next;
use crate::domain::verdict::{Refusal, Touched, Verdict, judge, owners, whose};
use crate::env::{Env, native, stdin};
use crate::git::changes::Staged;
use crate::git::quote::unquoted;
use crate::review::review;
use crate::ui::text::{self, count, styled};
use crate::ui::verdict::{Row, Source};
use crate::ui::{Answer, Exit, Format};
use crate::ui::{annotation, next};
use crate::workspace::{Enforced, Workspace};

/// More paths than this make no command line that one would paste.
const MOST_NAMED: usize = 8;

/// Refuse paths that another agent owns
///
/// Without a known agent the paths together must have one owner.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops check-path --staged                          # what `git commit` would commit
  auraops check-path src/render/gauge.rs --agent SENSOR
  auraops check-path --range origin/main..HEAD --format github")]
#[command(group(clap::ArgGroup::new("subject").required(true).args(["paths", "stdin", "staged", "range"])))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Args {
    /// Files or directories, relative to the current directory
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
    /// Read paths from standard input, one a line; quoted as git quotes them or not
    #[arg(long)]
    stdin: bool,
    /// Paths on standard input end in NUL, not in a line break
    #[arg(short = 'z', requires = "stdin")]
    null: bool,
    /// Judge what is staged: what the next commit would change
    #[arg(long)]
    staged: bool,
    /// Judge each commit of a range by its author and the map of its parent; `A...B` are those of B since it left A
    #[arg(long, value_name = "A..B")]
    range: Option<String>,
    /// Refuse commits of owned paths whose trailer does not say whose they are: nobody knows which hooks they passed
    #[arg(long, conflicts_with_all = ["paths", "stdin", "staged"])]
    require_trailer: bool,
    /// Only say who owns the paths
    #[arg(long, conflicts_with_all = ["staged", "range", "agent"])]
    who: bool,
    #[command(flatten)]
    agent: AgentFlag,
    /// Judge by this map instead of the committed one, for looking back
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Print the answer for a person, a program, GitHub Actions or GitLab
    #[arg(long, value_name = "FORMAT", conflicts_with = "json")]
    pub format: Option<Format>,
}

/// What was decided of the paths.
#[derive(Debug, Serialize)]
pub struct Paths {
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
    rows: Vec<Row>,
    /// What to do now, a command each.
    next: Vec<Next>,
    notes: Vec<String>,
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

pub fn run(args: &Args, env: &Env) -> Result<Paths> {
    let workspace = Workspace::open(env)?;
    if let Some(range) = &args.range {
        return range::judged(&workspace, args, range);
    }
    if args.staged {
        let enforced = workspace.enforced_by(args.map.as_deref(), args.agent.name())?;
        let mut answer = staged(&workspace, &enforced)?.by(&args.agent);
        answer.notes.splice(0..0, enforced.notes().iter().cloned());
        return Ok(answer);
    }
    let enforced = if args.who {
        workspace.enforced_map(args.map.as_deref())?
    } else {
        workspace.enforced_by(args.map.as_deref(), args.agent.name())?
    };
    let raw = if args.stdin { from_stdin(&stdin()?, args.null)? } else { args.paths.clone() };
    let touched = raw.iter().map(|path| workspace.touched(path)).collect::<Result<Vec<Touched>>>()?;
    let verdicts = if args.who {
        whose(enforced.map(), touched)
    } else {
        judge(enforced.map(), enforced.asker(), touched)
    };
    let judged = verdicts.len();
    let mut rows: Vec<Row> = verdicts.into_iter().map(Row::new).collect();
    if args.stdin && !args.who {
        rows.retain(|row| !row.allowed);
    }
    let question = if args.who { Question::Owner } else { Question::Paths };
    let (asker, notes) = (enforced.asker().clone(), enforced.notes().to_vec());
    Ok(Paths::new(asker, judged, rows, question, notes).by(&args.agent))
}

/// Refuses what was decided to be refused, each path by itself.
pub fn refused(who: Asker, judged: usize, verdicts: Vec<Verdict>, flag: &AgentFlag) -> Paths {
    let rows: Vec<Row> = verdicts.into_iter().map(Row::new).collect();
    Paths::new(who, judged, rows, Question::Paths, Vec::new()).by(flag)
}

/// Judges the commit that the index would become.
pub fn staged(workspace: &Workspace, enforced: &Enforced) -> Result<Paths> {
    index(workspace, enforced, &workspace.repo.staged(workspace.env)?)
}

/// Judges what HEAD would become if the index was committed in its place.
pub fn amended(workspace: &Workspace, enforced: &Enforced) -> Result<Paths> {
    index(workspace, enforced, &workspace.repo.amended(workspace.env)?)
}

fn index(workspace: &Workspace, enforced: &Enforced, staged: &Staged) -> Result<Paths> {
    let verdicts = review(&workspace.repo, enforced, &staged.changes)?;
    Ok(one_commit(workspace, enforced, One { verdicts, parents: staged.parents.len() }))
}

/// What was decided of the paths of one commit.
pub struct One {
    pub verdicts: Vec<Verdict>,
    pub parents: usize,
}

/// Says what was decided of one commit that somebody is making, and how to make a better one.
pub fn one_commit(workspace: &Workspace, enforced: &Enforced, one: One) -> Paths {
    let One { verdicts, parents } = one;
    let who = enforced.asker().clone();
    let judged = verdicts.len();
    let mut notes = Vec::new();
    if who == Asker::Nobody
        && owners(&verdicts).len() == 1
        && verdicts.iter().any(|r| r.owner == Owner::Unowned)
    {
        notes.push(
            "unowned paths beside an agent's: say who commits, with AURAOPS_AGENT=user or its codename"
                .into(),
        );
    }
    let (kept, refused): (Vec<Row>, Vec<Row>) =
        verdicts.into_iter().map(Row::new).partition(|row| row.allowed);
    let mut answer = Paths::new(who, judged, refused, Question::Staged, notes);
    if !answer.allowed && parents < 2 {
        // Whoever swept too much wants to commit the rest; one way to ask is enough.
        answer.next.truncate(1);
        let next = commit_only(enforced.map(), &kept, &answer, &workspace.up());
        answer.next.insert(0, next);
    } else if !answer.allowed && answer.agent == Asker::Nobody {
        // Git commits no part of a merge.
        answer
            .next
            .push(Next::run("git commit").by_operator().because("a merge across owners is the user's"));
    }
    answer
}

/// The command that commits what may be committed, and leaves everybody's index as it is.
fn commit_only(map: &Map, kept: &[Row], answer: &Paths, up: &str) -> Next {
    let refused = &answer.rows;
    let is_rewritten = |row: &Row| matches!(row.refusal, Some(Refusal::Rewritten(_)));
    let first_owner = refused.iter().find_map(|row| match (&row.refusal, &row.owner) {
        (Some(Refusal::SeveralOwners { .. }), Owner::Agent { agent, .. }) => map.agent(agent.as_str()),
        _ => None,
    });
    let of_first = |row: &&Row| first_owner.is_some_and(|first| row.owner.agents() == [&first.name]);
    let paths: Vec<String> =
        kept.iter().chain(refused.iter().filter(of_first)).map(|row| format!("{up}{}", row.arg)).collect();
    match paths.len() {
        0 => Next::run(format!("git restore --staged -- {}", listed(refused, up)))
            .because("nothing staged is yours to commit"),
        1..=MOST_NAMED => Next::run(format!(r#"git commit -m "…" -- {}"#, paths.join(" "))),
        _ if matches!(answer.agent, Asker::Agent(_)) && !refused.iter().any(is_rewritten) => {
            Next::auraops(r#"ship -m "…""#).because("commits all that is yours")
        }
        many => Next::run("git diff --cached --name-only")
            .because(format!("commit the {many} paths that are yours by their names")),
    }
}

/// Paths for a command line, as long as it is one that a person would paste.
fn listed(rows: &[Row], up: &str) -> String {
    match rows.len() {
        ..=MOST_NAMED => rows.iter().map(|row| format!("{up}{}", row.arg)).collect::<Vec<_>>().join(" "),
        _ if up.is_empty() => ".".to_owned(),
        _ => up.to_owned(),
    }
}

/// The paths on standard input, as bytes: a name may hold anything but NUL.
fn from_stdin(bytes: &[u8], null: bool) -> Result<Vec<OsString>> {
    let separator = if null { 0 } else { b'\n' };
    let fields = bytes.split(|&byte| byte == separator);
    let lines = fields.map(|field| if null { field } else { field.strip_suffix(b"\r").unwrap_or(field) });
    let lines = lines.filter(|line| !line.is_empty());
    // `git diff --name-only` without `-z` quotes unusual names, and git itself reads them so.
    let name = |line: &[u8]| if null { None } else { unquoted(line) };
    lines.map(|line| name(line).map_or_else(|| native(line), |name| native(&name))).collect()
}

impl Paths {
    /// Says how to get out of what git began, where going on is refused.
    pub fn way_out(mut self, way: impl FnOnce(&[Row]) -> Next) -> Paths {
        if !self.allowed {
            self.next.truncate(0);
            self.next.push(way(&self.rows));
        }
        self
    }

    /// Each commit of a history that breaks the rules, in a line.
    pub fn breaches(&self) -> Vec<String> {
        let mut breaches: Vec<String> = Vec::new();
        for Source { oid, agent, subject } in self.rows.iter().filter_map(|row| row.commit.as_ref()) {
            let by = agent.as_deref().unwrap_or("nobody known");
            let line = format!("{} by {by} breaks the rules: {}", &oid[..7], text::Plain(subject));
            if !breaches.contains(&line) {
                breaches.push(line);
            }
        }
        breaches
    }

    /// Adds a command to what to do now.
    pub fn and_then(mut self, next: Next) -> Paths {
        self.next.push(next);
        self
    }

    /// Who was named by `--agent` is named in the next messages, too.
    fn by(mut self, flag: &AgentFlag) -> Paths {
        if let Asker::Agent(name) = &self.agent {
            let by = flag.by(name);
            self.next = self.next.into_iter().map(|next| next.by(by.as_deref())).collect();
        }
        self
    }

    fn new(agent: Asker, judged: usize, rows: Vec<Row>, question: Question, notes: Vec<String>) -> Paths {
        let allowed = question == Question::Owner || rows.iter().all(|row| row.allowed);
        let mut next: Vec<Next> = Vec::new();
        for ask in rows.iter().filter(|row| !row.allowed && row.commit.is_none()).filter_map(Row::ask) {
            if next.len() < 3 && !next.contains(&ask) {
                next.push(ask);
            }
        }
        Paths { agent, allowed, commits: None, judged, rows, next, notes, question }
    }

    fn refused(&self) -> Vec<&Row> {
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
                format!("{refused} of {} not the author's to make", count(of, "changed path"))
            }
            (Asker::Agent(name), _) if of == 1 => format!("{name} may not touch this path"),
            (Asker::Agent(name), _) => format!("{name} may not touch {refused} of {of} paths"),
            _ if of == 1 => "this path may not change".to_owned(),
            _ => format!("{refused} of {of} paths may not change"),
        }
    }
}

impl Answer for Paths {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let width = self.rows.iter().map(Row::width).max().unwrap_or(0).min(60);
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
                Some(Source { oid, agent, subject }) => {
                    let by = agent.as_deref().unwrap_or("nobody known");
                    writeln!(out, "  in {} by {by}: {}", &oid[..7], text::Plain(subject))?;
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
