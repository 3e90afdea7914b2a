//! Merges are judged by what they do beyond git's own merge of their parents, at the commit and in every later look.

use crate::support::hooked::{allowed, hooked, refused, said};
use crate::support::{World, text};

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// A commit by an agent, with the hooks off.
fn commit(world: &World, agent: &str, files: &[(&str, &str)]) {
    for (path, content) in files {
        world.write(path, content).git(["add", path]);
    }
    let trailer = format!("Auraops-Agent: {agent}");
    unhooked(world, &["commit", "-qm", files[0].0, "--trailer", &trailer]);
}

const TEN: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

/// RENDER's work on `main` and SENSOR's on `side`, where SENSOR stands, seen from a file of ten lines and one of one.
fn parted(renders: &[(&str, &str)], sensors: &[(&str, &str)]) -> World {
    let world = hooked();
    commit(&world, "user", &[("src/render/ten.rs", TEN), ("src/telemetry/ten.rs", TEN), ("README.md", TEN)]);
    world.git(["tag", "base"]).git(["checkout", "-qb", "side"]);
    commit(&world, "SENSOR", sensors);
    world.git(["checkout", "-q", "main"]);
    commit(&world, "RENDER", renders);
    world.git(["checkout", "-q", "side"]);
    world
}

fn as_ever() -> World {
    parted(&[("src/render/a.rs", "theirs\n")], &[("src/telemetry/a.rs", "ours\n")])
}

/// Whether the commits since `main` break the rules, asked of the range and of the audit, which must agree.
#[track_caller]
fn is_named(world: &World) -> bool {
    let range = world.process(["check-path", "--range", "main..HEAD"]).output().unwrap();
    let audit = world.process(["audit"]).output().unwrap();
    let short = &world.git_line(["rev-parse", "HEAD"])[..7];
    let is_audited = text(&audit.stdout).lines().any(|line| {
        line.contains(short) && (line.contains("touches paths that are not") || line.contains("collision"))
    });
    assert_eq!(range.status.code() == Some(1), is_audited, "{}\n{}", said(&range), said(&audit));
    is_audited
}

/// Commits the merge that is in the index with no hook, and says whether it is named afterwards.
fn is_named_past_the_hooks(world: &World) -> bool {
    unhooked(world, &["commit", "-q", "--no-edit", "--trailer", "Auraops-Agent: SENSOR"]);
    is_named(world)
}

#[test]
fn a_side_that_is_taken_whole_takes_back_the_others_work() {
    let world = as_ever();
    let why = refused(&world, &["merge", "-q", "-s", "ours", "--no-edit", "main"]);
    assert!(why.contains("src/render/a.rs  RENDER owns it"), "{why}");
    assert!(is_named_past_the_hooks(&world));
    let mut world = world;
    world.set_agent(None);
    let audit = world.process(["audit"]).output().unwrap();
    assert!(text(&audit.stdout).contains("    next: git show --remerge-diff "), "{}", said(&audit));
    world.set_agent(Some("SENSOR"));
    // By plumbing, past the first hooks.
    let tree = world.git_line(["rev-parse", "side~1^{tree}"]);
    let merge = world.git_line(["commit-tree", &tree, "-p", "side~1", "-p", "main", "-m", "merge"]);
    refused(&world, &["update-ref", "refs/heads/other", &merge]);
    // The owner and the operator may.
    let mut world = as_ever();
    for name in ["RENDER", "user"] {
        world.set_agent(Some(name));
        allowed(&world, &["merge", "-q", "-s", "ours", "--no-edit", "main"]);
        unhooked(&world, &["reset", "-q", "--hard", "HEAD~1"]);
    }
}

#[test]
fn an_old_version_that_is_checked_out_while_merging_is_the_mergers_doing() {
    for (path, from) in [("src/render/a.rs", "base"), ("src/render/ten.rs", "HEAD")] {
        let world = parted(
            &[("src/render/a.rs", "theirs\n"), ("src/render/ten.rs", "new\n")],
            &[("src/telemetry/a.rs", "ours\n")],
        );
        world.git(["merge", "-q", "--no-commit", "main"]).git(["checkout", "-q", from, "--", path]);
        let said = refused(&world, &["commit", "-q", "--no-edit"]);
        assert!(said.contains(&format!("{path}  RENDER owns it")), "{said}");
        assert!(is_named_past_the_hooks(&world));
    }
}

#[test]
fn what_the_other_side_deleted_or_added_does_not_come_back_or_go() {
    for (renders, undo) in [("deletes", "restores"), ("adds", "drops")] {
        let world = hooked();
        commit(&world, "user", &[("src/render/ten.rs", TEN)]);
        world.git(["checkout", "-qb", "side"]);
        commit(&world, "SENSOR", &[("src/telemetry/a.rs", "ours\n")]);
        world.git(["checkout", "-q", "main"]);
        if renders == "deletes" {
            world.git(["rm", "-q", "src/render/ten.rs"]);
            unhooked(&world, &["commit", "-qm", "gone", "--trailer", "Auraops-Agent: RENDER"]);
        } else {
            commit(&world, "RENDER", &[("src/render/new.rs", "new\n")]);
        }
        world.git(["checkout", "-q", "side"]).git(["merge", "-q", "--no-commit", "main"]);
        match undo {
            "restores" => world.git(["checkout", "-q", "HEAD", "--", "src/render/ten.rs"]),
            _ => world.git(["rm", "-qf", "src/render/new.rs"]),
        };
        refused(&world, &["commit", "-q", "--no-edit"]);
        assert!(is_named_past_the_hooks(&world), "{renders}");
    }
}

#[test]
fn what_git_merges_by_itself_is_nobodys_doing() {
    let ends = |first: &str, last: &str| format!("{first}{}{last}", &TEN[2..TEN.len() - 3]);
    let (top, bottom) = (ends("one\n", "10\n"), ends("1\n", "ten\n"));
    let files = ["src/render/ten.rs", "src/telemetry/ten.rs", "README.md"];
    let renders: Vec<(&str, &str)> = files.iter().map(|path| (*path, top.as_str())).collect();
    let sensors: Vec<(&str, &str)> = files.iter().map(|path| (*path, bottom.as_str())).collect();
    let mut world = parted(&renders, &sensors);
    let both = ends("one\n", "ten\n");
    for name in [Some("SENSOR"), Some("RENDER"), None] {
        world.set_agent(name);
        allowed(&world, &["merge", "-q", "--no-edit", "main"]);
        assert_eq!(world.read("README.md"), both);
        let merge = world.git_line(["rev-parse", "HEAD"]);
        let range = world.process(["check-path", "--range", "HEAD^..HEAD"]).output().unwrap();
        assert!(!text(&range.stdout).contains(&merge[..7]), "{}", said(&range));
        unhooked(&world, &["reset", "-q", "--hard", "HEAD~1"]);
    }
    // A half of it is not the whole.
    world.set_agent(Some("SENSOR"));
    world.git(["merge", "-q", "--no-commit", "main"]).git([
        "checkout",
        "-q",
        "side",
        "--",
        "src/render/ten.rs",
    ]);
    refused(&world, &["commit", "-q", "--no-edit"]);
}

#[test]
fn a_side_that_wins_only_where_both_changed_is_still_a_side() {
    let renders = [("src/render/ten.rs", "theirs\n"), ("src/telemetry/ten.rs", "theirs\n")];
    for option in ["ours", "theirs"] {
        let world = parted(&renders, &[("src/telemetry/ten.rs", "ours\n")]);
        // A conflict in SENSOR's own file.
        allowed(&world, &["merge", "-q", "-X", option, "--no-edit", "main"]);
        let world = parted(&renders, &[("src/render/ten.rs", "ours\n")]);
        let said = refused(&world, &["merge", "-q", "-X", option, "--no-edit", "main"]);
        assert!(said.contains("src/render/ten.rs  RENDER owns it"), "{said}");
        assert!(is_named_past_the_hooks(&world), "{option}");
    }
}

#[test]
fn a_conflict_that_keeps_both_sides_takes_nothing_from_anybody() {
    let conflict = || {
        let files = |text| [("src/render/a.rs", text), ("src/telemetry/a.rs", text)];
        let world = parted(&files("theirs\n"), &files("ours\n"));
        assert!(!world.try_git(["merge", "-q", "main"]).status.success());
        world
    };
    for both in ["ours\ntheirs\n", "theirs\nours\n"] {
        let world = conflict();
        world.write("src/render/a.rs", both).write("src/telemetry/a.rs", "as SENSOR likes\n");
        world.git(["add", "src"]);
        allowed(&world, &["commit", "-q", "--no-edit"]);
        let (merge, main) = (world.git_line(["rev-parse", "HEAD"]), "main..HEAD");
        let range = world.process(["check-path", "--range", main]).output().unwrap();
        assert!(!text(&range.stdout).contains(&merge[..7]), "{}", said(&range));
    }
    for one in ["ours\n", "theirs\n", "a\nours\ntheirs\n", "<<<<<<<\nours\n=======\ntheirs\n>>>>>>>\n", ""] {
        let world = conflict();
        world.write("src/render/a.rs", one).write("src/telemetry/a.rs", "as SENSOR likes\n");
        world.git(["add", "src"]);
        refused(&world, &["commit", "-q", "--no-edit"]);
    }
}

#[test]
fn a_conflict_in_the_files_of_two_owners_gets_out_by_either_of_them() {
    for last in ["SENSOR", "RENDER"] {
        let files = |text| [("src/render/a.rs", text), ("src/telemetry/a.rs", text)];
        let mut world = parted(&files("theirs\n"), &files("ours\n"));
        assert!(!world.try_git(["merge", "-q", "main"]).status.success());
        let [own, others] = match last {
            "SENSOR" => ["src/telemetry/a.rs", "src/render/a.rs"],
            _ => ["src/render/a.rs", "src/telemetry/a.rs"],
        };
        world.write(own, "one for all\n").write(others, "ours\ntheirs\n").git(["add", "src"]);
        world.set_agent(Some(last));
        allowed(&world, &["commit", "-q", "--no-edit"]);
    }
}

#[test]
fn renames_on_either_side_are_followed_as_git_follows_them() {
    let world = hooked();
    commit(&world, "user", &[("src/render/old/ten.rs", TEN), ("src/render/old/b.rs", "b\n")]);
    world.git(["checkout", "-qb", "side"]);
    commit(&world, "SENSOR", &[("src/telemetry/a.rs", "ours\n")]);
    // Somebody moved the directory here, and RENDER changed and added files where it was.
    world.git(["mv", "src/render/old", "src/render/new"]);
    unhooked(&world, &["commit", "-qm", "moved", "--trailer", "Auraops-Agent: RENDER"]);
    world.git(["checkout", "-q", "main"]);
    let changed = TEN.replace('5', "five");
    commit(&world, "RENDER", &[("src/render/old/ten.rs", &changed), ("src/render/old/c.rs", "c\n")]);
    world.git(["checkout", "-q", "side"]);
    for directories in ["true", "false"] {
        let setting = format!("merge.directoryRenames={directories}");
        allowed(&world, &["-c", &setting, "merge", "-q", "--no-edit", "main"]);
        assert_eq!(world.read("src/render/new/ten.rs"), changed);
        unhooked(&world, &["reset", "-q", "--hard", "HEAD~1"]);
    }
    // What was added there goes to neither place.
    world.git(["-c", "merge.directoryRenames=true", "merge", "-q", "--no-commit", "main"]);
    world.git(["rm", "-qf", "src/render/new/c.rs"]);
    refused(&world, &["commit", "-q", "--no-edit"]);
    assert!(is_named_past_the_hooks(&world));
}

#[test]
fn an_octopus_is_what_git_makes_of_all_its_parents() {
    let world = as_ever();
    world.git(["checkout", "-qb", "third", "base"]);
    commit(&world, "SENSOR", &[("src/telemetry/third.rs", "third\n")]);
    world.git(["checkout", "-q", "side"]);
    allowed(&world, &["merge", "-q", "--no-edit", "main", "third"]);
    let tree = world.git_line(["rev-parse", "side~1^{tree}"]);
    let args = ["commit-tree", &tree, "-p", "side~1", "-p", "main", "-p", "third", "-m", "octopus"];
    let octopus = world.git_line(args);
    let said = refused(&world, &["update-ref", "refs/heads/other", &octopus]);
    assert!(said.contains("src/render/a.rs  RENDER owns it"), "{said}");
}

#[test]
fn a_squashed_merge_is_a_commit_like_any_other() {
    let world = as_ever();
    world.git(["merge", "-q", "--squash", "main"]);
    refused(&world, &["commit", "-qm", "squashed"]);
}

#[test]
fn histories_with_nothing_in_common_are_merged_file_by_file() {
    let world = as_ever();
    world.git(["checkout", "-q", "--orphan", "apart"]).git(["rm", "-rqf", "."]);
    world.git(["checkout", "-q", "base", "--", "auraops.toml"]);
    commit(&world, "RENDER", &[("src/render/apart.rs", "apart\n")]);
    world.git(["checkout", "-q", "side"]);
    allowed(&world, &["merge", "-q", "--no-edit", "--allow-unrelated-histories", "apart"]);
}

#[test]
fn what_the_user_took_out_of_the_chat_stays_out_of_merges() {
    let merged = |first_side: &str, chat: &str| {
        let mut world = hooked();
        world.write(".gitattributes", "groupchat.md merge=union\n").git(["add", ".gitattributes"]);
        commit(&world, "user", &[("groupchat.md", "# chat\none\nthe password\n")]);
        world.git(["checkout", "-qb", "side"]);
        commit(&world, "SENSOR", &[("groupchat.md", "# chat\none\nthe password\ntwo\n")]);
        world.git(["checkout", "-q", "main"]);
        commit(&world, "user", &[("groupchat.md", "# chat\none\nthree\n")]);
        world.git(["checkout", "-q", first_side]);
        let other = if first_side == "main" { "side" } else { "main" };
        world.set_agent(Some("SENSOR"));
        world.git(["merge", "-q", "--no-commit", other]);
        world.write("groupchat.md", chat).git(["add", "groupchat.md"]);
        world
    };
    for side in ["main", "side"] {
        for chat in ["# chat\none\ntwo\nthree\n", "# chat\none\nthree\ntwo\n"] {
            allowed(&merged(side, chat), &["commit", "-q", "--no-edit"]);
        }
        for (chat, why) in [
            (
                "# chat\none\nthe password\ntwo\nthree\n",
                "line 3 had been taken out, and came back: `the password`",
            ),
            ("# chat\none\nthree\n", "was changed or removed: `two`"),
            ("# chat\none\ntwo\n", "was changed or removed: `three`"),
            ("# chat\ntwo\nthree\n", "was changed or removed: `one`"),
        ] {
            let said = refused(&merged(side, chat), &["commit", "-q", "--no-edit"]);
            assert!(said.contains(why), "{chat}: {said}");
        }
    }
}

/// With a `git` that is older than what asks it.
#[cfg(unix)]
#[test]
fn a_git_that_cannot_merge_in_memory_holds_a_merge_against_each_parent() {
    let world = as_ever();
    let bin = world.beside("bin");
    std::fs::create_dir(&bin).unwrap();
    let script = "#!/bin/sh\ncase $* in\n--version) echo git version 2.37.1 ;;\n\
                  *merge-tree*) echo 'usage: git merge-tree <base-tree>' >&2; exit 129 ;;\n\
                  *) PATH=${PATH#*:} exec git \"$@\" ;;\nesac\n";
    crate::support::executable(&bin.join("git"), script);
    let path = world.variables().into_iter().find_map(|(name, value)| value.filter(|_| name == "PATH"));
    let path = format!("{}:{}", bin.display(), path.unwrap());
    let old = |args: &[&str]| {
        let output = world.auraops(args).env("PATH", &path).assert().get_output().clone();
        (output.status.code(), said(&output))
    };
    let (_, doctor) = old(&["doctor"]);
    assert!(doctor.contains("git 2.37.1 cannot say what it would merge by itself (2.38 can)"), "{doctor}");
    world.git(["merge", "-q", "--no-commit", "main"]);
    assert_eq!(old(&["check-path", "--staged"]).0, Some(0));
    world.write("src/render/a.rs", "neither\n").git(["add", "src"]);
    assert_eq!(old(&["check-path", "--staged"]).0, Some(1));
    // What one parent has passes, whichever it is.
    world.git(["checkout", "-q", "HEAD", "--", "src/render/a.rs"]);
    assert_eq!(old(&["check-path", "--staged"]).0, Some(0));
    world.auraops(["check-path", "--staged"]).assert().code(1);
}
