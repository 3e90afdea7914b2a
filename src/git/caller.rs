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
