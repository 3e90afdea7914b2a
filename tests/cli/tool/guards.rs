//! Commands that take away what guards everybody's work, or a copy of it, and write no file of theirs.

use snapbox::{assert_data_eq, str};

use crate::support::World;
use crate::support::asked::{answer, denial};

/// SENSOR in a repository where others have uncommitted work.
fn sensor() -> World {
    let world = World::new().agent("SENSOR");
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n");
    world.git(["add", "."]).git(["commit", "-qm", "all", "--no-verify"]);
    world.append("src/telemetry/a.rs", "b\n").append("src/render/a.rs", "b\n");
    world
}

fn said(world: &World, command: &str) -> String {
    let call = serde_json::json!({
        "session_id": "s", "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_input": {"command": command},
    });
    answer(world, "claude", call.to_string())
}

#[track_caller]
fn refused(world: &World, commands: &[&str], why: &str) {
    for command in commands {
        let said = said(world, command);
        assert!(!said.is_empty(), "{command}");
        let reason = denial(&said);
        assert!(reason.contains(why), "{command}: {reason}");
    }
}

#[track_caller]
fn allowed(world: &World, commands: &[&str]) {
    for command in commands {
        assert_eq!(said(world, command), "", "{command}");
    }
}

#[test]
fn each_refusal_names_the_right_way() {
    let world = sensor();
    let why = |command: &str| denial(&said(&world, command));
    assert_data_eq!(
        why("git -c core.hooksPath=/dev/null commit -am x"),
        str![[r#"
auraops: git's hooks guard every session's work; leave core.hooksPath as it is. Commit with: auraops ship -m "…". Ask the user: auraops msg "…" --to user --type request --locks none
"#]]
    );
    assert_data_eq!(
        why("env -u AURAOPS_AGENT git commit -am x"),
        str![[
            r#"auraops: what writes needs AURAOPS_AGENT=SENSOR, which this takes off. Commit with: auraops ship -m "…"; anything else: run it with the variable as it is."#
        ]]
    );
    assert_data_eq!(
        why("auraops hook remove"),
        str![[
            r#"auraops: only the user replaces the map, or removes hooks. Ask: auraops msg "…" --to user --type request --locks none"#
        ]]
    );
    assert_data_eq!(
        why("git stash"),
        str![[
            r#"auraops: this stashes every session's uncommitted work. Commit yours with: auraops ship -m "…", or name your own paths: git stash push -- src/telemetry"#
        ]]
    );
    assert_data_eq!(
        why("git pull --rebase --autostash"),
        str![[
            r#"auraops: an autostash puts away every session's uncommitted work. To publish and merge: auraops ship -m "…"; else give --no-autostash, and leave rebase.autoStash off."#
        ]]
    );
    assert_data_eq!(
        why("git stash clear"),
        str![[
            r#"auraops: stashes belong to all sessions and may hold the only copy of another's work. See: git stash list. Ask the user: auraops msg "…" --to user --type request --locks none"#
        ]]
    );
    assert_data_eq!(
        why("find . -name HEAD -delete"),
        str![
            "auraops: this search reaches into .git. Add: -not -path './.git/*', or begin in your own directory: find src/telemetry …"
        ]
    );
    world.git(["add", "src/render"]);
    assert_data_eq!(
        why("git reset"),
        str![
            "auraops: others have staged files there. Name your own paths: git restore --staged -- src/telemetry"
        ]
    );
}

#[test]
fn only_the_guards_of_this_repository_count() {
    let world = sensor();
    world.git(["init", "-q", "src/telemetry/inner"]);
    allowed(
        &world,
        &[
            "cd \"$(mktemp -d)\" && git init -q && git config core.hooksPath x && git stash",
            "git -C src/telemetry/inner config core.hooksPath x",
            "cd src/telemetry/inner && env -i git commit -m x; git stash",
        ],
    );
    refused(
        &world,
        &[
            "git -C src/telemetry config core.hooksPath x",
            "cd .git && git config core.hooksPath x",
            "cd /tmp; git config --global core.hooksPath x",
        ],
        "core.hooksPath",
    );
    world.git(["worktree", "add", "-q", "../other"]);
    refused(&world, &["git -C ../other stash clear"], "stashes");
}

#[test]
fn what_others_have_staged_stays_staged() {
    let world = sensor();
    let reset =
        ["git reset", "git reset -q HEAD", "git reset -- .", "git restore --staged .", "git read-tree HEAD"];
    world.git(["add", "src/telemetry"]);
    allowed(&world, &reset);
    world.git(["add", "src/render"]);
    refused(&world, &reset, "staged");
    refused(&world, &["git reset src/render", "cd src/render && git restore --staged a.rs"], "staged");
    refused(&world, &["git reset --merge"], "RENDER owns it");
    refused(&world, &["git rm --cached -r src/render"], "RENDER owns it");
    allowed(
        &world,
        &[
            "git reset -- src/telemetry",
            "git reset HEAD src/telemetry",
            "git restore --staged src/telemetry/a.rs",
        ],
    );
    allowed(&world, &["git reset --soft HEAD~1"]);
}

#[test]
fn a_stash_goes_only_with_what_is_ones_own() {
    let world = sensor();
    world.git(["stash", "push", "-q", "--", "src/telemetry"]);
    allowed(&world, &["git stash drop", "git stash pop", "git stash apply 0", "git stash branch new"]);
    world.git(["stash", "push", "-q", "--", "src/render"]);
    refused(&world, &["git stash drop", "git stash drop stash@{0}"], "stashes");
    refused(&world, &["git stash pop", "git stash apply", "git stash branch new"], "RENDER owns it");
    allowed(&world, &["git stash drop 1", "git stash pop 1"]);
    world.write("src/render/new.rs", "n\n");
    world.git(["stash", "push", "-q", "-u", "--", "src/render"]);
    refused(&world, &["git stash drop"], "stashes");
}

#[test]
fn the_configuration_may_stash_as_well() {
    let world = sensor();
    let commands = ["git pull --rebase", "git rebase main", "git pull --rebase --strategy ort"];
    allowed(&world, &commands);
    world.git(["config", "rebase.autoStash", "true"]);
    refused(&world, &commands, "--no-autostash");
    allowed(
        &world,
        &["git pull --rebase --no-autostash", "git rebase --abort", "git merge side", "git pull"],
    );
    world.git(["config", "pull.rebase", "true"]);
    refused(&world, &["git pull"], "--no-autostash");
    world.git(["checkout", "-q", "--", "src/render"]);
    allowed(&world, &commands);
}

#[test]
fn no_search_of_the_tree_reaches_into_git() {
    let world = sensor();
    refused(
        &world,
        &[
            "find . -name HEAD -delete",
            "find . -type d -empty -delete",
            "find . -exec rm {} \\;",
            "find . -type f -exec sed -i s/a/b/ {} +",
            "find . ! -name '*.rs' -delete",
            "find . -maxdepth 1 -type d -exec rm -rf {} \\;",
            "cd src; find .. -name config -mtime +1 -delete",
            "find . -name node_modules -prune -o -type f -exec sed -i s/a/b/ {} +",
        ],
        "-not -path './.git/*'",
    );
    refused(&world, &["find . -type f | xargs sed -i s/a/b/"], "RENDER owns it");
    refused(&world, &["grep -rl a . | xargs sed -i s/a/b/"], ".git");
    allowed(
        &world,
        &[
            "find . -name HEAD",
            "find . -type f -exec grep a {} +",
            "find . -type f -exec sh -c 'wc -l \"$1\"' _ {} \\;",
            "find . -type f -not -path './.git/*' | wc -l",
            "find . -type f | xargs grep a",
            "grep -rl a . | xargs cat",
            "find . -name '*.pyc' -delete",
            "find . \\( -name '*.pyc' -o -name '*.pyo' \\) -delete",
            "find . -name __pycache__ -type d -exec rm -rf {} +",
            "find . -name node_modules -prune -exec rm -rf {} +",
            "find . -path ./.git -prune -o -name '*.orig' -mtime +1 -delete",
            "find src/telemetry -type d -empty -delete",
        ],
    );
}

#[test]
fn a_command_that_a_value_is_taken_from_runs() {
    let world = sensor();
    refused(
        &world,
        &[
            "x=${ touch src/render/n; }",
            "echo \"${ rm src/render/a.rs; }\"",
            "x=${| rm src/render/a.rs; }",
            "touch ${ echo src/render/n; }",
            "x=${ { rm src/render/a.rs; }; }",
        ],
        "RENDER owns it",
    );
    allowed(&world, &["touch ${ echo src/telemetry/n; }", "echo ${x} ${ date; } > src/telemetry/n"]);
}
