//! Rows as Apache Parquet, column by column, without Arrow.
//!
//! Text is a required string, an instant a TIMESTAMP in UTC with microseconds, a day a DATE: the
//! types that pandas, polars, `DuckDB` and datasets read alike. The file names no tool but this
//! one and no time.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use ::parquet::basic::{Compression, GzipLevel, ZstdLevel};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;
use chrono::{DateTime, NaiveDate};

use super::ExportError;
use super::error::failed;
use super::sink::CountingWriter;
use crate::dataset::{Cell, Column, ColumnType, FileCompression, Table};

/// A row group ends at so many bytes of text, or …
const GROUP_BYTES: usize = 16 << 20;
/// … so many rows, so that memory stays what it is.
const GROUP_ROWS: usize = 50_000;

/// One file being written.
pub(super) struct ParquetFile {
    file: SerializedFileWriter<CountingWriter>,
    path: PathBuf,
    columns: Vec<Values>,
    bytes: usize,
    rows: usize,
}

/// The values of one column of the row group at hand. Levels: 1 where there is a value.
enum Values {
    Text(Vec<ByteArray>),
    Flag(Vec<bool>),
    Integer(Vec<i64>),
    Time(Vec<i64>, Option<Vec<i16>>),
    Date(Vec<i32>, Option<Vec<i16>>),
}

impl Values {
    fn of(column: &Column) -> Self {
        let levels = column.nullable.then(Vec::new);
        match column.kind {
            ColumnType::Text | ColumnType::Json => Self::Text(Vec::new()),
            ColumnType::Flag => Self::Flag(Vec::new()),
            ColumnType::Integer => Self::Integer(Vec::new()),
            ColumnType::Time => Self::Time(Vec::new(), levels),
            ColumnType::Date => Self::Date(Vec::new(), levels),
        }
    }

    /// Takes a cell in. The cell is of the column's kind: rows are made beside the columns.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => {
                values.push(ByteArray::from(text.into_bytes()));
            }
            (Self::Flag(values), Cell::Flag(flag)) => values.push(flag),
            (Self::Integer(values), Cell::Integer(number)) => values.push(number),
            (Self::Time(values, levels), Cell::Time(at)) => {
                put(values, levels, at.map(|at| at.timestamp_micros()));
            }
            (Self::Date(values, levels), Cell::Date(day)) => {
                let epoch = DateTime::UNIX_EPOCH.date_naive();
                let days = |day: NaiveDate| i32::try_from((day - epoch).num_days()).ok();
                put(values, levels, day.and_then(days));
            }
            _ => debug_assert!(false, "a cell of another kind than its column"),
        }
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Self::Text(values) => {
                column
                    .typed::<ByteArrayType>()
                    .write_batch(values, None, None)?;
                values.clear();
            }
            Self::Flag(values) => {
                column.typed::<BoolType>().write_batch(values, None, None)?;
                values.clear();
            }
            Self::Integer(values) => {
                column
                    .typed::<Int64Type>()
                    .write_batch(values, None, None)?;
                values.clear();
            }
            Self::Time(values, levels) => {
                column
                    .typed::<Int64Type>()
                    .write_batch(values, levels.as_deref(), None)?;
                values.clear();
                levels.iter_mut().for_each(Vec::clear);
            }
            Self::Date(values, levels) => {
                column
                    .typed::<Int32Type>()
                    .write_batch(values, levels.as_deref(), None)?;
                values.clear();
                levels.iter_mut().for_each(Vec::clear);
            }
        }
        Ok(())
    }
}

fn put<T>(values: &mut Vec<T>, levels: &mut Option<Vec<i16>>, value: Option<T>) {
    if let Some(levels) = levels {
        levels.push(value.is_some().into());
    }
    values.extend(value);
}

impl ParquetFile {
    pub(super) fn begin(
        file: CountingWriter,
        table: Table,
        columns: &[&Column],
        packing: FileCompression,
    ) -> Result<Self, ExportError> {
        let path = file.path().to_path_buf();
        let made = || {
            let schema = Arc::new(parse_message_type(&message(table, columns))?);
            let compression = match packing {
                FileCompression::None => Compression::UNCOMPRESSED,
                FileCompression::Gzip => Compression::GZIP(GzipLevel::try_new(6)?),
                FileCompression::Zstd => Compression::ZSTD(ZstdLevel::try_new(3)?),
            };
            let properties = WriterProperties::builder()
                .set_writer_version(WriterVersion::PARQUET_1_0)
                .set_created_by("hpnews".to_owned())
                .set_compression(compression)
                .build();
            SerializedFileWriter::new(file, schema, Arc::new(properties))
        };
        let file = made().map_err(|error| refused(error, &path))?;
        Ok(Self {
            file,
            path,
            columns: columns.iter().map(|column| Values::of(column)).collect(),
            bytes: 0,
            rows: 0,
        })
    }

    pub(super) fn add(&mut self, cells: Vec<Cell>) -> Result<(), ExportError> {
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += match &cell {
                Cell::Text(text) => text.len() + 32,
                _ => 8,
            };
            values.push(cell);
        }
        self.rows += 1;
        if self.bytes >= GROUP_BYTES || self.rows >= GROUP_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        self.group().map_err(|error| refused(error, &self.path))
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for values in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                values.write(&mut column)?;
                column.close()?;
            }
        }
        group.close()?;
        self.bytes = 0;
        self.rows = 0;
        Ok(())
    }

    pub(super) fn end(mut self) -> Result<CountingWriter, ExportError> {
        self.flush()?;
        let path = self.path;
        self.file
            .into_inner()
            .map_err(|error| refused(error, &path))
    }
}

/// The schema in Parquet's own notation.
fn message(table: Table, columns: &[&Column]) -> String {
    let mut out = format!("message {table} {{\n");
    for column in columns {
        let kind = match column.kind {
            ColumnType::Text | ColumnType::Json => ("binary", " (STRING)"),
            ColumnType::Time => ("int64", " (TIMESTAMP(MICROS,true))"),
            ColumnType::Date => ("int32", " (DATE)"),
            ColumnType::Integer => ("int64", ""),
            ColumnType::Flag => ("boolean", ""),
        };
        let repetition = if column.nullable {
            "optional"
        } else {
            "required"
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {repetition} {} {}{};", kind.0, column.name, kind.1);
    }
    out.push('}');
    out
}

/// What the system said, where it was the system.
fn refused(error: ParquetError, path: &std::path::Path) -> ExportError {
    let source = match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    };
    failed("write", path)(source)
}
