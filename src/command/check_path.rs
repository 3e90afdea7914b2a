//! `auraops check-path`: may this agent touch these paths?

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use super::AgentFlag;
use crate::config;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::verdict::{Refusal, Touched, whose};
use crate::error::hinted;
use crate::git::quote::unquoted;
use crate::judge::history::{self, JudgeAs, Maps};
use crate::judge::range::Range;
use crate::judge::staged::staged;
use crate::sys::env::{Env, native, stdin};
use crate::ui::Format;
use crate::ui::judgement::Judgement;
use crate::workspace::{Enforced, Workspace};

/// Refuse paths that another agent owns
///
/// If no agent is identified, all the paths must have one owner.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops check-path --staged                          # what `git commit` would commit
  auraops check-path src/render/gauge.rs --agent SENSOR
  auraops check-path --range origin/main..HEAD --require-trailer --format github")]
#[command(group(clap::ArgGroup::new("subject").required(true).args(["paths", "stdin", "staged", "range"])))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Args {
    /// Files or directories, relative to the current directory
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
    /// Read paths from standard input, one per line, with or without git's quoting
    #[arg(long)]
    stdin: bool,
    /// Paths on standard input end with NUL, not with a line break
    #[arg(short = 'z', requires = "stdin")]
    null: bool,
    /// Judge what is staged: what the next commit would change
    #[arg(long)]
    staged: bool,
    /// Judge each commit of a range by its author and the map of its parent; `A...B` means those of B since it branched off A
    #[arg(long, value_name = "A..B")]
    range: Option<String>,
    /// Refuse commits that touch owned paths and have no trailer to say whose they are (nobody knows which hooks they passed),
    /// and those that only a change of the map within the range allows, unless it has the user's trailer
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

pub fn run(args: &Args, env: &Env) -> Result<Judgement> {
    let workspace = Workspace::open(env)?;
    let map = args.map.as_deref();
    if args.who {
        let enforced = workspace.enforced_map(map)?;
        let verdicts = whose(enforced.map(), touched(&workspace, args)?);
        return Ok(Judgement::of_owners(&enforced, verdicts));
    }
    let enforced = enforced(&workspace, args)?;
    let judgement = if let Some(range) = &args.range {
        judged_range(&workspace, &enforced, args, range)?
    } else if args.staged {
        let commit = staged(&workspace, &enforced)?;
        Judgement::of_commit(&enforced, commit, &workspace.up()).after(enforced.notes())
    } else {
        let verdicts = enforced.judge(touched(&workspace, args)?);
        let judged = verdicts.len();
        if args.stdin {
            Judgement::of_refused(&enforced, judged, verdicts).after(enforced.notes())
        } else {
            Judgement::of_paths(&enforced, verdicts)
        }
    };
    let by = enforced.asker().agent().and_then(|name| args.agent.by(name));
    Ok(judgement.by(by.as_deref()))
}

/// The map that counts and who asks; of a range that leaves none behind, the map that it began with.
fn enforced(workspace: &Workspace, args: &Args) -> Result<Enforced> {
    let name = args.agent.name();
    if let (Some(range), None) = (&args.range, &args.map)
        && !workspace.has_map()?
        && let Some(base) = workspace.repo.commit(Range::parse(range)?.base)?
        && let Some(enforced) = workspace.enforced_before(&[base], name)?
    {
        return Ok(enforced);
    }
    workspace.enforced_by(args.map.as_deref(), name)
}

/// The places of the paths that were named.
fn touched(workspace: &Workspace, args: &Args) -> Result<Vec<Touched>> {
    let raw = if args.stdin { from_stdin(&stdin()?, args.null)? } else { args.paths.clone() };
    raw.iter().map(|path| workspace.touched(path)).collect()
}

fn judged_range(workspace: &Workspace, enforced: &Enforced, args: &Args, range: &str) -> Result<Judgement> {
    let range = Range::parse(range)?;
    let mut maps = Maps::new(workspace, enforced.clone())?;
    let commits = range.commits(workspace)?;
    // Somebody who asks for one agent wants to know whether all of it is that agent's.
    let judge_as = if args.agent.name().is_some() { JudgeAs::Asker } else { JudgeAs::Author };
    let count = commits.len();
    let has_no_base = count > 0 && history::built_on(&commits).is_empty();
    let mut judged = history::judge_commits(&mut maps, commits, judge_as)?;
    maps.saw_all()?;
    if has_no_base && args.map.is_none() && has_map(workspace, &range)? {
        let parted = format!("{}: its first commits are held against no map", range.parted());
        if args.require_trailer {
            return Err(hinted(parted, "name a range that begins in the history of its end"));
        }
        maps.notes.push(parted);
    }
    if args.require_trailer {
        judged.iter_mut().for_each(JudgedCommit::refuse_borrowed);
        judged.iter_mut().filter(|judged| !judged.is_signed).for_each(refuse_unsigned);
    }
    Ok(Judgement::of_history(enforced.asker(), judged, count, judge_as, maps.notes))
}

/// Whether there is a map where a range begins.
fn has_map(workspace: &Workspace, range: &Range) -> Result<bool> {
    let Some(base) = workspace.repo.commit(range.base)? else { return Ok(false) };
    let entry = workspace.repo.root_entries(&[&base], config::FILE)?.pop().flatten();
    Ok(entry.is_some_and(|entry| entry.is_file()))
}

/// Whatever is owned may change in a signed commit only.
fn refuse_unsigned(judged: &mut JudgedCommit) {
    for verdict in judged.verdicts.iter_mut().filter(|verdict| verdict.is_allowed() && verdict.is_owned()) {
        verdict.refusal = Some(Refusal::Unsigned);
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
