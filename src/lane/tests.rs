//! The lane's promise in simulated time: tokio's clock is paused and jumps from sleep
//! to sleep; the wall clock follows it, with an offset that tests may set.

use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::{Answered, Grant, Lane, LaneError, Lanes, Wait};
use crate::config::PaceLimits;
use crate::politeness::Failure;

const HOST: &str = "127.0.0.1:8090";
const PAUSE: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A paused runtime, a folder and a wall clock.
struct World {
    folder: TempDir,
    epoch: Instant,
    wall_offset_ms: Arc<AtomicI64>,
}

impl World {
    fn run<F: Future<Output = T>, T>(story: impl FnOnce(Self) -> F) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            story(Self {
                folder: TempDir::new().expect("a folder"),
                epoch: Instant::now(),
                wall_offset_ms: Arc::default(),
            })
            .await
        })
    }

    fn clock(&self) -> impl Fn() -> DateTime<Utc> + Send + Sync + 'static {
        let (epoch, offset) = (self.epoch, Arc::clone(&self.wall_offset_ms));
        move || {
            let start = Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap();
            start + epoch.elapsed() + TimeDelta::milliseconds(offset.load(Ordering::Relaxed))
        }
    }

    fn lanes(&self) -> Lanes {
        Lanes::open_with_clock(self.folder.path(), self.clock()).expect("a writable folder")
    }

    /// The lane of a process that has just started.
    fn lane(&self) -> Lane {
        let limits = PaceLimits {
            delay: PAUSE,
            max_delay: Duration::from_secs(30),
            latency_factor: 2,
            max_attempts: 3,
        };
        self.lanes().lane(HOST, &limits, false)
    }

    fn set_wall(&self, hours: i64) {
        let offset = TimeDelta::hours(hours).num_milliseconds();
        self.wall_offset_ms.store(offset, Ordering::Relaxed);
    }
}

/// How one exchange goes.
#[derive(Clone, Debug)]
struct Exchange {
    /// From the grant to the host having the request.
    on_the_way: Duration,
    latency: Duration,
    body: Duration,
    end: End,
    /// What its process does before the next one.
    then: Duration,
}

#[derive(Clone, Debug)]
enum End {
    Answered(u16, Option<u64>),
    Failed(Failure),
    /// The task is dropped: at once, or when the host just got the request.
    Dropped {
        sent: bool,
    },
    /// `kill -9` when the host just got the request, and a new process at once.
    Killed,
}

/// What the host saw: when each request came, and until when it asked for peace.
#[derive(Default)]
struct Seen {
    arrivals: Vec<Instant>,
    peace_until: Option<Instant>,
    next_promised: Option<Instant>,
}

async fn one_exchange(world: &World, lane: &mut Lane, exchange: &Exchange, seen: &Mutex<Seen>) {
    let grant = lane.turn(DAY).await.expect("a turn");
    let granted = Instant::now();
    {
        let seen = seen.lock().expect("sane");
        if let Some(until) = seen.peace_until.max(seen.next_promised) {
            assert!(granted >= until, "{:?} too early", until - granted);
        }
    }
    if matches!(exchange.end, End::Dropped { sent: false }) {
        return;
    }
    sleep(exchange.on_the_way).await;
    seen.lock().expect("sane").arrivals.push(Instant::now());
    match &exchange.end {
        End::Answered(status, retry_after) => {
            sleep(exchange.latency).await;
            let first_byte = Instant::now();
            let first_byte_at = world.clock()();
            if let (Some(seconds), 429 | 503) = (retry_after, status) {
                let until = first_byte + Duration::from_secs(*seconds);
                let mut seen = seen.lock().expect("sane");
                seen.peace_until = seen.peace_until.max(Some(until));
            }
            sleep(exchange.body).await;
            let answer = Answered {
                first_byte_at,
                latency: exchange.latency,
                status: *status,
                retry_after: retry_after.map(|seconds| seconds.to_string()),
            };
            grant.answered(&answer).expect("written");
            seen.lock().expect("sane").next_promised = Some(first_byte + PAUSE);
        }
        End::Failed(failure) => {
            sleep(exchange.latency).await;
            grant.failed(*failure).expect("written");
        }
        End::Dropped { .. } => drop(grant),
        End::Killed => {
            drop(grant);
            *lane = world.lane();
        }
    }
    sleep(exchange.then).await;
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let millis = |most: u64| prop_oneof![Just(0), 0..most].prop_map(ms);
    let status = prop_oneof![Just(200), Just(404), Just(429), Just(503)];
    let end = prop_oneof![
        4 => (status, proptest::option::weighted(0.2, 0u64..40))
            .prop_map(|(status, after)| End::Answered(status, after)),
        1 => Just(End::Failed(Failure::Timeout)),
        1 => any::<bool>().prop_map(|sent| End::Dropped { sent }),
        1 => Just(End::Killed),
    ];
    (
        millis(2_500),
        millis(2_500),
        millis(2_500),
        end,
        millis(3_000),
    )
        .prop_map(|(on_the_way, latency, body, end, then)| Exchange {
            on_the_way,
            latency,
            body,
            end,
            then,
        })
}

fn exchanges() -> impl Strategy<Value = Vec<Exchange>> {
    proptest::collection::vec(exchange(), 1..8)
}

fn assert_spaced(arrivals: &[Instant], pause: Duration) {
    for pair in arrivals.windows(2) {
        assert!(pair[1] - pair[0] >= pause, "{:?} apart", pair[1] - pair[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Two processes, one of them with two tasks, in any order of answers, failures,
    /// drops and kills: what the host sees is spaced.
    #[test]
    fn the_host_never_sees_two_requests_closer_than_the_pause(
        first in exchanges(), second in exchanges(), third in exchanges(),
    ) {
        World::run(async |world| {
            let seen = Mutex::default();
            let process = world.lane();
            let user = async |mut lane: Lane, exchanges: &[Exchange]| {
                for exchange in exchanges {
                    one_exchange(&world, &mut lane, exchange, &seen).await;
                }
            };
            tokio::join!(
                user(process.clone(), &first),
                user(process, &second),
                user(world.lane(), &third),
            );
            assert_spaced(&seen.into_inner().expect("sane").arrivals, PAUSE);
        });
    }

    /// One process whose wall clock is set forward and back at any moment, even within
    /// an exchange (once at most): its own requests stay spaced.
    #[test]
    fn setting_the_wall_clock_never_hastens(
        exchanges in exchanges(),
        jumps in proptest::collection::vec((7_500u64..12_000, -3i64..3), 0..6),
    ) {
        World::run(async |world| {
            let seen = Mutex::default();
            let setting = async {
                for (after, hours) in jumps {
                    sleep(ms(after)).await;
                    world.set_wall(hours);
                }
            };
            let crawling = async {
                let mut lane = world.lane();
                for mut exchange in exchanges {
                    // A block is wall time by nature; and a new process knows no other.
                    exchange.end = match exchange.end {
                        End::Answered(status, _) => End::Answered(status, None),
                        End::Killed => End::Failed(Failure::Disconnected),
                        other => other,
                    };
                    one_exchange(&world, &mut lane, &exchange, &seen).await;
                }
            };
            tokio::join!(setting, crawling);
            assert_spaced(&seen.into_inner().expect("sane").arrivals, PAUSE);
        });
    }
}

fn answer(world: &World, latency: Duration, status: u16, retry_after: Option<&str>) -> Answered {
    Answered {
        first_byte_at: world.clock()(),
        latency,
        status,
        retry_after: retry_after.map(str::to_owned),
    }
}

/// A turn, answered at once.
async fn ask(world: &World, lane: &Lane, status: u16, retry_after: Option<&str>) -> Instant {
    let grant = lane.turn(DAY).await.expect("a turn");
    let granted = Instant::now();
    let answered = answer(world, Duration::ZERO, status, retry_after);
    grant.answered(&answered).expect("written");
    granted
}

/// The pause is kept and not exceeded: polite, but no slower than asked.
#[test]
fn an_eager_process_asks_once_a_pause() {
    World::run(async |world| {
        let lane = world.lane();
        let first = ask(&world, &lane, 200, None).await;
        let mut last = first;
        for _ in 0..9 {
            last = ask(&world, &lane, 200, None).await;
        }
        assert_eq!(last - first, PAUSE * 9);
    });
}

#[test]
fn the_body_is_read_within_the_pause() {
    World::run(async |world| {
        let lane = world.lane();
        let grant = lane.turn(DAY).await.expect("a turn");
        sleep(ms(300)).await;
        let first_byte = Instant::now();
        let answered = answer(&world, ms(300), 200, None);
        sleep(ms(600)).await;
        grant.answered(&answered).expect("written");
        ask(&world, &lane, 200, None).await;
        assert_eq!(first_byte.elapsed(), PAUSE);
    });
}

#[test]
fn strain_is_remembered_across_restarts() {
    World::run(async |world| {
        ask(&world, &world.lane(), 503, None).await;
        let second = ask(&world, &world.lane(), 503, None).await;
        let third = ask(&world, &world.lane(), 200, None).await;
        assert_eq!(third - second, PAUSE * 4);
    });
}

#[test]
fn retry_after_is_remembered_across_restarts() {
    World::run(async |world| {
        ask(&world, &world.lane(), 429, Some("3600")).await;
        let lane = world.lane();
        sleep(Duration::from_secs(600)).await;
        let Err(LaneError::Blocked {
            host,
            until,
            status,
        }) = lane.turn(PAUSE).await.map(drop)
        else {
            panic!("granted in spite of Retry-After");
        };
        let left = TimeDelta::seconds(3_000);
        assert_eq!(
            (host.as_str(), until, status),
            (HOST, world.clock()() + left, 429)
        );
        let hint = lane.wait_hint().expect("readable").expect("a wait");
        assert_eq!(
            hint.to_string(),
            "blocked until 2026-11-23T02:00:00Z (429 with Retry-After)"
        );
        let before = Instant::now();
        lane.turn(DAY).await.map(drop).expect("a turn");
        assert_eq!(before.elapsed(), Duration::from_secs(3_000));
    });
}

#[test]
fn crawl_delay_holds_for_the_pause_that_runs() {
    World::run(async |world| {
        let robots = ask(&world, &world.lane(), 200, None).await;
        let lane = world.lane();
        let crawl_delay = Duration::from_secs(10);
        lane.set_crawl_delay(Some(crawl_delay))
            .await
            .expect("written");
        let first = ask(&world, &lane, 200, None).await;
        assert_eq!(first - robots, crawl_delay);
        let after_restart = ask(&world, &world.lane(), 200, None).await;
        assert_eq!(after_restart - first, crawl_delay);
        assert_eq!(lane.set_crawl_delay(None).await.map_err(drop), Ok(()));
        let second = ask(&world, &lane, 200, None).await;
        assert_eq!(second - after_restart, PAUSE);
    });
}

/// A clock set back by years costs one pause, not years.
#[test]
fn a_pause_from_the_future_is_one_pause() {
    World::run(async |world| {
        ask(&world, &world.lane(), 200, None).await;
        world.set_wall(-24 * 365);
        let before = Instant::now();
        ask(&world, &world.lane(), 200, None).await;
        assert_eq!(before.elapsed(), PAUSE);
    });
}

#[test]
fn an_unreadable_lane_file_costs_one_pause() {
    for garbage in ["", "{", "{}", "[]", "{\"pause_from\": 7}", "\u{0}\u{0}"] {
        World::run(async |world| {
            let file = world.folder.path().join("127.0.0.1%3a8090.json");
            std::fs::write(&file, garbage).expect("written");
            let before = Instant::now();
            ask(&world, &world.lane(), 200, None).await;
            assert_eq!(before.elapsed(), PAUSE, "{garbage:?}");
            let mended = std::fs::read_to_string(&file).expect("readable");
            assert!(mended.starts_with('{') && mended.contains("pause_from"));
        });
    }
}

#[test]
fn hosts_do_not_wait_for_each_other() {
    World::run(async |world| {
        let lanes = world.lanes();
        let limits = PaceLimits {
            delay: PAUSE,
            max_delay: PAUSE,
            latency_factor: 1,
            max_attempts: 1,
        };
        let held: Vec<Grant> = vec![
            lanes
                .lane("a.vn", &limits, true)
                .turn(DAY)
                .await
                .expect("a turn"),
            lanes
                .lane("b.vn", &limits, true)
                .turn(DAY)
                .await
                .expect("a turn"),
        ];
        assert_eq!(world.epoch.elapsed(), Duration::ZERO);
        assert_eq!((held[0].host(), held[1].host()), ("a.vn", "b.vn"));
    });
}

#[test]
fn a_waiting_turn_may_be_given_up() {
    World::run(async |world| {
        let lane = world.lane();
        let first = ask(&world, &lane, 200, None).await;
        let impatient = tokio::time::timeout(ms(500), lane.turn(DAY)).await;
        assert!(impatient.is_err());
        assert_eq!(ask(&world, &lane, 200, None).await - first, PAUSE);
    });
}

#[test]
fn a_lane_that_is_never_released_is_an_error() {
    World::run(async |world| {
        let _stuck = world.lane().turn(DAY).await.expect("a turn");
        let Err(error) = world.lane().turn(DAY).await.map(drop) else {
            panic!("granted twice");
        };
        assert!(matches!(error, LaneError::Held { .. }));
        assert!(
            error.to_string().contains("127.0.0.1%3a8090.lock"),
            "{error}"
        );
    });
}

#[test]
fn wait_hint_names_the_pause() {
    World::run(async |world| {
        let lane = world.lane();
        assert_eq!(lane.wait_hint().expect("readable"), None);
        ask(&world, &lane, 200, None).await;
        let until = world.clock()() + PAUSE;
        assert_eq!(
            lane.wait_hint().expect("readable"),
            Some(Wait::Pause { until })
        );
        sleep(PAUSE).await;
        assert_eq!(lane.wait_hint().expect("readable"), None);
    });
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let below_a_file = file.path().join("lanes");
    // Where even root may not write.
    for folder in [below_a_file.as_path(), Path::new("/proc/self")] {
        let Err(error) = Lanes::open(folder) else {
            panic!("{} was opened", folder.display());
        };
        let expected = format!("cannot keep lane files in {}", folder.display());
        assert_eq!(error.to_string(), expected);
        assert!(std::error::Error::source(&error).is_some());
    }
}

/// Read-only later on: the lane says which file, and grants nothing.
#[test]
fn a_memory_that_cannot_be_written_grants_nothing() {
    World::run(async |world| {
        let lane = world.lane();
        std::fs::create_dir(world.folder.path().join("127.0.0.1%3a8090.tmp")).expect("made");
        let Err(error) = lane.turn(DAY).await.map(drop) else {
            panic!("granted without remembering it");
        };
        assert!(matches!(&error, LaneError::Write { .. }), "{error}");
        assert!(
            error.to_string().contains("127.0.0.1%3a8090.json"),
            "{error}"
        );
    });
}
