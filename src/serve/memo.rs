//! A value that is made once for each state of the archive. While a crawl changes that state all
//! the time, it is made again once in a while, and what was made before is shown meanwhile.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A value is never older than this where the archive changes.
const OLDEST: Duration = Duration::from_secs(30);

/// One value.
#[derive(Debug)]
pub(super) struct KeptValue<T> {
    last: Mutex<Option<MadeValue<T>>>,
}

#[derive(Debug)]
struct MadeValue<T> {
    state: String,
    at: Instant,
    value: Arc<T>,
}

impl<T> Default for KeptValue<T> {
    fn default() -> Self {
        Self {
            last: Mutex::new(None),
        }
    }
}

impl<T> KeptValue<T> {
    /// The value of a state of the archive, or one not older than [`OLDEST`].
    pub(super) fn get<E>(
        &self,
        state: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let now = now();
        // A poisoned lock holds a whole value: it is only ever replaced.
        let mut known = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = &*known
            && (last.state == state || now - last.at < OLDEST)
        {
            return Ok(Arc::clone(&last.value));
        }
        let value = Arc::new(make()?);
        *known = Some(MadeValue {
            state: state.to_owned(),
            at: now,
            value: Arc::clone(&value),
        });
        Ok(value)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a server's clock: how old is what it made"
)]
fn now() -> Instant {
    Instant::now()
}
