//! The rules of auraops, pure: no clock, no disk, no git, no environment, no terminal.

pub mod append;
pub mod asker;
pub mod attributes;
pub mod audit;
pub mod author;
pub mod change;
pub mod codename;
pub mod codeowners;
pub mod commit;
pub mod day;
pub mod dispatch;
pub mod entry;
pub mod id;
pub mod judged_commit;
pub mod map;
pub mod next;
pub mod oid;
pub mod overlap;
pub mod path;
pub mod pattern;
pub mod remap;
pub mod stamp;
pub mod talk;
pub mod template;
pub mod tree;
pub mod verdict;
