//! Whose commit it is, as the message says.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused, said, trailers};

fn staged() -> World {
    let world = hooked();
    world.write("src/telemetry/a.rs", "changed\n").git(["add", "src"]);
    world
}

/// An editor that does to the message what the shell command does to `$1`.
fn editor(world: &World, command: &str) -> String {
    world.write(".git/editor.sh", format!("{command}\n"));
    format!("core.editor=sh \"{}\"", world.path(".git/editor.sh").display())
}

fn commit_with_editor(world: &World, command: &str, args: &[&str]) -> std::process::Output {
    let editor = editor(world, command);
    // GIT_EDITOR outranks the setting, and the world pins it.
    let set = format!("alias.typed=!unset GIT_EDITOR; git -c '{editor}' commit");
    world.try_git(["-c", &set, "typed"].iter().chain(args))
}

#[test]
fn the_trailer_spells_the_agent_as_the_map_does() {
    let mut world = staged();
    world.set_agent(Some("sensor"));
    allowed(&world, &["commit", "-qm", "subject", "-m", "body"]);
    assert_eq!(world.git_line(["log", "-1", "--format=%B"]), "subject\n\nbody\n\nAuraops-Agent: SENSOR");
}

#[test]
fn the_operator_is_called_user() {
    let mut world = staged();
    world.set_agent(Some("USER"));
    allowed(&world, &["commit", "-qm", "mine"]);
    assert_eq!(trailers(&world), "user");
}

#[test]
fn other_trailers_stay_beside_it() {
    let world = staged();
    allowed(&world, &["commit", "-sqm", "fix: it", "-m", "Change-Id: 1"]);
    let expected = "fix: it\n\nChange-Id: 1\nSigned-off-by: Ada <ada@example.org>\nAuraops-Agent: SENSOR";
    assert_eq!(world.git_line(["log", "-1", "--format=%B"]), expected);
}

#[test]
fn the_trailer_comes_with_no_verify_too() {
    let world = staged();
    allowed(&world, &["commit", "--no-verify", "-qm", "unseen"]);
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_trailer_that_is_there_is_kept() {
    let mut world = staged();
    allowed(&world, &["commit", "-qm", "mine\n\nauraops-agent: Sensor"]);
    assert_eq!(trailers(&world), "Sensor");
    world.set_agent(Some("user"));
    world.write("src/render/a.rs", "changed\n");
    allowed(&world, &["commit", "-qam", "for render\n\nAuraops-Agent: RENDER"]);
    assert_eq!(trailers(&world), "RENDER");
}

#[test]
fn an_agent_does_not_sign_for_another() {
    let world = staged();
    for args in [
        &["commit", "-m", "x\n\nAuraops-Agent: RENDER"][..],
        &["commit", "-n", "-m", "x\n\nAuraops-Agent: user"],
    ] {
        let said = refused(&world, args);
        assert!(said.contains("this session is SENSOR"), "{said}");
    }
}

#[test]
fn an_empty_message_still_stops_the_commit() {
    for args in [
        &["-v"][..],
        &["--no-verify"],
        &["--cleanup=scissors"],
        &["--no-edit"],
        &["-m", ""],
        &["--no-status"],
    ] {
        let world = staged();
        let output = commit_with_editor(&world, ":", args);
        assert!(
            said(&output).contains("Aborting commit due to empty commit message"),
            "{args:?}: {}",
            said(&output)
        );
        assert!(!output.status.success());
    }
}

#[test]
fn an_untouched_template_still_stops_the_commit() {
    let world = staged();
    world.write("template", "subject:\n").git(["config", "commit.template", "template"]);
    let output = commit_with_editor(&world, ":", &[]);
    assert!(said(&output).contains("you did not edit the message"), "{}", said(&output));
    let output = commit_with_editor(&world, "echo 'subject: it' >\"$1\"", &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_message_that_is_typed_gets_the_trailer() {
    for args in [&[][..], &["-v"], &["--cleanup=scissors"], &["--cleanup=verbatim", "--no-status"]] {
        let world = staged();
        let output = commit_with_editor(
            &world,
            "{ echo typed; cat \"$1\"; } >\"$1.new\" && mv \"$1.new\" \"$1\"",
            args,
        );
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        assert_eq!(trailers(&world), "SENSOR", "{args:?}");
        assert_eq!(world.git_line(["log", "-1", "--format=%s"]), "typed", "{args:?}");
    }
}

#[test]
fn another_comment_mark_is_no_message() {
    for mark in [";", "auto"] {
        let world = staged();
        world.git(["config", "core.commentChar", mark]);
        let output = commit_with_editor(&world, ":", &["-v"]);
        assert!(
            said(&output).contains("Aborting commit due to empty commit message"),
            "{mark}: {}",
            said(&output)
        );
        let output = commit_with_editor(&world, "sed -i '1s/^/typed/' \"$1\"", &["-v"]);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(trailers(&world), "SENSOR", "{mark}");
    }
}

#[test]
fn a_message_that_is_thrown_away_stops_an_amend() {
    let world = staged();
    allowed(&world, &["commit", "-qm", "first"]);
    let output = commit_with_editor(&world, ": >\"$1\"", &["--amend"]);
    assert!(said(&output).contains("Aborting commit due to empty commit message"), "{}", said(&output));
}

#[test]
fn a_squashed_merge_becomes_the_askers() {
    let mut world = hooked();
    world.git(["checkout", "-qb", "topic"]).write("src/telemetry/a.rs", "topic\n");
    allowed(&world, &["commit", "-qam", "topic"]);
    world.git(["checkout", "-q", "main"]).git(["merge", "-q", "--squash", "topic"]);
    world.set_agent(Some("SENSOR"));
    allowed(&world, &["commit", "-q", "--no-edit"]);
    assert_eq!(trailers(&world), "SENSOR");
}
