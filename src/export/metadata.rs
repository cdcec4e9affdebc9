//! What goes beside the data: card, schemas, descriptions, sums, and what changed.

use std::io::Write as _;

use serde_json::json;

use super::ExportError;
use super::error::failed;
use super::folder::Folder;
use super::since::{self, PreviousDump};
use crate::dataset::{ChangelogCounts, Description, card, croissant, datapackage, json_schema};
use crate::published::Published;
use crate::store::Reader;

/// The list of what a dump holds: one line an article, by name.
pub(super) const INDEX: &str = "index.jsonl";

/// Lines read from the archive's notes at once.
const PAGE: u32 = 1000;

/// Writes all of them; the sums last.
pub(super) fn write(
    folder: &Folder,
    published: &Published,
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
    sums.push((INDEX.to_owned(), index(folder, published.reader())?));
    let mut ledger = None;
    if let Some(earlier) = earlier {
        ledger = Some(since::write(folder, published, earlier, dump, &mut sums)?);
    }
    sums.sort();
    let lines = sums
        .iter()
        .map(|(path, sha256)| format!("{sha256}  {path}\n"));
    folder.put("SHA256SUMS", lines.collect::<String>().as_bytes())?;
    Ok(ledger)
}

/// Visits each article of the dump, by name.
pub(super) fn each_print(
    reader: &Reader,
    visit: &mut dyn FnMut(&str, &str) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut after = String::new();
    loop {
        let page = reader.dump_prints(&after, PAGE)?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (article, print) in &page {
            visit(article, print)?;
        }
    }
}

fn index(folder: &Folder, reader: &Reader) -> Result<String, ExportError> {
    let mut file = folder.create(INDEX)?;
    let path = file.path().to_path_buf();
    each_print(reader, &mut |article, print| {
        let line = json!({"article_id": article, "print": print});
        writeln!(file, "{line}").map_err(failed("write", &path))
    })?;
    Ok(file.finish()?.1)
}
