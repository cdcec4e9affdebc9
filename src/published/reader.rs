//! The archive without what is withheld.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::PublishedError;
use super::list;
use super::matching::{Matched, matched};
use crate::config::Config;
use crate::digest::PayloadDigest;
use crate::record::{Change, Snapshot};
use crate::redaction::{Hidden, Withheld};
use crate::store::{Reader, StoreError};

/// For whom something is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// For whoever it is handed on to.
    #[default]
    Public,
    /// For the operator alone (`--include-withheld`): all that is kept.
    Everything,
}

impl Audience {
    /// As the switch of a command says it.
    pub fn including_withheld(asked: bool) -> Self {
        if asked {
            Self::Everything
        } else {
            Self::Public
        }
    }
}

/// Reads the archive for others.
#[derive(Debug)]
pub struct Published {
    pub(super) reader: Reader,
    pub(super) withheld: Withheld,
    scope: Audience,
    files: BTreeSet<String>,
    pub(super) payloads: OnceLock<BTreeSet<PayloadDigest>>,
}

impl Published {
    /// Applies the takedowns in force. Where they cannot be read, or one stands for nothing,
    /// there is no such reader.
    pub fn open(reader: Reader, config: &Config, scope: Audience) -> Result<Self, PublishedError> {
        let listed = match scope {
            Audience::Public => list::read(&reader, config)?,
            Audience::Everything => None,
        };
        let Matched { withheld, files } = match listed {
            Some((path, takedowns)) => {
                matched(&reader, config, &path.display().to_string(), &takedowns)?
            }
            None => Matched::default(),
        };
        Ok(Self {
            scope,
            files,
            ..Self::without(reader, withheld)
        })
    }

    /// Without what the caller found to be withheld.
    pub fn without(reader: Reader, withheld: Withheld) -> Self {
        Self {
            reader,
            withheld,
            scope: Audience::Public,
            files: BTreeSet::new(),
            payloads: OnceLock::new(),
        }
    }

    /// For whom this is.
    pub fn scope(&self) -> Audience {
        self.scope
    }

    /// The archive as it is: for numbers, times and places, which tell nothing that is withheld.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What is withheld.
    pub fn withheld(&self) -> &Withheld {
        &self.withheld
    }

    /// A version, and what was taken out of it; `None` where the whole article is withheld.
    pub fn snapshot(&self, path: &str) -> Result<Option<(Snapshot, Hidden)>, StoreError> {
        Ok(self.redacted(self.reader.read_snapshot(path)?))
    }

    /// The same of a version that was read before.
    pub fn redacted(&self, snapshot: Snapshot) -> Option<(Snapshot, Hidden)> {
        self.withheld.published(snapshot)
    }

    /// A change; `None` where nothing of it may be told.
    pub fn change(&self, mut change: Change) -> Option<Change> {
        let (is_published, _) = self.withheld.redact_change(&mut change);
        is_published.then_some(change)
    }

    /// Addresses of withheld pictures and files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }
}
