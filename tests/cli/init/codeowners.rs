use snapbox::str;

use super::world;

#[test]
fn the_map_is_made_from_codeowners() {
    let world = world(&["src/api/a.rs", "web/a.js", "docs/a.md"]);
    world.write(".github/CODEOWNERS", "* @org/core\n/web/ @org/front-end @bob\n!x @y\n/docs/\n");
    world
        .auraops(["init", "--from-codeowners"])
        .assert()
        .success()
        .stderr_eq(str![[r#"
note: .github/CODEOWNERS:2: 2 owners: the first, @org/front-end, is taken
note: .github/CODEOWNERS:3: the line is left out: `!` has no counterpart in the map

"#]])
        .stdout_eq(str![[r#"
created   auraops.toml
created   DISPATCH.md
created   groupchat.md
created   .gitattributes
placed    hooks in .git/hooks

agents: from .github/CODEOWNERS
  CORE       **
  FRONT-END  web/**
unowned (user only): docs/**

next: auraops map   # who owns what; edit auraops.toml until it is right
next: git add auraops.toml DISPATCH.md groupchat.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md groupchat.md .gitattributes
next: auraops launch CORE

"#]]);
    snapbox::assert_data_eq!(
        world.read("auraops.toml"),
        str![[r##"
# Who owns what. An agent changes its own paths and the shared ones; every other path is the user's.
# Globs are relative to the root: `*` stays inside a folder, `**` crosses. No path may have two owners: `auraops map`
# proves it and shows the result. More keys of an agent:
#   except = ["src/x/generated/**"]        # but not these
#   verify = [["make", "test"]]            # commands that must pass before it ends

[agents.CORE] # @org/core
owns = ["**"]
except = [
    "web/**",
    "docs/**",
    "auraops.toml",
]

[agents.FRONT-END] # @org/front-end
owns = ["web/**"]

[shared]
append = ["groupchat.md"]  # any agent may add lines, nobody rewrites old ones
write = []                 # any agent may change it

[chat]
file = "groupchat.md"  # where agents write to each other

[day]
timezone = "local"  # or "+01:00": when a day begins

"##]]
    );
    world
        .auraops(["check-path", "--who", "src/api/a.rs", "web/a.js", "docs/a.md"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
src/api/a.rs  CORE owns it (**)
web/a.js      FRONT-END owns it (web/**)
docs/a.md     nobody owns it

"#]]);
}

#[test]
fn without_codeowners_nothing_is_written() {
    let world = world(&["src/api/a.rs"]);
    world.auraops(["init", "--from-codeowners"]).assert().code(2).stderr_eq(str![[r#"
error: there is no CODEOWNERS file: looked for .github/CODEOWNERS, CODEOWNERS, docs/CODEOWNERS, .gitlab/CODEOWNERS
next: auraops init   # without --from-codeowners

"#]]);
    world.write("CODEOWNERS", "# nobody\n");
    world.auraops(["init", "--from-codeowners"]).assert().code(2).stderr_eq(str![[r#"
error: `CODEOWNERS` names no owners
next: auraops init   # without --from-codeowners

"#]]);
    assert!(!world.path("auraops.toml").exists() && !world.path("groupchat.md").exists());
}
