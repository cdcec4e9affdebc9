//! The `withhold.toml` in force.
#![expect(
    clippy::disallowed_methods,
    reason = "the file is the operator's, beside the archive"
)]

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use super::PublishedError;
use super::matching::{Matched, matched};
use crate::config::Config;
use crate::redaction::Takedowns;
use crate::store::Reader;

/// The list of takedowns of an archive: its file, and what stands in it; as the configuration has it, and else
/// the one beside the archive. Who exports from another folder with `--archive` alone has no
/// configuration there, and the takedowns hold all the same. A missing file withholds nothing,
/// unless the configuration names one.
pub(super) fn read(
    reader: &Reader,
    config: &Config,
) -> Result<Option<TakedownList>, PublishedError> {
    let own = config.export.withhold.clone();
    let mut places = vec![own.clone()];
    if !config.export.withhold_is_named {
        let beside = [Some(reader.home()), config.root.as_deref()];
        places.extend(beside.into_iter().flatten().filter_map(|archive| {
            let name = own.file_name()?;
            Some(archive.join("..").join(name))
        }));
    }
    for path in places {
        if let Some(text) = text(&path)? {
            let file = path.display().to_string();
            return Ok(Some(TakedownList { file, text }));
        }
    }
    if config.export.withhold_is_named {
        let cause = "it is not there, but `export.withhold` names it";
        return Err(unreadable(&own)(Error::new(ErrorKind::NotFound, cause)));
    }
    Ok(None)
}

/// A list of takedowns as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TakedownList {
    file: String,
    text: String,
}

impl TakedownList {
    /// What it stands for in an archive.
    pub(super) fn matched(
        &self,
        reader: &Reader,
        config: &Config,
    ) -> Result<Matched, PublishedError> {
        let takedowns = Takedowns::parse(&self.file, &self.text)?;
        matched(reader, config, &self.file, &takedowns)
    }
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
