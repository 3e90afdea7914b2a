//! What is different on Windows: the spellings of one path, the case of variables, scripts as programs.

use crate::support::{MAP, NOW, World, text};

/// `C:\x\y` as Git Bash writes it.
fn msys(path: &str) -> String {
    let (drive, rest) = path.split_once(':').unwrap();
    format!("/{}{}", drive.to_lowercase(), rest.replace('\\', "/"))
}

#[test]
fn every_spelling_of_a_path_has_the_same_owner() {
    let world = World::new();
    world
        .git(["config", "core.ignorecase", "true"])
        .write("src/telemetry/a.rs", "")
        .write("src/render/b.rs", "");
    let root = world.path("").to_str().unwrap().trim_end_matches('\\').to_owned();
    let mut spellings: Vec<String> = [
        r"src\telemetry\a.rs",
        r".\src\\telemetry/a.rs",
        r"src\render\..\telemetry\a.rs",
        r"src\telemetry\new\deep.rs",
        "SRC/Telemetry/A.RS",
        "src/telemetry/a.rs.",
        "src/telemetry/new.rs. .",
        "src/telemetry/a.rs::$DATA",
        "src/telemetry/new.rs:stream",
    ]
    .map(str::to_owned)
    .into();
    spellings.push(format!(r"{root}\src\telemetry\a.rs"));
    spellings.push(format!(r"\\?\{root}\src\telemetry\a.rs"));
    spellings.push(format!("{}/src/telemetry/new.rs", root.replace('\\', "/").to_lowercase()));
    spellings.push(format!("{}/src/telemetry/a.rs", msys(&root)));
    for path in spellings {
        world.auraops(["check-path", &path, "--agent", "SENSOR"]).assert().success();
        world.auraops(["check-path", &path, "--agent", "RENDER"]).assert().code(1);
        world.auraops(["check-path", "--stdin", "--agent", "SENSOR"]).stdin(path + "\r\n").assert().success();
    }
    for path in [r"..\a.rs", r"C:\a.rs", "/c/a.rs", ".git/config", r".GIT\config", ".git./config", "src/..."]
    {
        world.auraops(["check-path", path, "--agent", "SENSOR"]).assert().code(1);
    }
}

#[test]
fn the_case_of_a_variable_does_not_hide_an_agent() {
    let world = World::new();
    let mut command = world.process(["check-path", "src/render/b.rs"]);
    let status = command.env_remove("AURAOPS_AGENT").env("auraops_agent", "SENSOR").output().unwrap().status;
    assert_eq!(status.code(), Some(1));
}

#[test]
fn a_script_verifies() {
    let world = World::new().agent("SENSOR");
    let map = |program: &str| {
        MAP.replace("[agents.SENSOR]\n", &format!("[agents.SENSOR]\nverify = [[\"{program}\", \"a b\"]]\n"))
    };
    world.write("check.cmd", "@exit 0\r\n").write("fails.bat", "@echo no %1\r\n@exit 3\r\n");
    world.append("groupchat.md", &format!("START | {} | SENSOR\n", NOW.replace('T', " ")));
    world.write("auraops.toml", map("./fails")).git(["add", "."]).git(["commit", "-qm", "map"]);
    world.remote();
    let said = world.process(["end", "--no-commit", "nothing to do"]).output().unwrap();
    assert!(text(&said.stdout).contains("./fails 'a b'` failed"), "{}", text(&said.stdout));
    assert!(text(&said.stdout).contains("no \"a b\""), "{}", text(&said.stdout));
    world.write("auraops.toml", map("./check")).git(["commit", "-qam", "map"]).git(["push", "-q"]);
    world.auraops(["end", "--no-commit", "nothing to do"]).assert().success();
}
