//! Every change that was told, as far as it is published. Read once, and again when a run has
//! told more or the takedowns are others.

use std::sync::{Arc, Mutex, PoisonError};

use crate::pipeline::whole_ledger;
use crate::published::Published;
use crate::record::Change;
use crate::report::news;
use crate::store::StoreError;

/// The changes as they stand, oldest first.
#[derive(Debug, Default)]
pub(super) struct ToldChanges {
    /// All of them.
    pub(super) all: Vec<Change>,
    /// Which of them are news: an article that alternates is not told each time.
    news: Vec<usize>,
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
    known: Mutex<ReadLedger>,
}

#[derive(Clone, Debug, Default)]
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
        if known.runs != runs || known.takedowns != takedowns {
            *known = ReadLedger {
                told: Arc::new(read(published)?),
                runs,
                takedowns,
            };
        }
        Ok(Arc::clone(&known.told))
    }
}

fn read(published: &Published) -> Result<ToldChanges, StoreError> {
    let imports = published.reader().runs().imports()?;
    let changes = whole_ledger(published.reader())?.into_iter();
    let all: Vec<Change> = changes
        .filter(|it| !imports.contains(&it.run))
        .filter_map(|it| published.change(it))
        .collect();
    let news = news(&all).map(|it| it.position).collect();
    Ok(ToldChanges { all, news })
}
