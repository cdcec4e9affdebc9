//! Without any selector: what the generic reader alone makes of the same portal, whatever
//! theme it wears, and whether or not its REST interface answers.

use crate::compare::body_is_nfc;
use crate::crawl::{complete, crawl, snapshots};
use crate::portal;
use crate::printed::{Floors, judge, theme};

const FLOORS: Floors = Floors {
    fixed: 0.98,
    varied: 0.95,
};

#[test]
fn the_generic_reader_alone_gets_what_is_printed_and_no_wrong_date() {
    let Some(portal) = portal("the_generic_reader_alone_gets_what_is_printed_and_no_wrong_date")
    else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let config = portal.config(dir.path(), "1000/s", false);
    complete(&crawl(&config, &archive));
    let held = snapshots(&archive);
    assert!(held.values().all(body_is_nfc), "a body is not NFC");
    judge(
        &format!("without selectors, theme {}", theme()),
        &held,
        &portal.posts(),
        &FLOORS,
    );
}
