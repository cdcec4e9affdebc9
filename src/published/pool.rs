//! Readers of an archive for many threads: opened as they are asked for, up to a number, each lent
//! to one thread at a time.
//!
//! Each is what it should be when it is lent: of the catalog that is in place, by the takedowns
//! that stand in the list now, matched against the articles that are there now. Where the list
//! cannot be read, or a line of it stands for nothing, none is lent.
#![expect(
    clippy::disallowed_methods,
    reason = "who waits for a reader waits by the clock"
)]

use std::ops::Deref;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::list::{self, TakedownList};
use super::matching::Matched;
use super::{Audience, Published, PublishedError};
use crate::config::Config;
use crate::store::{Archive, Reader, StoreError};

/// A reader is opened anew after so long: opening reads in what a killed writer left.
const AGE: Duration = Duration::from_secs(30);
/// How often a catalog is looked for that a reindex is just putting in place.
const PAUSE: Duration = Duration::from_millis(5);

/// Why no reader was lent.
#[derive(Debug, Error)]
pub enum PoolError {
    /// All are lent, and none came back in time.
    #[error("all {readers} readers of the archive are at work")]
    Busy {
        /// How many there are.
        readers: usize,
    },
    /// Nothing can be handed on.
    #[error(transparent)]
    Shut(Arc<PublishedError>),
}

impl PoolError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Busy { .. } => Some("ask again in some seconds"),
            Self::Shut(error) => error.hint(),
        }
    }
}

impl From<PublishedError> for PoolError {
    fn from(error: PublishedError) -> Self {
        Self::Shut(Arc::new(error))
    }
}

impl From<StoreError> for PoolError {
    fn from(error: StoreError) -> Self {
        PublishedError::from(error).into()
    }
}

/// Readers that threads share.
#[derive(Debug)]
pub struct PublishedPool {
    config: Arc<Config>,
    readers: usize,
    wait: Duration,
    limit: Duration,
    free: Mutex<Free>,
    came_back: Condvar,
    last_match: Mutex<Option<LastMatch>>,
}

/// Readers that are not lent, and how many more may be opened.
#[derive(Debug)]
struct Free {
    idle: Vec<Opened>,
    unopened: usize,
}

#[derive(Debug)]
struct Opened {
    published: Published,
    at: Instant,
    data_version: i64,
    /// Of the articles when that was its data version.
    growth: [i64; 3],
    /// `None` where nothing is withheld.
    matched_on: Option<MatchedOn>,
}

/// What a matching of takedowns rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MatchedOn {
    list: TakedownList,
    growth: [i64; 3],
}

/// The last matching, for the readers that have not heard of it. One that failed is kept too:
/// it took as long.
#[derive(Debug)]
struct LastMatch {
    on: MatchedOn,
    matched: Result<Arc<Matched>, Arc<PublishedError>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a thread that panicked left is whole: each change to it is one assignment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PublishedPool {
    /// A pool over the archive of a configuration: at most so many `readers`, for which a thread
    /// waits at most so long, and each question to the catalog may take `limit`. Opens none yet.
    pub fn new(config: Arc<Config>, readers: usize, wait: Duration, limit: Duration) -> Self {
        Self {
            config,
            readers,
            wait,
            limit,
            free: Mutex::new(Free {
                idle: Vec::new(),
                unopened: readers,
            }),
            came_back: Condvar::new(),
            last_match: Mutex::new(None),
        }
    }

    /// Lends a reader until it is dropped.
    pub fn lend(&self) -> Result<PooledReader<'_>, PoolError> {
        let until = Instant::now() + self.wait;
        let none_free = |free: &mut Free| free.idle.is_empty() && free.unopened == 0;
        let free = lock(&self.free);
        let waited = self
            .came_back
            .wait_timeout_while(free, self.wait, none_free);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let idle = free.idle.pop();
        if idle.is_none() {
            let readers = self.readers;
            let left = free.unopened.checked_sub(1);
            free.unopened = left.ok_or(PoolError::Busy { readers })?;
        }
        drop(free);
        // Dropped on the way, by an error, it gives its place back.
        let mut lent = PooledReader {
            pool: self,
            opened: idle,
        };
        lent.bring_up(until)?;
        Ok(lent)
    }

    /// Opens one more. A reindex takes the catalog away for a moment; `until` then it is waited for.
    fn open(&self, until: Instant) -> Result<Opened, PoolError> {
        let mut reader = loop {
            match Archive::open_for_reading(&self.config.archive_dir) {
                Err(error) if error.is_without_catalog() && Instant::now() < until => {
                    std::thread::sleep(PAUSE);
                }
                opened => break opened?,
            }
        };
        reader.limit(self.limit)?;
        let data_version = reader.data_version()?;
        Ok(Opened {
            at: Instant::now(),
            data_version,
            growth: reader.articles().growth()?,
            published: Published::over(reader, Arc::default(), Audience::Public),
            matched_on: None,
        })
    }

    /// What a list stands for; asked of `reader` where no other has asked the same before.
    fn matched(&self, on: &MatchedOn, reader: &mut Reader) -> Result<Arc<Matched>, PoolError> {
        let mut last = lock(&self.last_match);
        if let Some(last) = last.as_ref().filter(|last| last.on == *on) {
            return last.matched.clone().map_err(PoolError::Shut);
        }
        // It looks at every address, and all wait for it.
        reader.limit(Duration::MAX)?;
        let matched = on.list.matched(reader, &self.config);
        reader.limit(self.limit)?;
        let matched = match matched {
            Err(error @ PublishedError::Store(_)) => return Err(error.into()),
            matched => matched.map(Arc::new).map_err(Arc::new),
        };
        let on = on.clone();
        let kept = last.insert(LastMatch { on, matched });
        kept.matched.clone().map_err(PoolError::Shut)
    }
}

/// A reader that is lent. It comes back when it is dropped.
#[derive(Debug)]
pub struct PooledReader<'p> {
    pool: &'p PublishedPool,
    opened: Option<Opened>,
}

impl PooledReader<'_> {
    fn bring_up(&mut self, until: Instant) -> Result<(), PoolError> {
        let is_current = |it: &Opened| it.at.elapsed() < AGE && it.published.reader.is_current();
        let opened = match self.opened.take().filter(is_current) {
            Some(opened) => opened,
            None => self.pool.open(until)?,
        };
        let opened = self.opened.insert(opened);
        let published = &mut opened.published;
        let data_version = published.reader.data_version()?;
        if data_version != opened.data_version {
            opened.growth = published.reader.articles().growth()?;
            opened.data_version = data_version;
            // Captures of withheld files may have come.
            published.payloads = OnceLock::new();
        }
        let list = list::read(&published.reader, &self.pool.config)?;
        let growth = opened.growth;
        let on = list.map(|list| MatchedOn { list, growth });
        if on != opened.matched_on {
            published.matched = match &on {
                Some(on) => self.pool.matched(on, &mut published.reader)?,
                None => Arc::default(),
            };
            published.payloads = OnceLock::new();
            opened.matched_on = on;
        }
        Ok(())
    }
}

impl Deref for PooledReader<'_> {
    type Target = Published;

    fn deref(&self) -> &Published {
        let opened = self.opened.as_ref();
        &opened
            .expect("it is lent only after `bring_up` has put one there")
            .published
    }
}

impl Drop for PooledReader<'_> {
    fn drop(&mut self) {
        let mut free = lock(&self.pool.free);
        match self.opened.take() {
            Some(opened) => free.idle.push(opened),
            None => free.unopened += 1,
        }
        drop(free);
        self.pool.came_back.notify_one();
    }
}
