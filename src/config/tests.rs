use super::*;
use crate::domain::codeowners;
use crate::domain::overlap::clashes;
use crate::domain::template::{self, Template};

fn error(text: &str) -> ConfigError {
    parse(text, FILE, Case::Sensitive).unwrap_err()
}

/// The message, then each label's text of the file and what is said of it.
fn report(error: &ConfigError) -> Vec<String> {
    let label = |label: &Label| format!("{:?}: {}", &error.toml[label.span.clone()], label.text);
    [error.message.clone()].into_iter().chain(error.labels.iter().map(label)).collect()
}

const GOOD: &str = r#"
[agents.SENSOR]
owns = ["src/telemetry/**"]
mission = "Accurate."
verify = [["ctest", "-R", "telemetry"]]
[agents.ALPHA]
owns = ["src/render/**"]
except = ["src/render/generated/**"]
[shared]
append = ["groupchat.md"]
write = ["Cargo.lock"]
[chat]
file = "chat/talk.md"
journals = ["log.md"]
[day]
timezone = "+01:00"
"#;

#[test]
fn the_whole_file_is_read_in_its_order() {
    let map = parse(GOOD, FILE, Case::Sensitive).unwrap();
    assert_eq!(map.agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>(), ["SENSOR", "ALPHA"]);
    assert_eq!(map.agents[0].verify, [["ctest", "-R", "telemetry"]]);
    assert_eq!(map.chat.file.as_str(), Some("chat/talk.md"));
    assert_eq!(map.day, Zone::Fixed(FixedOffset::east_opt(3600).unwrap()));
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let odd = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(parse(&odd, FILE, Case::Sensitive), parse(GOOD, FILE, Case::Sensitive));
    let odd = error("\u{feff}[agents.A]\r\nowns = [\"a//b\"]\r\n");
    assert_eq!(report(&odd)[1], r#""\"a//b\"": a glob cannot have an empty, `.` or `..` component"#);
    assert_eq!(odd.line_column(odd.labels[0].span.start), (2, 9));
}

#[test]
fn what_is_left_out_has_a_default() {
    let map = parse("[agents.A]\nowns = ['a/**']", FILE, Case::Sensitive).unwrap();
    assert_eq!(
        map.chat,
        ChatFiles {
            file: RepoPath::from_git(b"groupchat.md").unwrap(),
            journals: vec![],
            case: Case::Sensitive
        }
    );
    assert_eq!(map.day, Zone::Local);
}

#[test]
fn every_mistake_is_shown_where_it_stands() {
    for (text, expected) in [
        (
            "",
            &["the map names no agents", r#""": add a table `[agents.NAME]` with `owns = ["directory/**"]`"#]
                [..],
        ),
        (
            "[agents]",
            &[
                "the map names no agents",
                r#""[agents]": add a table `[agents.NAME]` with `owns = ["directory/**"]`"#,
            ],
        ),
        (
            "[agents.A]\nown = ['a']",
            &[
                "unknown key `own`",
                r#""own": did you mean `owns`? known keys: `owns`, `except`, `mission`, `verify`"#,
            ],
        ),
        (
            "[agent.A]\nowns = ['a']",
            &[
                "unknown key `agent`",
                r#""agent": did you mean `agents`? known keys: `agents`, `shared`, `chat`, `day`"#,
            ],
        ),
        (
            "[agents.A]\nowns = ['a']\nqqq = 1",
            &["unknown key `qqq`", r#""qqq": known keys: `owns`, `except`, `mission`, `verify`"#],
        ),
        ("[agents.A]", &["A owns nothing", r#""A": list at least one glob: `owns = ["directory/**"]`"#]),
        (
            "[agents.A]\nowns = []",
            &["A owns nothing", r#""[]": list at least one glob: `owns = ["directory/**"]`"#],
        ),
        (
            "[agents.A]\nowns = ['a', '/b']",
            &[
                "bad glob `/b`",
                r#""'/b'": a glob is relative to the repository's root: leave out the leading `/`"#,
            ],
        ),
        ("[agents.A]\nowns = 'a'", &["expected a list", r#""'a'": this is a string "a": put it in `[…]`"#]),
        (
            "[agents.A]\nowns = ['a']\n[chat]\nfile = 'Auraops.toml'",
            &[
                "the chat would be written into `auraops.toml`",
                r#""'Auraops.toml'": name a separate file, such as `groupchat.md`"#,
            ],
        ),
        ("[agents.A]\nowns = [3]", &["expected a string", r#""3": this is an integer `3`"#]),
        ("[agents]\nA = 3", &["expected a table of an agent with `owns`", r#""3": this is an integer `3`"#]),
        (
            "[agents.A]\nowns = ['a']\nverify = ['make']",
            &["expected a list", r#""'make'": this is a string "make": put it in `[…]`"#],
        ),
        (
            "[agents.A]\nowns = ['a']\nverify = [[]]",
            &[
                "a `verify` command names no program",
                r#""[]": a program and its arguments: `["make", "test"]`"#,
            ],
        ),
        (
            "[agents.user]\nowns = ['a']",
            &[
                "`user` is reserved: `user` is the operator, `all` and `none` have a meaning in the chat",
                r#""user": ASCII letters, digits, `_`, `-` and `.`; not `user`, `all` or `none`"#,
            ],
        ),
        (
            "[agents.'A B']\nowns = ['a']",
            &[
                "`A B` is no codename: it has a character that another name could be mistaken for, or that a chat line cannot carry",
                r#""'A B'": ASCII letters, digits, `_`, `-` and `.`; not `user`, `all` or `none`"#,
            ],
        ),
        (
            "[agents.Web]\nowns = ['a']\n[agents.WEB]\nowns = ['b']",
            &[
                "`WEB` and `Web` are the same codename",
                r#""WEB": case does not distinguish codenames"#,
                r#""Web": first here"#,
            ],
        ),
        (
            "[agents.A]\nowns = ['a']\n[agents.A]\nowns = ['b']",
            &["`A` appears twice", r#""A": again here"#, r#""A": first here"#],
        ),
        (
            "[agents.A]\nowns = ['a']\nowns = ['b']",
            &["`owns` appears twice", r#""owns": again here"#, r#""owns": first here"#],
        ),
        (
            "[agents.A]\nowns = ['a']\n[chat]\nfile = '../x'",
            &[
                "`../x` is not a path in the repository",
                r#""'../x'": relative to the root, with `/`, without `.` or `..`, outside `.git`"#,
            ],
        ),
        (
            "[agents.A]\nowns = ['a']\n[chat]\njournals = ['.git/x']",
            &[
                "`.git/x` is not a path in the repository",
                r#""'.git/x'": relative to the root, with `/`, without `.` or `..`, outside `.git`"#,
            ],
        ),
        (
            "[agents.A]\nowns = ['a']\n[day]\ntimezone = 'CET'",
            &["`CET` is not a time zone", r#""'CET'": `local`, or an offset such as `+01:00`"#],
        ),
    ] {
        assert_eq!(report(&error(text)), expected, "{text}");
    }
}

#[test]
fn a_clash_is_shown_with_both_places() {
    let text = "[agents.API]\nowns = ['x', 'src/api/**']\n[agents.UI]\nowns = ['src/**/*.rs']";
    let config = Config::parse(text, FILE, Case::Sensitive).unwrap();
    let error = config.clash(&clashes(&config.map, &[])[0]);
    assert_eq!(
        report(&error),
        [
            "two agents own `src/api/a.rs`",
            r#""'src/**/*.rs'": UI owns it here"#,
            r#""'src/api/**'": API owns it here"#,
        ]
    );
}

#[test]
fn the_map_that_codeowners_give_is_read_back_as_it_was_meant() {
    let import = codeowners::import("/a/ @org/one.two\n/a/b/ @c\n/a/c/ @c\n/\"x/ @c", &[], Case::Sensitive);
    let toml = codeowners::to_toml(&import);
    assert!(toml.starts_with("[agents.\"ONE.TWO\"] # @org/one.two\nowns = [\"a/**\"]\n"), "{toml}");
    let map = parse(&toml, FILE, Case::Sensitive).unwrap();
    for path in ["a/c/x", "\"x/y"] {
        let owner = map.owner(&RepoPath::from_git(path.as_bytes()).unwrap());
        assert_eq!(owner.agents()[0].as_str(), "C", "{path}");
    }
}

#[test]
fn every_template_is_a_map_in_which_nothing_is_owned_twice() {
    for paths in [
        &[][..],
        &["Cargo.lock", "yarn.lock", "src/render/a"],
        &["größe/a", "\"q\"/b", "[x]/y", "x y/z", "tests/größe/a"],
    ] {
        let files: Vec<RepoPath> =
            paths.iter().map(|path| RepoPath::from_git(path.as_bytes()).unwrap()).collect();
        let template = Template::choose(&files);
        let toml = template::map(&template);
        let map = parse(&toml, FILE, Case::Sensitive).unwrap_or_else(|error| panic!("{error}\n{toml}"));
        assert_eq!(map.agents.len(), template.agents.len(), "{toml}");
        assert_eq!(clashes(&map, &files), [], "{toml}");
        for path in files.iter().filter(|path| path.as_str().unwrap().contains('/')) {
            assert_eq!(map.owner(path).agents().len(), 1, "{path}\n{toml}");
        }
        assert_eq!(map.shared.write.len(), template.locks.len());
    }
}
