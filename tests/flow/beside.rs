//! `verify` beside a crawl of another process.

use crate::world::{World, snapshots};

#[test]
fn verify_beside_a_running_crawl_takes_no_lock_and_finds_nothing() {
    // Slowly, each event is settled by itself; at full pace they share syncs and transactions.
    for rate in ["40/s", "1000/s"] {
        let mut world = World::new();
        world.set("politeness", "rate", rate);
        let mut crawl = world.start(&world.archive());
        world.wait_for_requests(3, &mut crawl);
        let (mut audits, mut beside) = (0, 0);
        loop {
            let ended = crawl.has_ended();
            let verify = world.run(&["verify", "--deep"]);
            verify.exits(0, &["0 findings"]);
            assert_eq!(verify.out, "", "{rate}");
            audits += 1;
            beside += u32::from(verify.err.contains("a crawl is writing it"));
            if ended {
                assert!(!verify.err.contains("a crawl is writing it"));
                break;
            }
        }
        crawl.end().exits(0, &[]);
        assert!(beside > 0, "{rate}: none of {audits} audits saw the crawl");
        assert_eq!(
            snapshots(&world.archive()).len(),
            world.portal.truth().len(),
            "{rate}"
        );
    }
}
