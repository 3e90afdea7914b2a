//! Where the chat is, and what stands in for a file of it, or for the map, that the work tree lacks: what the index has, else
//! HEAD. A chat is never begun anew, and whoever writes brings it back with what it had.

use std::path::PathBuf;

use anyhow::Result;

use super::Workspace;
use crate::chat::{Chat, Log};
use crate::config;
use crate::domain::map::Map;
use crate::domain::path::RepoPath;
use crate::error::WithHint;
use crate::git::Repo;
pub use crate::git::recorded::{RecordedIn, Skip};

/// How many bytes of chat are read in less than a second.
const MOMENT: u64 = 32 << 20;

/// A file that the work tree lacks and git has.
#[derive(Debug)]
pub struct Missing {
    pub path: RepoPath,
    pub place: RecordedIn,
    /// The work tree that lacks it, where that is another than the asker's.
    pub elsewhere: Option<PathBuf>,
    /// What stands before a path from the root so that a command finds it where the asker is.
    pub up: String,
}

impl Workspace<'_> {
    /// The work tree whose chat file counts: the main checkout's, so that all worktrees see a message at once.
    pub fn chat_root(&self) -> Result<PathBuf> {
        Ok(self.repo.main_root()?.unwrap_or_else(|| self.repo.root.clone()))
    }

    /// Adds a line to the chat.
    pub fn say(&self, map: &Map, line: &str) -> Result<()> {
        self.chat(map)?.append(&self.store(), line)
    }

    /// Adds a line to this work tree's own copy of the chat, unless it is there.
    pub fn say_here(&self, map: &Map, line: &str) -> Result<()> {
        let chat = chat_file(&self.repo, &map.chat.file)?;
        if chat.has(line)? {
            return Ok(());
        }
        chat.append(&self.store(), line)
    }

    /// The chat that entries are written to.
    pub fn chat(&self, map: &Map) -> Result<Chat> {
        chat_file(&self.repo.sibling(self.chat_root()?), &map.chat.file)
    }

    /// Everything that was said: the chat and the journals.
    pub fn log(&self, map: &Map) -> Result<Log> {
        let (repo, chat) = (self.repo.sibling(self.chat_root()?), self.chat(map)?);
        // Who may only read here sees it as it was left.
        drop(chat.finish(&self.store()));
        let mut log = chat.read()?;
        for journal in &map.chat.journals {
            log.extend(chat_file(&repo, journal)?.read()?);
        }
        Ok(log)
    }

    /// As [`Workspace::log`] for whoever has only a moment; `None` where there is too much to read.
    pub fn log_in_a_moment(&self, map: &Map) -> Result<Option<Log>> {
        let repo = self.repo.sibling(self.chat_root()?);
        let mut size = self.chat(map)?.size();
        for journal in &map.chat.journals {
            size = size.saturating_add(chat_file(&repo, journal)?.size());
        }
        if size > MOMENT { Ok(None) } else { self.log(map).map(Some) }
    }

    /// The chat and the journals that the work tree lacks and git has.
    pub fn missing_chat(&self, map: &Map) -> Result<Vec<Missing>> {
        let repo = self.repo.sibling(self.chat_root()?);
        let mut missing = Vec::new();
        for path in std::iter::once(&map.chat.file).chain(&map.chat.journals) {
            missing.extend(self.missing_in(&repo, path)?);
        }
        Ok(missing)
    }

    /// The map, where the work tree lacks it and git has it.
    pub fn missing_map(&self) -> Result<Option<Missing>> {
        let path = RepoPath::from_git(config::FILE.as_bytes());
        path.map_or(Ok(None), |path| self.missing_in(&self.repo, &path))
    }

    fn missing_in(&self, repo: &Repo, path: &RepoPath) -> Result<Option<Missing>> {
        let recorded = repo.absent(path)?;
        let elsewhere = (repo.root != self.repo.root).then(|| repo.root.clone());
        Ok(recorded.map(|recorded| Missing {
            path: path.clone(),
            place: recorded.place,
            elsewhere,
            up: self.up(),
        }))
    }
}

/// A chat or a journal at the place where its name leads. The map is text, so its paths are.
fn chat_file(repo: &Repo, path: &RepoPath) -> Result<Chat> {
    let name = path.as_str().unwrap_or_default();
    let place = repo.ordinary().place(name);
    let place =
        place.hint("finding the chat", "name a file of the repository under [chat] in auraops.toml")?;
    let chat = Chat::new(place, name);
    Ok(match repo.absent(path)? {
        Some(recorded) => chat.instead_of_none(recorded.text),
        None => chat,
    })
}
