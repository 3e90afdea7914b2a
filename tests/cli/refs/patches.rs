//! `reference-transaction` while `git am` makes commits out of patches.

use crate::support::World;
use crate::support::hooked::{hooked, said};

/// A patch that appends a line to a file, and no trace of it in the repository.
fn patch(world: &World, path: &str) -> String {
    world.append(path, "more\n");
    let file = world.beside("patch");
    let text = world.git_line(["diff", "--", path]);
    world.git(["checkout", "-q", "--", path]);
    let head = "From: Ada <ada@example.org>\nDate: Sat, 14 Feb 2026 18:00:00 +0100\nSubject: more\n\n---\n";
    std::fs::write(&file, format!("{head}\n{text}\n-- \n2.47\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn own_patches_are_applied_and_others_are_left_with_the_way_out() {
    let world = hooked();
    world.git(["am", "-q", &patch(&world, "src/telemetry/a.rs")]);
    let own = world.git_line(["rev-parse", "HEAD"]);
    let output = world.try_git(["am", "-q", &patch(&world, "src/render/a.rs")]);
    let said = said(&output);
    assert!(!output.status.success() && said.contains("RENDER owns it"), "{said}");
    assert!(said.contains("next: git am --abort\n"), "{said}");
    world.git(["am", "--abort"]);
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), own);
    assert_eq!(world.git_line(["status", "--short"]), "");
}
