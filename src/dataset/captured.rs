//! An article as a capture shows it: a row of `snapshots`, in the columns that a capture
//! determines. What only an archive knows of a version has no column.

use super::column::{Cell, Column, Row};
use super::{Table, VersionRecord};
use crate::record::Snapshot;

/// Columns of `snapshots` that other captures determine, or who keeps them.
const OF_THE_ARCHIVE: [&str; 7] = [
    "version",
    "previous_urls",
    "duplicate_of",
    "snapshot",
    "previous_snapshot",
    "superseded_by",
    "withheld",
];

const SIGHT: Column = Column::text(
    "sight",
    "Lần thu cho thấy bài thế nào: version (kho có bản này), page (trang của bài), confirmed (304)",
    "How the capture shows it: version (a snapshot cites it), page (a page of it), confirmed (304)",
);

fn is_of_a_capture(column: &Column) -> bool {
    !OF_THE_ARCHIVE.contains(&column.name)
}

/// Its columns: `sight`, then those of `snapshots` in their order.
pub fn captured_columns() -> Vec<&'static Column> {
    let of_snapshots = Table::Snapshots.columns().iter();
    std::iter::once(&SIGHT)
        .chain(of_snapshots.filter(|it| is_of_a_capture(it)))
        .collect()
}

/// Its row. `sight`: how the capture shows it, in a word.
pub fn captured_row(sight: &str, snapshot: &Snapshot) -> Row {
    let row = Table::version(&VersionRecord {
        snapshot,
        path: "",
        number: 0,
        superseded_by: "",
        withheld: &[],
    });
    let cells = Table::Snapshots.columns().iter().zip(row);
    std::iter::once(Cell::text(sight))
        .chain(cells.filter_map(|(column, cell)| is_of_a_capture(column).then_some(cell)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_archive_knows_are_columns_of_snapshots() {
        for name in OF_THE_ARCHIVE {
            let mut columns = Table::Snapshots.columns().iter();
            assert!(columns.any(|column| column.name == name), "{name}");
        }
        let columns = captured_columns();
        let all = Table::Snapshots.columns().len();
        assert_eq!(columns.len(), all - OF_THE_ARCHIVE.len() + 1);
    }
}
