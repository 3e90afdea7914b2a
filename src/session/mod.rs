//! One agent's session: the words that it begins with, what it is told at its start and reminded of at its stop, what must
//! hold before it ends, what runs then, and a map that changed under it.

pub mod behind;
pub mod end_conditions;
pub mod end_record;
pub mod map_change;
pub mod prompt;
pub mod reply;
pub mod start;
pub mod stop;
pub mod verify_notice;
