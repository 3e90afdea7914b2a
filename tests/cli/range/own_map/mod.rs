//! A range, a push and a day do not rule themselves: what their own changes of the map allow counts by the operator's name only.

mod merges;

use crate::support::{MAP, World, text};

/// What somebody does to the map.
type Change = fn(&World);

const OFF: [&str; 2] = ["-c", "core.hooksPath=/dev/null"];

/// The map in the first commit, tagged `base`, with files of both, and a remote that has them; the day after.
fn begun() -> World {
    let mut world = World::new();
    world.write("src/telemetry/a.rs", "1\n").write("src/render/a.rs", "1\n");
    commit(&world, "files", "user");
    world.git(["tag", "base"]).remote();
    world.auraops(["hook", "install"]).assert().success();
    world.set_now("2026-02-15T10:00:00+01:00");
    world
}

/// A commit of everything that differs, past every hook; signed, if a name is given.
fn commit(world: &World, subject: &str, name: &str) -> String {
    world.git(["add", "-A"]);
    commit_index(world, subject, name)
}

fn commit_index(world: &World, subject: &str, name: &str) -> String {
    let trailer = format!("Auraops-Agent: {name}");
    let signed: &[&str] = if name.is_empty() { &[] } else { &["--trailer", &trailer] };
    world.git([&OFF[..], &["commit", "-q", "-m", subject], signed].concat());
    world.git_line(["rev-parse", "--short=7", "HEAD"])
}

/// How a command ended, and all that it printed.
fn said(world: &World, args: &[&str]) -> (Option<i32>, String) {
    let output = world.process(args).output().unwrap();
    (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

/// Whether a range is refused, and what is said: as it is, and with the flag that CI gives.
fn range(world: &World) -> [(Option<i32>, String); 2] {
    let args = ["check-path", "--range", "base..HEAD", "--require-trailer"];
    [said(world, &args[..3]), said(world, &args)]
}

/// What is said of a push of HEAD to a branch that is not there yet.
fn push(world: &World) -> (bool, String) {
    let output = world.try_git(["push", "-q", "origin", "HEAD:refs/heads/pushed"]);
    (output.status.success(), text(&output.stderr).into_owned())
}

/// What the audit says once everything is on the remote, by whatever way.
fn audit(world: &World) -> String {
    world.git([&OFF[..], &["push", "-q", "origin", "--all", "--force"]].concat());
    said(world, &["audit"]).1
}

/// The map in which SENSOR owns what is RENDER's.
fn widened() -> String {
    let map = MAP.replace("\"src/render/**\"", "\"src/paint/**\"");
    map.replace("\"src/telemetry/**\"", "\"src/telemetry/**\", \"src/render/**\"")
}

/// Puts an entry of another kind in the map's place.
fn entry(world: &World, mode: &str, oid: &str) {
    std::fs::remove_file(world.path("auraops.toml")).unwrap();
    world.git(["update-index", "--add", "--cacheinfo", &format!("{mode},{oid},auraops.toml")]);
}

/// SENSOR's work on RENDER's file, and the map put back.
fn foreign(world: &World) -> String {
    world.write("src/render/a.rs", "evil\n").git(["add", "src/render/a.rs"]);
    let short = commit_index(world, "work", "SENSOR");
    world.git(["rm", "-rqf", "--cached", "--ignore-unmatch", "auraops.toml"]);
    world.write("auraops.toml", MAP);
    commit(world, "tidy up", "");
    short
}

#[test]
fn where_the_map_was_taken_away_or_broken_that_of_the_base_counts() {
    let ways: &[(&str, Change)] = &[
        ("is not there", |world| _ = world.git(["rm", "-q", "auraops.toml"])),
        ("is not there", |world| _ = world.git(["mv", "auraops.toml", "old.toml"])),
        ("could not be read", |world| _ = world.write("auraops.toml", "x[").git(["add", "."])),
        ("is no ordinary file", |world| {
            let text = world.beside("text");
            std::fs::write(&text, widened()).unwrap();
            let blob = world.git_line(["hash-object", "-w", text.to_str().unwrap()]);
            entry(world, "120000", &blob);
        }),
        ("is no ordinary file", |world| {
            let head = world.git_line(["rev-parse", "HEAD"]);
            entry(world, "160000", &head);
        }),
        ("is not there", |world| {
            world.git(["rm", "-q", "auraops.toml"]).write("auraops.toml/map", widened()).git(["add", "."]);
            std::fs::remove_dir_all(world.path("auraops.toml")).unwrap();
        }),
    ];
    for (why, how) in ways {
        let mut world = begun();
        how(&world);
        let changed = commit_index(&world, "tidy", "");
        let short = foreign(&world);
        let line = format!("src/render/a.rs  RENDER owns it (src/render/**)  in {short} by SENSOR: work");
        for (code, said) in range(&world) {
            assert!(code == Some(1) && said.contains(&line), "{said}");
            let note = format!("`auraops.toml` {why}");
            let where_ = format!("in {changed}; the one before counts instead");
            assert!(said.contains(&note) && said.contains(&where_), "{said}");
        }
        for agent in [Some("SENSOR"), None] {
            world.set_agent(agent);
            let (done, said) = push(&world);
            assert!(!done && said.contains(&line), "{said}");
        }
        let audit = audit(&world);
        assert!(audit.contains(&format!("SENSOR: {short} touches paths that are not SENSOR's")), "{audit}");
    }
}

#[test]
fn a_history_that_ends_without_a_map_goes_by_the_one_that_it_began_with() {
    let mut world = begun();
    world.git(["rm", "-q", "auraops.toml"]);
    commit_index(&world, "tidy", "");
    world.write("src/render/a.rs", "evil\n");
    let short = commit(&world, "work", "SENSOR");
    let line = format!("src/render/a.rs  RENDER owns it (src/render/**)  in {short} by SENSOR: work");
    let base = world.git_line(["rev-parse", "--short=7", "base"]);
    let note = format!("note: there is no `auraops.toml` in HEAD; that of {base} counts\n");
    for (code, said) in range(&world) {
        assert!(code == Some(1) && said.contains(&line) && said.contains(&note), "{said}");
    }
    for agent in [Some("SENSOR"), None] {
        world.set_agent(agent);
        for to in ["pushed", "main"] {
            let output = world.try_git(["push", "-q", "origin", &format!("HEAD:refs/heads/{to}")]);
            let said = text(&output.stderr);
            assert!(!output.status.success() && said.contains(&line) && said.contains(&note), "{said}");
        }
    }
    // A file that lies in the work tree is no way round it.
    world.write("auraops.toml", widened());
    for (code, said) in range(&world) {
        assert!(code == Some(1) && said.contains(&line), "{said}");
    }
    let (done, said) = push(&world);
    assert!(!done && said.contains(&line), "{said}");
    // Nor where it lies on a branch that has none, and another is pushed.
    world.git(["switch", "-q", "-f", "-c", "topic", "base"]).write("src/render/a.rs", "evil\n");
    let short = commit(&world, "work", "SENSOR");
    world.git(["switch", "-q", "main"]).write("auraops.toml", widened());
    let output = world.try_git(["push", "-q", "origin", "topic"]);
    assert!(!output.status.success() && text(&output.stderr).contains(&short), "{}", text(&output.stderr));
    std::fs::remove_file(world.path("auraops.toml")).unwrap();
    // Who takes the map away has no rules any more, and who never had any has none.
    world.git(["reset", "-q", "--hard", "HEAD~1"]);
    let (done, said) = push(&world);
    assert!(done, "{said}");
    world.git(["switch", "-q", "--orphan", "pages"]).write("src/render/a.rs", "1\n");
    world.write("src/telemetry/a.rs", "1\n");
    commit(&world, "pages", "");
    world.git(["push", "-q", "origin", "pages"]);
}

#[test]
fn what_a_map_of_the_same_history_allows_is_named_and_ci_refuses_it() {
    let maps = [
        widened(),
        MAP.replace("\"src/telemetry/**\"", "\"src/**\"").replace("\"src/render/**\"", "\"no/**\""),
        MAP.replace(
            "owns = [\"src/render/**\"]",
            "owns = [\"src/render/**\"]\nexcept = [\"src/render/a.rs\"]",
        )
        .replace("\"Cargo.lock\"", "\"Cargo.lock\", \"src/render/a.rs\""),
        MAP.replace("\"Cargo.lock\"", "\"**\""),
        MAP.replace("RENDER", "PAINT").replace("SENSOR", "RENDER").replace("PAINT", "SENSOR"),
    ];
    for map in maps {
        let mut world = begun();
        world.write("auraops.toml", map);
        let changed = commit(&world, "tidy", "");
        let short = foreign(&world);
        let note = format!(
            "note: {short} by SENSOR may touch src/render/a.rs only by the map of {changed}, which the user did not sign\n"
        );
        let [(plain, said_plain), (strict, said_strict)] = range(&world);
        assert!(plain == Some(0) && said_plain.contains(&note), "{said_plain}");
        let line = format!(
            "src/render/a.rs  RENDER owns it (src/render/**), but for the map of {changed}, which the user did not sign  in {short} by SENSOR: work"
        );
        assert!(strict == Some(1) && said_strict.contains(&line), "{said_strict}");
        for agent in [Some("user"), None] {
            world.set_agent(agent);
            let (done, said) = push(&world);
            assert!(done && said.contains(&note), "{said}");
            world.git([&OFF[..], &["push", "-q", "origin", "--delete", "pushed"]].concat());
        }
        let audit = audit(&world);
        assert!(audit.contains(&note), "{audit}");
    }
}

#[test]
fn what_the_operator_grants_by_name_counts_everywhere() {
    let mut world = begun();
    world.write("auraops.toml", widened());
    commit(&world, "SENSOR renders now", "user");
    world.write("src/render/a.rs", "2\n");
    commit(&world, "render", "SENSOR");
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
    let audit = audit(&world);
    assert!(!audit.contains("only by the map of") && !audit.contains("are not SENSOR's"), "{audit}");
    world.set_agent(Some("SENSOR"));
    let (done, said) = push(&world);
    assert!(done && !said.contains("note: "), "{said}");
}

#[test]
fn a_map_that_a_person_changes_and_nobody_needs_is_no_matter() {
    let mut world = begun();
    world.write("auraops.toml", MAP.to_owned() + "\n[agents.SHELL]\nowns = [\"src/shell/**\"]\n");
    commit(&world, "one agent more", "");
    for (path, name) in [
        ("src/telemetry/a.rs", "SENSOR"),
        ("src/render/a.rs", "RENDER"),
        ("src/shell/a.rs", "SHELL"),
        ("README.md", ""),
    ] {
        world.write(path, "2\n");
        commit(&world, path, name);
    }
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
    let audit = audit(&world);
    assert!(!audit.contains("only by the map of"), "{audit}");
    world.set_agent(Some("SENSOR"));
    let (done, said) = push(&world);
    assert!(done && !said.contains("note: "), "{said}");
}

#[test]
fn a_narrowed_map_that_is_widened_again_gives_nothing() {
    let world = begun();
    world.write("auraops.toml", MAP.replace("\"src/telemetry/**\", ", ""));
    commit(&world, "narrow", "");
    world.write("auraops.toml", MAP);
    commit(&world, "as before", "");
    world.write("src/telemetry/a.rs", "2\n");
    commit(&world, "own", "SENSOR");
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("only by"), "{said}");
    }
}

#[test]
fn a_name_that_only_the_changed_map_knows_signs_for_nobody() {
    let world = begun();
    world.write("auraops.toml", MAP.replace("[agents.RENDER]", "[agents.PAINT]"));
    let changed = commit(&world, "tidy", "");
    world.write("src/render/a.rs", "2\n");
    let short = commit(&world, "paint", "PAINT");
    let note = format!("{short} by PAINT may touch src/render/a.rs only by the map of {changed}");
    let [(plain, said_plain), (strict, _)] = range(&world);
    assert!(plain == Some(0) && said_plain.contains(&note), "{said_plain}");
    assert_eq!(strict, Some(1));
}

#[test]
fn lines_that_only_a_changed_map_lets_go_are_named() {
    let world = begun();
    world.write(
        "auraops.toml",
        MAP.replace("append = [\"groupchat.md\"]", "append = []\n")
            .replace("[day]", "[chat]\nfile = \"talk.md\"\n[day]")
            .replace("\"Cargo.lock\"", "\"Cargo.lock\", \"groupchat.md\""),
    );
    let changed = commit(&world, "another chat", "");
    world.write("groupchat.md", "# rewritten\n");
    let short = commit(&world, "rewrite", "SENSOR");
    let note = format!("{short} by SENSOR may touch groupchat.md only by the map of {changed}");
    let [(plain, said_plain), (strict, _)] = range(&world);
    assert!(plain == Some(0) && said_plain.contains(&note), "{said_plain}");
    assert_eq!(strict, Some(1));
}

#[test]
fn nothing_is_borrowed_where_the_map_is_new() {
    let world = World::empty();
    world.write("src/render/a.rs", "1\n").write("src/telemetry/a.rs", "1\n");
    commit(&world, "root", "");
    world.git(["tag", "base"]).write("src/render/a.rs", "2\n").write("src/telemetry/a.rs", "2\n");
    commit(&world, "before the rules", "");
    world.write("auraops.toml", MAP);
    commit(&world, "map", "");
    world.write("auraops.toml", widened());
    commit(&world, "better", "");
    world.write("src/render/a.rs", "3\n");
    commit(&world, "render", "SENSOR");
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
}

#[test]
fn a_day_goes_by_the_map_that_it_began_with() {
    // The map came on that very day.
    let world = World::new();
    world.write("auraops.toml", widened());
    let changed = commit(&world, "tidy", "");
    world.write("src/render/a.rs", "2\n");
    let short = commit(&world, "work", "SENSOR");
    let (_, audit) = said(&world, &["audit"]);
    let note = format!("{short} by SENSOR may touch src/render/a.rs only by the map of {changed}");
    assert!(audit.contains(&note), "{audit}");
    // A branch without a map, on which pages are built, say, is nobody's concern.
    let mut world = begun();
    world.git(["switch", "-q", "--orphan", "pages"]).write("src/render/a.rs", "1\n");
    world.write("src/telemetry/a.rs", "1\n");
    commit(&world, "pages", "");
    world.git(["switch", "-q", "main"]);
    world.set_now("2026-02-15T12:00:00+01:00");
    let (code, audit) = said(&world, &["audit"]);
    assert!(code == Some(0) && !audit.contains("src/render"), "{audit}");
}

#[test]
fn each_pushed_branch_goes_by_where_it_began() {
    let mut world = begun();
    world.git(["switch", "-q", "-c", "one"]).write("auraops.toml", widened());
    let changed = commit(&world, "tidy", "");
    world.write("src/render/a.rs", "2\n");
    let short = commit(&world, "work", "SENSOR");
    world.git(["switch", "-q", "--orphan", "pages"]).write("src/render/a.rs", "1\n");
    world.write("src/telemetry/a.rs", "1\n");
    commit(&world, "pages", "");
    world.git(["switch", "-q", "main"]);
    world.set_agent(Some("user"));
    let output = world.try_git(["push", "-q", "origin", "one", "pages"]);
    let said = text(&output.stderr);
    let note = format!("{short} by SENSOR may touch src/render/a.rs only by the map of {changed}");
    assert!(output.status.success() && said.contains(&note), "{said}");
    assert!(!said.contains("breaks the rules"), "{said}");
    // What the remote branch has is what the next push begins with.
    world.git(["switch", "-q", "one"]).write("src/render/a.rs", "3\n");
    commit(&world, "more", "SENSOR");
    let output = world.try_git(["push", "-q", "origin", "one"]);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_map_given_for_looking_back_counts_alone() {
    let world = begun();
    world.write("auraops.toml", widened());
    commit(&world, "tidy", "");
    world.write("src/render/a.rs", "2\n");
    commit(&world, "work", "SENSOR");
    std::fs::write(world.beside("wide.toml"), widened()).unwrap();
    let file = world.beside("wide.toml").display().to_string();
    let args = ["check-path", "--range", "HEAD~1..HEAD", "--require-trailer", "--map", &file];
    let (code, said) = said(&world, &args);
    assert!(code == Some(0) && !said.contains("note: "), "{said}");
}

#[test]
fn a_repository_that_only_git_reads_has_the_same_rules() {
    let world = World::made_with(&["--object-format=sha256"]);
    world.write("auraops.toml", MAP).write("src/render/a.rs", "1\n").write("a", "1\n");
    commit(&world, "map", "user");
    world.git(["tag", "base"]).write("auraops.toml", widened());
    commit(&world, "tidy", "");
    let short = foreign(&world);
    for (at, (code, said)) in range(&world).into_iter().enumerate() {
        assert!(code == Some(i32::from(at == 1)) && said.contains(&short), "{said}");
    }
    world.git(["reset", "-q", "--hard", "base"]).git(["rm", "-q", "auraops.toml"]);
    commit(&world, "tidy", "");
    let short = foreign(&world);
    for (code, said) in range(&world) {
        assert!(code == Some(1) && said.contains(&format!("in {short} by SENSOR")), "{said}");
    }
}
