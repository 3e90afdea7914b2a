//! `auraops ship`: commits exactly the agent's own changes, and pushes.

mod answer;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::AgentFlag;
use crate::domain::append::What;
use crate::domain::asker::Asker;
use crate::domain::author::Author;
use crate::domain::codename::Codename;
use crate::domain::next::Next;
use crate::domain::verdict::{Refusal, Verdict};
use crate::error::hinted;
use crate::git::commit::{Attempt, Message};
use crate::git::destination::{Destination, Nowhere};
use crate::git::trailer::TRAILER;
use crate::git::{Repo, history};
use crate::hook::switched_off;
use crate::judge::pending::{Selection, select};
use crate::push::forward::caught_up;
use crate::push::{Pusher, unresolved};
use crate::sys::env::{Env, is_program, stdin};
use crate::ui::judgement::Judgement;
use crate::ui::push::Pushing;
use crate::ui::text::quoted_path;
use crate::workspace::{Enforced, Turn, Workspace};
pub use answer::Shipment;
use answer::{Refused, Shipped};

/// How many commits are looked through for one that is not pushed.
const COMMITS: usize = 500;

/// Commit exactly the agent's own changes, and push
///
/// Commits new, modified and deleted files that the agent owns or shares. What others have staged or changed stays as it
/// is. With nothing to commit, pushes its commits that are not pushed yet.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops ship -m \"feat: sample the gyroscope\"
  auraops ship -m \"fix: round down\" src/telemetry   # only what has changed there
  auraops ship --dry-run                            # what would be shipped, and what stays")]
pub struct Args {
    /// Ship only changes to these files or directories, relative to the current directory
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
    /// The commit message; several become one paragraph each
    #[arg(short, long, value_name = "MSG", allow_hyphen_values = true)]
    message: Vec<String>,
    /// Read the commit message from a file; `-` is standard input
    #[arg(short = 'F', long, value_name = "FILE", conflicts_with = "message")]
    file: Option<PathBuf>,
    /// Commit, but do not push
    #[arg(long)]
    no_push: bool,
    /// Only list what would be shipped and what stays
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    agent: AgentFlag,
}

pub fn run(args: &Args, env: &Env) -> Result<Shipment> {
    let workspace = Workspace::open(env)?;
    let enforced = workspace.enforced(args.agent.name())?;
    let agent = shipper(enforced.asker())?;
    let text = message(args, env)?;
    let mut ship = Ship { workspace: &workspace, enforced: &enforced, args, text };
    let mut shipment = if args.dry_run {
        ship.list(agent)?
    } else {
        let turn = workspace.turn()?;
        workspace.repo.clear_scratch();
        workspace.store().clear_scratch()?;
        // First what an earlier run could not bring in, so that nobody takes it for a change of its own.
        caught_up(&workspace, Some(agent))?;
        ship.shipped(agent, &turn)?
    };
    shipment.notes.splice(0..0, enforced.notes().iter().cloned());
    shipment.notes.extend(switched_off::note(&workspace));
    Ok(shipment)
}

/// Everything that one run knows.
struct Ship<'a> {
    workspace: &'a Workspace<'a>,
    enforced: &'a Enforced,
    args: &'a Args,
    text: Option<String>,
}

/// What became of the changes.
enum Committed {
    Made(Shipped),
    Nothing,
    Refused(Refused),
}

impl Ship<'_> {
    fn list(&mut self, agent: &Codename) -> Result<Shipment> {
        let selection = select(self.workspace, self.enforced, &self.args.paths)?;
        let mut shipment = Shipment::new(agent, &selection);
        shipment.dry_run = true;
        shipment.rename(self.workspace.repo.renames(&selection.goes)?);
        shipment.refused = self.refusal(selection);
        Ok(shipment)
    }

    fn shipped(&mut self, agent: &Codename, turn: &Turn) -> Result<Shipment> {
        let selection = select(self.workspace, self.enforced, &self.args.paths)?;
        let mut shipment = Shipment::new(agent, &selection);
        if !selection.refused.is_empty() {
            shipment.refused = self.refusal(selection);
            return Ok(shipment);
        }
        let changes = selection.changes().count();
        // Lines come into the chat all the time: whoever only has to push once more need not commit them first.
        if changes > 0 && self.text.is_none() && self.has_unpushed(agent)? {
            let next = Next::auraops(r#"ship -m "…""#).by(self.by());
            shipment.notes.push(format!("{} not committed: {next}", answer::files(changes)));
            shipment.pushing = Some(self.pushed(agent, turn));
            return Ok(shipment);
        }
        match self.commit(&selection, agent)? {
            Committed::Made(shipped) => shipment.shipped = Some(shipped),
            Committed::Nothing => {}
            Committed::Refused(refused) => {
                shipment.refused = Some(refused);
                return Ok(shipment);
            }
        }
        if shipment.shipped.is_some() && !self.args.no_push || self.has_unpushed(agent)? {
            shipment.pushing = Some(self.pushed(agent, turn));
        }
        Ok(shipment)
    }

    /// Commits what goes.
    fn commit(&mut self, selection: &Selection, agent: &Codename) -> Result<Committed> {
        let repo = &self.workspace.repo;
        let changes = selection.changes().count();
        if changes == 0 {
            repo.settle(&selection.goes)?;
            return Ok(Committed::Nothing);
        }
        if let Some(doing) = repo.doing().hindrance() {
            return Ok(Committed::Refused(Refused::busy(doing)));
        }
        let marked = unresolved(self.workspace, selection.changes().map(|pending| &pending.path))?;
        if !marked.is_empty() {
            return Ok(Committed::Refused(Refused::unresolved(&marked)));
        }
        let Some(text) = self.text.take() else { return Err(self.wordless(changes)) };
        let message =
            Message { agent: agent.as_str(), text: &text, is_signed: is_signed(repo, &text, agent)? };
        match repo.commit_among(&selection.goes, &selection.free(self.enforced), message)? {
            Attempt::Made(commit) => {
                let made = repo.commit_at(commit.as_str())?.context("reading the commit that was made")?;
                Ok(Committed::Made(Shipped { commit, subject: made.subject, files: made.changes.len() }))
            }
            Attempt::Nothing => Ok(Committed::Nothing),
            Attempt::Refused(why) => Ok(Committed::Refused(Refused::by_git(why))),
        }
    }

    /// Whom the next commands have to name.
    fn by(&self) -> Option<String> {
        self.enforced.asker().agent().and_then(|name| self.args.agent.by(name))
    }

    fn wordless(&self, changes: usize) -> anyhow::Error {
        hinted(
            format!("the commit needs a message: {} to ship", answer::files(changes)),
            Next::auraops(r#"ship -m "…""#).by(self.by()),
        )
    }

    /// Whether commits of this agent are to be pushed that are on no remote branch yet.
    fn has_unpushed(&self, agent: &Codename) -> Result<bool> {
        let repo = &self.workspace.repo;
        let is_local =
            || Ok::<_, anyhow::Error>(repo.destination()? == Destination::Nowhere(Nowhere::NoRemote));
        if self.args.no_push || repo.head()?.is_none() || is_local()? {
            return Ok(false);
        }
        let commits = repo.commits(history::Selection::Unpushed(COMMITS))?;
        Ok(commits.iter().any(|commit| Author::of_commit(self.enforced.map(), commit).agent() == Some(agent)))
    }

    fn pushed(&self, agent: &Codename, turn: &Turn) -> Pushing {
        let by = self.by();
        let pusher = Pusher { workspace: self.workspace, enforced: self.enforced, agent, turn };
        // The commit is made, whatever happens now: that is the answer.
        match pusher.push() {
            Ok(outcome) => Pushing::new(outcome, by.as_deref()),
            Err(error) => Pushing::failed(&error, by.as_deref()),
        }
    }

    /// Why nothing may go.
    fn refusal(&self, selection: Selection) -> Option<Refused> {
        if selection.refused.is_empty() {
            return None;
        }
        let up = self.workspace.up();
        let mend = selection.refused.iter().find_map(|verdict| mend(&self.workspace.repo, verdict, &up));
        let judged = selection.judged.max(selection.refused.len());
        let paths = Judgement::of_refused(self.enforced, judged, selection.refused);
        let paths = mend.into_iter().fold(paths, Judgement::and_then);
        Some(Refused::by_rules(paths.by(self.by().as_deref())))
    }
}

/// The command that gives an append-only file back what it had.
fn mend(repo: &Repo, verdict: &Verdict, up: &str) -> Option<Next> {
    let Some(Refusal::Rewritten(altered)) = &verdict.refusal else { return None };
    let file = verdict.place.path()?;
    let path = format!("{up}{}", quoted_path(file));
    Some(match altered.what {
        What::Mode => {
            let sign = if repo.file(file).is_ok_and(|file| is_program(&file)) { '-' } else { '+' };
            Next::run(format!("chmod {sign}x {path}")).because("restore its mode, or ship other PATHs")
        }
        What::Removed => Next::run(format!("git restore -- {path}")).because("or ship other PATHs"),
        What::Changed | What::Inserted | What::Restored => Next::run(format!("git diff HEAD -- {path}"))
            .because("put the old lines back, or ship other PATHs"),
    })
}

/// The agent that ships.
fn shipper(who: &Asker) -> Result<&Codename> {
    match who {
        Asker::Agent(name) => Ok(name),
        Asker::Operator => Err(hinted(
            "the operator commits with git: the whole work tree is theirs to commit",
            "git commit and git push; or as an agent: auraops ship --agent NAME",
        )),
        Asker::Nobody => {
            Err(hinted("no agent is identified here", "say who is shipping: auraops ship --agent NAME"))
        }
    }
}

/// What the commit is to say; `None` where nobody said.
fn message(args: &Args, env: &Env) -> Result<Option<String>> {
    let text = match &args.file {
        Some(file) if file.as_os_str() == "-" => String::from_utf8_lossy(&stdin()?).into_owned(),
        Some(file) => {
            let bytes = std::fs::read(env.absolute(file));
            let bytes = bytes.with_context(|| format!("reading the message from `{}`", file.display()))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        None if args.message.is_empty() => return Ok(None),
        None => args.message.iter().map(|text| text.trim_end()).collect::<Vec<_>>().join("\n\n"),
    };
    if text.trim().is_empty() {
        let ship = Next::auraops(r#"ship -m "feat: …""#).by(args.agent.name());
        return Err(hinted("the message is empty", ship));
    }
    Ok(Some(text))
}

/// Whether the text has the agent's trailer already. One that names somebody else is an error.
fn is_signed(repo: &Repo, text: &str, agent: &Codename) -> Result<bool> {
    let names = repo.trailers(text)?;
    match names.iter().find(|name| !agent.is(name)) {
        Some(other) => Err(hinted(
            format!("the message says `{TRAILER}: {other}`, but {agent} is shipping"),
            "leave that line out: it is added for you",
        )),
        None => Ok(!names.is_empty()),
    }
}
