//! Lanes that are lent: no permit outlives the lease, and who has it next knows what was asked for.

use tokio::time::{Instant, sleep};

use super::stories::ask;
use super::{DAY, HOST, PAUSE, World, limits, ms};
use crate::lane::{LaneError, Lanes, Wait};
use crate::politeness::Deadline;

#[test]
fn a_turn_after_the_lease_has_ended_is_refused() {
    World::run(async |world| {
        let (lease, _notes) = world.lease(ms(2_500));
        let lane = world.lane_under(&lease);
        for _ in 0..3 {
            ask(&world, &lane, 200, None).await;
        }
        let refused = lane.turn(DAY).await;
        assert!(matches!(refused, Err(LaneError::Ended { .. })));
        assert_eq!(world.epoch.elapsed(), ms(2_500), "nobody sleeps beyond it");
        // The lane is free for whoever has the right now, at the pause that is due.
        let grant = world.lane().turn(DAY).await.expect("a turn");
        assert!(grant.not_after().is_none());
        assert_eq!(world.epoch.elapsed(), PAUSE * 3);
    });
}

#[test]
fn a_lease_that_is_renewed_while_its_turn_is_waited_for_gives_it() {
    World::run(async |world| {
        let (lease, _notes) = world.lease(ms(1_500));
        let lane = world.lane_under(&lease);
        ask(&world, &lane, 200, None).await;
        ask(&world, &lane, 200, None).await;
        let deadline = lease.deadline.clone();
        let renewing = async {
            sleep(ms(400)).await;
            assert!(deadline.renew(ms(4_000)));
        };
        let (grant, ()) = tokio::join!(lane.turn(DAY), renewing);
        let grant = grant.expect("a turn");
        assert_eq!(grant.not_after().map(Deadline::left), Some(ms(2_000)));
    });
}

#[test]
fn what_a_host_asks_for_is_written_down_before_it_is_asked_again() {
    World::run(async |world| {
        let (lease, notes) = world.lease(ms(60_000));
        let lane = world.lane_under(&lease);
        ask(&world, &lane, 200, None).await;
        ask(&world, &lane, 200, None).await;
        assert_eq!(
            notes.heard().len(),
            1,
            "an answer without a wish is no news"
        );
        ask(&world, &lane, 503, Some("7")).await;
        notes.go_down();
        let waiting = tokio::time::timeout(ms(20_000), lane.turn(DAY)).await;
        assert!(waiting.is_err(), "nobody has it written");
        let known = notes.heard().pop().expect("a note");
        assert!(known.contains("\"status\":503"), "{known}");

        // Another machine takes over: it knows, and waits a whole pause besides.
        let other = world.elsewhere();
        let lanes = Lanes::open_with_clock(other.path(), world.clock()).expect("a folder");
        lanes.take_over(HOST, &known).await.expect("written");
        let begun = Instant::now();
        let lane = lanes.lane(HOST, &limits(), false);
        assert!(matches!(lane.wait_hint(), Ok(Some(Wait::Pause { .. }))));
        let _grant = lane.turn(DAY).await.expect("a turn");
        assert!(begun.elapsed() >= PAUSE * 2, "it slowed down, too");
    });
}
