//! The `withhold.toml` in force.
#![expect(
    clippy::disallowed_methods,
    reason = "the file is the operator's, beside the archive"
)]

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::PublishedError;
use crate::config::Config;
use crate::redaction::Takedowns;
use crate::store::Reader;

/// The takedowns of an archive and the file they stand in, as the configuration has it, and else
/// the one beside the archive. Who exports from another folder with `--archive` alone has no
/// configuration there, and the takedowns hold all the same. A missing file withholds nothing,
/// unless the configuration names one.
pub(super) fn read(
    reader: &Reader,
    config: &Config,
) -> Result<Option<(PathBuf, Takedowns)>, PublishedError> {
    let own = config.export.withhold.clone();
    let mut places = vec![own.clone()];
    if !config.export.withhold_is_named {
        places.extend(
            own.file_name()
                .map(|name| reader.dir().join("..").join(name)),
        );
    }
    for path in places {
        if let Some(text) = text(&path)? {
            let takedowns = Takedowns::parse(&path.display().to_string(), &text)?;
            return Ok(Some((path, takedowns)));
        }
    }
    if config.export.withhold_is_named {
        let cause = "it is not there, but `export.withhold` names it";
        return Err(unreadable(&own)(Error::new(ErrorKind::NotFound, cause)));
    }
    Ok(None)
}

/// `None` where nothing has the name. A link that leads nowhere is no missing file: its list is
/// on a disk that is not there tonight.
fn text(path: &Path) -> Result<Option<String>, PublishedError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Ok(_) => Err(unreadable(path)(Error::new(
                ErrorKind::NotFound,
                "it is a link that leads to nothing",
            ))),
            Err(error) => Err(unreadable(path)(error)),
        },
        Err(error) => Err(unreadable(path)(error)),
    }
}

fn unreadable(path: &Path) -> impl FnOnce(Error) -> PublishedError {
    let path = path.to_path_buf();
    move |source| PublishedError::Unreadable { path, source }
}
