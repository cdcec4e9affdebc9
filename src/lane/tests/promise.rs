//! The promise, over random histories.

use std::sync::Mutex;
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use super::{DAY, PAUSE, World, ms};
use crate::lane::{Answered, Lane};
use crate::politeness::Failure;

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
                date: None,
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
