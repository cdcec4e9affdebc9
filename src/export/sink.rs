//! A file that knows its size and digest when it ends, plain or compressed.
//!
//! No header of these holds a time or a name, so the same rows are the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::ExportError;
use super::error::failed;
use crate::dataset::FileCompression;
use crate::digest::hex;

/// Zstandard's own default. Part of the dump's bytes: another level is another dump.
const ZSTD_LEVEL: i32 = 3;

/// A file being written.
pub(super) struct CountingWriter {
    file: BufWriter<File>,
    hasher: Sha256,
    bytes: u64,
    path: PathBuf,
}

impl CountingWriter {
    pub(super) fn over(file: File, path: PathBuf) -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 16, file),
            hasher: Sha256::new(),
            bytes: 0,
            path,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Ends it, durably. Its size, and its SHA-256 in hexadecimal.
    pub(super) fn finish(self) -> Result<(u64, String), ExportError> {
        let Self {
            mut file,
            hasher,
            bytes,
            path,
        } = self;
        file.flush()
            .and_then(|()| file.get_ref().sync_all())
            .map_err(failed("write", &path))?;
        Ok((bytes, hex(&hasher.finalize())))
    }
}

impl Write for CountingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file of lines, packed as asked.
pub(super) enum PackedFile {
    Plain(Box<CountingWriter>),
    Gzip(Box<GzEncoder<CountingWriter>>),
    Zstd(Box<zstd::Encoder<'static, CountingWriter>>),
}

impl PackedFile {
    pub(super) fn over(
        file: CountingWriter,
        packing: FileCompression,
    ) -> Result<Self, ExportError> {
        let path = file.path().to_path_buf();
        Ok(match packing {
            FileCompression::None => Self::Plain(Box::new(file)),
            FileCompression::Gzip => {
                Self::Gzip(Box::new(GzEncoder::new(file, Compression::new(6))))
            }
            FileCompression::Zstd => {
                let mut encoder =
                    zstd::Encoder::new(file, ZSTD_LEVEL).map_err(failed("compress", &path))?;
                encoder
                    .include_checksum(true)
                    .map_err(failed("compress", &path))?;
                Self::Zstd(Box::new(encoder))
            }
        })
    }

    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.write_all(bytes),
            Self::Gzip(file) => file.write_all(bytes),
            Self::Zstd(file) => file.write_all(bytes),
        }
    }

    pub(super) fn end(self) -> io::Result<CountingWriter> {
        match self {
            Self::Plain(file) => Ok(*file),
            Self::Gzip(file) => file.finish(),
            Self::Zstd(file) => file.finish(),
        }
    }
}
