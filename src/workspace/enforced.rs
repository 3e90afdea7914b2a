//! The map that is enforced, and who asks: the only thing that judging takes. Made here alone, so that no point of
//! enforcement decides by itself which map counts.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};

use super::{Proven, Workspace, identity};
use crate::config;
use crate::domain::asker::{Asker, Claim, VARIABLE};
use crate::domain::change::Side;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::verdict::{self, Touched, Verdict};
use crate::error::{causes, hinted};
use crate::git::objects::Name;

/// The map that counts, where it was read, and who asks by it.
#[derive(Debug, Clone)]
pub struct Enforced {
    map: Rc<Map>,
    asker: Asker,
    source: MapSource,
    /// That the work tree has another map than the one that counts.
    notes: Vec<String>,
}

/// What is said where HEAD has something else in the place of a map.
const HEADS: &str = "`auraops.toml` of HEAD is no ordinary file, so it is no map";

/// Where the map that counts was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapSource {
    /// Of HEAD; of what a history began with, where HEAD has none.
    Head(Oid),
    /// While HEAD has none.
    WorkTree,
    /// While HEAD has something else in its place.
    Instead,
    /// `--map FILE`.
    File(PathBuf),
}

impl MapSource {
    /// What errors call it.
    fn name(&self) -> String {
        match self {
            MapSource::Head(_) => format!("HEAD:{}", config::FILE),
            MapSource::WorkTree | MapSource::Instead => config::FILE.to_owned(),
            MapSource::File(file) => file.display().to_string(),
        }
    }
}

impl Enforced {
    pub fn map(&self) -> &Map {
        &self.map
    }

    pub fn shared_map(&self) -> Rc<Map> {
        Rc::clone(&self.map)
    }

    pub fn asker(&self) -> &Asker {
        &self.asker
    }

    pub fn source(&self) -> &MapSource {
        &self.source
    }

    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Judges the paths of one commit, or of one question, together.
    pub fn judge(&self, touched: Vec<Touched>) -> Vec<Verdict> {
        verdict::judge(&self.map, &self.asker, touched)
    }

    /// As somebody else asks: who signed a message, say.
    pub fn asked_by(&self, asker: Asker) -> Enforced {
        Enforced { asker, ..self.clone() }
    }

    /// Another map of the same history, that of a commit's parent.
    pub fn under(&self, map: Rc<Map>) -> Enforced {
        Enforced { map, ..self.clone() }
    }
}

impl Workspace<'_> {
    /// That there is nothing to go by: only the user says who owns what.
    pub fn no_map(&self) -> anyhow::Error {
        let what = "there is no `auraops.toml` at the root of this repository";
        if identity::is_agent(self.env, Some(&self.repo)) {
            return hinted(what, "it is the user's to run: AURAOPS_AGENT=user auraops init");
        }
        hinted(what, Next::auraops("init"))
    }

    /// The map that is enforced and who asks by it: `--agent`, or as [`identity`] has it.
    pub fn enforced(&self, flag: Option<&str>) -> Result<Enforced> {
        self.identified(self.enforced_map(None)?, flag)
    }

    /// The map of `--map FILE`, for looking back, or the one that is enforced; and who asks by it.
    pub fn enforced_by(&self, file: Option<&Path>, flag: Option<&str>) -> Result<Enforced> {
        self.identified(self.enforced_map(file)?, flag)
    }

    /// The map that is enforced, asked about by nobody; by `--map FILE`, for looking back.
    pub fn enforced_map(&self, file: Option<&Path>) -> Result<Enforced> {
        match file {
            Some(file) => self.given_map(file),
            None => self.map_that_counts()?.ok_or_else(|| self.no_map()),
        }
    }

    /// The enforced map for a hook, which outlives the map: without one there are no rules.
    pub fn enforced_if_any(&self) -> Result<Option<Enforced>> {
        self.map_that_counts()?.map(|map| self.identified(map, None)).transpose()
    }

    /// The map that counts, proven, and where it was read: what an agent is told of it.
    pub fn proven_enforced(&self) -> Result<(Proven, MapSource)> {
        let (source, text) = match self.source()? {
            Some(read) => read,
            None => (MapSource::WorkTree, self.map_text()?),
        };
        let mut proven = self.prove(&text, &source.name(), self.repo.tracked()?)?;
        proven.notes.extend(self.difference(&source, &text));
        Ok((proven, source))
    }

    /// Whether any map counts here.
    pub fn has_map(&self) -> Result<bool> {
        Ok(self.source()?.is_some())
    }

    /// The map of what a history began with, for where nothing counts now: nothing rules itself by taking the map away.
    pub fn enforced_before(&self, commits: &[Oid], flag: Option<&str>) -> Result<Option<Enforced>> {
        let commits: Vec<&Oid> = commits.iter().collect();
        let entries = self.repo.root_entries(&commits, config::FILE)?;
        for (commit, side) in commits.into_iter().zip(entries) {
            let Some(side) = side.filter(Side::is_file) else { continue };
            let Some(text) = self.repo.blobs(&[Name::Blob(&side.oid)])?.pop().flatten() else { continue };
            let name = format!("{}:{}", commit.short(), config::FILE);
            let map = Rc::new(self.parse(&String::from_utf8_lossy(&text), &name)?);
            let note = format!("there is no `{}` in HEAD; that of {} counts", config::FILE, commit.short());
            let (asker, source) = (Asker::Nobody, MapSource::Head(commit.clone()));
            let enforced = Enforced { map, asker, source, notes: vec![note] };
            return self.identified(enforced, flag).map(Some);
        }
        Ok(None)
    }

    /// The object id of the map that counts.
    pub fn enforced_blob(&self) -> Result<Option<Oid>> {
        match self.source()? {
            Some((MapSource::Head(head), _)) => self.repo.blob_at(&head, config::FILE),
            Some(_) => self.repo.blob_of(config::FILE),
            None => Ok(None),
        }
    }

    fn identified(&self, map: Enforced, flag: Option<&str>) -> Result<Enforced> {
        let asker = self.asker(&map.map, flag)?;
        Ok(Enforced { asker, ..map })
    }

    /// Which map counts, and its text: that of HEAD; of the work tree only while HEAD has none.
    fn source(&self) -> Result<Option<(MapSource, String)>> {
        let mut has_none = true;
        if let Some(head) = self.repo.head()? {
            if let Some(bytes) = self.repo.file_at(&head, config::FILE)? {
                ensure!(bytes.len() as u64 <= config::MOST, "the map of HEAD has more than 1 MiB");
                return Ok(Some((MapSource::Head(head), String::from_utf8_lossy(&bytes).into_owned())));
            }
            has_none = self.repo.blob_at(&head, config::FILE)?.is_none();
        }
        let text = self.work_tree_map()?;
        // What stands in the place of the rules does not take them away.
        ensure!(has_none || text.is_some(), "{HEADS}, and there is no other");
        Ok(text.map(|text| (if has_none { MapSource::WorkTree } else { MapSource::Instead }, text)))
    }

    fn map_that_counts(&self) -> Result<Option<Enforced>> {
        let Some((source, text)) = self.source()? else { return Ok(None) };
        let notes = self.difference(&source, &text).into_iter().collect();
        let map = Rc::new(self.parse(&text, &source.name())?);
        Ok(Some(Enforced { map, asker: Asker::Nobody, source, notes }))
    }

    /// That the work tree has another map than HEAD, or that HEAD has something else in its place.
    fn difference(&self, source: &MapSource, text: &str) -> Option<String> {
        match source {
            MapSource::Head(_) => {}
            MapSource::Instead => return Some(format!("{HEADS}: that of the work tree counts")),
            MapSource::WorkTree | MapSource::File(_) => return None,
        }
        Some(match self.work_tree_map() {
            Ok(Some(here)) if here.lines().eq(text.lines()) => return None,
            Ok(Some(_)) => {
                "the map of HEAD counts; `auraops.toml` in the work tree differs, and counts once it is committed"
                    .to_owned()
            }
            Ok(None) => "the map of HEAD counts; the work tree has no `auraops.toml`".to_owned(),
            Err(error) => format!("the map of HEAD counts, not the work tree's: {}", causes(&error)),
        })
    }

    fn given_map(&self, file: &Path) -> Result<Enforced> {
        if matches!(identity::claim(self.env, None, None), Ok(Claim::Agent(_))) {
            return Err(hinted(
                "an agent is judged by the map of HEAD: `--map` is for looking back",
                format!("leave out --map, or unset {VARIABLE}"),
            ));
        }
        let path = self.env.absolute(file);
        let bytes = std::fs::read(&path).with_context(|| format!("reading the map `{}`", file.display()))?;
        let source = MapSource::File(file.to_owned());
        let map = self.parse(&String::from_utf8_lossy(&bytes), &source.name())?;
        Ok(Enforced { map: Rc::new(map), asker: Asker::Nobody, source, notes: Vec::new() })
    }
}
