//! The feeds of the whole ledger, written where they lie.
//!
//! An archive document that is there is not made again: it never changes.

use chrono::{DateTime, Utc};

use super::NightError;
use super::ledger::{PublishedChanges, zone};
use crate::config::Config;
use crate::published::{Audience, Published};
use crate::record::Change;
use crate::report::{Language, Publisher, atom, for_operator, plan};
use crate::store::{Reader, StoreError};

/// What came of writing the feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedsWritten {
    /// Files made anew or otherwise than before, below the archive.
    pub written: Vec<String>,
    /// Files that were right already.
    pub kept: usize,
    /// Changes the ledger holds.
    pub changes: usize,
}

/// Every change that was ever told, in the order it was written.
pub fn whole_ledger(reader: &Reader) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for run in reader.told_runs()? {
        changes.append(&mut reader.changes_of(&run)?);
    }
    Ok(changes)
}

/// Makes the feeds' documents; with `anew` also the archive documents that are there. What a
/// takedown names is in none of them, also not in those that were written before it.
pub fn write_feeds(
    published: &Published,
    config: &Config,
    anew: bool,
) -> Result<FeedsWritten, NightError> {
    let reader = published.reader();
    let imports = reader.runs().imports()?;
    let mut changes = whole_ledger(reader)?;
    changes.retain(|change| !imports.contains(&change.run));
    let by = Publisher {
        tag: config.report.tag.clone(),
        base: config.report.base.clone(),
        language: config.report.language,
        includes_withheld: published.scope() == Audience::Everything,
    };
    let may_stay = !anew && !by.includes_withheld && published.withheld().is_empty();
    let began = first_run(reader)?.with_timezone(&zone(config));
    let mut done = FeedsWritten {
        changes: changes.len(),
        ..FeedsWritten::default()
    };
    let mut shown = PublishedChanges::new(published, config);
    for feed in plan(&changes, began.fixed_offset()) {
        if feed.archive && may_stay && reader.derived(&feed.file)?.is_some_and(|it| is_public(&it))
        {
            done.kept += 1;
            continue;
        }
        let mut feed = feed;
        let mut items = Vec::with_capacity(feed.entries.len());
        feed.entries.retain(|entry| {
            let change = changes[entry.position].clone();
            let item = shown.item(change);
            let is_published = item.is_some();
            items.extend(item);
            is_published
        });
        let text = atom(&feed, &items, &by);
        if reader.put_derived(&feed.file, text.as_bytes())? {
            done.written.push(feed.file);
        } else {
            done.kept += 1;
        }
    }
    Ok(done)
}

/// Whether a document was made for everybody: each for the operator alone says so.
fn is_public(document: &[u8]) -> bool {
    let said = String::from_utf8_lossy(document);
    ![Language::Vietnamese, Language::English]
        .iter()
        .any(|language| said.contains(for_operator(*language)))
}

/// When the archive began: the time of a feed that has no entry yet.
fn first_run(reader: &Reader) -> Result<DateTime<Utc>, StoreError> {
    let oldest = reader.runs().newest(u32::MAX)?.pop();
    Ok(oldest.map_or(DateTime::UNIX_EPOCH, |run| run.started_at))
}
