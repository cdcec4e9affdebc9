//! From the bytes of a source to its text.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8};
use flate2::read::MultiGzDecoder;

use super::{DiscoverError, Limit};

/// The bytes unpacked, when they begin like gzip (a `.xml.gz` that the server does not
/// declare as `Content-Encoding`). What came before the damage, or before the limit, is
/// kept beside the reason.
pub(super) fn unpacked(
    bytes: &[u8],
    limit: u64,
) -> Result<(Cow<'_, [u8]>, Option<DiscoverError>), DiscoverError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok((Cow::Borrowed(bytes), None));
    }
    let mut out = Vec::new();
    let outcome = MultiGzDecoder::new(bytes)
        .take(limit.saturating_add(1))
        .read_to_end(&mut out);
    let shortfall = match outcome {
        Err(cause) if out.is_empty() => return Err(DiscoverError::Gzip(cause)),
        Err(cause) => Some(DiscoverError::Gzip(cause)),
        Ok(_) => None,
    };
    match usize::try_from(limit) {
        Ok(limit_here) if out.len() > limit_here => {
            out.truncate(limit_here);
            let passed = DiscoverError::Limit(Limit::Unpacked(limit));
            Ok((Cow::Owned(out), Some(passed)))
        }
        _ => Ok((Cow::Owned(out), shortfall)),
    }
}

/// The text: as the byte order mark says, else UTF-8, as the sitemap protocol demands.
/// Bytes that are neither become U+FFFD; addresses are ASCII or escaped.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let (encoding, bom) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    encoding.decode_without_bom_handling(&bytes[bom..]).0
}
