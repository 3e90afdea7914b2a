//! Programs of which it is only known whether they write.

use super::program::Invocation;
use crate::shell::machine::Machine;

/// It writes nothing, so that directories are where they were.
pub fn reads(_: &mut Machine, _: &mut Invocation) {}

/// It may write anything: a text in a language of its own, or what only its input tells.
pub fn untold(machine: &mut Machine, _: &mut Invocation) {
    machine.not_understood();
}
