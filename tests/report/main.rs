//! Reports, feeds and comparisons held to whole expected files under `tests/fixtures/report/`.
//!
//! To renew them after a change that is meant, and then to look at what became of them:
//! `HPNEWS_RENEW=1 cargo test --test report && git diff tests/fixtures/report`

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

mod expected;
mod feeds;
mod hostile;
mod scene;
