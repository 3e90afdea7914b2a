//! The git command that called this hook: its arguments say what git tells no hook.

/// The arguments of the nearest `git` above this process; `None` where the system does not show them.
#[cfg(target_os = "linux")]
pub fn arguments() -> Option<Vec<String>> {
    let mut pid = std::os::unix::process::parent_id();
    // Between git and us are the shell of a hook that runs several, and a hook manager's own processes.
    for _ in 0..8 {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let mut args = line.split(|&byte| byte == 0).map(|arg| String::from_utf8_lossy(arg).into_owned());
        let program = args.next()?;
        if std::path::Path::new(&program).file_name().is_some_and(|name| name == "git") {
            return Some(args.collect());
        }
        pid = parent(pid)?;
    }
    None
}

/// Whether commits come from another repository, where the system shows that: git fetches them right into a branch, for
/// which `FETCH_HEAD` is written too late, or somebody pushes them here.
pub fn transfers() -> bool {
    arguments().is_some_and(|args| is_transfer(&args))
}

fn is_transfer(args: &[String]) -> bool {
    let mut args = args.iter().map(String::as_str);
    let command = loop {
        match args.next() {
            Some("-C" | "-c" | "--git-dir" | "--work-tree" | "--namespace" | "--config-env") => {
                args.next();
            }
            Some(option) if option.starts_with('-') => {}
            command => break command,
        }
    };
    // What lies in this very repository did not come from anybody else.
    matches!(command, Some("fetch" | "push")) && !args.any(|arg| arg == "." || arg.starts_with("./"))
}

#[cfg(not(target_os = "linux"))]
pub fn arguments() -> Option<Vec<String>> {
    None
}

/// `pid (name) state ppid …` (<https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>); a name may hold anything.
#[cfg(target_os = "linux")]
fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_elsewhere_is_told_from_other_commands() {
        let is = |line: &str| is_transfer(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(
            is("fetch origin main:main") && is("-C dir -c fetch.prune=1 fetch --all") && is("push origin")
        );
        assert!(!is("commit -m fetch") && !is("-c fetch") && !is("fetch . x:main") && !is(""));
    }
}
