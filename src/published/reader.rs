//! The archive without what is withheld.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::PublishedError;
use super::list;
use super::matching::Matched;
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
    pub(super) matched: Arc<Matched>,
    scope: Audience,
    /// What the captures of withheld files hold; found when it is first asked.
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
        let matched = match listed {
            Some(list) => list.matched(&reader, config)?,
            None => Matched::default(),
        };
        Ok(Self::over(reader, Arc::new(matched), scope))
    }

    /// Without what the caller found to be withheld.
    pub fn without(reader: Reader, withheld: Withheld) -> Self {
        let files = BTreeSet::new();
        let matched = Arc::new(Matched { withheld, files });
        Self::over(reader, matched, Audience::Public)
    }

    pub(super) fn over(reader: Reader, matched: Arc<Matched>, scope: Audience) -> Self {
        Self {
            reader,
            matched,
            scope,
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
        &self.matched.withheld
    }

    /// A version, and what was taken out of it; `None` where the whole article is withheld.
    pub fn snapshot(&self, path: &str) -> Result<Option<(Snapshot, Hidden)>, StoreError> {
        Ok(self.redacted(self.reader.read_snapshot(path)?))
    }

    /// The same of a version that was read before.
    pub fn redacted(&self, snapshot: Snapshot) -> Option<(Snapshot, Hidden)> {
        self.matched.withheld.published(snapshot)
    }

    /// A change; `None` where nothing of it may be told.
    pub fn change(&self, mut change: Change) -> Option<Change> {
        let (is_published, _) = self.matched.withheld.redact_change(&mut change);
        is_published.then_some(change)
    }

    /// Addresses of withheld pictures and files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.matched.files.iter().map(String::as_str)
    }
}
