//! The conductor: **discover, fetch, extract, digest, store**.
//!
//! One worker a host, so that nothing blocks the lane of another host; one archive,
//! written by all of them in turn. Every answer is one event in the run's journal, so a
//! crawl stopped at any byte goes on where it was. Never decides what a page says, when a
//! host may be asked or how a file is written: the rooms do.

mod again;
mod alias;
mod answer;
mod article_status;
mod breaker;
mod change_identity;
mod changes;
mod client;
mod clock;
mod compare;
mod conclude;
mod conditional;
mod conductor;
mod differ;
mod drift;
mod endless;
mod error;
mod fetcher;
mod fit;
mod frontier;
mod gone;
mod hold;
mod identity;
mod import;
mod incremental;
mod info;
mod ingest;
mod jitter;
mod keep;
mod leads;
mod lost;
mod media;
mod outcome;
mod pages;
mod part;
mod permission;
mod plan;
mod propose;
mod read;
mod reading;
mod reason;
mod recorder;
mod reextract;
mod replaced;
mod report;
mod requisites;
mod reread;
mod run;
mod sample;
mod second;
mod seed;
mod setup;
mod shift;
mod single;
mod site;
mod spelling;
mod step;
mod tally;
mod unread;
mod version;
mod witness;

use std::collections::HashSet;
use std::sync::Arc;

use tokio::task::JoinSet;

pub use changes::of_run as changes_of_run;
pub use clock::{Ahead, Witness, set_clock_right};
pub use compare::comparable;
pub use differ::{FieldChange, differ};
pub use error::CrawlError;
pub use import::{
    CapturedArticle, Import, ImportStep, Imported, InputFile, OfFile, Problem, Sight, import,
    read_captures,
};
pub use incremental::{NextLook, next_look};
pub use info::open_options;
pub use plan::Plan;
pub use propose::proposed;
pub use reextract::{
    ArchiveHandle, DifferenceKind, ReadingDifference, Reextract, Reextracted, reextract,
};
pub use report::{Counts, Drift, MissedArticle, Requests, RunEnding, RunReport};
pub use reread::{NoArticle, Pages, Reread, is_reproducible, recompute};
pub use sample::{
    TwoReadings, articles_named, earlier_look, html_of, pages_from, read_both, sample, saved,
};
pub use setup::{CrawlSetup, Stop, check};
pub use shift::{Shifts, recipe_changes};
pub use single::{NoPage, Single, Visit, snapshot_of};
pub use step::CrawlStep;
pub use version::SOFTWARE;

use conductor::{AtWork, Crawl};

/// Runs a crawl from its seeds to its report. Errors are lost integrity only (disk, lock,
/// lanes); a page that fails is data in the report.
pub async fn crawl(setup: CrawlSetup) -> Result<RunReport, CrawlError> {
    let crawl = Arc::new(Crawl::begin(setup)?);
    crawl.open()?;
    let mut workers = JoinSet::new();
    let mut busy: HashSet<String> = HashSet::new();
    loop {
        for host in crawl.frontier.hosts_due()? {
            if busy.insert(host.clone()) {
                let at_work = AtWork::begin();
                let crawl = Arc::clone(&crawl);
                workers.spawn(async move {
                    let ended = crawl.work(&host).await;
                    drop(at_work);
                    (ended, host)
                });
            }
        }
        tokio::select! {
            ended = workers.join_next() => match ended {
                Some(Ok((result, host))) => {
                    result?;
                    busy.remove(&host);
                    crawl.advance(&busy)?;
                }
                Some(Err(error)) => return Err(CrawlError::Worker { cause: error.to_string() }),
                None if crawl.advance(&busy)? => {}
                None => break,
            },
            () = crawl.frontier.new_host() => {}
        }
    }
    crawl.finish()
}
