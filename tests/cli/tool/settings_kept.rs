//! The user's own settings: whatever stands in them stays, and comes back byte for byte.

use snapbox::str;

use crate::support::World;
use crate::support::settings::{FILES, install};

#[test]
fn the_users_settings_come_back_byte_for_byte() {
    let world = World::new();
    let claude = "\u{feff}{\r\n\t// mine\r\n\t\"model\": \"opus\",\r\n\r\n\t\"hooks\": { \"PreToolUse\": [ ] , }, /* end */\r\n}";
    let gemini = "{\"hooks\":{},\n\n\n   \"theme\":\"x\"}";
    world.write(FILES[0], claude).write(FILES[2], gemini).write(".github/workflows/ci.yml", "");
    install(&world);
    assert!(world.read(FILES[0]).starts_with("\u{feff}{\r\n\t// mine\r\n\t\"model\": \"opus\",\r\n"));
    world.auraops(["hook", "remove"]).assert().success();
    assert_eq!((world.read(FILES[0]), world.read(FILES[2])), (claude.to_owned(), gemini.to_owned()));
    assert!(world.path(".github/workflows/ci.yml").exists());
}

#[test]
fn what_somebody_added_meanwhile_stays() {
    let world = World::new();
    install(&world);
    let text = world.read(FILES[1]);
    world.write(FILES[1], text.replacen('{', "{\n  \"mine\": 1,", 1));
    world.auraops(["hook", "remove"]).assert().success();
    snapbox::assert_data_eq!(
        world.read(FILES[1]),
        str![[r#"
{
  "mine": 1
}

"#]]
    );
}

#[test]
fn an_older_hook_is_replaced_and_named_by_status() {
    let world = World::new();
    world.write(
        FILES[3],
        r#"{"version":1,"hooks":{"preToolUse":[{"command":"/old/auraops hook cursor"},{"command":"./mine.sh"}]}}"#,
    );
    world.auraops(["hook", "install"]).assert().success();
    world.auraops(["hook", "status"]).assert().code(1).stdout_eq(str![[r#"
.git/hooks
  pre-commit             installed
  pre-merge-commit       installed
  prepare-commit-msg     installed
  commit-msg             installed
  reference-transaction  installed
  pre-push               installed
agents
  cursor                 from another version or path, in .cursor/hooks.json
next: auraops hook install --cursor

"#]]);
    world.auraops(["hook", "install", "--cursor"]).assert().success();
    let text = world.read(FILES[3]);
    assert!(!text.contains("/old/") && text.contains("./mine.sh"), "{text}");
    world.auraops(["hook", "remove"]).assert().success();
    assert_eq!(world.read(FILES[3]).matches("auraops").count(), 0);
}

#[test]
fn a_broken_file_is_not_touched() {
    let world = World::new();
    world.write(FILES[2], "{ \"theme\": ");
    world.auraops(["hook", "install", "--gemini"]).assert().code(2).stderr_eq(str![[r#"
error: reading `.gemini/settings.json`
  this is not JSON
  Expected value after colon in object property on line 1 column 12
hint: fix the file, then run this again

"#]]);
    assert_eq!(world.read(FILES[2]), "{ \"theme\": ");
    world.auraops(["hook", "install"]).assert().success();
    world.auraops(["hook", "status"]).assert().code(1).stdout_eq(str![[r#"
.git/hooks
  pre-commit             installed
  pre-merge-commit       installed
  prepare-commit-msg     installed
  commit-msg             installed
  reference-transaction  installed
  pre-push               installed
agents
  gemini                 reading `.gemini/settings.json`: this is not JSON: Expected value after colon in object property on line 1 column 12
next: auraops hook install --gemini

"#]]);
}

#[cfg(unix)]
#[test]
fn a_directory_that_leads_out_of_the_repository_is_refused() {
    let world = World::new();
    std::fs::create_dir(world.beside("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", world.path(".codex")).unwrap();
    world.auraops(["hook", "install", "--codex"]).assert().code(2).stderr_eq(str![[r#"
error: `.codex/hooks.json` points outside the repository, to `[..]hooks.json`
hint: put an ordinary file, or a directory, in the place of the symlink

"#]]);
    assert_eq!(std::fs::read_dir(world.beside("elsewhere")).unwrap().count(), 0);
}

/// The command of an event, as the file has it.

#[test]
fn a_file_that_said_nothing_is_there_again() {
    for text in ["", "{}", "{ }\r\n", "{\n}\n", "{\"hooks\": {}}\n"] {
        let world = World::new();
        for file in FILES {
            world.write(file, text);
        }
        install(&world);
        install(&world);
        world.auraops(["hook", "remove"]).assert().success();
        assert_eq!(FILES.map(|file| world.read(file)), FILES.map(|_| text.to_owned()));
    }
}
