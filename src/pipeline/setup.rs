//! What a night is given.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::step::PipelineStep;
use crate::config::Config;
use crate::crawl::Stop;
use crate::lane::Lease;
use crate::notify::{Limits, Secrets};

/// Everything a night is given.
pub struct PipelineSetup {
    /// The validated configuration.
    pub config: Arc<Config>,
    /// The archive's folder.
    pub dir: PathBuf,
    /// The folder of this machine's lanes.
    pub lanes: PathBuf,
    /// The right to ask the sites, where it is lent.
    pub lease: Option<Lease>,
    /// When this night was due, where others may have begun it: a crawl that ended since is not
    /// made again.
    pub due_at: Option<DateTime<Utc>>,
    /// PEM texts of intermediate certificates, by site name.
    pub intermediates: BTreeMap<String, String>,
    /// Keys and passwords of the receivers.
    pub secrets: Secrets,
    /// Time limits of telling.
    pub limits: Limits,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
    /// The signal to stop.
    pub stop: Stop,
    /// Told of each step.
    pub watch: Arc<dyn Fn(&PipelineStep<'_>) + Send + Sync>,
}
