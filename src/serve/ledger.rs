//! Every change that was told, as far as it is published, and the feeds they make. Read once, and
//! again when a run has told more or the takedowns are others.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset};

use crate::published::Published;
use crate::record::Change;
use crate::report::{Feed, news, plan};
use crate::store::StoreError;

/// The changes as they stand, oldest first.
#[derive(Debug, Default)]
pub(super) struct ToldChanges {
    /// All of them.
    pub(super) all: Vec<Change>,
    /// Which of them are news: an article that alternates is not told each time.
    news: Vec<usize>,
    /// The feeds' documents, without their text.
    pub(super) feeds: Vec<Feed>,
}

impl ToldChanges {
    /// What is news, oldest first.
    pub(super) fn news(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.news.iter().filter_map(|at| self.all.get(*at))
    }
}

/// Reads the changes once, and again when there are others.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    known: Mutex<Option<ReadLedger>>,
}

#[derive(Debug)]
struct ReadLedger {
    runs: Vec<String>,
    takedowns: String,
    told: Arc<ToldChanges>,
}

impl Ledger {
    /// The changes as they are published now; what an import told is no news.
    pub(super) fn told(&self, published: &Published) -> Result<Arc<ToldChanges>, StoreError> {
        let runs = published.reader().told_runs()?;
        let takedowns = published.withheld().fingerprint();
        // A poisoned lock holds a whole value: it is only ever replaced.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let last = known.as_ref();
        if let Some(last) = last.filter(|it| it.runs == runs && it.takedowns == takedowns) {
            return Ok(Arc::clone(&last.told));
        }
        let told = Arc::new(read(published)?);
        *known = Some(ReadLedger {
            told: Arc::clone(&told),
            runs,
            takedowns,
        });
        Ok(told)
    }
}

fn read(published: &Published) -> Result<ToldChanges, StoreError> {
    let reader = published.reader();
    let imports = reader.runs().imports()?;
    let mut all: Vec<Change> = Vec::new();
    // What imports told may be most of it, and is not read at all.
    for run in reader
        .told_runs()?
        .iter()
        .filter(|it| !imports.contains(*it))
    {
        let changes = reader.changes_of(run)?.into_iter();
        all.extend(changes.filter_map(|it| published.change(it)));
    }
    all.shrink_to_fit();
    let news = news(&all).map(|it| it.position).collect();
    let feeds = plan(&all, began(published)?);
    Ok(ToldChanges { all, news, feeds })
}

/// When the archive began: the time of a feed that has no entry yet.
fn began(published: &Published) -> Result<DateTime<FixedOffset>, StoreError> {
    let began = published.reader().runs().newest(u32::MAX)?.pop();
    Ok(began
        .map_or(DateTime::UNIX_EPOCH, |run| run.started_at)
        .fixed_offset())
}
