//! What goes beside the data: card, schemas, descriptions, sums, and what changed.

use serde_json::json;

use super::ExportError;
use super::folder::Folder;
use super::index::{self, INDEX};
use super::since::{self, PreviousDump};
use crate::dataset::{ChangelogCounts, Description, card, croissant, datapackage, json_schema};
use crate::published::Published;

/// Writes all of them; the sums last.
pub(super) fn write(
    folder: &Folder,
    archives: &[Published],
    dump: &mut Description,
    earlier: Option<PreviousDump>,
) -> Result<Option<ChangelogCounts>, ExportError> {
    let mut sums: Vec<(String, String)> = dump
        .parts
        .iter()
        .map(|part| (part.path.clone(), part.sha256.clone()))
        .collect();
    let mut put = |path: &str, text: &str| {
        let (_, sha256) = folder.put(path, text.as_bytes())?;
        sums.push((path.to_owned(), sha256));
        Ok::<(), ExportError>(())
    };
    put("README.md", &card(dump))?;
    put("datapackage.json", &datapackage(dump))?;
    put("croissant.json", &croissant(dump))?;
    for (table, columns) in &dump.tables {
        let path = format!("schema/{table}.schema.json");
        put(&path, &json_schema(*table, columns))?;
    }
    if !dump.missing.is_empty() {
        let lines: Vec<String> = dump
            .missing
            .iter()
            .map(|it| format!("{}\n", json!(it)))
            .collect();
        put("missing.jsonl", &lines.concat())?;
    }
    sums.push((
        INDEX.to_owned(),
        index::write(folder, archives[0].reader())?,
    ));
    let mut ledger = None;
    if let Some(earlier) = earlier {
        ledger = Some(since::write(folder, archives, earlier, dump, &mut sums)?);
    }
    sums.sort();
    let lines = sums
        .iter()
        .map(|(path, sha256)| format!("{sha256}  {path}\n"));
    folder.put("SHA256SUMS", lines.collect::<String>().as_bytes())?;
    Ok(ledger)
}
