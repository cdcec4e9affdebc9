//! An archive that is crawled, lost and brought back, and one whose WARC files left the disk.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::time::{Duration, Instant};

use super::s3::S3;
use super::scene::{Scene, contents, copy};
use super::weed::Weed;

/// Names that differ, or that one of the two has not.
fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = a.keys().chain(b.keys());
    let mut differing: Vec<String> = names
        .filter(|it| a.get(*it) != b.get(*it))
        .cloned()
        .collect();
    differing.sort();
    differing.dedup();
    differing
}

fn lost_and_brought_back(endpoint: &str, url: &str) {
    let scene = Scene::new(endpoint, url);
    scene.ends(0, "archive", &["crawl"]);
    scene
        .portal
        .edit(|site| site.remove("cang-nam-trieu-don-tau-chay-dien").unwrap());
    let said = scene.ends(0, "archive", &["crawl"]);
    assert!(
        said.err.contains("Shipped to the bucket: 1 sealed runs"),
        "{}",
        said.err
    );
    let said = scene.ends(0, "archive", &["bucket", "push", "--json"]);
    assert!(
        said.out_text().contains("\"objects\":0"),
        "{}",
        said.out_text()
    );
    let whole = scene.ends(0, "archive", &["bucket", "check"]);
    assert!(whole.err.contains(" 0 findings"), "{}", whole.err);
    scene.ends(0, "archive", &["bucket", "check", "--quick"]);

    let before = contents(&scene.path("archive"));
    assert!(
        before
            .keys()
            .filter(|it| it.starts_with("snapshots/"))
            .count()
            > 20
    );
    copy(&scene.path("archive"), &scene.path("kept"));
    std::fs::remove_dir_all(scene.path("archive")).unwrap();
    scene.ends(0, "archive", &["bucket", "pull"]);
    assert_eq!(
        differing(&contents(&scene.path("archive")), &before),
        [""; 0]
    );
    scene.ends(0, "archive", &["verify", "--deep"]);
    // A folder that is in use is left alone.
    scene.ends(2, "archive", &["bucket", "pull"]);

    let night = |archive: &str| {
        let mut asked = scene.asked_by(|| {
            scene.ends(0, archive, &["crawl"]);
        });
        asked.sort();
        asked
    };
    let pulled = night("archive");
    // The copy that was kept went on without the bucket: it is behind now, and says so.
    let said = scene.ends(2, "kept", &["crawl"]);
    assert!(
        said.err.contains("went on without this folder"),
        "{}",
        said.err
    );
    std::fs::remove_file(scene.path("kept/bucket.json")).unwrap();
    scene.configure("");
    let text = std::fs::read_to_string(scene.path("config.toml")).unwrap();
    let without = text.replace(&format!("url = \"{url}\"\n"), "");
    std::fs::write(scene.path("config.toml"), without).unwrap();
    assert_eq!(pulled, night("kept"), "only what is due is asked");
    assert!(!pulled.is_empty());
}

#[test]
fn an_archive_that_was_lost_is_brought_back_byte_for_byte() {
    let s3 = S3::start(true);
    lost_and_brought_back(&s3.endpoint, "s3://kho-bao/thu/hai");
}

#[test]
fn the_same_with_seaweedfs() {
    let dir = tempfile::tempdir().unwrap();
    let Some(weed) = Weed::start(dir.path()) else {
        return;
    };
    weed.make("kho-bao");
    lost_and_brought_back(&weed.endpoint, "s3://kho-bao/hpnews");
}

/// Whether a file of a package says when it was made, or where its records begin behind that.
fn is_of_its_time(name: &str) -> bool {
    name.contains("datapackage") || name.starts_with("data/indexes/")
}

/// The records of a WARC file but for its first.
fn behind_the_first(warc: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut packed = flate2::bufread::MultiGzDecoder::new(warc);
    packed.read_to_end(&mut text).unwrap();
    let begins = text.windows(8).skip(1).position(|it| it == b"WARC/1.1");
    text.split_off(begins.unwrap())
}

#[test]
fn an_evicted_archive_gives_the_same_bytes() {
    let s3 = S3::start(true);
    let scene = Scene::new(&s3.endpoint, "s3://kho-bao");
    scene.ends(0, "archive", &["crawl"]);
    let page = scene.portal.truth()[0].url.clone();
    let given = |out: &str| {
        let replayed = scene.ends(0, "archive", &["replay", page.as_str()]).out;
        let read = scene.run("archive", &["reextract", "--dry-run", "--json"]);
        scene.ends(
            0,
            "archive",
            &[
                "export",
                "--out",
                &format!("{out}-export"),
                "--format",
                "jsonl",
            ],
        );
        let day = ["package", "--since", "2000-01-01", "--bagit", "--out"];
        scene.ends(
            0,
            "archive",
            &[&day[..], &[&*format!("{out}-bag")]].concat(),
        );
        let mut all = contents(&scene.path(&format!("{out}-export")));
        for (name, bytes) in contents(&scene.path(&format!("{out}-bag"))) {
            // The first record of its WARC says when it was made.
            if name.ends_with(".warc.gz") {
                all.insert(name, behind_the_first(&bytes));
            } else if name.starts_with("data/") && !is_of_its_time(&name) {
                all.insert(name, bytes);
            }
        }
        all.insert("replay".to_owned(), replayed);
        let mut read: serde_json::Value = serde_json::from_slice(&read.out).unwrap();
        assert!(read["captures"].as_u64().unwrap() > 20, "{read}");
        for time in ["started_at", "finished_at"] {
            read[time].take();
        }
        all.insert("reextract".to_owned(), read.to_string().into_bytes());
        all
    };
    let before = given("before");
    assert!(before["replay"].len() > 1000 && before.len() > 10);
    let warc = |it: &String| it.starts_with("warc/") && it.ends_with(".warc.gz");
    assert!(contents(&scene.path("archive")).keys().any(warc));
    scene.ends(0, "archive", &["bucket", "evict"]);
    assert!(!contents(&scene.path("archive")).keys().any(warc));
    let after = given("after");
    assert_eq!(differing(&before, &after), [""; 0]);
    scene.ends(0, "archive", &["verify", "--deep"]);
    let cache = std::fs::read_dir(scene.path("archive/cache"))
        .unwrap()
        .count();
    assert!(cache > 0);
    // The next night reads what it needs, and ships what it writes.
    scene.ends(0, "archive", &["crawl"]);
    scene.ends(0, "archive", &["verify", "--deep"]);
    scene.ends(0, "archive", &["bucket", "check"]);
    and_is_brought_back_or_told_of(&s3, &scene);
}

fn and_is_brought_back_or_told_of(s3: &S3, scene: &Scene) {
    // Brought back whole.
    scene.ends(0, "again", &["bucket", "pull"]);
    scene.ends(0, "again", &["verify", "--deep"]);
    // An object that is gone is told by name, and not taken for an empty file.
    let is_warc = |key: &String| key.ends_with(".warc.gz");
    let gone = s3.keys("/a/warc/").into_iter().find(is_warc).unwrap();
    s3.held.lock().unwrap().remove(&gone);
    let said = scene.ends(1, "archive", &["bucket", "check"]);
    assert!(
        said.out_text()
            .contains(gone.trim_start_matches("/kho-bao/")),
        "{}",
        said.out_text()
    );
    scene.ends(2, "third", &["bucket", "pull"]);
    std::fs::remove_dir_all(scene.path("archive/cache")).unwrap();
    let said = scene.run("archive", &["verify"]);
    assert_ne!(said.code, Some(0), "{}", said.err);
}

#[test]
fn what_a_killed_crawl_had_shipped_is_brought_back_and_goes_on() {
    let s3 = S3::start(true);
    let scene = Scene::new(&s3.endpoint, "s3://kho-bao");
    let text = std::fs::read_to_string(scene.path("config.toml")).unwrap();
    let text = text.replace("rate = \"100/s\"", "rate = \"25/s\"");
    std::fs::write(scene.path("config.toml"), text).unwrap();
    let mut crawl = scene.command("archive", &["crawl"]).spawn().unwrap();
    let began = Instant::now();
    while s3.keys("/tail/").len() < 2 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "nothing is shipped"
        );
        assert_eq!(crawl.try_wait().unwrap(), None, "it was too quick");
        std::thread::sleep(Duration::from_millis(20));
    }
    crawl.kill().unwrap();
    crawl.wait().unwrap();
    std::fs::remove_dir_all(scene.path("archive")).unwrap();
    scene.ends(0, "archive", &["bucket", "pull"]);
    scene.ends(0, "archive", &["crawl"]);
    scene.ends(0, "archive", &["verify", "--deep"]);
    scene.ends(0, "archive", &["bucket", "check"]);
    let articles = scene.ends(0, "archive", &["list", "--json"]).out_text();
    assert_eq!(articles.lines().count(), scene.portal.truth().len());
}

#[test]
fn each_archive_below_a_root_ships_under_its_sites_name() {
    let s3 = S3::start(true);
    let scene = Scene::new(&s3.endpoint, "s3://kho-bao");
    scene.configure("ship = \"1s\"\n[archive]\nlayout = \"site\"");
    scene.ends(0, "kho", &["crawl"]);
    assert!(!s3.keys("/sites/demo/a/warc/").is_empty());
    scene.ends(0, "kho", &["bucket", "check"]);
    scene.ends(2, "kho", &["bucket", "pull"]);
    std::fs::remove_dir_all(scene.path("kho")).unwrap();
    scene.ends(0, "kho", &["bucket", "pull", "--site", "demo"]);
    scene.ends(0, "kho", &["verify", "--deep"]);
    scene.ends(0, "kho", &["crawl"]);
    scene.ends(0, "kho", &["bucket", "check", "--site", "demo"]);
}
