//! HTTP messages as bytes: heads, content codings, and one exchange as evidence.
//!
//! Pure. Opens no connection and knows no archive: `fetch` brings the bytes from the
//! network, `warc` from files, and both give a [`Capture`].

mod capture;
mod coding;
mod head;

pub use capture::{Capture, LocationError, Truncation};
pub(crate) use capture::{bare, lines};
pub use coding::{CodingError, Decoded, decode};
pub(crate) use head::status_line;
pub use head::{Head, parse, text};
