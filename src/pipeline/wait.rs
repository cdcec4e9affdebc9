//! Waiting for another process to leave the archive.

use std::time::Duration;

use tokio::time::Instant;

use super::{NightError, Pipeline, PipelineSetup, PipelineStep};
use crate::store::StoreError;

/// Between two looks at a lock: short for a short patience, so that it is kept to.
const LOOKS: u32 = 100;
const LONGEST: Duration = Duration::from_secs(5);

impl Pipeline {
    /// Takes what another process may hold, as soon as it is free; says so once, and leaves
    /// when this night has waited too long, for this and whatever it waited for before.
    pub(super) async fn free<T>(
        &mut self,
        take: impl Fn(&PipelineSetup) -> Result<T, StoreError>,
    ) -> Result<T, NightError> {
        let patience = self.setup.config.nightly.patience;
        let pause = (patience / LOOKS).clamp(Duration::from_millis(10), LONGEST);
        let mut is_told = false;
        loop {
            // To look takes time as well.
            let looked_at = Instant::now();
            let (dir, holder) = match take(&self.setup) {
                Ok(taken) => return Ok(taken),
                Err(StoreError::Locked { dir, holder }) => (dir, holder),
                Err(error) => return Err(error.into()),
            };
            let busy = NightError::Busy {
                dir,
                holder,
                patience,
            };
            if self.waited >= patience {
                return Err(busy);
            }
            if !is_told {
                (self.setup.watch)(&PipelineStep::Busy(&busy));
                is_told = true;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => self.waited += looked_at.elapsed(),
                () = self.setup.stop.wait() => return Err(NightError::Stopped),
            }
        }
    }
}
