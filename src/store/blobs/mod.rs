//! The files of an archive as named bytes, wherever they lie: under everything that reads
//! sealed files. One implementation a place: the disk, a
//! bucket, the disk with a bucket behind it, and memory for tests.
//!
//! A name is a path below the archive, with `/` between folders. An absolute name is that of a
//! file imported by reference. A name that leads out of the archive is refused.
//!
//! Knows no format. Never changes or removes a file, and never writes for the one writer: that
//! appends to files of its disk and shares its syncs, so it has ways of its own (`disk`).

#[cfg(feature = "bucket")]
mod bucket;
#[cfg(feature = "bucket")]
mod cache;
#[cfg(feature = "bucket")]
mod evicted;
mod files;
mod memory;
mod reader;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use super::StoreError;
use super::names::TEMPORARY;

#[cfg(feature = "bucket")]
pub use bucket::BucketBlobs;
#[cfg(feature = "bucket")]
pub use evicted::EvictingBlobs;
pub use files::FileBlobs;
pub use memory::MemoryBlobs;
pub use reader::BlobReader;

/// One place where files of an archive lie. Calls may block.
pub trait Blobs: fmt::Debug + Send + Sync {
    /// Where a file lies or would lie: for messages alone.
    fn location(&self, name: &str) -> String;

    /// A file's length in bytes; `None` when there is none.
    fn length(&self, name: &str) -> Result<Option<u64>, StoreError>;

    /// A whole file of ordinary size; `None` when there is none.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The same of a file that is known: one that is not there is an error.
    fn read_known(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let found = self.read(name)?;
        found.ok_or_else(|| StoreError::not_there(self.location(name)))
    }

    /// The bytes from `range.start` up to `range.end`: fewer only where the file ends before
    /// that, none beyond its end. A file that is not there is an error. See [`BlobReader`].
    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError>;

    /// What stands in a folder (`""` is the archive itself), sorted by name; nothing when there is
    /// no such folder.
    fn list(&self, folder: &str) -> Result<Vec<BlobEntry>, StoreError>;

    /// Writes a file in one step, durably, never over another's content.
    fn put_new(&self, name: &str, bytes: &[u8]) -> Result<WriteOutcome, StoreError>;
}

/// What became of a file that must not replace another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// It was written, or the very same bytes were there already.
    Here,
    /// A file with other content has the name, and is left as it is.
    Taken,
}

/// One thing in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobEntry {
    /// Its name in the folder. One that is not UTF-8 has its odd bytes replaced.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

impl BlobEntry {
    /// Whether it is a file that has its final name.
    pub(super) fn is_finished(&self) -> bool {
        matches!(self.kind, EntryKind::File(_)) && !self.name.starts_with(TEMPORARY)
    }
}

/// What stands in a folder under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file of so many bytes.
    File(u64),
    /// A link, a device, or a name that is not UTF-8, of so many bytes: nothing of ours is such.
    Odd(u64),
}
