//! A stored response, ours or another tool's, as the [`Capture`] it once was.

use super::{Header, WarcError};
use crate::http::Capture;

/// The capture of a `response` record (`application/http`), de-chunked and decoded up to
/// `max_decoded` bytes; or of a `revisit` record, whose body is then empty. Headers that a
/// writer renamed `X-Archive-Orig-…` keep that name.
pub fn capture_of(
    _header: &Header,
    _block: Vec<u8>,
    _max_decoded: u64,
) -> Result<Capture, WarcError> {
    todo!()
}
