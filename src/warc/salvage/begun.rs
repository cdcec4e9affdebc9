//! A record that begins: in how many bytes its first line shows, and what its header says.

use crate::warc::header::Header;

/// Bytes in which a record's first line must show itself.
pub(super) const FIRST: usize = 8 * 1024;

/// A record's header, and how many bytes it takes.
pub(super) struct Begun {
    pub(super) header: Header,
    /// What its block should take; `None` where it does not say.
    pub(super) length: Option<u64>,
    pub(super) bytes: u64,
}
