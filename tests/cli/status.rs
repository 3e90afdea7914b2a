use snapbox::str;

use crate::support::World;

#[test]
fn at_first_nobody_has_started() {
    World::new()
        .auraops(["status"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
SENSOR  not started  no commit
RENDER  not started  no commit
0 of 2 codenames are live; not started: SENSOR, RENDER
next: auraops launch SENSOR

"#]])
        .stderr_eq(str![[""]]);
    let world = World::empty();
    world.write("auraops.toml", crate::support::MAP);
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  not started  no commit
RENDER  not started  no commit
1 uncommitted that no agent owns: auraops.toml
0 of 2 codenames are live; not started: SENSOR, RENDER
next: auraops launch SENSOR

"#]]);
    World::empty().auraops(["status"]).assert().code(2).stderr_eq(str![[r#"
error: there is no `auraops.toml` at the root of this repository
next: auraops init

"#]]);
}

/// A day with everything in it.
fn world() -> World {
    let mut world = World::new();
    world.set_now("2026-02-14T16:10:00+01:00");
    world.write("src/telemetry/a.rs", "1").git(["add", "src"]);
    world.git(["commit", "-qm", "feat: a gauge"]);
    world.set_now("2026-02-13T12:00:00+01:00");
    world.git(["checkout", "-qb", "side"]).write("src/render/a.rs", "1").git(["add", "src"]);
    world.git(["commit", "-qm", "fix: \u{1b}[31mcolour\n\nAuraops-Agent: render"]);
    world.git(["checkout", "-q", "main"]);
    world.set_now(crate::support::NOW);
    world.append("groupchat.md", "START | 2026-02-14 08:00:00 +01:00 | sensor\n");
    world.append("groupchat.md", "START | 2026-02-13 08:00:00 +01:00 | RENDER\n");
    world.append("groupchat.md", "END | 2026-02-13 12:30:00 +01:00 | RENDER\n");
    let request = "type:request | locks:src/render/a.rs | note:may I | please?\n";
    world.append(
        "groupchat.md",
        &format!("MSG | 2026-02-14 15:00:00 +01:00 | SENSOR | to:RENDER | {request}"),
    );
    world.append(
        "groupchat.md",
        "MSG | 2026-02-14 18:00:00 +01:00 | RENDER | to:user | type:request | note:which colour?\n",
    );
    world
}

/// The same day with work left lying in two work trees.
fn untidy() -> World {
    let world = world();
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    std::fs::write(tree.join("Cargo.lock"), "").unwrap();
    std::fs::create_dir_all(tree.join("src/render")).unwrap();
    std::fs::write(tree.join("src/render/b.rs"), "").unwrap();
    // Windows makes no such name; this one reads the same below.
    let odd = if cfg!(windows) { "src/telemetry/new/n.rs" } else { "src/telemetry/new\n.rs" };
    world.write("src/telemetry/a.rs", "2").write(odd, "").write("README.md", "");
    world
}

#[test]
fn everybodys_standing_is_told_in_a_line_each() {
    let world = untidy();
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  live since 08:00                     c04f2cc 2 h ago feat: a gauge           2 uncommitted: src/telemetry/a.rs, 'src/telemetry/new/n.rs'
RENDER  not started, ended 2026-02-13 12:30  3ebab25 30 h ago fix: /u{1b}[31mcolour  1 uncommitted: src/render/b.rs (in tree)
2 uncommitted that no agent owns: README.md, Cargo.lock (in tree)
zrsbti  open request SENSOR → RENDER, 3 h ago: locks:src/render/a.rs  may I | please?
2fnbcv  open request RENDER → user, 22 min ago: which colour?
1 of 2 codenames are live; not started: RENDER
next: auraops msg "…" --re 2fnbcv --type ack --agent user
next: auraops launch RENDER

"#]]).stderr_eq(str![[""]]);
}

#[test]
fn json_has_every_path_and_request() {
    untidy().auraops(["status", "--json"]).assert().success().stdout_eq(str![[r#"
{
  "schema": 1,
  "date": "2026-02-14",
  "agents": [
    {
      "agent": "SENSOR",
      "presence": "live",
      "since": "2026-02-14T08:00:00+01:00",
      "ended": null,
      "last_commit": {
        "oid": "c04f2cc3c0b6fb6c4775a85a92c230f554da01d3",
        "time": "2026-02-14T16:10:00+01:00",
        "subject": "feat: a gauge"
      },
      "uncommitted": [
        {
          "path": "src/telemetry/a.rs",
          "worktree": null
        },
        {
          "path": "src/telemetry/new/n.rs",
          "worktree": null
        }
      ]
    },
    {
      "agent": "RENDER",
      "presence": "not-started",
      "since": null,
      "ended": "2026-02-13T12:30:00+01:00",
      "last_commit": {
        "oid": "3ebab2505eaf35cc6f5e50e0c2ea3e5d266d5382",
        "time": "2026-02-13T12:00:00+01:00",
        "subject": "fix: /u001b[31mcolour"
      },
      "uncommitted": [
        {
          "path": "src/render/b.rs",
          "worktree": "tree"
        }
      ]
    }
  ],
  "live": 1,
  "requests": [
    {
      "id": "zrsbti",
      "stamp": "2026-02-14 15:00:00 +01:00",
      "who": "SENSOR",
      "entry": "msg",
      "to": "RENDER",
      "type": "request",
      "locks": [
        "src/render/a.rs"
      ],
      "re": null,
      "note": "may I | please?",
      "file": "groupchat.md",
      "line": 5,
      "at": "2026-02-14T15:00:00+01:00",
      "open": true
    },
    {
      "id": "2fnbcv",
      "stamp": "2026-02-14 18:00:00 +01:00",
      "who": "RENDER",
      "entry": "msg",
      "to": "user",
      "type": "request",
      "locks": [],
      "re": null,
      "note": "which colour?",
      "file": "groupchat.md",
      "line": 6,
      "at": "2026-02-14T18:00:00+01:00",
      "open": true
    }
  ],
  "others": [
    {
      "path": "README.md",
      "worktree": null
    },
    {
      "path": "Cargo.lock",
      "worktree": "tree"
    }
  ],
  "next": [
    "auraops msg /"…/" --re 2fnbcv --type ack --agent user",
    "auraops launch RENDER"
  ],
  "notes": []
}

"#]]);
}

#[test]
fn the_next_command_is_for_whoever_asks() {
    let mut world = world();
    for (agent, answers) in [("SENSOR", None), ("RENDER", Some("zrsbti")), ("user", Some("2fnbcv"))] {
        world.set_agent(Some(agent));
        let output = world.process(["status"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let next = text.lines().find_map(|line| line.strip_prefix("next: auraops msg \"…\" --re "));
        assert_eq!(next.and_then(|next| next.split(' ').next()), answers, "{text}");
    }
}

#[test]
fn a_session_of_yesterday_is_live_until_it_ends() {
    let mut world = World::new();
    world.append(
        "groupchat.md",
        "START | 2026-02-13 22:00:00 +01:00 | SENSOR\nSTART | 2026-02-14 09:00:00 +01:00 | RENDER\n",
    );
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  live since 2026-02-13 22:00  no commit
RENDER  live since 09:00             no commit
all 2 codenames are live

"#]]);
    world.append("groupchat.md", "END | 2026-02-14 17:40:00 +01:00 | SENSOR\n");
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  ended 17:40       no commit
RENDER  live since 09:00  no commit
1 of 2 codenames are live; ended: SENSOR

"#]]);
    world.set_now("2026-02-15T00:00:01+01:00");
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  not started, ended 2026-02-14 17:40  no commit
RENDER  live since 2026-02-14 09:00          no commit
1 of 2 codenames are live; not started: SENSOR
next: auraops launch SENSOR

"#]]);
}

#[test]
fn an_edited_map_is_shown_and_told_apart() {
    let world = World::new();
    world.append("auraops.toml", "\n[agents.SHELL]\nowns = [\"src/shell/**\"]\n");
    world
        .auraops(["status"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
SENSOR  not started  no commit
RENDER  not started  no commit
SHELL   not started  no commit
1 uncommitted that no agent owns: auraops.toml
0 of 3 codenames are live; not started: SENSOR, RENDER, SHELL
next: auraops launch SENSOR

"#]])
        .stderr_eq(str![[r#"
note: this is the map of the work tree; HEAD's differs, and is enforced until this one is committed

"#]]);
}
