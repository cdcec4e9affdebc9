//! What a worker knows of each of its sites, for its figures and for the limit of its disk.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use super::error::FleetError;
use super::remote::written;

/// What a worker knows of one of its sites.
#[derive(Debug, Default)]
pub(super) struct SiteFigures {
    /// Bytes of journals and WARC files that the bucket has.
    kept: AtomicU64,
    /// Bytes of them that wait for it.
    pub(super) waiting: AtomicU64,
    /// When the bucket last had everything; seconds since 1970, 0: not yet.
    pub(super) shipped_at: AtomicU64,
    /// Nights that ended.
    pub(super) nights: AtomicU64,
}

impl SiteFigures {
    /// The bucket has all that was there before.
    pub(super) fn shipped(&self, bytes: u64, now: DateTime<Utc>) {
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        self.kept.store(bytes, Ordering::Relaxed);
        self.shipped_at.store(seconds, Ordering::Relaxed);
    }

    /// An archive as it was found, or brought back.
    pub(super) fn found(&self, dir: &Path) -> Result<(), FleetError> {
        self.kept.store(written(dir)?, Ordering::Relaxed);
        Ok(())
    }

    /// Bytes in the archive's folder that the bucket has not.
    pub(super) fn measure(&self, dir: &Path) -> Result<u64, FleetError> {
        let waiting = written(dir)?.saturating_sub(self.kept.load(Ordering::Relaxed));
        self.waiting.store(waiting, Ordering::Relaxed);
        Ok(waiting)
    }
}
