//! Every command that `--help` shows, found by asking the binary itself.

use super::World;

/// A command and what its `--help` says.
pub struct Described {
    /// `auraops` and the words that follow it.
    pub words: Vec<String>,
    pub help: String,
}

impl Described {
    /// As one writes it: `auraops hook install`.
    pub fn name(&self) -> String {
        self.words.join(" ")
    }

    /// The commands below this one, as its help lists them; `help` itself is none.
    pub fn commands(&self) -> Vec<&str> {
        let listed = self.help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let named = listed.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
        named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
    }

    /// The long options that its help lists.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        let listed = self.help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let words = listed.flat_map(|line| line.split([' ', ',']).take(3));
        words.filter(|word| word.starts_with("--"))
    }
}

/// `auraops` first, then each command in the order of the help, followed by those below it.
pub fn every_command(world: &World) -> Vec<Described> {
    let mut found = Vec::new();
    describe(world, &["auraops"], &mut found);
    found
}

fn describe(world: &World, words: &[&str], found: &mut Vec<Described>) {
    let asked = world.auraops(words[1..].iter().chain(&["--help"])).assert().success();
    let help = String::from_utf8(asked.get_output().stdout.clone()).unwrap().replace("\r\n", "\n");
    let described = Described { words: words.iter().map(|&word| word.to_owned()).collect(), help };
    let below: Vec<String> = described.commands().into_iter().map(str::to_owned).collect();
    found.push(described);
    for name in &below {
        describe(world, &[words, &[name]].concat(), found);
    }
}
