//! Chance that needs no source of randomness.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};

/// A seed for jitter: differs between addresses and moments, needs no randomness source.
pub(super) fn jitter(url: &str, now: DateTime<Utc>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (url, now.timestamp_nanos_opt()).hash(&mut hasher);
    hasher.finish()
}
