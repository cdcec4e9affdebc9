//! Hostile addresses on a real disk.

use super::invariants::{check, files};
use super::scene::{at, captured, open, options, snapshot};
use hpnews::record::Role;
use hpnews::store::Outcome;

#[test]
fn hostile_addresses_stay_inside_the_archive() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("archive");
    let mut archive = open(&inside);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    let long = format!("https://a.vn/{}", "Hải-Phòng-".repeat(60));
    let urls = [
        "https://a.vn/../../../etc/passwd",
        "https://a.vn/%2e%2e/%2e%2e/x",
        "https://a.vn/a%00b",
        "https://a.vn/CON",
        "https://a.vn/con",
        "https://a.vn/x.",
        "https://a.vn/%2F",
        "nonsense",
        "http://[::1]:8090/x",
        long.as_str(),
    ];
    for (n, url) in (1..).zip(urls) {
        let mut snapshot = snapshot(&run, n, 1, at(1));
        url.clone_into(&mut snapshot.url);
        let path: String = archive.store_snapshot(&snapshot).unwrap().into();
        let name = path.rsplit('/').next().unwrap();
        assert!(
            name.len() <= 120 && path.is_ascii() && !path.contains(".."),
            "{path}"
        );
        let outcome = Outcome::Stored {
            article_id: snapshot.article_id,
            article_url: url.to_owned(),
            snapshot: path,
            content: snapshot.digests.content,
        };
        archive
            .commit(&captured(at(2), url, Role::Article, outcome))
            .unwrap();
    }
    assert_eq!(check(&inside).len(), urls.len());
    assert!(
        files(dir.path())
            .iter()
            .all(|file| file.starts_with(&inside))
    );
}
