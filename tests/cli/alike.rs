//! One rule, one answer: questions that several points ask of the same repository.

use crate::support::hooked::trailers;
use crate::support::{World, text};

fn audit(world: &World) -> String {
    text(&world.process(["audit"]).output().unwrap().stdout).into_owned()
}

/// What a command prints, on both streams, and its exit status.
fn ran(world: &World, args: &[&str]) -> (Option<i32>, String) {
    let output = world.process(args).output().unwrap();
    (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

#[test]
fn the_operator_is_the_operator_in_any_case() {
    let world = World::new();
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n").git(["add", "."]);
    world.git(["commit", "-qm", "both", "--trailer", "Auraops-Agent: User"]);
    let said = audit(&world);
    assert!(!said.contains("the map does not know"), "{said}");
    assert!(!said.contains("collision"), "{said}");
    world.auraops(["check-path", "--range", "HEAD~1..HEAD", "--require-trailer"]).assert().success();
}

#[test]
fn a_line_in_the_body_of_a_message_is_no_trailer() {
    let world = World::new();
    world.remote();
    world.write("src/telemetry/a.rs", "a\n");
    let message = "feat: a\n\nAuraops-Agent: SENSOR\n\nis what hooks add.";
    world.auraops(["ship", "--agent", "SENSOR", "-m", message]).assert().success();
    assert_eq!(trailers(&world), "SENSOR");
    world.auraops(["check-path", "--range", "HEAD~1..HEAD", "--require-trailer"]).assert().success();
}

#[test]
fn a_body_that_names_another_agent_is_no_reason_to_stop() {
    let world = World::new();
    world.remote();
    world.auraops(["hook", "install"]).assert().success();
    world.write("src/telemetry/a.rs", "a\n");
    let message = "feat: a\n\nAuraops-Agent: RENDER\n\nis what RENDER's commits say.";
    world.auraops(["ship", "--agent", "SENSOR", "-m", message]).assert().success();
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_trailer_counts_as_git_reads_it() {
    let world = World::new();
    world.auraops(["hook", "install"]).assert().success();
    let mut world = world.agent("SENSOR");
    world.write("src/telemetry/a.rs", "a\n").git(["add", "src"]);
    // With a blank before the colon, below a line that ends a mailed patch, and in the body only.
    let forged = world.try_git(["commit", "-qm", "feat: a\n\nAuraops-Agent : RENDER"]);
    assert!(text(&forged.stderr).contains("says `Auraops-Agent: RENDER`"), "{}", text(&forged.stderr));
    world.git(["commit", "-qm", "feat: a\n\n---\n\nwords"]);
    assert_eq!(trailers(&world), "SENSOR");
    world.set_agent(None);
    world.git(["commit", "--amend", "-qm", "feat: a\n\nAuraops-Agent: RENDER\n\nwords"]);
    world.set_agent(Some("SENSOR"));
    world.git(["commit", "--amend", "-q", "--no-edit"]);
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
#[cfg(unix)]
fn a_changed_mode_of_the_chat_is_refused_wherever_it_is_asked_about() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.remote();
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(world.path("groupchat.md"), executable).unwrap();
    for args in [&["ship", "--dry-run", "--agent", "SENSOR"][..], &["ship", "--agent", "SENSOR", "-m", "x"]] {
        let (code, said) = ran(&world, args);
        assert_eq!(code, Some(1), "{args:?}: {said}");
        assert!(said.contains("its mode was changed"), "{args:?}: {said}");
        assert!(said.contains("next: chmod -x groupchat.md"), "{args:?}: {said}");
    }
    let said = audit(&world);
    assert!(said.contains("the mode of append-only groupchat.md was changed in the work tree"), "{said}");
    world.git(["add", "groupchat.md"]);
    let (code, said) = ran(&world, &["check-path", "--staged", "--agent", "SENSOR"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("its mode was changed"), "{said}");
    world.git(["commit", "-qm", "mode", "--trailer", "Auraops-Agent: user"]);
    std::fs::set_permissions(world.path("groupchat.md"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_, said) = ran(&world, &["ship", "--dry-run", "--agent", "SENSOR"]);
    assert!(said.contains("next: chmod +x groupchat.md"), "{said}");
}

#[test]
fn a_chat_that_is_gone_was_removed() {
    let world = World::new();
    world.remote();
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    let said = audit(&world);
    assert!(said.contains("append-only groupchat.md was removed or replaced in the work tree"), "{said}");
    let (code, said) = ran(&world, &["ship", "--dry-run", "--agent", "SENSOR"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the file was removed or replaced"), "{said}");
}

#[test]
fn every_next_command_is_by_whoever_asked() {
    let world = World::new();
    world.remote();
    for number in 0..12 {
        world.write(format!("src/telemetry/{number}.rs"), "a\n");
    }
    world.write("src/render/a.rs", "a\n").git(["add", "."]);
    let (code, said) = ran(&world, &["check-path", "--staged", "--agent", "SENSOR"]);
    assert_eq!(code, Some(1), "{said}");
    let next: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("next: auraops ")).collect();
    assert!(next.iter().any(|next| next.starts_with("ship ")), "{said}");
    assert!(next.iter().all(|next| next.contains("--agent SENSOR")), "{said}");
}

#[test]
fn whose_a_path_is_is_asked_by_nobody() {
    let world = World::new();
    let output = world.process(["check-path", "--who", "src/render/a.rs", "--json"]).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["agent"].is_null(), "{answer}");
    assert_eq!(answer["paths"][0]["owner"]["agent"], "RENDER");
}

#[test]
fn the_chat_is_the_chat_in_every_case_where_case_does_not_count() {
    let world = World::new();
    let owner = || {
        let output = world.process(["check-path", "--who", "GroupChat.md", "--json"]).output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["paths"][0]["owner"]["kind"].as_str().unwrap().to_owned()
    };
    world.git(["config", "core.ignorecase", "false"]);
    assert_eq!(owner(), "unowned");
    world.git(["config", "core.ignorecase", "true"]);
    assert_eq!(owner(), "append");
}
