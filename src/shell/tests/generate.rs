//! Shell texts and patches made at random from the listed forms, with the files that each of them writes.

use std::collections::BTreeSet;

/// Choices, one after the other; at the end always the first.
pub struct Dice<'c>(std::slice::Iter<'c, u16>);

/// A text, and what it writes, relative to the root.
pub struct Sample {
    pub text: String,
    pub writes: BTreeSet<String>,
}

impl<'c> Dice<'c> {
    pub fn new(choices: &'c [u16]) -> Dice<'c> {
        Dice(choices.iter())
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0.next().map_or(0, |&choice| usize::from(choice) % sides)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

/// Directories that are there, and files that no text takes away.
pub const DIRS: [&str; 4] = ["own", "own/sub", "other", "other/deep"];
pub const FILES: [&str; 6] =
    ["own/a.rs", "own/sub/c.rs", "other/x.rs", "other/deep/z.rs", "own/it's.rs", "other/a b.rs"];
/// Names that a text may write to, whether they are there or not.
const NAMES: [&str; 7] = ["n", "a b", "it's", "$x", "ünï", "-dash", "new.rs"];

/// What a backslash has to stand before outside of quotes.
const SPECIAL: &str = " '$\"\\`(){}[]<>|&;*?#~!";

struct Maker<'d, 'c> {
    dice: &'d mut Dice<'c>,
    root: String,
    /// Where the text is now, relative to the root.
    cwd: &'static str,
    writes: BTreeSet<String>,
}

/// A script of several commands.
pub fn script(dice: &mut Dice, root: &str) -> Sample {
    let mut maker = Maker { dice, root: root.to_owned(), cwd: "", writes: BTreeSet::new() };
    let mut text = String::new();
    for _ in 0..=maker.dice.roll(4) {
        let command = maker.group(2);
        text.push_str(&command);
        text.push_str(maker.dice.pick(&["\n", "\n\n", "\n# rm -rf other > own/x\n"]));
    }
    Sample { text, writes: maker.writes }
}

impl Maker<'_, '_> {
    /// A path in one of the directories, as it is seen from the root.
    fn target(&mut self) -> String {
        let dir = self.dice.pick(&DIRS);
        let path = format!("{dir}/{}", self.dice.pick(&NAMES));
        self.writes.insert(path.clone());
        path
    }

    /// Its spelling here: relative or absolute, in one of many quotes.
    fn spell(&mut self, path: &str) -> String {
        let relative = match (self.cwd, path.strip_prefix(&format!("{}/", self.cwd))) {
            ("", _) => path.to_owned(),
            (_, Some(below)) if below.starts_with('-') => format!("./{below}"),
            (_, Some(below)) => below.to_owned(),
            (cwd, None) => "../".repeat(cwd.split('/').count()) + path,
        };
        let text = match self.dice.roll(4) {
            0 => format!("{}/{path}", self.root),
            1 if !relative.starts_with('.') => format!("./{relative}"),
            _ => relative,
        };
        self.quote(&text)
    }

    fn quote(&mut self, text: &str) -> String {
        let escaped = |text: &str, set: &str| -> String {
            text.chars().flat_map(|c| set.contains(c).then_some('\\').into_iter().chain([c])).collect()
        };
        let sides = if text.contains('\n') { 3 } else { 5 };
        match self.dice.roll(sides) {
            0 => format!("'{}'", text.replace('\'', r"'\''")),
            1 => format!("\"{}\"", escaped(text, "$\"\\`")),
            2 => format!("$'{}'", escaped(text, "'\\")),
            3 => match text.split_at_checked(text.len() / 2) {
                Some((one, two)) => format!("'{}'{}", one.replace('\'', r"'\''"), escaped(two, SPECIAL)),
                None => escaped(text, SPECIAL),
            },
            _ => escaped(text, SPECIAL),
        }
    }

    fn source(&mut self) -> String {
        let path = self.dice.pick(&FILES);
        self.spell(path)
    }

    /// A command, perhaps within others.
    fn group(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple();
        }
        let here = self.cwd;
        let text = match self.dice.roll(16) {
            0 => {
                let dir = self.enter();
                let inner = self.group(depth - 1);
                format!("(cd {dir} && {inner}\n)")
            }
            1 => {
                let dir = self.enter();
                let inner = self.group(depth - 1);
                let top = format!("cd '{}/{here}'", self.root);
                let back =
                    if depth == 1 { self.dice.pick(&["cd - > /dev/null", "cd \"$OLDPWD\""]) } else { &top };
                format!("cd {dir}; {inner}\n{back}")
            }
            2 => {
                let dir = self.enter();
                let inner = self.group(depth - 1);
                format!("pushd {dir} > /dev/null\n{inner}\npopd > /dev/null")
            }
            3 => format!("{{ {}\n}}", self.group(depth - 1)),
            4 => format!("if true; then\n{}\nelse {}\nfi", self.group(depth - 1), self.group(depth - 1)),
            5 => format!("for i in 1 2; do {}\ndone", self.group(depth - 1)),
            6 => format!("case x in x) {}\n;; esac", self.group(depth - 1)),
            7 => format!("f() {{ {}\n}}; f", self.group(depth - 1)),
            8 => {
                let inner = self.group(depth - 1);
                format!("bash -c {}", self.quote(&inner))
            }
            9 => {
                let inner = self.group(depth - 1);
                format!("eval {}", self.quote(&inner))
            }
            10 => format!("true && {}", self.group(depth - 1)),
            11 => format!("x=$({}\n)", self.group(depth - 1)),
            12 => format!("cat < /dev/null | ( {}\n)", self.group(depth - 1)),
            13 => {
                let inner = self.group(depth - 1);
                format!("bash <<'SCRIPT'\n{inner}\nSCRIPT")
            }
            _ => self.simple(),
        };
        self.cwd = here;
        text
    }

    fn enter(&mut self) -> String {
        let dir = self.dice.pick(&DIRS);
        let text = self.spell(dir);
        self.cwd = dir;
        text
    }

    #[expect(clippy::too_many_lines, reason = "a table of forms")]
    fn simple(&mut self) -> String {
        let wrapper =
            self.dice.pick(&["", "", "", "env X=1 ", "nice -n 1 ", "command ", "timeout 9 ", "nohup "]);
        match self.dice.roll(22) {
            0 => {
                let target = self.target();
                let op = self.dice.pick(&[">", ">>", "> ", ">|", "&>", "1> ", "2>", "&>>", "<>"]);
                format!("echo 'a > b' {op}{}", self.spell(&target))
            }
            1 => {
                let (source, target) = (self.source(), self.target());
                format!("{wrapper}cp -- {source} {}", self.spell(&target))
            }
            2 => {
                let (old, new) = (self.target(), self.target());
                format!("{wrapper}mv -f -- {} {}", self.spell(&old), self.spell(&new))
            }
            3 => {
                let target = self.target();
                format!(
                    "{wrapper}{} {}",
                    self.dice.pick(&["rm -f --", "\\rm --", "/bin/rm -f --"]),
                    self.spell(&target)
                )
            }
            4 => {
                let targets = [self.target(), self.target()];
                format!(
                    "echo x | tee -a -- {} {} > /dev/null",
                    self.spell(&targets[0]),
                    self.spell(&targets[1])
                )
            }
            5 => {
                let target = self.target();
                format!("{wrapper}touch -- {}", self.spell(&target))
            }
            6 => {
                let target = self.target();
                format!("{wrapper}sed -i -e 's/a/>b/' -- {}", self.spell(&target))
            }
            7 => {
                let (source, target) = (self.source(), self.target());
                format!("{wrapper}install -m 644 -T -- {source} {}", self.spell(&target))
            }
            8 => {
                // A name of its own: what is written to it later would go to where it leads.
                let target = format!("{}/link", self.dice.pick(&DIRS));
                self.writes.insert(target.clone());
                format!("{wrapper}ln -sf -- a.rs {}", self.spell(&target))
            }
            9 => {
                let target = self.target();
                let spelled = self.spell(&target);
                format!("{wrapper}dd if=/dev/null of={spelled} 2> /dev/null")
            }
            10 => {
                let target = self.target();
                format!("{wrapper}truncate -s 3 -- {}", self.spell(&target))
            }
            11 => {
                let dir = self.dice.pick(&DIRS);
                self.writes.insert(format!("{dir}/made/f"));
                let spelled = self.spell(&format!("{dir}/made"));
                format!("mkdir -p {spelled} && echo x > {spelled}/f")
            }
            12 => {
                let dir = self.dice.pick(&DIRS);
                let (source, name) = self.dice.pick(&[("own/a.rs", "a.rs"), ("other/x.rs", "x.rs")]);
                self.writes.insert(format!("{dir}/{name}"));
                let (source, dir) = (self.spell(source), self.spell(dir));
                self.dice
                    .pick(&["cp {s} {d}", "cp -t {d} {s}", "cp {s} {d}/", "install {s} {d}"])
                    .replace("{s}", &source)
                    .replace("{d}", &dir)
            }
            13 => {
                let target = self.target();
                let spelled = self.spell(&target);
                format!("P={spelled}; echo x > \"$P\"")
            }
            14 => {
                let dir = self.dice.pick(&DIRS);
                self.writes.extend([format!("{dir}/b1"), format!("{dir}/b2")]);
                format!("touch {}/b{{1,2}}", self.spell(dir))
            }
            15 => {
                let target = self.target();
                format!(
                    "cat > {} <<'EOF'\nit's > other/x.rs\nrm -rf other; `x` $(y)\nEOF",
                    self.spell(&target)
                )
            }
            16 => {
                let dir = self.dice.pick(&DIRS);
                let target = format!("{dir}/n");
                self.writes.insert(target);
                format!("for d in {}; do echo x > \"$d/n\"; done", self.spell(dir))
            }
            17 => {
                let target = self.target();
                format!("printf '%s' {} | xargs -I{{}} echo {{}} > {}", self.source(), self.spell(&target))
            }
            _ => self
                .dice
                .pick(&[
                    "echo 'rm other/x.rs > own/a.rs'",
                    "echo \"> other/x.rs\" # > other/x.rs",
                    "grep -c '>' /dev/null 2>&1",
                    "awk '{ if ($1 > 3) print }' < /dev/null",
                    "[[ a > b ]]",
                    "(( 3 > 4 ))",
                    "echo x 2>&1 >/dev/null",
                    "cat <<EOF > /dev/null\nrm other/x.rs\n> own/a.rs\nEOF",
                    "git commit -m 'rm other/x.rs' -n --dry-run > /dev/null 2>&1",
                    "echo \"$(cat <<'EOF'\nit's (a > b\nEOF\n)\"",
                    "test -e own/a.rs || :",
                    "echo \\> other/x.rs",
                ])
                .to_owned(),
        }
    }
}

/// A text for `apply_patch`, on its own or within a shell.
pub fn patch(dice: &mut Dice, root: &str) -> (Sample, bool) {
    let mut maker = Maker { dice, root: root.to_owned(), cwd: "", writes: BTreeSet::new() };
    let end = maker.dice.pick(&["\n", "\r\n"]);
    let mut text = format!("*** Begin Patch{end}");
    for at in 0..=maker.dice.roll(4) {
        let target = maker.target();
        let blank = maker.dice.pick(&["", " ", "\t"]);
        let name = if maker.dice.roll(3) == 0 { format!("{root}/{target}") } else { target };
        let part = match maker.dice.roll(4) {
            0 => format!("*** Add File: {name}{blank}{end}+*** Add File: other/no{end}"),
            1 => format!("*** Delete File: {name}{blank}{end}"),
            // Behind the lines of an update it would be one of them.
            2 if at > 0 => format!("*** Update File:{blank}{name}{end}@@{end} *** Add File: other/no{end}"),
            2 => format!("{blank}*** Update File:{blank}{name}{end}@@{end}-it's{end}+$(x) `y`{end}"),
            _ => {
                let to = maker.target();
                format!("*** Update File: {name}{end}*** Move to: {to}{blank}{end}@@{end} a{end}")
            }
        };
        text.push_str(&part);
    }
    text += "*** End Patch";
    let is_shell = maker.dice.roll(2) == 1;
    if is_shell {
        let form = maker.dice.pick(&[
            "apply_patch <<'EOF'\n{}\nEOF",
            "cd {root} && apply_patch <<\"EOF\"\n{}\nEOF\n",
            "cat <<'X' | apply_patch\n{}\nX",
            "apply_patch \"$(cat <<'EOF'\n{}\nEOF\n)\"",
        ]);
        text = form.replace("{root}", root).replace("{}", &text);
    }
    (Sample { text, writes: maker.writes }, is_shell)
}
