//! What must hold of an archive's files and rows at any time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use hpnews::record::Snapshot;
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

/// Every table of a catalog as text, rows in a fixed order.
pub(crate) fn dump(dir: &Path) -> String {
    let connection = Connection::open(dir.join("catalog.sqlite")).unwrap();
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut text = String::new();
    for name in names.map(Result::unwrap) {
        let mut query = connection
            .prepare(&format!("SELECT * FROM {name}"))
            .unwrap();
        let width = query.column_count();
        let rows = query
            .query_map([], |row| {
                let cells: Vec<Value> = (0..width).map(|i| row.get(i).unwrap()).collect();
                Ok(format!("{cells:?}"))
            })
            .unwrap();
        let rows: BTreeSet<String> = rows.map(Result::unwrap).collect();
        writeln!(text, "== {name}").unwrap();
        for row in rows {
            writeln!(text, "{row}").unwrap();
        }
    }
    text
}

/// A folder in memory where there is one: a kill keeps the page cache, so the tests that kill
/// prove as much there, in a fraction of the time.
pub(crate) fn memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// All files below a folder, sorted.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Copies an archive as a kill would leave it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
}

pub(crate) fn remove_catalog(dir: &Path) {
    for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
        let _ = fs::remove_file(dir.join(name));
    }
}

/// Checks the files against the rows, and gives path → snapshot.
pub(crate) fn check(dir: &Path) -> BTreeMap<String, Snapshot> {
    let mut on_disk = BTreeMap::new();
    for file in files(&dir.join("snapshots")) {
        let path = file.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
        assert!(!path.contains(".tmp-"), "a temporary file stayed: {path}");
        let snapshot: Snapshot = serde_json::from_slice(&fs::read(&file).unwrap())
            .unwrap_or_else(|error| panic!("{path} is not whole: {error}"));
        on_disk.insert(path, snapshot);
    }
    let connection = Connection::open(dir.join("catalog.sqlite")).unwrap();
    let sound: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let mut query = connection.prepare("SELECT path FROM snapshot").unwrap();
    let rows: BTreeSet<String> = query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        rows,
        on_disk.keys().cloned().collect(),
        "rows and files differ"
    );
    let mut versions: Vec<_> = on_disk
        .values()
        .map(|s| (&s.article_id, s.captured_at, &s.digests.content))
        .collect();
    versions.sort();
    for pair in versions.windows(2) {
        let again = pair[0].0 == pair[1].0 && pair[0].2 == pair[1].2;
        assert!(!again, "a version was stored twice: {pair:?}");
    }
    for journal in files(&dir.join("runs")) {
        if journal.extension().is_some_and(|ending| ending == "jsonl") {
            let text = fs::read_to_string(&journal).unwrap();
            assert!(
                text.ends_with('\n'),
                "a torn line stayed in {}",
                journal.display()
            );
        }
    }
    on_disk
}
