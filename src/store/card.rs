//! What a new archive says of itself: `archive.json`, which format the folder has and which tool
//! began it, and `README.md`, what lies where.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::disk::{self, Sync};

/// For whoever finds the folder without the program.
const README: &str = include_str!("../../archive/README.md");

/// The archive format this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// Below the archive.
pub(super) const NAME: &str = "archive.json";

/// Unknown keys are tolerated: a person may leave a note.
#[derive(Serialize, Deserialize)]
struct ArchiveInfo {
    format: u32,
    tool: String,
}

/// Refuses an archive of a newer format. Says whether there is one at all.
pub(super) fn check(dir: &Path) -> Result<bool, StoreError> {
    let path = dir.join(NAME);
    let Some(bytes) = disk::read_if_there(&path)? else {
        return Ok(false);
    };
    let card: ArchiveInfo = serde_json::from_slice(&bytes)
        .map_err(|error| StoreError::bad_json(path.clone(), &error))?;
    if card.format > FORMAT {
        return Err(StoreError::NewerFormat {
            path,
            found: card.format,
            known: FORMAT,
        });
    }
    Ok(true)
}

/// Writes the card of a new archive, and its README unless the folder has one.
pub(super) fn write(dir: &Path, tool: &str) -> Result<(), StoreError> {
    // Before the card: an archive that has one is no longer new. Another's README is kept.
    disk::write_new(&dir.join("README.md"), README.as_bytes(), Sync::Now)?;
    let path = dir.join(NAME);
    let card = ArchiveInfo {
        format: FORMAT,
        tool: tool.to_owned(),
    };
    let mut text = serde_json::to_string_pretty(&card)
        .map_err(|error| StoreError::bad_json(path.clone(), &error))?;
    text.push('\n');
    disk::replace(&path, text.as_bytes())
}
