use super::*;
use crate::domain::entry::{Reading, read};

fn files(paths: &[&str]) -> Vec<RepoPath> {
    paths.iter().map(|path| RepoPath::from_git(path.as_bytes()).unwrap()).collect()
}

/// `NAME: glob glob`, an agent each.
fn chosen(paths: &[&str]) -> Vec<String> {
    let template = Template::choose(&files(paths));
    template.agents.iter().map(|seed| format!("{}: {}", seed.name, seed.owns.join(" "))).collect()
}

#[test]
fn the_four_codenames_get_the_folders_that_are_there() {
    let paths = [
        "src/telemetry/a.rs",
        "src/shell/a.rs",
        "tests/test_telemetry/a.rs",
        "tests/shell/b.rs",
        "src/net/a.rs",
        "installer/x",
        "src/runtime/a/b/c.rs",
        "tests/test_platform/a.rs",
    ];
    let expected = [
        "SENSOR: src/telemetry/** tests/test_telemetry/**",
        "SHELL: src/shell/** tests/shell/**",
        "PLATFORM: src/runtime/** installer/** tests/test_platform/**",
    ];
    assert_eq!(chosen(&paths), expected);
    assert_eq!(Template::choose(&files(&paths)).origin, Origin::Codenames);
}

#[test]
fn without_them_every_source_folder_is_an_agents() {
    for (paths, agents) in [
        (
            &["web/a.js", "server/a.rs", "docs/a.md", ".github/x.yml", "a.md"][..],
            &["SERVER: server/**", "WEB: web/**"][..],
        ),
        (&["src/api/a.rs", "src/ui/a.rs", "src/lib.rs", "docs/x"], &["API: src/api/**", "UI: src/ui/**"]),
        (&["src/api/a.rs", "tests/api/a.rs", "tests/b.rs"], &["API: src/api/** tests/api/**"]),
        (&["src/api/a.rs", "tests/b.rs"], &["API: src/api/**", "TESTS: tests/**"]),
        (&["src/main.rs"], &["SRC: src/**"]),
        (
            &["crates/my core/a.rs", "crates/user/a.rs"],
            &["MY-CORE: crates/my core/**", "USER-TEAM: crates/user/**"],
        ),
        (&["Api/a", "api/b", "[x]{y}/c"], &["API-2: api/**", "API: Api/**", "X--Y: [[]x[]][{]y[}]/**"]),
        (&["a\\b/c", "x/y"], &["X: x/**"]),
    ] {
        let mut found = chosen(paths);
        found.sort();
        assert_eq!(found, agents, "{paths:?}");
    }
}

#[test]
fn with_nothing_to_divide_the_template_stands_as_it_is() {
    for paths in [&[][..], &["README.md", "docs/a.md", ".github/x.yml"]] {
        let template = Template::choose(&files(paths));
        assert_eq!((template.origin, template.agents.len()), (Origin::Blank, 4), "{paths:?}");
    }
    assert_eq!(chosen(&[])[0], "SENSOR: src/telemetry/** tests/test_telemetry/**");
}

#[test]
fn the_head_of_the_chat_holds_no_entry() {
    for line in chat().lines() {
        assert_eq!(read(line.as_bytes()), Reading::Other, "{line}");
    }
}

#[test]
fn a_block_cannot_leave_its_fence() {
    let name = Codename::parse("A").unwrap();
    let text = dispatch(&[(name, "one\n```\n````\ntwo\n".to_owned())], "move");
    assert!(text.contains("`````text\none\n```\n````\ntwo\n`````\n"), "{text}");
}
