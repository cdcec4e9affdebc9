//! A worker's figures for Prometheus. The names are a promise to whoever has alerts on them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::gauge::SiteFigures;
use crate::pipeline::Exposition;

/// The figures of a worker and its sites, by name.
pub(super) fn text(
    capacity: u16,
    has_database: bool,
    sites: &BTreeMap<&str, &SiteFigures>,
) -> Exposition {
    let mut text = Exposition::default();
    let of = |figure: fn(&SiteFigures) -> &AtomicU64| {
        let one = |(name, it): (&&str, &&SiteFigures)| {
            ((*name).to_owned(), figure(it).load(Ordering::Relaxed))
        };
        sites.iter().map(one).collect()
    };
    text.one(
        "fleet_capacity",
        "Most sites this worker takes.",
        capacity.into(),
    );
    text.one("fleet_leases", "Sites this worker has.", sites.len() as u64);
    text.one(
        "fleet_database_up",
        "Whether the fleet's database answered last time: 1, or 0.",
        has_database.into(),
    );
    text.many(
        "fleet_waiting_bytes",
        "Bytes of a site on this disk that the bucket has not yet.",
        "site",
        &of(|it| &it.waiting),
    );
    text.many(
        "fleet_shipped_timestamp_seconds",
        "When the bucket last had everything of a site; 0: not since this worker has it.",
        "site",
        &of(|it| &it.shipped_at),
    );
    text.many(
        "fleet_nights",
        "Nights of a site that ended since this worker has it.",
        "site",
        &of(|it| &it.nights),
    );
    text
}
