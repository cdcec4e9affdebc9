//! Fingerprints, and the types that keep them apart: the digest of the bytes a
//! server sent is never the digest of what an article says.
//!
//! Pure. Never hashes a URL, a time, a counter or a list of related links into a
//! [`ContentDigest`]: those change while the article does not.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 of an entity body (decoded, de-chunked): `sha256:<64 hex>`.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct PayloadDigest(String);

/// SHA-256 of an article's canonical form (RFC 8785 JSON): `sha256:<64 hex>`.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct ContentDigest(String);

/// SHA-256 of one part of an article (title, body, captions, related): `sha256:<64 hex>`.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct PartDigest(String);

/// SHA-256 of any bytes, as digests are written: `sha256:<64 hex>`.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(71);
    text.push_str("sha256:");
    push_hex(&mut text, &Sha256::digest(bytes));
    text
}

/// Bytes as lower-case hexadecimal digits: a digest as manifests and `sha256sum` write it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    push_hex(&mut text, bytes);
    text
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        text.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
        text.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
    }
}

/// The canonical JSON bytes of RFC 8785 for a value without floating-point numbers:
/// object keys sorted (ours are ASCII), no white space, `serde_json`'s string escapes
/// (the same set the RFC prescribes).
fn canonical_json(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

impl PayloadDigest {
    /// Of an entity body.
    pub fn of(body: &[u8]) -> Self {
        Self(sha256(body))
    }
}

impl ContentDigest {
    /// Of an article's `content_form` (see `record::Article`).
    pub fn of(form: &Value) -> Self {
        Self(sha256(&canonical_json(form)))
    }

    /// The first eight hex digits, for file names.
    pub fn short(&self) -> &str {
        let hex = self.0.strip_prefix("sha256:").unwrap_or(&self.0);
        hex.get(..8).unwrap_or(hex)
    }
}

impl PartDigest {
    /// Of any serialisable part, in canonical JSON.
    pub fn of<T: Serialize>(part: &T) -> Self {
        let value = serde_json::to_value(part).unwrap_or(Value::Null);
        Self(sha256(&canonical_json(&value)))
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl $name {
            /// The digest as written: `sha256:<64 hex>`.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Takes a written digest back, if it has the written form.
            pub fn parse(text: &str) -> Option<Self> {
                let hex = text.strip_prefix("sha256:")?;
                let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                (hex.len() == 64 && hex.bytes().all(plain)).then(|| Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
as_text!(PayloadDigest, ContentDigest, PartDigest);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn known_answers() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(PayloadDigest::of(b"").as_str(), empty);
        assert_eq!(PayloadDigest::parse(empty), Some(PayloadDigest::of(b"")));
        assert_eq!(PayloadDigest::parse(&empty.to_uppercase()), None);
        assert_eq!(ContentDigest::of(&json!(null)).short(), "74234e98");
    }

    #[test]
    fn canonical_json_is_rfc_8785() {
        let value = json!({"b": "Hải\u{1}\n\"", "a": [1, null, true], "é": "/"});
        let want = "{\"a\":[1,null,true],\"b\":\"Hải\\u0001\\n\\\"\",\"é\":\"/\"}";
        assert_eq!(String::from_utf8(canonical_json(&value)).unwrap(), want);
    }
}
