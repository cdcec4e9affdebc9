//! What makes a request conditional.

use reqwest::header::HeaderValue;

use crate::http::Capture;

/// What Apache's `mod_deflate` adds to an `ETag` on the way out and does not take off again on
/// the way in: a tag sent back with it never matches (measured).
const DEFLATED: &[u8] = b"-gzip\"";

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

    /// From an earlier response; a tag without what Apache adds when it compresses.
    pub fn of(response: &Capture) -> Self {
        let tag = response.header("etag").map(without_deflated);
        Self::new(tag.as_deref(), response.header("last-modified"))
    }

    /// There is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

fn without_deflated(tag: &[u8]) -> Vec<u8> {
    tag.strip_suffix(DEFLATED)
        .map_or_else(|| tag.to_vec(), |bare| [bare, b"\""].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_goes_back_as_it_came_but_for_what_apache_added() {
        for (came, goes) in [
            ("\"5f1\"", "\"5f1\""),
            ("\"5f1-gzip\"", "\"5f1\""),
            ("W/\"5f1-gzip\"", "W/\"5f1\""),
            ("\"gzip\"", "\"gzip\""),
            ("5f1-gzip", "5f1-gzip"),
        ] {
            let tag = came.as_bytes();
            let bare = without_deflated(tag);
            assert_eq!(bare, goes.as_bytes(), "{came}");
            assert!(!Validators::new(Some(&bare), None).is_empty());
        }
        assert!(Validators::new(Some(b""), None).is_empty());
    }
}
