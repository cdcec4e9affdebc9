//! What all requests share: the archive, its settings, and who may be at work.

use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

use super::access::Access;
use super::facets::Facets;
use super::ledger::Ledger;
use super::memo::KeptValue;
use super::refusal::Refusal;
use super::reply::PageReply;
use super::shifts::RecentShifts;
use super::visit::PageRequest;
use crate::config::Config;
use crate::crawl::Shifts;
use crate::package::SegmentHeaders;
use crate::published::{PoolError, Published, PublishedPool};
use crate::record::Snapshot;
use crate::report::Language;
use crate::store::{Reader, StoreError};

/// How long a request waits for a free worker.
const PATIENCE: Duration = Duration::from_secs(2);

/// Records whose headers are kept for the next package: 35 MB.
const SEGMENT_RECORDS: usize = 300_000;

/// Makes a page of what is published.
pub(super) type Make = fn(&PageRequest, &Published, &Room) -> Result<PageReply, Refusal>;

/// What all requests share.
pub(super) struct Room {
    pub(super) config: Arc<Config>,
    pub(super) access: Access,
    bound: SocketAddr,
    /// The origin of pages as they were, as people write it; ends without `/`.
    pub(super) replay: String,
    pub(super) readers: PublishedPool,
    pub(super) ledger: Ledger,
    /// Of the segments that packages were made of last.
    pub(super) segments: SegmentHeaders,
    facets: KeptValue<Facets>,
    shifts: RecentShifts,
    workers: Arc<Semaphore>,
    clients: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

impl Room {
    pub(super) fn new(
        config: Arc<Config>,
        access: Access,
        (bound, replay): (SocketAddr, SocketAddr),
    ) -> Self {
        let settings = &config.serve;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = settings.workers.map_or(cores * 2, usize::from);
        let origin = settings.replay_base.as_ref().map_or_else(
            || format!("http://{replay}"),
            |base| base.as_str().trim_end_matches('/').to_owned(),
        );
        let readers = PublishedPool::new(
            Arc::clone(&config),
            workers,
            PATIENCE,
            settings.query_timeout,
        );
        Self {
            workers: Arc::new(Semaphore::new(workers)),
            clients: settings
                .requests_per_minute
                .map(|it| RateLimiter::keyed(Quota::per_minute(it))),
            replay: origin,
            ledger: Ledger::default(),
            segments: SegmentHeaders::keeping(SEGMENT_RECORDS),
            facets: KeptValue::default(),
            shifts: RecentShifts::default(),
            bound,
            access,
            readers,
            config,
        }
    }

    /// Reads and counts before anybody asks what the first to ask would wait for. What cannot be
    /// handed on is told now.
    pub(super) fn prepare(&self) -> Result<(), PoolError> {
        let reader = self.readers.lend()?;
        let prepared = self
            .facets(&reader)
            .and_then(|_| self.ledger.told(&reader).map(drop));
        if let Err(error) = prepared {
            // On a cold disk it may take longer than one page may: whoever asks tries again.
            tracing::warn!("the archive could not be counted: {error}");
        }
        Ok(())
    }

    /// What the archive is called.
    pub(super) fn name(&self, language: Language) -> String {
        let sites = self.config.sites.iter().map(|it| it.name.as_str());
        let sites: Vec<&str> = sites.collect();
        format!(
            "{} {}",
            language.pick("Kho lưu", "Archive of"),
            sites.join(", ")
        )
    }

    /// An address of the room as people write it.
    pub(super) fn address(&self, path: &str) -> String {
        let base = self.config.serve.base.as_ref().map_or_else(
            || format!("http://{}", self.bound),
            |base| base.as_str().trim_end_matches('/').to_owned(),
        );
        format!("{base}{path}")
    }

    /// What a page of the room may load: its own style, and pictures of the other origin.
    pub(super) fn policy(&self) -> String {
        format!(
            "default-src 'none'; style-src 'self'; img-src 'self' {}; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
            self.replay
        )
    }

    /// Counts of what is published; counted anew when runs or takedowns are others.
    pub(super) fn facets(&self, published: &Published) -> Result<Arc<Facets>, StoreError> {
        let takedowns = published.withheld().fingerprint();
        let state = format!("{:?}", published.reader().runs().read_in()?);
        self.facets.get((&takedowns, &state), || {
            Facets::count(published, crate::pipeline::zone(&self.config))
        })
    }

    /// What is the recipe's between two versions: found once in a while for all that a run stored.
    pub(super) fn shifts(
        &self,
        reader: &Reader,
        earlier: (&str, &Snapshot),
        after: &Snapshot,
    ) -> Result<Arc<Shifts>, StoreError> {
        let state = format!("{:?}", reader.runs().read_in()?);
        self.shifts.of(earlier, after).get(("", &state), || {
            Shifts::between(reader, &self.config, earlier, after)
        })
    }

    /// Whether a client may ask once more in this minute.
    pub(super) fn has_room_for(&self, client: IpAddr) -> bool {
        let Some(clients) = &self.clients else {
            return true;
        };
        // The map holds who asked in the last minute, and no more.
        if clients.len() > 10_000 {
            clients.retain_recent();
        }
        clients.check_key(&client).is_ok()
    }

    /// Makes a page beside the tasks that talk. A fault in it ends no worker.
    pub(super) async fn make(
        self: Arc<Self>,
        visit: PageRequest,
        make: Make,
    ) -> Result<PageReply, Refusal> {
        let waited = tokio::time::timeout(PATIENCE, Arc::clone(&self.workers).acquire_owned());
        let Ok(Ok(place)) = waited.await else {
            return Err(Refusal::Busy);
        };
        let work = tokio::task::spawn_blocking(move || {
            let result = catch_unwind(AssertUnwindSafe(|| {
                let reader = self.readers.lend()?;
                make(&visit, &reader, &self)
            }));
            drop(place);
            result.unwrap_or(Err(Refusal::Fault))
        });
        work.await.unwrap_or(Err(Refusal::Fault))
    }
}
