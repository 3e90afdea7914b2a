//! Commits that git makes with the hooks in place: every command, every kind of change, name and repository.

mod commit;
mod merges;
mod moves;
mod paths;
mod repos;
mod stale;
mod way_out;
