//! A digest as a WARC header names one: an algorithm, and base32 or base16 in any case.
//!
//! Other tools label with `sha1:` (base32 mostly), `sha256:` or `md5:`. Only the first two are
//! computed here; all are compared by their bytes, not by how they are spelled.

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// A labelled digest.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LabelledDigest {
    /// `sha1`, `sha256`, …: lower case, no hyphen.
    algorithm: String,
    bytes: Vec<u8>,
}

impl LabelledDigest {
    /// Reads a header's value.
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, digits) = text.trim().split_once(':')?;
        let algorithm = algorithm.trim().to_ascii_lowercase().replace('-', "");
        let digits = digits.trim().trim_end_matches('=');
        let length = match algorithm.as_str() {
            "md5" => 16,
            "sha1" => 20,
            "sha256" => 32,
            "sha512" => 64,
            _ => return None,
        };
        let bytes = if digits.len() == 2 * length {
            unpack(digits, 4, |digit| char::from(digit).to_digit(16))
        } else {
            unpack(digits, 5, base32)
        }?;
        (bytes.len() == length).then_some(Self { algorithm, bytes })
    }

    /// Those that are computed here, of some bytes.
    pub fn all_of(bytes: &[u8]) -> Vec<Self> {
        let of = |algorithm: &str, bytes: &[u8]| Self {
            algorithm: algorithm.to_owned(),
            bytes: bytes.to_vec(),
        };
        vec![
            of("sha1", &Sha1::digest(bytes)),
            of("sha256", &Sha256::digest(bytes)),
        ]
    }

    /// Whether it is that of some bytes; `None` where its algorithm is not computed here.
    pub fn is_of(&self, bytes: &[u8]) -> Option<bool> {
        let mut hasher = self.hasher()?;
        hasher.update(bytes);
        Some(hasher.is(self))
    }

    pub(super) fn hasher(&self) -> Option<Hasher> {
        match self.algorithm.as_str() {
            "sha1" => Some(Hasher::Sha1(Sha1::new())),
            "sha256" => Some(Hasher::Sha256(Sha256::new())),
            _ => None,
        }
    }
}

/// One of the algorithms, at work.
pub(super) enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(sum) => sum.update(bytes),
            Self::Sha256(sum) => sum.update(bytes),
        }
    }

    pub(super) fn is(self, sum: &LabelledDigest) -> bool {
        match self {
            Self::Sha1(found) => found.finalize().as_slice() == sum.bytes,
            Self::Sha256(found) => found.finalize().as_slice() == sum.bytes,
        }
    }
}

impl std::io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// RFC 4648 §6.
fn base32(digit: u8) -> Option<u32> {
    match digit.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(u32::from(letter - b'A')),
        digit @ b'2'..=b'7' => Some(u32::from(digit - b'2') + 26),
        _ => None,
    }
}

/// Digits of some bits each as bytes; bits that fill no byte are dropped.
fn unpack(digits: &str, bits: u32, value: impl Fn(u8) -> Option<u32>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len());
    let (mut held, mut have) = (0_u32, 0);
    for digit in digits.bytes() {
        held = held << bits | value(digit)?;
        have += bits;
        if have >= 8 {
            have -= 8;
            bytes.push(u8::try_from(held >> have & 0xff).ok()?);
        }
    }
    Some(bytes)
}
