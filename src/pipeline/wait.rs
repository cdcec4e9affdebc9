//! Waiting for another process to leave the archive.

use std::time::Duration;

use tokio::time::Instant;

use super::NightError;
use super::setup::PipelineSetup;
use super::step::PipelineStep;
use crate::store::StoreError;

/// Between two looks at a lock: short for a short patience, so that it is kept to.
const LOOKS: u32 = 100;
const LONGEST: Duration = Duration::from_secs(5);

/// How long this night has waited for other processes.
#[derive(Default)]
pub(super) struct WaitedTime(Duration);

impl WaitedTime {
    /// Takes what another process may hold, as soon as it is free; says so once, and leaves
    /// when this night has waited too long, for this and whatever it waited for before.
    pub(super) async fn free<T>(
        &mut self,
        setup: &PipelineSetup,
        take: impl Fn(&PipelineSetup) -> Result<T, StoreError>,
    ) -> Result<T, NightError> {
        let patience = setup.config.nightly.patience;
        let pause = (patience / LOOKS).clamp(Duration::from_millis(10), LONGEST);
        let mut is_told = false;
        loop {
            // To look takes time as well.
            let looked_at = Instant::now();
            let (dir, holder) = match take(setup) {
                Ok(taken) => return Ok(taken),
                Err(StoreError::Locked { dir, holder }) => (dir, holder),
                Err(error) => return Err(error.into()),
            };
            let busy = NightError::Busy {
                dir,
                holder,
                patience,
            };
            if self.0 >= patience {
                return Err(busy);
            }
            if !is_told {
                (setup.watch)(&PipelineStep::Busy(&busy));
                is_told = true;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => self.0 += looked_at.elapsed(),
                () = setup.stop.wait() => return Err(NightError::Stopped),
            }
        }
    }
}
