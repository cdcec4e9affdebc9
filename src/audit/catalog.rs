//! The catalog against the files. The files are right.

use super::session::Session;
use super::{AuditError, Finding, FindingKind};
use crate::record::Snapshot;
use crate::store::{FoundFile, Reader};

const FILE: &str = "catalog.sqlite";

/// Why it is not checked beside a writer: rows follow their files.
const WRITTEN: &str = "the catalog: a crawl is writing it";

/// Each snapshot file has its row, and each row its file. `deep`: every row of every table
/// is the one a new catalog would have.
pub(super) fn check(session: &mut Session<'_>, deep: bool) -> Result<(), AuditError> {
    let Some(reader) = session.reader.take() else {
        return Ok(());
    };
    if session.is_written() {
        session.leave(WRITTEN);
        return Ok(());
    }
    let before = journals(session)?;
    let mut found = Vec::new();
    if let Some(damage) = reader.catalog_damage()? {
        found.push(Finding::new(FindingKind::Catalog, FILE, damage));
    } else {
        let (missing, left) = snapshots(session, &reader)?;
        found.extend(missing);
        for _ in 0..left {
            session.leave("a snapshot a stopped crawl had not entered: the next one adopts it");
        }
        if deep {
            found.extend(rows(&reader)?);
        }
    }
    // A writer that came meanwhile wrote to a journal before anything else.
    if !found.is_empty() && (session.is_written() || journals(session)? != before) {
        session.leave(WRITTEN);
        return Ok(());
    }
    for finding in found {
        session.find(finding);
    }
    if !deep {
        session.leave("the catalog's other rows: --deep compares them");
    }
    Ok(())
}

/// Every file in `runs/`, with its size.
fn journals(session: &Session<'_>) -> Result<Vec<(String, u64)>, AuditError> {
    let mut found = Vec::new();
    session.files.walk("runs", &mut |file: FoundFile| {
        found.push((file.path, file.bytes));
        Ok::<(), AuditError>(())
    })?;
    Ok(found)
}

/// Rows without their file, and files without their row; and how many of those a crawl that was
/// stopped will enter.
fn snapshots(session: &Session<'_>, reader: &Reader) -> Result<(Vec<Finding>, u64), AuditError> {
    let (mut found, mut left) = (Vec::new(), 0);
    let mut tell = |cause| {
        let finding = Finding::new(FindingKind::Catalog, FILE, cause);
        found.push(finding.in_field("snapshot.path"));
    };
    reader.articles().each_snapshot(|path| {
        // A path that is none of ours is as good as gone.
        if !session.is_there(path) {
            tell(format!(
                "it has a row for {path}, and there is no such file"
            ));
        }
    })?;
    session.files.walk("snapshots", &mut |file: FoundFile| {
        let temporary = file.path.contains("/.tmp-");
        if file.plain && !temporary && !reader.knows_snapshot(&file.path)? {
            if is_of_open_run(session, &file.path)? {
                left += 1;
            } else {
                tell(format!("it has no row for {}", file.path));
            }
        }
        Ok::<(), AuditError>(())
    })?;
    Ok((found, left))
}

/// A run that was killed may have written a snapshot, and not the line that names it: the next
/// crawl adopts it.
fn is_of_open_run(session: &Session<'_>, path: &str) -> Result<bool, AuditError> {
    let bytes = session.files.blobs().read(path)?.unwrap_or_default();
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(&bytes) else {
        return Ok(false);
    };
    let run = &snapshot.provenance.run;
    let is_open = session.is_there(&format!("runs/{run}.jsonl"))
        && !session.is_there(&format!("manifests/{run}.json"));
    Ok(is_open)
}

/// Tables whose rows a catalog made anew would not have.
fn rows(reader: &Reader) -> Result<Vec<Finding>, AuditError> {
    let differ = reader.differs_from_files()?.into_iter();
    Ok(differ
        .map(|table| {
            let (extra, missing) = (table.extra, table.missing);
            let cause = format!("{extra} rows no file gives reason for, {missing} rows missing");
            Finding::new(FindingKind::Catalog, FILE, cause).in_field(table.table)
        })
        .collect())
}
