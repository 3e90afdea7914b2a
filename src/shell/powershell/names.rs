//! What PowerShell's commands are called.

/// Short names, and the whole ones.
const ALIASES: &[(&str, &str)] = &[
    ("%", "foreach-object"),
    ("?", "where-object"),
    ("ac", "add-content"),
    ("cat", "get-content"),
    ("cd", "set-location"),
    ("chdir", "set-location"),
    ("clc", "clear-content"),
    ("copy", "copy-item"),
    ("cp", "copy-item"),
    ("cpi", "copy-item"),
    ("del", "remove-item"),
    ("dir", "get-childitem"),
    ("echo", "write-output"),
    ("epcsv", "export-csv"),
    ("erase", "remove-item"),
    ("foreach", "foreach-object"),
    ("gc", "get-content"),
    ("gci", "get-childitem"),
    ("gi", "get-item"),
    ("icm", "invoke-command"),
    ("iex", "invoke-expression"),
    ("irm", "invoke-restmethod"),
    ("iwr", "invoke-webrequest"),
    ("ls", "get-childitem"),
    ("mi", "move-item"),
    ("mkdir", "md"),
    ("move", "move-item"),
    ("mv", "move-item"),
    ("ni", "new-item"),
    ("popd", "pop-location"),
    ("pushd", "push-location"),
    ("pwd", "get-location"),
    ("rd", "remove-item"),
    ("ren", "rename-item"),
    ("ri", "remove-item"),
    ("rm", "remove-item"),
    ("rmdir", "remove-item"),
    ("rni", "rename-item"),
    ("rvpa", "resolve-path"),
    ("saps", "start-process"),
    ("select", "select-object"),
    ("sc", "set-content"),
    ("set", "set-variable"),
    ("si", "set-item"),
    ("sl", "set-location"),
    ("sort", "sort-object"),
    ("start", "start-process"),
    ("sv", "set-variable"),
    ("tee", "tee-object"),
    ("type", "get-content"),
    ("where", "where-object"),
    ("write", "write-output"),
];

/// Those that only PowerShell has, by whole name.
const CMDLETS: &[&str] = &[
    "add-content",
    "clear-content",
    "compress-archive",
    "copy-item",
    "expand-archive",
    "export-clixml",
    "export-csv",
    "foreach-object",
    "get-childitem",
    "get-content",
    "get-item",
    "invoke-expression",
    "invoke-restmethod",
    "invoke-webrequest",
    "move-item",
    "new-item",
    "out-file",
    "pop-location",
    "push-location",
    "remove-item",
    "rename-item",
    "set-content",
    "set-item",
    "set-location",
    "start-process",
    "start-transcript",
    "tee-object",
    "write-output",
];

/// Whether it is the whole name of one of PowerShell's commands that are known here.
pub fn is_cmdlet(name: &str) -> bool {
    CMDLETS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A command's name as the table of programs has it.
pub fn whole(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".cmd").unwrap_or(&name);
    let name = name.strip_prefix(r"microsoft.powershell.management\").unwrap_or(name);
    let name = name.strip_prefix(r"microsoft.powershell.utility\").unwrap_or(name);
    match ALIASES.iter().find(|(alias, _)| *alias == name) {
        Some((_, whole)) => (*whole).to_owned(),
        None => name.to_owned(),
    }
}
