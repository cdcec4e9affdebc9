//! Files in an S3 bucket: a name is a key below one folder of it.

use std::ops::Range;
use std::path::Path;

use super::{BlobEntry, Blobs, EntryKind, WriteOutcome};
use crate::bucket::{Bucket, Created};
use crate::store::{StoreError, names};

/// The objects below one "folder" of keys.
#[derive(Clone, Debug)]
pub struct BucketBlobs {
    bucket: Bucket,
    folder: String,
}

impl BucketBlobs {
    /// Those whose keys begin with `folder` and `/`; with nothing where it is empty.
    pub fn of(bucket: &Bucket, folder: &str) -> Self {
        Self {
            bucket: bucket.clone(),
            folder: folder.to_owned(),
        }
    }

    fn key(&self, name: &str) -> Result<String, StoreError> {
        names::inside(Path::new(""), name)?;
        Ok(self.below(name))
    }

    fn below(&self, name: &str) -> String {
        match (self.folder.as_str(), name) {
            ("", name) => name.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, name) => format!("{folder}/{name}"),
        }
    }
}

impl Blobs for BucketBlobs {
    fn location(&self, name: &str) -> String {
        format!("{}/{}", self.bucket.place(), self.below(name))
    }

    fn length(&self, name: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.bucket.length(&self.key(name)?)?)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.bucket.read(&self.key(name)?)?)
    }

    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let found = self.bucket.read_range(&self.key(name)?, range)?;
        found.ok_or_else(|| StoreError::not_there(self.location(name)))
    }

    fn list(&self, folder: &str) -> Result<Vec<BlobEntry>, StoreError> {
        let (folders, objects) = self.bucket.list(&self.below(folder))?;
        let folders = folders.into_iter().map(|name| BlobEntry {
            name,
            kind: EntryKind::Folder,
        });
        let files = objects.into_iter().map(|it| BlobEntry {
            name: it.key.rsplit('/').next().unwrap_or_default().to_owned(),
            kind: EntryKind::File(it.bytes),
        });
        let mut found: Vec<BlobEntry> = folders.chain(files).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn put_new(&self, name: &str, bytes: &[u8]) -> Result<WriteOutcome, StoreError> {
        Ok(
            match self.bucket.create(&self.key(name)?, bytes.to_vec())? {
                Created::Ours => WriteOutcome::Here,
                Created::Taken(_) => WriteOutcome::Taken,
            },
        )
    }
}
