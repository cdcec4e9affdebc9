//! What is made of the archive for people: reports and feeds. No evidence, sealed by nobody,
//! made again at any time; so it is written without the writer's lock, whole or not at all.

use std::path::{Component, Path};

use super::{Reader, StoreError, disk, names};

/// Folders of what is derived, below the archive.
const FOLDERS: [&str; 2] = ["reports", "feeds"];

impl Reader {
    /// Writes a derived file, replacing the one before. `path` is below the archive, in
    /// `reports/` or `feeds/`. Returns false where the same was there already.
    pub fn put_derived(&self, path: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        let full = names::inside(&self.root, path)?;
        let mut parts = Path::new(path).components();
        let first = parts.next().and_then(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        if !first.is_some_and(|name| FOLDERS.contains(&name)) || parts.count() != 1 {
            let cause = std::io::Error::other("only reports/ and feeds/ hold what is derived");
            return Err(disk::failed("write", &full)(cause));
        }
        if disk::read_if_there(&full)?.is_some_and(|held| held == bytes) {
            return Ok(false);
        }
        disk::Folders::default().ensure(&self.root, Path::new(first.unwrap_or_default()))?;
        disk::replace(&full, bytes)?;
        Ok(true)
    }

    /// A derived file; `None` where there is none.
    pub fn derived(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        disk::read_if_there(&names::inside(&self.root, path)?)
    }
}
