//! Nights and those who are told of them: real sockets, real files, the real binary.
//!
//! Waits are short by configuration; none is measured from above.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests look at files and clocks, stop at the first surprise, and skip aloud"
)]

mod binary;
mod mail;
mod receivers;
mod scene;
mod search;
mod timer;
mod webhook;
mod world;
