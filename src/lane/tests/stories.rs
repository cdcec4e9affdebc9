//! One story a behaviour.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::{Instant, sleep};

use super::{DAY, HOST, PAUSE, World, ms};
use crate::config::PaceLimits;
use crate::lane::{Answered, HeldLane, Lane, LaneError, Lanes, Wait};

fn answer(world: &World, latency: Duration, status: u16, retry_after: Option<&str>) -> Answered {
    Answered {
        first_byte_at: world.clock()(),
        latency,
        status,
        retry_after: retry_after.map(str::to_owned),
        date: None,
    }
}

/// A turn, answered at once.
pub(super) async fn ask(
    world: &World,
    lane: &Lane,
    status: u16,
    retry_after: Option<&str>,
) -> Instant {
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
        let said = async |delay| {
            let now = world.clock()();
            lane.set_crawl_delay("http://127.0.0.1:8090", delay, now)
                .await
                .map_err(drop)
        };
        assert_eq!(said(Some(crawl_delay)).await, Ok(()));
        let first = ask(&world, &lane, 200, None).await;
        assert_eq!(first - robots, crawl_delay);
        let after_restart = ask(&world, &world.lane(), 200, None).await;
        assert_eq!(after_restart - first, crawl_delay);
        assert_eq!(said(None).await, Ok(()));
        let second = ask(&world, &lane, 200, None).await;
        assert_eq!(second - after_restart, PAUSE);
    });
}

/// Longer than a run waits: the host is left, to the second, whoever asks.
#[test]
fn a_crawl_delay_beyond_patience_is_obeyed_by_leaving_the_host() {
    World::run(async |world| {
        let hour = Duration::from_secs(3_600);
        let lane = world.lane();
        ask(&world, &lane, 200, None).await;
        let asked_at = world.clock()();
        lane.set_crawl_delay("http://127.0.0.1:8090", Some(hour), asked_at)
            .await
            .expect("written");
        let until = asked_at + hour;
        for (after, patience, granted) in [
            (0, 60, false),
            (0, 900, false),
            (2_600, 900, false),
            (600, 60, false),
            (100, 60, true),
        ] {
            sleep(Duration::from_secs(after)).await;
            let turn = world.lane().turn(Duration::from_secs(patience)).await;
            match turn {
                Err(LaneError::Slow {
                    until: then, delay, ..
                }) if !granted => {
                    assert_eq!((then, delay), (until, hour));
                }
                Ok(_) if granted => assert_eq!(world.clock()(), until),
                other => panic!("{after} s later: {:?}", other.map(drop)),
            }
        }
    });
}

/// Two names of one server: one request at a time, and each pause holds for both.
#[test]
fn hosts_of_one_lane_wait_for_each_other() {
    World::run(async |world| {
        let limits = PaceLimits {
            delay: PAUSE,
            max_delay: PAUSE,
            latency_factor: 1,
            max_attempts: 1,
            patience: Duration::from_secs(60),
        };
        let lanes = world.lanes();
        let [a, b] =
            ["a.vn", "b.vn"].map(|host| lanes.shared_lane("may-chu-1", host, &limits, true));
        let first = ask(&world, &a, 200, None).await;
        let grant = b.turn(DAY).await.expect("a turn");
        assert_eq!((grant.host(), first.elapsed()), ("b.vn", PAUSE));
        drop(grant);
        ask(&world, &a, 503, Some("40")).await;
        let blocked = Instant::now();
        let another = world
            .lanes()
            .shared_lane("may-chu-1", "b.vn", &limits, true);
        ask(&world, &another, 200, None).await;
        assert_eq!(blocked.elapsed(), Duration::from_secs(40));
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
            patience: Duration::from_secs(60),
        };
        let held: Vec<HeldLane> = vec![
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
        // A file that even root may read and not write.
        let memory = world.folder.path().join("127.0.0.1%3a8090.json");
        std::os::unix::fs::symlink("/proc/version", memory).expect("made");
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

/// The files stay open between turns: a process must not go on with ones that are gone.
#[test]
fn files_removed_between_turns_are_made_anew() {
    World::run(async |world| {
        let lane = world.lane();
        ask(&world, &lane, 200, None).await;
        for file in std::fs::read_dir(world.folder.path()).expect("the lane's files") {
            std::fs::remove_file(file.expect("a file").path()).expect("removed");
        }
        let held = lane.turn(DAY).await.expect("a turn");
        let other = tokio::time::timeout(PAUSE * 5, world.lane().turn(DAY)).await;
        assert!(other.is_err(), "two processes had the lane at once");
        let answered = answer(&world, Duration::ZERO, 200, None);
        held.answered(&answered).expect("written");
        let released = Instant::now();
        ask(&world, &world.lane(), 200, None).await;
        assert_eq!(released.elapsed(), PAUSE);
    });
}
