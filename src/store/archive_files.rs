//! The files of the archive in a folder, wherever each lies.

use std::path::Path;
use std::sync::Arc;

use super::Blobs;

/// On the disk; of those that were evicted, in its bucket.
#[cfg(feature = "bucket")]
pub(super) fn of_archive(root: &Path) -> Arc<dyn Blobs> {
    Arc::new(super::blobs::EvictingBlobs::of(root))
}

/// On the disk.
#[cfg(not(feature = "bucket"))]
pub(super) fn of_archive(root: &Path) -> Arc<dyn Blobs> {
    Arc::new(super::blobs::FileBlobs::of(root))
}
