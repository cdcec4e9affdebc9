//! Why nothing can be handed on.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::redaction::WithholdError;
use crate::store::StoreError;

/// Why nothing can be handed on.
#[derive(Debug, Error)]
pub enum PublishedError {
    /// The takedowns cannot be understood, or one stands for nothing.
    #[error(transparent)]
    Withhold(#[from] WithholdError),
    /// Their file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What a takedown withholds cannot be known: the file is named by its article's address.
    #[error("a version of {article_id}, which a takedown names, cannot be read")]
    Unknown {
        /// The article.
        article_id: String,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PublishedError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Withhold(error) => Some(error.hint()),
            Self::Unreadable { .. } => Some(
                "nothing is published until it can be read: mount its disk, repair the link, or \
                 give this user the right to read it",
            ),
            Self::Unknown { .. } => Some(
                "nothing is published until it can be: `hpnews verify` names the file and what \
                 is wrong; bring it back from a copy",
            ),
            Self::Store(error) => error.hint(),
        }
    }
}
