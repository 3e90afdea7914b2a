//! Texts that ask for more than is read.

use proptest::prelude::*;

use super::reading;
use crate::shell::effect::{Effect, PathWrite};

/// How much an answer may hold.
const MOST_EFFECTS: usize = 10_000;

#[track_caller]
fn is_beyond(text: &str) -> bool {
    let reading = reading(text);
    assert!(reading.effects.len() <= MOST_EFFECTS, "{}", text.len());
    for effect in &reading.effects {
        if let Effect::Write(PathWrite { path, .. }) = effect {
            assert!(path.as_os_str().len() <= 8192, "{}", text.len());
        }
    }
    reading.is_beyond
}

#[test]
fn what_asks_for_too_much_is_told_from_what_is_unclear() {
    let many = 100_000;
    for text in [
        "eval ".repeat(many / 5) + "rm own/a.rs",
        "sudo ".repeat(100) + "rm own/a.rs",
        format!("{}rm own/a.rs{}", "$(echo ".repeat(60), ")".repeat(60)),
        format!("{}rm own/a.rs{}", "echo $(".repeat(30), ")".repeat(30)),
        format!("{}rm own/a.rs;{}", "case x in x) ".repeat(600), " esac;".repeat(600)),
        format!("{}rm own/a.rs;{}", "{ ".repeat(600), "};".repeat(600)),
        format!("touch {}x", "../".repeat(3000)),
        format!("cd {}; touch x", "../".repeat(3000)),
        format!("touch own/a{}", "{x,y}".repeat(40)),
        format!("touch {{{}b}}", "a,".repeat(many)),
        format!("touch {{{}b}}{}", "a,".repeat(400), "x".repeat(many)),
        format!("for i in {{1..500}}; do cat > f$i <<E\n{}\nE\ndone", "x".repeat(many)),
        "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(12) + ":;" + &"done;".repeat(12),
        "touch own/n$((x))/a;".repeat(10) + &"cd own; cd ..; touch n; touch m;".repeat(4000),
        format!("x={}; {}", "a".repeat(500), "y=${x%%[b-z]*[b-z]*};".repeat(5000)),
        format!("rm own/a.rs # {}", "x".repeat(1 << 20)),
    ] {
        assert!(is_beyond(&text), "{}", &text[..text.len().min(80)]);
    }
}

#[test]
fn a_long_text_is_read_all_the_same() {
    for text in [
        format!("cat > own/a.rs <<'E'\n{}E\n", "a line > of text $(x) {a,b}\n".repeat(5000)),
        format!("cat > own/a.rs <<E\n{}E\n", "a line of text {a,b}\n".repeat(5000)),
        "echo x >> own/a.rs\n".repeat(2000),
        format!("for i in $(seq 3) {}; do touch own/$i; done", "a ".repeat(1000)),
        "f() { if x; then f; f; fi; touch own/a.rs; }; f".to_owned(),
        format!("git commit -m '{}'", "words and {braces} ".repeat(5000)),
    ] {
        assert!(!is_beyond(&text), "{}", &text[..80.min(text.len())]);
    }
}

#[test]
fn a_value_that_doubles_is_soon_not_known() {
    let doubled = "x=aaaa; ".to_owned() + &"x=$x$x; ".repeat(30);
    for end in ["touch $x", "echo $x > $x", "f=(\"$x\"); touch \"$x\"", "touch ${x//a/$x}", "eval $x"] {
        let found = reading(&format!("{doubled}{end}; rm own/a.rs"));
        let removes = |effect: &Effect| matches!(effect, Effect::Write(PathWrite { path, .. }) if path.ends_with("own/a.rs"));
        assert!(found.effects.iter().any(removes), "{end}: {:?}", found.effects.len());
    }
    let long = "b".repeat(60_000);
    for text in [
        format!("x={}; y={long}; z=${{x//a/$y}}; touch \"$z\"", "a".repeat(60_000)),
        format!("echo {long} | xargs -Ia touch {}", "a".repeat(60_000)),
        format!("find own -exec touch {} \\;", "{}".repeat(30_000)),
        format!("sed -i{} s/a/b/ own/a.rs", "*".repeat(60_000)),
    ] {
        is_beyond(&text);
    }
}

/// Pieces of texts that grow, nest or repeat.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "x=$x$x;",
        "x=${x//a/$x};",
        "eval ",
        "eval \"$x\";",
        "$(",
        "`",
        "{a,b}",
        "{1..500}",
        "case x in a) ",
        "esac;",
        "(",
        ")",
        "../",
        "cd a;",
        "pushd own;",
        "touch $x;",
        "touch a/$x/*;",
        "for i in 1 2 3 $x; do ",
        "done;",
        "f() { ",
        "}; f;",
        "f | f;",
        "sudo ",
        "xargs -Ia echo a | ",
        "sh -c \"",
        "\"",
        "'",
        "<<E ",
        "\nE\n",
        "ln -s a b;",
        "mkdir -p a/a/a/a;",
        "${x%%*[a-z]*}",
        "$x",
        "find . -name '[a-z]*' -delete;",
        "rm */*;",
        "echo $x$x |",
        "cat > f <<<$x;",
        "x=aaaaaaaaaaaaaaaaaaaaaaaaaa;",
        "while read -r x; do ",
        "\\\n",
    ];
    (prop::sample::select(pieces.to_vec()), 1..60_usize, 0..4_u32)
        .prop_map(|(piece, count, tens)| piece.repeat(count * 10_usize.pow(tens)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever grows, the answer is small, and it comes.
    #[test]
    fn no_text_grows_beyond_its_bounds(pieces in prop::collection::vec(piece(), 1..8)) {
        is_beyond(&pieces.concat());
    }
}
