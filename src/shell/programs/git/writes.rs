//! Which git commands write what the hooks guard.

use crate::shell::programs::options::{Options, Spec};
use crate::shell::value::Value;

/// Those that always do.
const WRITERS: [&str; 29] = [
    "add",
    "am",
    "apply",
    "checkout",
    "checkout-index",
    "cherry-pick",
    "clean",
    "commit",
    "commit-tree",
    "fast-import",
    "filter-branch",
    "filter-repo",
    "merge",
    "mv",
    "pull",
    "push",
    "read-tree",
    "rebase",
    "replace",
    "reset",
    "restore",
    "revert",
    "rm",
    "send-pack",
    "stage",
    "switch",
    "update-index",
    "update-ref",
    "write-tree",
];

/// Whether a command changes files, the index or refs.
pub fn writes(command: &str, args: &[Value]) -> bool {
    let options = Options::parse(args, Spec::NONE);
    let first = options.operands.first().map(|first| first.as_deref().unwrap_or_default());
    if options.has(&["dry-run", "h", "help"]) {
        return false;
    }
    match command {
        "branch" => {
            let lists =
                ["l", "list", "contains", "no-contains", "merged", "no-merged", "points-at", "show-current"];
            first.is_some() && !options.has(&lists)
        }
        "tag" => first.is_some() && !options.has(&["l", "list", "n", "v", "verify", "contains", "points-at"]),
        "symbolic-ref" => options.operands.len() > 1 || options.has(&["d", "delete"]),
        "stash" => !matches!(first, Some("list" | "show")),
        "reflog" => matches!(first, Some("delete" | "expire" | "drop")),
        "notes" => !matches!(first, None | Some("list" | "show" | "get-ref")),
        "worktree" => !matches!(first, None | Some("list")),
        "submodule" => !matches!(first, None | Some("status" | "summary" | "foreach")),
        "bisect" => !matches!(first, None | Some("log" | "view" | "visualize" | "terms" | "help")),
        _ => WRITERS.contains(&command),
    }
}
