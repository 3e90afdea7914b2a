//! Finds the repository: its work tree and its git directories.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::repo::{EnvRepo, Repo};
use crate::domain::next::Next;
use crate::error::hinted;
use crate::sys::env::{Env, native, plain};
use crate::sys::process::Process;

impl Repo {
    /// Opens the repository that the environment (`GIT_DIR` and its kin, as in a hook) or the current directory names.
    pub fn open(env: &Env) -> Result<Repo> {
        // No objects are verified by hashing them again: git checks them when they arrive.
        git2::opts::strict_hash_verification(false);
        match git2::Repository::open_from_env() {
            Ok(lib) if !is_misread(env, &lib) => from_lib(env, lib),
            _ => ask_git(env),
        }
    }

    /// Opens the repository that a directory lies in, whatever the environment names.
    pub fn open_at(env: &Env, dir: &Path) -> Result<Repo> {
        git2::opts::strict_hash_verification(false);
        let env = env.at(dir);
        match git2::Repository::discover(&env.cwd) {
            Ok(lib) => Ok(Repo { env: EnvRepo::Ignored, ..from_lib(&env, lib)? }),
            Err(_) => Ok(Repo { env: EnvRepo::Ignored, ..ask_git(&env)? }),
        }
    }
}

/// Whether libgit2 takes another directory for the work tree than git. It reads a relative `GIT_WORK_TREE` from the git
/// directory, and takes what that lies in where nothing is named; for git, both times, the current directory counts.
fn is_misread(env: &Env, lib: &git2::Repository) -> bool {
    match env.var("GIT_WORK_TREE") {
        Some(tree) => Path::new(&tree).is_relative(),
        None if env.var("GIT_DIR").is_some() => {
            let root = lib.workdir().and_then(|root| real(root).ok());
            root.is_some() && root != real(&env.cwd).ok()
        }
        None => false,
    }
}

fn from_lib(env: &Env, lib: git2::Repository) -> Result<Repo> {
    // Git itself keeps to the branches that are there: a namespace is for servers.
    lib.remove_namespace()?;
    let Some(root) = lib.workdir() else { return Err(no_work_tree()) };
    let root = real(root)?;
    Ok(Repo {
        env: env_repo(env, &root),
        worktrees: OnceCell::new(),
        sharing: OnceCell::new(),
        root,
        git_dir: real(lib.path())?,
        common_dir: real(lib.commondir())?,
        lib: Some(lib),
    })
}

/// For repositories that libgit2 does not open. Git's own complaint is the best one where git cannot either.
fn ask_git(env: &Env) -> Result<Repo> {
    let asked = ["--absolute-git-dir", "--git-common-dir", "--is-inside-work-tree", "--show-toplevel"];
    let output = Process::git(&env.cwd).arg("rev-parse").args(asked).output()?;
    // One call for all: `--show-toplevel` fails in a bare repository, after the other lines were printed.
    let lines: Vec<&[u8]> =
        output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect();
    match lines[..] {
        [git_dir, common_dir, b"true", root] => {
            let root = real(native(root)?.as_ref())?;
            Ok(Repo {
                env: env_repo(env, &root),
                worktrees: OnceCell::new(),
                sharing: OnceCell::new(),
                root,
                git_dir: real(native(git_dir)?.as_ref())?,
                common_dir: real(&env.absolute(native(common_dir)?.as_ref()))?,
                lib: None,
            })
        }
        [_, _, ..] => Err(no_work_tree()),
        _ if output.stderr.contains("not a git repository") => Err(hinted(
            format!("no git repository at `{}` or above", env.cwd.display()),
            "cd into a repository, or make one with `git init`",
        )),
        _ => bail!("git cannot read this repository: {}", output.complaint()),
    }
}

/// A relative `GIT_DIR` is seen from the current directory, and git will run at the top, which may name none itself.
fn env_repo(env: &Env, root: &Path) -> EnvRepo {
    let is_named = ["GIT_DIR", "GIT_WORK_TREE"].iter().any(|name| env.var(name).is_some());
    if is_named && env.cwd != root || !root.join(".git").exists() {
        EnvRepo::Respelled
    } else {
        EnvRepo::Same
    }
}

fn no_work_tree() -> anyhow::Error {
    hinted(
        "this repository has no work tree here",
        Next::run("git worktree list").because("shows the work trees: cd into one"),
    )
}

fn real(path: &Path) -> Result<PathBuf> {
    let real = path.canonicalize().with_context(|| format!("finding `{}`", path.display()))?;
    Ok(plain(real))
}
