//! The archives below a root, each in a folder of its own. Opens none of them.

use std::path::{Path, PathBuf};

use super::{StoreError, card, disk};

/// Whether a folder is an archive, of whatever format.
pub fn is_archive(dir: &Path) -> bool {
    matches!(disk::length_if_there(&dir.join(card::NAME)), Ok(Some(_)))
}

/// The folders in a root that are archives, by name; none where there is no such root.
pub fn archives_below(root: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = disk::entries(root)?.into_iter();
    let folders = entries.filter(|it| it.is_folder && is_archive(&it.path));
    Ok(folders.map(|it| it.path).collect())
}
