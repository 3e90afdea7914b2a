//! `check-path --range`: which commits, whose they are, and by which map.

use snapbox::str;

use crate::support::{MAP, World};

/// A commit of everything that differs, past every hook, with these trailers.
fn commit(world: &World, subject: &str, trailers: &[&str]) {
    world.git(["add", "-A"]);
    let trailers = trailers.iter().flat_map(|name| ["--trailer".into(), format!("Auraops-Agent: {name}")]);
    let args = ["commit", "-q", "--no-verify", "-m", subject].map(String::from);
    world.git(args.into_iter().chain(trailers));
}

#[test]
fn a_commit_is_its_trailers_else_its_owners() {
    let world = World::new();
    world.write("src/telemetry/a.rs", "1\n").write("README.md", "1\n");
    commit(&world, "own and unowned", &[]);
    world.write("README.md", "2\n");
    commit(&world, "a person's", &[]);
    world.write("src/telemetry/a.rs", "2\n").write("src/render/a.rs", "2\n");
    commit(&world, "squashed", &["SENSOR", "RENDER"]);
    world.write("src/render/a.rs", "3\n");
    commit(&world, "misspelled", &["REDNER"]);
    world.write("src/telemetry/a.rs", "4\n").write("README.md", "4\n");
    commit(&world, "the operator's", &["User"]);
    world
        .auraops(["check-path", "--range", "HEAD~5..HEAD"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
refused: the author may not touch 3 of 8 changed paths
  src/render/a.rs     RENDER owns it (src/render/**)  in [..] by an unidentified author: squashed
  src/telemetry/a.rs  SENSOR owns it (src/telemetry/**)  in [..] by an unidentified author: squashed
  README.md           nobody owns it: only the user may change it  in [..] by SENSOR: own and unowned

"#]])
        .stderr_eq(str![[r#"
note: [..] has no trailer that says whose it is: taken to be RENDER's
note: [..] has no trailer that says whose it is
note: [..] has no trailer that says whose it is: taken to be SENSOR's

"#]]);
}

#[test]
fn owned_paths_in_a_commit_without_a_trailer_can_be_refused() {
    let world = World::new();
    world.write("src/render/a.rs", "1\n");
    commit(&world, "past the hooks, or RENDER's own", &[]);
    world.write("src/render/a.rs", "2\n");
    commit(&world, "RENDER's", &["RENDER"]);
    world.write("README.md", "2\n");
    commit(&world, "a person's", &[]);
    world.auraops(["check-path", "--range", "HEAD~3..HEAD"]).assert().success();
    world
        .auraops(["check-path", "--range", "HEAD~3..HEAD", "--require-trailer"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
refused: the author may not touch 1 of 3 changed paths
  src/render/a.rs  RENDER owns it (src/render/**), and no trailer says whose the commit is  in d566dda by RENDER: past the hooks, or RENDER's own

"#]]);
    world.auraops(["check-path", "--staged", "--require-trailer"]).assert().code(2);
}

#[test]
fn a_range_and_the_audit_agree_whose_a_commit_is() {
    let world = World::new();
    world.write("README.md", "# readme\n");
    for (path, trailers) in [
        ("src/telemetry/a.rs", &[][..]),
        ("src/render/a.rs", &["SENSOR", "RENDER"]),
        ("src/render/b.rs", &["GHOST"]),
        ("README.md", &["GHOST"]),
    ] {
        world.write(path, "1\n").append("README.md", "more\n");
        commit(&world, path, trailers);
    }
    let json = |args: &[&str]| -> serde_json::Value {
        let output = world.process(args.iter().chain(&["--json"])).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let range = json(&["check-path", "--range", "HEAD~4..HEAD"]);
    let mut by_range: Vec<(String, String)> = Vec::new();
    for row in range["paths"].as_array().unwrap() {
        by_range.push((row["commit"]["oid"].to_string(), row["commit"]["agent"].to_string()));
    }
    let audit = json(&["audit"]);
    let outside = audit["findings"].as_array().unwrap().iter().filter(|found| found["finding"] == "outside");
    let mut by_audit: Vec<(String, String)> =
        outside.map(|found| (found["commit"].to_string(), found["agent"].to_string())).collect();
    by_range.sort();
    by_audit.sort();
    assert_eq!(by_range, by_audit);
    assert_eq!(by_range.len(), 3);
}

#[test]
fn an_agents_own_history_leaves_nothing_to_others() {
    let mut world = World::new();
    world.write("src/render/a.rs", "1\n");
    commit(&world, "no hook ran", &[]);
    world.write("README.md", "1\n");
    commit(&world, "a person's", &[]);
    let check = |world: &World| world.auraops(["check-path", "--range", "HEAD~2..HEAD"]);
    check(&world).assert().success();
    world.set_agent(Some("RENDER"));
    check(&world).assert().success();
    world.set_agent(Some("SENSOR"));
    check(&world).assert().code(1).stdout_eq(str![[r#"
refused: the author may not touch 1 of 2 changed paths
  src/render/a.rs  RENDER owns it (src/render/**)  in [..] by SENSOR: no hook ran

"#]]);
    world.set_agent(Some("user"));
    check(&world).assert().success();
    // Asked for one agent by name, all of it has to be that agent's.
    world.set_agent(None);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD", "--agent", "RENDER"]).assert().code(1);
}

#[test]
fn three_dots_are_what_a_branch_has_since_it_left() {
    let world = World::new();
    world.git(["checkout", "-q", "-b", "topic"]).write("src/telemetry/a.rs", "1\n");
    commit(&world, "mine", &["SENSOR"]);
    world.git(["checkout", "-q", "main"]).write("src/render/a.rs", "1\n");
    commit(&world, "theirs, and wrong", &["SENSOR"]);
    world.auraops(["check-path", "--range", "main...topic"]).assert().success().stdout_eq(str![[r#"
ok: 1 commit, 1 changed path

"#]]);
    world.auraops(["check-path", "--range", "topic...main"]).assert().code(1);
    world.git(["checkout", "-q", "topic"]);
    world.auraops(["check-path", "--range", "main..."]).assert().success();
    world.git(["checkout", "-q", "--orphan", "other"]).git(["commit", "-qm", "other"]);
    world.auraops(["check-path", "--range", "main...other"]).assert().code(2).stderr_eq(str![[r#"
error: `main` and `other` have no commit in common here
hint: name a range with two dots

"#]]);
}

#[test]
fn an_empty_range_is_fine() {
    World::new().auraops(["check-path", "--range", "HEAD..HEAD"]).assert().success().stdout_eq(str![[r#"
ok: 0 commits, 0 changed paths

"#]]);
}

#[test]
fn what_is_not_here_is_named_with_what_brings_it() {
    let world = World::new();
    world.write("src/render/a.rs", "1\n");
    commit(&world, "one", &["RENDER"]);
    world.write("src/render/a.rs", "2\n");
    commit(&world, "two", &["RENDER"]);
    let gone = "1234567890123456789012345678901234567890";
    world.auraops(["check-path", "--range", &format!("{gone}..HEAD")]).assert().code(2).stderr_eq(str![[r#"
error: there is no commit `1234567890123456789012345678901234567890` here: a force push leaves the old one behind
next: git fetch origin 1234567890123456789012345678901234567890   # or: auraops check-path --range origin/main...HEAD

"#]]);
    world.auraops(["check-path", "--range", "HEAD"]).assert().code(2).stderr_eq(str![[r#"
error: `HEAD` is a revision, not a range
next: auraops check-path --range HEAD..HEAD

"#]]);
    let base = world.git_line(["rev-parse", "HEAD~2"]);
    let from = format!("file://{}", world.path("").display());
    let clone = |depth: &str| {
        let place = world.beside(depth);
        world.git(["clone", "-q", &format!("--depth={depth}"), &from, place.to_str().unwrap()]);
        place
    };
    let (two, three) = (clone("2"), clone("3"));
    let mut world = world;
    world.set_cwd(&two);
    // The first commit of the range is where the clone ends: its parent is needed, not what is before that.
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().success();
    world.auraops(["check-path", "--range", &format!("{base}..HEAD")]).assert().code(2).stderr_eq(str![[
        r#"
error: this clone is shallow and has no commit `[..]`
next: git fetch --unshallow   # in GitHub Actions: fetch-depth: 0

"#
    ]]);
    world.set_cwd(&three);
    world.auraops(["check-path", "--range", &format!("{base}..HEAD")]).assert().success();
}

#[test]
fn both_sides_of_a_rename_and_submodules_count() {
    let world = World::new();
    world.write("src/render/a.rs", "one\ntwo\nthree\n");
    commit(&world, "file", &["RENDER"]);
    std::fs::create_dir_all(world.path("src/telemetry")).unwrap();
    world.git(["mv", "src/render/a.rs", "src/telemetry/a.rs"]);
    commit(&world, "take", &["SENSOR"]);
    let head = world.git_line(["rev-parse", "HEAD"]);
    world.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},src/render/vendor")]);
    world.git(["commit", "-qm", "vendor", "--trailer", "Auraops-Agent: SENSOR"]);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD"]).assert().code(1).stdout_eq(str![[r#"
refused: the author may not touch 2 of 3 changed paths
  src/render/vendor  RENDER owns it (src/render/**)  in [..] by SENSOR: vendor
  src/render/a.rs    RENDER owns it (src/render/**)  in [..] by SENSOR: take

"#]]);
}

#[test]
fn a_merge_passes_on_what_a_parent_has_and_no_more() {
    let world = World::new();
    world.git(["checkout", "-q", "-b", "topic"]).write("src/render/a.rs", "1\n");
    commit(&world, "render", &["RENDER"]);
    world.git(["checkout", "-q", "main"]).write("src/telemetry/a.rs", "1\n");
    commit(&world, "sensor", &["SENSOR"]);
    world.git(["merge", "-q", "--no-commit", "topic"]);
    world.git(["commit", "-qm", "clean", "--trailer", "Auraops-Agent: SENSOR"]);
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().success();
    world.git(["reset", "-q", "--hard", "HEAD~1"]).git(["merge", "-q", "--no-commit", "topic"]);
    world.write("src/render/a.rs", "evil\n");
    commit(&world, "evil", &["SENSOR"]);
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().code(1).stdout_eq(str![[r#"
refused: the author may not touch 1 of 2 changed paths
  src/render/a.rs  RENDER owns it (src/render/**)  in [..] by SENSOR: evil

"#]]);
}

#[test]
fn each_commit_is_judged_by_the_map_that_its_author_had() {
    let world = World::new();
    world.write("auraops.toml", MAP.replace("src/render/**", "src/**"));
    commit(&world, "widen", &["RENDER"]);
    world.write("docs/a.md", "1\n").write("src/new/a.rs", "1\n");
    commit(&world, "use it", &["RENDER"]);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD"]).assert().code(1).stdout_eq(str![[r#"
refused: the author may not touch 2 of 3 changed paths
  docs/a.md     nobody owns it: only the user may change it  in [..] by RENDER: use it
  auraops.toml  nobody owns it: only the user may change it  in [..] by RENDER: widen

"#]]);
}

#[test]
fn a_long_range_is_read_in_one_process() {
    let world = World::new();
    let tip = world.git_line(["rev-parse", "HEAD"]);
    let commit = |at: usize| {
        let from = if at == 0 { format!("from {tip}\n") } else { String::new() };
        let (message, text) = (format!("c{at}\n\nAuraops-Agent: SENSOR\n"), format!("{at}\n"));
        let committer = format!("committer Ada <a@example.org> {} +0000", 1_771_000_000 + at);
        let data = |text: &str| format!("data {}\n{text}", text.len());
        let file = format!("M 100644 inline src/telemetry/f{}.rs", at % 7);
        let (message, text) = (data(&message), data(&text));
        format!("commit refs/heads/main\n{committer}\n{message}{from}{file}\n{text}\n")
    };
    let stream = (0..300).map(commit).collect::<Vec<_>>().concat();
    let file = world.beside("stream");
    std::fs::write(&file, stream).unwrap();
    let mut import = std::process::Command::new("git");
    import.args(["fast-import", "--quiet", "--force"]).current_dir(world.path(""));
    assert!(import.stdin(std::fs::File::open(&file).unwrap()).status().unwrap().success());
    let trace = world.beside("trace");
    let check = world.auraops(["check-path", "--range", &format!("{tip}..main")]);
    check.env("GIT_TRACE", trace.to_str().unwrap()).assert().success().stdout_eq(str![[r#"
ok: 300 commits, 300 changed paths

"#]]);
    let traced = std::fs::read_to_string(&trace).unwrap();
    assert!(traced.matches("built-in: git").count() <= 2, "{traced}");
}

#[test]
fn a_commit_past_all_hooks_is_named_by_the_range_and_the_audit() {
    let mut world = crate::support::hooked::hooked();
    let past = |world: &World, paths: &[&str]| {
        for path in paths {
            world.append(path, "# past\n");
        }
        world.git(["-c", "core.hooksPath=/dev/null", "commit", "-qam", "past all hooks"]);
        world.git_line(["rev-parse", "HEAD"])[..7].to_owned()
    };
    let said = |world: &World, args: &[&str]| {
        let output = world.process(args).output().unwrap();
        let said = [&output.stdout[..], &output.stderr].concat();
        (output.status.code(), crate::support::text(&said).into_owned())
    };
    let range = ["check-path", "--range", "HEAD~1..HEAD"];
    for (paths, alone) in [
        (&["src/render/a.rs"][..], Some(0)),
        (&["src/telemetry/a.rs", "src/render/a.rs"], Some(1)),
        (&["src/telemetry/a.rs", "README.md"], Some(1)),
        (&["src/telemetry/a.rs", "auraops.toml"], Some(1)),
    ] {
        world.set_agent(Some("SENSOR"));
        let short = past(&world, paths);
        // In the session that made it, and where nobody knows who did.
        let (code, mine) = said(&world, &range);
        assert!(code == Some(1) && mine.contains(&short), "{mine}");
        world.set_agent(None);
        let (code, anyones) = said(&world, &range);
        assert!(code == alone && anyones.contains(&short), "{anyones}");
        let (_, audit) = said(&world, &["audit"]);
        assert!(audit.contains(&short), "{audit}");
    }
}
