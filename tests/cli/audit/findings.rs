use snapbox::str;

use crate::support::World;
use crate::support::shared_day::{begun, ended, work};

#[test]
fn a_day_on_which_everyone_commits_pushes_and_ends_is_green() {
    ended().auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok

"#]]);
}

#[test]
fn a_session_without_push_or_end_is_named() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    work(&world, "RENDER", "src/render/a.rs");
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  no END  1 finding
RENDER  1 commit  1 not pushed        no END  2 findings
3 findings on 2026-02-14
  SENSOR: no END
    next: auraops end --agent SENSOR
  RENDER: 1 commit on no remote branch: 7cc8614
    next: git push
  RENDER: no END
    next: auraops end --agent RENDER

"#]]);
}

#[test]
fn a_message_alone_makes_a_session_active() {
    let world = World::new();
    world.remote();
    let message = "MSG | 2026-02-14 10:00 | sensor | to:all | type:info | locks:none | note:here\n";
    world.append("groupchat.md", message);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  no commit   -  no END  2 findings
RENDER  not active
2 findings on 2026-02-14
  SENSOR: no work commit
    next: auraops end --agent SENSOR --no-commit "why"   # or commit its work first
  SENSOR: no END
    next: auraops end --agent SENSOR

"#]]);
}

#[test]
fn work_after_end_is_named_but_not_the_commit_that_carries_the_end() {
    let mut world = ended();
    world.set_now("2026-02-14T13:00:00+01:00");
    world.append("groupchat.md", "END | 2026-02-14 12:59 | SENSOR | commit: by hand\n");
    world.write("src/telemetry/a.rs", "with the end\n");
    world.git(["commit", "-qam", "feat: last", "--trailer", "Auraops-Agent: SENSOR"]).git(["push", "-q"]);
    world.auraops(["audit"]).assert().success();
    work(&world, "SENSOR", "src/telemetry/b.rs");
    world.git(["push", "-q"]);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  3 commits  pushed origin/main  END 12:59  1 finding
RENDER  1 commit   pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  SENSOR: f3de168 was committed after END 12:59
    next: auraops end --agent SENSOR

"#]]);
}

#[test]
fn a_commit_without_a_trailer_across_two_owners_is_a_collision() {
    let world = ended();
    world.write("src/telemetry/a.rs", "1\n").write("src/render/a.rs", "2\n");
    world.git(["commit", "-qam", "sweep"]).git(["push", "-q"]);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  collision: c71ba20 spans RENDER and SENSOR: sweep
    src/render/a.rs  RENDER owns it (src/render/**)
    src/telemetry/a.rs  SENSOR owns it (src/telemetry/**)
    next: git show --stat c71ba20
note: 1 commit without `Auraops-Agent`, attributed by ownership: c71ba20

"#]]);
}

#[test]
fn a_commit_outside_its_agents_directories_is_named_with_the_owner() {
    let world = ended();
    world.write("src/telemetry/a.rs", "1\n").write("src/render/a.rs", "2\n").write("README.md", "3\n");
    world
        .git(["add", "."])
        .git(["commit", "-qm", "wide", "--trailer", "Auraops-Agent: sensor"])
        .git(["push", "-q"]);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  2 commits  pushed origin/main  END 12:00  1 finding
RENDER  1 commit   pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  SENSOR: 56dc69d touches paths that are not SENSOR's: wide
    README.md  nobody owns it
    src/render/a.rs  RENDER owns it (src/render/**)
    next: AURAOPS_AGENT=user git revert --no-edit 56dc69d   # or agree with the owner

"#]]);
}

#[test]
fn the_operators_commits_are_no_collision() {
    let world = ended();
    world.write("src/telemetry/a.rs", "1\n").write("src/render/a.rs", "2\n");
    world.git(["commit", "-qam", "both", "--trailer", "Auraops-Agent: user"]);
    world.write("README.md", "3\n").git(["add", "."]).git(["commit", "-qm", "docs"]).git(["push", "-q"]);
    world.auraops(["audit"]).assert().success();
}

#[test]
fn a_rewritten_chat_line_is_named_whether_committed_or_not() {
    let world = ended();
    let chat = world.read("groupchat.md");
    world.write("groupchat.md", chat.replacen("# chat", "# chit", 1));
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  line 1 of groupchat.md was changed or removed in the work tree: `# chat`
    next: git diff -- groupchat.md

"#]]);
    world.git(["commit", "-qam", "tidy", "--no-verify"]).git(["push", "-q"]);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  line 1 of groupchat.md was changed or removed in 988bf71: `# chat`
    next: git show 988bf71 -- groupchat.md

"#]]);
}

#[test]
fn own_work_left_uncommitted_is_named() {
    let world = ended();
    world.write("src/telemetry/new.rs", "x\n").write("src/render/a.rs", "y\n").write("notes.txt", "z\n");
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  1 finding
RENDER  1 commit  pushed origin/main  END 12:00  1 finding
2 findings on 2026-02-14
  SENSOR: not committed: src/telemetry/new.rs
    next: auraops ship --agent SENSOR -m "…"
  RENDER: not committed: src/render/a.rs
    next: auraops ship --agent RENDER -m "…"

"#]]);
}

#[test]
fn commits_from_before_the_map_are_not_judged() {
    let mut world = World::empty();
    world.set_now("2026-02-14T08:00:00+01:00");
    world.write("src/telemetry/a.rs", "1\n").write("src/render/a.rs", "2\n");
    world.git(["add", "."]).git(["commit", "-qm", "everything"]);
    world.write("auraops.toml", crate::support::MAP).git(["add", "."]).git(["commit", "-qm", "map"]);
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR  not active
RENDER  not active

"#]]);
}

#[test]
fn each_commit_is_judged_by_the_map_of_its_parent() {
    let world = ended();
    let wider = crate::support::MAP.replace("\"src/telemetry/**\"", "\"src/telemetry/**\", \"docs/**\"");
    world.write("auraops.toml", wider).write("docs/a.md", "x\n").git(["add", "."]);
    world.git(["commit", "-qm", "widen", "--trailer", "Auraops-Agent: SENSOR"]).git(["push", "-q"]);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  1 finding
RENDER  1 commit  pushed origin/main  END 12:00  ok
1 finding on 2026-02-14
  SENSOR: fab882f touches paths that are not SENSOR's: widen
    auraops.toml  nobody owns it
    docs/a.md  nobody owns it
    next: AURAOPS_AGENT=user git revert --no-edit fab882f   # or agree with the owner
note: the map changed in fab882f: widen

"#]]);
}

#[test]
fn another_day_is_audited_by_its_date() {
    let mut world = ended();
    world.set_now("2026-02-15T10:00:00+01:00");
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR  not active
RENDER  not active

"#]]);
    world.auraops(["audit", "--date", "2026-02-14"]).assert().success().stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok

"#]]);
    world.auraops(["audit", "--strict"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  not active
RENDER  not active
2 findings on 2026-02-15
  SENSOR: no START, MSG or commit
    next: auraops launch SENSOR
  RENDER: no START, MSG or commit
    next: auraops launch RENDER

"#]]);
    world.auraops(["audit", "--date", "yesterday"]).assert().code(2);
}

#[test]
fn lines_that_cannot_be_read_are_counted_and_named_when_asked() {
    let world = ended();
    world.append("groupchat.md", "MSG | <timestamp> | SENSOR | note:template\nSCOPE | x | y\nprose\n");
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok
note: 1 line of the chat could not be read (--verbose lists them)

"#]]);
    world.auraops(["audit", "--verbose"]).assert().success().stdout_eq(str![[r#"
SENSOR  1 commit  pushed origin/main  END 12:00  ok
RENDER  1 commit  pushed origin/main  END 12:00  ok
note: groupchat.md:6 could not be read: `<timestamp>` is not a time such as `2026-02-14 18:22:12 +01:00`

"#]]);
}

#[test]
fn the_json_names_everything() {
    let world = ended();
    world.write("src/render/new.rs", "x\n");
    world.auraops(["audit", "--json"]).assert().code(1).stdout_eq(str![[r#"
{
  "schema": 1,
  "date": "2026-02-14",
  "ok": false,
  "agents": [
    {
      "agent": "SENSOR",
      "active": true,
      "commits": 1,
      "unpushed": 0,
      "last_commit": "a93e76c50816ece7b8886083fb2f87b9845ee29e",
      "end": "2026-02-14T12:00:00+01:00",
      "findings": 0,
      "pushed": "origin/main"
    },
    {
      "agent": "RENDER",
      "active": true,
      "commits": 1,
      "unpushed": 0,
      "last_commit": "7cc8614d8f14fe57b139291de8ac0fda027dc861",
      "end": "2026-02-14T12:00:00+01:00",
      "findings": 1,
      "pushed": "origin/main"
    }
  ],
  "findings": [
    {
      "finding": "uncommitted",
      "agent": "RENDER",
      "worktree": null,
      "paths": [
        "src/render/new.rs"
      ]
    }
  ],
  "remarks": [],
  "unreadable": [],
  "last_fetch": null,
  "notes": []
}

"#]]);
}

#[test]
fn looking_back_with_another_map_is_not_for_agents() {
    let world = ended();
    world.write("old.toml", crate::support::MAP.replace("src/render", "src/telemetry2"));
    world.auraops(["audit", "--map", "old.toml"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit   pushed origin/main  END 12:00  ok
RENDER  no commit  pushed origin/main  END 12:00  2 findings
2 findings on 2026-02-14
  RENDER: no work commit
    next: auraops end --agent RENDER --no-commit "why"   # or commit its work first
  RENDER: 7cc8614 touches paths that are not RENDER's: feat: work
    src/render/a.rs  nobody owns it
    next: AURAOPS_AGENT=user git revert --no-edit 7cc8614   # or agree with the owner
note: the map changed in 8744d43: map

"#]]);
    world.agent("SENSOR").auraops(["audit", "--map", "old.toml"]).assert().code(2).stderr_eq(str![[r#"
error: an agent is judged by the map of HEAD: `--map` is for looking back
hint: leave out --map, or unset AURAOPS_AGENT

"#]]);
}

#[test]
fn what_mends_a_finding_works_where_one_stands() {
    let mut world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.write("src/telemetry/a.rs", "again\n");
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    let next = |world: &World| {
        let output = world.process(["audit"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find(|line| line.contains("auraops ship"));
        line.unwrap_or(&said).trim().to_owned()
    };
    let main = world.path("");
    world.set_cwd(main.join("src"));
    assert_eq!(next(&world), r#"next: auraops ship --agent SENSOR -m "…""#);
    world.auraops(["ship", "--agent", "SENSOR", "-m", "as it says"]).assert().success();
    world.write("telemetry/a.rs", "and again\n");
    world.set_cwd(&tree);
    let main = main.to_str().unwrap().replace(std::path::MAIN_SEPARATOR, "/");
    let main = main.trim_end_matches('/');
    assert_eq!(next(&world), format!(r#"next: cd {main} && auraops ship --agent SENSOR -m "…""#));
}

#[test]
fn codenames_in_notes_are_spelled_as_in_the_map() {
    let world = World::new();
    world
        .append("groupchat.md", "MSG | 2026-02-14 10:00 | sensor | to:render | type:request | note:may I?\n");
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
...
note: open request [..] from SENSOR to RENDER
...
"#]]);
}
