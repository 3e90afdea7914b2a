//! The repository as auraops sees it: git, the map that counts, who is asking, and where the state is.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::chat::{Chat, Log};
use crate::config::{self, Config, ConfigError};
use crate::domain::codename::{Codename, is_operator};
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::overlap::{self, Finding};
use crate::domain::path::RepoPath;
use crate::domain::verdict::Asker;
use crate::env::{Env, plain};
use crate::error::hinted;
use crate::git::Repo;
use crate::links::resolve;
use crate::store::{self, Lock, Store};

/// The repository that a command works on.
pub struct Workspace<'e> {
    pub env: &'e Env,
    pub repo: Repo,
}

/// A map and where it was read.
#[derive(Debug)]
pub struct Ruled {
    pub map: Map,
    pub source: Source,
    /// What to tell beside the answer: that the work tree has another map than the one that counts.
    pub notes: Vec<String>,
}

/// Where the map that counts was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Commit(Oid),
    WorkTree,
    /// `--map FILE`.
    File(PathBuf),
}

/// A map in which every path has at most one owner.
#[derive(Debug)]
pub struct Proven {
    pub map: Map,
    /// What the map was held against.
    pub tracked: Vec<RepoPath>,
    /// What could not be proven.
    pub notes: Vec<String>,
}

impl<'e> Workspace<'e> {
    pub fn open(env: &'e Env) -> Result<Workspace<'e>> {
        Ok(Workspace { env, repo: Repo::open(env)? })
    }

    /// The map of the work tree: what the next commit would say.
    pub fn shown_map(&self) -> Result<Map> {
        self.parse(&self.map_text()?, config::FILE)
    }

    /// The text of the map in the work tree.
    pub fn map_text(&self) -> Result<String> {
        self.work_tree_map()?.ok_or_else(no_map)
    }

    /// The map of the work tree. Two owners of one path are an error with both places.
    pub fn proven_map(&self) -> Result<Proven> {
        self.prove(&self.map_text()?, self.repo.tracked()?)
    }

    /// Reads a map's text and proves it.
    pub fn prove(&self, text: &str, tracked: Vec<RepoPath>) -> Result<Proven> {
        let config = Config::parse(text, config::FILE, self.repo.case()?)?;
        let mut notes = Vec::new();
        for clash in overlap::clashes(&config.map, &tracked) {
            let error = config.clash(&clash);
            match clash.finding {
                Finding::Overlap { .. } => return Err(error.into()),
                Finding::CannotProve => notes.push(error.message),
            }
        }
        Ok(Proven { map: config.map, tracked, notes })
    }

    /// The map that is enforced: of HEAD, and of the work tree only while HEAD has none; or of `--map FILE`.
    pub fn enforced_map(&self, file: Option<&Path>) -> Result<Ruled> {
        match file {
            Some(file) => self.given_map(file),
            None => self.map_that_counts()?.ok_or_else(no_map),
        }
    }

    /// The map of HEAD, or of the work tree while HEAD has none; `None` where there is none at all, and so no rule.
    pub fn map_that_counts(&self) -> Result<Option<Ruled>> {
        let Some((head, bytes)) = self.committed_map()? else {
            let Some(text) = self.work_tree_map()? else { return Ok(None) };
            let map = self.parse(&text, config::FILE)?;
            return Ok(Some(Ruled { map, source: Source::WorkTree, notes: Vec::new() }));
        };
        // Whatever stands in its place in the work tree, the map of HEAD counts.
        let here = self.work_tree_map().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let map = self.parse(&text, &format!("HEAD:{}", config::FILE))?;
        let same = here.is_some_and(|here| here.lines().eq(text.lines()));
        let note = "the map of HEAD counts; `auraops.toml` in the work tree differs until it is committed";
        let notes = if same { Vec::new() } else { vec![note.to_owned()] };
        Ok(Some(Ruled { map, source: Source::Commit(head), notes }))
    }

    /// The name of the map that is enforced: of HEAD's, or of the work tree's while HEAD has none.
    pub fn map_blob(&self) -> Result<Option<Oid>> {
        let committed = match self.repo.head()? {
            Some(head) => self.repo.blob_at(&head, config::FILE)?,
            None => None,
        };
        match committed {
            Some(blob) => Ok(Some(blob)),
            None if self.work_tree_map()?.is_some() => self.repo.blob_of(config::FILE),
            None => Ok(None),
        }
    }

    /// HEAD, and the map in it, where there are both.
    fn committed_map(&self) -> Result<Option<(Oid, Vec<u8>)>> {
        let Some(head) = self.repo.head()? else { return Ok(None) };
        Ok(self.repo.file_at(&head, config::FILE)?.map(|bytes| (head, bytes)))
    }

    fn given_map(&self, file: &Path) -> Result<Ruled> {
        if self.env.agent().is_some() {
            return Err(hinted(
                "an agent is judged by the map of HEAD: `--map` is for looking back",
                "leave out --map, or unset AURAOPS_AGENT",
            ));
        }
        let path = self.env.absolute(file);
        let bytes = std::fs::read(&path).with_context(|| format!("reading the map `{}`", file.display()))?;
        let map = self.parse(&String::from_utf8_lossy(&bytes), &file.display().to_string())?;
        Ok(Ruled { map, source: Source::File(file.to_owned()), notes: Vec::new() })
    }

    fn work_tree_map(&self) -> Result<Option<String>> {
        let bytes = store::read(&self.repo.root.join(config::FILE))
            .with_context(|| format!("reading `{}`", config::FILE))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Reads a map's text with the repository's own idea of case.
    pub fn parse(&self, text: &str, file: &str) -> Result<Map> {
        config::parse(text, file, self.repo.case()?).map_err(|error: ConfigError| error.into())
    }

    /// Who is asking: `--agent`, else `AURAOPS_AGENT`, else this linked worktree's agent, else nobody.
    pub fn asker(&self, map: &Map, flag: Option<&str>) -> Result<Asker> {
        let variable = self.env.var("AURAOPS_AGENT");
        if let (Some(flag), Some(variable)) = (flag, &variable)
            && flag.to_lowercase() != variable.to_lowercase()
        {
            return Err(hinted(
                format!("this session is `{variable}` (AURAOPS_AGENT) and cannot speak as `{flag}`"),
                "leave out --agent",
            ));
        }
        let recorded = || self.recorded_agent();
        let Some(name) = flag.map(str::to_owned).or(variable).map_or_else(recorded, |name| Ok(Some(name)))?
        else {
            return Ok(Asker::Nobody);
        };
        if is_operator(&name) {
            return Ok(Asker::Operator);
        }
        agent(map, &name).map(Asker::Agent)
    }

    /// The work tree whose chat file counts: the main checkout's, so that all worktrees see a message at once.
    pub fn chat_root(&self) -> Result<PathBuf> {
        Ok(self.repo.main_root()?.unwrap_or_else(|| self.repo.root.clone()))
    }

    /// What stands before a path from the root so that a command finds it where the asker is: `../` below the root.
    pub fn up(&self) -> String {
        let below = |dir: &Path| dir.strip_prefix(&self.repo.root).map_or(0, |rest| rest.iter().count());
        let here = self.env.cwd.canonicalize().map(plain).unwrap_or_default();
        // Git runs its hooks at the root, and tells where it was called.
        let called = self.env.var("GIT_PREFIX").map(|prefix| self.repo.root.join(prefix));
        let depth = match (below(&here), called) {
            (0, Some(dir)) if here == self.repo.root && dir.is_dir() => below(&dir),
            (depth, _) => depth,
        };
        "../".repeat(depth)
    }

    /// Adds a line to the chat, unless a symlink leads it out of the work tree.
    pub fn say(&self, map: &Map, line: &str) -> Result<()> {
        let (root, name) = (self.chat_root()?, map.chat.file.to_string());
        let real = resolve(&root.join(&name))?;
        if !real.starts_with(plain(root.canonicalize()?)) {
            return Err(hinted(
                format!("the chat `{name}` leads out of the repository, to `{}`", real.display()),
                "name a file of the repository under [chat] in auraops.toml",
            ));
        }
        self.chat(map)?.append(&self.store(), line)
    }

    /// The chat that entries are written to.
    pub fn chat(&self, map: &Map) -> Result<Chat> {
        Ok(chat_file(&self.chat_root()?, &map.chat.file))
    }

    /// Everything that was said: the chat and the journals.
    pub fn log(&self, map: &Map) -> Result<Log> {
        let root = self.chat_root()?;
        let mut log = chat_file(&root, &map.chat.file).read()?;
        for journal in &map.chat.journals {
            log.extend(chat_file(&root, journal).read()?);
        }
        Ok(log)
    }

    /// Waits for its turn to commit and push: one session at a time in all work trees, so that none meets another's
    /// `index.lock` or pushes over it.
    pub fn turn(&self) -> Result<Lock> {
        self.store().lock("ship")
    }

    /// The state that all worktrees share.
    pub fn store(&self) -> Store {
        Store::new(&self.repo.common_dir)
    }

    /// The codename that `launch` recorded for this linked worktree.
    pub fn recorded_agent(&self) -> Result<Option<String>> {
        if !self.repo.is_linked() {
            return Ok(None);
        }
        let bytes = store::read(&self.agent_record()).context("reading whose worktree this is")?;
        let name = bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// In the worktree's own git directory, so that it goes when `git worktree remove` does.
    pub fn agent_record(&self) -> PathBuf {
        self.repo.git_dir.join("auraops-agent")
    }
}

/// The map is text, so its paths are.
fn chat_file(root: &Path, path: &RepoPath) -> Chat {
    let name = path.as_str().unwrap_or_default();
    Chat::new(root.join(name), name)
}

/// The agent of that name as the map spells it.
pub fn agent(map: &Map, name: &str) -> Result<Codename> {
    let known = || map.agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ");
    match map.agent(name) {
        Some(agent) => Ok(agent.name.clone()),
        None => Err(hinted(
            format!("no agent `{}` in the map", name.escape_debug()),
            format!("use one of: {}", known()),
        )),
    }
}

fn no_map() -> anyhow::Error {
    hinted("there is no `auraops.toml` at the root of this repository", "auraops init")
}
