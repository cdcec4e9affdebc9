//! HTTP messages as bytes: heads, chunk framing, content codings, and one exchange as evidence.
//!
//! Pure. Opens no connection and knows no archive: `fetch` brings the bytes from the
//! network, `warc` from files, and both give a [`Capture`].

mod capture;
mod chunk;
mod coding;
mod head;
mod media_type;

pub use capture::{Capture, LocationError, Truncation};
pub(crate) use capture::{bare, lines};
pub use chunk::{Dechunked, dechunk};
pub use coding::{CodingError, DecodedBody, decode};
pub(crate) use head::status_line;
pub use head::{Head, parse, text};
