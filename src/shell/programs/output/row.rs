//! A program that writes what its arguments name, as the table has it.

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Output {
    pub names: &'static [&'static str],
    /// Words of which one comes first, where the program does other things, too.
    pub command: &'static [&'static str],
    /// Options whose value is a file that is written, and a directory that something is put into. `*` stands for any beginning.
    pub files: &'static [&'static str],
    pub dirs: &'static [&'static str],
    /// Options with any other value.
    pub valued: &'static [&'static str],
    pub operands: Operands,
    /// Options and words with which nothing is written.
    pub checks: &'static [&'static str],
}

/// What is written of the operands.
#[derive(Debug, Clone, Copy)]
pub enum Operands {
    None,
    All,
    /// Each, and a file beside it.
    Beside,
    First,
    Second,
    Last,
    /// All from this one on.
    From(usize),
    /// The last one is a directory that is filled.
    LastDir,
    /// The last of several, unless it is somewhere else: `host:path`, `scheme://…`.
    Transfer,
    /// The last one, with `-i` alone.
    InPlace,
    /// None of them: files of these names here.
    Fixed(&'static [&'static str]),
    /// The same where there is one at all.
    FixedIfAny(&'static [&'static str]),
}
