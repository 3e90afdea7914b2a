//! Texts in other languages within a command.

use proptest::prelude::*;

use super::{reading, told};

const PYTHON: [&str; 62] = [
    "def f(a, b):",
    "f",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\n",
    "\n    ",
    "\n        ",
    ";",
    "=",
    "+=",
    "+",
    "/",
    ".",
    "for",
    "in",
    "if",
    "else",
    "while",
    "with",
    "as",
    "import",
    "from",
    "os",
    "Path",
    "open",
    "\"a\"",
    "'own'",
    "f\"{a}x\"",
    "\"\"\"",
    "\"w\"",
    "a",
    "b",
    "a = [a, a]",
    "a = a + a",
    "a = (a, b)",
    "for a in [a, b]:",
    "a.write_text(",
    "return",
    "lambda x:",
    "sys.argv[1:]",
    "{a: b}",
    "#",
    "\\",
    "\\\n",
    "é",
    "async",
    "1",
    "==",
    ":=",
    "*",
    "try:",
    "except:",
    "class A:",
    "a.items()",
    "\u{fffd}",
    "not",
];

const SCRIPT: [&str; 66] = [
    "const a =",
    "let",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    ";",
    "\n",
    "=",
    "+=",
    "+",
    "/",
    ".",
    "?.",
    "=>",
    "(a) =>",
    "for (const a of",
    "in",
    "if",
    "else",
    "while (",
    "import",
    "from",
    "* as",
    "fs",
    "require('fs')",
    ".promises",
    "'own'",
    "\"a\"",
    "`${a}x`",
    "`",
    "a",
    "b",
    "a = [a, a]",
    "a = a + a",
    "function f(a) {",
    "f(",
    "return",
    "async",
    "await",
    "new",
    "class A {",
    "// x",
    "/*",
    "*/",
    "/a[/]b/g",
    "\\",
    "é",
    "1",
    "===",
    "...",
    "a.forEach(",
    "process.argv[2]",
    "{a: b}",
    "{a, b: c} =",
    "try",
    "catch (e)",
    "--",
    "[[",
    "]]",
    "..",
    "\u{fffd}",
];

const LINE: [&str; 60] = [
    "my",
    "$a",
    "@a",
    "$_",
    "=",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "\n",
    "=>",
    "->",
    "::",
    ".",
    "..",
    "'own'",
    "\"a$a\"",
    "\"#{a}\"",
    "qw(a b)",
    "%w[a b]",
    "q{",
    "s/a/b/",
    "/a/",
    "m{a}",
    "tr",
    "y",
    "s",
    "open",
    "unlink",
    "File.write",
    "File",
    ".each do |a|",
    ".each { |a|",
    "end",
    "do",
    "if",
    "unless",
    "while",
    "for",
    "foreach",
    "def f",
    "<<~A",
    "<<'A'",
    "\nA\n",
    "#",
    "\n=begin",
    "%",
    "%q",
    "or die",
    "&&",
    "a",
    "b",
    "1",
    "é",
    "\u{fffd}",
    "`",
];

fn words(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(words), 1..4_usize), 0..40).prop_map(|words| {
        words.into_iter().map(|(word, count)| word.repeat(count)).collect::<Vec<_>>().join(" ")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn no_python_makes_it_panic(text in words(&PYTHON)) {
        reading(&format!("python3 - <<'E'\n{text}\nE\n"));
    }

    #[test]
    fn no_script_makes_it_panic(text in words(&SCRIPT)) {
        reading(&format!("node <<'E'\n{text}\nE\nlua <<'E'\n{text}\nE\n"));
    }

    #[test]
    fn no_ruby_and_no_perl_makes_it_panic(text in words(&LINE)) {
        reading(&format!("ruby - <<'E'\n{text}\nE\nperl <<'E'\n{text}\nE\n"));
    }
}

#[test]
fn what_grows_in_another_language_has_a_bound() {
    let many = 3000;
    for text in [
        "a = 'x'\n".to_owned() + &"a = a + a\n".repeat(40) + "open(a, 'w')",
        "a = []\n".to_owned() + &"a = [a, a]\n".repeat(many) + "for b in a: pass",
        "a = [1]\n".to_owned() + &"a = a + a\n".repeat(many),
        "a = b\n".to_owned() + &"a = a.b\n".repeat(many),
        "def f(a):\n f(a)\n f(a)\n f(a)\nf(1)\n".repeat(100),
        "(".repeat(many) + &")".repeat(many),
        "[".repeat(many) + &"]".repeat(many),
        (0..many).map(|depth| " ".repeat(depth) + "if x:\n").collect(),
        "for a in [1, 2, 3, 4, 5, 6, 7, 8, 9]: ".repeat(30) + "open('x', 'w')",
        "if x: ".repeat(many),
        "lambda: ".repeat(many),
    ] {
        reading(&format!("python3 - <<'E'\n{text}\nE\n"));
        reading(&format!("node - <<'E'\n{text}\nE\nruby - <<'E'\n{text}\nE\nperl - <<'E'\n{text}\nE\n"));
    }
    for text in [
        "$a = 'x';".to_owned() + &"$a = $a . $a;".repeat(40) + "unlink $a",
        "[1, 2, 3, 4, 5, 6, 7, 8].each { |a| ".repeat(20) + &"}".repeat(20),
        "for my $a (1, 2, 3, 4, 5, 6) { ".repeat(20) + "unlink 'x';" + &"}".repeat(20),
        "unlink ".repeat(20_000),
        "for ".repeat(20_000),
        "<<A ".repeat(20_000),
        "a.each ".repeat(10_000),
        "a.each {".repeat(many) + &"}".repeat(many),
        "q{".repeat(many),
        "\"#{".repeat(many),
    ] {
        reading(&format!("ruby - <<'E'\n{text}\nE\nperl - <<'E'\n{text}\nE\n"));
    }
    for text in [
        "let a = 'x';".to_owned() + &"a = a + a;".repeat(40) + "fs.writeFileSync(a)",
        "let f = (a) => { f(a); f(a); f(a) }; f(1);".repeat(100),
        "(a => ".repeat(many) + &")".repeat(many),
        "if (x) {".repeat(many) + &"}".repeat(many),
        "if (x) ".repeat(many),
        "for (const a of [1, 2, 3, 4, 5, 6, 7, 8, 9]) ".repeat(30) + "fs.unlinkSync('x')",
        "{".repeat(many) + &"}".repeat(many),
        "`${".repeat(many),
        "a\n.b".repeat(many),
        "for ".repeat(30_000),
        format!("x{}.b", "\n".repeat(100_000)),
        "x\n".repeat(50_000),
    ] {
        reading(&format!("node - <<'E'\n{text}\nE\n"));
    }
}

#[test]
fn a_text_counts_as_unclear_and_names_what_it_writes() {
    for (text, expected) in [
        ("python3 -c \"open('own/n', 'w')\"", &["own/n"][..]),
        ("python3 -Bc \"open('own/n', 'a')\"", &["own/n"]),
        ("python3 -X dev -W error -c \"open('own/n', 'w')\"", &["own/n"]),
        ("python3 -c \"import os; os.rename('own/a.rs', 'other')\"", &["other/a.rs", "-own/a.rs"]),
        ("python3 -c \"import os; os.chdir('own'); open('n', 'w')\"; touch m", &["own/n", "m"]),
        ("python3 -c \"if x: import os; os.chdir('own')\nopen('n', 'w')\"", &[]),
        ("python3 -c \"from pathlib import Path; (Path('own') / 'n').parent.mkdir()\"", &[]),
        ("python3 -c \"open(f'own/{x}.rs', 'w')\"", &["own/?"]),
        ("python3 -c \"import subprocess as s; s.run(['rm', 'a'], cwd='own')\"", &["own/a"]),
        ("python3 --version; python3 -V", &[]),
        ("python3 missing.py own/a.rs", &[]),
        ("python3 -c 'open(\"own/n\", \"w\"'", &[]),
    ] {
        assert_eq!(told(text).0, expected, "{text}");
    }
}
