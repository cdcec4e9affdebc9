//! What makes a request conditional.

use reqwest::header::HeaderValue;

/// What a conditional request sends. Only what the page itself gave belongs here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub(super) etag: Option<HeaderValue>,
    pub(super) last_modified: Option<HeaderValue>,
}

impl Validators {
    /// From the `ETag` and `Last-Modified` of an earlier response, verbatim. A value
    /// that no header can carry is left out: the request then asks for the whole page.
    pub fn new(etag: Option<&[u8]>, last_modified: Option<&[u8]>) -> Self {
        let value = |bytes: Option<&[u8]>| {
            bytes
                .filter(|bytes| !bytes.is_empty())
                .and_then(|bytes| HeaderValue::from_bytes(bytes).ok())
        };
        Self {
            etag: value(etag),
            last_modified: value(last_modified),
        }
    }

    /// There is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}
