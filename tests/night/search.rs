//! A night brings the search index up to date, for those who may only read it.

use std::fs::{self, File};

use crate::world::World;

const STANDS: [&str; 3] = ["search", "--no-update", "Hải Phòng"];

#[test]
fn after_a_night_the_index_is_searched_as_it_stands() {
    let world = World::new();
    let (code, said) = world.run(&["crawl"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(world.run(&STANDS).0, Some(2), "nobody has made it");
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Indexed: "), "{said}");
    let (code, said) = world.run(&STANDS);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("up to date"), "{said}");
}

#[test]
fn an_index_that_could_not_be_brought_up_to_date_is_told_and_the_night_has_its_papers() {
    let world = World::new();
    let archive = world.path("archive");
    assert_eq!(world.run(&["nightly"]).0, Some(0));
    // Another process is at it.
    let lock = File::options()
        .write(true)
        .open(archive.join("search.lock"))
        .unwrap();
    lock.lock().unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("could not be brought up to date"), "{said}");
    drop(lock);
    // It cannot be opened.
    let index = archive.join("search.sqlite");
    fs::remove_file(&index).unwrap();
    fs::create_dir(&index).unwrap();
    fs::remove_dir_all(archive.join("reports")).unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("search failed: cannot open"), "{said}");
    assert!(archive.join("reports").is_dir());
    fs::remove_dir(&index).unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_version_that_cannot_be_searched_is_told_by_the_night() {
    let mut world = World::new();
    world.more = "[nightly]\nverify = \"1/1000\"\n".to_owned();
    assert_eq!(world.run(&["crawl"]).0, Some(0));
    let listed = world.command(&["list", "--json", "--limit", "1"]).output();
    let listed: serde_json::Value = serde_json::from_slice(&listed.unwrap().stdout).unwrap();
    let file = listed["file"].as_str().unwrap();
    fs::write(world.path("archive").join(file), "{").unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot be searched: "), "{said}");
    assert!(said.contains(file), "{said}");
}
