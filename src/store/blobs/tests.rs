//! What every place of sealed files keeps to.

use std::io::Read as _;

#[cfg(feature = "bucket")]
use super::BucketBlobs;
use super::{BlobEntry, BlobReader, Blobs, EntryKind, FileBlobs, MemoryBlobs, WriteOutcome};

/// Runs on a place that holds nothing yet.
fn keeps_the_contract(blobs: &dyn Blobs) {
    what_is_absent(blobs);
    created_once(blobs);
    ranges(blobs);
    listed(blobs);
    steps(blobs);
    assert!(blobs.location("a/tin.json").ends_with("a/tin.json"));
}

fn what_is_absent(blobs: &dyn Blobs) {
    assert_eq!(blobs.length("a/tin.json").unwrap(), None);
    assert_eq!(blobs.read("a/tin.json").unwrap(), None);
    for error in [
        blobs.read_range("a/tin.json", 0..4).unwrap_err(),
        blobs.read_known("a/tin.json").unwrap_err(),
        BlobReader::open(blobs, "a/tin.json", 0).unwrap_err(),
    ] {
        assert!(error.hint().unwrap().contains("hpnews verify"), "{error}");
    }
    assert_eq!(blobs.list("").unwrap(), []);
    assert_eq!(blobs.list("a").unwrap(), []);
    for name in ["", "..", "../x", "a/../../x"] {
        assert!(blobs.read(name).is_err(), "{name:?} leads out");
        assert!(blobs.put_new(name, b"x").is_err(), "{name:?} leads out");
    }
    assert!(blobs.put_new("/nowhere/x", b"x").is_err());
}

fn created_once(blobs: &dyn Blobs) {
    let put = |bytes| blobs.put_new("a/tin.json", bytes).unwrap();
    assert_eq!(put("Hải Phòng".as_bytes()), WriteOutcome::Here);
    assert_eq!(put(b"x"), WriteOutcome::Taken);
    assert_eq!(put("Hải Phòng".as_bytes()), WriteOutcome::Here);
    assert_eq!(
        blobs.read_known("a/tin.json").unwrap(),
        "Hải Phòng".as_bytes()
    );
    assert_eq!(blobs.length("a/tin.json").unwrap(), Some(12));
}

fn ranges(blobs: &dyn Blobs) {
    blobs.put_new("a/số", b"0123456789").unwrap();
    for (range, wanted) in [
        (0..10, "0123456789"),
        (0..1, "0"),
        (9..10, "9"),
        (3..3, ""),
        (8..99, "89"),
        (10..11, ""),
        (99..100, ""),
        (4..u64::MAX, "456789"),
        (u64::MAX - 1..u64::MAX, ""),
    ] {
        let found = blobs.read_range("a/số", range.clone()).unwrap();
        assert_eq!(found, wanted.as_bytes(), "{range:?}");
        let mut read = String::new();
        let mut reader = BlobReader::of_range(blobs, "a/số", range.clone()).unwrap();
        assert_eq!(reader.peek(), wanted.as_bytes(), "{range:?}");
        reader.read_to_string(&mut read).unwrap();
        assert_eq!(read, wanted, "{range:?}");
    }
}

fn listed(blobs: &dyn Blobs) {
    for name in ["b/2/y", "b/2/x", "b/10", "b.json", "b-", "c"] {
        blobs.put_new(name, name.as_bytes()).unwrap();
    }
    let of = |folder: &str| {
        let found = blobs.list(folder).unwrap().into_iter();
        let said = |it: BlobEntry| match it.kind {
            EntryKind::Folder => format!("{}/", it.name),
            EntryKind::File(bytes) => format!("{} {bytes}", it.name),
            EntryKind::Odd(_) => panic!("{} is odd", it.name),
        };
        found.map(said).collect::<Vec<_>>()
    };
    assert_eq!(of(""), ["a/", "b/", "b- 2", "b.json 6", "c 1"]);
    assert_eq!(of("b"), ["10 4", "2/"]);
    assert_eq!(of("b/2"), ["x 5", "y 5"]);
    assert!(of("b/3").is_empty());
}

/// A file of several ranges comes whole, from every kind of place and in every size of piece.
fn steps(blobs: &dyn Blobs) {
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    blobs.put_new("lớn.warc.gz", &bytes).unwrap();
    let length = bytes.len();
    for from in [
        0,
        1,
        65_535,
        65_536,
        196_608,
        length - 1,
        length,
        length + 1,
    ] {
        let mut found = Vec::new();
        let mut reader = BlobReader::open(blobs, "lớn.warc.gz", from as u64).unwrap();
        reader.read_to_end(&mut found).unwrap();
        assert!(found == bytes[from.min(length)..], "from {from}");
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }
    let mut found = Vec::new();
    let mut reader = BlobReader::of_range(blobs, "lớn.warc.gz", 70_000..2_000_001).unwrap();
    let mut piece = [0; 1000];
    while let n @ 1.. = reader.read(&mut piece).unwrap() {
        found.extend_from_slice(&piece[..n]);
        assert!(reader.peek().len() <= 1 << 20, "one range is held");
    }
    assert!(found == bytes[70_000..2_000_001]);
}

#[test]
fn the_disk_keeps_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    keeps_the_contract(&FileBlobs::of(dir.path()));
}

#[test]
fn memory_keeps_the_contract() {
    keeps_the_contract(&MemoryBlobs::default());
}

#[test]
fn a_file_imported_by_reference_is_read_where_it_lies() {
    let (archive, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other = FileBlobs::of(elsewhere.path());
    other.put_new("của họ.warc", b"WARC/1.0").unwrap();
    let blobs = FileBlobs::of(archive.path());
    let name = other.location("của họ.warc");
    assert_eq!(blobs.location(&name), name);
    assert_eq!(blobs.length(&name).unwrap(), Some(8));
    assert_eq!(blobs.read_known(&name).unwrap(), b"WARC/1.0");
    assert_eq!(blobs.read_range(&name, 5..99).unwrap(), b"1.0");
}

#[cfg(unix)]
#[test]
fn an_import_may_refer_to_a_link_and_a_link_below_the_archive_is_none_of_ours() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::of(dir.path());
    blobs.put_new("thật", b"WARC/1.0").unwrap();
    std::os::unix::fs::symlink(dir.path().join("thật"), dir.path().join("nối")).unwrap();
    assert_eq!(blobs.length(&blobs.location("nối")).unwrap(), Some(8));
    assert_eq!(blobs.length("nối").unwrap(), None);
    let odd = BlobEntry {
        name: "nối".to_owned(),
        kind: EntryKind::Odd(dir.path().join("thật").as_os_str().len() as u64),
    };
    assert!(blobs.list("").unwrap().contains(&odd));
}

/// On an S3 server that has a bucket `hpnews-test`.
#[cfg(feature = "bucket")]
#[test]
fn a_bucket_keeps_the_contract() {
    use crate::bucket::{Bucket, BucketSecrets};
    use crate::config::BucketPlace;

    let Ok(endpoint) = std::env::var("HPNEWS_TEST_S3") else {
        eprintln!("SKIPPED: no S3 server in $HPNEWS_TEST_S3");
        return;
    };
    let place = |prefix: &str| BucketPlace {
        bucket: "hpnews-test".to_owned(),
        prefix: prefix.to_owned(),
        endpoint: Some(endpoint.clone()),
        region: "us-east-1".to_owned(),
    };
    let secrets = BucketSecrets::from(|name| std::env::var(name).ok()).unwrap();
    let fresh = format!("contract/{}", std::process::id());
    for (prefix, folder) in [(fresh.as_str(), ""), ("", &*format!("{fresh}-2/hải phòng"))] {
        let bucket = Bucket::open(&place(prefix), &secrets).unwrap();
        keeps_the_contract(&BucketBlobs::of(&bucket, folder));
    }
}
