//! The nouns: what an article is, what one dated version of it looks like on disk, and
//! what was said of an address before it was asked.
//!
//! Pure data with serde and JSON Schema. Never reads a page or a file: the rooms do.

mod article;
mod change;
mod naming;
mod snapshot;

pub use article::{
    Article, Attachment, Block, BlockKind, FieldOrigin, Gap, Image, Origin, Related,
};
pub use change::{CHANGE_SCHEMA, Change, Class, Figure, change_schema};
pub use naming::{Hint, Named, Role, Teller};
pub use snapshot::{
    Cause, Digests, Provenance, SNAPSHOT_SCHEMA, Snapshot, SourcePage, WarcLocation,
    snapshot_schema,
};
