//! The archive as a dataset, by the real binary over archives of a demo portal whose editors
//! have been at work between the nights.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod agreement;
#[path = "../store/scene.rs"]
#[allow(dead_code, reason = "the store's own tests use the rest")]
mod archive;
mod broken;
mod choice;
mod expected;
mod nights;
mod notified;
mod operators;
mod planted;
mod planting;
mod pooled;
#[path = "../night/receivers.rs"]
#[allow(dead_code, reason = "the nights' own tests use the rest")]
mod receivers;
mod scene;
mod takedowns;
#[path = "../flow/world.rs"]
#[allow(dead_code, reason = "the flow's own tests use the rest")]
mod world;
