//! What a CI server is handed: annotations, reports, and the scripts that users copy.

use snapbox::str;

use crate::support::World;

/// SENSOR's commit of RENDER's path on a branch, pushed together with `main`.
fn pushed() -> World {
    let world = World::new();
    world.remote();
    world.git(["checkout", "-q", "-b", "topic"]);
    world.write("src/render/a.rs", "1\n").write("groupchat.md", "# rewritten\n").git(["add", "."]);
    world.git(["commit", "-qm", "theirs", "--trailer", "Auraops-Agent: SENSOR"]);
    world.git(["push", "-q", "-u", "origin", "topic"]);
    world
}

#[test]
fn github_marks_the_file_and_the_line() {
    let world = pushed();
    let check = |range: &str| world.auraops(["check-path", "--range", range, "--format", "github"]);
    check("main..topic").assert().code(1).stdout_eq(str![[r#"
::error file=groupchat.md,line=1,title=auraops::groupchat.md: append-only, and line 1 was changed or removed: `# chat` (commit [..] by SENSOR)
::error file=src/render/a.rs,title=auraops::src/render/a.rs: RENDER owns it (src/render/**) (commit [..] by SENSOR)

"#]]);
    check("topic..topic").assert().success().stdout_eq("");
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    let world = pushed();
    let check = |range: &str| world.auraops(["check-path", "--range", range, "--format", "gitlab"]);
    check("main..topic").assert().code(1).stdout_eq(str![[r#"
[
  {
    "description": "groupchat.md: append-only, and line 1 was changed or removed: `# chat` (commit [..] by SENSOR)",
    "check_name": "auraops",
    "fingerprint": "[..]",
    "severity": "blocker",
    "location": {
      "path": "groupchat.md",
      "lines": {
        "begin": 1
      }
    }
  },
  {
    "description": "src/render/a.rs: RENDER owns it (src/render/**) (commit [..] by SENSOR)",
    "check_name": "auraops",
    "fingerprint": "[..]",
    "severity": "blocker",
    "location": {
      "path": "src/render/a.rs",
      "lines": {
        "begin": 1
      }
    }
  }
]

"#]]);
    check("topic..topic").assert().success().stdout_eq("[]\n");
}

/// The last script of a workflow file: what stands deeper than its `|`.
#[cfg(unix)]
fn script(file: &str) -> String {
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let opening = |line: &&str| line.ends_with("run: |") || line.trim() == "- |";
    let at = lines.iter().rposition(opening).unwrap();
    let inside = lines[at + 1..].iter().take_while(|line| depth(line) > depth(lines[at]));
    inside.map(|line| [line.trim_start(), "\n"].concat()).collect()
}

/// Runs the script as a CI server would, in `clone`; gives back its exit status and what it printed.
#[cfg(unix)]
fn run(world: &World, file: &str, clone: &std::path::Path, vars: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut sh = std::process::Command::new("sh");
    sh.args(["-e", "-c", &script(file)]).current_dir(clone);
    for (name, value) in world.variables() {
        match value {
            Some(value) => sh.env(name, value),
            None => sh.env_remove(name),
        };
    }
    let output =
        sh.env("AURAOPS", snapbox::cmd::cargo_bin!("auraops")).envs(vars.iter().copied()).output().unwrap();
    let said = format!("{}{}", crate::support::text(&output.stdout), crate::support::text(&output.stderr));
    (output.status.code(), said)
}

#[cfg(unix)]
#[test]
fn the_scripts_that_users_copy_judge_what_an_event_brought() {
    let world = pushed();
    let (main, topic) = (world.git_line(["rev-parse", "main"]), world.git_line(["rev-parse", "topic"]));
    let (zeros, gone) = ("0".repeat(40), "1".repeat(40));
    let remote = format!("file://{}", world.beside("remote.git").display());
    for (place, depth) in [("whole", &[][..]), ("shallow", &["--depth=1"])] {
        let clone = world.beside(place);
        let args = ["clone", "-q", "--no-single-branch", "-b", "topic"].iter().chain(depth);
        world.git(args.chain(&[remote.as_str(), clone.to_str().unwrap()]));
        for (file, shallow) in
            [("action.yml", true), ("docs/github-actions.yml", false), ("docs/gitlab-ci.yml", false)]
        {
            if place == "shallow" && !shallow {
                continue;
            }
            for (base, head, branch, code) in [
                (&main, &topic, "topic", 1),
                (&topic, &topic, "topic", 0),
                (&zeros, &topic, "topic", 1),
                (&gone, &topic, "topic", 1),
                (&zeros, &main, "side", 0),
                (&zeros, &main, "main", 0),
                (&zeros, &topic, "main", 1),
            ] {
                let vars = if file.contains("gitlab") {
                    [
                        ("CI_COMMIT_BEFORE_SHA", base.as_str()),
                        ("CI_COMMIT_SHA", head),
                        ("CI_COMMIT_BRANCH", branch),
                        ("CI_DEFAULT_BRANCH", "main"),
                    ]
                } else {
                    [("BASE", base.as_str()), ("HEAD", head), ("BRANCH", branch), ("DEFAULT", "main")]
                };
                let (ended, said) = run(&world, file, &clone, &vars);
                assert_eq!(ended, Some(code), "{file} {place} {vars:?}: {said}");
            }
        }
    }
}
