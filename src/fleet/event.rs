//! What the sites of a worker have the database told.

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use crate::lane::LaneNote;

/// From a site's thread to the one that talks to the database.
#[derive(Debug)]
pub(super) enum FleetEvent {
    /// What a host asks for.
    Note {
        lane: String,
        epoch: i64,
        note: LaneNote,
    },
    /// A night ended, and the next one is due then.
    NightEnded {
        site: String,
        epoch: i64,
        next: DateTime<Utc>,
        noted: oneshot::Sender<()>,
    },
    /// The bucket knows a later epoch.
    Behind { site: String, epoch: i64, by: u64 },
    /// A site's thread has ended.
    Left { lane: String, epoch: i64 },
}
