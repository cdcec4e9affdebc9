//! EDGE: the archive as it is handed on: every version, change and capture without what a
//! takedown names.
//!
//! The one door for export, feeds, reports, messages, search, packages and replay. Reads
//! `withhold.toml` and finds what each of its lines stands for; one that cannot be read, or
//! that stands for nothing, shuts the door. Never changes the archive, and never tells whether
//! what it leaves out is there.

mod capture;
mod error;
mod list;
mod matching;
mod pool;
mod reader;

pub use error::PublishedError;
pub use pool::{PoolError, PooledReader, PublishedPool};
pub use reader::{Audience, Published};
