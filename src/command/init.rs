//! `auraops init`: everything that a repository needs to begin, and nothing that is there already.
//!
//! The new map is proven before the first file is written, so that a failure leaves the repository as it was.

use crate::ui::text::listed;
use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use crate::config;
use crate::domain::attributes;
use crate::domain::codename::Codename;
use crate::domain::codeowners::{self, Imported};
use crate::domain::dispatch;
use crate::domain::map::{Agent, Map};
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::domain::pattern::{Case, Pattern};
use crate::domain::survey::survey;
use crate::domain::template::{self, Origin, Template};
use crate::error::hinted;
use crate::hook::hooks_status::HooksStatus;
use crate::hook::install;
use crate::session::prompt;
use crate::sys::env::Env;
use crate::sys::ordinary::{MIB, Ordinary};
use crate::ui::text::{BOLD, GOOD, NOTE, Plain, quoted, styled};
use crate::ui::{Answer, missing, next};
use crate::workspace::identity::claim;
use crate::workspace::{Enforced, Workspace};

const ATTRIBUTES: &str = ".gitattributes";
/// Where GitHub and GitLab look for the file, in the order of the two taken together.
const CODEOWNERS: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// How many unowned places are named; `auraops map` has the rest.
const MAX_UNOWNED: usize = 8;

/// Set up a repository: the map, `DISPATCH.md`, the chat, `.gitattributes` and the hooks
///
/// Chooses the agents by the folders that exist. Existing files stay as they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops init
  auraops init --from-codeowners")]
pub struct Args {
    /// Make the map from the `CODEOWNERS` file
    #[arg(long)]
    from_codeowners: bool,
    /// Replace an existing map and `DISPATCH.md`, never the chat
    #[arg(long)]
    force: bool,
}

/// What was set up.
#[derive(Debug, Serialize)]
pub struct Initialised {
    files: Vec<FileOutcome>,
    /// Nothing where they could not be put in place; the notes say why.
    hooks: Option<HooksStatus>,
    agents: Vec<Owned>,
    /// Globs of what no agent owns.
    unowned: Vec<String>,
    /// How the agents were chosen; nothing where the map was there.
    chosen: Option<Chosen>,
    /// What to do now, a command each.
    next: Vec<Next>,
    notes: Vec<String>,
}

/// One file and what became of it.
#[derive(Debug, Serialize)]
struct FileOutcome {
    path: String,
    /// Where it is, if not in this work tree: the chat is in the main checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<String>,
    done: Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Done {
    Created,
    Replaced,
    /// A line was added.
    Extended,
    /// It was there already.
    Kept,
}

#[derive(Debug, Serialize)]
struct Owned {
    agent: Codename,
    owns: Vec<Pattern>,
}

/// Where the agents come from.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Chosen {
    Codeowners { codeowners: String },
    Template(Origin),
}

/// The text of the map, and where its agents come from if it is new.
struct Draft {
    text: String,
    chosen: Option<Chosen>,
    notes: Vec<String>,
}

pub fn run(args: &Args, env: &Env) -> Result<Initialised> {
    let workspace = Workspace::open(env)?;
    if let Some(agent) = claim(env, Some(&workspace.repo), None)?.agent() {
        return Err(hinted(
            format!("this session is `{}`, and only the user decides who owns what", agent.escape_debug()),
            "for the user to run: AURAOPS_AGENT=user auraops init",
        ));
    }
    // Where nothing can be locked, nobody else writes hooks either, and files are still made.
    let _alone = workspace.store().lock("init").ok();
    let files = workspace.repo.files()?;
    let draft = draft(&workspace, args, &files)?;
    let proven = workspace.prove(&draft.text, config::FILE, files)?;
    let map = &proven.map;
    let mut notes: Vec<String> = draft.notes.into_iter().chain(proven.notes).collect();
    let made = write(&workspace, args, map, &draft.text)?;
    let hooks = hooks(env, &mut notes);
    let agents = map.agents.iter().map(|agent| Owned { agent: agent.name.clone(), owns: agent.owns.clone() });
    let unowned = survey(map, &proven.tracked).unowned.iter().map(ToString::to_string).collect();
    let mut next = commands(&made, draft.chosen.is_some(), &workspace.up());
    next.extend(launch(&workspace, map));
    Ok(Initialised {
        files: made,
        hooks,
        agents: agents.collect(),
        unowned,
        chosen: draft.chosen,
        next,
        notes,
    })
}

/// The map that is there, or a new one.
fn draft(workspace: &Workspace, args: &Args, files: &[RepoPath]) -> Result<Draft> {
    if !args.force && workspace.repo.root.join(config::FILE).symlink_metadata().is_ok() {
        let asked = "the map already exists: --from-codeowners replaces it only with --force".to_owned();
        let notes = if args.from_codeowners { vec![asked] } else { Vec::new() };
        return Ok(Draft { text: workspace.map_text()?, chosen: None, notes });
    }
    if let (Some(missing), false) = (workspace.missing_map()?, args.force) {
        let what = format!("`{}` is missing from the work tree, and git has one", config::FILE);
        return Err(hinted(what, missing::restore(&missing)));
    }
    let template = Template::choose(files);
    if !args.from_codeowners {
        let text = template::map(&template);
        return Ok(Draft { text, chosen: Some(Chosen::Template(template.origin)), notes: Vec::new() });
    }
    let (file, text) = read_codeowners(workspace)?;
    let mut import = codeowners::import(&text, files, workspace.repo.case()?);
    if import.agents.is_empty() {
        return Err(hinted(
            format!("`{file}` names no owners"),
            Next::auraops("init").because("without --from-codeowners"),
        ));
    }
    keep_the_map(&mut import.agents);
    let notes = import.notes.iter().map(|note| format!("{file}:{}: {}", note.line, note.text)).collect();
    let text = template::around(&codeowners::to_toml(&import), &template.locks);
    Ok(Draft { text, chosen: Some(Chosen::Codeowners { codeowners: file.to_owned() }), notes })
}

/// Whoever owns everything does not own the map: an agent could give itself the rest.
fn keep_the_map(agents: &mut [Imported]) {
    let matches = |glob: &String| {
        let map = RepoPath::from_git(config::FILE.as_bytes());
        Pattern::parse(glob, Case::Fold).is_ok_and(|glob| map.is_some_and(|map| glob.matches(&map)))
    };
    for agent in agents {
        if agent.owns.iter().any(matches) && !agent.except.iter().any(matches) {
            agent.except.push(config::FILE.to_owned());
        }
    }
}

fn read_codeowners(workspace: &Workspace) -> Result<(&'static str, String)> {
    for file in CODEOWNERS {
        if let Some(bytes) = workspace.repo.ordinary().read(file, 8 * MIB)? {
            return Ok((file, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Err(hinted(
        format!("there is no CODEOWNERS file: looked for {}", CODEOWNERS.join(", ")),
        Next::auraops("init").because("without --from-codeowners"),
    ))
}

fn write(workspace: &Workspace, args: &Args, map: &Map, text: &str) -> Result<Vec<FileOutcome>> {
    let block = |agent: &Agent| (agent.name.clone(), prompt::made_block(map, agent));
    let blocks: Vec<(Codename, String)> = map.agents.iter().map(block).collect();
    let dispatch = template::dispatch(&blocks, &prompt::migration(None));
    let chat = map.chat.file.as_str().unwrap_or_default();
    let (here, chats) = (workspace.repo.ordinary(), workspace.chat_root()?);
    // Before anything is written.
    for name in [dispatch::FILE, ATTRIBUTES] {
        here.place(name)?;
    }
    let is_missing = |path: &RepoPath| *path == map.chat.file;
    let mut chat_made = FileOutcome { path: chat.to_owned(), elsewhere: None, done: Done::Kept };
    // Git has it: it is not begun anew, and the first entry brings it back.
    if !workspace.missing_chat(map)?.iter().any(|missing| is_missing(&missing.path)) {
        let there = workspace.repo.sibling(chats.clone());
        chat_made = file(there.ordinary(), chat, template::chat(), false)?;
    }
    let mut files = vec![
        file(here, config::FILE, text, args.force)?,
        file(here, dispatch::FILE, &dispatch, args.force)?,
        chat_made,
        merge_by_line(workspace, chat)?,
    ];
    // One that this worktree made of its own would be in the way of the one that all write to, at the next merge.
    if chats != here.root {
        files[2].elsewhere = Some(chats.join(chat).display().to_string());
    }
    Ok(files)
}

fn file(files: Ordinary, name: &str, text: &str, force: bool) -> Result<FileOutcome> {
    let done = if files.create(name, text.as_bytes())? {
        Done::Created
    } else if force {
        files.replace(name, text.as_bytes())?;
        Done::Replaced
    } else {
        Done::Kept
    };
    Ok(FileOutcome { path: name.to_owned(), elsewhere: None, done })
}

/// Tells git that both sides of a merge add lines to the chat.
fn merge_by_line(workspace: &Workspace, chat: &str) -> Result<FileOutcome> {
    let files = workspace.repo.ordinary();
    let before = files.read(ATTRIBUTES, 4 * MIB)?.unwrap_or_default();
    let done = match attributes::with_union(&before, chat) {
        None => Done::Kept,
        Some(after) => {
            files.replace(ATTRIBUTES, &after)?;
            if before.is_empty() { Done::Created } else { Done::Extended }
        }
    };
    Ok(FileOutcome { path: ATTRIBUTES.to_owned(), elsewhere: None, done })
}

/// A repository without hooks is set up all the same: the files are the larger part.
fn hooks(env: &Env, notes: &mut Vec<String>) -> Option<HooksStatus> {
    match install::install(env) {
        Ok(standing) => {
            notes.extend(standing.notes().iter().cloned());
            Some(standing)
        }
        Err(error) => {
            notes.push(format!("no hooks were installed: {error:#}; see `auraops hook install`"));
            None
        }
    }
}

fn commands(made: &[FileOutcome], new: bool, up: &str) -> Vec<Next> {
    let is_changed = |made: &&FileOutcome| made.done != Done::Kept && made.elsewhere.is_none();
    let changed: Vec<String> =
        made.iter().filter(is_changed).map(|made| format!("{up}{}", quoted(&made.path))).collect();
    let mut next = Vec::new();
    if new {
        next.push(Next::auraops("map").because("who owns what; edit auraops.toml until it is right"));
    }
    if !changed.is_empty() {
        let paths = changed.join(" ");
        next.push(Next::run(format!(r#"git add {paths} && git commit -m "Set up auraops" -- {paths}"#)));
    }
    next
}

/// What starts the first agent, unless HEAD has another map, which does not know it.
fn launch(workspace: &Workspace, map: &Map) -> Option<Next> {
    let name = map.agents.first()?.name.as_str();
    let knows = |enforced: Enforced| enforced.map().agent(name).is_some();
    let starts = workspace.enforced_if_any().is_ok_and(|enforced| enforced.is_none_or(knows));
    starts.then(|| Next::auraops(format!("launch {}", quoted(name))))
}

impl Chosen {
    fn why(&self) -> String {
        match self {
            Chosen::Codeowners { codeowners } => format!("from {codeowners}"),
            Chosen::Template(Origin::Codenames) => "the codenames whose folders exist".to_owned(),
            Chosen::Template(Origin::Blank) => {
                "the four default codenames, as there is no source to divide yet".to_owned()
            }
            Chosen::Template(Origin::Folders(of)) if of.is_empty() => "one for each source folder".to_owned(),
            Chosen::Template(Origin::Folders(of)) => format!("one for each folder in {of}"),
        }
    }
}

impl Answer for Initialised {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for FileOutcome { path, elsewhere, done } in &self.files {
            let (style, word) = match done {
                Done::Created => (GOOD, "created"),
                Done::Replaced => (GOOD, "replaced"),
                Done::Extended => (GOOD, "extended"),
                Done::Kept => (NOTE, "kept"),
            };
            let path = elsewhere.as_ref().unwrap_or(path);
            writeln!(out, "{}  {}", styled(style, format!("{word:8}")), Plain(path))?;
        }
        if let Some(hooks) = &self.hooks {
            match hooks.place() {
                _ if !hooks.all_live() => hooks.human(out)?,
                (place, true) => writeln!(out, "{}  hooks in {}", styled(GOOD, "placed  "), Plain(place))?,
                (place, false) => writeln!(out, "{}  hooks in {}", styled(NOTE, "kept    "), Plain(place))?,
            }
        }
        let why = self.chosen.as_ref().map_or("as in the map".to_owned(), Chosen::why);
        writeln!(out, "\nagents: {why}")?;
        let width = self.agents.iter().map(|owned| owned.agent.as_str().chars().count()).max().unwrap_or(0);
        for Owned { agent, owns } in &self.agents {
            let owns: Vec<&str> = owns.iter().map(Pattern::as_str).collect();
            writeln!(out, "  {}  {}", styled(BOLD, format!("{agent:width$}")), owns.join("  "))?;
        }
        if !self.unowned.is_empty() {
            let unowned = listed(self.unowned.iter().cloned(), MAX_UNOWNED, "  ");
            writeln!(out, "unowned (user only): {unowned}")?;
        }
        writeln!(out)?;
        next::write(&self.next, out)
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
