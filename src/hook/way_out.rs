//! How to get on where git is in the middle of something and a commit is refused: by commands after which nobody misses a
//! byte that is in no commit yet.

use anyhow::Result;

use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::domain::verdict::Verdict;
use crate::git::commit_message::Doing;
use crate::judge::staged::CommitVerdicts;
use crate::ui::text::quoted_path;
use crate::workspace::Workspace;

/// More paths than this make no line that one would paste.
const MOST: usize = 8;

/// Gives up what git is in the middle of, where that throws nothing of others' away. A merge is not given up: that takes
/// back what others have staged meanwhile.
pub fn of_doing(workspace: &Workspace) -> Result<Option<Next>> {
    let repo = &workspace.repo;
    Ok(match repo.doing() {
        Doing::Merge => None,
        Doing::Rebase if repo.has_unstaged()? => Some(
            Next::run("git status --short")
                .because("not all of it is committed, and `git rebase --abort` throws the rest away"),
        ),
        doing => doing.way_out(),
    })
}

/// Takes from a merge what git's own merge has otherwise, and commits the rest; `None` where conflicts are among it.
pub fn of_merge(workspace: &Workspace, commit: &CommitVerdicts) -> Result<Option<Next>> {
    let refused = refused(&commit.verdicts);
    if commit.parents != 2 || refused.is_empty() || refused.len() > MOST {
        return Ok(None);
    }
    let (mut ours, mut theirs, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for path in refused {
        match commit.taken.iter().find(|(taken, _)| taken == path) {
            Some((_, 0)) => {
                after.extend(staging(workspace, path)?);
                ours.push(path);
            }
            Some((_, 1)) => theirs.push(path),
            _ => return Ok(None),
        }
    }
    let mut steps: Vec<String> =
        (!ours.is_empty()).then(|| unstaging(workspace, "", &ours)).into_iter().collect();
    for path in theirs {
        let file = if workspace.repo.is_committed_somewhere(path)? { " --worktree" } else { "" };
        steps.push(unstaging(workspace, &format!("{file} --source=MERGE_HEAD"), &[path]));
    }
    steps.push("git commit --no-edit".to_owned());
    steps.extend(after);
    Ok(Some(Next::run(steps.join(" && ")).because("makes the merge as git makes it")))
}

/// What to look at where nothing that is staged is the asker's, and others have staged what their files do not say any
/// more: to unstage that would throw it away.
pub fn of_others(workspace: &Workspace, verdicts: &[Verdict]) -> Result<Option<Next>> {
    let refused = refused(verdicts);
    if refused.is_empty() || refused.len() < verdicts.len() || refused.len() > MOST {
        return Ok(None);
    }
    for path in refused {
        if workspace.repo.only_in_index(path)?.is_some() {
            let look = Next::run("git diff --cached --stat");
            return Ok(Some(look.because("nothing staged is yours to commit: `git add` what is")));
        }
    }
    Ok(None)
}

/// Lets an index have what HEAD has by now, where it was read before that.
pub fn of_stale(workspace: &Workspace, stale: &[RepoPath]) -> Next {
    let up = workspace.up();
    let paths: Vec<String> = stale.iter().map(|path| format!("{up}{}", quoted_path(path))).collect();
    Next::run(format!("git reset -q -- {}", paths.join(" ")))
        .because("the work tree has what HEAD has; then commit again")
}

/// Takes what is refused out of the index, and leaves it where it is.
pub fn unstaged(workspace: &Workspace, verdicts: &[Verdict]) -> Option<Next> {
    let refused = refused(verdicts);
    (!refused.is_empty()).then(|| Next::run(unstaging(workspace, "", &refused)))
}

/// Takes out of the index what a command has put there; from the work tree, too, where a commit has it.
pub fn undo(workspace: &Workspace, verdicts: &[Verdict]) -> Result<Option<Next>> {
    let (mut whole, mut staged) = (Vec::new(), Vec::new());
    for path in refused(verdicts) {
        let is_kept = whole.len() + staged.len() < MOST && workspace.repo.is_committed_somewhere(path)?;
        if is_kept { &mut whole } else { &mut staged }.push(path);
    }
    let whole = (!whole.is_empty()).then(|| unstaging(workspace, " --worktree", &whole));
    let staged = (!staged.is_empty()).then(|| unstaging(workspace, "", &staged));
    let steps: Vec<String> = whole.into_iter().chain(staged).collect();
    Ok((!steps.is_empty()).then(|| Next::run(steps.join(" && "))))
}

/// Takes out of the index what did not come with the commit that is picked, before the pick is given up: git would throw
/// the file away with it.
pub fn of_pick(workspace: &Workspace, verdicts: &[Verdict]) -> Result<Next> {
    let abort = Next::run("git cherry-pick --abort");
    let picked = workspace.repo.commit_at("CHERRY_PICK_HEAD")?;
    let changes = picked.map(|commit| commit.changes).unwrap_or_default();
    let is_swept = |path: &&RepoPath| !changes.iter().any(|change| change.path == **path);
    let swept: Vec<&RepoPath> = refused(verdicts).into_iter().filter(is_swept).collect();
    Ok(if swept.is_empty() { abort } else { abort.after(&unstaging(workspace, "", &swept)) })
}

fn refused(verdicts: &[Verdict]) -> Vec<&RepoPath> {
    verdicts
        .iter()
        .filter(|verdict| !verdict.is_allowed())
        .filter_map(|verdict| verdict.place.path())
        .collect()
}

/// Stages again what only the index has.
fn staging(workspace: &Workspace, path: &RepoPath) -> Result<Option<String>> {
    let only = workspace.repo.only_in_index(path)?;
    Ok(only.map(|(mode, blob)| {
        format!("git update-index --add --cacheinfo {mode},{blob},{}", quoted_path(path))
    }))
}

fn unstaging(workspace: &Workspace, options: &str, paths: &[&RepoPath]) -> String {
    let up = workspace.up();
    let paths: Vec<String> = paths.iter().map(|path| format!("{up}{}", quoted_path(path))).collect();
    format!("git restore --staged{options} -- {}", paths.join(" "))
}
