//! A run with the clock ahead, and a clock that was put back: told apart, and set right.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::crawl::{CrawlError, RunReport, Witness, set_clock_right};
use hpnews::store::{Archive, OpenOptions};
use serde_json::json;

use crate::nights::{EDITED, edit};
use crate::world::{World, snapshots};

const DAY: i64 = 86_400;

/// How far the machine's clock is ahead, one a test.
static CLOCKS: [AtomicI64; 3] = [const { AtomicI64::new(0) }; 3];

fn clock<const TEST: usize>() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(CLOCKS[TEST].load(Ordering::SeqCst))
}

fn night<const TEST: usize>(world: &World, seconds: i64) -> Result<RunReport, CrawlError> {
    CLOCKS[TEST].store(seconds, Ordering::SeqCst);
    world.night(clock::<TEST>)
}

#[test]
fn one_run_with_the_clock_ahead_does_not_lock_the_archive() {
    for ahead in [2 * DAY, 700 * DAY, 40 * 365 * DAY] {
        let world = World::new();
        night::<0>(&world, 0).unwrap();
        edit(&world, EDITED, true);
        let wrong = night::<0>(&world, ahead).unwrap();
        assert_eq!(wrong.counts.changed, 1);
        edit(&world, EDITED, true);
        let right = night::<0>(&world, DAY).unwrap();
        assert_eq!(right.counts.changed, 1, "{ahead} s ahead");
        assert_eq!(world.changes_of(&right.run).len(), 1);
        let after = night::<0>(&world, 2 * DAY).unwrap();
        assert_eq!(
            (after.counts.new, after.counts.changed),
            (0, 0),
            "it is the newest"
        );
        let url = world.url(&format!("/{EDITED}.html"));
        let held = snapshots(&world.archive());
        assert_eq!(held.values().filter(|it| it.url == url).count(), 3);
        let reader = Archive::open_for_reading(&world.archive()).unwrap();
        for run in reader.runs().newest(9).unwrap() {
            assert!(run.started_at <= clock::<0>(), "{ahead} s ahead: {run:?}");
        }
        let id = format!("demo:post-{}", world.truth_of(EDITED).post_id);
        let versions = reader.articles().versions(&id).unwrap();
        let runs: Vec<&str> = versions.iter().map(|it| it.run.as_str()).collect();
        assert!(
            runs.is_sorted() && runs.len() == 3,
            "in the order they were seen: {runs:?}"
        );
        drop(reader);
        world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
        let listed = world.run(&["--json", "list"]).out;
        world.run(&["reindex"]).exits(0, &[]);
        assert_eq!(world.run(&["--json", "list"]).out, listed);
    }
}

#[test]
fn a_clock_that_was_put_back_is_refused_however_far() {
    for back in [DAY, 300 * DAY] {
        let world = World::new();
        night::<1>(&world, 0).unwrap();
        let asked = world.portal.requests().len();
        let error = night::<1>(&world, -back).unwrap_err();
        assert!(matches!(error, CrawlError::ClockBack { .. }), "{error}");
        assert!(error.hint().unwrap().contains("repair --clock"));
        assert_eq!(world.portal.requests().len(), asked, "nobody was asked");
        night::<1>(&world, DAY).unwrap();
    }
}

#[test]
fn the_operator_s_word_sets_the_clock_right_where_nobody_else_knows() {
    let world = World::new();
    // No answer says what time it was, and the disk has the clock of the tests.
    let archive_at = |at: DateTime<Utc>| {
        let mut archive = Archive::open(&world.archive(), &OpenOptions::new("test")).unwrap();
        archive.begin_run(&json!({}), at).unwrap();
        archive
            .finish_run("complete", at + TimeDelta::minutes(1))
            .unwrap();
    };
    let now = Utc::now();
    archive_at(now - TimeDelta::days(40));
    archive_at(now - TimeDelta::days(20));
    let back = now - TimeDelta::days(30);
    let mut archive = Archive::open(&world.archive(), &OpenOptions::new("test")).unwrap();
    let looked = set_clock_right(&mut archive, back, true).unwrap().unwrap();
    assert_eq!(looked.witness, Witness::Operator);
    assert!(
        archive.runs().newest(1).unwrap()[0].started_at > back,
        "it only looked"
    );
    let done = set_clock_right(&mut archive, back, false).unwrap().unwrap();
    assert_eq!(done, looked);
    for run in archive.runs().newest(9).unwrap() {
        assert!(run.started_at <= back, "{run:?}");
    }
    assert_eq!(set_clock_right(&mut archive, back, false).unwrap(), None);
    drop(archive);
    // Where the disk's clock is another than the run's, it knows.
    archive_at(now + TimeDelta::days(90));
    let mut archive = Archive::open(&world.archive(), &OpenOptions::new("test")).unwrap();
    let done = set_clock_right(&mut archive, now, false).unwrap().unwrap();
    assert_eq!(done.witness, Witness::Disk);
    drop(archive);
    world
        .run(&["repair", "--clock"])
        .exits(0, &["No run is later than now"]);
    world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
}
