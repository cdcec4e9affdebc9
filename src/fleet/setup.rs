//! What a worker is given, and what of it each of its sites.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::database::DatabaseAddress;
use super::remote::FleetBucket;
use super::step::FleetStep;
use crate::bucket::Bucket;
use crate::config::Config;
use crate::crawl::Stop;
use crate::pipeline::PipelineSetup;

/// Everything a worker is given.
pub struct FleetSetup {
    /// The configuration, with all sites.
    pub config: Arc<Config>,
    /// This worker's name: no other of the fleet has it.
    pub worker: String,
    /// Most sites it takes.
    pub capacity: u16,
    /// The fleet's database.
    pub database: DatabaseAddress,
    /// The fleet's bucket.
    pub bucket: Bucket,
    /// Makes a site's night of its own configuration.
    pub night: Box<dyn Fn(Arc<Config>) -> PipelineSetup + Send + Sync>,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
    /// The signal to stop.
    pub stop: Stop,
    /// Told of each step.
    pub watch: Arc<dyn Fn(FleetStep) + Send + Sync>,
    /// Whether lanes know the deadline. False only for the test that shows that they must: a
    /// release build of the program always says true.
    pub lends_lanes: bool,
}

/// What all sites of a worker are given.
pub(super) struct SiteSetup {
    /// Makes a site's night of its own configuration.
    pub(super) night: Box<dyn Fn(Arc<Config>) -> PipelineSetup + Send + Sync>,
    pub(super) bucket: FleetBucket,
    pub(super) clock: fn() -> DateTime<Utc>,
    pub(super) watch: Arc<dyn Fn(FleetStep) + Send + Sync>,
    /// False only in the test of the test: see [`FleetSetup::lends_lanes`].
    pub(super) lends_lanes: bool,
}
