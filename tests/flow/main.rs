//! Whole flows over real sockets: the demo portal in this process, the real binary beside
//! it, and what it left on disk, on the terminal and in the portal's log of requests.
//!
//! No test depends on how fast anything is: moments are counted in requests the portal has
//! seen, and times are held only against lower bounds.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::single_match_else,
    clippy::cloned_ref_to_slice_refs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod bounds;
mod commands;
mod exclusive;
mod failing;
mod interrupted;
mod permission;
mod retry_after;
mod spacing;
mod truth;
mod versions;
mod world;
