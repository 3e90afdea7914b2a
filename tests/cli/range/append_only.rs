//! The proof across a history that append-only files only grew: `check-path --range` and the audit, commit by commit.

use crate::support::{MAP, World, text};

/// The chat with two lines, committed, and nothing in range yet.
fn world() -> World {
    let world = World::new();
    world.write("groupchat.md", "# chat\none\n").git(["commit", "-qam", "one", "--trailer", SENSOR]);
    world.git(["tag", "base"]);
    world
}

const SENSOR: &str = "Auraops-Agent: SENSOR";

fn commit(world: &World, subject: &str) {
    world.git(["add", "-A"]).git(["commit", "-q", "--no-verify", "-m", subject, "--trailer", SENSOR]);
}

/// What the range since `base` and the audit say; both have to agree whether anything is wrong.
fn said(world: &World) -> String {
    let range = world.process(["check-path", "--range", "base..HEAD"]).output().unwrap();
    let audit = world.process(["audit", "--json"]).output().unwrap();
    let found: serde_json::Value = serde_json::from_slice(&audit.stdout).unwrap();
    let found = found["findings"].as_array().unwrap();
    let rewritten =
        found.iter().filter(|found| found["finding"] == "rewritten" && !found["commit"].is_null());
    assert_eq!(range.status.code() == Some(1), rewritten.count() > 0, "{} {found:?}", text(&range.stdout));
    text(&range.stdout).into_owned()
}

#[track_caller]
fn refused(world: &World, why: &str) {
    let said = said(world);
    assert!(said.starts_with("refused") && said.contains(why), "{said}");
    let head = &world.git_line(["rev-parse", "HEAD"])[..7];
    assert!(said.contains(&format!("in {head} by SENSOR")), "{said}");
}

#[track_caller]
fn allowed(world: &World) {
    let said = said(world);
    assert!(said.starts_with("ok"), "{said}");
}

#[test]
fn a_line_that_is_not_as_it_was_is_named() {
    for (new, why) in [
        ("# chat\nuno\n", "line 2 was changed or removed: `one`"),
        ("# chat\n", "line 2 was changed or removed: `one`"),
        ("# chat\nzero\none\n", "line 2 was changed or removed: `one`"),
        ("# chat\none more\n", "line 2 was changed or removed: `one`"),
        ("", "line 1 was changed or removed: `# chat`"),
    ] {
        let world = world();
        world.write("groupchat.md", new);
        commit(&world, "rewrite");
        refused(&world, why);
    }
}

#[test]
fn lines_may_be_added_whatever_ends_them() {
    let world = world();
    for new in ["# chat\none\ntwo", "# chat\r\none\r\ntwo\r\n", "# chat\none\ntwo\nthree\n"] {
        world.write("groupchat.md", new);
        commit(&world, "add");
    }
    allowed(&world);
}

#[test]
fn the_break_is_found_in_the_middle_of_a_history() {
    let world = world();
    world.write("groupchat.md", "# chat\nuno\n");
    commit(&world, "rewrite");
    world.write("groupchat.md", "# chat\nuno\ntwo\n");
    commit(&world, "fine again");
    let said = said(&world);
    assert!(said.contains("line 2 was changed or removed: `one`") && said.contains(": rewrite"), "{said}");
    assert!(!said.contains(": fine again"), "{said}");
    // Put back as it was, the history still has the break.
    world.git(["revert", "--no-edit", "HEAD~1..HEAD"]).git(["revert", "--no-edit", "HEAD~2"]);
    assert!(self::said(&world).contains(": rewrite"));
}

#[test]
fn the_file_itself_stays_what_it_is() {
    let why = "the file was removed or replaced";
    let deleted = world();
    deleted.git(["rm", "-q", "groupchat.md"]);
    commit(&deleted, "delete");
    refused(&deleted, why);
    let renamed = world();
    std::fs::create_dir_all(renamed.path("src/telemetry")).unwrap();
    renamed.git(["mv", "groupchat.md", "src/telemetry/chat.md"]);
    commit(&renamed, "rename");
    refused(&renamed, why);
    let link = world();
    let target = link.git_line(["rev-parse", "HEAD:auraops.toml"]);
    link.git(["update-index", "--cacheinfo", &format!("120000,{target},groupchat.md")]);
    link.git(["commit", "-qm", "link", "--trailer", SENSOR]);
    refused(&link, why);
    let mode = world();
    mode.git(["update-index", "--chmod=+x", "groupchat.md"]).git([
        "commit",
        "-qm",
        "mode",
        "--trailer",
        SENSOR,
    ]);
    refused(&mode, "its mode was changed");
}

#[test]
fn a_file_may_only_grow_from_the_commit_after_the_map_says_so() {
    let world = world();
    world.write("src/telemetry/log.md", "one\ntwo\n");
    commit(&world, "log");
    world
        .write("src/telemetry/log.md", "uno\n")
        .write("auraops.toml", MAP.replace("append = [", "append = [\"**/log.md\", "));
    world.git(["commit", "-qam", "from now on", "--trailer", "Auraops-Agent: user"]);
    allowed(&world);
    world.write("src/telemetry/log.md", "eins\n");
    commit(&world, "rewrite");
    refused(&world, "line 1 was changed or removed: `uno`");
}

#[test]
fn a_root_commit_has_nothing_to_rewrite() {
    let world = world();
    world.git(["checkout", "-q", "--orphan", "other"]);
    world.write("groupchat.md", "# another\n");
    commit(&world, "root");
    allowed(&world);
}

/// Branches that each add a line, from the same commit.
fn forked(names: &[&str]) -> World {
    let world = world();
    world.write(".gitattributes", "groupchat.md merge=union\n").git(["add", "."]);
    world.git(["commit", "-qm", "union", "--trailer", "Auraops-Agent: user"]);
    for name in names {
        world.git(["checkout", "-q", "-b", name, "main"]).append("groupchat.md", &format!("{name}\n"));
        commit(&world, name);
    }
    world.git(["checkout", "-q", "main"]);
    world
}

#[test]
fn a_union_merge_passes_and_one_that_drops_a_side_does_not() {
    let merge = |world: &World| {
        world.git(["merge", "-q", "--no-ff", "--no-commit", "other"]);
    };
    let forked = || {
        let world = forked(&["other"]);
        world.append("groupchat.md", "ours\n");
        commit(&world, "ours");
        world
    };
    let union = forked();
    merge(&union);
    commit(&union, "merge");
    assert_eq!(union.read("groupchat.md").lines().count(), 4);
    allowed(&union);
    for (merged, why) in [
        ("# chat\none\nours\n", "line 3 was changed or removed: `other`"),
        ("# chat\none\nother\n", "line 3 was changed or removed: `ours`"),
        ("# chat\nother\nours\none\n", "line 3 was changed or removed: `ours`"),
        ("# chat\none\nours\nforged\nother\n", "line 4 was inserted before older ones: `forged`"),
    ] {
        let world = forked();
        merge(&world);
        world.write("groupchat.md", merged);
        commit(&world, "merge");
        refused(&world, why);
    }
    let more = forked();
    merge(&more);
    more.append("groupchat.md", "and more\n");
    commit(&more, "merge");
    allowed(&more);
}

#[test]
fn a_merge_of_many_keeps_the_lines_of_each() {
    let tree = |world: &World, chat: &str| {
        world.write("groupchat.md", chat).git(["add", "groupchat.md"]);
        let tree = world.git_line(["write-tree"]);
        let parents = ["a", "b", "c"].iter().flat_map(|name| ["-p", name]);
        let args = ["commit-tree", &tree, "-m", "octopus\n\nAuraops-Agent: SENSOR"];
        let commit = world.git_line(args.into_iter().chain(parents));
        world.git(["reset", "-q", "--hard", &commit]);
    };
    let world = forked(&["a", "b", "c"]);
    tree(&world, "# chat\none\nb\na\nc\n");
    allowed(&world);
    tree(&world, "# chat\none\na\nb\n");
    refused(&world, "line 3 was changed or removed: `c`");
}

#[test]
fn the_operator_may_and_the_audit_says_so() {
    let world = world();
    world.write("groupchat.md", "# chat\nuno\n");
    world.git(["commit", "-qam", "tidy", "--trailer", "Auraops-Agent: user"]);
    allowed(&world);
    let audit = world.process(["audit"]).output().unwrap();
    let audit = text(&audit.stdout);
    assert!(audit.contains("note: the user changed append-only groupchat.md in "), "{audit}");
    // A person who does not say so may not.
    world.write("groupchat.md", "# chat\neins\n").git(["commit", "-qam", "tidy"]);
    assert!(said(&world).contains("by an unidentified author: tidy"));
}

#[test]
fn journals_grow_only_where_the_map_says_so() {
    let world = World::empty();
    let map = MAP.to_owned() + "[chat]\njournals = [\"src/telemetry/kept.md\", \"src/telemetry/free.md\"]\n";
    world.write("auraops.toml", map.replace("append = [", "append = [\"src/telemetry/kept.md\", "));
    world.write("src/telemetry/kept.md", "one\n").write("src/telemetry/free.md", "one\n").git(["add", "."]);
    world.git(["commit", "-qm", "map"]).git(["tag", "base"]);
    world.write("src/telemetry/free.md", "uno\n");
    commit(&world, "free");
    allowed(&world);
    world.write("src/telemetry/kept.md", "uno\n");
    commit(&world, "kept");
    refused(&world, "line 1 was changed or removed: `one`");
}
