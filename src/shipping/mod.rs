//! An archive in a bucket: shipped while it is written, checked, pulled back, and evicted from the
//! disk.
//!
//! [`RemoteArchive`] is one as the log of its site has it. A [`RemoteWriter`] has fenced out all
//! writers before it and may add to it: what runs write while they go on ([`RemoteWriter::ship`]),
//! and what was sealed ([`RemoteWriter::seal`]). Both read the archive's files only, so they work
//! beside the one writer of the archive.
//!
//! Snapshots need no objects: each lies byte for byte in a WARC file of its run, and
//! [`RemoteArchive::pull`] puts it back from there. One that does not is an object of its own.
//!
//! Never deletes what is in the bucket, and on the disk only what the bucket was just seen to hold
//! ([`evict`]).

mod beside;
mod check;
mod error;
mod evict;
mod joining;
mod pull;
mod remote;
mod seal;
mod state;
mod tail;
mod writer;

pub use beside::{ShippingOrder, ShippingThread};
pub use check::{CheckFault, Checked, check};
pub use error::ShippingError;
pub use evict::{Evicted, evict};
pub use joining::{SINGLE, join};
pub use pull::{Pulled, pull};
pub use remote::RemoteArchive;
pub use writer::{RemoteWriter, Shipped};
