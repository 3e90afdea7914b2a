use snapbox::str;

use crate::support::World;

#[test]
fn another_agents_path_is_refused() {
    World::new()
        .auraops(["check-path", "src/render/gauge.rs", "--agent", "SENSOR"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
refused: SENSOR may not touch this path
  src/render/gauge.rs  RENDER owns it (src/render/**)
next: auraops msg "…" --to RENDER --type request --locks src/render/gauge.rs --agent SENSOR

"#]]);
}

#[test]
fn an_agents_own_path_is_allowed() {
    World::new()
        .agent("sensor")
        .auraops(["check-path", "src/telemetry/a.rs", "groupchat.md", "Cargo.lock"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
src/telemetry/a.rs  SENSOR owns it (src/telemetry/**)
groupchat.md        shared: any agent may add lines at the end
Cargo.lock          shared: any agent may change it

"#]]);
}

#[test]
fn paths_are_taken_from_the_current_directory() {
    let world = World::new();
    world.write("src/render/a.rs", "");
    let world = world.at("src/render");
    world
        .auraops(["check-path", "--who", "a.rs", "../telemetry/b.rs", "../../README.md", "."])
        .assert()
        .success()
        .stdout_eq(str![[r#"
src/render/a.rs     RENDER owns it (src/render/**)
src/telemetry/b.rs  SENSOR owns it (src/telemetry/**)
README.md           nobody owns it
src/render          RENDER owns it (src/render/**)

"#]]);
}

#[test]
fn names_are_read_as_git_quotes_them() {
    let world = World::new();
    world.write("src/render/\u{fc}.rs", "").git(["add", "."]);
    let listed = world.git_line(["diff", "--cached", "--name-only"]);
    assert_eq!(listed, r#""src/render/\303\274.rs""#);
    let check =
        |args: &[&str]| world.auraops(["check-path", "--stdin"].iter().chain(args)).stdin(listed.clone());
    check(&["--agent", "RENDER"]).assert().success();
    check(&["--agent", "RENDER", "-z"]).assert().code(1);
}

#[test]
fn a_range_that_cannot_be_seen_whole_has_no_verdict() {
    let world = World::new();
    world.write("src/render/a.rs", "x").git(["add", "."]);
    world.git(["commit", "-qm", "theirs", "--trailer", "Auraops-Agent: SENSOR"]);
    let new = format!("{}..HEAD", "0".repeat(40));
    world.auraops(["check-path", "--range", &new]).assert().code(2).stderr_eq(str![[r#"
error: the all-zero id is not a commit: it stands for a branch that was just created or deleted
next: auraops check-path --range origin/main...HEAD   # or whichever branch the new one started from

"#]]);
    let from = format!("file://{}", world.path("").display());
    let clone = world.beside("clone");
    world.git(["clone", "-q", "--depth=1", &from, clone.to_str().unwrap()]);
    let world = world.at(&clone);
    world.git(["commit", "-q", "--allow-empty", "-m", "more"]);
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().success();
    world.git(["branch", "other", "HEAD~1"]).git(["checkout", "-q", "--orphan", "root"]);
    world.git(["commit", "-qm", "root"]);
    for args in [&["check-path", "--range", "HEAD..other"][..], &["audit"]] {
        world.auraops(args).assert().code(2).stderr_eq(str![[r#"
error: this clone is shallow: what [..] changed cannot be known without its parents
next: git fetch --unshallow   # in GitHub Actions: fetch-depth: 0

"#]]);
    }
}

#[test]
fn an_authors_name_is_no_trailer() {
    let world = World::new();
    world.write("src/render/a.rs", "x").git(["add", "."]);
    let name = "user.name=x\u{1f}user\u{1f}";
    let trailer = ["--trailer", "Auraops-Agent: SENSOR", "--author", "x\u{1f}user\u{1f}y <a@example.org>"];
    world.git(["-c", name, "commit", "-qm", "theirs"].iter().chain(&trailer));
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().code(1);
}

#[test]
fn a_git_directory_is_named_from_the_current_directory() {
    let world = World::new();
    world.write("src/render/a.rs", "x").git(["add", "."]);
    let world = world.at("src/render");
    let check = world.auraops(["check-path", "--staged", "--agent", "SENSOR"]);
    check.env("GIT_DIR", "../../.git").env("GIT_WORK_TREE", "../..").assert().code(1).stdout_eq(str![[r#"
refused: SENSOR may not touch this path
  src/render/a.rs  RENDER owns it (src/render/**)
next: git restore --staged -- ../../src/render/a.rs   # nothing staged is yours to commit
next: auraops msg "…" --to RENDER --type request --locks src/render/a.rs --agent SENSOR

"#]]);
}

#[test]
fn a_usage_error_is_json_for_whoever_wants_json() {
    for args in
        [&["check-path", "--json"][..], &["check-path", "--format", "json"], &["map", "--format=json"]]
    {
        let output = World::new().process(args).output().unwrap();
        let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), &error["error"]["next"]),
            (Some(2), &"auraops --help".into()),
            "{args:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_told_from_none() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let world = World::new();
    let output = world.process(["map"]).stdout(full()).stderr(std::process::Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("error: cannot write the answer to standard output\n"), "{said}");
    assert!(world.process(["map"]).stderr(full()).output().unwrap().status.success());
}

#[test]
fn a_range_of_unknown_commits_is_told_in_few_words() {
    World::new().auraops(["check-path", "--range", "nope..HEAD"]).assert().code(2).stderr_eq(str![[r#"
error: there is no revision `nope` here
next: git fetch   # `git branch --all` shows what is here

"#]]);
}
