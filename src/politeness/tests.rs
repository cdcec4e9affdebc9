//! Tests: politeness.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

use super::{Failure, MAX_OBEYED, Pace, Politeness};
use crate::config::PaceLimits;

const HTTPS: &str = "https://haiphong.gov.vn";
const HTTP: &str = "http://haiphong.gov.vn";
/// No `Retry-After`, no `Date`.
const SILENT: (Option<&str>, Option<&str>) = (None, None);

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
    let mut say = |seconds: Option<u64>| {
        host.set_crawl_delay(HTTPS, seconds.map(Duration::from_secs), now(), now());
        host.delay(&pace)
    };
    assert_eq!(say(Some(0)), ms(1_000));
    assert_eq!(say(Some(120)), Duration::from_secs(120));
    assert_eq!(say(Some(100_000)), Duration::from_secs(100_000));
    assert_eq!(
        say(Some(u64::MAX / 1_000_000)),
        MAX_OBEYED.to_std().unwrap()
    );
    assert_eq!(say(None), ms(1_000));
}

/// One lane for http and https; what the one says, the other does not take away, nor does what
/// the same origin said before.
#[test]
fn each_origin_s_crawl_delay_holds_until_its_own_newer_robots_txt() {
    let pace = Pace::new(&limits(), true);
    let later = |minutes| now() + TimeDelta::minutes(minutes);
    let mut host = Politeness::default();
    let mut say = |origin, seconds: Option<u64>, minute| {
        let delay = seconds.map(Duration::from_secs);
        host.set_crawl_delay(origin, delay, later(minute), later(100));
        host.delay(&pace).as_secs()
    };
    for (origin, seconds, minute, expected) in [
        (HTTPS, Some(20), 5, 20),
        (HTTP, None, 6, 20),
        (HTTP, Some(3), 7, 20),
        (HTTP, Some(30), 8, 30),
        (HTTP, Some(4), 9, 20),
        (HTTPS, None, 4, 20),
        (HTTPS, Some(5), 5, 5),
        (HTTPS, None, 10, 4),
        (HTTP, None, 9, 1),
    ] {
        let found = say(origin, seconds, minute);
        assert_eq!(found, expected, "{origin} {seconds:?} at {minute}");
    }
    // What came while the clock was ahead is no longer the newer.
    host.set_crawl_delay(
        HTTP,
        Some(Duration::from_secs(9)),
        later(9_999),
        later(9_999),
    );
    host.set_crawl_delay(HTTP, None, later(20), later(20));
    assert_eq!(host.delay(&pace), ms(1_000));
}

#[test]
fn a_crawl_delay_of_an_earlier_version_holds_until_an_origin_is_heard() {
    let pace = Pace::new(&limits(), true);
    let mut host: Politeness = serde_json::from_str(r#"{"crawl_delay_ms": 7000}"#).unwrap();
    assert_eq!(host.delay(&pace), ms(7_000));
    host.set_crawl_delay(HTTPS, None, now(), now());
    assert_eq!(host.delay(&pace), ms(1_000));
}

#[test]
fn a_slow_host_is_asked_slowly() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.answered(&pace, ms(400), 200, SILENT, now());
    assert_eq!(host.delay(&pace), ms(2_000));
    host.answered(&pace, ms(4_400), 200, SILENT, now());
    assert_eq!(host.delay(&pace), ms(7_000), "5 × (¾ × 400 + ¼ × 4400)");
    host.answered(&pace, Duration::from_secs(3_000), 200, SILENT, now());
    assert_eq!(host.delay(&pace), limits().max_delay);
}

#[test]
fn strain_doubles_and_health_wears_it_off_slowly() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    for expected in [2, 4, 8, 16, 32, 60, 60] {
        host.answered(&pace, ms(1), 503, SILENT, now());
        assert_eq!(host.delay(&pace), Duration::from_secs(expected));
    }
    host.answered(&pace, ms(1), 403, SILENT, now());
    assert_eq!(
        host.delay(&pace),
        Duration::from_secs(60),
        "a refusal is not health"
    );
    let mut healthy = 0;
    while host.delay(&pace) > ms(1_000) {
        host.answered(&pace, ms(1), 200, SILENT, now());
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
        host.answered(&pace, ms(1), status, SILENT, now());
        assert_eq!(host.delay(&pace) > ms(1_000), slower, "{status}");
    }
}

#[test]
fn an_overloaded_host_that_refuses_quickly_is_not_fast() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    host.answered(&pace, ms(4_000), 200, SILENT, now());
    host.answered(&pace, ms(1), 503, SILENT, now());
    assert_eq!(host.delay(&pace), Duration::from_secs(40));
}

#[test]
fn retry_after_blocks_and_a_shorter_one_does_not_unblock() {
    let pace = Pace::new(&limits(), true);
    let mut host = Politeness::default();
    let mut answer = |status, after| {
        host.answered(&pace, ms(1), status, (Some(after), None), now());
        let block = host.block(now());
        block.map(|block| ((block.until - now()).num_seconds(), block.status))
    };
    assert_eq!(answer(200, "60"), None, "it was served");
    assert_eq!(answer(302, "5"), Some((5, 302)));
    assert_eq!(answer(429, "60"), Some((60, 429)));
    assert_eq!(answer(503, "5"), Some((60, 429)));
    let until = now() + TimeDelta::seconds(60);
    assert_eq!(host.block(until), None);
}

/// A block said while the clock was ahead is as long as it was, and ends.
#[test]
fn a_clock_set_back_does_not_lengthen_a_block() {
    let pace = Pace::new(&limits(), true);
    let ahead = now() + TimeDelta::days(400);
    let mut host = Politeness::default();
    host.answered(&pace, ms(1), 503, (Some("60"), None), ahead);
    assert!(!host.settle(ahead + TimeDelta::seconds(1)));
    assert!(host.settle(now()));
    let minute = now() + TimeDelta::seconds(60);
    assert_eq!(host.block(now()).expect("blocked").until, minute);
    assert!(!host.settle(now()));
    assert_eq!(host.block(minute), None);

    let old = r#"{"block": {"until": "2028-01-01T00:00:00Z", "status": 429}}"#;
    let mut host: Politeness = serde_json::from_str(old).expect("readable");
    assert!(host.settle(now()));
    let until = host.block(now()).expect("blocked").until;
    assert_eq!(until, now() + MAX_OBEYED);
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
            "crawl_delays": {{"http://a.vn": {{"ms": {0}, "at": "9999-01-01T00:00:00Z"}}}},
            "block": {{"until": "9999-01-01T00:00:00Z", "status": 429}}}}"#,
        u64::MAX
    );
    let mut host: Politeness = serde_json::from_str(&absurd).expect("readable");
    let pace = Pace::new(&limits(), true);
    assert_eq!(host.delay(&pace), MAX_OBEYED.to_std().unwrap());
    host.settle(now());
    assert!(host.block(now()).expect("blocked").until <= now() + MAX_OBEYED);
    host.answered(&pace, Duration::MAX, 503, (Some("1"), None), now());
    host.answered(&pace, Duration::MAX, 200, SILENT, now());
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
                    host.answered(&pace, ms(latency), status, (after.as_deref(), None), now());
                    if status == 429 || status == 503 {
                        prop_assert!(host.delay(&pace) >= before, "strain never hastens");
                    }
                }
                Event::Failed(failure) => {
                    host.failed(&pace, failure);
                    prop_assert!(host.delay(&pace) >= before);
                }
                Event::CrawlDelay(delay) => {
                    host.set_crawl_delay(HTTPS, delay.map(ms), now(), now());
                }
            }
            let crawl_delay = host.crawl_delay();
            let delay = host.delay(&pace);
            prop_assert!(delay >= pace.pause() && delay >= crawl_delay);
            prop_assert!(delay <= pace.pause().max(crawl_delay).max(limits().max_delay));
            let json = serde_json::to_string(&host).expect("serialisable");
            let remembered: Politeness = serde_json::from_str(&json).expect("readable");
            prop_assert_eq!(&remembered, &host);
        }
    }
}
