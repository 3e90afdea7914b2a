//! Work that is given up when its time is over.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// As much as the main thread has.
const STACK: usize = 8 << 20;

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaveUp {
    Late,
    /// It panicked, or could not begin.
    Broken,
}

/// Does the work beside this thread, for so long. What is late goes on until the process ends, and nobody hears of it.
pub fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, GaveUp> {
    let (sender, receiver) = channel();
    let work = move || drop(sender.send(work()));
    Builder::new().stack_size(STACK).spawn(work).map_err(|_| GaveUp::Broken)?;
    receiver.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => GaveUp::Late,
        RecvTimeoutError::Disconnected => GaveUp::Broken,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_or_breaks_is_given_up() {
        assert_eq!(within(Duration::from_mins(1), || 1), Ok(1));
        let (_sender, receiver) = channel::<()>();
        assert_eq!(within(Duration::from_millis(10), move || receiver.recv().is_ok()), Err(GaveUp::Late));
        let broken: fn() = || panic!("meant to");
        assert_eq!(within(Duration::from_mins(1), broken), Err(GaveUp::Broken));
    }
}
