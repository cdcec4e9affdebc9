//! One archive, one writer; and a path that is no archive.

use crate::world::World;

#[test]
fn a_second_crawl_of_the_same_archive_is_refused_by_the_holder_s_number() {
    let mut world = World::new();
    world.set("politeness", "rate", "2/s");
    let mut first = world.start(&world.archive());
    world.wait_for_requests(2, &mut first);
    let holder = format!("process {}", first.id());
    let words = ["cannot write to archive", &holder, "hint:"];
    world.run(&["crawl"]).exits(2, &words);
    world.run(&["reindex"]).exits(2, &words);
    world.run(&["status"]).exits(0, &[]);
    first.interrupt();
    first.end().exits(130, &[]);
}

#[test]
fn an_archive_path_that_is_a_file_is_refused_before_any_request() {
    let world = World::new();
    let file = world.path("a-file");
    std::fs::write(&file, "not an archive").unwrap();
    let ended = world.start(&file).end();
    ended.exits(2, &["a-file", "hint:"]);
    assert!(world.portal.requests().is_empty());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not an archive");
}
