//! The nouns: what an article is, what one dated version of it looks like on disk, and
//! what was said of an address before it was asked.
//!
//! Pure data with serde and JSON Schema. Never reads a page or a file: the rooms do.

mod article;
mod change;
mod found;
mod naming;
mod snapshot;

pub use article::{
    Article, Attachment, Block, BlockKind, BodyLink, Embed, EmbedKind, Image, Related,
};
pub use change::{
    CHANGE_SCHEMA, Change, ChangeKind, Figure, FileCapture, ReplacedFile, change_schema,
};
pub use found::{FieldOrigin, Gap, Origin, StatedTime};
pub use naming::{DiscoveredUrl, DiscoverySource, Rejected, Role, SourceMetadata, word};
pub use snapshot::{
    Cause, Digests, Provenance, SNAPSHOT_SCHEMA, Snapshot, SourcePage, WarcLocation,
    snapshot_schema,
};
