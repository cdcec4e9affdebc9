//! A value that is made once for each state of the archive. While a crawl changes that state all
//! the time, it is made again once in a while, by one thread, and what was made before is shown
//! to the others meanwhile.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// A value is made again when it is older than this and the archive has changed.
const OLDEST: Duration = Duration::from_secs(30);
/// While it is made again, one not older than this is shown.
const OLDEST_MEANWHILE: Duration = Duration::from_secs(60);

/// One value.
#[derive(Debug)]
pub(super) struct KeptValue<T> {
    last: Mutex<Option<MadeValue<T>>>,
    /// Held by the one who makes it. Never taken while `last` is held.
    making: Mutex<()>,
}

#[derive(Debug)]
struct MadeValue<T> {
    takedowns: String,
    state: String,
    at: Instant,
    value: Arc<T>,
}

impl<T> Default for KeptValue<T> {
    fn default() -> Self {
        Self {
            last: Mutex::new(None),
            making: Mutex::new(()),
        }
    }
}

impl<T> KeptValue<T> {
    /// The value of a state of the archive, or one not older than [`OLDEST`]; while another thread
    /// makes it, one not older than [`OLDEST_MEANWHILE`]. Waits only where there is none. A value of
    /// other `takedowns` is given to nobody.
    pub(super) fn get<E>(
        &self,
        (takedowns, state): (&str, &str),
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if let Some(value) = self.known((takedowns, state), OLDEST) {
            return Ok(value);
        }
        let _making = match self.making.try_lock() {
            Ok(making) => making,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                if let Some(value) = self.known((takedowns, state), OLDEST_MEANWHILE) {
                    return Ok(value);
                }
                lock(&self.making)
            }
        };
        // Another may have made it between the two looks.
        if let Some(value) = self.known((takedowns, state), OLDEST) {
            return Ok(value);
        }
        // As old as the state it is made of, however long that takes.
        let at = now();
        let value = Arc::new(make()?);
        *lock(&self.last) = Some(MadeValue {
            takedowns: takedowns.to_owned(),
            state: state.to_owned(),
            at,
            value: Arc::clone(&value),
        });
        Ok(value)
    }

    fn known(&self, (takedowns, state): (&str, &str), oldest: Duration) -> Option<Arc<T>> {
        let last = lock(&self.last);
        let last = last.as_ref()?;
        let serves = last.state == state || now().duration_since(last.at) < oldest;
        (serves && last.takedowns == takedowns).then(|| Arc::clone(&last.value))
    }
}

/// A poisoned lock holds a whole value: it is only ever replaced.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a server's clock: how old is what it made"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// The value as another thread is given it while this one makes it anew.
    fn meanwhile(kept: &KeptValue<u8>, age: Duration) -> Option<Arc<u8>> {
        let made = kept.get(("", "one"), || Ok::<_, Infallible>(1));
        made.unwrap();
        let past = now().checked_sub(age).unwrap();
        lock(&kept.last).as_mut().unwrap().at = past;
        let mut shown = None;
        let made = kept.get(("", "two"), || {
            shown = std::thread::scope(|scope| {
                let other = scope.spawn(|| kept.known(("", "two"), OLDEST_MEANWHILE));
                other.join().unwrap()
            });
            Ok::<_, Infallible>(2)
        });
        assert_eq!(*made.unwrap(), 2);
        shown
    }

    #[test]
    fn others_are_shown_the_old_value_while_one_makes_the_new() {
        let kept = KeptValue::default();
        assert_eq!(
            meanwhile(&kept, Duration::from_secs(31)).as_deref(),
            Some(&1)
        );
    }

    #[test]
    fn a_value_older_than_a_minute_is_shown_to_nobody() {
        let kept = KeptValue::default();
        assert_eq!(meanwhile(&kept, Duration::from_secs(61)), None);
    }

    #[test]
    fn who_asks_while_it_is_made_does_not_wait() {
        let kept = KeptValue::default();
        kept.get(("", "one"), || Ok::<_, Infallible>(1)).unwrap();
        let past = now().checked_sub(Duration::from_secs(31)).unwrap();
        lock(&kept.last).as_mut().unwrap().at = past;
        // Held as by a thread that makes it: to wait for it here would never end.
        let _making = lock(&kept.making);
        let value = kept.get(("", "two"), || -> Result<u8, Infallible> { unreachable!() });
        assert_eq!(*value.unwrap(), 1);
    }

    #[test]
    fn a_value_of_other_takedowns_is_shown_to_nobody() {
        let kept = KeptValue::default();
        let get = |takedowns, value| kept.get((takedowns, "one"), || Ok::<_, Infallible>(value));
        assert_eq!(*get("none", 1).unwrap(), 1);
        assert_eq!(*get("one line", 2).unwrap(), 2);
    }
}
