//! The audit against archives that were changed behind the program's back: every change is
//! found and named, and what can be repaired is repaired.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests change files from outside, and stop at the first surprise"
)]

mod beside;
mod command;
mod flips;
mod mending;
mod packages;
mod scene;
mod strangers;
mod torn;
