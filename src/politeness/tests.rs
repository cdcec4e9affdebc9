//! Tests: politeness.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

use super::{Failure, MAX_RETRY_AFTER, Pace, Politeness};
use crate::config::PaceLimits;
use crate::robots::MAX_CRAWL_DELAY;

fn limits() -> PaceLimits {
    PaceLimits {
        delay: Duration::from_secs(1),
        max_delay: Duration::from_secs(60),
        latency_factor: 5,
        max_attempts: 3,
        patience: Duration::from_secs(60),
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap()
}

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

#[test]
fn a_public_host_has_a_floor() {
    let hasty = PaceLimits {
        delay: ms(10),
        ..limits()
    };
    let host = Politeness::default();
    assert_eq!(host.delay(&Pace::new(&hasty, true)), ms(500));
    assert_eq!(host.delay(&Pace::new(&hasty, false)), ms(10));
}

#[test]
fn crawl_delay_counts_even_above_max_delay() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.set_crawl_delay(Some(ms(200)));
    assert_eq!(host.delay(&pace), ms(1_000));
    host.set_crawl_delay(Some(Duration::from_secs(120)));
    assert_eq!(host.delay(&pace), Duration::from_secs(120));
    host.set_crawl_delay(Some(Duration::from_secs(100_000)));
    assert_eq!(host.delay(&pace), MAX_CRAWL_DELAY);
    host.set_crawl_delay(None);
    assert_eq!(host.delay(&pace), ms(1_000));
}

#[test]
fn a_slow_host_is_asked_slowly() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.answered(&pace, ms(400), 200, None, now());
    assert_eq!(host.delay(&pace), ms(2_000));
    host.answered(&pace, ms(4_400), 200, None, now());
    assert_eq!(host.delay(&pace), ms(7_000), "5 × (¾ × 400 + ¼ × 4400)");
    host.answered(&pace, Duration::from_secs(3_000), 200, None, now());
    assert_eq!(host.delay(&pace), limits().max_delay);
}

#[test]
fn strain_doubles_and_health_wears_it_off_slowly() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    for expected in [2, 4, 8, 16, 32, 60, 60] {
        host.answered(&pace, ms(1), 503, None, now());
        assert_eq!(host.delay(&pace), Duration::from_secs(expected));
    }
    host.answered(&pace, ms(1), 403, None, now());
    assert_eq!(
        host.delay(&pace),
        Duration::from_secs(60),
        "a refusal is not health"
    );
    let mut healthy = 0;
    while host.delay(&pace) > ms(1_000) {
        host.answered(&pace, ms(1), 200, None, now());
        healthy += 1;
    }
    assert_eq!(healthy, 31);
}

#[test]
fn which_outcomes_are_strain() {
    let pace = Pace::new(&limits(), true);
    let fresh = Politeness::default;
    for (failure, slower) in [
        (Failure::Timeout, true),
        (Failure::Disconnected, true),
        (Failure::Unreachable, true),
        (Failure::Tls, false),
        (Failure::Refused, false),
    ] {
        let mut host = fresh();
        host.failed(&pace, failure);
        assert_eq!(host.delay(&pace) > ms(1_000), slower, "{failure:?}");
    }
    for (status, slower) in [
        (200, false),
        (304, false),
        (404, false),
        (429, true),
        (500, true),
    ] {
        let mut host = fresh();
        host.answered(&pace, ms(1), status, None, now());
        assert_eq!(host.delay(&pace) > ms(1_000), slower, "{status}");
    }
}

#[test]
fn an_overloaded_host_that_refuses_quickly_is_not_fast() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.answered(&pace, ms(4_000), 200, None, now());
    host.answered(&pace, ms(1), 503, None, now());
    assert_eq!(host.delay(&pace), Duration::from_secs(40));
}

#[test]
fn retry_after_blocks_and_a_shorter_one_does_not_unblock() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.answered(&pace, ms(1), 301, Some("60"), now());
    assert_eq!(host.block(now()), None, "3xx: of one address");
    host.answered(&pace, ms(1), 429, Some("60"), now());
    host.answered(&pace, ms(1), 503, Some("5"), now());
    let block = host.block(now()).expect("blocked");
    assert_eq!(
        (block.until, block.status),
        (now() + TimeDelta::seconds(60), 429)
    );
    assert_eq!(host.block(block.until), None);
    let clock_set_back = now() - TimeDelta::days(400);
    let block = host.block(clock_set_back).expect("blocked");
    assert_eq!(block.until, clock_set_back + MAX_RETRY_AFTER);
}

#[test]
fn memory_of_older_and_newer_versions_is_read() {
    let host: Politeness =
        serde_json::from_str(r#"{"slow_down_ms": 4000, "of_the_future": 1}"#).expect("readable");
    assert_eq!(host.delay(&Pace::new(&limits(), true)), ms(4_000));
}

/// Whatever stands in the file, no pause is endless.
#[test]
fn absurd_memory_is_bounded() {
    let absurd = format!(
        r#"{{"crawl_delay_ms": {0}, "latency_ms": {0}, "slow_down_ms": {0},
            "block": {{"until": "9999-01-01T00:00:00Z", "status": 429}}}}"#,
        u64::MAX
    );
    let mut host: Politeness = serde_json::from_str(&absurd).expect("readable");
    let pace = Pace::new(&limits(), true);
    assert_eq!(host.delay(&pace), MAX_CRAWL_DELAY);
    assert!(host.block(now()).expect("blocked").until <= now() + MAX_RETRY_AFTER);
    host.answered(&pace, Duration::MAX, 503, Some("1"), now());
    host.answered(&pace, Duration::MAX, 200, None, now());
}

#[derive(Clone, Debug)]
enum Event {
    Answered(u64, u16, Option<u32>),
    Failed(Failure),
    CrawlDelay(Option<u64>),
}

fn event() -> impl Strategy<Value = Event> {
    let status = prop_oneof![
        Just(200),
        Just(304),
        Just(404),
        Just(403),
        Just(429),
        Just(503)
    ];
    let failure = prop_oneof![Just(Failure::Timeout), Just(Failure::Disconnected)];
    prop_oneof![
        (0u64..20_000, status, proptest::option::of(0u32..100_000))
            .prop_map(|(latency, status, after)| Event::Answered(latency, status, after)),
        failure.prop_map(Event::Failed),
        proptest::option::of(0u64..400_000).prop_map(Event::CrawlDelay),
    ]
}

proptest! {
    #[test]
    fn the_pause_keeps_its_bounds(events in proptest::collection::vec(event(), 0..40)) {
        let pace = Pace::new(&limits(), true);
        let mut host = Politeness::default();
        for event in events {
            let before = host.delay(&pace);
            match event {
                Event::Answered(latency, status, after) => {
                    let after = after.map(|seconds| seconds.to_string());
                    host.answered(&pace, ms(latency), status, after.as_deref(), now());
                    if status == 429 || status == 503 {
                        prop_assert!(host.delay(&pace) >= before, "strain never hastens");
                    }
                }
                Event::Failed(failure) => {
                    host.failed(&pace, failure);
                    prop_assert!(host.delay(&pace) >= before);
                }
                Event::CrawlDelay(delay) => host.set_crawl_delay(delay.map(ms)),
            }
            let crawl_delay = Duration::from_millis(host.crawl_delay_ms.unwrap_or(0));
            let crawl_delay = crawl_delay.min(MAX_CRAWL_DELAY);
            let delay = host.delay(&pace);
            prop_assert!(delay >= pace.pause() && delay >= crawl_delay);
            prop_assert!(delay <= pace.pause().max(crawl_delay).max(limits().max_delay));
            let json = serde_json::to_string(&host).expect("serialisable");
            let remembered: Politeness = serde_json::from_str(&json).expect("readable");
            prop_assert_eq!(&remembered, &host);
        }
    }
}
