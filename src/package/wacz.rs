//! EDGE: a folder of files as one WACZ: a ZIP that compresses nothing, so that a reader can
//! fetch any part of it by range.
#![expect(
    clippy::disallowed_methods,
    reason = "the package is written where the person asked for it"
)]

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use chrono::{DateTime, Datelike, Timelike, Utc};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::PackageError;
use super::error::failed;
use super::tree::{self, Tree};

/// A ZIP entry this large needs 64-bit sizes.
const LARGE: u64 = 0xFFFF_FFFF;

/// Writes the tree's files as a WACZ and, beside it, its digest as `sha256sum` checks it.
/// Returns the file's length and digest.
pub(super) fn write(
    tree: &Tree,
    out: &Path,
    now: DateTime<Utc>,
) -> Result<(u64, String), PackageError> {
    let temporary = tree::temporary_file(out)?;
    zip_up(tree, temporary.as_file(), now).map_err(failed("write", out))?;
    let (bytes, sha256) = tree::fingerprint(temporary.path())?;
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let mut beside = tree::temporary_file(out)?;
    writeln!(beside, "{sha256}  {name}").map_err(failed("write", out))?;
    let mut sidecar = out.as_os_str().to_owned();
    sidecar.push(".sha256");
    // The file first: a digest never stands without it. Without its digest it goes again.
    tree::publish_file(temporary, out)?;
    if let Err(error) = replace(tree, beside, Path::new(&sidecar)) {
        std::fs::remove_file(out).map_err(failed("remove", out))?;
        return Err(error);
    }
    tree.sync_name(out)?;
    Ok((bytes, sha256))
}

fn replace(tree: &Tree, file: NamedTempFile, path: &Path) -> Result<(), PackageError> {
    tree.sync(file.as_file()).map_err(failed("write", path))?;
    file.persist(path)
        .map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}

fn zip_up(tree: &Tree, file: &File, now: DateTime<Utc>) -> io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 20, file));
    for resource in tree.files() {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(moment(now))
            .unix_permissions(0o644)
            .large_file(resource.bytes >= LARGE);
        zip.start_file(resource.path.as_str(), options)?;
        let source = File::open(tree.root().join(&resource.path))?;
        io::copy(&mut BufReader::with_capacity(1 << 20, source), &mut zip)?;
    }
    let written = zip.finish()?.into_inner();
    tree.sync(written.map_err(io::IntoInnerError::into_error)?)
}

/// ZIP knows the years 1980 to 2107, in steps of two seconds.
fn moment(now: DateTime<Utc>) -> zip::DateTime {
    let small = |n: u32| u8::try_from(n).unwrap_or(0);
    let year = u16::try_from(now.year()).unwrap_or(0);
    let (month, day) = (small(now.month()), small(now.day()));
    let (hour, minute, second) = (small(now.hour()), small(now.minute()), small(now.second()));
    zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}
