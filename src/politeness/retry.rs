//! Which failed requests are worth another attempt, and how long to wait before it.
//!
//! Never grants the attempt: that is the lane's, whose pause comes on top.

use std::time::Duration;

/// How one attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A phase of the exchange took too long.
    Timeout,
    /// The connection broke before the answer was whole.
    Disconnected,
    /// No connection: the name did not resolve, or nobody accepted.
    Unreachable,
    /// An answer that is an error.
    Status(u16),
    /// The certificate or the handshake was not good.
    Tls,
    /// We refused: out of scope, a private address, over a limit, not HTTP.
    Refused,
}

impl Failure {
    /// Whether it may pass by itself.
    pub fn is_passing(self) -> bool {
        match self {
            Self::Timeout | Self::Disconnected | Self::Unreachable => true,
            Self::Status(status) => is_strain(status),
            Self::Tls | Self::Refused => false,
        }
    }
}

/// Whether a failure may pass by itself, by the word of it in a journal.
pub fn may_pass(cause: &str) -> bool {
    match cause.strip_prefix("http_") {
        Some(status) => status.parse().is_ok_and(is_strain),
        None => matches!(
            cause,
            "timeout" | "disconnect" | "connect" | "dns" | "protocol" | "truncated"
        ),
    }
}

/// Whether a status says that the host is strained: 408, 429 and 5xx.
pub(super) fn is_strain(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Ask again, not before this long from now.
    After(Duration),
    /// Another attempt would fail alike.
    Pointless,
    /// The attempts of this run are used up.
    Exhausted,
}

const BASE: Duration = Duration::from_secs(2);
const CAP: Duration = Duration::from_secs(300);

/// Decides after the `attempt`th attempt (from 1) of at most `max_attempts` failed.
///
/// The wait is exponential with full jitter, uniform between nothing and
/// 2 s × 2^(attempt − 1), at most 300 s: of the forms compared in Marc Brooker,
/// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), the one that costs
/// the server least. `seed` is the caller's randomness; the same seed gives the same wait.
pub fn retry(attempt: u32, max_attempts: u32, failure: Failure, seed: u64) -> Retry {
    if !failure.is_passing() {
        return Retry::Pointless;
    }
    if attempt >= max_attempts {
        return Retry::Exhausted;
    }
    let doublings = attempt.saturating_sub(1).min(16);
    let ceiling = CAP.min(BASE * 2u32.pow(doublings));
    let share = f64::from(split_mix(seed.wrapping_add(attempt.into()))) / f64::from(u32::MAX);
    Retry::After(ceiling.mul_f64(share))
}

/// The upper half of one step of `SplitMix64` (Steele, Lea, Flood 2014): turns
/// neighbouring seeds into unlike numbers.
fn split_mix(seed: u64) -> u32 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_worth_another_attempt() {
        use Failure::{Disconnected, Refused, Status, Timeout, Tls, Unreachable};
        for failure in [Timeout, Disconnected, Unreachable]
            .into_iter()
            .chain([408, 429, 500, 502, 503, 504].map(Status))
        {
            assert!(
                matches!(retry(1, 3, failure, 7), Retry::After(_)),
                "{failure:?}"
            );
            assert_eq!(retry(3, 3, failure, 7), Retry::Exhausted);
        }
        for failure in [Tls, Refused]
            .into_iter()
            .chain([400, 401, 403, 404, 410, 451].map(Status))
        {
            assert_eq!(retry(1, 3, failure, 7), Retry::Pointless, "{failure:?}");
        }
    }

    #[test]
    fn jitter_fills_the_whole_range() {
        let waits: Vec<_> = (0..1_000)
            .map(|seed| match retry(3, 9, Failure::Timeout, seed) {
                Retry::After(wait) => wait.as_secs_f64(),
                other => panic!("{other:?}"),
            })
            .collect();
        let mean = waits.iter().sum::<f64>() / 1_000.0;
        assert!((3.7..4.3).contains(&mean), "uniform over 0–8 s: {mean}");
        assert!(waits.iter().any(|wait| *wait < 0.2) && waits.iter().any(|wait| *wait > 7.8));
    }

    proptest! {
        #[test]
        fn never_beyond_the_cap(attempt in 0u32..u32::MAX, seed: u64) {
            let after = retry(attempt, u32::MAX, Failure::Timeout, seed);
            prop_assert!(matches!(after, Retry::After(wait) if wait <= CAP));
        }
    }
}
