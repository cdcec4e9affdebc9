//! What cannot be is told by name with its next step, and nothing is lost.

use super::s3::S3;
use super::scene::Scene;
use super::weed::Weed;

#[test]
fn a_server_without_conditional_writes_is_refused() {
    let s3 = S3::start(false);
    let scene = Scene::new(&s3.endpoint, "s3://kho-bao");
    let said = scene.ends(2, "archive", &["crawl"]);
    assert!(said.err.contains("no conditional writes"), "{}", said.err);
    assert!(
        said.err
            .contains("hint: use a server that honours If-None-Match"),
        "{}",
        said.err
    );
    assert_eq!(scene.portal.requests().len(), 0, "nobody was asked");
    assert!(s3.keys("/sites/").is_empty());
}

#[test]
fn another_archives_bucket_is_refused() {
    let s3 = S3::start(true);
    let one = Scene::new(&s3.endpoint, "s3://kho-bao");
    one.ends(0, "archive", &["crawl"]);
    let other = Scene::new(&s3.endpoint, "s3://kho-bao");
    let said = other.ends(2, "archive", &["crawl"]);
    assert!(
        said.err.contains("is kept for another archive"),
        "{}",
        said.err
    );
    // Its own bucket, and then pointed at the first one's.
    let prefixed = Scene::new(&s3.endpoint, "s3://kho-bao/khac");
    prefixed.ends(0, "archive", &["crawl"]);
    let text = std::fs::read_to_string(prefixed.path("config.toml")).unwrap();
    let text = text.replace("s3://kho-bao/khac", "s3://kho-bao");
    std::fs::write(prefixed.path("config.toml"), text).unwrap();
    for command in [&["bucket", "push"][..], &["bucket", "evict"]] {
        let said = prefixed.ends(2, "archive", command);
        assert!(
            said.err.contains("is kept for another archive"),
            "{}",
            said.err
        );
        assert!(
            said.err.contains("hint: name another prefix"),
            "{}",
            said.err
        );
    }
    one.ends(0, "archive", &["bucket", "check"]);
}

#[test]
fn secrets_come_from_the_environment_alone() {
    let s3 = S3::start(true);
    let scene = Scene::new(&s3.endpoint, "s3://kho-bao");
    let missing = scene
        .command("archive", &["bucket", "check"])
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&missing.stderr);
    assert_eq!(missing.status.code(), Some(2));
    assert!(said.contains("$AWS_SECRET_ACCESS_KEY is not set"), "{said}");
    scene.configure("secret_access_key = \"hunter2\"");
    let said = scene.ends(2, "archive", &["status"]);
    assert!(
        said.err.contains("bucket.secret_access_key"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("hunter2"), "{}", said.err);
}

/// The crawl goes on without the bucket, says so, and the next one ships.
#[test]
fn a_bucket_that_is_away_keeps_no_crawl_from_its_pages() {
    let s3 = S3::start(true);
    let scene = Scene::new("http://127.0.0.1:9", "s3://kho-bao");
    let said = scene.ends(1, "archive", &["crawl"]);
    assert!(
        said.err.contains("not shipped: cannot reach s3://kho-bao"),
        "{}",
        said.err
    );
    let text = std::fs::read_to_string(scene.path("config.toml")).unwrap();
    let text = text.replace("http://127.0.0.1:9", &s3.endpoint);
    std::fs::write(scene.path("config.toml"), text).unwrap();
    scene.ends(0, "archive", &["crawl"]);
    let said = scene.ends(0, "archive", &["bucket", "check"]);
    assert!(said.err.contains(" 0 findings"), "{}", said.err);
    scene.ends(0, "again", &["bucket", "pull"]);
    scene.ends(0, "again", &["verify", "--deep"]);
}

#[test]
fn wrong_credentials_and_no_such_bucket_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let Some(weed) = Weed::start(dir.path()) else {
        return;
    };
    weed.make("kho-bao");
    let scene = Scene::new(&weed.endpoint, "s3://kho-bao");
    let wrong = scene
        .command("archive", &["crawl"])
        .env("AWS_SECRET_ACCESS_KEY", "khac")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(2), "{said}");
    assert!(said.contains("refuses these credentials"), "{said}");
    assert_eq!(scene.portal.requests().len(), 0, "nobody was asked");
    let nowhere = Scene::new(&weed.endpoint, "s3://khong-co");
    let said = nowhere.ends(2, "archive", &["crawl"]);
    assert!(said.err.contains("no such bucket"), "{}", said.err);
}
