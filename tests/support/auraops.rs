//! The binary under test, about to run: as snapbox's command, but each line that it proposes is run, too.

use std::io;
use std::process::{Command, Output};

use snapbox::Data;
use snapbox::cmd::{Command as Snap, OutputAssert};

use super::next::{Ground, Place};

pub struct Auraops {
    pub(super) ground: Ground,
    pub(super) command: Command,
    pub(super) stdin: Option<Data>,
}

impl Auraops {
    #[track_caller]
    pub fn assert(self) -> OutputAssert {
        let config = snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV);
        OutputAssert::new(self.output().unwrap()).with_assert(config)
    }

    pub fn output(self) -> io::Result<Output> {
        let place = Place::of(&self.command);
        let mut command = Snap::from_std(self.command);
        if let Some(stdin) = self.stdin {
            command = command.stdin(stdin);
        }
        self.ground.watch(&place, || command.output())
    }
}
