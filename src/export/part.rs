//! Rows of one table → its files, one open at a time.

use std::path::PathBuf;

use super::error::failed;
use super::folder::Folder;
use super::sink::{CountingWriter, PackedFile};
use super::{ExportError, ExportRequest};
use crate::dataset::{
    Cell, Column, DataFile, FileCompression, Format, Row, Table, csv_header, csv_line, json_line,
};

/// Bytes of lines gathered before they are compressed.
const BLOCK: usize = 1 << 16;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The files of one table.
pub(super) struct TableFiles {
    pub(super) table: Table,
    /// Positions of the chosen columns in a whole row.
    chosen: Vec<usize>,
    columns: Vec<&'static Column>,
    format: Format,
    packing: FileCompression,
    bom: bool,
    open: Option<OpenPart>,
    /// The periods that were written: none is begun twice, also where a civil clock goes back
    /// over the end of a month.
    done: Vec<DataFile>,
}

struct OpenPart {
    period: String,
    path: String,
    rows: u64,
    form: PartFormat,
}

enum PartFormat {
    Lines(Box<Lines>),
    #[cfg(feature = "parquet")]
    Parquet(Box<super::parquet::ParquetFile>),
}

struct Lines {
    file: PackedFile,
    path: PathBuf,
    buffer: Vec<u8>,
}

impl TableFiles {
    pub(super) fn of(order: &ExportRequest, table: Table, columns: &[&'static Column]) -> Self {
        let all = table.columns();
        let place = |column: &&'static Column| all.iter().position(|it| it.name == column.name);
        Self {
            table,
            chosen: columns.iter().filter_map(place).collect(),
            columns: columns.to_vec(),
            format: order.format,
            packing: order.packing,
            bom: order.bom,
            open: None,
            done: Vec::new(),
        }
    }

    /// Writes a whole row into the file of its period.
    pub(super) fn add(
        &mut self,
        folder: &Folder,
        period: &str,
        row: &Row,
    ) -> Result<(), ExportError> {
        if self.open.as_ref().is_none_or(|open| open.period != period) {
            self.close()?;
            self.open = Some(self.begin(folder, period)?);
        }
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        debug_assert!(
            row.len() == self.table.columns().len()
                && row
                    .iter()
                    .zip(self.table.columns())
                    .all(|(cell, column)| cell.fits(column)),
            "{}: {row:?}",
            self.table
        );
        let cells: Row = self.chosen.iter().map(|at| row[*at].clone()).collect();
        open.rows += 1;
        match &mut open.form {
            PartFormat::Lines(lines) => lines.add(self.format, &self.columns, &cells),
            #[cfg(feature = "parquet")]
            PartFormat::Parquet(file) => file.add(cells),
        }
    }

    fn begin(&self, folder: &Folder, period: &str) -> Result<OpenPart, ExportError> {
        let name = match period {
            "" => self.table.name().to_owned(),
            period => format!("{}-{period}", self.table),
        };
        let packing = match self.format {
            Format::Parquet => FileCompression::None,
            Format::Jsonl | Format::Csv => self.packing,
        };
        let ending = self.format.ending();
        let path = format!("data/{}/{name}.{ending}{}", self.table, packing.ending());
        let file = folder.create(&path)?;
        let form = match self.format {
            Format::Jsonl | Format::Csv => PartFormat::Lines(Box::new(self.lines(file)?)),
            #[cfg(feature = "parquet")]
            Format::Parquet => PartFormat::Parquet(Box::new(super::parquet::ParquetFile::begin(
                file,
                self.table,
                &self.columns,
                self.packing,
            )?)),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => return Err(ExportError::NotBuilt { what: "parquet" }),
        };
        Ok(OpenPart {
            period: period.to_owned(),
            path,
            rows: 0,
            form,
        })
    }

    fn lines(&self, file: CountingWriter) -> Result<Lines, ExportError> {
        let path = file.path().to_path_buf();
        let mut buffer = Vec::with_capacity(BLOCK * 2);
        if self.format == Format::Csv {
            if self.bom {
                buffer.extend_from_slice(BOM);
            }
            csv_header(&mut buffer, &self.columns);
        }
        let file = PackedFile::over(file, self.packing)?;
        Ok(Lines { file, path, buffer })
    }

    fn close(&mut self) -> Result<(), ExportError> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let file = match open.form {
            PartFormat::Lines(lines) => lines.end()?,
            #[cfg(feature = "parquet")]
            PartFormat::Parquet(file) => file.end()?,
        };
        let (bytes, sha256) = file.finish()?;
        self.done.push(DataFile {
            table: self.table,
            period: open.period,
            path: open.path,
            rows: open.rows,
            bytes,
            sha256,
        });
        Ok(())
    }

    /// Ends them. A table without a row has one file all the same: a reader finds no row, and
    /// no fault.
    pub(super) fn end(mut self, folder: &Folder) -> Result<Vec<DataFile>, ExportError> {
        self.close()?;
        if self.done.is_empty() {
            self.open = Some(self.begin(folder, "")?);
            self.close()?;
        }
        Ok(self.done)
    }
}

impl Lines {
    fn add(
        &mut self,
        format: Format,
        columns: &[&Column],
        row: &[Cell],
    ) -> Result<(), ExportError> {
        match format {
            Format::Csv => csv_line(&mut self.buffer, row),
            _ => json_line(&mut self.buffer, columns, row),
        }
        if self.buffer.len() >= BLOCK {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        let written = self.file.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(failed("write", &self.path))
    }

    fn end(mut self) -> Result<CountingWriter, ExportError> {
        self.flush()?;
        self.file.end().map_err(failed("write", &self.path))
    }
}
