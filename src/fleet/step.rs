//! What a worker tells while it works, for whoever shows it.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::remote::Restoration;
use crate::pipeline::{PipelineEnding, PipelineStage};

/// One thing that happened.
#[derive(Debug)]
pub enum FleetStep {
    /// Sites of a lane are this worker's.
    Took {
        /// The sites.
        sites: Vec<String>,
        /// How often they were taken.
        epoch: i64,
    },
    /// A site's archive is here.
    Ready {
        /// The site.
        site: String,
        /// How it came.
        how: Restoration,
    },
    /// A night ended.
    Night {
        /// The site.
        site: String,
        /// How.
        ending: PipelineEnding,
        /// Versions it stored.
        stored: u64,
        /// When the next one is due; `None`: this one goes on.
        next: Option<DateTime<Utc>>,
    },
    /// A night, or a stage of it, could not run.
    Failed {
        /// The site.
        site: String,
        /// The stage; `None`: the whole night.
        stage: Option<PipelineStage>,
        /// Why.
        cause: String,
    },
    /// The database cannot be asked; told once until it answers.
    DatabaseAway {
        /// Why.
        cause: String,
    },
    /// It answers again.
    DatabaseBack,
    /// The bucket cannot be asked; told once a site until it answers.
    BucketAway {
        /// The site.
        site: String,
        /// Why.
        cause: String,
        /// Bytes that wait on this disk.
        waiting: u64,
    },
    /// It answers again, and has everything.
    BucketBack {
        /// The site.
        site: String,
    },
    /// So much waits on this disk that the site rests.
    SpoolFull {
        /// The site.
        site: String,
        /// Bytes that wait.
        waiting: u64,
        /// `fleet.spool`.
        limit: u64,
    },
    /// Another worker has written since: what this one wrote after it stays here.
    Fenced {
        /// The site.
        site: String,
        /// The other's epoch.
        by: u64,
        /// The archive's folder here.
        folder: PathBuf,
    },
    /// A lane's lease ended before it was renewed.
    Lost {
        /// The lane.
        lane: String,
    },
    /// A lane was given back.
    GaveBack {
        /// The lane.
        lane: String,
    },
    /// Told to give all sites back.
    Draining,
}
