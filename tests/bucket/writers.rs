//! Two writers of one site, and a server that dies between two answers.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::{TimeZone as _, Utc};
use hpnews::bucket::{BucketError, Created, LogContent, LoggedObject, LoggedPart, SiteLog};
use hpnews::digest::PartDigest;
use hpnews::shipping::{CheckFault, RemoteArchive, check};
use hpnews::store::{Archive, Event, OpenOptions};

use super::s3::S3;
use super::scene::bucket;
use super::weed::Weed;

fn at() -> chrono::DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 1, 3, 0, 0).unwrap()
}

/// Of two writers of one number one wins, each time.
fn race(endpoint: &str, times: usize) {
    let bucket = bucket(endpoint, "kho-bao", "dua");
    let (next, won) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let site = next.fetch_add(1, Ordering::Relaxed);
                    if site >= times {
                        return;
                    }
                    let site = format!("cong-{site}");
                    // Both read the log before either writes.
                    let mut logs = [(); 2].map(|()| SiteLog::of(&bucket, &site));
                    for log in &mut logs {
                        assert_eq!(log.read_on().unwrap(), []);
                    }
                    let outcomes: Vec<_> = std::thread::scope(|pair| {
                        let later = |n: u8| at() + chrono::TimeDelta::seconds(n.into());
                        let pairs: Vec<_> = (0..)
                            .zip(logs.iter_mut())
                            .map(|(n, log)| pair.spawn(move || log.fence(1, later(n))))
                            .collect();
                        pairs.into_iter().map(|it| it.join().unwrap()).collect()
                    });
                    let wins = outcomes.iter().filter(|it| it.is_ok()).count();
                    let fenced = |it: &&Result<_, BucketError>| {
                        matches!(it, Err(BucketError::Fenced { by_epoch: 1, .. }))
                    };
                    assert_eq!(
                        (wins, outcomes.iter().filter(fenced).count()),
                        (1, 1),
                        "{outcomes:?}"
                    );
                    let key = format!("sites/{site}/log/0000000001.json");
                    let other = bucket.create(&key, b"khac".to_vec()).unwrap();
                    assert!(matches!(other, Created::Taken(_)));
                    won.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(won.into_inner(), times);
}

/// Of two writers of one key with other bytes one wins, each time.
fn race_of_keys(endpoint: &str, times: usize) {
    let bucket = bucket(endpoint, "kho-bao", "dua-khoa");
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= times {
                        return;
                    }
                    let key = format!("{number:06}");
                    let put =
                        |text: &'static str| bucket.create(&key, text.as_bytes().to_vec()).unwrap();
                    let (one, other) = std::thread::scope(|pair| {
                        let one = pair.spawn(|| put("một"));
                        let other = pair.spawn(|| put("hai"));
                        (one.join().unwrap(), other.join().unwrap())
                    });
                    let winner = match (one, other) {
                        (Created::Ours, Created::Taken(by)) if by == "một".as_bytes() => "một",
                        (Created::Taken(by), Created::Ours) if by == "hai".as_bytes() => "hai",
                        both => panic!("{key}: {both:?}"),
                    };
                    assert_eq!(bucket.read(&key).unwrap().unwrap(), winner.as_bytes());
                }
            });
        }
    });
}

#[test]
fn of_two_writers_one_wins() {
    let s3 = S3::start(true);
    race(&s3.endpoint, 200);
    race_of_keys(&s3.endpoint, 200);
}

#[test]
fn of_two_writers_one_wins_a_thousand_times_with_seaweedfs() {
    let dir = tempfile::tempdir().unwrap();
    let Some(weed) = Weed::start(dir.path()) else {
        return;
    };
    weed.make("kho-bao");
    race(&weed.endpoint, 1000);
    race_of_keys(&weed.endpoint, 100);
}

/// A writer that was taken over loses its next number, is told by whom, and what it left under a
/// name does not count.
#[test]
fn a_stale_writer_is_fenced_out() {
    let s3 = S3::start(true);
    let bucket = bucket(&s3.endpoint, "kho-bao", "");
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path(), &OpenOptions::new("test")).unwrap();
    let drift = |n: u32| Event::Drift {
        at: at() + chrono::TimeDelta::seconds(n.into()),
        site: "cong".to_owned(),
        looked: 1,
        unfit: 1,
        reasons: vec![],
        recipe: PartDigest::of(&n),
        since: "x".to_owned(),
    };
    archive.begin_run(&serde_json::json!({}), at()).unwrap();
    let open = || RemoteArchive::open(&bucket, "cong").unwrap();
    let mut stale = open().fence(1, at()).unwrap();
    assert_eq!(stale.ship(dir.path(), at()).unwrap().objects, 1);
    assert_eq!(
        stale.ship(dir.path(), at()).unwrap().objects,
        0,
        "nothing new"
    );
    let mut next = open().fence(2, at()).unwrap();
    archive.commit(&drift(1)).unwrap();
    let error = stale.ship(dir.path(), at()).unwrap_err();
    assert_eq!(error.fenced(), Some(2), "{error}");
    assert!(
        open().fence(2, at()).unwrap_err().fenced().is_some(),
        "an epoch is used once"
    );
    // Under the name of a file that will be sealed, as a writer that did not know yet.
    archive.finish_run("complete", at()).unwrap();
    let run = std::fs::read_dir(dir.path().join("runs"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let key = format!("sites/cong/a/runs/{}", run.file_name().display());
    bucket.create(&key, b"stale".to_vec()).unwrap();
    next.ship(dir.path(), at()).unwrap();
    let sealed = next.seal(dir.path(), at()).unwrap();
    assert_eq!(sealed.runs, 1);
    assert_eq!(
        check(&bucket, "cong", false, &mut |fault| panic!("{fault:?}"))
            .unwrap()
            .faults,
        0
    );
    assert_eq!(open().behind(dir.path()).unwrap(), None);
    // A folder that lacks the run is behind.
    let other = tempfile::tempdir().unwrap();
    assert!(open().behind(other.path()).unwrap().is_some());
}

/// A log, and how many of its entries were acknowledged.
struct Chain<'a> {
    log: SiteLog,
    is_fenced: bool,
    acknowledged: &'a AtomicUsize,
    offset: u64,
}

impl Chain<'_> {
    /// An object, and the entry that acknowledges it.
    fn ship(&mut self) -> Result<(), BucketError> {
        if !self.is_fenced {
            self.log.fence(1, at())?;
            self.is_fenced = true;
        }
        self.log.settle()?;
        let bytes = vec![u8::try_from(self.offset % 251).unwrap(); 20_000];
        let (key, sha256) = (format!("tail/1/{:010}", self.offset), sha256(&bytes));
        let whole = self.log.key(&key);
        self.log.bucket().create(&whole, bytes)?;
        let part = LoggedPart {
            path: "runs/20261201T030000Z.jsonl".to_owned(),
            offset: self.offset,
            bytes: 20_000,
            sha256: sha256.clone(),
        };
        let object = LoggedObject {
            key,
            bytes: 20_000,
            sha256,
        };
        let parts = vec![part];
        self.log.append(LogContent::Tail { object, parts }, at())?;
        self.offset += 20_000;
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn what_seaweedfs_acknowledged_outlives_its_kill() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut weed) = Weed::start(dir.path()) else {
        return;
    };
    weed.make("kho-bao");
    let bucket = bucket(&weed.endpoint, "kho-bao", "");
    let (acknowledged, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for number in 0..4 {
            let mut chain = Chain {
                log: SiteLog::of(&bucket, &format!("cong-{number}")),
                is_fenced: false,
                acknowledged: &acknowledged,
                offset: 0,
            };
            let ended = &ended;
            scope.spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    match chain.ship() {
                        Err(error) if !error.is_passing() => panic!("{error}"),
                        _ => {}
                    }
                }
            });
        }
        for _ in 0..2 {
            std::thread::sleep(std::time::Duration::from_secs(3));
            weed.kill();
            weed.restart();
        }
        std::thread::sleep(std::time::Duration::from_secs(2));
        ended.store(true, Ordering::Relaxed);
    });
    let (mut entries, mut missing) = (0, Vec::new());
    for number in 0..4 {
        let site = format!("cong-{number}");
        let mut note = |fault: &CheckFault| missing.push(fault.clone());
        entries += check(&bucket, &site, false, &mut note).unwrap().entries - 1;
    }
    let acknowledged = acknowledged.into_inner();
    let lost = missing.len();
    eprintln!("{acknowledged} acknowledged, {entries} there, {lost} missing");
    assert!(missing.is_empty(), "{missing:?}");
    assert!(acknowledged > 20 && entries >= acknowledged as u64);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let hex = |text: String, byte: &u8| format!("{text}{byte:02x}");
    sha2::Sha256::digest(bytes).iter().fold(String::new(), hex)
}
