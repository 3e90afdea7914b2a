use super::*;
use crate::domain::day::Zone;
use crate::domain::map::{Agent, ChatFiles, Owner, Shared};
use crate::domain::pattern::Case;

fn path(text: &str) -> RepoPath {
    RepoPath::from_git(text.as_bytes()).unwrap()
}

fn map(case: Case) -> Map {
    let patterns =
        |globs: &[&str]| -> Vec<_> { globs.iter().map(|glob| Pattern::parse(glob, case).unwrap()).collect() };
    let agent = |name: &str, owns: &[&str], except: &[&str]| Agent {
        name: Codename::parse(name).unwrap(),
        owns: patterns(owns),
        except: patterns(except),
        mission: None,
        verify: Vec::new(),
    };
    Map {
        agents: vec![
            agent("SENSOR", &["src/telemetry/**", "Tests/t/**"], &[]),
            agent("RENDER", &["src/render/**", "**/*.gl"], &["src/render/gen/**", "src/telemetry/**"]),
            agent("TWICE", &["src/render/twice.rs", "none/**"], &[]),
        ],
        shared: Shared { append: patterns(&["log.md"]), write: patterns(&["**/Cargo.lock"]) },
        chat: ChatFiles { file: path("groupchat.md"), journals: Vec::new(), case: Case::Sensitive },
        day: Zone::Local,
    }
}

const FILES: [&str; 13] = [
    "Cargo.lock",
    "README.md",
    "docs/a.md",
    "docs/deep/b.md",
    "groupchat.md",
    "log.md",
    "src/lib.rs",
    "src/render/a.rs",
    "src/render/deep/b.rs",
    "src/render/gen/c.rs",
    "src/render/twice.rs",
    "src/telemetry/a/x.gl",
    "tests/t/x.rs",
];

fn tracked() -> Vec<RepoPath> {
    FILES.map(path).to_vec()
}

#[test]
fn the_index_gives_the_answers_of_the_map() {
    for case in [Case::Sensitive, Case::Fold] {
        let map = map(case);
        let mut index = Index::new(&map);
        for path in tracked() {
            let expected = match map.owner(&path) {
                Owner::Agent { agent, .. } => Whose::Agent(agent),
                Owner::Contested { .. } => Whose::Contested,
                Owner::Append { .. } => Whose::Append,
                Owner::Write { .. } => Whose::Write,
                Owner::Unowned => Whose::Unowned,
            };
            assert_eq!(index.slot(&path).whose(&map), expected, "{path}");
        }
    }
}

#[test]
fn globs_and_agents_are_counted() {
    let survey = survey(&map(Case::Sensitive), &tracked());
    let held: Vec<_> = survey.agents.iter().map(|holding| holding.files).collect();
    assert_eq!((survey.files, held), (13, vec![1, 2, 0]));
    assert_eq!(survey.agents[1].owns[0].files, 4);
    let idle: Vec<_> = survey.idle().map(|(agent, glob)| (agent.map(Codename::as_str), &**glob)).collect();
    assert_eq!(idle, [(Some("SENSOR"), "Tests/t/**"), (Some("TWICE"), "none/**")]);
}

#[test]
fn directories_collapse_to_the_outermost_with_one_owner() {
    fn lines(branch: &Branch, out: &mut Vec<String>) {
        let shares = |shares: &[Share]| {
            shares.iter().map(|s| format!("{:?}={}", s.whose, s.files)).collect::<Vec<_>>().join(" ")
        };
        let many = branch.shares.len() > 1;
        let text = shares(if many { &branch.loose } else { &branch.shares });
        out.push(format!("{} {} {}", branch.dir, branch.files, text));
        branch.dirs.iter().for_each(|dir| lines(dir, out));
    }
    let mut out = Vec::new();
    lines(&survey(&map(Case::Fold), &tracked()).tree, &mut out);
    assert_eq!(
        out.join("\n").replace("Agent(Codename(\"", "(").replace("\"))", ")"),
        " 13 Append=2 Write=1 Unowned=1\n\
         docs/ 2 Unowned=2\n\
         src/ 6 Unowned=1\n\
         src/render/ 4 (RENDER)=1 Contested=1\n\
         src/render/deep/ 1 (RENDER)=1\n\
         src/render/gen/ 1 Unowned=1\n\
         src/telemetry/ 1 (SENSOR)=1\n\
         tests/ 1 (SENSOR)=1"
    );
}

#[test]
fn unowned_files_are_gathered_in_the_outermost_directory() {
    let survey = survey(&map(Case::Fold), &tracked());
    let groups: Vec<_> = survey.unowned.iter().map(|g| (g.dir.as_str(), g.files, g.extent)).collect();
    assert_eq!(
        groups,
        [
            ("", 1, Extent::Loose),
            ("docs/", 2, Extent::Whole),
            ("src/", 1, Extent::Loose),
            ("src/render/gen/", 1, Extent::Whole),
        ]
    );
}

#[test]
fn a_path_of_any_depth_is_counted() {
    let deep = path(&vec!["a"; 100_000].join("/"));
    assert_eq!(survey(&map(Case::Sensitive), &[deep]).unowned[0].files, 1);
}
