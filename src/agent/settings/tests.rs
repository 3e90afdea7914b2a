//! Laws of the edits, over settings as people write them.

use proptest::prelude::*;
use serde_json::Value;

use super::undo::Undo;
use super::*;

fn programs() -> [Program; 2] {
    [Program::OnPath, Program::At("'/opt/my tools/auraops'".to_owned())]
}

fn value(text: &str) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    let root = jsonc_parser::cst::CstRootNode::parse(text, &jsonc_parser::ParseOptions::default()).unwrap();
    root.to_serde_value().unwrap()
}

/// JSON text with comments, odd blanks and trailing commas; `depth` levels of it.
fn json(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        (-99i32..99).prop_map(|number| number.to_string()),
        "[a-z /*{}\\[\\],:]{0,8}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(depth, 24, 4, |inner| {
        prop_oneof![
            (prop::collection::vec((blank(), inner.clone(), blank()), 0..4), any::<bool>(), blank())
                .prop_map(|(elements, comma, end)| container('[', ']', &elements, comma, &end)),
            object(inner),
        ]
    })
}

fn object(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (properties(inner), any::<bool>(), blank())
        .prop_map(|(properties, comma, end)| container('{', '}', &properties, comma, &end))
}

/// `"k0": value`, each between blanks.
fn properties(inner: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<(String, String, String)>> {
    prop::collection::vec((blank(), inner, blank()), 0..4).prop_map(|values| {
        let named = values.into_iter().enumerate();
        named.map(|(at, (before, value, after))| (before, format!("\"k{at}\": {value}"), after)).collect()
    })
}

fn container(
    open: char,
    close: char,
    elements: &[(String, String, String)],
    comma: bool,
    end: &str,
) -> String {
    let elements: Vec<String> = elements.iter().map(|(a, b, c)| format!("{a}{b}{c}")).collect();
    let comma = if comma && !elements.is_empty() { "," } else { "" };
    format!("{open}{}{comma}{end}{close}", elements.join(","))
}

fn blank() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        2 => Just(" ".to_owned()),
        2 => Just("\n  ".to_owned()),
        1 => Just("\n\n\t".to_owned()),
        1 => Just(" // note, [\n".to_owned()),
        1 => Just(" /* note } */ ".to_owned()),
    ]
}

/// Settings: an object, in which there may be hooks of the user's.
fn settings() -> impl Strategy<Value = String> {
    let hooks = prop_oneof![
        Just(None),
        Just(Some("{}".to_owned())),
        Just(Some("{ // none yet\n}".to_owned())),
        Just(Some(r#"{"PreToolUse": []}"#.to_owned())),
        Just(Some(
            "{\n\t\"PreToolUse\": [\n\t\t// mine\n\t\t{\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"command\", \"command\": \"lint\"}]},\n\t],\n}"
                .to_owned()
        )),
        Just(Some(r#"{"preToolUse": [{"command": "./audit.sh"}], "Stop": []}"#.to_owned())),
    ];
    let layout = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (properties(json(3)), blank(), hooks, layout).prop_map(|(mut properties, end, hooks, layout)| {
        let (comma, first, bom, crlf) = layout;
        if let Some(hooks) = hooks {
            let at = if first { 0 } else { properties.len() };
            properties.insert(at, ("\n".to_owned(), format!("\"hooks\": {hooks}"), String::new()));
        }
        let mut text = container('{', '}', &properties, comma, &end) + "\n";
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if bom { format!("\u{feff}{text}") } else { text }
    })
}

fn comments(text: &str) -> usize {
    text.matches("note").count() + text.matches("mine").count() + text.matches("none yet").count()
}

proptest! {
    #[test]
    fn a_hook_comes_and_goes_and_everything_else_stays(text in settings(), which in 0..5usize) {
        let vendor = Vendor::ALL[which];
        let [program, other] = programs();
        let with = vendor.with_hook(&text, &program).unwrap();
        prop_assert_eq!(vendor.hook_state(&text, &program).unwrap(), SettingsState::Missing);
        prop_assert_eq!(vendor.hook_state(&with, &program).unwrap(), SettingsState::Installed, "{}", with);
        prop_assert_eq!(vendor.with_hook(&with, &program).unwrap(), with.clone(), "twice changes nothing");
        prop_assert_eq!(vendor.hook_state(&with, &other).unwrap(), SettingsState::Outdated);
        let moved = vendor.with_hook(&with, &other).unwrap();
        prop_assert_eq!(vendor.hook_state(&moved, &other).unwrap(), SettingsState::Installed);
        prop_assert_eq!(moved.matches("hook ").count(), with.matches("hook ").count(), "one takes the other's place");
        prop_assert_eq!(comments(&with), comments(&text), "no comment is lost");
        prop_assert_eq!(with.starts_with('\u{feff}'), text.starts_with('\u{feff}'));
        prop_assert!(!text.contains("\r\n") || !with.replace("\r\n", "").contains('\n'));

        prop_assert_eq!(Undo::new(&text, &with).apply(&with), Some(text.clone()), "the very bytes come back");
        let without = vendor.without_hook(&with).unwrap();
        prop_assert_eq!(comments(without.as_deref().unwrap_or_default()), comments(&text));
        prop_assert_eq!(plain(vendor, without.as_deref().unwrap_or("{}")), plain(vendor, &text));
        prop_assert!(without.is_none_or(|text| vendor.hook_state(&text, &program).unwrap() == SettingsState::Missing));
    }

    #[test]
    fn the_way_back_is_found(before in ".{0,20}", after in ".{0,20}", other in ".{0,20}") {
        let undo = Undo::new(&before, &after);
        prop_assert_eq!(undo.apply(&after), Some(before));
        prop_assert!(other == after || undo.apply(&other).is_none());
    }
}

/// What the settings say but for empty lists of hooks, and the version that we may have written.
fn plain(vendor: Vendor, text: &str) -> Value {
    let mut value = value(text);
    let Some(fields) = value.as_object_mut() else { return value };
    if vendor.profile().settings.version.is_some() {
        fields.remove("version");
    }
    if let Some(hooks) = fields.get_mut("hooks").and_then(Value::as_object_mut) {
        hooks.retain(|_, list| list.as_array().is_none_or(|list| !list.is_empty()));
        if hooks.is_empty() {
            fields.remove("hooks");
        }
    }
    value
}

#[test]
fn a_users_hook_in_our_group_stays() {
    let program = &programs()[0];
    let with = Vendor::Claude.with_hook("", program).unwrap();
    let shared =
        with.replacen("\"hooks\": [\n", "\"hooks\": [\n{\"type\": \"command\", \"command\": \"mine\"},\n", 1);
    assert_ne!(shared, with);
    // As the user has changed the group, ours comes beside it.
    assert_eq!(Vendor::Claude.without_hook(&shared).unwrap().unwrap().matches("mine").count(), 1);
    assert_eq!(Vendor::Claude.with_hook(&shared, program).unwrap().matches("mine").count(), 1);
}

#[test]
fn what_is_no_settings_file_is_left_alone() {
    for text in [
        "[]",
        "{",
        "nonsense",
        "{\"hooks\": []}",
        "{\"hooks\": {\"PreToolUse\": {}}}",
        "{\"hooks\": {}, \"hooks\": {}}",
        "{\"hooks\": {\"Stop\": [], \"Stop\": []}}",
        "{'a': 1}",
        "{} {}",
        "\"x\"",
    ] {
        assert!(Vendor::Claude.with_hook(text, &programs()[0]).is_err(), "{text}");
    }
    let deep = "{\"a\":".repeat(5000) + "1" + &"}".repeat(5000);
    assert!(Vendor::Claude.with_hook(&deep, &programs()[0]).is_err());
}

#[test]
fn only_auraops_own_hooks_are_taken_for_ours() {
    let ours = |command: &str| entries::is_ours("claude", &serde_json::json!({ "command": command }));
    for command in [
        "auraops hook claude",
        "/opt/auraops hook claude || exit 2",
        r#""C:\Program Files\auraops.exe" hook claude"#,
        "'/my tools/auraops' hook claude",
    ] {
        assert!(ours(command), "{command}");
    }
    for command in
        ["auraops hook codex", "myauraops hook claude", "auraops hook claudette", "echo hook claude"]
    {
        assert!(!ours(command), "{command}");
    }
}

#[test]
fn the_files_that_name_hooks_are_known() {
    let is = |path: &str| is_settings(&RepoPath::from_git(path.as_bytes()).unwrap());
    for vendor in Vendor::ALL {
        assert!(is(vendor.settings()), "{vendor:?}");
    }
    assert!(is(".Claude/settings.json") && is(".codex/config.toml") && !is("src/.claude.rs"));
}
