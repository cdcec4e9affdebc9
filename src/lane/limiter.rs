//! A second guard, independent of files and answers: however wrong they are, two grants
//! of one lane are never closer than the configured pause.
//!
//! Never waits: it is asked with `check`, and who asks sleeps on tokio's clock.
//! governor's own `until_ready` ignores a paused clock (measured).

use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

type Direct = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Duration>>;

/// One host's limiter: a grant a pause. Clones are one limiter.
#[derive(Clone)]
pub(super) struct Limiter(Option<Arc<Direct>>);

impl Limiter {
    /// Without a pause there is nothing to keep.
    pub(super) fn new(pause: Duration) -> Self {
        let clock = TokioClock(Instant::now());
        let quota = Quota::with_period(pause);
        Self(quota.map(|quota| Arc::new(RateLimiter::direct_with_clock(quota, clock))))
    }

    /// How long it refuses still; `None` when it granted, which uses the grant up.
    pub(super) fn refusal(&self) -> Option<Duration> {
        let limiter = self.0.as_ref()?;
        let refused = limiter.check().err()?;
        Some(refused.wait_time_from(limiter.clock().now()))
    }
}

/// tokio's clock, which tests can stop, as the time since it was made.
#[derive(Clone)]
struct TokioClock(Instant);

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn refuses_until_the_pause_is_over() {
        let pause = Duration::from_millis(1_500);
        let limiter = Limiter::new(pause);
        assert_eq!(limiter.refusal(), None);
        tokio::time::sleep(Duration::from_millis(400)).await;
        let left = Duration::from_millis(1_100);
        assert_eq!(
            limiter.clone().refusal(),
            Some(left),
            "clones are one limiter"
        );
        tokio::time::sleep(left).await;
        assert_eq!(limiter.refusal(), None);
        assert_eq!(limiter.refusal(), Some(pause));
        let unpaused = Limiter::new(Duration::ZERO);
        assert_eq!((unpaused.refusal(), unpaused.refusal()), (None, None));
    }
}
