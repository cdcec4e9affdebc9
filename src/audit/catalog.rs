//! The catalog against the files. The files are right.

use super::session::Session;
use super::{AuditError, Finding, What};
use crate::store::FoundFile;

const FILE: &str = "catalog.sqlite";

/// Each snapshot file has its row, and each row its file. `deep`: every row of every table
/// is the one a new catalog would have.
pub(super) fn check(session: &mut Session<'_>, deep: bool) -> Result<(), AuditError> {
    let Some(reader) = session.reader.take() else {
        return Ok(());
    };
    if session.is_written {
        session.leave("the catalog: a crawl is writing it");
        return Ok(());
    }
    if let Some(damage) = reader.catalog_damage()? {
        session.find(Finding::new(What::Catalog, FILE, damage));
        return Ok(());
    }
    let mut gone = Vec::new();
    let files = session.files;
    reader.each_snapshot(|path| {
        // A path that is none of ours is as good as gone.
        if !matches!(files.bytes(path), Ok(Some(_))) {
            gone.push(path.to_owned());
        }
    })?;
    for path in gone {
        let cause = format!("it has a row for {path}, and there is no such file");
        session.find(Finding::new(What::Catalog, FILE, cause).in_field("snapshot.path"));
    }
    files.walk("snapshots", &mut |found: FoundFile| {
        let temporary = found.path.contains("/.tmp-");
        if found.plain && !temporary && !reader.knows_snapshot(&found.path)? {
            let cause = format!("it has no row for {}", found.path);
            session.find(Finding::new(What::Catalog, FILE, cause).in_field("snapshot.path"));
        }
        Ok::<(), AuditError>(())
    })?;
    if !deep {
        session.leave("the catalog's other rows: --deep compares them");
        return Ok(());
    }
    for table in reader.differs_from_files()? {
        let (extra, missing) = (table.extra, table.missing);
        let cause = format!("{extra} rows no file gives reason for, {missing} rows missing");
        session.find(Finding::new(What::Catalog, FILE, cause).in_field(table.table));
    }
    Ok(())
}
