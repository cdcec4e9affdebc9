//! The crate as a library reads it: the examples, run as a reader runs them, and `stats` over
//! the same archive.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the tests read what was written, and run the examples"
)]

mod demo_archive;
mod elsewhere;
mod examples;
mod figures;

use std::path::PathBuf;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(demo_archive::demo_archive);

/// The archive all these tests read.
fn archive() -> PathBuf {
    FOLDER.path().join("archive")
}
