//! The one writer of an archive in the bucket.

use std::ops::AddAssign;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::remote::equal;
use super::{RemoteArchive, ShippingError};
use crate::bucket::{BucketError, Created, LogContent, LoggedObject};
use crate::store::FileBlobs;

/// What was acknowledged by the bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shipped {
    /// Objects.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Runs that were sealed there.
    pub runs: u64,
    /// Sealed files that lie outside of the archive (imported by reference), and are not shipped.
    pub left_out: Vec<String>,
}

impl AddAssign for Shipped {
    fn add_assign(&mut self, more: Self) {
        self.objects += more.objects;
        self.bytes += more.bytes;
        self.runs += more.runs;
        self.left_out.extend(more.left_out);
    }
}

/// An archive in the bucket that no earlier writer can add to any more.
#[derive(Debug)]
pub struct RemoteWriter {
    pub(super) remote: RemoteArchive,
    pub(super) epoch: u64,
    /// The folder was compared with what is acknowledged.
    is_compared: bool,
}

impl RemoteArchive {
    /// Fences out every writer of a lower epoch. Refused, as [`BucketError::Fenced`], where one as
    /// high has written.
    pub fn fence(mut self, epoch: u64, now: DateTime<Utc>) -> Result<RemoteWriter, ShippingError> {
        for entry in self.log.fence(epoch, now)? {
            self.state.take(&entry);
        }
        Ok(RemoteWriter {
            remote: self,
            epoch,
            is_compared: false,
        })
    }
}

impl RemoteWriter {
    /// What it adds to.
    pub fn remote(&self) -> &RemoteArchive {
        &self.remote
    }

    /// What was sent before and not answered is acknowledged first. Once, the folder is compared
    /// with what is acknowledged: it must hold all of that.
    pub(super) fn prepare(&mut self, dir: &Path) -> Result<(), ShippingError> {
        if let Some(entry) = self.remote.log.settle()? {
            self.remote.state.take(&entry);
        }
        if self.is_compared {
            return Ok(());
        }
        if let Some(file) = self.remote.behind(dir)? {
            let site = self.remote.site().to_owned();
            return Err(ShippingError::Behind { site, file });
        }
        let files = FileBlobs::of(dir);
        // What a kill tore was cut; it is shipped again from there.
        for (path, pieces) in &mut self.remote.state.tail {
            let equal = equal(&files, path, pieces)?;
            pieces.retain(|piece| piece.offset < equal);
        }
        self.is_compared = true;
        Ok(())
    }

    /// Writes an object under a key, or where a writer that was fenced out left another there,
    /// under one of its own.
    pub(super) fn put(
        &self,
        key: String,
        bytes: Vec<u8>,
        sha256: &str,
    ) -> Result<LoggedObject, ShippingError> {
        let log = &self.remote.log;
        let object = |key, bytes| LoggedObject {
            key,
            bytes,
            sha256: sha256.to_owned(),
        };
        let length = bytes.len() as u64;
        let Created::Taken(_) = log.bucket().create(&log.key(&key), bytes.clone())? else {
            return Ok(object(key, length));
        };
        let key = format!("{key}.{}", &sha256[..8]);
        match log.bucket().create(&log.key(&key), bytes)? {
            Created::Ours => Ok(object(key, length)),
            Created::Taken(_) => Err(ShippingError::Bucket(BucketError::Damaged {
                key,
                cause: "another object stands there".to_owned(),
            })),
        }
    }

    /// Acknowledges what was put.
    pub(super) fn acknowledge(
        &mut self,
        content: LogContent,
        now: DateTime<Utc>,
    ) -> Result<(), ShippingError> {
        let entry = self.remote.log.append(content, now)?;
        self.remote.state.take(&entry);
        Ok(())
    }
}
