//! Whole days, from init to audit, with the hooks in place: nothing here writes the chat or a trailer by hand.

use snapbox::str;

use crate::support::{World, text};

const AGENTS: [(&str, &str); 4] =
    [("SENSOR", "telemetry"), ("RENDER", "render"), ("SHELL", "shell"), ("PLATFORM", "runtime")];

/// A repository with code in the four folders, `auraops init` committed, and everything pushed to a bare remote.
fn morning() -> World {
    let mut world = World::empty();
    world.set_now("2026-02-14T08:00:00+00:00");
    for (_, folder) in AGENTS {
        world.write(format!("src/{folder}/lib.rs"), "// code\n");
    }
    world.git(["add", "."]).git(["commit", "-qm", "code"]);
    world.auraops(["init"]).assert().success();
    let map = world.read("auraops.toml").replace("\"local\"", "\"+00:00\"");
    world.write("auraops.toml", map);
    world.git(["add", "."]).git(["commit", "-qm", "Set up auraops"]);
    world.remote();
    world
}

/// Every agent launched, in the shared checkout.
fn launched() -> World {
    let mut world = morning();
    world.set_now("2026-02-14T09:00:00+00:00");
    for (agent, _) in AGENTS {
        world.auraops(["launch", agent]).assert().success();
    }
    world.set_now("2026-02-14T10:00:00+00:00");
    world
}

/// Edits, commits by path and says so, as the launch block tells an agent.
fn work(world: &mut World, agent: &str, folder: &str) {
    world.set_agent(Some(agent));
    let file = format!("src/{folder}/new.rs");
    world.write(&file, "// new\n");
    world.git(["add", &file]).git(["commit", "-qm", &format!("feat: {folder}"), "--", &file]);
    world.auraops(["msg", "done for now", "--to", "all"]).assert().success();
    world.set_agent(None);
}

fn end(world: &mut World, agent: &str) {
    world.set_agent(Some(agent));
    world.auraops(["end"]).assert().success();
    world.set_agent(None);
}

#[test]
fn four_agents_share_one_checkout_and_the_audit_is_green() {
    let mut world = launched();
    for (agent, folder) in AGENTS {
        work(&mut world, agent, folder);
    }
    world.git(["push", "-q"]);
    for (agent, _) in AGENTS {
        end(&mut world, agent);
    }
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR    1 commit  pushed origin/main  END 10:00  ok
RENDER    1 commit  pushed origin/main  END 10:00  ok
SHELL     1 commit  pushed origin/main  END 10:00  ok
PLATFORM  1 commit  pushed origin/main  END 10:00  ok

"#]]);
    assert_eq!(world.git_line(["status", "--porcelain"]), "");
}

/// Runs git with the hooks switched off.
fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

#[test]
fn add_all_is_refused_with_the_others_files_named() {
    let mut world = launched();
    for (_, folder) in AGENTS {
        world.write(format!("src/{folder}/wip.rs"), "// work in progress\n");
    }
    world.set_agent(Some("RENDER"));
    world.git(["add", "-A"]);
    let refused = world.try_git(["commit", "-m", "feat: everything"]);
    assert!(!refused.status.success());
    snapbox::assert_data_eq!(
        text(&refused.stderr).into_owned(),
        str![[r#"
refused: RENDER may not touch 3 of 5 paths
  src/runtime/wip.rs    PLATFORM owns it (src/runtime/**)
  src/shell/wip.rs      SHELL owns it (src/shell/**)
  src/telemetry/wip.rs  SENSOR owns it (src/telemetry/**)
next: git commit -m "…" -- groupchat.md src/render/wip.rs
next: auraops msg "…" --to PLATFORM --type request --locks src/runtime/wip.rs

"#]]
    );
    // What it is told to do works, and leaves the others' files alone.
    world.git(["commit", "-qm", "feat: render", "--", "src/render/wip.rs"]);
    assert_eq!(world.git_line(["log", "-1", "--format=%(trailers:key=Auraops-Agent,valueonly)"]), "RENDER");
    let left = world.git_line(["status", "--porcelain"]);
    assert!(left.contains("A  src/telemetry/wip.rs") && !left.contains("src/render"), "{left}");
}

#[test]
fn a_day_gone_wrong_is_named_fault_by_fault() {
    let mut world = launched();
    for (agent, folder) in AGENTS {
        work(&mut world, agent, folder);
    }
    world.git(["push", "-q"]);
    for agent in ["SENSOR", "RENDER", "SHELL"] {
        end(&mut world, agent);
    }
    // PLATFORM has no END. SENSOR commits across two owners with the hooks switched off, RENDER rewrites the chat, SHELL
    // goes on working and does not push.
    world.set_now("2026-02-14T11:00:00+00:00");
    world.set_agent(Some("SENSOR"));
    world.write("src/telemetry/new.rs", "// swept\n").write("src/runtime/new.rs", "// swept\n");
    unhooked(&world, &["commit", "-qam", "fix: sweep", "--trailer", "Auraops-Agent: SENSOR"]);
    world.set_agent(Some("RENDER"));
    let chat = world.read("groupchat.md");
    world.write("groupchat.md", chat.replacen("done for now", "never mind", 1));
    unhooked(&world, &["commit", "-qam", "tidy the chat", "--trailer", "Auraops-Agent: RENDER"]);
    unhooked(&world, &["push", "-q"]);
    world.set_agent(Some("SHELL"));
    world.write("src/shell/late.rs", "// late\n").git(["add", "src/shell/late.rs"]).git([
        "commit",
        "-qm",
        "feat: late",
    ]);
    world.set_agent(None);
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR    2 commits  pushed origin/main  END 10:00  2 findings
RENDER    1 commit   pushed origin/main  END 10:00  1 finding
SHELL     2 commits  1 not pushed        END 10:00  2 findings
PLATFORM  1 commit   pushed origin/main  no END     1 finding
6 findings on 2026-02-14
  SENSOR: 736e8a1 was committed after END 10:00
    next: auraops end --agent SENSOR
  SHELL: 1 commit on no remote branch: 9f8f969
    next: git push
  SHELL: 9f8f969 was committed after END 10:00
    next: auraops end --agent SHELL
  PLATFORM: no END
    next: auraops end --agent PLATFORM
  SENSOR: 736e8a1 touches paths that are not SENSOR's: fix: sweep
    src/runtime/new.rs  PLATFORM owns it (src/runtime/**)
    next: AURAOPS_AGENT=user git revert --no-edit 736e8a1   # or agree with the owner
  RENDER: line 16 of groupchat.md was changed or removed in 5ed13be: `MSG | 2026-02-14 10:00:00 +00:00 | SENSOR | to:all | type:info | locks:none | note:done for now`
    next: git show 5ed13be -- groupchat.md
note: groupchat.md:16: MSG SENSOR, brought by RENDER's 5ed13be, was written by hand

"#]]);
}

#[test]
fn a_sweep_by_nobody_known_is_a_collision() {
    let mut world = launched();
    for (agent, folder) in AGENTS {
        work(&mut world, agent, folder);
    }
    world.write("src/render/new.rs", "// 2\n").write("src/shell/new.rs", "// 2\n");
    let refused = world.try_git(["commit", "-qam", "both"]);
    assert!(!refused.status.success());
    snapbox::assert_data_eq!(
        text(&refused.stderr).into_owned(),
        str![[r#"
refused: one commit, one owner: these paths have 2
  src/render/new.rs  RENDER owns it (src/render/**)
  src/shell/new.rs   SHELL owns it (src/shell/**)
next: git commit -m "…" -- groupchat.md src/render/new.rs

"#]]
    );
    unhooked(&world, &["commit", "-qam", "both"]);
    unhooked(&world, &["push", "-q"]);
    for (agent, _) in AGENTS {
        end(&mut world, agent);
    }
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR    1 commit  pushed origin/main  END 10:00  ok
RENDER    1 commit  pushed origin/main  END 10:00  ok
SHELL     1 commit  pushed origin/main  END 10:00  ok
PLATFORM  1 commit  pushed origin/main  END 10:00  ok
1 finding on 2026-02-14
  collision: 949d316 spans RENDER and SHELL: both
    src/render/new.rs  RENDER owns it (src/render/**)
    src/shell/new.rs  SHELL owns it (src/shell/**)
    next: git show --stat 949d316
note: 1 commit without `Auraops-Agent`, attributed by ownership: 949d316

"#]]);
}

#[test]
fn the_same_day_with_a_worktree_and_a_branch_for_each_agent() {
    let mut world = morning();
    let main = world.path("");
    let trees: Vec<_> = AGENTS.map(|(agent, folder)| (agent, folder, world.beside(agent))).into();
    for (agent, _, tree) in &trees {
        world.git(["worktree", "add", "-q", "-b", &agent.to_lowercase(), tree.to_str().unwrap()]);
    }
    for (agent, folder, tree) in &trees {
        world.set_now("2026-02-14T09:00:00+00:00");
        world.set_cwd(tree);
        world.auraops(["launch", agent]).assert().success();
        world.set_now("2026-02-14T10:00:00+00:00");
        // The worktree knows whose it is: no variable is set.
        world
            .write(format!("src/{folder}/new.rs"), "// new\n")
            .write("src/foreign.rs", "// unowned\n")
            .git(["add", "-A"]);
        assert!(!world.try_git(["commit", "-qm", "feat: all"]).status.success(), "{agent}");
        world.git(["rm", "-q", "--cached", "src/foreign.rs"]).git(["commit", "-qm", "feat: mine"]);
        std::fs::remove_file(world.path("src/foreign.rs")).unwrap();
        world.auraops(["msg", "done", "--to", "all"]).assert().success();
        world.git(["push", "-q", "-u", "origin", "HEAD"]);
        world.auraops(["end"]).assert().success();
    }
    // Everything that was said is in the main checkout, and nowhere else.
    world.set_cwd(&main);
    assert_eq!(world.read("groupchat.md").matches("\nEND |").count(), 4);
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR    1 commit  pushed origin/sensor    END 10:00  ok
RENDER    1 commit  pushed origin/render    END 10:00  ok
SHELL     1 commit  pushed origin/shell     END 10:00  ok
PLATFORM  1 commit  pushed origin/platform  END 10:00  ok

"#]]);
    world.set_cwd(&trees[1].2);
    assert_eq!(world.git_line(["status", "--porcelain"]), "");
    world.write("src/render/left.rs", "// left\n");
    world.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR    1 commit  pushed origin/sensor    END 10:00  ok
RENDER    1 commit  pushed origin/render    END 10:00  1 finding
SHELL     1 commit  pushed origin/shell     END 10:00  ok
PLATFORM  1 commit  pushed origin/platform  END 10:00  ok
1 finding on 2026-02-14
  RENDER: not committed in [..]/RENDER: src/render/left.rs
    next: cd [..]/RENDER && auraops ship --agent RENDER -m "…"

"#]]);
}
