//! Why an archive could not be shipped or pulled, with the next step.

use std::path::PathBuf;

use thiserror::Error;

use crate::bucket::BucketError;
use crate::config::LARGEST_OBJECT;
use crate::store::StoreError;

/// Why an archive could not be brought into the bucket, or out of it.
#[derive(Debug, Error)]
pub enum ShippingError {
    /// The bucket's fault, or another writer's.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The disk's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bucket has more of the archive than this folder.
    #[error("{site} in the bucket went on without this folder: {file} is not the same here")]
    Behind {
        /// The site.
        site: String,
        /// The first file that shows it.
        file: String,
    },
    /// A file that does not fit into one object.
    #[error("{file} has {bytes} bytes; the bucket takes files of up to {} MiB", LARGEST_OBJECT >> 20)]
    TooLarge {
        /// The file.
        file: String,
        /// Its length.
        bytes: u64,
    },
    /// A file is not what its manifest sealed.
    #[error("{file} is not what was sealed, and is not shipped")]
    Altered {
        /// The file.
        file: String,
    },
    /// An archive is to be pulled into a folder that is not free for it.
    #[error("cannot pull into {dir}: something else is there")]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
    },
    /// The bucket holds no archive of the site.
    #[error("{site} is not in the bucket")]
    NotThere {
        /// The site.
        site: String,
    },
    /// Snapshots that neither an object nor a WARC file holds.
    #[error("{count} snapshots could not be restored, {first} among them")]
    Lost {
        /// How many.
        count: usize,
        /// One of them.
        first: String,
    },
}

impl ShippingError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Bucket(error) => Some(error.hint()),
            Self::Store(error) => error.hint(),
            Self::Behind { .. } => Some(
                "pull it into an empty folder and go on there: `hpnews --archive DIR bucket pull`; \
                 what only this folder has can be imported",
            ),
            Self::TooLarge { .. } => Some(
                "WARC files that a crawl writes while [bucket] is set are small enough; keep a copy \
                 of this one elsewhere, or begin a new archive",
            ),
            Self::Altered { .. } => Some("`hpnews verify` tells what else differs"),
            Self::NotEmpty { .. } => Some("name an empty folder, or a new one, with --archive"),
            Self::NotThere { .. } => {
                Some("look at bucket.url; `hpnews bucket push` brings an archive there")
            }
            Self::Lost { .. } => Some("`hpnews bucket check` tells which objects are damaged"),
        }
    }

    /// The epoch of the writer that took the site over, if that is why.
    pub fn fenced(&self) -> Option<u64> {
        match self {
            Self::Bucket(BucketError::Fenced { by_epoch, .. }) => Some(*by_epoch),
            _ => None,
        }
    }

    /// Whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Bucket(error) if error.is_passing())
    }
}
