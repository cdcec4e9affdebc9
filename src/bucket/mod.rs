//! EDGE: objects in an S3 bucket, each written once and never changed, and the log that says which
//! of them count.
//!
//! ```text
//! hpnews.json                   which archive, or fleet, the bucket is kept for
//! probe/conditional-writes      what shows that a second writer is refused
//! sites/<site>/log/<n>.json     the log: one entry a number, each with the digest of the one before
//! sites/<site>/a/<name>         sealed files
//! sites/<site>/tail/<epoch>/…   what runs wrote that are not sealed yet
//! ```
//!
//! Every write is a PUT with `If-None-Match: *`, so of two writers of one key one wins. The log is
//! the truth of what is acknowledged: an object that no entry names does not count. A writer has
//! an *epoch*, and begins with an entry that fences out all lower ones ([`SiteLog::fence`]). One
//! that was fenced out loses its next number, is told so, and stops.
//!
//! Knows nothing of archives and touches no disk. Never deletes and never overwrites. The bucket
//! is the operator's own and no site: it has no lane and no robots.txt. Calls block until they are
//! answered.

mod connection;
mod entry;
mod error;
mod identity;
mod log;
mod objects;
mod wait;

pub use connection::{Bucket, BucketSecrets};
pub use entry::{LogContent, LogEntry, LoggedFile, LoggedObject, LoggedPart};
pub use error::BucketError;
pub use log::SiteLog;
pub use objects::{Created, Object};
