//! What a new archive says of itself: `archive.json`, which format the folder has and which tool
//! began it, and `README.md`, what lies where.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, Sync};
use super::{StoreError, binding};

/// For whoever finds the folder without the program.
const README: &str = include_str!("../../archive/README.md");

/// The archive format this program writes, and the newest it reads.
pub const FORMAT: u32 = 2;

/// Below the archive.
pub(super) const NAME: &str = "archive.json";

/// Unknown keys are tolerated: a person may leave a note.
#[derive(Serialize, Deserialize)]
struct ArchiveInfo {
    format: u32,
    tool: String,
}

/// Refuses an archive of a newer format; those of every earlier one are read. Says whether there
/// is one at all.
pub(super) fn check(dir: &Path) -> Result<bool, StoreError> {
    Ok(format(dir)?.is_some())
}

/// The same before something is written: one archive has the words of one format.
pub(super) fn check_to_write(dir: &Path) -> Result<bool, StoreError> {
    match format(dir)? {
        Some(found) if found < FORMAT => Err(other_format(dir, found)),
        found => Ok(found.is_some()),
    }
}

/// The format of an archive; `None` where there is none.
pub(super) fn format(dir: &Path) -> Result<Option<u32>, StoreError> {
    binding::check(dir)?;
    let path = dir.join(NAME);
    let Some(bytes) = disk::read_if_there(&path)? else {
        return Ok(None);
    };
    let card: ArchiveInfo =
        serde_json::from_slice(&bytes).map_err(|error| StoreError::bad_json(path, &error))?;
    if card.format > FORMAT {
        return Err(other_format(dir, card.format));
    }
    Ok(Some(card.format))
}

fn other_format(dir: &Path, found: u32) -> StoreError {
    StoreError::OtherFormat {
        path: dir.join(NAME),
        found,
        known: FORMAT,
    }
}

/// An older card with today's format; a person's notes in it stay.
pub(super) fn renewed(bytes: &[u8], path: &Path) -> Result<Vec<u8>, StoreError> {
    let bad = |error| StoreError::bad_json(path.to_path_buf(), &error);
    let mut card: serde_json::Value = serde_json::from_slice(bytes).map_err(bad)?;
    card["format"] = FORMAT.into();
    let mut text = serde_json::to_vec_pretty(&card).map_err(bad)?;
    text.push(b'\n');
    Ok(text)
}

/// Writes the README of a folder that has none.
pub(super) fn write_readme(dir: &Path) -> Result<(), StoreError> {
    disk::write_new(&dir.join("README.md"), README.as_bytes(), Sync::Now).map(drop)
}

/// Writes the card of a new archive, and its README unless the folder has one.
pub(super) fn write(dir: &Path, tool: &str) -> Result<(), StoreError> {
    // Before the card: an archive that has one is no longer new. Another's README is kept.
    write_readme(dir)?;
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
