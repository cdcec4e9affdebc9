//! A night: crawl, verify a share, report, feeds, notify; one exit code.
//!
//! Never does a room's work itself.

mod feeds;
mod ledger;

pub use feeds::{Written, whole_ledger, write_feeds};
pub use ledger::{days, item, of_day, zone};
