//! `auraops map`: who owns what, and the proof that nobody owns it twice.

use crate::ui::text::listed;
use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use crate::config;
use crate::domain::codename::Codename;
use crate::domain::codeowners;
use crate::domain::map::{Map, Owner};
use crate::domain::path::RepoPath;
use crate::domain::survey::{Survey, survey};
use crate::session::verify_notice;
use crate::sys::env::Env;
use crate::ui::{Answer, map as picture, missing};
use crate::workspace::Workspace;

/// How many globs without a file are named one by one.
const MAX_IDLE: usize = 10;
/// How many of those who have such a glob are named.
const MAX_OF: usize = 3;

/// Show who owns what, and prove that no path has two owners
///
/// Reads the map of the work tree and counts the files that git tracks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops map
  auraops map --export codeowners > .github/CODEOWNERS")]
pub struct Args {
    /// Print the map in another format instead
    #[arg(long, value_name = "FORMAT")]
    export: Option<Export>,
}

/// A format that other tools read
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Export {
    /// The file that tells GitHub and GitLab whom to ask for a review
    Codeowners,
}

/// Who owns what.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Mapped {
    Survey {
        #[serde(flatten)]
        survey: Survey,
        notes: Vec<String>,
    },
    Export {
        export: String,
        notes: Vec<String>,
    },
}

pub fn run(args: &Args, env: &Env) -> Result<Mapped> {
    let workspace = Workspace::open(env)?;
    let proven = workspace.proven_map()?;
    let mut notes = proven.notes;
    notes.extend(workspace.missing_map()?.iter().map(missing::shown));
    if let Some(Export::Codeowners) = args.export {
        return Ok(Mapped::Export { export: codeowners::export(&proven.map), notes });
    }
    let survey = survey(&proven.map, &proven.tracked);
    notes.extend(idle(&survey, &proven.map));
    notes.extend(owned_map(&proven.map));
    notes.extend(verify_notice::notice(&workspace, &proven.map.agents));
    // What HEAD has may be broken, or not there: then there is nothing to compare with.
    if let Ok(enforced) = workspace.enforced_map(None) {
        notes.extend(enforced.notes().iter().cloned());
    }
    Ok(Mapped::Survey { survey, notes })
}

/// Whoever may change the map may change what it owns.
fn owned_map(map: &Map) -> Option<String> {
    match map.owner(&RepoPath::from_git(config::FILE.as_bytes())?) {
        Owner::Agent { agent, glob } => {
            Some(format!("{agent} owns `{}` (`{glob}`), so it can widen its own scope", config::FILE))
        }
        Owner::Write { .. } | Owner::Append { .. } => {
            Some(format!("every agent may change `{}`, and so widen its own scope", config::FILE))
        }
        Owner::Contested { .. } | Owner::Unowned => None,
    }
}

/// Globs for which there is no file, each once; the chat comes into being with its first entry.
fn idle(survey: &Survey, map: &Map) -> Vec<String> {
    let chat = map.chat.file.to_string();
    let mut idle: Vec<(String, Vec<&str>)> = Vec::new();
    for (agent, glob) in survey.idle().filter(|(agent, glob)| agent.is_some() || ***glob != *chat) {
        let of = agent.map_or("the shared paths", Codename::as_str);
        match idle.iter_mut().find(|(known, _)| *known == **glob) {
            Some((_, all)) if all.contains(&of) => {}
            Some((_, all)) => all.push(of),
            None => idle.push(((**glob).to_owned(), vec![of])),
        }
    }
    let more = idle.len().saturating_sub(MAX_IDLE);
    let say = |(glob, of): &(String, Vec<&str>)| {
        let of = listed(of.iter().map(ToString::to_string), MAX_OF, ", ");
        format!("`{glob}` of {of} matches no tracked file")
    };
    let mut notes: Vec<String> = idle.iter().take(MAX_IDLE).map(say).collect();
    if more > 0 {
        notes.push(format!("{more} more globs match no tracked file"));
    }
    notes
}

impl Answer for Mapped {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Mapped::Survey { survey, .. } => picture::write(survey, out),
            Mapped::Export { export, .. } => write!(out, "{export}"),
        }
    }

    fn is_verbatim(&self) -> bool {
        matches!(self, Mapped::Export { .. })
    }

    fn notes(&self) -> &[String] {
        match self {
            Mapped::Survey { notes, .. } | Mapped::Export { notes, .. } => notes,
        }
    }
}
