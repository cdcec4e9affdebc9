//! EDGE: the archive as a dataset: JSONL, CSV or Parquet, with the metadata files that make it one.
//!
//! Streams article by article, so memory does not grow with the archive; the same archive and
//! options give the same bytes, and a dump as of an earlier night is the dump that was made
//! then. The folder appears under its name when it is whole, or not at all. Reads through
//! [`published`](crate::published) only, so what a takedown names is in no file of it.

mod coverage;
mod error;
mod folder;
mod index;
mod make;
mod metadata;
mod order;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod rows;
mod since;
mod sink;
mod source;

pub use error::ExportError;
pub use make::{Exported, export};
pub use order::{ExportRequest, Split, choose_columns};
