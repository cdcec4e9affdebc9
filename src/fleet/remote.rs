//! A site's archive in the bucket, for as long as this worker has the site.
//!
//! The fence comes first: after it, nobody who had the site before can add anything, so what is
//! read then is all there is.
#![expect(
    clippy::disallowed_methods,
    reason = "a worker owns the folder that its sites' archives lie in"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::error::FleetError;
use crate::bucket::Bucket;
use crate::config::{BucketSettings, Config, Site};
use crate::crawl;
use crate::shipping::{RemoteArchive, RemoteWriter, ShippingError, pull};
use crate::store::{BucketBinding, Files, FoundFile, StoreError};

/// How an archive came to be on this disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restoration {
    /// It was here, with all that the bucket has.
    Here,
    /// It was brought back from the bucket.
    Pulled {
        /// Files.
        files: u64,
        /// Where an archive lies that was here and had not what the bucket has. What it alone has
        /// can be imported.
        aside: Option<PathBuf>,
    },
}

/// The fleet's bucket, and what its id is.
#[derive(Clone)]
pub(super) struct FleetBucket {
    pub(super) bucket: Bucket,
    pub(super) settings: BucketSettings,
    pub(super) id: String,
}

/// A site's archive here and in the bucket.
pub(super) struct SiteRemote {
    writer: RemoteWriter,
    dir: PathBuf,
    binding: BucketBinding,
}

impl SiteRemote {
    /// Fences out whoever had the site before, and brings here what is lacking.
    pub(super) fn take(
        bucket: &FleetBucket,
        (config, site): (&Config, &Site),
        epoch: i64,
        now: DateTime<Utc>,
    ) -> Result<(Self, Restoration), FleetError> {
        let dir = config.archive_dir.clone();
        let binding = BucketBinding {
            id: bucket.id.clone(),
            site: site.name.clone(),
            place: bucket.settings.place.clone(),
            cache: bucket.settings.cache,
            evicted: Vec::new(),
        };
        let remote = RemoteArchive::open(&bucket.bucket, &site.name)?;
        let writer = remote.fence(epoch.unsigned_abs(), now)?;
        let is_here = fs::exists(&dir).map_err(local("look for", &dir))?;
        let known = writer.remote();
        let how = if known.is_empty() || is_here && known.behind(&dir)?.is_none() {
            Restoration::Here
        } else {
            restore(known, &dir, &binding, config, is_here.then_some(epoch))?
        };
        let remote = Self {
            writer,
            dir,
            binding,
        };
        Ok((remote, how))
    }

    /// Ships what was written since; after a night, what it sealed. Returns how many bytes of
    /// journals and WARC files were there before.
    pub(super) fn ship(&mut self, is_sealed: bool, now: DateTime<Utc>) -> Result<u64, FleetError> {
        if !fs::exists(self.dir.join("archive.json")).map_err(local("look for", &self.dir))? {
            return Ok(0);
        }
        let written = written(&self.dir)?;
        if is_sealed {
            self.writer.seal(&self.dir, now)?;
            if BucketBinding::read(&self.dir)
                .map_err(ShippingError::from)?
                .is_none()
            {
                self.binding.write(&self.dir).map_err(ShippingError::from)?;
            }
        }
        self.writer.ship(&self.dir, now)?;
        Ok(written)
    }
}

/// Pulls beside, then swaps in. What was here is put aside whole.
fn restore(
    remote: &RemoteArchive,
    dir: &Path,
    binding: &BucketBinding,
    config: &Config,
    behind: Option<i64>,
) -> Result<Restoration, FleetError> {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let beside = |kind: &str, name: &str| {
        let folder = dir.parent().unwrap_or(Path::new("")).join(kind);
        fs::create_dir_all(&folder).map_err(local("make", &folder))?;
        Ok::<_, FleetError>(folder.join(name))
    };
    let fresh = beside(".pulling", &name)?;
    let pulled = pull(
        remote,
        &fresh,
        binding,
        &crawl::open_options(config),
        &mut |_| {},
    )?;
    let aside = match behind {
        Some(epoch) => {
            let aside = beside(".aside", &format!("{name}-{epoch}"))?;
            fs::rename(dir, &aside).map_err(local("put aside", dir))?;
            Some(aside)
        }
        None => None,
    };
    fs::rename(&fresh, dir).map_err(local("put in place", &fresh))?;
    Ok(Restoration::Pulled {
        files: pulled.files,
        aside,
    })
}

/// Bytes of journals and WARC files: all that is shipped while a night goes on.
pub(super) fn written(dir: &Path) -> Result<u64, FleetError> {
    let files = match Files::of(dir) {
        Ok(files) => files,
        Err(StoreError::NotAnArchive { .. }) => return Ok(0),
        Err(error) => return Err(ShippingError::from(error).into()),
    };
    let mut bytes = 0;
    for folder in ["runs", "warc"] {
        let walked = files.walk(folder, &mut |found: FoundFile| {
            bytes += found.bytes;
            Ok::<(), StoreError>(())
        });
        walked.map_err(ShippingError::from)?;
    }
    Ok(bytes)
}

fn local(what: &str, path: &Path) -> impl FnOnce(io::Error) -> FleetError {
    let what = format!("{what} {}", path.display());
    move |source| FleetError::Local { what, source }
}
