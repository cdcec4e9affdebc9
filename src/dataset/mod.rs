//! What a dump holds: its tables and columns, the rows made of an archive's articles, the lines
//! they are written as, and the metadata files that go with them.
//!
//! Each column is described once, in Vietnamese and English; JSON Schema, Frictionless,
//! Croissant, the dataset card and the Parquet schema are all made of that. Every column is a
//! scalar, and text is never null, so that no loader has to guess a type from a file in which a
//! column happens to be empty; lists are JSON text, and pictures and links are tables.
//!
//! Pure: the same rows make the same bytes. Never reads an archive, never knows the time.

mod captured;
mod card;
mod card_text;
mod changelog;
mod column;
mod croissant;
mod describe;
mod frictionless;
mod line;
mod row;
mod schema;
mod tables;

pub use captured::{captured_columns, captured_row};
pub use card::card;
pub use changelog::{ArticleStep, ChangelogCounts, changelog};
pub use column::{Cell, Column, ColumnType, Row};
pub use croissant::croissant;
pub use describe::{
    DataFile, Description, FileCompression, Format, Missing, Month, NotLive, Withholding,
};
pub use frictionless::datapackage;
pub use line::{csv_cell, csv_header, csv_line, json_line, unguarded};
pub use row::{ArticleRecord, ObservationRecord, VersionRecord};
pub use schema::json_schema;
pub use tables::Table;

#[cfg(test)]
mod tests;
