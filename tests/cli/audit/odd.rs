//! Audits of histories and repositories that are not as one would wish.

use snapbox::str;

use crate::support::World;
use crate::support::shared_day::{begun, ended, work};

#[test]
fn a_clock_that_was_behind_hides_no_commit() {
    let mut world = begun();
    world.set_now("2026-02-14T00:00:05+01:00");
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.set_now("2026-02-13T23:59:50+01:00");
    work(&world, "RENDER", "src/render/a.rs");
    world.set_now("2026-02-14T18:00:00+01:00");
    let audited = world.auraops(["audit", "--json"]).assert().code(1);
    let found: serde_json::Value = serde_json::from_slice(&audited.get_output().stdout).unwrap();
    assert_eq!((&found["agents"][0]["commits"], &found["agents"][0]["unpushed"]), (&1.into(), &1.into()));
    assert_eq!(found["agents"][1]["commits"], 0);
}

#[test]
fn settings_of_the_user_change_no_verdict() {
    let world = begun();
    work(&world, "SENSOR", "src/render/a.rs");
    for (key, value) in [
        ("trailer.separators", "="),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("color.ui", "always"),
        ("log.showSignature", "true"),
        ("log.follow", "true"),
        ("diff.noprefix", "true"),
    ] {
        world.git(["config", key, value]);
    }
    world.auraops(["check-path", "--range", "HEAD~1..HEAD"]).assert().code(1);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit   1 not pushed  no END  3 findings
...
"#]]);
}

#[test]
fn a_day_before_1970_has_no_commits_of_today() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.auraops(["audit", "--date", "1969-07-20"]).assert().success();
}

#[test]
fn work_of_an_agent_that_left_the_map_is_not_lost() {
    let world = begun();
    work(&world, "RENDER", "src/render/a.rs");
    let map = crate::support::MAP.replace("RENDER", "PAINT");
    world.write("auraops.toml", map).git(["commit", "-qam", "rename", "--trailer", "Auraops-Agent: user"]);
    let audited = world.auraops(["audit"]).assert().code(1);
    let printed = String::from_utf8_lossy(&audited.get_output().stdout).into_owned();
    assert!(printed.contains("RENDER: 1 commit on no remote branch"), "{printed}");
}

#[test]
fn a_repository_inside_an_agents_directory_is_uncommitted() {
    let world = ended();
    world.git(["worktree", "add", "-q", "src/telemetry/tree"]).auraops(["audit"]).assert().success();
    world.git(["init", "-q", "src/telemetry/vendor"]).write("src/telemetry/vendor/a.rs", "x");
    let audited = world.auraops(["audit"]).assert().code(1);
    let printed = String::from_utf8_lossy(&audited.get_output().stdout).into_owned();
    assert!(printed.contains("SENSOR: not committed: src/telemetry/vendor"), "{printed}");
}

#[test]
fn a_name_that_nobody_has_is_not_the_operators() {
    let world = World::new();
    world.write("groupchat.md", "forged\n");
    world.git(["commit", "-qam", "forge", "--trailer", "Auraops-Agent: nobody-known"]);
    let audited = world.auraops(["audit"]).assert().code(1);
    let printed = String::from_utf8_lossy(&audited.get_output().stdout).into_owned();
    assert!(printed.contains("line 1 of groupchat.md was changed or removed"), "{printed}");
}

#[test]
fn a_git_directory_elsewhere_and_a_broken_worktree_stop_nothing() {
    let world = World::new();
    let (elsewhere, tree) = (world.beside("elsewhere"), world.beside("tree"));
    world.git(["init", "-q", "--separate-git-dir", elsewhere.to_str().unwrap()]);
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    std::fs::remove_file(tree.join(".git")).unwrap();
    world.write("groupchat.md", "forged\n");
    let audited = world.auraops(["audit"]).assert().code(1);
    let printed = String::from_utf8_lossy(&audited.get_output().stdout).into_owned();
    assert!(printed.contains("line 1 of groupchat.md was changed or removed in the work tree"), "{printed}");
}

#[test]
fn a_session_that_commits_after_midnight_has_a_commit() {
    let mut world = begun();
    world.set_now("2026-02-15T00:10:00+01:00");
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]).auraops(["end", "--agent", "SENSOR"]).assert().success();
    world.auraops(["end", "--agent", "RENDER", "--no-commit", "ill"]).assert().success();
    for date in ["2026-02-14", "2026-02-15"] {
        world.auraops(["audit", "--date", date]).assert().success();
    }
}

#[test]
fn what_another_has_to_run_is_said_in_words_to_an_agent() {
    let mut world = World::new();
    for (agent, path) in [("RENDER", "src/render/a.rs"), ("SENSOR", "src/render/b.rs")] {
        work(&world, agent, path);
    }
    world.set_agent(Some("SENSOR"));
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  1 not pushed  no END  3 findings
RENDER  1 commit  1 not pushed  no END  2 findings
5 findings on 2026-02-14
  SENSOR: 1 commit on no remote branch: 7fa2ba5
    hint: git remote add origin URL && git push -u origin HEAD
  SENSOR: no END
    next: auraops end --agent SENSOR
  RENDER: 1 commit on no remote branch: 955fba7
    hint: git remote add origin URL && git push -u origin HEAD
  RENDER: no END
    hint: it is RENDER's to run: auraops end --agent RENDER
  SENSOR: 7fa2ba5 touches paths that are not SENSOR's: feat: work
    src/render/b.rs  RENDER owns it (src/render/**)
    hint: agree with the owner, or it is the user's to run: AURAOPS_AGENT=user git revert --no-edit 7fa2ba5

"#]]);
}
