use proptest::prelude::*;

use super::*;
use crate::domain::day::Zone;
use crate::domain::map::{ChatFiles, Shared};

fn patterns(globs: &[&str], case: Case) -> Vec<Pattern> {
    globs.iter().map(|glob| Pattern::parse(glob, case).unwrap()).collect()
}

fn agent(name: &str, owns: &[&str], except: &[&str]) -> Agent {
    folding(name, owns, except, Case::Sensitive)
}

fn folding(name: &str, owns: &[&str], except: &[&str], case: Case) -> Agent {
    Agent {
        name: Codename::parse(name).unwrap(),
        owns: patterns(owns, case),
        except: patterns(except, case),
        mission: None,
        verify: Vec::new(),
    }
}

fn map(agents: Vec<Agent>, shared: &[&str]) -> Map {
    Map {
        agents,
        shared: Shared { append: Vec::new(), write: patterns(shared, Case::Sensitive) },
        chat: ChatFiles { file: path("groupchat.md"), journals: Vec::new(), case: Case::Sensitive },
        day: Zone::Local,
    }
}

fn path(text: &str) -> RepoPath {
    RepoPath::from_git(text.as_bytes()).unwrap()
}

fn witness(map: &Map, tracked: &[RepoPath]) -> Option<String> {
    match clashes(map, tracked).into_iter().next()?.finding {
        Finding::Overlap { witness, .. } => Some(witness.to_string()),
        Finding::CannotProve => Some("cannot prove".into()),
    }
}

#[test]
fn two_globs_clash_exactly_when_a_path_matches_both() {
    for (a, b, expected) in [
        ("src/api/**", "src/**/*.rs", Some("src/api/a.rs")),
        ("src/a/**", "src/b/**", None),
        ("src/*.rs", "src/*.toml", None),
        ("**/x", "a/**", Some("a/x")),
        ("a/*/c", "a/b/*", Some("a/b/c")),
        ("a/*", "a/*/*", None),
        ("a/**", "a", None),
        ("**", "ä/ö", Some("ä/ö")),
        ("src/{a,b}/**", "src/{b,c}/**", Some("src/b/a")),
        ("*.rs", ".?s", Some(".rs")),
        ("*.rs", ".?rs", Some("..rs")),
        // Only `.` and `..`, which no path holds, match both.
        ("?", "[.]", None),
        ("??", "[.][.]", None),
        ("a/?", "a/[.]", None),
        ("*s", ".*", Some(".s")),
        ("a b*", "*c", Some("a bc")),
        ("a/**/b", "a/?/b", Some("a/a/b")),
        ("a/[!a-zA-Z0-9]", "a/?", Some("a/_")),
    ] {
        let map = map(vec![agent("A", &[a], &[]), agent("B", &[b], &[])], &[]);
        assert_eq!(witness(&map, &[]).as_deref(), expected, "{a} {b}");
    }
}

#[test]
fn what_an_agent_excepts_and_what_is_shared_is_not_contested() {
    let inner = agent("B", &["src/render/generated/**"], &[]);
    let outer = |except: &[&str]| agent("A", &["src/**"], except);
    for (except, shared, expected) in [
        (&["src/render/generated/**"][..], &[][..], None),
        (&["src/render/**"], &[], None),
        (&["src/render/generated/*.rs"], &[], Some("src/render/generated/a")),
        (&[], &["src/render/**"], None),
        (&[], &["**/*.lock"], Some("src/render/generated/a")),
    ] {
        let map = map(vec![outer(except), inner.clone()], shared);
        assert_eq!(witness(&map, &[]).as_deref(), expected, "{except:?} {shared:?}");
    }
}

#[test]
fn the_chat_belongs_to_everyone() {
    let one = map(vec![agent("A", &["groupchat.*"], &[]), agent("B", &["groupchat.md"], &[])], &[]);
    assert_eq!(witness(&one, &[]), None);
}

#[test]
fn a_tracked_file_is_the_better_witness() {
    let map = map(vec![agent("A", &["src/**"], &[]), agent("B", &["**/*.rs"], &[])], &[]);
    let tracked = [path("x.rs"), path("src/lib.rs")];
    let clash = clashes(&map, &tracked).remove(0);
    assert_eq!(clash.finding, Finding::Overlap { witness: path("src/lib.rs"), tracked: true });
    assert_eq!((clash.first.at, clash.second.at), ((0, 0), (1, 0)));
}

#[test]
fn where_case_does_not_count_neither_do_capitals() {
    let fold = |owns: &str, name| folding(name, &[owns], &[], Case::Fold);
    let two = |a, b| map(vec![fold(a, "A"), fold(b, "B")], &[]);
    assert_eq!(witness(&two("SRC/**", "src/x"), &[]).as_deref(), Some("src/x"));
    assert_eq!(witness(&two("src/[!a-z0-9]x", "src/[A-Z]x"), &[]), None);
    let exact = map(vec![agent("A", &["SRC/**"], &[]), agent("B", &["src/**"], &[])], &[]);
    assert_eq!(witness(&exact, &[]), None);
}

#[test]
fn a_glob_that_is_too_intricate_is_never_called_disjoint() {
    let wide = format!("**/*a{}", "?".repeat(40));
    let two = map(vec![agent("A", &[&wide], &[]), agent("B", &["x/**/*b*c"], &[])], &[]);
    assert_eq!(clashes(&two, &[])[0].finding, Finding::CannotProve);
    let known = path(&format!("x/a{}bc", "y".repeat(38)));
    assert_eq!(
        clashes(&two, std::slice::from_ref(&known))[0].finding,
        Finding::Overlap { witness: known, tracked: true }
    );
    let apart = map(vec![agent("A", &[&format!("a/{wide}")], &[]), agent("B", &["b/**"], &[])], &[]);
    assert_eq!(clashes(&apart, &[]), []);
}

fn glob() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("a"),
        Just("b"),
        Just("*"),
        Just("**"),
        Just("?"),
        Just("[!a]"),
        Just("{a,b}"),
        Just("*a"),
        Just("b*")
    ];
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"))
}

/// Every path of one to four components `a`, `b`.
fn small_paths() -> Vec<RepoPath> {
    let mut paths = Vec::new();
    let mut last: Vec<String> = vec!["a".into(), "b".into()];
    for _ in 0..4 {
        paths.extend(last.iter().map(|text| path(text)));
        last = last.iter().flat_map(|text| [format!("{text}/a"), format!("{text}/b")]).collect();
    }
    paths
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_witness_is_contested_and_silence_means_disjoint(
        a in glob(), b in glob(), except in prop::collection::vec(glob(), 0..2), shared in prop::option::of(glob()),
    ) {
        let except: Vec<&str> = except.iter().map(String::as_str).collect();
        let shared: Vec<&str> = shared.iter().map(String::as_str).collect();
        let map = map(vec![agent("A", &[&a], &except), agent("B", &[&b], &[])], &shared);
        let contested = |path: &RepoPath| matches!(map.owner(path), Owner::Contested { .. });
        match clashes(&map, &[]).first().map(|clash| &clash.finding) {
            Some(Finding::Overlap { witness, .. }) => prop_assert!(contested(witness), "{witness}"),
            Some(Finding::CannotProve) => prop_assert!(false, "these are small"),
            None => prop_assert_eq!(small_paths().into_iter().find(|path| contested(path)), None),
        }
    }
}
