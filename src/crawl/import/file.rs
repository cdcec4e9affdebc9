//! EDGE: the files a person names, opened as WARC: as they are, out of a WACZ, or made into
//! one whose records can be cited.
//!
//! Never trusts a name inside an archive: what is unpacked gets a temporary name of ours,
//! and its own only as words for people.
#![expect(
    clippy::disallowed_methods,
    reason = "an import reads the files it is given, outside the archive"
)]

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::input::InputFile;
use super::report::Problem;
use crate::crawl::version::SOFTWARE;
use crate::digest::hex;
use crate::store::Scratch;
use crate::warc;
use crate::warc::salvage::{self, FilePacking, RewriteSource, Rewritten};

/// What a zip file begins with.
const ZIP: [u8; 4] = *b"PK\x03\x04";

/// Most files a WACZ may hold (one of a year's nights holds some thousand).
const MAX_ENTRIES: usize = 100_000;

/// Most bytes a file may unpack to.
const MAX_UNPACKED: u64 = 64 << 30;

/// One WARC file to be imported.
#[derive(Debug)]
pub(super) struct Foreign {
    /// Where its bytes are now.
    pub(super) path: PathBuf,
    /// What a person calls it: the file, and the name within it.
    pub(super) said: String,
    /// Its own name, for the copy.
    pub(super) name: String,
    /// Records of the file as it came that are not in it, less those that only tell where it is
    /// from.
    pub(super) fewer: i64,
    /// Keeps what was unpacked until it has been copied.
    unpacked: Option<Scratch>,
}

impl Foreign {
    /// A file that the archive holds, by its name there.
    pub(super) fn held(archive: &Path, file: &str) -> Self {
        Self {
            path: archive.join(file),
            said: file.to_owned(),
            name: file.to_owned(),
            fewer: 0,
            unpacked: None,
        }
    }

    /// Whether it is a file of its own, which can be referred to where it is.
    pub(super) fn stands_alone(&self) -> bool {
        self.unpacked.is_none()
    }

    /// Reads it from a byte where a record begins.
    pub(super) fn open(&self, offset: u64) -> io::Result<warc::WarcReader<BufReader<File>>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(warc::WarcReader::at(BufReader::new(file), offset))
    }

    /// How it is packed.
    pub(super) fn packing(&self) -> io::Result<FilePacking> {
        let mut first = Vec::new();
        File::open(&self.path)?.take(8).read_to_end(&mut first)?;
        Ok(FilePacking::of(&first))
    }

    /// The same records in a file whose every record can be found and read by its place.
    pub(super) fn salvaged(&self, packing: FilePacking) -> io::Result<(Self, Rewritten)> {
        let mut file = File::open(&self.path)?;
        let sha256 = sum(&mut file)?;
        let (_plain, _, mut clear) = scratch()?;
        let unpacked = salvage::unpack(packing, &mut file, &mut clear, MAX_UNPACKED)?;
        let clear = if unpacked.was_packed {
            &mut clear
        } else {
            &mut file
        };
        let (scratch, path, out) = scratch()?;
        let mut out = BufWriter::new(out);
        let origin = RewriteSource {
            name: &self.name,
            sha256: &sha256,
            software: SOFTWARE,
        };
        let done = salvage::rewrite(clear, &unpacked, origin, &mut out)?;
        out.flush()?;
        let salvaged = Self {
            path,
            name: format!("{}.warc.gz", stem(&self.name)),
            said: self.said.clone(),
            fewer: done.found.cast_signed() - done.records.cast_signed() - 1,
            unpacked: Some(scratch),
        };
        Ok((salvaged, done))
    }
}

/// SHA-256 of a whole file.
fn sum(file: &mut File) -> io::Result<String> {
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&sum.finalize())),
            count => sum.update(&buffer[..count]),
        }
    }
}

/// A file's name without what says how it is packed.
fn stem(name: &str) -> &str {
    let mut stem = name;
    for ending in [".gz", ".zst", ".warc", ".arc"] {
        let at = stem.len().saturating_sub(ending.len());
        if at > 0
            && stem
                .get(at..)
                .is_some_and(|it| it.eq_ignore_ascii_case(ending))
        {
            stem = &stem[..at];
        }
    }
    stem
}

/// The WARC files a path stands for.
pub(super) fn open(input: &InputFile, problems: &mut Vec<Problem>) -> Vec<Foreign> {
    let InputFile { path, said } = input;
    let mut note = |cause: String| {
        problems.push(Problem {
            file: said.clone(),
            offset: None,
            cause,
        });
    };
    let mut first = [0; 4];
    let begun = File::open(path).and_then(|mut file| {
        file.read_exact(&mut first)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    });
    let file = match begun {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            note("it is no WARC file: it has less than 4 bytes".to_owned());
            return Vec::new();
        }
        Err(error) => {
            note(error.to_string());
            return Vec::new();
        }
    };
    if first == ZIP {
        return unpack(file, said, problems);
    }
    let name = said.rsplit('/').next().unwrap_or(said);
    vec![Foreign {
        path: path.clone(),
        name: name.to_owned(),
        said: said.clone(),
        fewer: 0,
        unpacked: None,
    }]
}

/// The WARC files in a WACZ (WACZ 1.1.1: below `archive/`).
fn unpack(file: File, said: &str, problems: &mut Vec<Problem>) -> Vec<Foreign> {
    let problem = |offset, cause| Problem {
        file: said.to_owned(),
        offset,
        cause,
    };
    let mut zip = match zip::ZipArchive::new(BufReader::new(file)) {
        Ok(zip) if zip.len() <= MAX_ENTRIES => zip,
        Ok(zip) => {
            let cause = format!("it holds {} files, more than {MAX_ENTRIES}", zip.len());
            problems.push(problem(None, cause));
            return Vec::new();
        }
        Err(error) => {
            problems.push(problem(
                None,
                format!("it is no readable zip file: {error}"),
            ));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    let mut names = HashSet::new();
    for index in 0..zip.len() {
        let mut entry = match zip.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(problem(None, format!("entry {index}: {error}")));
                continue;
            }
        };
        let offset = Some(entry.header_start());
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(error) => {
                problems.push(problem(offset, format!("an entry's name: {error}")));
                continue;
            }
        };
        let refused = match unsafe_name(&name) {
            None if !names.insert(name.to_lowercase()) => Some("it is there twice"),
            other => other,
        };
        if let Some(why) = refused {
            let cause = format!("refused the entry {name:?}: {why}");
            problems.push(problem(offset, cause));
        } else if is_warc(&name) {
            match unpack_one(&mut entry, said, &name) {
                Ok(foreign) => found.push(foreign),
                Err(error) => problems.push(problem(offset, format!("{name:?}: {error}"))),
            }
        }
    }
    if found.is_empty() {
        problems.push(problem(
            None,
            "it holds no WARC file that can be used".to_owned(),
        ));
    }
    found
}

fn unpack_one(entry: &mut impl Read, said: &str, name: &str) -> io::Result<Foreign> {
    let (scratch, path, mut unpacked) = scratch()?;
    io::copy(entry, &mut unpacked)?;
    unpacked.flush()?;
    Ok(Foreign {
        path,
        said: format!("{said}:{name}"),
        name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        fewer: 0,
        unpacked: Some(scratch),
    })
}

/// A new file that goes with its folder.
fn scratch() -> io::Result<(Scratch, PathBuf, File)> {
    let scratch = Scratch::new()?;
    let path = scratch.path().join("unpacked");
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    Ok((scratch, path, file))
}

fn is_warc(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let endings = [".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz"];
    endings.iter().any(|end| lower.ends_with(end))
}

/// Why a name in a zip file must not be used.
fn unsafe_name(name: &str) -> Option<&'static str> {
    if name.starts_with(['/', '\\']) {
        Some("its name is an absolute path")
    } else if name.contains('\\') || name.contains('\0') {
        Some("its name holds a backslash or a zero byte")
    } else if name.split('/').any(|part| part == "..") {
        Some("its name leads out of the file (`..`)")
    } else if name.as_bytes().get(1) == Some(&b':') {
        Some("its name begins with a drive letter")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_what_says_how_it_is_packed() {
        for (name, want) in [
            ("a.warc.gz", "a"),
            ("Tin tức.WARC.ZST", "Tin tức"),
            ("cũ.arc.gz", "cũ"),
            ("a.arc", "a"),
            ("ả.gz", "ả"),
            (".gz", ".gz"),
            ("tin", "tin"),
        ] {
            assert_eq!(stem(name), want);
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in [
            "../a.warc",
            "archive/../../a.warc",
            "/etc/a.warc",
            "\\a.warc",
            "C:a.warc",
            "a\\b.warc",
            "a\0.warc",
        ] {
            assert!(unsafe_name(name).is_some(), "{name}");
        }
        for name in ["archive/a.warc.gz", "a..b.warc", "archive/.warc"] {
            assert_eq!(unsafe_name(name), None, "{name}");
        }
    }
}
