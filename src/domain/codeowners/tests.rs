use proptest::prelude::*;

use super::line::{Line, Tree, globs, read};
use super::*;
use crate::domain::codename::Codename;
use crate::domain::day::Zone;
use crate::domain::map::{Agent, ChatFiles, Map, Owner, Shared};
use crate::domain::overlap::clashes;
use crate::domain::path::RepoPath;
use crate::domain::pattern::{Case, Pattern};

fn path(text: &str) -> RepoPath {
    RepoPath::from_git(text.as_bytes()).unwrap()
}

fn patterns(globs: &[impl AsRef<str>]) -> Vec<Pattern> {
    globs.iter().map(|glob| Pattern::parse(glob.as_ref(), Case::Sensitive).unwrap()).collect()
}

fn agent(name: &str, owns: &[impl AsRef<str>], except: &[impl AsRef<str>]) -> Agent {
    let name = Codename::parse(name).unwrap();
    Agent { name, owns: patterns(owns), except: patterns(except), mission: None, verify: Vec::new() }
}

fn map(agents: Vec<Agent>) -> Map {
    let chat = ChatFiles { file: path("groupchat.md"), journals: Vec::new(), case: Case::Sensitive };
    Map { agents, shared: Shared::default(), chat, day: Zone::Local }
}

fn imported(text: &str) -> Map {
    let import = import(text, &[], Case::Sensitive);
    map(import.agents.iter().map(|a| agent(a.name.as_str(), &a.owns, &a.except)).collect())
}

fn owner(map: &Map, file: &str) -> String {
    match map.owner(&path(file)) {
        Owner::Agent { agent, .. } => agent.to_string(),
        Owner::Unowned => "-".into(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_handle_is_one_agent_however_it_is_capitalised() {
    let map = imported("/src/ @Org/Team\n/docs/ @org/team\n");
    let names: Vec<String> = map.agents.iter().map(|agent| agent.name.to_string()).collect();
    assert_eq!(names, ["TEAM"]);
    assert_eq!((owner(&map, "src/x"), owner(&map, "docs/x")), ("TEAM".into(), "TEAM".into()));
}

#[test]
fn the_last_match_owns_a_path_and_nothing_is_owned_twice() {
    let map = imported(
        "\u{feff}# comment\r\n* @org/core\r\n*.js @web # inline\r\n/docs/ docs@example.com\r\ndocs/* @org/writers\r\n\
         apps/ @org/apps\n/apps/secret\nsrc/a\\ b/ @org/apps\n\\#odd @web\n/build/logs @org/core\n",
    );
    for (file, expected) in [
        ("README.md", "CORE"),
        ("x/y.js", "WEB"),
        ("docs/x.md", "WRITERS"),
        ("docs/deep/x.md", "DOCS"),
        ("docs/deep/x.js", "DOCS"),
        ("apps/x.js", "APPS"),
        ("x/apps/y", "APPS"),
        ("apps/secret", "-"),
        ("apps/secret/key", "-"),
        ("src/a b/c", "APPS"),
        ("x/#odd", "WEB"),
        ("build/logs/x", "CORE"),
        ("build/x", "CORE"),
    ] {
        assert_eq!(owner(&map, file), expected, "{file}");
    }
    assert_eq!(clashes(&map, &[]), []);
}

#[test]
fn what_the_map_cannot_say_is_a_note_with_its_line() {
    let text = "a/ @x @y\n!b @x\nc[0-9] @x\nd/ name\na/ @z\n/src/ @x\n/src/b/ @y\n/src/b/c/ @x\n";
    let notes = import(text, &[], Case::Sensitive).notes;
    let notes: Vec<_> = notes.iter().map(|note| format!("{}: {}", note.line, note.text)).collect();
    assert_eq!(
        notes,
        [
            "1: 2 owners: the first, @x, is taken",
            "1: line 5 repeats it",
            "2: the line is left out: `!` has no counterpart in the map",
            "3: the line is left out: CODEOWNERS has no `[…]` ranges",
            "4: `name` is neither `@name` nor an address: the line is left out",
            "8: `src/b/c/**` gives back to X what line 7 took away: where both match, nobody owns it now",
        ]
    );
}

#[test]
fn sections_pass_their_owners_on() {
    let map = imported("[Docs] @org/docs\nmanual/\n^[Code][2] @org/code\nsrc/\nsrc/x/ @y\n[id]/z @y");
    assert_eq!(owner(&map, "manual/a"), "DOCS");
    assert_eq!(owner(&map, "src/a"), "CODE");
    assert_eq!(owner(&map, "src/x/a"), "Y");
}

#[test]
fn every_owner_gets_a_codename_of_its_own() {
    let text = "a/ @one/core\nb/ @two/core\nc/ @user\nd/ @all\ne/ ann.lee@example.com\nf/ @-/-\ng/ @core";
    let names = import(text, &[], Case::Sensitive).agents;
    let names: Vec<_> = names.iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(names, ["CORE", "TWO-CORE", "USER-TEAM", "ALL-TEAM", "ANN.LEE", "OWNER", "CORE-2"]);
}

#[test]
fn a_tracked_name_tells_a_file_from_a_directory() {
    let tracked = [path("Makefile"), path("src/lib.rs")];
    let import = import("/Makefile @a\n/src @b\n/new @c\n", &tracked, Case::Sensitive);
    let owns: Vec<_> = import.agents.iter().map(|agent| agent.owns.clone()).collect();
    assert_eq!(owns, [vec!["Makefile"], vec!["src/**"], vec!["new", "new/**"]]);
}

#[test]
fn an_exported_map_means_the_same_there() {
    let map = map(vec![
        agent("GEN", &["src/gen/**"], &["src/gen/own/**"]),
        agent("SRC", &["src/**", "a b/*.rs"], &["src/gen/**", "src/none/**"]),
        agent("DOC", &["docs/{a,b}/**", "**/*.md"], &["src/**", "docs/a/x[0-9]", "a b/**"]),
    ]);
    let text = export(&map);
    let back = imported(&text);
    for file in
        ["src/x", "src/gen/x", "src/gen/own/x", "src/none/x", "a b/x.rs", "docs/a/q", "docs/c/q", "x.md"]
    {
        assert_eq!(owner(&back, file), owner(&map, file), "{file}\n{text}");
    }
    assert!(text.contains("\n/a\\ b/*.rs @SRC\n"), "{text}");
    assert!(text.contains("# left out: docs/a/x[0-9]: CODEOWNERS has no `[…]`\n"), "{text}");
    assert!(text.ends_with("# shared: nobody's in particular\n/groupchat.md\n"), "{text}");
}

#[test]
fn no_text_makes_the_import_or_the_export_fail() {
    for text in [
        "\\",
        "/",
        "[",
        "]",
        "^[",
        "[a][",
        "a\\",
        "*",
        "**",
        "/**/",
        "{ @x",
        "a//b @x",
        "é\\ @ü",
        "\0 @\u{1b}",
    ] {
        let import = import(text, &[], Case::Fold);
        let _ = to_toml(&import);
    }
    for glob in ["{a,{b,c}d}", "[[]x", "[]]", "[!]]", "a{,b}", "[{]", "é[ü]", "{a}{b}", "**"] {
        assert!(!export(&map(vec![agent("A", &[glob], &[] as &[&str])])).is_empty());
    }
}

/// The owner by the rule of CODEOWNERS itself.
fn last_match(text: &str, file: &RepoPath) -> Option<String> {
    let mut owner = None;
    for line in text.lines() {
        let Line::Rule { pattern, owners } = read(line) else { continue };
        if patterns(&globs(&pattern, &Tree::new(&[])).unwrap()).iter().any(|glob| glob.matches(file)) {
            owner = owners.first().cloned();
        }
    }
    owner
}

fn rule() -> impl Strategy<Value = String> {
    let part = prop_oneof![Just("a"), Just("b"), Just("*"), Just("**")];
    let pattern = prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"));
    let rule = (prop_oneof![Just(""), Just("/")], pattern, prop_oneof![Just(""), Just("/")]);
    let owner = prop_oneof![Just(" @X"), Just(" @Y"), Just(" @Z"), Just("")];
    (rule, owner).prop_map(|((root, pattern, dir), owner)| format!("{root}{pattern}{dir}{owner}"))
}

fn small_paths() -> Vec<RepoPath> {
    let names = ["a", "b", "c"];
    let two = names.iter().flat_map(|one| names.map(|two| format!("{one}/{two}"))).collect::<Vec<_>>();
    let three = two.iter().flat_map(|two| names.map(|three| format!("{two}/{three}")));
    names.map(str::to_owned).into_iter().chain(two.clone()).chain(three).map(|text| path(&text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn import_and_export_keep_every_owner(rules in prop::collection::vec(rule(), 1..6)) {
        let text = rules.join("\n");
        let notes = import(&text, &[], Case::Sensitive).notes;
        let lossy = notes.iter().any(|note| note.text.contains("nobody owns it now"));
        let map = imported(&text);
        prop_assert_eq!(clashes(&map, &[]), []);
        let exported = export(&map);
        for file in small_paths() {
            let here = map.owner(&file).agents().first().map(|name| format!("@{name}"));
            if here.is_some() || !lossy {
                prop_assert_eq!(&here, &last_match(&text, &file), "{}\n{}", file, text);
            }
            if !exported.contains("# the next line may") {
                prop_assert_eq!(here, last_match(&exported, &file), "{}\n{}\n{}", file, text, exported);
            }
        }
    }
}

#[test]
fn long_teams_that_begin_alike_get_names_of_their_own() {
    let long = "a".repeat(70);
    let text = format!("/one/ @x/{long}b\n/two/ @y/{long}c\n/three/ @z/{long}c\n");
    let import = import(&text, &[], Case::Sensitive);
    let names: std::collections::BTreeSet<&str> =
        import.agents.iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}
