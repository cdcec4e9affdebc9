//! CONDUCTOR: a part of the archive as one file for other people's tools: WACZ 1.1.1, which
//! ReplayWeb.page and pywb open, or a BagIt 1.0 bag, which libraries take in.
//!
//! Whatever is packed comes with what it needs to stand alone: requests and metadata beside
//! their responses, and the originals that revisits refer to. Records are copied byte for
//! byte, each a gzip member. The same archive, order and `now` make the same bytes.
//!
//! Never changes the archive, never asks a site, never overwrites a file, and leaves nothing
//! under the final name that is not whole.

mod bag;
mod choice;
mod datapackage;
mod error;
mod gather;
mod headers;
mod index;
mod make;
mod pages;
mod segment;
mod tree;
mod wacz;

pub use choice::{PackageFormat, PackageRequest, Selection, Subject};
pub use error::PackageError;
pub use headers::SegmentHeaders;
pub use make::{PackageSummary, pack};
