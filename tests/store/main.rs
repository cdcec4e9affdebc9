//! The store under kills, cuts, full disks and other people's files.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the tests look at the archive's files from outside"
)]

mod bursts;
mod evidence;
mod flow;
mod frontier;
mod imported;
mod invariants;
mod kill;
mod manifests;
mod names;
mod night_kills;
mod nights;
mod prefixes;
mod refusals;
mod reindexing;
mod scene;
mod speed;
mod standing;
mod streams;
mod syscalls;
mod telling;
mod torn;
