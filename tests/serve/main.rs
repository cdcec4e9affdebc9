//! The reading room by the real binary, over real sockets, on archives of the demo portal.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod door;
mod hidden;
mod hostile;
mod pages;
#[path = "../export/planting.rs"]
mod planting;
mod reader;
mod replayed;
#[path = "../export/scene.rs"]
#[allow(dead_code, reason = "the exports' own tests use the rest")]
mod scene;
#[path = "../flow/world.rs"]
#[allow(dead_code, reason = "the flow's own tests use the rest")]
mod world;
