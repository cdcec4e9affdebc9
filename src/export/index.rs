//! `index.jsonl`, the list of what a dump holds: one line an article, by name.
//!
//! Never reads a snapshot: the archive's notes are enough.

use std::io::Write as _;

use serde_json::json;

use super::ExportError;
use super::error::failed;
use super::folder::Folder;
use crate::store::Reader;

/// Its name.
pub(super) const INDEX: &str = "index.jsonl";

/// Lines read from the archive's notes at once.
const PAGE: u32 = 1000;

/// Visits each article of the dump, by name.
pub(super) fn each_print(
    reader: &Reader,
    visit: &mut dyn FnMut(&str, &str) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut after = String::new();
    loop {
        let page = reader.dump().prints(&after, PAGE)?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (article, print) in &page {
            visit(article, print)?;
        }
    }
}

/// Writes it; gives its SHA-256.
pub(super) fn write(folder: &Folder, reader: &Reader) -> Result<String, ExportError> {
    let mut file = folder.create(INDEX)?;
    let path = file.path().to_path_buf();
    each_print(reader, &mut |article, print| {
        let line = json!({"article_id": article, "print": print});
        writeln!(file, "{line}").map_err(failed("write", &path))
    })?;
    Ok(file.finish()?.1)
}
