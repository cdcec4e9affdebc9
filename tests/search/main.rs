//! Search over archives that were made by hand, and over the demo portal's.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

#[path = "../store/scene.rs"]
#[expect(dead_code, reason = "the store's own tests use all of it")]
mod archive;
mod beside;
mod command;
mod damage;
mod disks;
mod finding;
mod orders;
mod scene;
mod unread;
