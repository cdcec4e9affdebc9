//! The captures of an address, however it is spelt, and which of them answers for a time.

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::Config;
use crate::store::{CaptureRow, Reader, Resolved, StoreError};

/// What is kept of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturesOf {
    /// Oldest first. What is withheld is among them:
    /// [`Published::withholds`](crate::published::Published::withholds).
    pub rows: Vec<CaptureRow>,
    /// They are of another address, whose page names this one as its own.
    pub is_claimed: bool,
}

impl CapturesOf {
    /// The newest capture at or before a time: what stood there then. Where there is none, the
    /// first after. Without a time, the newest.
    pub fn standing(&self, at: Option<DateTime<Utc>>) -> Option<&CaptureRow> {
        let Some(at) = at else {
            return self.rows.last();
        };
        let before = self.rows.iter().rfind(|row| row.at <= at);
        before.or(self.rows.first())
    }

    /// The capture nearest to a time, the earlier of two: what a `TimeGate` leads to (RFC 7089).
    pub fn nearest(&self, at: DateTime<Utc>) -> Option<&CaptureRow> {
        self.rows.iter().min_by_key(|row| (row.at - at).abs())
    }
}

/// An address as its site spells it, where it is one of a configured site.
pub(super) fn canonical(config: &Config, text: &str) -> Option<String> {
    let parsed = Url::parse(text).ok()?;
    let mut own = config
        .sites
        .iter()
        .filter(|site| site.rules.in_scope(&parsed));
    own.find_map(|site| site.rules.canonical(None, text).ok())
        .map(String::from)
}

/// The captures of an address as written, as the URL standard has it, or as its site spells it:
/// of the first that has any. Else those of the one article whose page names it as its own.
pub fn captures_of(reader: &Reader, config: &Config, text: &str) -> Result<CapturesOf, StoreError> {
    let parsed = Url::parse(text).ok().map(String::from);
    let others = parsed.into_iter().chain(canonical(config, text));
    let spellings: Vec<String> = std::iter::once(text.to_owned()).chain(others).collect();
    for spelling in &spellings {
        let rows = reader.captures().of(spelling)?;
        if !rows.is_empty() {
            let is_claimed = false;
            return Ok(CapturesOf { rows, is_claimed });
        }
    }
    let mut rows = Vec::new();
    for spelling in &spellings {
        if let Resolved::Claiming { url, .. } = reader.articles().resolve(spelling)? {
            rows = reader.captures().of(&url)?;
            break;
        }
    }
    let is_claimed = true;
    Ok(CapturesOf { rows, is_claimed })
}
