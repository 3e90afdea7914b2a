//! A path as somebody wrote it → where it leads in the repository.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use anyhow::{Result, bail};

use super::Workspace;
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::domain::pattern::Case;
use crate::domain::verdict::{Location, Touched};
use crate::error::hinted;
use crate::sys::links::{lexical, resolve};
use crate::sys::windows;

impl Workspace<'_> {
    /// Finds the place of a path given on the command line, relative to the current directory.
    pub fn touched(&self, raw: &OsStr) -> Result<Touched> {
        if raw.is_empty() {
            bail!("a path cannot be empty");
        }
        let given = self.env.absolute(Path::new(raw));
        let real = resolve(&given)?;
        let ends_in_slash =
            raw.as_encoded_bytes().last().is_some_and(|&byte| std::path::is_separator(byte.into()));
        let is_dir = ends_in_slash || real.is_dir();
        Ok(Touched { is_dir, ..self.locate(Path::new(raw), &real)? })
    }

    /// Finds the place of a name that is taken away or given to something else: a symlink there is not followed.
    pub fn renamed(&self, raw: &Path) -> Result<Touched> {
        let given = self.env.absolute(raw);
        let real = match (given.parent(), given.file_name()) {
            (Some(parent), Some(name)) => resolve(parent)?.join(name),
            _ => resolve(&given)?,
        };
        let is_dir = real.is_dir() && !real.is_symlink();
        Ok(Touched { is_dir, ..self.locate(raw, &real)? })
    }

    fn locate(&self, raw: &Path, real: &Path) -> Result<Touched> {
        let asked = raw.display().to_string();
        if real == self.repo.root {
            return Err(hinted(
                format!("`{asked}` is the whole repository, which has no single owner"),
                Next::auraops("map").because("shows who owns what: name paths inside it"),
            ));
        }
        let written = self.inside(&lexical(&self.env.absolute(raw)));
        let place = match (self.inside(real), written) {
            (Some(real), Some(written)) if !same_name(&written, &real) => Location::Through { asked, real },
            (Some(real), _) => Location::At(real),
            (None, Some(_)) => Location::Outside { asked, real: Some(real.display().to_string()) },
            (None, None) => Location::Outside { asked, real: None },
        };
        Ok(Touched { place, is_dir: false, altered: None })
    }

    /// The paths of the repository that an argument may mean: as it is written, and where it leads. The root is neither.
    pub fn meant(&self, raw: &OsStr) -> Result<Vec<RepoPath>> {
        if raw.is_empty() {
            return Ok(Vec::new());
        }
        let given = self.env.absolute(Path::new(raw));
        let written = self.inside(&lexical(&given));
        let real = self.inside(&resolve(&given)?);
        Ok(written.into_iter().chain(real).collect())
    }

    /// Whether an argument means the whole work tree.
    pub fn is_root(&self, raw: &OsStr) -> Result<bool> {
        Ok(!raw.is_empty() && resolve(&self.env.absolute(Path::new(raw)))? == self.repo.root)
    }

    /// The path relative to the root, where it lies in the work tree.
    fn inside(&self, path: &Path) -> Option<RepoPath> {
        let relative = path.strip_prefix(&self.repo.root).ok()?;
        let parts: Vec<OsString> = relative.iter().map(file_name).collect();
        RepoPath::from_components(parts.iter().map(|part| part.as_encoded_bytes()))
            .filter(|path| !path.is_git_internal())
    }
}

/// Case alone is no detour: a case-insensitive disk gives every spelling the same file.
fn same_name(one: &RepoPath, other: &RepoPath) -> bool {
    Case::Fold.same(one.as_bytes(), other.as_bytes())
}

/// The file that this platform would open by that name.
fn file_name(part: &OsStr) -> OsString {
    match part.to_str().filter(|_| cfg!(windows)) {
        Some(text) => windows::file_name(text).into(),
        None => part.to_owned(),
    }
}
