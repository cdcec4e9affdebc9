//! Other tools' WARC files, taken into the archive or left where they are.

use std::io;
use std::path::Path;

use super::disk::failed;
use super::segment_repair::IMPORTED;
use super::{Archive, StoreError, disk, manifest, names};

/// Longest stem of an imported file's name, in bytes.
const STEM_MAX: usize = 80;

/// A file that was not written by this archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignWarc {
    /// Below the archive, or an absolute path: for [`crate::record::WarcLocation::file`].
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Of its bytes: 64 hex digits.
    pub sha256: String,
}

impl Archive {
    /// Copies a file into the archive, under a safe name made of `name` that ends in `.warc`
    /// or `.warc.gz`. Never over another; the same bytes under the same name are one file.
    /// It counts once an [`super::Event::Imported`] says so.
    pub fn adopt_warc(&mut self, path: &Path, name: &str) -> Result<ForeignWarc, StoreError> {
        let root = &self.reader.root;
        let source = self.refer_warc(path)?;
        let (stem, ending) = safe(name);
        for serial in 1_u32.. {
            let stem = match serial {
                1 => stem.clone(),
                _ => format!("{stem}-{serial}"),
            };
            let file = format!("{IMPORTED}/{stem}{ending}");
            // Both would have the same index.
            let other = match ending {
                ".warc" => ".warc.gz",
                _ => ".warc",
            };
            if root.join(format!("{IMPORTED}/{stem}{other}")).exists() {
                continue;
            }
            let there = root.join(&file).exists();
            if !there {
                self.folders.ensure(root, Path::new(IMPORTED))?;
                disk::copy_new(path, &root.join(&file))?;
            }
            let copied = manifest::seal(self.blobs(), &file)?;
            if copied.sha256 == source.sha256 {
                return Ok(ForeignWarc { file, ..source });
            }
            if !there {
                let cause = io::Error::other("it changed while it was copied");
                return Err(failed("copy", path)(cause));
            }
        }
        Err(failed("copy", path)(io::ErrorKind::AlreadyExists.into()))
    }

    /// A file that stays where it is.
    pub fn refer_warc(&self, path: &Path) -> Result<ForeignWarc, StoreError> {
        let path = &std::path::absolute(path).map_err(failed("find", path))?;
        let Some(file) = path.to_str() else {
            let cause = io::Error::other("its path is not UTF-8");
            return Err(failed("refer to", path)(cause));
        };
        let sealed = manifest::seal(self.blobs(), file)?;
        Ok(ForeignWarc {
            file: sealed.path,
            bytes: sealed.bytes,
            sha256: sealed.sha256,
        })
    }
}

/// A stem of `[a-z0-9-]`, and the ending.
fn safe(name: &str) -> (String, &'static str) {
    let lower = name.to_lowercase();
    let ending = match lower.strip_suffix(".gz") {
        Some(_) => ".warc.gz",
        None => ".warc",
    };
    let bare = lower.strip_suffix(".gz").unwrap_or(&lower);
    let mut stem = names::fold(bare.strip_suffix(".warc").unwrap_or(bare), '-');
    stem.truncate(STEM_MAX);
    let stem = stem.trim_matches('-');
    (
        names::unreserved(if stem.is_empty() { "warc" } else { stem }),
        ending,
    )
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names() {
        for (name, stem, ending) in [
            ("Tin tức 2019.WARC.GZ", "tin-tuc-2019", ".warc.gz"),
            ("../../etc/passwd", "etc-passwd", ".warc"),
            ("con.warc", "x-con", ".warc"),
            ("中文", "warc", ".warc"),
        ] {
            assert_eq!(safe(name), (stem.to_owned(), ending), "{name}");
        }
    }
}
