//! A file of the user's written whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Whether a file that is there may be written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Yes: with its mode.
    Replace,
    /// No, also where it came up meanwhile.
    Never,
}

/// Writes a text beside the file and gives it the file's name.
pub(super) fn write(path: &Path, text: &str, over: Over) -> io::Result<()> {
    // What a link leads to is written, and the link stays.
    let path = match path.canonicalize() {
        Ok(real) => real,
        Err(_) => PathBuf::from(path),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hpnews-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(old) = path.metadata() {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    match over {
        Over::Replace => file.persist(&path),
        Over::Never => file.persist_noclobber(&path),
    }
    .map(drop)
    .map_err(|error| error.error)
}
