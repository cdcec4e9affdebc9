//! Why a bucket did not do what it was asked, with the next step.

use thiserror::Error;

/// Why a request to the bucket failed, or an answer cannot be used. What was acknowledged before
/// stays acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BucketError {
    /// The server could not be reached, or failed. May pass.
    #[error("cannot reach {place}: {cause}")]
    Unreachable {
        /// The bucket.
        place: String,
        /// What the connection, or the server, said.
        cause: String,
    },
    /// The server knows the key or its signature not, or allows it not that.
    #[error("{place} refuses these credentials: {cause}")]
    Credentials {
        /// The bucket.
        place: String,
        /// What the server said.
        cause: String,
    },
    /// No secret was given.
    #[error("cannot open the bucket: ${variable} is not set")]
    Secret {
        /// The environment variable.
        variable: &'static str,
    },
    /// The server has no such bucket.
    #[error("{place} is not there: no such bucket")]
    NoBucket {
        /// The bucket.
        place: String,
    },
    /// A second PUT of one key replaced the first, though it said `If-None-Match: *`.
    #[error("{place} has no conditional writes: of two writers of one key it lets both win")]
    NoConditionalWrites {
        /// The bucket.
        place: String,
    },
    /// The bucket, or this site of it, is kept for another archive.
    #[error("{place} is kept for another archive: it says {found}, this archive says {own}")]
    OtherArchive {
        /// The bucket.
        place: String,
        /// The id in the bucket.
        found: String,
        /// The id this archive was kept under.
        own: String,
    },
    /// Another writer has taken the site over.
    #[error(
        "{site} was taken over by a writer of epoch {by_epoch}; this one was of {epoch}, and stops"
    )]
    Fenced {
        /// The site.
        site: String,
        /// The other writer's epoch.
        by_epoch: u64,
        /// This writer's epoch.
        epoch: u64,
    },
    /// An object is gone, or is not what the log says.
    #[error("{key} in the bucket is damaged: {cause}")]
    Damaged {
        /// The object.
        key: String,
        /// How it differs.
        cause: String,
    },
}

impl BucketError {
    /// What to do next, for a person.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => {
                "look at the server and at bucket.endpoint, then try again; nothing is lost: what \
                 was not shipped stays on this disk"
            }
            Self::Credentials { .. } => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key that may list, read and \
                 write there; look at bucket.region and at this machine's clock"
            }
            Self::Secret { .. } => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment; they never \
                 stand in a file"
            }
            Self::NoBucket { .. } => "make the bucket, or correct bucket.url",
            Self::NoConditionalWrites { .. } => {
                "use a server that honours If-None-Match (Amazon S3, MinIO, SeaweedFS, Ceph); with \
                 this one two writers could destroy each other's work"
            }
            Self::OtherArchive { .. } => {
                "name another prefix in bucket.url, or pull that archive into an empty folder: \
                 `hpnews --archive DIR bucket pull`"
            }
            Self::Fenced { .. } => {
                "only one machine may write to a site; if this is the right one, pull into an \
                 empty folder and go on there; this folder's own pages can be imported"
            }
            Self::Damaged { .. } => {
                "`hpnews bucket check` lists all; an archive that still has the files can be \
                 pushed under another prefix"
            }
        }
    }

    /// Whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}
