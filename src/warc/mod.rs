//! WARC 1.1 (ISO 28500:2017): records written and read, and CDXJ lines over them.
//!
//! Pure, over `Read` and bytes: knows no file, no clock and no archive. Writes one gzip
//! member a record; reads what others wrote too (wget, Heritrix, Browsertrix, warcio;
//! plain or gzip; chunked and encoded bodies), streaming, in constant memory.

mod cdxj;
mod entity;
mod error;
mod find;
mod gzip;
mod head;
mod header;
mod open;
mod pack;
mod read;
mod record;
pub mod salvage;
mod sum;
mod window;
mod write;

pub use cdxj::{CdxjLine, index};
pub use entity::capture_of;
pub use error::WarcError;
pub use header::Header;
pub use pack::Packer;
pub use read::WarcReader;
pub use record::{Original, Profile, Record, RecordId, RecordType};
pub use sum::LabelledDigest;
pub use write::{metadata, request, response, revisit, warcinfo};

#[cfg(test)]
mod tests;
