//! A file's fingerprint, taken while somebody else reads the file.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::digest::hex;

/// Size and SHA-256 of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Print {
    pub(super) bytes: u64,
    /// 64 hex digits.
    pub(super) sha256: String,
}

/// Passes bytes through and hashes them on the way.
pub(super) struct Tee<R> {
    inner: R,
    hasher: Sha256,
    bytes: u64,
}

impl<R: Read> Tee<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            bytes: 0,
        }
    }

    /// Reads what nobody read, and gives the print of all.
    pub(super) fn finish(mut self) -> io::Result<Print> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Print {
            bytes: self.bytes,
            sha256: hex(&self.hasher.finalize()),
        })
    }
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

/// Of bytes at hand.
pub(super) fn of(bytes: &[u8]) -> Print {
    Print {
        bytes: bytes.len() as u64,
        sha256: hex(&Sha256::digest(bytes)),
    }
}
