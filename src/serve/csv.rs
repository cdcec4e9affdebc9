//! A list as CSV (RFC 4180): a header, one line a row, cells that no spreadsheet runs. Pure.

use super::reply::PageReply;
use crate::dataset::csv_cell;

/// Rows under a header.
pub(super) struct CsvTable(String);

impl CsvTable {
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(columns);
        table
    }

    pub(super) fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|it| csv_cell(it)).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }

    pub(super) fn answer(self, name: &str) -> PageReply {
        PageReply::new("text/csv; charset=utf-8; header=present", self.0).saved_as(name)
    }
}
