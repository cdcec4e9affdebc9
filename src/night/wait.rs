//! Waiting for another process to leave the archive.

use std::time::Duration;

use super::{Night, NightError, Setup, Step};
use crate::store::StoreError;

/// Between two looks at a lock: short for a short patience, so that it is kept to.
const LOOKS: u32 = 100;
const LONGEST: Duration = Duration::from_secs(5);

impl Night {
    /// Takes what another process may hold, as soon as it is free; says so once, and leaves
    /// when it takes too long.
    pub(super) async fn free<T>(
        &self,
        patience: Duration,
        take: impl Fn(&Setup) -> Result<T, StoreError>,
    ) -> Result<T, NightError> {
        let pause = (patience / LOOKS).clamp(Duration::from_millis(10), LONGEST);
        let mut waited = Duration::ZERO;
        loop {
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
            if waited >= patience {
                return Err(busy);
            }
            if waited.is_zero() {
                (self.setup.watch)(&Step::Busy(&busy));
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => waited += pause,
                () = self.setup.stop.wait() => return Err(NightError::Stopped),
            }
        }
    }
}
