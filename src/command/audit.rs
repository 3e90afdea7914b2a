//! `auraops audit`: the proof at day's end.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::chat::{Log, Unreadable};
use crate::config;
use crate::domain::audit::{AgentRow, DayCommit, Dirty, Facts, Finding, Report, UnpushedSubmodule, audit};
use crate::domain::author::Author;
use crate::domain::change::Change;
use crate::domain::chat::{in_order, open_requests, sessions};
use crate::domain::codename::{Codename, is_operator};
use crate::domain::entry::Party;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::remap::Remap;
use crate::error::{Hint, WithHint};
use crate::git::destination::Destination;
use crate::git::history::Selection;
use crate::git::trailer::TRAILER;
use crate::judge::history::{self, Maps};
use crate::judge::submodules::{self, Unpushed};
use crate::judge::work_trees::work_trees;
use crate::judge::{append_only, forged};
use crate::session::map_change::{self, Current};
use crate::sys::env::Env;
use crate::ui::finding::{self, Here};
use crate::ui::text::{BAD, BOLD, DIM, GOOD, Plain, count, listed, quoted, styled};
use crate::ui::verdict::alteration;
use crate::ui::{Answer, Exit, borrowed, missing, nowhere};
use crate::workspace::Workspace;

/// How many commits without a trailer are named.
const NAMED: usize = 5;

/// Prove that every session committed, pushed, ended and kept to its scope
///
/// A codename with a START, a MSG or a commit on that day is active.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops audit --fetch
  auraops audit --date 2026-02-14 --verbose")]
pub struct Args {
    /// The day to look at [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
    /// Fetch from the remotes first
    #[arg(long)]
    fetch: bool,
    /// Require every codename of the map to be active
    #[arg(long)]
    strict: bool,
    /// List every line of the chat that could not be read
    #[arg(long, short)]
    verbose: bool,
    /// Judge by this map instead of the committed ones, for looking back
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
}

/// The day, its sessions and what is wrong with them.
#[derive(Debug, Serialize)]
pub struct Audit {
    date: NaiveDate,
    ok: bool,
    agents: Vec<AgentLine>,
    findings: Vec<Finding>,
    /// What is worth knowing and no fault.
    remarks: Vec<String>,
    unreadable: Vec<Unreadable>,
    /// When a remote was last asked; `null` where it never was.
    last_fetch: Option<DateTime<FixedOffset>>,
    #[serde(skip)]
    here: Here,
    notes: Vec<String>,
}

/// An agent's row, and where its last commit is pushed.
#[derive(Debug, Serialize)]
struct AgentLine {
    #[serde(flatten)]
    row: AgentRow,
    #[serde(rename = "pushed")]
    remote_branch: Option<String>,
    /// The map changed since the START of the session that is live.
    #[serde(skip_serializing_if = "Option::is_none")]
    map_changed: Option<Remap>,
}

pub fn run(args: &Args, env: &Env) -> Result<Audit> {
    let workspace = Workspace::open(env)?;
    if args.fetch {
        workspace.repo.fetch()?;
        // A fetch says nothing of branches that it does not keep.
        if let Some(to) = workspace.repo.upstream()? {
            workspace.repo.ask_remote(&to).hint("the remote cannot be asked", "leave out --fetch")?;
        }
    }
    // Whoever asks for a whole day is not the author of what the day's commits leave open.
    let enforced = workspace.enforced_map(args.map.as_deref())?;
    let mut maps = Maps::new(&workspace, enforced.clone())?;
    let map = enforced.map();
    let today = map.day.date(env.now);
    let date = args.date.unwrap_or(today);
    let log = workspace.log(map)?;
    let mut talk = in_order(&log.posts, map.day);
    let forged = forged::take_out(&workspace, map, date, &mut talk)?;
    let day = map.day.day(date);
    let selection = Selection::Between(day.start.timestamp(), day.end.timestamp());
    let commits = history::day(&mut maps, selection)?;
    maps.saw_all()?;
    let (dirty, rewritten) = if date == today { uncommitted(&workspace, map)? } else { Default::default() };
    let unpushed = submodules::unpushed(&workspace.repo, &commits)?;
    let recorded: Vec<UnpushedSubmodule> = unpushed.iter().filter_map(recorded).collect();
    let facts = Facts {
        map,
        date,
        strict: args.strict,
        talk: &talk,
        commits: &commits,
        submodules: &recorded,
        dirty: &dirty,
    };
    let Report { agents, mut findings } = audit(&facts);
    findings.extend(forged.findings);
    findings.extend(rewritten);
    // Whoever ended, or worked on another day, is done with that map.
    let current = if date == today { Current::new(&workspace)? } else { None };
    let everyones = sessions(&talk);
    let line = |row: AgentRow| {
        let sessions = everyones.get(&Party::Agent(row.agent.clone()));
        let map_changed = match &current {
            Some(current) => current.since(&row.agent, sessions)?,
            None => None,
        };
        Ok(AgentLine { remote_branch: remote_branch(&workspace, &row)?, row, map_changed })
    };
    let agents = agents.into_iter().map(line).collect::<Result<Vec<AgentLine>>>()?;
    let mut remarks = remarks(&commits, &agents, &dirty, map);
    remarks.extend(open_requests(&talk).iter().map(|post| {
        let entry = post.entry.clone().spelled(map);
        let to = entry.msg().map(|msg| msg.to.to_string()).unwrap_or_default();
        format!("open request {} from {} to {to}", entry.id, entry.who)
    }));
    remarks.extend(forged.remarks);
    remarks.extend(unread_lines(&log, args.verbose));
    let main = workspace.chat_root()?;
    let elsewhere = main != workspace.repo.root;
    Ok(Audit {
        here: Here {
            up: workspace.up(),
            main: elsewhere.then(|| main.display().to_string()),
            agent: workspace.asker(map, None).ok().and_then(|asker| asker.agent().cloned()),
            push: push(&workspace)?,
            submodules: unpushed.into_iter().map(|(_, unpushed)| unpushed).collect(),
        },
        date,
        ok: findings.is_empty(),
        agents,
        findings,
        remarks,
        unreadable: log.unreadable,
        last_fetch: workspace
            .repo
            .last_fetch()
            .map(|time| map.day.at(DateTime::<chrono::Utc>::from(time).into())),
        notes: workspace
            .missing_chat(map)?
            .iter()
            .map(missing::shown)
            .chain(std::mem::take(&mut maps.notes))
            .collect(),
    })
}

/// What an agent recorded of a submodule.
fn recorded((author, unpushed): &(&Author, Unpushed)) -> Option<UnpushedSubmodule> {
    let Unpushed { path, commit, .. } = unpushed.clone();
    author.agent().map(|agent| UnpushedSubmodule { agent: agent.clone(), path, commit })
}

/// What pushes the branch that is checked out.
fn push(workspace: &Workspace) -> Result<Hint> {
    let to = match workspace.repo.destination()? {
        Destination::Nowhere(why) => return Ok(nowhere::words(&why, None).1),
        Destination::To(_) if workspace.repo.pushes_plainly()? => return Ok(Next::run("git push").into()),
        Destination::To(to) => to,
    };
    let refspec = format!("HEAD:{}", to.branch);
    Ok(Next::run(format!("git push {} {}", quoted(&to.remote), quoted(&refspec))).into())
}

/// The remote-tracking branch that has all of an agent's day.
fn remote_branch(workspace: &Workspace, row: &AgentRow) -> Result<Option<String>> {
    match row.last_commit.as_deref().and_then(Oid::parse) {
        Some(last) if row.unpushed == 0 => workspace.remote_branch_with(&last),
        _ => Ok(None),
    }
}

/// What lies uncommitted in every work tree, and the lines of append-only files that were changed there.
fn uncommitted(workspace: &Workspace, map: &Map) -> Result<(Vec<Dirty>, Vec<Finding>)> {
    let main = workspace.chat_root()?;
    let (mut dirty, mut rewritten) = (Vec::new(), Vec::new());
    for tree in work_trees(workspace)? {
        let label = (tree.root() != main).then(|| tree.root().display().to_string());
        for pending in tree.pending()? {
            if map.is_append_only(&pending.path)
                && let Some(altered) = append_only::in_work_tree(tree.repo(), &pending)?
            {
                let path = pending.path.clone();
                rewritten.push(Finding::Rewritten { agent: None, commit: None, path, altered });
            }
            dirty.push(Dirty { worktree: label.clone(), path: pending.path });
        }
    }
    Ok((dirty, rewritten))
}

/// What is worth knowing about the day and no fault.
fn remarks(commits: &[DayCommit], agents: &[AgentLine], dirty: &[Dirty], map: &Map) -> Vec<String> {
    let mut remarks = Vec::new();
    let commits = commits.iter().map(|day| &day.judged);
    let unnamed = commits.clone().filter(|judged| judged.commit.agents.is_empty() && judged.is_work());
    let unnamed: Vec<&str> = unnamed.map(|judged| judged.commit.oid.short()).collect();
    if !unnamed.is_empty() {
        let list = listed(unnamed.iter().map(ToString::to_string), NAMED, " ");
        let commits = count(unnamed.len(), "commit");
        remarks.push(format!("{commits} without `{TRAILER}`, attributed by ownership: {list}"));
    }
    remarks.extend(borrowed::notes(commits.clone()));
    for judged in commits {
        let short = judged.commit.oid.short();
        let is_map = |change: &Change| map.chat.case.same(change.path.as_bytes(), config::FILE.as_bytes());
        if judged.commit.changes.iter().any(|change| is_map(change) && change.differs_from_every_parent()) {
            remarks.push(format!("the map changed in {short}: {}", Plain(&judged.commit.subject)));
        }
        for (path, altered) in &judged.pardoned {
            remarks.push(format!(
                "the user changed append-only {path} in {short}: {}",
                alteration(altered, None)
            ));
        }
        for name in judged.commit.agents.iter().filter(|name| !is_operator(name) && map.agent(name).is_none())
        {
            remarks.push(format!("{short} says it is by `{}`, who is not in the map", Plain(name)));
        }
    }
    remarks.extend(agents.iter().filter_map(|line| line.map_changed.as_ref()).map(map_change::note));
    let idle = agents.iter().filter(|line| !line.row.active).map(|line| &line.row.agent);
    for agent in idle.collect::<Vec<&Codename>>() {
        let owned = dirty.iter().filter(|dirty| map.owner(&dirty.path).agents().contains(&agent));
        match owned.count() {
            0 => {}
            dirty => {
                remarks.push(format!("{agent} is not active but has {}", count(dirty, "uncommitted path")));
            }
        }
    }
    remarks
}

fn unread_lines(log: &Log, verbose: bool) -> Vec<String> {
    if verbose {
        let shown =
            |line: &Unreadable| format!("{}:{} could not be read: {}", line.file, line.line, line.reason);
        return log.unreadable.iter().map(shown).collect();
    }
    match log.unreadable.len() {
        0 => Vec::new(),
        unread => {
            vec![format!("{} of the chat could not be read (--verbose lists them)", count(unread, "line"))]
        }
    }
}

impl Audit {
    fn columns(&self, line: &AgentLine) -> [String; 4] {
        let row = &line.row;
        if !row.active {
            return ["not active".to_owned(), String::new(), String::new(), String::new()];
        }
        let commits = if row.commits == 0 { "no commit".to_owned() } else { count(row.commits, "commit") };
        let remote_branch = match (&line.remote_branch, row.unpushed) {
            (_, 1..) => format!("{} not pushed", row.unpushed),
            (Some(branch), 0) => format!("pushed {branch}"),
            (None, 0) => "-".to_owned(),
        };
        let end = match row.end {
            Some(end) if end.date_naive() == self.date => format!("END {}", end.format("%H:%M")),
            Some(end) => format!("END {}", end.format("%Y-%m-%d %H:%M")),
            None => "no END".to_owned(),
        };
        let verdict = match row.findings {
            0 => styled(GOOD, "ok").to_string(),
            findings => styled(BAD, count(findings, "finding")).to_string(),
        };
        [commits, remote_branch, end, verdict]
    }
}

impl Answer for Audit {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<[String; 4]> = self.agents.iter().map(|line| self.columns(line)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let name = self.agents.iter().map(|line| line.row.agent.as_str().chars().count()).max().unwrap_or(0);
        for (line, row) in self.agents.iter().zip(&rows) {
            let [commits, remote_branch, end, verdict] = row;
            let (commits_width, pushed_width, end_width) = (width(0), width(1), width(2));
            let shown = format!(
                "{:name$}  {commits:commits_width$}  {remote_branch:pushed_width$}  {end:end_width$}  {verdict}",
                line.row.agent
            );
            writeln!(out, "{}", shown.trim_end())?;
        }
        if !self.findings.is_empty() {
            writeln!(
                out,
                "{}",
                styled(BOLD, format!("{} on {}", count(self.findings.len(), "finding"), self.date))
            )?;
        }
        for found in &self.findings {
            finding::write(found, &self.here, out)?;
        }
        for remark in &self.remarks {
            writeln!(out, "{} {remark}", styled(DIM, "note:"))?;
        }
        match self.last_fetch {
            Some(time) => writeln!(
                out,
                "{} remotes last fetched {}",
                styled(DIM, "note:"),
                time.format("%Y-%m-%d %H:%M")
            ),
            None => Ok(()),
        }
    }

    fn exit(&self) -> Exit {
        if self.ok { Exit::Yes } else { Exit::No }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
