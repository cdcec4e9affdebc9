//! The archive that is read again, with or without the right to write. Opens nothing itself.

use std::ops::Deref;

use crate::store::{Archive, Reader};

/// An archive to be read again: to be written to, or in a dry run only looked at.
#[derive(Debug)]
pub enum ArchiveHandle {
    /// Its one writer.
    Writing(Box<Archive>),
    /// A reader: nothing is written.
    Looking(Box<Reader>),
}

impl Deref for ArchiveHandle {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        match self {
            Self::Writing(archive) => archive,
            Self::Looking(reader) => reader,
        }
    }
}
