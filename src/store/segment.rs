//! One WARC file being written: records are gathered in memory and written together, in one
//! write and one sync, before any event or snapshot names them.
//!
//! A segment is only ever written by the process that created it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::disk::{Folders, Sync};
use super::{Blobs, StoreError, disk};

/// Folder of the WARC files, below the archive.
pub(super) const FOLDER: &str = "warc";

const ENDING: &str = ".warc.gz";

/// Records waiting longer than this many bytes are written without being asked for.
const GATHERED: usize = 8 << 20;

/// An open segment.
#[derive(Debug)]
pub(super) struct Segment {
    /// Below the archive.
    name: String,
    path: PathBuf,
    file: File,
    /// Bytes known to be in the file.
    written: u64,
    /// Whole records that follow them.
    gathered: Vec<u8>,
    /// A write failed; what it left must go before the next.
    torn: bool,
}

/// `warc/YYYY/MM`, by the run's stamp.
pub(super) fn folder(run: &str) -> String {
    let part = |range| run.get(range).unwrap_or("0000");
    format!("{FOLDER}/{}/{}", part(0..4), part(4..6))
}

/// The run and the serial in a segment's file name: `<site>-<run>-<serial>.warc.gz`.
pub(super) fn parse(file_name: &str) -> Option<(&str, u32)> {
    let mut parts = file_name.strip_suffix(ENDING)?.rsplitn(3, '-');
    let serial = parts.next()?.parse().ok()?;
    let run = parts.next()?;
    parts.next().is_some().then_some((run, serial))
}

/// The WARC files of a run, by path below the archive, in order.
pub(super) fn of_run(blobs: &dyn Blobs, run: &str) -> Result<Vec<String>, StoreError> {
    let folder = folder(run);
    let entries = blobs.list(&folder)?.into_iter();
    Ok(entries
        .filter(|entry| parse(&entry.name).is_some_and(|(of, _)| of == run))
        .map(|entry| format!("{folder}/{}", entry.name))
        .collect())
}

/// The index beside a WARC file: its name with `.cdxj` for `.warc` or `.warc.gz`.
pub fn cdxj_beside(warc: &str) -> String {
    let bare = warc.strip_suffix(".gz").unwrap_or(warc);
    format!("{}.cdxj", bare.strip_suffix(".warc").unwrap_or(bare))
}

/// The run a segment, or the index beside one, was written by, as its name says.
pub fn run_of_segment(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    let stem = name
        .strip_suffix(ENDING)
        .or_else(|| name.strip_suffix(".cdxj"))?;
    let mut parts = stem.rsplitn(3, '-');
    parts.next()?.parse::<u32>().ok()?;
    let run = parts.next()?;
    parts.next().map(|_| run)
}

impl Segment {
    /// Creates the next segment of a site in a run. Its number is higher than any before.
    pub(super) fn create(
        root: &Path,
        folders: &mut Folders,
        site: &str,
        run: &str,
    ) -> Result<Self, StoreError> {
        let folder = folder(run);
        folders.ensure(root, Path::new(&folder))?;
        let stem = format!("{site}-{run}-");
        let there = disk::entries(&root.join(&folder))?;
        let serial = there
            .iter()
            .filter(|entry| entry.name.starts_with(&stem))
            .filter_map(|entry| parse(&entry.name))
            .map(|(_, serial)| serial)
            .max()
            .map_or(1, |latest| latest + 1);
        let name = format!("{folder}/{stem}{serial:05}{ENDING}");
        let path = root.join(&name);
        let file = disk::open_to_append(&path, true)?;
        disk::sync_folder(disk::parent(&path))?;
        Ok(Self {
            name,
            path,
            file,
            written: 0,
            gathered: Vec::new(),
            torn: false,
        })
    }

    /// Its path below the archive.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its name without the folder.
    pub(super) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// Where its index belongs.
    pub(super) fn index_path(&self) -> PathBuf {
        disk::parent(&self.path).join(cdxj_beside(self.file_name()))
    }

    /// Where the next record will begin.
    pub(super) fn end(&self) -> u64 {
        self.written + self.gathered.len() as u64
    }

    /// Takes a whole record. It is on the disk after the next [`Segment::write`].
    pub(super) fn append(&mut self, record: &[u8]) -> Result<(), StoreError> {
        if self.gathered.len() + record.len() > GATHERED {
            self.write(Sync::Now)?;
        }
        self.gathered.extend_from_slice(record);
        Ok(())
    }

    /// Writes what was gathered. After an error everything is still gathered, and the next
    /// call writes it again from the last byte known to be there.
    pub(super) fn write(&mut self, sync: Sync) -> Result<(), StoreError> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        if self.torn {
            self.file
                .set_len(self.written)
                .map_err(disk::failed("cut", &self.path))?;
        }
        self.torn = true;
        self.file
            .write_all(&self.gathered)
            .and_then(|()| match sync {
                Sync::Now => self.file.sync_data(),
                Sync::Later => Ok(()),
            })
            .map_err(disk::failed("append to", &self.path))?;
        self.torn = false;
        self.written = self.end();
        self.gathered.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(folder("20261123T200000Z"), "warc/2026/11");
        for (name, want) in [
            (
                "a-20261123T200000Z-00012.warc.gz",
                Some(("20261123T200000Z", 12)),
            ),
            (
                "ha-noi-20261123T200000Z-00001.warc.gz",
                Some(("20261123T200000Z", 1)),
            ),
            ("20261123T200000Z-00001.warc.gz", None),
            ("a-20261123T200000Z-x.warc.gz", None),
            ("a-20261123T200000Z-00001.cdxj", None),
        ] {
            assert_eq!(parse(name), want, "{name}");
        }
        for (name, want) in [
            ("warc/a.warc.gz", "warc/a.cdxj"),
            ("warc/a.warc", "warc/a.cdxj"),
            ("/x/a", "/x/a.cdxj"),
        ] {
            assert_eq!(cdxj_beside(name), want);
        }
    }
}
