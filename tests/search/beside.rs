//! Searching while a crawl writes.

use chrono::Duration;
use hpnews::digest::ContentDigest;
use hpnews::record::Role;
use hpnews::store::Outcome;

use crate::archive::{article_id, at, captured, open_grouped, options, snapshot, url};
use crate::scene::{Scene, question, says};

#[test]
fn a_search_beside_a_running_crawl_sees_what_the_catalog_holds() {
    let scene = Scene::of(&[says("Hải Phòng đón khách", &["Nội dung."])]);
    assert_eq!(scene.find("hải phòng").len(), 1);
    // The writer holds the archive's lock all the while.
    let mut archive = open_grouped(&scene.path());
    let begun = at(0) + Duration::days(1);
    let run = archive.begin_run(&options(), begun).unwrap().stamp;
    for n in 2..=40 {
        let now = begun + Duration::seconds(i64::from(n));
        let snapshot = snapshot(&run, n, 1, now);
        let content: ContentDigest = snapshot.digests.content.clone();
        let stored = archive.store_snapshot(&snapshot).unwrap();
        let outcome = Outcome::Stored {
            article_id: article_id(n),
            article_url: url(n),
            snapshot: stored.into(),
            content,
        };
        archive
            .commit(&captured(now, &url(n), Role::Article, outcome))
            .unwrap();
        if n % 13 == 0 {
            archive.settle().unwrap();
            let (answer, _) = scene.ask(&question("hải phòng"));
            assert_eq!(answer.hits.len(), usize::try_from(n).unwrap());
            assert_eq!(answer.unread, []);
        }
    }
    archive
        .finish_run("complete", begun + Duration::hours(1))
        .unwrap();
    drop(archive);
    assert_eq!(scene.find("hải phòng").len(), 40);
}

#[test]
fn many_searches_at_once_index_each_version_once() {
    let scene = Scene::of(&[
        says("Cầu Rào 2", &["Thông xe."]),
        says("Cầu Bính", &["Sửa chữa."]),
    ]);
    assert_eq!(scene.find("cầu").len(), 2);
    scene.night(1, &[(3, says("Cầu Kiền", &["Nhịp giữa."]))]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                // One of them brings the index up, the others see it before or after.
                let (answer, _) = scene.ask(&question("cầu"));
                assert!((2..=3).contains(&answer.hits.len()));
            });
        }
    });
    let (answer, notices) = scene.ask(&question("cầu"));
    assert_eq!(
        (answer.hits.len(), answer.indexed, notices),
        (3, 3, Vec::new())
    );
}
