//! Commands that another one is given to run, and places that it is told to fill.

use super::{told, unclear, writes};

#[test]
fn commands_that_another_is_given() {
    for (text, expected) in [
        ("su -c 'rm a'", &["a"][..]),
        ("su root -c 'rm a'", &["a"]),
        ("tmux new-session -d 'rm a'", &["a"]),
        ("tmux new -d -s x rm a", &["a"]),
        ("parallel rm ::: a b", &["a", "b"]),
        ("parallel -j4 'cp {} own/' ::: a 'b c'", &["own/a", "own/b c"]),
        ("git rebase -x 'rm a' main", &[": Join(Rebase)", "a"]),
        ("git rebase --exec 'rm a' --no-autostash main", &["a"]),
        ("git bisect run rm a", &["a"]),
        ("git ls-files own other | xargs rm", &["own/x.rs", "other/x.rs"]),
        ("git ls-files -z own | xargs -0 sed -i s/a/b/", &["own/x.rs"]),
        ("for f in $(git ls-files own); do rm $f; done", &["own/x.rs"]),
        ("git ls-files own | wc -l; git ls-files own | xargs grep x", &[]),
        ("CDPATH=own; cd sub && touch a", &["own/sub/a"]),
        ("CDPATH=own; cd ./other && touch a", &["other/a"]),
        ("CDPATH=own cd sub && touch a", &["own/sub/a"]),
    ] {
        writes(text, expected);
    }
}

#[test]
fn places_that_a_program_is_told_to_fill() {
    for (text, expected) in [
        ("uniq a b", &["b"][..]),
        ("uniq -c a", &[]),
        ("uniq -f 1 a", &[]),
        ("sqlite3 a 'create table t(x)'", &["a"]),
        ("echo 'DELETE FROM t;' | sqlite3 a", &["a"]),
        ("sqlite3 a 'select * from t'", &[]),
        ("sqlite3 -readonly a", &[]),
        ("git archive -o a HEAD", &["a"]),
        ("git archive HEAD own", &[]),
        ("git -C own diff --output=a", &["own/a"]),
        ("git log --output a", &["a"]),
        ("git bundle create a HEAD", &["a"]),
        ("git bundle verify a", &[]),
        ("git format-patch -o other main", &["other/?"]),
        ("rsync -a --remove-source-files own/ /tmp/x/", &["-own", "own=>/tmp/x"]),
        ("rsync -a --remove-source-files own/ host:x", &["-own"]),
    ] {
        let (found, _) = told(text);
        assert_eq!(found, expected, "{text}");
    }
    writes("cd other; git clone https://example.org/x.git", &["other/?"]);
    unclear("tar xf /tmp/a.tar -C other", &["other/?"]);
    unclear("cd other && unzip /tmp/a.zip", &["other/?"]);
    unclear("unzip -o /tmp/a.zip -d other", &["other/?"]);
    writes("unzip -l /tmp/a.zip -d other; unzip -p /tmp/a.zip x > a", &["a"]);
    unclear("git grep -l x -- other | xargs rm", &["other/?"]);
}
