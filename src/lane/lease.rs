//! Hosts lent for a time: until when they may be asked, and where what they ask for is written
//! down, so that whoever has them next knows of it.
//!
//! Never renews itself, and never says who has it: its owner does. A lane without a lease may be
//! asked for as long as this machine likes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use crate::politeness::{Deadline, Politeness};

/// How long this machine is up, its sleep included. A process that was stopped, or a machine that
/// slept, finds its leases as old as they are.
pub fn boot_clock() -> Duration {
    let now = clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// What a lane's host asks for, to be written down before it is asked again.
#[derive(Debug)]
pub struct LaneNote {
    /// The lane.
    pub lane: String,
    /// What is remembered of it, as JSON.
    pub politeness: String,
    /// Told once that is written down.
    pub kept: oneshot::Sender<()>,
}

/// The right to ask the hosts of some lanes until a deadline.
#[derive(Clone, Debug)]
pub struct Lease {
    /// When the right ends.
    pub deadline: Deadline,
    /// Who writes down what hosts ask for.
    pub notes: mpsc::UnboundedSender<LaneNote>,
}

impl Lease {
    /// Has it written down what the host of a lane asks for, and waits until it is; false where
    /// the lease ended first.
    pub(super) async fn keep(&self, lane: &str, politeness: &Politeness) -> bool {
        let (kept, heard) = oneshot::channel();
        let note = LaneNote {
            lane: lane.to_owned(),
            politeness: serde_json::to_string(politeness)
                .expect("politeness is plain data: times and numbers under names"),
            kept,
        };
        // Where nobody writes any more, nobody renews any more either: then the end is waited for.
        let _ = self.notes.send(note);
        tokio::select! {
            Ok(()) = heard => true,
            () = until_over(&self.deadline) => false,
        }
    }
}

/// Waits until nothing may be asked any more.
pub async fn until_over(deadline: &Deadline) {
    loop {
        match deadline.left() {
            Duration::ZERO => return,
            left => sleep(left).await,
        }
    }
}

/// What was written down last of each lane of this process's lease.
#[derive(Clone, Default)]
pub(super) struct WrittenDown(Arc<Mutex<Option<Politeness>>>);

impl WrittenDown {
    /// Whether a host asks for something that is not written down.
    pub(super) fn lacks(&self, politeness: &Politeness) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !kept.as_ref().is_some_and(|it| it.wishes_as(politeness))
    }

    pub(super) fn set(&self, politeness: Politeness) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(politeness);
    }
}
