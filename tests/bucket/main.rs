//! Archives in a bucket, over real sockets: shipped while a crawl goes on, lost, pulled back,
//! evicted; two writers; a server that dies, refuses, or cannot do what it must.
//!
//! `s3` is a small server in memory, for all that needs no real one. Where `SeaweedFS` is installed
//! (`.ci/tools bucket`, or `$HPNEWS_WEED`) the rest runs against it, and is skipped aloud where it is
//! not.
#![cfg(feature = "bucket")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod commands;
mod refused;
mod s3;
mod scene;
mod weed;
mod writers;
